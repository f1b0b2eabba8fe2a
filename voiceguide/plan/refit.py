"""Refits a session while it is running: to another length, or to an early end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from voiceguide.errors import FitError
from voiceguide.plan import figures
from voiceguide.plan._composer import compose
from voiceguide.plan._past import Past, slot_at
from voiceguide.plan._slots import NO_GAP, Address, SlotTree
from voiceguide.plan.fit import fit, fitted
from voiceguide.plan.model import Event, Limits, Plan
from voiceguide.script.outline import Outline, Utterance
from voiceguide.units import Frames, to_frames, to_seconds


def refit(
    plan: Plan,
    outline: Outline,
    durations: Mapping[Utterance, Frames],
    at: Frames,
    target: Frames,
    *,
    nearest: bool = False,
) -> Plan:
    """A plan of `target` frames in all that is the same as `plan` up to frame `at`. Whatever has begun by then stays: a
    sentence is spoken to its end, and a pause or silence lasts at least as long as it has been heard. Sections with
    `kept` stay too, even if they have not begun. The `durations` of lines after `at` may have changed, for example from
    estimated to measured ones. If the length is impossible, the plan has the nearest possible length if `nearest` is
    true; otherwise `FitError` is raised. Raises `ScriptError` like `fit`.
    """
    if plan.ending:
        if nearest or target == plan.length:
            return plan
        length = to_seconds(plan.length)
        raise FitError(outline.name, to_seconds(target), length, length, (length,))
    tree = compose(outline, durations)
    return fitted(tree, outline, durations, target, nearest=nearest, past=_past(plan, tree, at))


def ending(plan: Plan, outline: Outline, durations: Mapping[Utterance, Frames], at: Frames) -> Plan:
    """A plan with the shortest way to the end from frame `at`. The sentence or breath that has begun is finished, a
    pause or silence that has begun is cut short, and then the last kept section follows. Everything in between is left
    out, even kept sections. If that last section has already begun, or there is none, the session is only refitted to
    the shortest length. The plan has `ending` set.
    """
    if plan.ending:
        return plan
    closing = max((index for index, part in enumerate(outline.parts) if part.kept), default=None)
    begun = [event for event in plan.events if event.start < at]
    reached = max((event.address[0] - 1 for event in begun if event.address), default=-1)
    if closing is None or reached >= closing:
        return replace(refit(plan, outline, durations, at, 0, nearest=True), ending=True)
    heard = _heard_out(plan, begun, at)
    start = max([at, *(event.end for event in heard)]) + to_frames(figures.SECTION_END[1])
    last = outline.parts[closing]
    way_out = fit(replace(outline, parts=(last,)), durations, 0, nearest=True)
    return _spliced(plan, heard, way_out, start, closing)


def _past(plan: Plan, tree: SlotTree, at: Frames) -> Past:
    """The part of a plan that has been heard when the session has reached frame `at`."""
    events = [event for event in plan.events if event.address]
    begun = [event for event in events if event.start < at]
    lead, tail = (0, 0), (len(tree.parts) - 1, 0)
    if at <= 0:
        return Past()
    if not begun and (events or at <= plan.lead):
        return Past(now=lead, heard=at, until=at)
    if not begun:
        return Past({lead: plan.lead}, now=tail, heard=at - plan.lead, until=at)
    inside = _inside(plan, begun, at)
    held: dict[Address, Frames] = {lead: plan.lead}
    for event, after in zip(begun, [*begun[1:], None], strict=True):
        held[event.address] = event.end - event.start
        if after and after.start > event.end:
            held[_gap_after(event)] = after.start - event.end
    last = begun[-1]
    until = max([at, *(event.end for event in inside.get(last.address, ()))])
    now, heard = last.address, 0
    if last.least is not None and at < last.end:
        del held[last.address]
        heard = until - last.start
    elif at > last.end and last is events[-1]:
        now, gap = tail, _last_gap(plan, tree, last)
        held.update(gap)
        heard = max(0, at - last.end - sum(gap.values()))
    elif at > last.end:
        now, heard = _gap_after(last), at - last.end
    return Past(held, now, heard, inside, until)


def _inside(plan: Plan, begun: Sequence[Event], at: Frames) -> dict[Address, tuple[Event, ...]]:
    """For each silence that has begun, by its address: the reminders and bells inside it that have begun before frame
    `at`.
    """
    small = [event for event in plan.events if not event.address and event.start < at]
    silences = [event for event in begun if event.kind == "silence"]
    return {
        silence.address: tuple(event for event in small if silence.start <= event.start < silence.end)
        for silence in silences
    }


def _gap_after(event: Event) -> Address:
    """The address of the gap that follows an event. For a breath, it is the gap after the whole exercise."""
    own = event.address[:-2] if event.kind == "breath" else event.address
    return (*own[:-1], own[-1] + 1)


def _last_gap(plan: Plan, tree: SlotTree, last: Event) -> dict[Address, Frames]:
    """The length of the gap between the last event and the exit of the bed, by the gap's address; empty if the tree has
    no such gap. The plan's `tail` is the gap and the exit together.
    """
    address = _gap_after(last)
    gap = slot_at(tree, address) if last.kind in ("say", "breath") else NO_GAP
    if gap is NO_GAP:
        return {}
    exit_size = tree.parts[-1].block.own
    return {address: min(gap.size.greatest, max(gap.size.least, plan.tail - exit_size.natural))}


def _heard_out(plan: Plan, begun: Sequence[Event], at: Frames) -> list[Event]:
    """The events that have begun before frame `at`. A pause or silence that is not over is cut short, but not before
    the end of a reminder in it. If a breath has begun, the events of its other phases are included, so that it is
    finished.
    """
    if not begun:
        return []
    speaking = max((event.end for event in begun if event.kind == "reminder"), default=at)
    heard = [
        replace(event, end=min(event.end, max(at, speaking))) if event.least is not None else event for event in begun
    ]
    last = [event for event in begun if event.address][-1]
    if last.kind == "breath":
        around = last.address[:-1]
        heard += [event for event in plan.events if event.start >= at and event.address[: len(around)] == around]
    return heard


def _spliced(plan: Plan, heard: Sequence[Event], way_out: Plan, start: Frames, closing: int) -> Plan:
    """A plan with the events that were `heard`, followed by the closing from `way_out`, which starts at
    frame `start`.
    """
    shift = start - way_out.lead
    sections = plan.sections[: max((event.section for event in heard), default=-1) + 1]
    here = len(sections)
    events = [
        replace(
            event,
            start=event.start + shift,
            end=event.end + shift,
            section=here + event.section,
            address=(closing + 1, *event.address[1:]) if event.address else (),
        )
        for event in way_out.events
    ]
    added = [replace(section, start=section.start + shift, end=section.end + shift) for section in way_out.sections]
    if sections:
        sections = (*sections[:-1], replace(sections[-1], end=start))
    length = way_out.length + shift
    return replace(
        plan,
        length=length,
        limits=Limits(length, length, length),
        sections=(*sections, *added),
        events=(*heard, *events),
        lead=plan.lead if heard else start,
        tail=length - max((event.end for event in (*heard, *events)), default=start),
        ending=True,
    )
