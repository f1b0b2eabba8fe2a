// Remembers the last choices and the last sessions on this phone. They are not sent anywhere.
const KEY = "voiceguide";
const MOST = 4;

function all() {
  try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
}

function put(values) {
  try { localStorage.setItem(KEY, JSON.stringify({ ...all(), ...values })); } catch { /* full, or not allowed */ }
}

export function choices() { return all().choices || {}; }

export function keepChoices(values) { put({ choices: { ...choices(), ...values } }); }

export function lately() { return all().lately || []; }

// Remember the wishes of a session that was begun, but not its seed, because no two nights are alike.
export function keepBegun(title, wishes) {
  const { seed, ...again } = wishes;
  if (again.text) return;
  const others = lately().filter((one) => one.wishes.practice !== again.practice);
  put({ lately: [{ title, wishes: again }, ...others].slice(0, MOST) });
}
