"""Which words guide a phase of a timed breath, and whether they fit into it."""

from collections.abc import Iterable, Iterator, Mapping

from voiceguide.errors import Mistake
from voiceguide.lengths import format_length
from voiceguide.script.outline import Breaths, Loop, Outline, OutlineItem, Phase, SubPractice, Utterance
from voiceguide.units import Frames, to_frames, to_seconds


def cue_for(phase: Phase, opening: bool, durations: Mapping[Utterance, Frames]) -> Utterance | None:
    """The words of a phase: in the opening breaths the whole ones, if they fit, else the short ones, if they fit.

    The rhythm is never stretched for words and words never overlap, so what does not fit is not spoken here; it is a
    mistake of the script that `cue_mistakes` finds.
    """
    frames = to_frames(phase.length)
    return next((cue for cue in _wanted(phase, opening, durations) if durations[cue] <= frames), None)


def cue_mistakes(outline: Outline, durations: Mapping[Utterance, Frames]) -> tuple[Mistake, ...]:
    """The phases that are too short for their words: errors, since only the script can mend them."""
    found: dict[Mistake, None] = {}
    for breaths in _breaths(item for part in outline.parts for item in part.items):
        for phase in breaths.phases:
            for opening in (True, False):
                wanted = _wanted(phase, opening, durations)
                if wanted and cue_for(phase, opening, durations) is None:
                    found[_mistake(breaths, phase, wanted[-1], durations[wanted[-1]])] = None
    return tuple(found)


def _wanted(phase: Phase, opening: bool, durations: Mapping[Utterance, Frames]) -> list[Utterance]:
    """The cues of a phase, the preferred one first; none if nothing is to be spoken."""
    if opening and phase.first is None:
        return []
    cues = [phase.first, phase.later] if opening else [phase.later]
    return [cue for cue in cues if cue is not None and durations[cue]]


def _mistake(breaths: Breaths, phase: Phase, cue: Utterance, frames: Frames) -> Mistake:
    spoken, room = format_length(round(to_seconds(frames), 1)), format_length(phase.length)
    message = (
        f"saying {cue.plain!r} takes {spoken}, and this phase only {room}; give it more time or fewer words (cues:)"
    )
    return Mistake(breaths.place.file, breaths.place.line, "cue-too-long", message)


def _breaths(items: Iterable[OutlineItem]) -> Iterator[Breaths]:
    for item in items:
        if isinstance(item, Breaths):
            yield item
        elif isinstance(item, Loop):
            yield from _breaths(item.items)
        elif isinstance(item, SubPractice):
            yield from _breaths(inner for part in item.parts for inner in part.items)
