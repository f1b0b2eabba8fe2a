"""Assertions about what is true of every plan. Many tests of plans use them."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from voiceguide.plan import figures
from voiceguide.plan.model import Event, Plan
from voiceguide.script.outline import (
    Breaths,
    Outline,
    OutlineItem,
    OutlineRepeat,
    OutlineSection,
    Rest,
    Say,
    SubPractice,
    Utterance,
)
from voiceguide.units import Frames, to_frames


def every_item(parts: Sequence[OutlineSection]) -> Iterator[OutlineItem]:
    """All items of these sections, including those inside repeats and included practices."""
    for part in parts:
        yield from _within(part.items)


def _within(items: Sequence[OutlineItem]) -> Iterator[OutlineItem]:
    for item in items:
        yield item
        if isinstance(item, OutlineRepeat):
            yield from _within(item.items)
        elif isinstance(item, SubPractice):
            yield from every_item(item.parts)


def in_line(plan: Plan) -> list[Event]:
    """The events that follow one another, without those inside silences."""
    return [event for event in plan.events if event.address]


def check(plan: Plan, outline: Outline, durations: Mapping[Utterance, Frames], target: Frames) -> None:
    """Assert everything that must hold for a plan of `outline` with `target` frames, even for one that was refitted."""
    assert plan.length == target
    _check_order(plan)
    _check_ranges(plan, outline)
    _check_sections(plan, outline, durations)
    _check_speech(plan, durations)
    _check_breaths(plan, outline)
    _check_gap_runs(plan, outline)
    _check_inside(plan)


def _check_order(plan: Plan) -> None:
    starts = [event.start for event in plan.events]
    assert starts == sorted(starts)
    events = in_line(plan)
    clock = plan.lead
    for event in events:
        assert clock <= event.start <= event.end
        assert event.start - clock <= to_frames(figures.SECTION_END[2])
        clock = event.end
    assert clock + plan.tail == plan.length
    assert plan.tail > 0
    assert plan.lead >= to_frames(figures.DAY_LEAD[0])


def _check_ranges(plan: Plan, outline: Outline) -> None:
    written = {item.place: item.length for item in every_item(outline.parts) if isinstance(item, Rest)}
    for event in plan.events:
        if event.kind in ("pause", "silence"):
            assert event.least is not None
            assert event.natural is not None
            assert event.greatest is not None
            assert event.least <= event.end - event.start <= event.greatest
            assert event.least <= event.natural <= event.greatest
            assert event.least == to_frames(written[event.place].least)
            assert event.greatest <= to_frames(written[event.place].greatest)
        else:
            assert (event.least, event.natural, event.greatest) == (None, None, None)


def heard(item: OutlineItem, durations: Mapping[Utterance, Frames]) -> bool:
    """Whether an item has an event in every plan that includes it. Words whose speech takes no time have none."""
    if isinstance(item, Say):
        return durations[item.utterance] > 0
    if isinstance(item, OutlineRepeat):
        return any(heard(inner, durations) for inner in item.items)
    if isinstance(item, SubPractice):
        return any(heard(inner, durations) for part in item.parts if part.kept for inner in part.items)
    return True


def _check_sections(plan: Plan, outline: Outline, durations: Mapping[Utterance, Frames]) -> None:
    there = {event.address[0] - 1 for event in in_line(plan)}
    for index, part in enumerate(outline.parts):
        if part.kept and any(heard(item, durations) for item in part.items):
            assert index in there
        if not part.kept:
            assert (index in there) <= (part.title not in plan.dropped)
    titles = [outline.parts[index].title for index in sorted(there)]
    assert [section.title for section in plan.sections] == titles
    clock = plan.sections[0].start if plan.sections else 0
    for section in plan.sections:
        assert section.start == clock
        clock = section.end
    for event in plan.events:
        section = plan.sections[event.section]
        assert section.start <= event.start <= event.end <= section.end


def _check_speech(plan: Plan, durations: Mapping[Utterance, Frames]) -> None:
    for event in plan.events:
        if event.kind in ("say", "reminder"):
            assert event.utterance is not None
            assert event.end - event.start == durations[event.utterance] > 0
            assert event.text == event.utterance.plain
        if event.kind == "breath" and event.utterance is not None:
            assert durations[event.utterance] <= event.end - event.start


def _check_breaths(plan: Plan, outline: Outline) -> None:
    written = {item.place: item for item in every_item(outline.parts) if isinstance(item, Breaths)}
    runs: dict[tuple[int, ...], list[Event]] = {}
    for event in plan.events:
        if event.kind == "breath":
            runs.setdefault(event.address[:-2], []).append(event)
    for events in runs.values():
        breaths = written[events[0].place]
        phases = [to_frames(phase.length) for phase in breaths.phases]
        turns, odd = divmod(len(events), len(phases))
        assert not odd
        assert breaths.times.least <= turns <= breaths.times.greatest
        assert [event.end - event.start for event in events] == phases * turns
        assert all(before.end == after.start for before, after in itertools.pairwise(events))


def still_stretches(plan: Plan, outline: Outline) -> Iterator[tuple[Frames, list[Event]]]:
    """Each run of pauses without a word or a bell, apart from pauses whose range is written in the script: its length
    in frames, and its pauses.
    """
    items = every_item(outline.parts)
    written = {item.place for item in items if isinstance(item, Rest) and item.as_written}
    since = plan.lead
    rests: list[Event] = []
    for event in in_line(plan):
        if event.least is not None and event.place not in written:
            rests.append(event)
        elif event.kind != "sound":
            if rests:
                yield event.start - since, rests
            since, rests = event.end, []
    if rests:
        yield rests[-1].end - since, rests


def _check_gap_runs(plan: Plan, outline: Outline) -> None:
    for length, rests in still_stretches(plan, outline):
        asked = sum(event.least or 0 for event in rests)
        gaps = length - sum(event.end - event.start for event in rests)
        assert length <= max(figures.LONGEST_GAP_RUN, asked + gaps)


def _check_inside(plan: Plan) -> None:
    silences = [event for event in plan.events if event.kind == "silence"]
    spoken: dict[str, Frames] = {}
    for event in plan.events:
        if event.address:
            assert event.kind != "reminder"
            continue
        assert event.kind in ("reminder", "bell")
        around = [silence for silence in silences if silence.start <= event.start < event.end <= silence.end]
        assert len(around) == 1
        if event.kind == "bell":
            assert plan.session == "day"
            assert event.strikes == 1
        else:
            assert event.start - spoken.get(event.text, -figures.SAME_WORDS_APART) >= figures.SAME_WORDS_APART
            spoken[event.text] = event.end
