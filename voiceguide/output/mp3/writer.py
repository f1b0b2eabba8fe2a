"""The MP3 output: the course of a session, its MP3 frames from encoders and rings, one stream, and its Info frame."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from voiceguide.output.contract import Job, Progress, Repeat
from voiceguide.output.mp3._encode import Encoders, Reuse, Shared
from voiceguide.output.mp3._frames import MP3_FRAME, SHAPES, Mp3Frames, Shape, joined
from voiceguide.output.mp3._info import Info
from voiceguide.output.mp3._join import Joiner
from voiceguide.output.mp3._layout import SHIFT, Laid, Span, lay_course
from voiceguide.output.mp3._loops import Kept, Laying, Source, make_ring, ring_name, seam, sound_hash
from voiceguide.output.tags import id3_bytes, read_fingerprint

_AT_ONCE: Final = 2048
"""MP3 frames that are joined in one step (53 s), and more only where a bed alone is longer."""


class Mp3Output:
    """Writes MP3 by LAME, with tags in ID3v2.3 and an Info frame for an exact, gapless length.

    The bitrate is constant but for single MP3 frames that need more, a few in a hundred at most.
    The file is the same to the byte however many threads encode and whether or not rings were kept from before.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        self._shared = Shared()

    def write(self, job: Job, path: Path, progress: Progress) -> None:
        """Write the whole session, tags included, to `path`. Raises OSError as it comes, and what `render` raised."""
        shape = SHAPES[job.quality]
        info = Info(shape, job.length)
        with path.open("wb") as file, Encoders(self._threads) as encoders:
            tag = id3_bytes(job.tags, job.length)
            file.write(tag + bytes(info.size))
            joiner, done = Joiner(shape), 0
            reuse = Reuse(self._shared, job.naming) if job.naming else None
            for frames in _gathered(_session(job, shape, encoders, reuse)):
                data, sizes = joiner.add(frames)
                info.add(data, sizes)
                file.write(data)
                reached = min(frames.last * MP3_FRAME, job.length)
                progress(reached - done)
                done = reached
            data, sizes = joiner.finish()
            info.add(data, sizes)
            file.write(data)
            file.seek(len(tag))
            file.write(info.frame())
        if job.cache:
            Kept(job.cache).tidy()

    def fingerprint(self, path: Path) -> str:
        """The fingerprint in the tags of an existing file; empty when there is none or it is no such file."""
        return read_fingerprint(path)


def _gathered(runs: Iterator[Mp3Frames]) -> Iterator[Mp3Frames]:
    """The same in fewer, longer runs: each costs the joiner something, however short it is."""
    waiting: list[Mp3Frames] = []
    for run in runs:
        waiting.append(run)
        if run.last - waiting[0].first >= _AT_ONCE:
            yield joined(waiting) if len(waiting) > 1 else run
            waiting = []
    if waiting:
        yield joined(waiting)


def _session(job: Job, shape: Shape, encoders: Encoders, reuse: Reuse | None) -> Iterator[Mp3Frames]:
    """All MP3 frames of the session in order, each once: seams are chosen as soon as both sides are there."""
    course = lay_course(job.length, job.repeats)
    begin, before = 0, None
    for source in _sources(job, course, shape, encoders, reuse):
        if before is not None:
            at = seam(before, source, begin)
            yield from before.parts(begin, at)
            begin = at
        before = source
    if before is not None:
        yield from before.parts(begin, before.last)


def _sources(
    job: Job, course: Sequence[Span | Laid], shape: Shape, encoders: Encoders, reuse: Reuse | None
) -> Iterator[Source]:
    """For each piece of the course, in order, where its MP3 frames come from."""
    rings = _rings(job, course, shape, encoders)
    spans = [piece for piece in course if isinstance(piece, Span)]
    encoded = encoders.encode(job.render, job.length, shape, spans, reuse)
    for piece in course:
        if isinstance(piece, Laid):
            yield Laying(rings[piece.repeat, piece.rich], piece.first - SHIFT, piece.last, piece.ahead)
        else:
            yield next(encoded)


def _rings(
    job: Job, course: Sequence[Span | Laid], shape: Shape, encoders: Encoders
) -> dict[tuple[int, bool], Mp3Frames]:
    """The rings that the course needs, by the number of the repeat and whether they are rich."""
    needed = sorted({(piece.repeat, piece.rich) for piece in course if isinstance(piece, Laid)})
    sounds = {number: sound_hash(job.repeats[number], shape) for number in {number for number, _ in needed}}
    return {
        (number, rich): _ring(job.repeats[number], sounds[number], shape.richer if rich else shape, encoders, job.cache)
        for number, rich in needed
    }


def _ring(repeat: Repeat, sound: str, shape: Shape, encoders: Encoders, cache: Path | None) -> Mp3Frames:
    """One ring, kept from before, or made and kept."""
    kept = Kept(cache) if cache else None
    name = ring_name(sound, repeat, shape)
    ring = kept.find(name, shape) if kept else None
    if ring is None:
        ring = make_ring(repeat, lambda length, spans: list(encoders.encode(repeat.read, length, shape, spans)))
        if kept:
            kept.keep(name, ring)
    return ring
