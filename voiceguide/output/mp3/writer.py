"""The MP3 output: lays out a session, takes its MP3 frames from encoders and loops, and writes them as one stream."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from voiceguide.output.contract import FrameProgress, Job, SteadySpans
from voiceguide.output.mp3._bitstream import Bitstream
from voiceguide.output.mp3._encoders import Encoders, Reuse, encode
from voiceguide.output.mp3._frame_cache import FrameCache
from voiceguide.output.mp3._frames import SHAPES, Mp3Frames, Shape, concatenated
from voiceguide.output.mp3._info import Info
from voiceguide.output.mp3._layout import (
    DECODER_DELAY,
    ENCODER_DELAY,
    SHIFT,
    LoopCopy,
    Span,
    lay_out_frames,
    part_of_layout,
)
from voiceguide.output.mp3._loops import loop_name, make_loop, sound_hash
from voiceguide.output.mp3._reservoir import lean_tail, rich_head, saved, saved_by
from voiceguide.output.mp3._sources import FrameSource, LaidLoop, seam
from voiceguide.output.tags import id3_bytes, read_fingerprint
from voiceguide.units import MP3_FRAME, to_frames

_AT_ONCE: Final = 2048
"""Runs are collected until they have this many MP3 frames (53 s), and then laid in one step."""


class Mp3Output:
    """Writes MP3 files with LAME and with ID3v2.3 tags. An Info frame makes them gapless and tells their exact length.

    The bitrate is constant wherever room can be made in the bit reservoir, so that every player can seek knowing only
    the file's size. The file is the same byte for byte, however many threads encode it, and whether or not its loops
    and words were in the cache.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads

    def write(self, job: Job, path: Path, progress: FrameProgress) -> None:
        """Write the whole session, tags included, to `path`. Raises OSError unchanged, and whatever `render` raised."""
        shape = SHAPES[job.quality]
        info = Info(shape, job.length)
        try:
            self._write(job, path, progress, shape, info)
        finally:
            if job.cache:
                FrameCache(job.cache).tidy()

    def _write(self, job: Job, path: Path, progress: FrameProgress, shape: Shape, info: Info) -> None:
        with path.open("wb") as file, Encoders(self._threads) as encoders:
            tag = id3_bytes(job.tags, job.length)
            file.write(tag + bytes(info.size))
            stream, done = Bitstream(shape), 0
            reuse = Reuse(FrameCache(job.cache), job.key_of) if job.cache and job.key_of else None
            for frames in _batched(_session(job, shape, encoders, reuse)):
                data, sizes = stream.add(frames)
                info.add(data, sizes)
                file.write(data)
                reached = min(frames.last * MP3_FRAME, job.length)
                progress(reached - done)
                done = reached
            data, sizes = stream.finish()
            info.add(data, sizes)
            file.write(data)
            file.seek(len(tag))
            file.write(info.frame())

    def fingerprint(self, path: Path) -> str:
        """The fingerprint in the tags of an existing file; empty if it has none, or cannot be read."""
        return read_fingerprint(path)


def _batched(runs: Iterator[Mp3Frames]) -> Iterator[Mp3Frames]:
    """The same MP3 frames in fewer, longer runs, because laying a run takes time even if it is short."""
    waiting: list[Mp3Frames] = []
    for run in runs:
        waiting.append(run)
        if run.last - waiting[0].first >= _AT_ONCE:
            yield concatenated(waiting) if len(waiting) > 1 else run
            waiting = []
    if waiting:
        yield concatenated(waiting)


def _session(
    job: Job, shape: Shape, encoders: Encoders, reuse: Reuse | None, until: int | None = None
) -> Iterator[Mp3Frames]:
    """All MP3 frames of the session in order, each once. A seam is chosen as soon as the sources on both sides of it
    exist.

    With `until`, the iterator may end early, but not before that place. The MP3 frames before the place are the same as
    without `until`.
    """
    loops = _Loops(job, shape, encoders)
    slot = shape.slot(shape.bitrate_index)
    begin, spare, shared = 0, 0, _SharedFrames.of(job)
    before: FrameSource | None = None
    if shared:
        for frames in shared.frames(shape, encoders):
            yield frames
            spare = saved(frames.sizes(frames.first, frames.last), slot, spare)
        begin, before = shared.kept, shared.overlap
    for part, source in _sources(job, shape, encoders, reuse, loops, shared.resume_at if shared else 0, until):
        if before is not None:
            at = seam(before, source, begin)
            tail = lean_tail(before, begin, source, at, shape, spare, _lean(job, before, at, loops, reuse))
            end = tail.first if tail else at
            yield from before.parts(begin, end)
            spare = saved_by(before, begin, end, slot, spare)
            if tail:
                yield tail
                spare = saved(tail.sizes(end, at), slot, spare)
            begin = at
        before = source
        if isinstance(source, LaidLoop) and isinstance(part, LoopCopy):
            rich = source.of(loops.find(part.repeat, shape.richer))
            before = replace(source, head=rich_head(source, rich, max(begin, source.first), slot, spare))
    if before is not None:
        yield from before.parts(begin, before.last)


def _sources(
    job: Job, shape: Shape, encoders: Encoders, reuse: Reuse | None, loops: "_Loops", first: int, until: int | None
) -> Iterator[tuple[Span | LoopCopy, FrameSource]]:
    """Each part of the layout from the place `first` on, in order, and the source of its MP3 frames."""
    layout = part_of_layout(lay_out_frames(job.length, job.repeats), first, until)
    encoded = encoders.encode(job.render, job.length, shape, [one for one in layout if isinstance(one, Span)], reuse)
    last_use = {part.repeat: place for place, part in enumerate(layout) if isinstance(part, LoopCopy)}
    for place, part in enumerate(layout):
        loops.keep_only({number for number, last in last_use.items() if last >= place - 1})
        if isinstance(part, LoopCopy):
            yield part, LaidLoop(loops.find(part.repeat, shape), part.first - SHIFT, part.last, part.ahead)
        else:
            yield part, next(encoded)


@dataclass(eq=False)
class _SharedFrames:
    """The MP3 frames that a refitted session shares with the session before."""

    job: Job
    kept: int
    """The MP3 frames before this place are shared. From this place on, room may be made in the bit reservoir."""
    resume_at: int
    """The place of the first MP3 frame that must be encoded from the session's own sound."""
    overlap: Mp3Frames | None = None
    """The MP3 frames from `kept` up to and including `resume_at`. Set when `frames` has finished."""

    @staticmethod
    def of(job: Job) -> "_SharedFrames | None":
        """The shared MP3 frames of a session; None if it has no shared beginning, or if that is too short."""
        if job.shared_beginning is None:
            return None
        # MP3 frame i is computed from the frames up to 1 152 (i + 1), and decoded to those from 1 152 i - 1 105 on.
        common = min(job.shared_beginning.until, job.length) // MP3_FRAME - 1
        kept = (job.shared_beginning.until - _BEFORE_JOIN + ENCODER_DELAY + DECODER_DELAY) // MP3_FRAME + 1
        return _SharedFrames(job.shared_beginning.job, kept, common - 1) if 0 < kept < common - 1 else None

    def frames(self, shape: Shape, encoders: Encoders) -> Iterator[Mp3Frames]:
        """The MP3 frames before `kept`, in order."""
        rest: list[Mp3Frames] = []
        for frames in _session(self.job, shape, encoders, None, self.resume_at + 1):
            if frames.first < self.kept:
                yield frames.part(frames.first, min(frames.last, self.kept))
            if frames.last > self.kept:
                rest.append(frames.part(max(frames.first, self.kept), min(frames.last, self.resume_at + 1)))
            if frames.last > self.resume_at:
                break
        self.overlap = concatenated(rest)


_BEFORE_JOIN: Final = to_frames(0.2)
"""How long before the join the encoded forms of two sessions may begin to differ. Their samples differ only from the
join on.
"""


def _lean(
    job: Job, run: FrameSource, at: int, loops: "_Loops", reuse: Reuse | None
) -> Callable[[Shape, int], FrameSource]:
    """A function for `lean_tail`: given a shape and a place, it returns the MP3 frames of the run from that place up to
    `at`, in that shape.

    If the run was copied from a loop, they are copied from a loop too; otherwise they are encoded.
    """

    def in_shape(shape: Shape, first: int) -> FrameSource:
        if isinstance(run, LaidLoop):
            return run.of(loops.in_shape_of(run.loop, shape))
        return encode(job.render, job.length, shape, Span(first, at, after_bed=False), lambda: False, reuse)

    return in_shape


class _Loops:
    """The loops of a session in any shape: found in the cache, or made when first needed."""

    def __init__(self, job: Job, shape: Shape, encoders: Encoders) -> None:
        self._job, self._shape, self._encoders = job, shape, encoders
        self._loops: dict[tuple[int, Shape], Mp3Frames] = {}
        self._sounds: dict[int, str] = {}

    def find(self, number: int, shape: Shape) -> Mp3Frames:
        """The loop of the repeat with this number."""
        if (number, shape) not in self._loops:
            repeat = self._job.repeats[number]
            if number not in self._sounds:
                self._sounds[number] = sound_hash(repeat, self._shape)
            self._loops[number, shape] = _loop(repeat, self._sounds[number], shape, self._encoders, self._job.cache)
        return self._loops[number, shape]

    def keep_only(self, numbers: Container[int]) -> None:
        """Free the loops of all repeats except those with these numbers."""
        self._loops = {(number, shape): loop for (number, shape), loop in self._loops.items() if number in numbers}

    def in_shape_of(self, loop: Mp3Frames, shape: Shape) -> Mp3Frames:
        """The loop of the same sound in another shape."""
        (number,) = (number for (number, _), one in self._loops.items() if one is loop)
        return self.find(number, shape)


def _loop(repeat: SteadySpans, sound: str, shape: Shape, encoders: Encoders, cache: Path | None) -> Mp3Frames:
    """The loop of a repeat, from the cache; or a new one, which is put into the cache."""
    encoded = FrameCache(cache) if cache else None
    name = loop_name(sound, repeat, shape)
    loop = encoded.find(name, shape) if encoded else None
    if loop is None:
        loop = make_loop(
            repeat, shape, lambda length, how, spans: list(encoders.encode(repeat.read, length, how, spans))
        )
        if encoded:
            encoded.keep(name, loop)
    return loop
