"""Makes a plan from an arrangement: slots become events with a start and an end, and long silences get reminders or
soft bells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from voiceguide.plan import figures
from voiceguide.plan._arrangement import Arrangement, PlacedSlot
from voiceguide.plan._past import Past
from voiceguide.plan._slots import Slot
from voiceguide.plan.model import Event, EventKind, Limits, Plan, PlanSection
from voiceguide.script.outline import Outline, Utterance
from voiceguide.units import Frames, to_seconds


class Reminders:
    """Places the reminders of one session, and remembers when each was last spoken."""

    def __init__(self, durations: Mapping[Utterance, Frames], bells: bool, session: Frames) -> None:
        self._durations = durations
        self._bells = bells
        self._ceiling = figures.ceiling(session)
        self._spoken: dict[str, Frames] = {}

    def inside(
        self, slot: Slot, silence: Event, surroundings: "Surroundings", heard: tuple[Event, ...], until: Frames
    ) -> list[Event]:
        """The events inside a silence: those already `heard`, and new ones after `until`.

        There are only as many reminders as are needed to keep the quiet stretches under the ceiling. The quiet directly
        before and after the silence counts too; `surroundings` says how far it reaches. The reminders are evenly
        spaced, and each is spoken at most once in a silence. A reminder that was spoken in the last two minutes is left
        out, unless the silence has an `every`. If there are too few reminders for a long silence, soft bells are added
        where bells are allowed.
        """
        for event in heard:
            self._note(event)
        if silence.end <= until:
            return list(heard)
        used = {event.text for event in heard}
        lines = [line for line in slot.reminders if line.plain not in used]
        last = max((event.end for event in heard), default=surroundings.since)
        space = _ReminderSpace(
            last, max([silence.start, until, *(event.end for event in heard)]), silence.end, surroundings.until
        )
        return [*heard, *self._placed(self._sounds(lines, slot, space), slot, silence.section, space)]

    def _sounds(self, lines: list[Utterance], slot: Slot, space: "_ReminderSpace") -> list[Utterance | None]:
        """The reminders and bells to place in a silence, in order; None stands for a bell."""
        most = figures.MOST_CEILING if slot.open else min(self._ceiling, slot.every or self._ceiling)
        sounds: list[Utterance] = []
        for count in range(len(lines) + 1):
            more = self._least_recent(lines, count)
            if not space.holds(self._spans(more)):
                break
            sounds = more
            if space.stretch(self._spans(sounds)) <= most:
                return list(sounds)
        if self._bells and ceil((space.end - space.start) / figures.MOST_CEILING) - 1 > len(sounds):
            bells = ceil(to_seconds(space.end - space.start) / figures.BELL_STRETCH) - 1
            mixed = _spread_among_bells(sounds, max(len(sounds), 1, bells))
            return mixed if space.holds(self._spans(mixed)) else list(sounds)
        return list(sounds)

    def _placed(self, sounds: list[Utterance | None], slot: Slot, section: int, space: "_ReminderSpace") -> list[Event]:
        placed = []
        for at, line, frames in zip(space.places(self._spans(sounds)), sounds, self._spans(sounds), strict=True):
            event = Event("bell", at, at + frames, section, slot.place, strikes=1)
            if line is not None:
                event = Event("reminder", at, at + frames, section, line.place, text=line.plain, utterance=line)
            apart = at - self._spoken.get(event.text, -figures.SAME_WORDS_APART)
            if apart >= figures.SAME_WORDS_APART or slot.every:
                placed.append(event)
                self._note(event)
        return placed

    def _spans(self, sounds: Sequence[Utterance | None]) -> list[Frames]:
        return [self._durations[line] if line else figures.BELL for line in sounds]

    def heard_for(self, event: Event) -> Frames:
        """The duration of the words or the bell at the start of an event; 0 if it is quiet."""
        if event.kind == "bell":
            return event.end - event.start
        return self._durations[event.utterance] if event.utterance is not None else 0

    def _note(self, event: Event) -> None:
        if event.text:
            self._spoken[event.text] = event.end

    def _least_recent(self, lines: list[Utterance], wanted: int) -> list[Utterance]:
        """The `wanted` lines that were heard least recently, in the order in which they are written."""
        ranked = sorted(lines, key=lambda line: self._spoken.get(line.plain, -1))
        chosen = {line.plain for line in ranked[:wanted]}
        return [line for line in lines if line.plain in chosen][:wanted]


class Surroundings(NamedTuple):
    """The stretch around a silence in which no words or bells are heard, except the silence's own
    reminders and bells.
    """

    since: Frames
    """The end of the last words or bell before the silence; if there are none, the start of the first event."""
    until: Frames
    """The start of the first words or bell after the silence; if there are none, the end of the last event."""


class _ReminderSpace(NamedTuple):
    """The part of a silence in which reminders may be placed, and the quiet that surrounds it."""

    since: Frames
    """The frame at which the quiet begins."""
    start: Frames
    """The first frame at which a reminder may begin."""
    end: Frames
    until: Frames
    """The frame at which the quiet ends."""

    def holds(self, spans: Sequence[Frames]) -> bool:
        """Whether reminders and bells of these lengths fit."""
        return sum(spans) <= self.end - self.start

    def stretch(self, spans: Sequence[Frames]) -> Frames:
        """The longest quiet stretch that is left when reminders and bells of these lengths are placed."""
        edges = [self.since]
        longest = 0
        for at, frames in zip(self.places(spans), spans, strict=True):
            longest = max(longest, at - edges[-1])
            edges.append(at + frames)
        return max(longest, self.until - edges[-1])

    def places(self, spans: Sequence[Frames]) -> list[Frames]:
        """The frames at which reminders and bells of these lengths begin, evenly spaced. If they do not fit, the last
        of them go beyond the end of the space.
        """
        quiet = max(0, self.until - self.since - sum(spans))
        places: list[Frames] = []
        free, left = self.start, sum(spans)
        for index, frames in enumerate(spans):
            even = self.since + quiet * (index + 1) // (len(spans) + 1) + sum(spans[:index])
            places.append(max(free, min(even, self.end - left)))
            free, left = places[-1] + frames, left - frames
        return places


def _spread_among_bells(lines: list[Utterance], count: int) -> list[Utterance | None]:
    """`count` sounds in order: the lines, evenly spread, and bells in all other places. None stands for a bell."""
    places = {(2 * index + 1) * count // (2 * len(lines)): line for index, line in enumerate(lines)}
    return [places.get(index) for index in range(count)]


def plan_of(
    outline: Outline,
    durations: Mapping[Utterance, Frames],
    limits: Limits,
    arrangement: Arrangement,
    past: Past,
) -> Plan:
    """The plan for an arrangement. The first and the last slot of the arrangement must be the edges of the session."""
    reminders = Reminders(durations, outline.bells, sum(placed.frames for placed in arrangement.placed))
    events: list[Event] = []
    silences: dict[int, PlacedSlot] = {}
    sections: list[PlanSection] = []
    numbers: dict[int, int] = {}
    clock = 0
    for placed in arrangement.placed:
        start, clock = clock, clock + placed.frames
        kind = placed.slot.kind
        if kind == "gap" or kind == "edge" or (not placed.frames and kind != "sound"):
            continue
        part = placed.address[0]
        if part not in numbers:
            numbers[part] = len(sections)
            written = outline.parts[part - 1]  # the first part of a tree is the bed's entrance
            sections.append(PlanSection(written.title, start, clock, keep=written.kept))
        if kind == "silence":
            silences[len(events)] = placed
        events.append(_event(placed, kind, numbers[part], start))
    events = _with_reminders(events, silences, reminders, past)
    end = max((event.end for event in events), default=arrangement.placed[0].frames)
    return Plan(
        practice=outline.name,
        title=outline.title,
        session=outline.session,
        length=clock,
        limits=limits,
        sections=_until_the_next(sections, end),
        dropped=tuple(one.title for one in arrangement.left_out),
        events=tuple(events),
        lead=arrangement.placed[0].frames,
        tail=clock - end,
    )


def _with_reminders(
    events: Sequence[Event], silences: Mapping[int, PlacedSlot], reminders: Reminders, past: Past
) -> list[Event]:
    """The events, each silence followed by the reminders and bells inside it."""
    begins = [event.start if reminders.heard_for(event) else None for event in events]
    done: list[Event] = []
    since = events[0].start if events else 0
    for index, event in enumerate(events):
        done.append(event)
        if index in silences:
            placed = silences[index]
            until = next((start for start in begins[index + 1 :] if start is not None), events[-1].end)
            heard = past.inside.get(placed.address, ())
            inside = reminders.inside(placed.slot, event, Surroundings(since, until), heard, past.until)
            done += inside
            since = max([since, *(one.end for one in inside)])
        elif frames := reminders.heard_for(event):
            since = event.start + frames
    return done


def _event(placed: PlacedSlot, kind: EventKind, section: int, start: Frames) -> Event:
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


def _until_the_next(sections: Sequence[PlanSection], end: Frames) -> tuple[PlanSection, ...]:
    """The sections with their ends: each lasts until the next one starts, and the last one until `end`."""
    ends = [*(section.start for section in sections[1:]), end]
    return tuple(replace(section, end=until) for section, until in zip(sections, ends, strict=False))
