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
"""Least, natural and greatest gap after a section, long enough for a new breath. Our own judgement."""

DAY_LEAD: Final = (1.5, 2.0, 8.0)
"""Least, natural and greatest time between the beginning of the bed and the first event. It is short, so that someone
in a hard moment soon hears a voice. Our own judgement.
"""

SLEEP_LEAD: Final = (3.0, 5.0, 8.0)
"""Least, natural and greatest time between the beginning of the bed and the first event at bedtime, when the bed enters
more slowly.
"""

DAY_TAIL: Final = (8.0, 12.0, 30.0)
SLEEP_TAIL: Final = (20.0, 150.0, 300.0)
"""Least, natural and greatest time of the bed after the last event. The bed fades out in this time, unless another fade
is asked for. At bedtime it takes minutes, because a short fade wakes people; it is shorter only if the session is so
short of time that its silences cannot give enough.
"""

UNDER_VOICE_LU: Final = 20.0
"""How far the background is below the voice, in LU, unless the listener asks for another level. WCAG 1.4.7 asks for 20
dB of contrast.
"""

BELL: Final[Frames] = to_frames(6.0)
"""The time of one strike of the bell in the plan. The bell may ring on under the next sound."""

LONGEST_GAP_RUN: Final[Frames] = to_frames(60.0)
"""How long a run of gaps, and of pauses with a single written length, may last, unless the least lengths of the pauses
take longer. If it is quiet for longer, listeners wonder whether the session has ended.
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
"""If a silence has too few reminders, soft bells divide it into quiet stretches of at most about this length."""

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
"""Least, natural and greatest time of the entrance and of the exit of a recording, if its script does not begin or end
with a rest.
"""


def ceiling(length: Frames) -> Frames:
    """How long quiet may get in a session of this length, while anything else can take extra time."""
    return min(LEAST_CEILING + length // CEILING_SHARE, MOST_CEILING)
