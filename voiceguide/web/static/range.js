// Answers a request for a sound as a server does: with the whole sound, or with a range of it.
const RANGE = /^bytes=(\d+)-(\d*)$/;

// The first and the last byte that a request asks for, of a sound of `size` bytes; null if it asks for all of them.
function rangeOf(request, size) {
  const field = RANGE.exec(request.headers.get("range") || "");
  return field && { first: Number(field[1]), last: Math.min(size - 1, field[2] ? Number(field[2]) : size - 1) };
}

function partial(body, { first, last }, size) {
  return new Response(body, {
    status: 206,
    headers: {
      "content-type": "audio/mpeg", "accept-ranges": "bytes", "content-length": String(last + 1 - first),
      "content-range": `bytes ${first}-${last}/${size}`,
    },
  });
}

// The answer to a request for a sound that is kept on this phone; `whole` is the sound.
function answered(whole, request) {
  const { size } = whole, range = rangeOf(request, size);
  const headers = { "content-type": "audio/mpeg", "accept-ranges": "bytes", "content-length": String(size) };
  if (!range) return new Response(whole, { headers });
  if (range.first > range.last) return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  return partial(whole.slice(range.first, range.last + 1), range, size);
}
