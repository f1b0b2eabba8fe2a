"""Sends a session's files over HTTP, whole or in parts. Its sound can be sent while it is still being made.

Conditions and ranges follow RFC 9110, sections 13.1 (If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since,
If-Range) and 14 (Range). The functions for them depend only on header fields and on the file's size and version. A
Range field or a date that is not valid is ignored.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from secrets import token_hex
from typing import Final, TypeAlias

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from voiceguide.units import Seconds
from voiceguide.web._queue import SessionJob
from voiceguide.web._session_store import MEDIA_TYPES, StoredSession

ByteRange: TypeAlias = tuple[int, int]
"""(first, end): the first byte, and the one after the last byte."""

MOST_PARTS: Final = 8
"""The most parts in one answer. A request for more parts gets the whole file: RFC 9110, 14.2, lets
the server decide.
"""

_MOST_RANGES: Final = 200
"""A Range field with more ranges than this is ignored: reading it would keep everybody else waiting."""

_DIGITS: Final = 100
"""The most digits of a byte's position. A field with a longer number is not valid; no file is so large."""

_RANGE: Final = re.compile(r"[ \t]*(\d*)[ \t]*-[ \t]*(\d*)[ \t]*")
_TAG: Final = re.compile(r'(?:W/)?"[^"]*"')


@dataclass(frozen=True)
class RangeAnswer:
    """The status of the answer: 200 for the whole file, 206 for the `parts`, or 304, 412 or 416."""

    status: int
    parts: tuple[ByteRange, ...] = ()


def range_answer(method: str, fields: Mapping[str, str], *, size: int, etag: str, modified: str) -> RangeAnswer:
    """How to answer a request for a file of `size` bytes. `fields` are the header fields, with names in lower case."""
    if not _is_expected_version(fields, etag, modified):
        return RangeAnswer(412)
    if not _is_new_version(fields, etag, modified):
        return RangeAnswer(304)
    wanted = fields.get("range")
    if method != "GET" or wanted is None or not _is_same_version(fields.get("if-range"), etag, modified):
        return RangeAnswer(200)  # Range only applies to GET (14.2)
    byte_ranges = ranges(wanted, size)
    if byte_ranges is None:
        return RangeAnswer(200)
    if not byte_ranges:
        return RangeAnswer(416)
    merged = _merged(byte_ranges)
    return RangeAnswer(206, tuple(merged)) if len(merged) <= MOST_PARTS else RangeAnswer(200)


def ranges(field: str, size: int) -> list[ByteRange] | None:
    """The requested ranges, in the order of the field, as far as the file has these bytes; empty if it has none of
    them. None if the field is not valid.
    """
    unit, equals, text = field.partition("=")
    if not equals or unit.lower() != "bytes":
        return None
    found: list[ByteRange] = []
    if text.count(",") >= _MOST_RANGES:
        return None
    for part in (part for part in text.split(",") if part.strip()):
        match = _RANGE.fullmatch(part)
        if match is None or not any(match.groups()) or max(map(len, match.groups())) > _DIGITS:
            return None
        stretch = _byte_range(match[1], match[2], size)
        if stretch is None:
            return None
        if stretch[0] < stretch[1]:
            found.append(stretch)
    return found if text.strip(" \t,") else None


def _byte_range(first: str, last: str, size: int) -> ByteRange | None:
    """One requested range. It is empty if the file has no such bytes; None if the range is not valid."""
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def _merged(byte_ranges: list[ByteRange]) -> list[ByteRange]:
    """The same ranges, where ranges that overlap or touch become one. The others stay in the requested order."""
    merged: list[ByteRange] = []
    for first, last in byte_ranges:
        near = [one for one in merged if one[0] <= last and first <= one[1]]
        for one in near:
            merged.remove(one)
        merged.append((min([first, *(one[0] for one in near)]), max([last, *(one[1] for one in near)])))
    return merged


def _is_expected_version(fields: Mapping[str, str], etag: str, modified: str) -> bool:
    """Whether the file is the version that the client expects, judging by If-Match, or else by If-Unmodified-Since."""
    if (tags := fields.get("if-match")) is not None:
        return tags.strip() == "*" or etag in _TAG.findall(tags)
    if (since := fields.get("if-unmodified-since")) is not None:
        try:
            return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return True
    return True


def _is_new_version(fields: Mapping[str, str], etag: str, modified: str) -> bool:
    """Whether this version is new to the client, judging by If-None-Match, or else by If-Modified-Since."""
    if (tags := fields.get("if-none-match")) is not None:
        known = [tag.removeprefix("W/") for tag in _TAG.findall(tags)]
        return tags.strip() != "*" and etag not in known
    if (since := fields.get("if-modified-since")) is not None:
        try:
            return parsedate_to_datetime(modified) > parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return True
    return True


def _is_same_version(condition: str | None, etag: str, modified: str) -> bool:
    """Whether the client may get only a part of the file, judging by If-Range: the bytes that it already has must be of
    this version. Always true without that field; never true for a weak tag.
    """
    return condition is None or condition.strip() in (etag, modified)


_BLOCK: Final = 1 << 16
_PROGRESS_TIMEOUT: Final[Seconds] = 10.0


class BrokenSoundError(Exception):
    """A sound could not be made to its end. The connection is cut, so that the client does not take a part for the
    whole.
    """


@dataclass(frozen=True)
class SentFile:
    """A file to be sent."""

    path: Path
    kind: str
    """Its media type."""
    size: int
    etag: str
    modified: str
    job: SessionJob | None = None
    """The job that is still writing the file; None if the file is complete."""
    head: bytes = b""
    """Bytes that are sent instead of the first `skipped` bytes of the file."""
    skipped: int = 0


def sound_of(made: StoredSession, job: SessionJob | None) -> SentFile:
    """The sound of a session, which `job` may still be writing."""
    return SentFile(made.sound, MEDIA_TYPES["mp3"], made.size, made.etag, made.modified, job)


def saved_of(made: StoredSession, job: SessionJob | None) -> SentFile | None:
    """The sound of a session with all its tags, for a listener who saves it. None if somebody has emptied the cache."""
    sound = sound_of(made, job)
    skipped = made.notes.get("head", 0)
    if not skipped:
        return sound
    try:
        head = made.sidecar("id3").read_bytes()
    except OSError:
        return None
    size = len(head) + sound.size - skipped
    return replace(sound, size=size, etag=f'{made.etag[:-1]}-saved"', head=head, skipped=skipped)


def sidecar_of(made: StoredSession, ending: str) -> SentFile | None:
    """A sidecar of a session; None if somebody has emptied the cache."""
    path = made.sidecar(ending)
    try:
        seen = path.stat()
    except OSError:
        return None
    etag, modified = f'{made.etag[:-1]}-{ending}{made.revision or ""}"', formatdate(seen.st_mtime, usegmt=True)
    return SentFile(path, MEDIA_TYPES[ending], seen.st_size, etag, modified)


def file_response(request: Request, sent: SentFile, name: str = "") -> Response:
    """The answer with the file, or with the requested parts of it. `name` is the file name under which the browser
    saves it; "": the file is shown or played.
    """
    answer = range_answer(request.method, request.headers, size=sent.size, etag=sent.etag, modified=sent.modified)
    fields = {
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "etag": sent.etag,
        "last-modified": sent.modified,
    }
    if name:
        fields["content-disposition"] = f'attachment; filename="{name}"'
    if answer.status in (304, 412):
        return Response(None, answer.status, fields)
    if answer.status == 416:
        return Response(None, 416, {**fields, "content-range": f"bytes */{sent.size}"})
    fields["content-type"] = sent.kind
    if answer.status == 200:
        fields["content-length"] = str(sent.size)
        if request.method == "HEAD":
            return Response(None, 200, fields)
        return StreamingResponse(_read(sent, (0, sent.size)), 200, fields)
    if len(answer.parts) == 1:
        first, last = answer.parts[0]
        fields |= {"content-length": str(last - first), "content-range": f"bytes {first}-{last - 1}/{sent.size}"}
        return StreamingResponse(_read(sent, (first, last)), 206, fields)
    return _multipart(sent, answer.parts, fields)


def _multipart(sent: SentFile, parts: tuple[ByteRange, ...], fields: dict[str, str]) -> Response:
    """Several parts in one answer (RFC 9110, 14.6)."""
    border = token_hex(12)
    heads = [
        f"\r\n--{border}\r\ncontent-type: {sent.kind}\r\ncontent-range: bytes {a}-{b - 1}/{sent.size}\r\n\r\n".encode()
        for a, b in parts
    ]
    end = f"\r\n--{border}--\r\n".encode()
    length = sum(len(head) + b - a for head, (a, b) in zip(heads, parts, strict=True)) + len(end)

    async def body() -> AsyncIterator[bytes]:
        for head, part in zip(heads, parts, strict=True):
            yield head
            async for block in _read(sent, part):
                yield block
        yield end

    whole = {
        **fields,
        "content-type": f"multipart/byteranges; boundary={border}",
        "content-length": str(length),
    }
    return StreamingResponse(body(), 206, whole)


async def _read(sent: SentFile, stretch: ByteRange) -> AsyncIterator[bytes]:
    """The bytes of a range, as soon as they are written. While they are being sent, somebody counts as waiting for the
    job.
    """
    with sent.job.waiting() if sent.job else nullcontext():
        at, last = stretch
        if at < len(sent.head):
            yield sent.head[at:last]
            at = len(sent.head)
        shift = sent.skipped - len(sent.head)
        while at < last:
            count = min(_BLOCK, last - at)
            if sent.job is not None and not sent.job.finished:
                count = min(count, await _written(sent.job, at + shift + 1) - at - shift)
            block = await to_thread.run_sync(_block, sent.path, at + shift, count)
            if not block:
                raise BrokenSoundError
            at += len(block)
            yield block


async def _written(job: SessionJob, wanted: int) -> int:
    """Wait until the job has written at least `wanted` bytes, or is finished. Returns how many bytes it has written.
    Raises `BrokenSoundError` if it failed.
    """
    while job.written < wanted and not job.over:
        await job.wait_for_change(_PROGRESS_TIMEOUT)
    if job.over and not job.finished:
        raise BrokenSoundError
    return job.written


def _block(path: Path, at: int, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(at)
            return file.read(size)
    except FileNotFoundError:
        return b""
