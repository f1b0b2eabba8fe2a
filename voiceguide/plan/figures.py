"""The constants of fitting, each with its source. Lengths are in seconds unless their type says `Frames`."""

from typing import Final

from voiceguide.units import Frames, Seconds, to_frames

SENTENCE_END: Final = (0.36, 0.6, 0.9)
"""Least, natural and greatest gap after a sentence.

0.6 s at punctuation is heard as most natural (doi 10.3389/fpsyg.2022.778018); slow readers leave 0.34 to 1.36 s (doi
10.15388/RESPECTUS.2019.37.42.37). The range is narrow, so that sentences stay connected.
"""

PARAGRAPH_END: Final = (0.75, 1.4, 4.0)
"""Slow readers leave 0.75 to 1.8 s (the same study); a longer gap leaves room for a thought. The rest is our own
judgement.
"""

SECTION_END: Final = (1.2, 2.5, 6.0)
"""A new section is a new breath. Our own judgement."""

DAY_LEAD: Final = (1.5, 2.0, 8.0)
"""The bed enters 2 s before the voice, so that someone in a hard moment soon hears a voice. Our own judgement."""

SLEEP_LEAD: Final = (3.0, 5.0, 8.0)
"""At night the bed enters more slowly."""

DAY_TAIL: Final = (8.0, 12.0, 30.0)
SLEEP_TAIL: Final = (20.0, 150.0, 300.0)
"""The bed after the last word: a fade of 10 to 30 s by day, and of 2 to 5 minutes at bedtime, because a short one wakes
people. It is under two minutes only in a bedtime session of a few minutes.
"""

UNDER_VOICE_LU: Final = 20.0
"""How far the background is below the voice, in LU. WCAG 1.4.7 asks for 20 dB of contrast."""

BELL: Final[Frames] = to_frames(6.0)
"""The time for one strike in the plan. The bell may ring on under what follows."""

LONGEST_STILL: Final[Frames] = to_frames(60.0)
"""The longest run of gaps, and of pauses with a single written length: in a longer one, listeners wonder whether the
session has ended.
"""

LEAST_CEILING: Final[Frames] = to_frames(30.0)
CEILING_SHARE: Final = 25
"""The ceiling of quiet between two sounds: `LEAST_CEILING` plus the session's length divided by `CEILING_SHARE`."""

MOST_CEILING: Final[Frames] = to_frames(120.0)
"""The ceiling is never higher than this. Reminders also keep the stretches of an open silence under it."""

BELL_STRETCH: Final[Seconds] = 180.0
"""When reminders run out, soft bells keep the quiet stretches under this."""

SAME_WORDS_APART: Final[Frames] = to_frames(120.0)
"""A reminder is not spoken again within this time."""

FULL_CUES: Final = 2
"""How many breaths get the full cues before the cues become shorter."""

COMFORT: Final = -0.5
"""How far a session may be squeezed before sections are left out: 0 is its natural length, −1 its shortest."""

RECORDED_COMFORT: Final = -1.0
"""The same for a recording cut into pieces: its gaps shrink as far as they can before any words are left out."""

RECORDED_EDGE: Final = (0.2, 0.3, 1.0)
"""The entrance and the exit of a recording whose script has none."""


def ceiling(length: Frames) -> Frames:
    """How long quiet may get in a session of this length, while anything else can take the extra time."""
    return min(LEAST_CEILING + length // CEILING_SHARE, MOST_CEILING)
