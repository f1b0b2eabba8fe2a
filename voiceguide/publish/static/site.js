// The script of a published site, which has the player of `serve`. Where the server of `serve` would make a new session,
// this script chooses another finished one.
import { Player } from "./player.js";
import { ask, clock, search, spoken } from "./words.js";

const $ = (id) => document.getElementById(id);
const ROOT = new URL(document.documentElement.dataset.root, location.href);
const embedded = (id) => ($(id) ? JSON.parse($(id).textContent) : null);
const SESSIONS = embedded("sessions"), GROUND = embedded("grounding");
const WORKER = "sw.js?from"; // the address of a worker that knows `from`; an older worker would send the whole file
const FADE = 60;
const FADES = (() => { const one = new Audio(); one.volume = 0.5; return one.volume === 0.5; })(); // false on an iPhone, where the volume stays at 1

class SitePlayer extends Player {
  saveAddress(state) { return state.audio; }

  // In Chromium, loads a file without the tags at its beginning. If these contain a cover, Chromium looks for a video in it,
  // and plays nothing until it has read a minute of sound. The worker leaves the tags out. The whole file is loaded in
  // other browsers, and as long as there is no worker.
  load(url, at) {
    const from = navigator.userAgentData && navigator.serviceWorker?.controller?.scriptURL.endsWith(WORKER) && this.state.sound_from;
    super.load(from ? `${url}?from=${from}` : url, at);
  }

  // Some servers send only whole files. The worker then sends the parts, but until there is one, a browser that is asked to
  // continue elsewhere would begin again. So the whole file is loaded first.
  async moveTo(at) {
    const { audio } = this, { src } = audio;
    if (audio.readyState < 1 && !navigator.serviceWorker?.controller) {
      await new Promise((done) => audio.addEventListener("loadedmetadata", done, { once: true }));
    }
    const { readyState, seekable } = audio;
    if (readyState < 1 || (seekable.length && seekable.end(0) > 0)) return super.moveTo(at);
    this.say("One moment: the session is being loaded.", true);
    try {
      const answer = await fetch(src);
      if (!answer.ok) throw new Error(answer.statusText);
      const whole = URL.createObjectURL(await answer.blob());
      if (audio.src !== src) { URL.revokeObjectURL(whole); return false; }
      const plays = !audio.paused;
      audio.src = whole;
      audio.currentTime = at;
      if (plays) await this.play(); else this.say("");
      return true;
    } catch {
      this.soundFailed();
      return false;
    }
  }

  // Goes to the closing, which is the last section.
  async end() {
    const closing = this.plan && this.plan.sections[this.plan.sections.length - 1];
    if (!closing || this.audio.currentTime >= closing.start_s) { this.stop(); return; }
    if (await this.seek(closing.start_s - 0.45)) this.say("The closing begins now.");
  }

  // Sets the sleep timer. The sound fades in the last minute. On a phone that does not let pages set the volume, it stops in
  // a pause instead.
  timer(seconds) {
    const way = FADES ? "The session fades out and ends" : "The session stops";
    this.stopAt = seconds ? this.audio.currentTime + seconds : null;
    this.audio.volume = 1;
    this.fade = Math.min(FADE, seconds);
    this.say(seconds ? `${way} in ${spoken(seconds)}${FADES ? "" : ", at the next pause"}.` : "No timer: the session plays to its end.");
  }

  updatePosition(sought) {
    super.updatePosition(sought);
    const at = this.audio.currentTime;
    if (!this.stopAt || this.beforeGround || this.audio.paused) return;
    const left = this.stopAt - at;
    if (FADES) this.audio.volume = left < this.fade ? 10 ** (3 * (Math.max(0, left) / this.fade - 1)) : 1;
    if (left > 0) return;
    const line = this.lines[this.lineAt(at)];
    if (!FADES && line && at < line.end_s) return;
    this.stopAt = null; this.wanted = false;
    this.audio.pause();
    this.audio.volume = 1;
    this.say("The timer has stopped the session. Good night.");
  }

  ground() { this.audio.volume = 1; return super.ground(); }

  // Changes to the next longer or shorter session that exists, and continues there at the same words.
  async change({ add_s }) {
    if (this.beforeGround) { this.say("To change the session, go back to the practice first."); return; }
    const other = this.other(add_s > 0);
    if (!other || this.changing) return;
    this.changing = true;
    try {
      const plan = await ask(other.plan), left = this.stopAt && this.stopAt - this.audio.currentTime;
      const at = placeIn(plan, this.plan, this.audio.currentTime, this.lines[this.lineAt(this.audio.currentTime)]);
      history.replaceState({}, "", `#${other.id}`);
      await this.open(other, { play: !this.audio.paused, at, focus: false });
      if (left) this.stopAt = at + left;
      this.say(`The session now lasts ${spoken(other.length_s)}.`);
    } catch (error) {
      this.say(error.message);
    } finally {
      this.changing = false;
    }
  }

  // The next longer or shorter session of the same kind. Sessions are sorted by length.
  other(longer) {
    const alike = SESSIONS.filter((one) => one.kind === this.state.kind && (longer ? one.length_s > this.state.length_s : one.length_s < this.state.length_s));
    return longer ? alike[0] : alike[alike.length - 1];
  }

  async open(state, how) {
    const opened = super.open(state, how);
    for (const [id, longer, word] of [["more", true, "more"], ["less", false, "less"]]) {
      const button = $(id), next = this.beforeGround ? null : this.other(longer);
      const focused = document.activeElement === button;
      button.hidden = !next;
      if (focused && !next) $("toggle").focus();
      if (!next) continue;
      const by = Math.abs(next.length_s - state.length_s), shown = by % 60 ? clock(by) : by / 60;
      button.setAttribute("aria-label", `${spoken(by)} ${word}`);
      button.firstElementChild.textContent = `${longer ? "+" : "−"}${shown}`;
    }
    await opened;
  }

  keep() { /* only sessions that the listener chooses are kept, by `keepHere` */ }

  async keepHere() {
    const button = $("keep-here"), ready = await navigator.serviceWorker.ready, { audio, plan, cover } = this.state;
    const files = [audio, plan, cover, location.pathname].map((one) => new URL(one, location.href).href);
    button.disabled = true;
    this.say("The session is being saved on this device. One moment.");
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => {
      button.disabled = false;
      this.say(data.kept ? "Kept: the session now plays here without a network." : "The session could not be kept: there is no room on this device, or no network.");
      if (data.kept) button.textContent = "Kept on this device";
    };
    ready.active.postMessage({ keep: files }, [channel.port2]);
  }
}

// The time in `plan` at which the `line` is spoken that was heard last, at the time `at` in the plan `before`. If `plan`
// does not have this line, the time at which the line's section begins.
function placeIn(plan, before, at, line) {
  if (!before) return 0;
  const index = before.sections.findLastIndex((one) => one.start_s <= at + 0.5), here = before.sections[Math.max(0, index)];
  const nth = before.sections.slice(0, index + 1).filter((one) => one.title === here.title).length - 1;
  const there = plan.sections.filter((one) => one.title === here.title)[nth] || plan.sections.find((one) => one.title === here.title);
  if (!there) return (at / before.length_s) * plan.length_s;
  const same = line && line.start_s >= here.start_s &&
    plan.events.find((one) => one.text === line.text && one.start_s >= there.start_s && one.start_s < there.end_s);
  return Math.max(0, (same ? same.start_s : there.start_s) - 0.45);
}

function practice() {
  const sessions = SESSIONS, player = new SitePlayer();
  if (GROUND) player.grounding = Promise.resolve(GROUND);
  const open = (name, play) => {
    const state = sessions.find((one) => one.id === name);
    if (!state) return;
    $("keep-here").textContent = "Keep on this device";
    player.shownSection = null; player.stopAt = null; player.audio.volume = 1;
    player.open(state, { play });
  };
  for (const link of document.querySelectorAll("a[data-session]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (location.hash !== `#${link.dataset.session}`) history.pushState({}, "", `#${link.dataset.session}`);
      open(link.dataset.session, true);
    });
  }
  const here = () => decodeURIComponent(location.hash.slice(1));
  window.addEventListener("popstate", () => {
    if (here()) { open(here(), false); return; }
    player.wanted = false; player.audio.pause();
    $("player").hidden = true; $("page").hidden = false;
  });
  $("leave").addEventListener("click", (event) => { event.preventDefault(); history.pushState({}, "", location.pathname); dispatchEvent(new PopStateEvent("popstate")); });
  if ("serviceWorker" in navigator && window.isSecureContext) {
    $("keep-here").hidden = false;
    $("keep-here").addEventListener("click", () => player.keepHere());
  }
  if (here()) open(here(), false);
  else if (GROUND && sessions[0].id === GROUND.id) open(GROUND.id, true); // on the page of the grounding practice, it begins at once
}

if (SESSIONS) practice();
if ($("q")) $("q").addEventListener("input", search);
if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register(new URL(WORKER, ROOT)).catch(() => {});
