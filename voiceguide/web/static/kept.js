// What stays on this phone: the last choices and the last sessions. Nothing of it is sent anywhere.
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

// Remember what was begun: the wishes without the seed, for no two nights are alike.
export function keepBegun(title, wishes) {
  const { seed, ...again } = wishes;
  if (again.text) return;
  const others = lately().filter((one) => one.wishes.practice !== again.practice);
  put({ lately: [{ title, wishes: again }, ...others].slice(0, MOST) });
}
