"""An arrangement as a plan: every slot becomes an event with its place in time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from voiceguide.plan.arranging import Arrangement, Placed
from voiceguide.plan.model import Event, EventKind, Limits, Plan, PlanSection
from voiceguide.plan.past import Past
from voiceguide.plan.reminders import Reminding
from voiceguide.script.outline import Outline, Utterance
from voiceguide.units import Frames


def plan_of(
    outline: Outline,
    durations: Mapping[Utterance, Frames],
    limits: Limits,
    arrangement: Arrangement,
    past: Past,
) -> Plan:
    """The plan of an arrangement whose first and last slots are the edges of the session."""
    reminding = Reminding(durations, outline.bells)
    events: list[Event] = []
    sections: list[PlanSection] = []
    numbers: dict[int, int] = {}
    clock = 0
    for placed in arrangement.placed:
        start, clock = clock, clock + placed.frames
        slot = placed.slot
        kind = slot.kind
        if kind == "gap" or kind == "edge" or (not placed.frames and kind != "sound"):
            continue
        part = placed.address[0]
        if part not in numbers:
            numbers[part] = len(sections)
            written = outline.parts[part - 1]  # the first part of a score is the bed's entrance
            sections.append(PlanSection(written.title, start, clock, keep=not written.optional))
        section = numbers[part]
        events.append(_event(placed, kind, section, start))
        if kind == "silence":
            heard = past.inside.get(placed.address, ())
            events += reminding.inside(slot, section, start, clock, heard, past.until)
    end = max((event.end for event in events), default=arrangement.placed[0].frames)
    return Plan(
        practice=outline.name,
        title=outline.title,
        session=outline.session,
        length=clock,
        limits=limits,
        sections=_joined(sections, end),
        dropped=arrangement.left_out,
        events=tuple(events),
        lead=arrangement.placed[0].frames,
        tail=clock - end,
    )


def _event(placed: Placed, kind: EventKind, section: int, start: Frames) -> Event:
    slot = placed.slot
    varies = kind in ("pause", "silence")
    return Event(
        kind=kind,
        start=start,
        end=start + placed.frames,
        section=section,
        place=slot.place,
        text=slot.text,
        utterance=slot.utterance,
        least=slot.size.least if varies else None,
        natural=slot.size.natural if varies else None,
        greatest=slot.size.greatest if varies else None,
        strikes=slot.strikes,
        phase=slot.phase,
        address=placed.address,
    )


def _joined(sections: Sequence[PlanSection], end: Frames) -> tuple[PlanSection, ...]:
    """Each section lasts until the next one starts, the last until everything has been heard."""
    ends = [*(section.start for section in sections[1:]), end]
    return tuple(replace(section, end=until) for section, until in zip(sections, ends, strict=False))
