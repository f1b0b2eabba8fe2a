"""Names for what a session sounds like, so that whatever is made of it can be found again without making the sound."""

from bisect import bisect_left, bisect_right

from voiceguide.mix.mixer import Mixer, steady_gain_db
from voiceguide.timeline import TURN, BedAt, Envelope
from voiceguide.units import Frames


class Naming:
    """Names stretches of a session, for other sessions that sound the same there.

    A name tells the clips and beds that sound there, how loud, and from which places of their own: all that the mixer
    makes samples of. Frames are counted from the start of the stretch, so its place in the session does not matter.
    """

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer

    def __call__(self, first: Frames, last: Frames) -> str:
        """The name of frames `first` up to `last`: equal names, equal samples.

        Empty where a bed begins, ends, has softer highs or no loop: there is nothing to tell its sound by.
        """
        sounding = (placed for placed in self._mixer.timeline.beds if placed.start < last and placed.end > first)
        beds = [_bed(placed, first, last) for placed in sounding]
        if "" in beds:
            return ""
        clips = [(one.clip.key, one.gain_db, one.start - first) for one in self._mixer.sounding(first, last)]
        return f"{last - first} {beds} {clips}"


def _bed(placed: BedAt, first: Frames, last: Frames) -> str:
    """A looped bed with all its highs that sounds from one frame to the other; else nothing."""
    loop = placed.bed.loop_frames
    if loop is None or steady_gain_db(placed.highs, first, last) != 0.0 or placed.start > first or placed.end < last:
        return ""
    over = [turn for turn in placed.turns if turn.frame + TURN <= first]
    to_come = [turn for turn in placed.turns if turn.frame < last and turn not in over]
    place = (first + (over[-1].ahead if over else 0)) % loop
    turns = [(turn.frame - first, (first + turn.ahead) % loop) for turn in to_come]
    return f"{placed.bed.key} {_level(placed.level, first, last)} {place} {turns}"


def _level(level: Envelope, first: Frames, last: Frames) -> str:
    """One level, or the corners between which it moves."""
    steady = steady_gain_db(level, first, last)
    if steady is not None:
        return f"{steady}"
    begin = max(0, bisect_right(level.points, first, key=lambda point: point.frame) - 1)
    end = bisect_left(level.points, last - 1, key=lambda point: point.frame) + 1
    return f"{[(point.frame - first, point.gain_db, point.curve) for point in level.points[begin:end]]}"
