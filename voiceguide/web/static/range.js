// Answers a request for a sound that is kept here like a server: with all of it, or with a range.
function answered(whole, request) {
  const field = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") || "");
  const headers = { "content-type": "audio/mpeg", "accept-ranges": "bytes" };
  if (!field) return new Response(whole, { headers: { ...headers, "content-length": String(whole.size) } });
  const first = Number(field[1]), last = Math.min(whole.size - 1, field[2] ? Number(field[2]) : whole.size - 1);
  if (first > last) return new Response(null, { status: 416, headers: { "content-range": `bytes */${whole.size}` } });
  return new Response(whole.slice(first, last + 1), {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${first}-${last}/${whole.size}`, "content-length": String(last + 1 - first) },
  });
}
