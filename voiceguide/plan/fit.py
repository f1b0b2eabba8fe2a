"""Fits a session to exactly the requested length."""

from collections.abc import Mapping
from typing import Final

from voiceguide.errors import FitError
from voiceguide.plan._arrangement import Arranger
from voiceguide.plan._composer import compose
from voiceguide.plan._events import plan_of
from voiceguide.plan._past import Past
from voiceguide.plan._slots import SlotTree
from voiceguide.plan._spans import closest, neighbours
from voiceguide.plan.model import Limits, Plan
from voiceguide.script.outline import Outline, Utterance
from voiceguide.units import Frames, to_seconds

_NOTHING_HEARD: Final = Past()


def fit(outline: Outline, durations: Mapping[Utterance, Frames], target: Frames, *, nearest: bool = False) -> Plan:
    """A plan of exactly `target` frames; with `nearest`, of the nearest possible length. `durations` has the duration
    of every utterance in the outline; 0 for one that has nothing to speak. The same arguments give the same plan.
    Raises `FitError` if the practice cannot have this length, unless `nearest`. Raises `ScriptError` for breath cues
    longer than their phase or a silence with too few reminders.
    """
    return fitted(compose(outline, durations), outline, durations, target, nearest=nearest)


def limits(outline: Outline, durations: Mapping[Utterance, Frames]) -> Limits:
    """The shortest, the natural and the longest length of a practice. Raises `ScriptError` like `fit`."""
    return Limits(*Arranger(_NOTHING_HEARD, 0).widest(compose(outline, durations)))


def fitted(
    tree: SlotTree,
    outline: Outline,
    durations: Mapping[Utterance, Frames],
    target: Frames,
    *,
    nearest: bool,
    past: Past = _NOTHING_HEARD,
) -> Plan:
    """A plan of `target` frames that begins with the part that has been heard, `past`. `tree` must be made from
    `outline` with `durations`. Raises `FitError`, unless `nearest`.
    """
    arranger = Arranger(past, target)
    if arranger.candidate(tree, target) is None:
        spans = arranger.spans(tree)
        if not nearest:
            ends = to_seconds(spans[0][0]), to_seconds(spans[-1][1])
            near = tuple(map(to_seconds, neighbours(spans, target)))
            raise FitError(outline.name, to_seconds(target), *ends, near, _shorter(outline))
        target = closest(spans, target)
        arranger = Arranger(past, target)
    arrangement = arranger.arrange(tree, target)
    return plan_of(outline, durations, Limits(*arranger.widest(tree)), arrangement, past)


def _shorter(outline: Outline) -> str:
    """Advice on how to make a recording shorter; "" if there is none. It is also "" for scripts that are not
    recordings: their authors have decided which parts may be left out.
    """
    if not outline.recorded or not any(part.kept for part in outline.parts[1:-1]):
        return ""
    return "to make it shorter, write {optional} in its script, after the headings of parts that may be left out"
