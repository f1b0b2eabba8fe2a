// Keeps the page and the last sessions on this phone, for use without a network. Sessions never change, so a kept sound
// is played without asking the server. Pages are requested from the server; if it does not answer, the kept page is shown.
importScripts("/static/range.js");

const PAGE = "page-2", SOUND = "sound-1", MOST = 6;
const FILES = ["/", "/static/page.css", "/static/page.js", "/static/player.js", "/static/logged_player.js", "/static/words.js",
  "/static/memory.js", "/static/icon.svg", "/static/silence.mp3", "/manifest.webmanifest"];

// The page and the plan of each session whose sound is kept.
async function pathsOfKept() {
  const sounds = await (await caches.open(SOUND)).keys();
  const ids = sounds.map(({ url }) => new URL(url).pathname.slice("/sessions/".length, -".mp3".length));
  return ids.flatMap((id) => [`/listen/${id}`, `/sessions/${id}.json`]);
}

// Pages that an older version kept need the scripts of that version, so the pages of kept sessions are fetched again.
async function install() {
  const cache = await caches.open(PAGE);
  await cache.addAll(FILES);
  await Promise.all((await pathsOfKept()).map((path) => fetched(cache, path)));
  await self.skipWaiting();
}

async function fetched(cache, path) {
  try {
    const answer = await fetch(path);
    if (answer.status === 200 && !answer.redirected) await cache.put(path, answer);
  } catch { /* no room, or no network: the older page is kept */ }
}

self.addEventListener("install", (event) => event.waitUntil(install()));

// Deletes everything that older versions kept, except pages and plans of kept sessions that could not be fetched again.
async function begin() {
  const cache = await caches.open(PAGE), paths = await pathsOfKept();
  for (const name of (await caches.keys()).filter((one) => one.startsWith("page-") && one !== PAGE)) {
    const older = await caches.open(name);
    for (const path of paths) {
      const kept = (await cache.match(path)) ? null : await older.match(path);
      if (kept) await cache.put(path, kept).catch(() => {}); // no room: this session can be heard only with a network
    }
    await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("activate", (event) => event.waitUntil(begin()));

self.addEventListener("message", (event) => {
  const [sound, ...others] = event.data.keep || [];
  // The sound is stored last, so if it is kept, the page that plays it is kept too.
  if (sound) event.waitUntil(caches.open(PAGE).then((cache) => cache.addAll(others)).then(() => keep(sound)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.searchParams.has("save")) return;
  if (/^\/sessions\/[0-9a-f]{24}\.mp3$/.test(url.pathname)) event.respondWith(sound(event, url));
  else if (!url.pathname.endsWith("/events") && url.pathname !== "/pair") event.respondWith(fresh(event, url));
});

async function fresh(event, url) {
  const cache = await caches.open(PAGE);
  try {
    const answer = await fetch(event.request);
    if (answer.status === 200 && !answer.redirected) {
      event.waitUntil(cache.put(url.pathname, answer.clone()).catch(() => {})); // no room: the page is shown all the same, but not kept
    }
    return answer;
  } catch (error) {
    const kept = await cache.match(url.pathname);
    if (kept) return kept;
    throw error;
  }
}

async function sound(event, url) {
  const cache = await caches.open(SOUND), kept = await cache.match(url.pathname);
  if (!kept) return fetch(event.request);
  return answered(await kept.blob(), event.request);
}

const keeping = new Set();

// Fetches a whole sound, unless it is kept already, and deletes the oldest sounds.
async function keep(path) {
  if (keeping.has(path)) return;
  keeping.add(path);
  try {
    const cache = await caches.open(SOUND);
    if (await cache.match(path)) return;
    const answer = await fetch(path);
    if (answer.status === 200) await cache.put(path, answer);
    const paths = await cache.keys();
    for (const old of paths.slice(0, Math.max(0, paths.length - MOST))) await cache.delete(old);
  } catch { /* no room, or no network: the session is not kept */ } finally { keeping.delete(path); }
}
