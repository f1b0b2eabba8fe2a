// The player: one <audio> element whose source is a file of the server. When the listener changes the session, the server
// makes another file, which sounds the same up to the change, and the player switches to it in a pause.
import { announce, ask, clock, sentence, spoken } from "./words.js";

const $ = (id) => document.getElementById(id);
const BACK = 1.5, LINE_BACK = 8, PATIENCE = 10_000;
const SILENCE = new URL("silence.mp3", import.meta.url).href;

export class Player {
  constructor() {
    this.state = null; this.plan = null; this.lines = []; this.beforeGround = null; this.changing = false;
    this.wanted = false; this.followed = new Set();
    this.opening = null; // marks the session that is being opened; it changes if another one is opened before that one plays
    this.path = location.pathname;
    document.documentElement.classList.add("with-script");
    $("controls").hidden = false;
    $("print").hidden = false;
    this.listenTo($("audio"));
    this.buttons();
  }

  get audio() { return $("audio"); }

  // Shows the address of a session in the address bar.
  show(path, how = "replaceState") {
    history[how](null, "", path);
    this.path = location.pathname;
  }

  // Plays silence. If this is called while a button is pressed, the phone allows the page to play sound later.
  unlockAudio() {
    this.audio.src = SILENCE;
    this.audio.play().catch(() => {});
  }

  buttons() {
    const press = (id, what) => $(id)?.addEventListener("click", what); // a published page lacks some of these buttons
    press("toggle", () => this.toggle());
    press("night-toggle", () => this.toggle());
    press("more", () => this.change({ add_s: 300 }));
    press("less", () => this.change({ add_s: -300 }));
    press("bed-quieter", () => this.bed(2));
    press("bed-louder", () => this.bed(-2));
    for (const id of ["ground", "night-ground"]) press(id, () => (this.beforeGround ? this.comeBack() : this.ground()));
    for (const id of ["end", "night-end"]) press(id, () => this.end());
    press("timer", () => this.menu($("timer-menu").hidden));
    for (const one of $("timer-menu").querySelectorAll("button")) {
      one.addEventListener("click", () => { this.menu(false); $("timer").focus(); this.timer(Number(one.dataset.stop)); });
    }
    press("night-on", () => this.night(true));
    press("night-off", () => this.night(false));
    press("print", () => window.print());
    $("position").addEventListener("input", () => this.seek(Number($("position").value)));
    $("position").addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 10, ArrowUp: 10, ArrowLeft: -10, ArrowDown: -10, PageUp: 60, PageDown: -60 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      this.seek(this.audio.currentTime + steps[event.key]);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!$("night").hidden) this.night(false);
      else if (!$("timer-menu").hidden) { this.menu(false); $("timer").focus(); }
    });
    window.addEventListener("beforeunload", () => this.audio.pause());
  }

  listenTo(audio) {
    const mine = (what) => () => { if (audio === this.audio && audio.src && !audio.src.startsWith(SILENCE)) what(); };
    audio.addEventListener("play", mine(() => this.showPlaying(true)));
    audio.addEventListener("pause", mine(() => this.paused()));
    audio.addEventListener("timeupdate", mine(() => this.updatePosition()));
    audio.addEventListener("durationchange", mine(() => this.updatePosition()));
    audio.addEventListener("ended", mine(() => this.ended()));
    audio.addEventListener("timeupdate", mine(() => this.keep()));
    audio.addEventListener("waiting", mine(() => { if (this.state.settled === false && !this.changing) this.say("The voice is still being made. One moment.", true); }));
    audio.addEventListener("playing", mine(() => { if (this.halted && this.state.state !== "failed") this.say(""); }));
    audio.addEventListener("error", mine(() => this.soundFailed()));
  }

  soundFailed() {
    this.say(this.state.state === "failed" ? sentence(this.state) : "The sound is not available right now. Press Play to try again.", true);
  }

  // Shows a session, and plays it if `play` is true. `state` is the session's state from the server.
  async open(state, { play = true, at = 0, focus = true } = {}) {
    const opening = {}; // from now on, a session that was being opened before is not played
    this.opening = opening;
    this.state = state; this.plan = null; this.lines = []; this.shownSection = null; this.shownLine = -1;
    this.ending = Boolean(state.ending);
    $("page").hidden = true;
    $("player").hidden = false;
    $("player-title").textContent = state.title;
    $("section").textContent = "\u00a0";
    $("save").href = this.saveAddress(state);
    document.title = `${state.title} · voiceguide`;
    if (focus) { window.scrollTo(0, 0); $("player-title").focus(); }
    this.draw();
    this.wanted = play;
    try {
      const now = await this.playable(state, (progress) => { if (opening === this.opening) this.progress(progress); });
      if (opening !== this.opening) return;
      this.state = now;
    } catch (error) {
      if (opening === this.opening) this.say(error.message);
      return;
    }
    this.say("");
    this.load(this.state.audio, at);
    if (play) await this.play();
    await this.loadPlan();
    this.follow();
  }

  // While later lines are still being spoken, the rest of the plan may change: the player follows these changes, and shows
  // the latest plan. As long as it follows, the server continues to make the session, even during “Ground me”.
  follow() {
    if (this.state.settled !== false || this.followed.has(this.state.id)) return;
    const id = this.state.id, events = new EventSource(`/api/sessions/${id}/events`);
    const leave = () => { events.close(); this.followed.delete(id); };
    this.followed.add(id);
    events.onerror = () => {
      if (events.readyState !== EventSource.CLOSED) return; // it reconnects by itself
      leave();
      for (const one of [this, this.beforeGround]) if (one?.state?.id === id) one.state = { ...one.state, settled: undefined };
    };
    events.onmessage = (event) => {
      const now = JSON.parse(event.data), mine = id === this.state.id, interrupted = id === this.beforeGround?.state?.id;
      const over = now.state !== "making" || now.settled;
      if (over || !(mine || interrupted)) leave();
      if (interrupted) this.beforeGround.state = now;
      if (!mine) return;
      const changed = now.revision !== this.state.revision && now.state !== "failed";
      this.state = now;
      if (now.state === "failed") this.say(sentence(now));
      else if (changed) this.loadPlan();
    };
  }

  // Waits until the plan is final.
  async settled() {
    while (this.state.settled === false) await new Promise((done) => setTimeout(done, 300));
  }

  // The address under which a session is saved as a file.
  saveAddress(state) { return `${state.audio}?save`; }

  load(url, at) {
    if (new URL(url, location.href).href !== this.audio.src) this.audio.src = url;
    if (at) this.moveTo(at);
  }

  // Waits until the sound can begin. Returns the session's new state.
  playable(state, progress = (now) => this.progress(now)) {
    if (state.state === "ready" || state.playable) return Promise.resolve(state);
    if (state.state === "failed") return Promise.reject(new Error(sentence(state)));
    return new Promise((resolve, reject) => {
      const events = new EventSource(`/api/sessions/${state.id}/events`);
      events.onmessage = (event) => {
        const now = JSON.parse(event.data);
        if (now.state === "ready" || now.playable) { events.close(); resolve(now); }
        else if (now.state === "failed") { events.close(); reject(new Error(sentence(now))); }
        else progress(now.progress);
      };
      events.onerror = () => { // after other errors, it connects again by itself
        if (events.readyState === EventSource.CLOSED) reject(new Error("This session is no longer being made. Begin it again."));
      };
    });
  }

  progress({ what, done, total, place }) {
    if (place) this.say(place === 1 ? "Waiting: this session is made next." : `Waiting: ${place === 2 ? "one other session is" : `${place - 1} other sessions are`} made first.`);
    else if (what === "Making speech") this.say(`The voice is being made: ${done} of ${total} lines.`);
    else if (what) this.say(`${what}: ${total ? Math.round((100 * done) / total) : 0} %.`);
    else this.say("One moment.");
  }

  async loadPlan() {
    const { id, revision } = this.state;
    let plan;
    try { plan = await ask(this.state.plan); } catch { return; }
    if (id !== this.state.id || revision !== this.state.revision) return;
    this.plan = plan;
    this.lines = plan.events.filter((one) => (one.kind === "say" || one.kind === "reminder") && one.text);
    this.draw();
    this.showLines();
    this.mediaSession();
    this.updatePosition();
  }

  get length() { return this.state ? this.state.length_s || this.audio.duration || 0 : 0; }

  draw() {
    const picture = $("picture");
    picture.replaceChildren();
    if (!this.plan || !this.length) return;
    const scale = 1000 / this.length;
    const box = (kind, start, end, top, height, least = 0) => {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of Object.entries({
        class: kind, x: (start * scale).toFixed(1), width: Math.max(least, (end - start) * scale).toFixed(1), y: top, height,
      })) rect.setAttribute(name, value);
      picture.append(rect);
    };
    this.plan.sections.forEach((one, index) => index % 2 || box("part", one.start_s, Math.min(one.end_s, this.length), 0, 64));
    for (const one of this.plan.events) {
      if (one.start_s > this.length) break;
      if (one.kind === "say" || one.kind === "reminder") box("say", one.start_s, one.end_s, 14, 36, 1.6);
      else if (one.kind === "silence") box("rest", one.start_s, one.end_s, 29, 6);
      else if (one.kind === "breath") box("rest", one.start_s, one.end_s, 24, 16);
      else if (one.kind === "bell") box("now", one.start_s, one.end_s, 6, 52, 3);
    }
    box("now", 0, 0, 0, 64, 3);
    this.needle = picture.lastChild;
  }

  showLines() {
    const list = $("lines");
    const focused = [...list.querySelectorAll("button")].indexOf(document.activeElement);
    list.replaceChildren();
    this.shownLine = -1;
    let section = null;
    this.lineItems = this.lines.map((line) => {
      if (line.section !== section && line.section) {
        const head = document.createElement("li"), title = document.createElement("h2");
        title.textContent = line.section; head.append(title); list.append(head);
      }
      section = line.section;
      const item = document.createElement("li"), button = document.createElement("button"), time = document.createElement("span");
      time.className = "clock"; time.textContent = clock(line.start_s);
      button.type = "button"; button.append(time, ` ${line.text}`);
      button.addEventListener("click", () => this.seek(line.start_s - 0.3));
      item.append(button); list.append(item);
      return item;
    });
    if (focused >= 0) this.lineItems[Math.min(focused, this.lineItems.length - 1)]?.querySelector("button").focus();
  }

  // What is heard now

  updatePosition(sought = false) {
    const at = this.audio.currentTime, length = this.length, slider = $("position");
    if (!length) return;
    slider.max = Math.round(length);
    slider.value = Math.round(at);
    // A screen reader reads every change of the focused element aloud, so while the slider has the focus, its text changes
    // only when the listener moves it.
    if (sought || document.activeElement !== slider) slider.setAttribute("aria-valuetext", `${spoken(at)} of ${spoken(length)}`);
    $("gone").textContent = clock(at);
    $("left").textContent = `−${clock(length - at)}`;
    if (this.needle) this.needle.setAttribute("x", ((at / length) * 1000 - 1.5).toFixed(1));
    const section = this.plan && [...this.plan.sections].reverse().find((one) => one.start_s <= at + 0.5);
    if (section && section.title !== this.shownSection) {
      this.shownSection = section.title;
      $("section").textContent = section.title || "\u00a0";
      if (!this.audio.paused) announce(section.title);
      this.mediaSession();
    }
    const line = this.lineAt(at);
    if (this.lineItems && line !== this.shownLine) {
      if (this.shownLine >= 0 && this.lineItems[this.shownLine]) this.lineItems[this.shownLine].classList.remove("at");
      if (line >= 0) this.lineItems[line].classList.add("at");
      this.shownLine = line;
    }
    const minutes = Math.ceil((length - at) / 60);
    $("night-word").textContent = this.audio.paused ? "paused" : `${minutes}`;
    this.reportPosition();
  }

  // Keeps a session on the phone once 20 seconds of it have been heard, if the browser allows that. It then plays without a network.
  keep() {
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (!worker || this.kept === this.state.id || this.audio.currentTime < 20 || this.state.settled === false) return;
    this.kept = this.state.id;
    worker.postMessage({ keep: [this.state.audio, this.state.plan, `/listen/${this.state.id}`] });
  }

  lineAt(at) {
    let found = -1;
    this.lines.forEach((line, index) => { if (line.start_s <= at) found = index; });
    return found;
  }

  showPlaying(plays) {
    document.body.classList.toggle("plays", plays);
    for (const id of ["toggle", "night-toggle"]) $(id).setAttribute("aria-label", plays ? "Pause" : "Play");
    if ("mediaSession" in navigator) navigator.mediaSession.playbackState = plays ? "playing" : "paused";
    this.updatePosition();
  }

  paused() {
    this.showPlaying(false);
    if (this.wanted && !this.audio.ended) this.say("Something else stopped the sound. Press Play to go on from the beginning of the sentence.", true);
  }

  ended() {
    this.wanted = false;
    this.showPlaying(false);
    if (this.beforeGround) this.say("Go back to the practice whenever you like, or end here.");
    else this.say("The session is over. Thank you.");
  }

  // What the listener does

  async play() {
    this.wanted = true;
    if (this.audio.error) { const at = this.audio.currentTime; this.audio.load(); this.moveTo(at); }
    try {
      await this.audio.play();
      if (!this.changing) this.say("");
    } catch (error) {
      this.wanted = false;
      if (error.name === "NotAllowedError") this.say("The session is ready: press Play."); // other errors cause an event of the audio element, which shows them
    }
  }

  toggle() {
    if (!this.audio.paused) { this.wanted = false; this.audio.pause(); return; }
    const at = this.audio.currentTime;
    if (at > BACK && !this.audio.ended) {
      const line = this.lines[this.lineAt(at)];
      const inside = line && at < line.end_s + BACK && at - line.start_s < LINE_BACK;
      this.moveTo(inside ? Math.max(0, line.start_s - 0.45) : at - BACK);
    }
    this.play();
  }

  // Continues at the time `at`, in seconds. Returns whether that was possible.
  async moveTo(at) { this.audio.currentTime = at; return true; }

  async seek(to) {
    const moved = await this.moveTo(Math.min(Math.max(0, to), Math.max(0, this.length - 0.5)));
    this.updatePosition(true);
    return moved;
  }

  skip(sections) {
    if (!this.plan) return;
    const starts = this.plan.sections.map((one) => one.start_s), at = this.audio.currentTime;
    let here = starts.filter((start) => start <= at + 0.5).length - 1;
    if (sections < 0 && at - starts[here] > 4) here += 1;
    const goal = Math.max(0, here + sections);
    if (goal < starts.length) this.seek(Math.max(0, starts[goal] - 0.45));
  }

  // Shows a message. If it is about a halt of the sound (`halted`), it disappears when the sound plays again.
  say(words, halted = false) {
    this.halted = halted;
    $("change").textContent = words || "\u00a0";
    if (words) announce(words);
  }

  menu(open) {
    $("timer-menu").hidden = !open;
    $("timer").setAttribute("aria-expanded", String(open));
    if (open) $("timer-menu").querySelector("button").focus();
  }

  bed(lower) {
    const before = this.state?.background_level ?? 20, level = Math.min(26, Math.max(12, before + lower));
    if (level === before) { this.say(lower > 0 ? "The background is as quiet as it gets." : "The background is as loud as it gets."); return; }
    this.change({ background_level: level });
  }

  stop() {
    this.wanted = false;
    this.audio.pause();
    this.say("Stopped. Thank you.");
  }

  end() {
    if (this.beforeGround) { this.stop(); return; }
    if (this.ending) this.timer(10); else this.change({ end: true });
  }

  timer(seconds) { this.change({ stop_s: seconds }); }

  // Asks the server for a changed session, and switches to it at a place up to which both sessions sound the same.
  async change(asked) {
    if (!this.state || this.changing) { if (this.changing) this.say("One change at a time: your last change is still being made."); return; }
    if (this.beforeGround) { this.say("To change the session, go back to the practice first."); return; }
    this.changing = true;
    try {
      const { id } = this.state;
      if (this.state.settled === false) this.say("The session changes as soon as its voice has been made.");
      await this.settled();
      const left = () => this.beforeGround || this.state.id !== id;
      if (left()) { this.say("To change the session, go back to the practice first."); return; }
      let ahead = 2 + this.audio.currentTime / 200; // seconds in which the server should have made the other file up to that place
      for (let tries = 0; tries < 5; tries += 1) {
        const began = performance.now(), at = this.audio.currentTime + (this.audio.paused ? 0 : ahead);
        this.say("The session changes at the next pause.");
        const changed = await ask(`/api/sessions/${id}/refit`, { at_s: Math.min(at, this.length - 1), ...asked });
        const state = await this.playable(changed, () => {});
        if (left()) return;
        if (await this.switchTo(state, this.switchTime(at, changed.join_s), left)) { this.changed(asked, state); return; }
        if (left()) return;
        ahead = 2 + 1.5 * (performance.now() - began) / 1000;
      }
      this.say("The change came too late. Try again.");
    } catch (error) {
      this.say(error.message);
    } finally {
      this.changing = false;
    }
  }

  // The time at which to switch: in the first pause after `from`, but not after `join`, up to which both sound the same.
  switchTime(from, join) {
    let place = from;
    for (const line of this.lines) if (line.start_s < place + 0.5 && line.end_s > place) place = line.end_s;
    return Math.min(place + 0.5, join);
  }

  changed(asked, state) {
    const before = this.length;
    this.state = state;
    this.ending = Boolean(asked.end) || this.ending;
    $("save").href = this.saveAddress(state);
    this.show(`/listen/${state.id}`);
    if (asked.end) this.say("The session goes to its closing. Press “End gently” again to fade out.");
    else if ("stop_s" in asked) {
      const early = this.audio.currentTime + asked.stop_s >= before && this.length === before;
      if (!asked.stop_s) this.say("No timer: the session plays to its end.");
      else this.say(early ? `The session ends before the timer, at ${clock(this.length)}.` : `The session fades out, and ends at ${clock(this.length)}.`);
    }
    else if ("background_level" in asked) this.say(`The background is ${asked.background_level} dB below the voice.`);
    else this.say(`The session now lasts ${spoken(this.length)}.`);
    this.loadPlan();
    this.follow();
  }

  // Starts the other file at `place`, at the same time as this file gets there, and then stops this file. Returns false if
  // the other file was ready too late, or if the listener has `left` this session meanwhile.
  async switchTo(state, place, left) {
    const old = this.audio, next = new Audio();
    next.id = "audio"; next.preload = "auto"; next.controls = true; next.src = state.audio;
    const still = old.paused, meet = still ? Math.min(old.currentTime, place) : Math.max(0, place - 0.2);
    const drop = () => { release(next); return false; };
    let prepared;
    try {
      prepared = await Promise.race([ready(next, meet), new Promise((done) => setTimeout(() => done(false), PATIENCE))]);
    } catch (error) { release(next); throw error; }
    // Waits step by step, because a listener who pauses or seeks gets to that place at another time.
    while (!old.paused && !left() && meet - old.currentTime > 0.03) {
      await new Promise((done) => setTimeout(done, Math.min(500, (meet - old.currentTime) * 1000 - 20)));
    }
    if (left()) return drop();
    if (!prepared && old.currentTime - meet <= 0.25) { release(next); return this.switchInPlace(state); }
    if (old.paused) {
      next.currentTime = Math.min(old.currentTime, place);
      this.replace(old, next);
      return true;
    }
    if (old.currentTime - meet > 0.25) return drop();
    try {
      await next.play();
    } catch {
      release(next);
      return this.switchInPlace(state);
    }
    if (left()) return drop();
    this.replace(old, next);
    return true;
  }

  // Continues with the other file in the same element. Some phones allow sound only from the element that a press has started.
  async switchInPlace(state) {
    const { audio } = this, at = audio.currentTime, still = audio.paused;
    audio.src = state.audio;
    audio.currentTime = at;
    if (!still) await this.play();
    return true;
  }

  replace(old, next) {
    this.listenTo(next);
    old.removeAttribute("id");
    old.replaceWith(next);
    release(old);
    this.showPlaying(!next.paused);
  }

  // “Ground me”

  async ground() {
    const known = this.grounding || ask("/api/ground");
    const before = { state: this.state, plan: this.plan, at: this.audio.currentTime };
    this.beforeGround = before;
    this.opening = null;
    this.groundLabels(true);
    try {
      const state = await known;
      if (this.beforeGround === before) await this.open(state, { focus: false });
    } catch (error) { this.say(error.message); }
  }

  async comeBack() {
    const { state, at } = this.beforeGround;
    this.beforeGround = null;
    this.groundLabels(false);
    if (state) await this.open(state, { at: Math.max(0, at - BACK), focus: false });
  }

  groundLabels(there) {
    for (const id of ["ground", "night-ground"]) $(id).textContent = there ? "Back to the practice" : "Ground me";
    $("ground").hidden = there && !this.beforeGround.state;
  }

  // Shows or hides the night screen: black, with one dim word and large buttons. Everything else is hidden.

  night(on) {
    if ($("night").hidden !== on) return;
    $("night").hidden = !on;
    document.body.classList.toggle("is-night", on);
    for (const one of document.querySelectorAll("header, main, .skip")) one.inert = on;
    for (const one of document.querySelectorAll("meta[name=theme-color]")) {
      one.dataset.day ??= one.content;
      one.content = on ? "#000000" : one.dataset.day;
    }
    (on ? $("night-toggle") : $("night-on")).focus();
  }

  // The lock screen

  mediaSession() {
    if (!("mediaSession" in navigator) || !this.state) return;
    const session = navigator.mediaSession;
    session.metadata = new MediaMetadata({
      title: this.state.title, artist: this.shownSection || "voiceguide", album: "voiceguide",
      artwork: [{ src: this.state.cover, type: "image/jpeg" }],
    });
    const handlers = {
      // A headset may send "pause" when it is switched off, even if the sound is already paused.
      play: () => { if (this.audio.paused) this.toggle(); }, pause: () => { if (!this.audio.paused) this.toggle(); },
      seekbackward: (how) => this.seek(this.audio.currentTime - (how.seekOffset || 15)),
      seekforward: (how) => this.seek(this.audio.currentTime + (how.seekOffset || 15)),
      seekto: (how) => this.seek(how.seekTime),
      previoustrack: () => this.skip(-1), nexttrack: () => this.skip(1),
    };
    for (const [name, what] of Object.entries(handlers)) {
      try { session.setActionHandler(name, what); } catch { /* no browser knows all of them */ }
    }
  }

  reportPosition() {
    if (!("mediaSession" in navigator) || !navigator.mediaSession.setPositionState || !this.length) return;
    const position = Math.min(this.audio.currentTime, this.length);
    try { navigator.mediaSession.setPositionState({ duration: this.length, position, playbackRate: 1 }); } catch { /* some browsers refuse some values */ }
  }
}

// Waits until the element can play from `at`.
function ready(audio, at) {
  return new Promise((resolve, reject) => {
    audio.addEventListener("loadedmetadata", () => { audio.currentTime = at; }, { once: true });
    audio.addEventListener("seeked", () => {
      if (audio.readyState >= 3) resolve(true); else audio.addEventListener("canplay", () => resolve(true), { once: true });
    }, { once: true });
    audio.addEventListener("error", () => reject(new Error("The change did not work. The session goes on as before.")), { once: true });
  });
}

// Stops an element and frees its connection, because a browser has only a few.
function release(audio) {
  audio.pause();
  audio.removeAttribute("src");
  audio.load();
}
