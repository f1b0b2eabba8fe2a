// A player that reports to the server how much of a session was heard, for the server's log. It sends no words or names.
import { Player } from "./player.js";
import { ask } from "./words.js";

const EVERY = 60_000, LEAST = 10;

export class LoggedPlayer extends Player {
  constructor() {
    super();
    this.listening = null; this.lastPosition = null;
    window.addEventListener("pagehide", () => this.report("left"));
    document.addEventListener("visibilitychange", () => { if (document.hidden && !this.audio.paused) this.report("plays"); });
  }

  updatePosition(sought) { super.updatePosition(sought); this.count(); }

  paused() { super.paused(); if (!this.audio.ended) this.report("left"); }

  ended() {
    super.ended();
    if (this.beforeGround) return;
    this.report("over");
    this.listening = null;
  }

  // Asks the server why the sound broke off, to show that.
  async soundFailed() {
    const { id } = this.state;
    try {
      const now = await ask(`/api/sessions/${id}`);
      if (id !== this.state.id) return;
      if (now.state === "failed") this.state = now;
    } catch (error) {
      if (id !== this.state.id) return;
      if (error.status === 404) { this.say(error.message, true); return; }
    }
    super.soundFailed();
  }

  ground() { this.report("plays"); this.lastPosition = null; return super.ground(); }

  comeBack() { this.lastPosition = null; return super.comeBack(); }

  async open(state, how) {
    if (!this.beforeGround && this.state && this.listening && how?.at === undefined) { this.report("left"); this.listening = null; }
    await super.open(state, how);
  }

  // Counts how much was heard since the last call. If the position moved on by more than the time that passed, the listener
  // has skipped sound, and nothing is counted.
  count() {
    const at = this.audio.currentTime, now = performance.now(), before = this.lastPosition;
    this.lastPosition = this.audio.paused ? null : { at, now };
    if (!before || this.beforeGround || !this.state) return;
    const gone = at - before.at;
    if (gone <= 0 || gone > 1.3 * (now - before.now) / 1000 + 0.5) return;
    this.listening ||= { id: token(), heard: 0, reported: now };
    this.listening.heard += gone;
    if (now - this.listening.reported > EVERY) this.report("plays");
  }

  report(how) {
    const state = this.beforeGround ? this.beforeGround.state : this.state;
    if (!this.listening || !state || this.listening.heard < LEAST) return;
    this.listening.reported = performance.now();
    const report = { listening: this.listening.id, heard_s: Math.round(this.listening.heard * 10) / 10, how };
    navigator.sendBeacon(`/api/sessions/${state.id}/heard`, new Blob([JSON.stringify(report)], { type: "application/json" }));
  }
}

function token() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
}
