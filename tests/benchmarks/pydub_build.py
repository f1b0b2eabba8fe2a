"""Makes the session that voiceguide's export is timed with, but in a simple way, with pydub: joins the clips and
silences, lays them over the bed and exports.

Run as a program, ``python -m tests.benchmarks.pydub_build MINUTES FILE``, with the environment variables that
`Place.environment` returns.
"""

import sys
from itertools import chain

import numpy as np
from pydub import AudioSegment

from tests.benchmarks.place import PRACTICE
from voiceguide.cli.context import start
from voiceguide.cli.options import ConsoleOptions
from voiceguide.dsp.samples import Samples
from voiceguide.session.backgrounds import backgrounds_for
from voiceguide.session.progress import no_progress
from voiceguide.session.request import Request
from voiceguide.session.stages import laid_out, planned
from voiceguide.timeline import BedAt, Timeline
from voiceguide.units import FRAME_RATE


def main(minutes: str, file: str) -> None:
    """Build a session of `minutes` minutes and write it to `file` as MP3."""
    app = start(ConsoleOptions(quiet=True))
    made = planned(
        app.practice(PRACTICE),
        Request(length=60.0 * int(minutes), background="rain"),
        find=app.library.included,
        folders=app.folders,
        progress=no_progress,
    )
    timeline = laid_out(
        made, backgrounds_for(made.script, made.request, folders=app.folders, progress=no_progress)
    ).timeline
    bed = _bed(timeline.beds[0], timeline.length)
    bed.overlay(_voice(timeline)).export(file, format="mp3", bitrate="128k")


def _voice(timeline: Timeline) -> AudioSegment:
    """The clips and the silences between them, joined in their order. A clip that is still sounding when the next
    begins is cut there.
    """
    parts: list[AudioSegment] = []
    place = 0
    for placed, following in zip(timeline.clips, [*timeline.clips[1:], None], strict=True):
        end = min(placed.start + placed.clip.frames, following.start if following else timeline.length)
        parts += [_silence(placed.start - place), _segment(placed.clip.read(0, end - placed.start)) + placed.gain_db]
        place = end
    return sum(chain(parts, [_silence(timeline.length - place)]), AudioSegment.empty())


def _bed(placed: BedAt, length: int) -> AudioSegment:
    """The bed's loop, repeated up to `length` frames, at its level, faded in and out."""
    loop = placed.bed.loop_frames
    if loop is None:
        raise ValueError(f"{placed.bed.name} is no loop")
    times = -(-length // loop)
    loudest = max(point.gain_db for point in placed.level.points)
    whole = (_segment(placed.bed.read(0, loop)) * times + loudest)[: round(length / FRAME_RATE * 1000)]
    return whole.fade_in(5_000).fade_out(20_000)


def _segment(samples: Samples) -> AudioSegment:
    data = np.rint(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    return AudioSegment(data, frame_rate=FRAME_RATE, sample_width=2, channels=2)


def _silence(frames: int) -> AudioSegment:
    return AudioSegment(bytes(4 * frames), frame_rate=FRAME_RATE, sample_width=2, channels=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
