// The script of the pages. They also work without it, but slower and less nicely.
import { ASKED_KEY, choices, keepBegun, keepChoices, recentSessions } from "./memory.js";
import { LoggedPlayer } from "./logged_player.js";
import { ask, search, spoken } from "./words.js";

const $ = (id) => document.getElementById(id);
const player = new LoggedPlayer();

// Orders a session and opens it, so that one press leads from the request to the sound.
async function begin(asked, title) {
  player.unlockAudio();
  const state = await ask("/api/sessions", asked);
  keepBegun(state.title || title, asked);
  player.show(`/listen/${state.id}`, "pushState");
  await player.open(state);
}

function askedOf(form) {
  const given = new FormData(form), asked = { nearest: true };
  for (const key of ["practice", "text", "background", "voice", "path", "for"]) if (given.get(key)) asked[key] = given.get(key);
  if (given.get("minutes")) asked.length_s = Number(given.get("minutes")) * 60;
  if (given.get("then_minutes")) asked.then_s = Number(given.get("then_minutes")) * 60;
  if (form.elements.words) asked.mine = form.elements.words.checked;
  return asked;
}

function chooser(form) {
  const length = $("length"), shown = $("length-shown"), background = $("background"), voice = $("voice");
  const name = form.elements.practice ? form.elements.practice.value : "text";
  const before = choices()[name] || {};
  if (length) {
    const show = () => { shown.textContent = spoken(length.value * 60); length.setAttribute("aria-valuetext", shown.textContent); };
    if (before.minutes) length.value = before.minutes;
    length.addEventListener("input", show);
    show();
  }
  recall(background, before.background);
  recall(voice, before.voice);
  offerSample(background);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = $("begin"), asked = askedOf(form);
    keepChoices({ [name]: { minutes: length ? length.value : "", background: background.value, voice: voice ? voice.value : "" } });
    button.disabled = true;
    try {
      await begin(asked, document.title);
    } catch (error) {
      trouble(form, error.message);
    } finally {
      button.disabled = false;
    }
  });
}

// Restores a choice from the last time, if the list still has it.
function recall(list, before) {
  if (list && before && [...list.options].some((one) => one.value === before)) list.value = before;
}

function trouble(form, words) {
  let place = form.querySelector(".trouble");
  if (!place) {
    place = document.createElement("p");
    place.className = "trouble"; place.setAttribute("role", "alert");
    $("begin").after(place);
  }
  place.textContent = words;
}

// Lets the button play a sample of the chosen background.
function offerSample(background) {
  const button = $("taste"), sound = new Audio();
  button.hidden = false;
  const still = () => { sound.pause(); button.textContent = "Hear it"; };
  button.addEventListener("click", () => {
    if (!sound.paused) { still(); return; }
    sound.src = `/sounds/${encodeURIComponent(background.value)}.mp3`;
    sound.play().catch(still);
    button.textContent = "Stop";
  });
  sound.addEventListener("ended", still);
  sound.addEventListener("error", still);
  background.addEventListener("change", still);
  document.addEventListener("submit", still, true);
}

function home() {
  const found = recentSessions();
  for (const { title, [ASKED_KEY]: asked } of found) {
    const item = document.createElement("li"), button = document.createElement("button"), how = document.createElement("span");
    item.className = "card"; button.type = "button"; button.textContent = title;
    how.textContent = [asked.length_s && spoken(asked.length_s), asked.background].filter(Boolean).join(", ");
    button.append(how);
    button.addEventListener("click", () => begin(asked, title).catch((error) => { how.textContent = error.message; }));
    item.append(button); $("again-list").append(item);
  }
  $("again").hidden = !found.length;
  $("q").addEventListener("input", search);
  lengths();
  const ground = ask("/api/ground").catch(() => null);
  $("ground-now").addEventListener("click", async (event) => {
    event.preventDefault();
    player.unlockAudio();
    try {
      const state = (await ground) || (await ask("/api/ground"));
      player.show(`/listen/${state.id}`, "pushState");
      player.open(state);
    } catch { location.assign("/ground"); }
  });
}

// Fills in the lengths that were not known when the page was made.
async function lengths() {
  const bare = [...document.querySelectorAll(".card[data-name]")].filter((card) => !card.querySelector(".reach").textContent.trim());
  if (!bare.length) return;
  const reach = (one) => `${one.measured ? "" : "about "}${Math.ceil(one.min_s / 60)} to ${Math.floor(Math.min(one.max_s, 10800) / 60)} minutes`;
  const known = new Map((await ask("/api/practices").catch(() => [])).map((one) => [one.name, reach(one)]));
  for (const card of bare) if (known.has(card.dataset.name)) card.querySelector(".reach").textContent = known.get(card.dataset.name);
}

function ownText() {
  const text = $("text"), file = $("file"), keep = $("keep-text");
  const take = async (one) => { if (one && one.size < 1_000_000) text.value = await one.text(); };
  $("file-row").hidden = false;
  file.addEventListener("change", () => take(file.files[0]));
  text.addEventListener("dragover", (event) => event.preventDefault());
  text.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files[0]); });
  if (!keep) return;
  keep.hidden = false;
  keep.addEventListener("click", async () => {
    try {
      const practice = await ask("/api/practices", { name: $("keep-name").value, text: text.value });
      trouble($("request"), `Kept: “${practice.title}” is now one of the practices.`);
    } catch (error) { trouble($("request"), error.message); }
  });
}

if ($("again")) home();
if ($("request")) chooser($("request"));
if ($("text")) ownText();
if ($("state")) player.open(JSON.parse($("state").textContent), { play: false });
if (!$("state")) player.grounding = ask("/api/ground");
player.grounding?.catch(() => { player.grounding = null; });
// Links within the page cause this event too, and need no reload.
window.addEventListener("popstate", () => { if (location.pathname !== player.path) location.reload(); });
if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(() => {});
