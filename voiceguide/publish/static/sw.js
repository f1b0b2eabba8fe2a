// Keeps the pages, the grounding practice, and the sessions that the listener chose, for use without a network.
const ROOT = new URL("./", self.location).href, PAGE = `page ${ROOT}`, SOUND = `sound ${ROOT}`;

self.addEventListener("install", (event) => {
  const all = (name, files) => caches.open(name).then((cache) => cache.addAll(files.map((file) => new URL(file, ROOT).href)));
  event.waitUntil(Promise.all([all(PAGE, FILES), all(SOUND, SOUNDS)]).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const [sound, ...others] = event.data.keep || [];
  if (!sound) return;
  event.waitUntil(Promise.all([
    caches.open(SOUND).then((cache) => cache.add(sound)), caches.open(PAGE).then((cache) => cache.addAll(others)),
  ]).then(() => true, () => false).then((kept) => event.ports[0].postMessage({ kept })));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(ROOT)) return;
  if (url.pathname.endsWith(".mp3") && !url.pathname.endsWith("/silence.mp3")) event.respondWith(sound(request, url));
  else event.respondWith(fresh(request, url));
});

async function fresh(request, url) {
  const cache = await caches.open(PAGE), key = url.origin + url.pathname;
  try {
    const answer = await fetch(request);
    if (answer.status === 200 && !answer.redirected) await cache.put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = (await cache.match(key)) || (key === `${ROOT}index.html` && (await cache.match(ROOT)));
    if (kept) return kept;
    throw error;
  }
}

// The sound for a request. With `from` in its address, the first bytes are left out: see `load` in site.js.
async function sound(request, url) {
  const file = url.origin + url.pathname, from = Number(url.searchParams.get("from")) || 0;
  const cache = await caches.open(SOUND), kept = await cache.match(file);
  if (!kept) return from ? after(from, request, file) : ranged(request, await fetch(request));
  return answered((await kept.blob()).slice(from), request);
}

// The file without its first `from` bytes: they are added to the range in the request, and subtracted from the range in
// the answer.
async function after(from, request, file) {
  const field = RANGE.exec(request.headers.get("range") || ""), first = Number(field?.[1] || 0), last = field?.[2];
  const range = `bytes=${from + first}-${last ? from + Number(last) : ""}`;
  const asked = new Request(file, { headers: { range }, signal: request.signal });
  const answer = ranged(asked, await fetch(asked));
  const place = answer.status === 206 && /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers.get("content-range"));
  if (!place) return answer;
  const [begin, end, size] = place.slice(1).map((one) => Number(one) - from), headers = new Headers(answer.headers);
  if (field) headers.set("content-range", `bytes ${begin}-${end}/${size}`);
  else headers.delete("content-range");
  return new Response(answer.body, { status: field ? 206 : 200, headers });
}

// The answer with only the requested range. Some servers ignore ranges and send the whole file, so that nobody could seek;
// the other bytes of that file are removed here.
function ranged(request, answer) {
  const size = Number(answer.headers.get("content-length")), range = rangeOf(request, size);
  if (!range || answer.status !== 200 || !size || !answer.body) return answer;
  let at = 0;
  const from = new TransformStream({
    transform(chunk, out) {
      const begin = Math.max(0, range.first - at), end = Math.min(chunk.length, range.last + 1 - at);
      if (begin < end) out.enqueue(chunk.subarray(begin, end));
      at += chunk.length;
      if (at > range.last) out.terminate();
    },
  });
  return partial(answer.body.pipeThrough(from), range, size);
}
