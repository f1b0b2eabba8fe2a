// Times in words and in figures, messages to screen readers, requests to the server, and the search for practices.
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60, rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

export function spoken(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60, rest = whole % 60;
  const parts = [[hours, "hour"], [minutes, "minute"], [rest, "second"]].filter(([count]) => count);
  if (!parts.length) return "0 seconds";
  return parts.map(([count, what]) => `${count} ${what}${count === 1 ? "" : "s"}`).join(" ");
}

const EVERY = 10_000;
let last = -EVERY, waiting = null;

// Gives screen readers a message to read aloud. There is at most one in ten seconds, and only the newest is read.
export function announce(words) {
  const place = document.getElementById("announcement");
  clearTimeout(waiting);
  const say = () => { last = performance.now(); place.textContent = words; };
  const left = last + EVERY - performance.now();
  if (left <= 0) say(); else waiting = setTimeout(say, left);
}

export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  const found = await answer.json().catch(() => ({ error: "the answer from voiceguide cannot be read", remedy: "try again" }));
  if (!answer.ok) throw Object.assign(new Error(sentence(found)), { status: answer.status });
  return found;
}

// What happened and what to do, each with a capital and a sign at its end. `_errors.py` does the same.
export function sentence({ error, remedy }) {
  const said = [error, remedy].filter(Boolean);
  return said.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}${/[.?!]$/.test(one) ? "" : "."}`).join(" ");
}

// Shows only the practices that contain all words of the search.
export function search() {
  const words = document.getElementById("q").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const card of document.querySelectorAll(".card[data-words]")) {
    card.hidden = !words.every((word) => card.dataset.words.includes(word));
    shown += !card.hidden;
  }
  for (const need of document.querySelectorAll(".need")) need.hidden = !need.querySelector(".card:not([hidden])");
  document.getElementById("none").hidden = shown > 0;
}
