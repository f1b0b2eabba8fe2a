"""The constants of fitting, each with its source. Lengths are in seconds unless their type says `Frames`."""

from typing import Final

from voiceguide.units import Frames, Seconds, to_frames

SENTENCE_END: Final = (0.36, 0.6, 0.9)
"""Least, natural and greatest gap after a sentence.

0.6 s at punctuation is heard as most natural (doi 10.3389/fpsyg.2022.778018); slow readers leave 0.34 to 1.36 s (doi
10.15388/RESPECTUS.2019.37.42.37). The range is narrow, so that sentences stay connected.
"""

PARAGRAPH_END: Final = (0.75, 1.4, 4.0)
"""Least, natural and greatest gap after a paragraph.

Slow readers leave 0.75 to 1.8 s (doi 10.15388/RESPECTUS.2019.37.42.37); a longer gap leaves room for a thought. Other
than that, the values are our own judgement.
"""

SECTION_END: Final = (1.2, 2.5, 6.0)
"""Least, natural and greatest gap after a section, in seconds; long enough for a new breath. Our own judgement."""

DAY_LEAD: Final = (1.5, 2.0, 8.0)
"""Least, natural and greatest time between the beginning of the bed and the first event, in seconds. It is short, so
that someone in a hard moment soon hears a voice. Our own judgement.
"""

SLEEP_LEAD: Final = (3.0, 5.0, 8.0)
"""At bedtime: least, natural and greatest time between the beginning of the bed and the first event, in seconds. The
natural time is longer than by day, because the bed enters more slowly.
"""

DAY_TAIL: Final = (8.0, 12.0, 30.0)
SLEEP_TAIL: Final = (20.0, 150.0, 300.0)
"""Least, natural and greatest time of the bed after the last event, in seconds, by day (`DAY_TAIL`) and at bedtime
(`SLEEP_TAIL`). The bed fades out in this time, unless another fade is asked for. At bedtime the fade takes minutes,
because a short fade wakes people. It becomes shorter than natural only when the silences have no more time to give.
"""

UNDER_VOICE_LU: Final = 20.0
"""How far the background is below the voice, in LU, unless the listener asks for another level. WCAG 1.4.7 asks for 20
dB of contrast.
"""

BELL: Final[Frames] = to_frames(6.0)
"""How much time the plan gives to one strike of a bell. The bell may ring on under the next sound."""

LONGEST_GAP_RUN: Final[Frames] = to_frames(60.0)
"""The longest time that gaps and pauses may last one after another. If it is quiet for longer, listeners wonder whether
the session has ended. The limit does not hold for pauses that are written with a range. And pauses are never made
shorter than their least lengths to meet it.
"""

LEAST_CEILING: Final[Frames] = to_frames(30.0)
CEILING_SHARE: Final = 25
"""The ceiling of quiet between two sounds is `LEAST_CEILING` plus the session's length divided by `CEILING_SHARE`, but
at most `MOST_CEILING`.
"""

MOST_CEILING: Final[Frames] = to_frames(120.0)
"""The ceiling is never higher than this. An open silence has no ceiling, but its reminders are placed so that its quiet
stretches stay under this length too, as long as there are enough reminders.
"""

BELL_STRETCH: Final[Seconds] = 180.0
"""If a silence has too few reminders, soft bells divide it into quiet stretches of at most about this many seconds."""

SAME_WORDS_APART: Final[Frames] = to_frames(120.0)
"""A reminder is not spoken again within this time, unless its silence has an ``every``."""

FULL_CUES: Final = 2
"""How many breaths of an exercise have the full cues; all later ones have the short cues."""

COMFORT: Final = -0.5
"""How far a session may be squeezed before sections are left out: 0 is its natural length, −1 its shortest."""

RECORDED_COMFORT: Final = -1.0
"""How far a recording in pieces may be squeezed before sections are left out: its gaps first shrink to their least
lengths.
"""

RECORDED_EDGE: Final = (0.2, 0.3, 1.0)
"""Least, natural and greatest length of the entrance of a recording if its script does not begin with a rest, in
seconds; and of its exit if the script does not end with one.
"""


def ceiling(length: Frames) -> Frames:
    """How long quiet may get in a session of this length, as long as something else can take the extra time."""
    return min(LEAST_CEILING + length // CEILING_SHARE, MOST_CEILING)
