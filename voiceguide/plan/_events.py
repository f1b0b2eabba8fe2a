"""An arrangement as a plan: every slot becomes an event with its place in time, and long silences get their reminders
or soft bells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

from voiceguide.plan import figures
from voiceguide.plan._past import Past
from voiceguide.plan._share import Arrangement, Placed
from voiceguide.plan._slots import Slot
from voiceguide.plan.model import Event, EventKind, Limits, Plan, PlanSection
from voiceguide.script.outline import Outline, Utterance
from voiceguide.units import Frames, to_frames, to_seconds

_EDGE = to_frames(figures.SILENCE_EDGE)


class Reminding:
    """Places reminders through one session and remembers when each was last spoken."""

    def __init__(self, durations: Mapping[Utterance, Frames], bells: bool) -> None:
        self._durations = durations
        self._bells = bells
        self._spoken: dict[str, Frames] = {}

    def inside(
        self, slot: Slot, section: int, start: Frames, end: Frames, heard: tuple[Event, ...], until: Frames
    ) -> list[Event]:
        """The events inside a silence from `start` to `end`: those already `heard`, and new ones after `until`.

        Reminders are evenly spaced and keep the quiet stretches under about two minutes, each spoken once at most.
        When there are not enough of them, soft bells, where bells are allowed, keep the stretches under three.
        """
        for event in heard:
            self._note(event)
        if end <= until:
            return list(heard)
        used = {event.text for event in heard}
        lines = [line for line in slot.reminders if line.plain not in used]
        start = max([start, *(event.end for event in heard)])
        quiet = end - start
        wanted = max(0, ceil(to_seconds(quiet) / figures.LONG_SILENCE) - 1)
        if len(lines) >= wanted:
            marks: list[Utterance | None] = list(self._least_recent(lines, wanted))
        elif self._bells and wanted:
            marks = _among(lines, max(len(lines), 1, ceil(to_seconds(quiet) / figures.BELL_STRETCH) - 1))
        else:
            marks = list(lines)
        return [*heard, *self._placed(marks, slot, section, max(start, until), end)]

    def _placed(
        self, marks: list[Utterance | None], slot: Slot, section: int, start: Frames, end: Frames
    ) -> list[Event]:
        spans = [self._durations[mark] if mark else figures.BELL for mark in marks]
        while marks and (end - start - sum(spans)) // (len(marks) + 1) < _EDGE:
            marks, spans = marks[:-1], spans[:-1]
        quiet = end - start - sum(spans)
        placed = []
        for index, (mark, frames) in enumerate(zip(marks, spans, strict=True)):
            at = start + quiet * (index + 1) // (len(marks) + 1) + sum(spans[:index])
            event = Event("bell", at, at + frames, section, slot.place, strikes=1)
            if mark is not None:
                event = Event("reminder", at, at + frames, section, mark.place, text=mark.plain, utterance=mark)
            if at - self._spoken.get(event.text, -figures.SAME_WORDS_APART) >= figures.SAME_WORDS_APART:
                placed.append(event)
                self._note(event)
        return placed

    def _note(self, event: Event) -> None:
        if event.text:
            self._spoken[event.text] = event.end

    def _least_recent(self, lines: list[Utterance], wanted: int) -> list[Utterance]:
        """So many of the lines, those not heard for longest, in their written order."""
        ranked = sorted(lines, key=lambda line: self._spoken.get(line.plain, -1))
        chosen = {line.plain for line in ranked[:wanted]}
        return [line for line in lines if line.plain in chosen][:wanted]


def _among(lines: list[Utterance], marks: int) -> list[Utterance | None]:
    """The lines spread evenly over so many marks; None where a bell is struck."""
    places = {(2 * index + 1) * marks // (2 * len(lines)): line for index, line in enumerate(lines)}
    return [places.get(mark) for mark in range(marks)]


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
