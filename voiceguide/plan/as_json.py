"""A plan as plain values for other programs."""

from math import ceil, floor

from voiceguide.plan.model import Event, Plan
from voiceguide.units import FRAME_RATE, Frames, to_seconds

_TENTH = FRAME_RATE // 10


def to_json(plan: Plan) -> dict[str, object]:
    """The object that ``plan --json`` prints. Times are seconds; what has no value is None.

    The shortest and the longest length are whole tenths of a second, rounded inwards, so that asking for them works.
    """
    return {
        "practice": plan.practice,
        "length_s": _seconds(plan.length),
        "natural_s": round(to_seconds(plan.limits.natural), 1),
        "min_s": ceil(plan.limits.least / _TENTH) / 10,
        "max_s": floor(plan.limits.greatest / _TENTH) / 10,
        "sections": [
            {
                "title": section.title,
                "start_s": _seconds(section.start),
                "end_s": _seconds(section.end),
                "keep": section.keep,
            }
            for section in plan.sections
        ],
        "dropped": list(plan.dropped),
        # A change of the background takes no time and is none of the documented kinds.
        "events": [_event(plan, event) for event in plan.events if event.kind != "sound"],
    }


def _event(plan: Plan, event: Event) -> dict[str, object]:
    return {
        "kind": event.kind,
        "start_s": _seconds(event.start),
        "end_s": _seconds(event.end),
        "section": plan.sections[event.section].title,
        "line": event.place.line,
        "text": event.text,
        "min_s": _or_none(event.least),
        "natural_s": _or_none(event.natural),
        "max_s": _or_none(event.greatest),
    }


def _seconds(frames: Frames) -> float:
    """Whole microseconds: finer than a frame, and short to read."""
    return round(to_seconds(frames), 6)


def _or_none(frames: Frames | None) -> float | None:
    return None if frames is None else _seconds(frames)
