"""A bedtime session of four lines for the tests, laid out over a bed whose samples are all 1."""

import numpy as np

from voiceguide.dsp.samples import MemoryClip, Samples
from voiceguide.plan.model import Event, Limits, Plan, PlanSection
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.timeline import AfterVoice, Levels, Timeline, lay_out
from voiceguide.units import Frames, to_frames

PLACE = Place("night.md", 1)
WORDS = tuple(Utterance(Place("night.md", line), f"Line {line}.") for line in range(4))
SPOKEN = to_frames(2)
TAIL = to_frames(150)


class Bed:
    """A bed with a name and samples that are all 1."""

    loop_frames = None
    even = False

    def __init__(self, name: str) -> None:
        self.name = self.key = name

    def read(self, first: Frames, last: Frames) -> Samples:
        """Give samples that are all 1."""
        return np.ones((last - first, 2), np.float32)


def laid_out(after: AfterVoice) -> Timeline:
    """The timeline of a session with four spoken lines, one a minute, then two and a half minutes of bed, then whatever
    `after` asks for: more bed, or another sound.
    """
    starts = [to_frames(5 + 60 * number) for number in range(len(WORDS))]
    events = tuple(
        Event("say", start, start + SPOKEN, 0, PLACE, word.text, word)
        for start, word in zip(starts, WORDS, strict=True)
    )
    length = events[-1].end + TAIL
    section = PlanSection("Night", starts[0], events[-1].end, True)
    plan = Plan(
        "night", "Night", "sleep", length, Limits(length, length, length), (section,), (), events, starts[0], TAIL
    )
    clips = {word: MemoryClip(np.ones(SPOKEN, np.float32)) for word in WORDS}
    return lay_out(plan, clips, background=Bed("rain"), changes={}, bell=None, levels=Levels(), after=after)
