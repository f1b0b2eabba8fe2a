// Remembers the last choices and the last sessions on this phone. They are not sent anywhere.
const KEY = "voiceguide";
const MOST = 4;

// The key of a raw request in this phone's memory.
export const ASKED_KEY = "wishes";

function all() {
  try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
}

function put(values) {
  try { localStorage.setItem(KEY, JSON.stringify({ ...all(), ...values })); } catch { /* full, or not allowed */ }
}

export function choices() { return all().choices || {}; }

export function keepChoices(values) { put({ choices: { ...choices(), ...values } }); }

export function recentSessions() { return all().lately || []; }

// Remembers the raw request of a session that was begun, but not its seed, because no two nights are alike.
export function keepBegun(title, asked) {
  const { seed, ...again } = asked;
  if (again.text) return;
  const others = recentSessions().filter((one) => one[ASKED_KEY].practice !== again.practice);
  put({ lately: [{ title, [ASKED_KEY]: again }, ...others].slice(0, MOST) });
}
