// A published site: the page of `serve` without a server. What there would be made anew is chosen from what is there.
import { Player } from "./player.js";
import { search, spoken } from "./words.js";

const $ = (id) => document.getElementById(id);
const ROOT = new URL(document.documentElement.dataset.root, location.href);

class SitePlayer extends Player {
  saved(state) { return state.audio; }

  // The closing on the shortest way: it stands at the end, and is gone to in a pause.
  end() {
    const closing = this.plan && this.plan.sections[this.plan.sections.length - 1];
    if (!closing || this.audio.currentTime >= closing.start_s) { this.wanted = false; this.audio.pause(); this.say("Stopped. Thank you."); return; }
    this.seek(closing.start_s - 0.45);
    this.say("It is coming to its close.");
  }

  timer(seconds) {
    this.stopAt = seconds ? this.audio.currentTime + seconds : null;
    this.say(seconds ? `It stops in ${spoken(seconds)}, at the next pause.` : "No timer: it goes to its end.");
  }

  moved() {
    super.moved();
    const at = this.audio.currentTime;
    if (!this.stopAt || at < this.stopAt || this.audio.paused) return;
    const line = this.lines[this.lineAt(at)];
    if (line && at < line.end_s) return;
    this.stopAt = null; this.wanted = false;
    this.audio.pause();
    this.say("The timer has stopped it. Good night.");
  }

  keep() { /* only what somebody wants is kept: see keepHere */ }

  async keepHere() {
    const button = $("keep-here"), ready = await navigator.serviceWorker.ready, { audio, plan, cover } = this.state;
    const files = [audio, plan, cover, location.pathname].map((one) => new URL(one, location.href).href);
    button.disabled = true;
    this.say("It is being kept on this device.");
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => {
      button.disabled = false;
      this.say(data.kept ? "Kept: it plays here without a network." : "It could not be kept: there is no room, or no network.");
      if (data.kept) button.textContent = "Kept on this device";
    };
    ready.active.postMessage({ keep: files }, [channel.port2]);
  }
}

function practice() {
  const sessions = JSON.parse($("sessions").textContent), player = new SitePlayer();
  const open = (name, play) => {
    const state = sessions.find((one) => one.id === name);
    if (!state) return;
    $("keep-here").textContent = "Keep on this device";
    player.shownSection = null; player.stopAt = null;
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
}

if ($("sessions")) practice();
if ($("q")) $("q").addEventListener("input", search);
if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register(new URL("sw.js", ROOT)).catch(() => {});
