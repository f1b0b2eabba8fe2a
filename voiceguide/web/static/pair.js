import { sentence } from "./words.js";

// The address in the QR code has the pairing code after a #, so that nobody has to type the code.
const form = document.getElementById("pair"), trouble = document.getElementById("trouble"), field = document.getElementById("code");

async function pair(code) {
  const answer = await fetch("/pair", { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams({ code }) });
  if (answer.ok) { location.replace("/"); return; }
  const { error } = await answer.json().catch(() => ({ error: "that did not work; try again" }));
  trouble.textContent = sentence({ error });
  field.focus();
}

form.addEventListener("submit", (event) => { event.preventDefault(); pair(field.value); });
const brought = location.hash.slice(1);
if (/^\d{6}$/.test(brought)) {
  history.replaceState(null, "", "/pair");
  field.value = brought;
  pair(brought);
}
