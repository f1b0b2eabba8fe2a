"""Makes a tree of slots from an outline and the durations of its utterances, and chooses the cues of timed breaths."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

from voiceguide.errors import Mistake, ScriptError
from voiceguide.lengths import format_length
from voiceguide.plan import figures
from voiceguide.plan._gap_runs import bounded
from voiceguide.plan._quiet import with_quiet
from voiceguide.plan._slots import (
    EDGE,
    NO_GAP,
    PARAGRAPH,
    PAUSE,
    SENTENCE,
    SILENCE,
    SLEEP_EXIT,
    Included,
    Node,
    Nodes,
    Repeated,
    Size,
    Slot,
    SlotTree,
    Times,
    TreePart,
)
from voiceguide.script.model import Place, Range
from voiceguide.script.outline import (
    BackgroundChange,
    BellStrikes,
    Breaths,
    Outline,
    OutlineItem,
    OutlineRepeat,
    OutlineSection,
    Phase,
    Rest,
    Say,
    SubPractice,
    Utterance,
    items_of,
)
from voiceguide.units import Frames, to_frames, to_seconds


def cue_for(phase: Phase, opening: bool, durations: Mapping[Utterance, Frames]) -> Utterance | None:
    """The cue for a phase. In the `opening` breaths it is the full cue, if that fits; otherwise it is the short one, if
    that fits. The rhythm is never stretched and words never overlap, so a cue that does not fit is not spoken;
    `cue_mistakes` reports it as a mistake in the script.
    """
    frames = to_frames(phase.length)
    return next((cue for cue in _wanted(phase, opening, durations) if durations[cue] <= frames), None)


def cue_mistakes(outline: Outline, durations: Mapping[Utterance, Frames]) -> tuple[Mistake, ...]:
    """A mistake for each phase that is too short for every cue it may have, even for the short one. Only a change of
    the script can mend that.
    """
    found: dict[Mistake, None] = {}
    for breaths in (item for item in items_of(outline.parts) if isinstance(item, Breaths)):
        for phase in breaths.phases:
            for opening in (True, False):
                wanted = _wanted(phase, opening, durations)
                if wanted and cue_for(phase, opening, durations) is None:
                    found[_mistake(breaths, phase, wanted[-1], durations[wanted[-1]])] = None
    return tuple(found)


def _wanted(phase: Phase, opening: bool, durations: Mapping[Utterance, Frames]) -> list[Utterance]:
    """The cues that a phase may have, the preferred one first; empty if it has none."""
    if opening and phase.first is None:
        return []
    cues = [phase.first, phase.later] if opening else [phase.later]
    return [cue for cue in cues if cue is not None and durations[cue]]


def _mistake(breaths: Breaths, phase: Phase, cue: Utterance, frames: Frames) -> Mistake:
    spoken, room = format_length(round(to_seconds(frames), 1)), format_length(phase.length)
    message = (
        f"saying {cue.plain!r} takes {spoken}, but this part of the breath lasts only "
        f"{room}; make this part longer, or write a shorter cue after 'cues:' in the front matter"
    )
    return Mistake(breaths.place.file, breaths.place.line, "cue-too-long", message)


_NOWHERE: Final = Place("", 0)


def compose(outline: Outline, durations: Mapping[Utterance, Frames]) -> SlotTree:
    """The tree of a whole session. Its first and last parts are the bed's entrance and exit.

    Raises `ScriptError` for breath cues that are longer than their phase, and for silences with too few reminders.
    """
    mistakes = cue_mistakes(outline, durations)
    if mistakes:
        raise ScriptError(mistakes)
    sleep = outline.session == "sleep"
    lead = _gap(figures.SLEEP_LEAD if sleep else figures.DAY_LEAD, EDGE, "edge")
    exit_seconds = figures.SLEEP_TAIL if sleep else figures.DAY_TAIL
    tail = _gap(exit_seconds, EDGE, "edge", shrinks=SLEEP_EXIT if sleep else EDGE)
    composer = _Composer(durations)
    inner, comfort = outline.parts, figures.COMFORT
    if outline.recorded:
        inner, lead, tail = _own_edges(outline.parts)
        comfort = figures.RECORDED_COMFORT
    parts = composer.parts(inner, outermost=True)
    edges = [TreePart("", 0, Nodes((edge,))) for edge in (lead, tail)]
    return with_quiet(bounded(SlotTree((edges[0], *parts, edges[1]), composer.times(), comfort)))


def _own_edges(parts: tuple[OutlineSection, ...]) -> tuple[tuple[OutlineSection, ...], Slot, Slot]:
    """The parts of a recording, and its entrance and exit. If the parts begin or end with a rest, that rest is removed,
    and the slot for the entrance or the exit gets its length. Otherwise the slot has the length `RECORDED_EDGE`.
    """
    first = parts[0]
    lead, tail = (_gap(figures.RECORDED_EDGE, EDGE, "edge") for _ in range(2))
    if len(first.items) > 1 and isinstance(first.items[0], Rest):
        lead = _edge(first.items[0])
        parts = (replace(first, items=first.items[1:]), *parts[1:])
    last = parts[-1]
    if len(last.items) > 1 and isinstance(last.items[-1], Rest):
        tail = _edge(last.items[-1])
        parts = (*parts[:-1], replace(last, items=last.items[:-1]))
    return parts, lead, tail


def _edge(rest: Rest) -> Slot:
    wanted = rest.length
    return _gap((wanted.least, wanted.natural, wanted.greatest), EDGE, "edge")


class _Composer:
    """Composes the parts of one practice and numbers its `Repeated` blocks on the way."""

    def __init__(self, durations: Mapping[Utterance, Frames]) -> None:
        self._durations = durations
        self._times: list[Times] = []
        sentence, paragraph, section = figures.SENTENCE_END, figures.PARAGRAPH_END, figures.SECTION_END
        self._sentence_end = _gap(sentence, SENTENCE)
        self._paragraph_end = _gap(paragraph, PARAGRAPH)
        self._section_end = _gap(section, PARAGRAPH)

    def times(self) -> tuple[Times, ...]:
        return tuple(self._times)

    def parts(self, parts: Sequence[OutlineSection], outermost: bool = False) -> tuple[TreePart, ...]:
        composed = []
        for index, part in enumerate(parts):
            last = outermost and index == len(parts) - 1
            block = self._block(part.items, NO_GAP if last else self._section_end)
            composed.append(TreePart(part.title, part.optional, block, part.care))
        return tuple(composed)

    def _block(self, items: Sequence[OutlineItem], ending: Slot) -> Nodes:
        """A node for every item, each followed by a gap. `ending` is the gap after words at the end of the block."""
        spoken = [self._durations[item.utterance] if isinstance(item, Say) else 0 for item in items]
        gaps = self._gaps(items, spoken, ending)
        nodes: list[Node] = []
        for item, frames, gap in zip(items, spoken, gaps, strict=True):
            nodes += [self._node(item, frames), gap]
        return Nodes(tuple(nodes))

    def _gaps(self, items: Sequence[OutlineItem], spoken: Sequence[Frames], ending: Slot) -> list[Slot]:
        """The gap after each item. It is `NO_GAP` if a pause or silence follows, or if the item has neither words nor
        breaths.
        """
        gaps: list[Slot] = []
        ahead: Slot | None = ending  # the gap that must follow the item; None: its usual gap
        for item, frames in zip(reversed(items), reversed(spoken), strict=True):
            if isinstance(item, Breaths) or frames:
                sentence = isinstance(item, Say) and not item.ends_paragraph
                gaps.append(ahead or (self._sentence_end if sentence else self._paragraph_end))
                ahead = None
            else:
                gaps.append(NO_GAP)
                ahead = self._ahead_of(item, ahead)
        return gaps[::-1]

    def _ahead_of(self, item: OutlineItem, ahead: Slot | None) -> Slot | None:
        if isinstance(item, Rest):
            return NO_GAP
        if isinstance(item, SubPractice):
            return self._section_end
        if isinstance(item, Say):  # its words take no time
            return ahead or (self._paragraph_end if item.ends_paragraph else None)
        return ahead if isinstance(item, BackgroundChange) else None

    def _node(self, item: OutlineItem, frames: Frames) -> Node:
        if isinstance(item, Say):
            said = item.utterance
            return Slot("say", _fixed(frames), said.place, text=said.plain, utterance=said)
        if isinstance(item, Rest):
            return _rest(item, self._durations)
        if isinstance(item, BellStrikes):
            return Slot("bell", _fixed(item.count * figures.BELL), item.place, strikes=item.count)
        if isinstance(item, BackgroundChange):
            return Slot("sound", Size(), item.place, text=item.background)
        return self._block_node(item)

    def _block_node(self, item: Breaths | OutlineRepeat | SubPractice) -> Node:
        if isinstance(item, SubPractice):
            inner = _Composer(self._durations)
            parts = inner.parts(item.parts)
            return Included(item.name, item.share, SlotTree(parts, inner.times()))
        number = len(self._times)
        self._times.append(Times(1, 1, 1))  # takes a number before the blocks inside it take theirs
        if isinstance(item, OutlineRepeat):
            body = self._block(item.items, self._paragraph_end)
            repeated = Repeated(number, _times(item.times, body), body, body)
        else:
            opening, body = (self._breath(item, first) for first in (True, False))
            repeated = Repeated(number, _times(item.times, body), opening, body, figures.FULL_CUES)
        self._times[number] = repeated.times
        return repeated

    def _breath(self, breaths: Breaths, opening: bool) -> Nodes:
        slots = []
        for phase in breaths.phases:
            cue = cue_for(phase, opening, self._durations)
            size, text = _fixed(to_frames(phase.length)), cue.plain if cue else ""
            spoken = self._durations[cue] if cue else 0
            slots.append(Slot("breath", size, breaths.place, 0, 0, text, cue, phase=phase.kind, spoken=spoken))
        return Nodes(tuple(slots))


def _rest(rest: Rest, durations: Mapping[Utterance, Frames]) -> Slot:
    wanted = rest.length
    least, natural, greatest = to_frames(wanted.least), to_frames(wanted.natural), to_frames(wanted.greatest)
    stage = SILENCE if rest.silence else PAUSE
    reminders = tuple(line for line in rest.reminders if durations[line]) if rest.silence else ()
    return Slot(
        "silence" if rest.silence else "pause",
        Size(least, min(max(least, natural), greatest), greatest),
        rest.place,
        shrinks=stage,
        stretches=stage,
        reminders=reminders,
        spoken=sum(durations[line] for line in reminders),
        every=to_frames(rest.every) if rest.every else 0,
        open=rest.open,
        as_written=rest.as_written,
    )


def _lasts(block: Nodes) -> bool:
    if block.own.greatest or any(_lasts(repeated.body) for repeated in block.repeats):
        return True
    return any(_lasts(part.block) for inset in block.insets for part in inset.tree.parts)


def _times(times: Range, body: Nodes) -> Times:
    """How often a block may be played, in whole numbers. A block that takes no time is played once."""
    if not _lasts(body):
        return Times(1, 1, 1)
    least = max(1, round(times.least))
    greatest = max(least, round(times.greatest))
    return Times(least, min(max(least, round(times.natural)), greatest), greatest)


def _fixed(frames: Frames) -> Size:
    return Size(frames, frames, frames)


def _gap(
    seconds: tuple[float, float, float], stage: int, kind: Literal["gap", "edge"] = "gap", shrinks: int | None = None
) -> Slot:
    size = Size(*map(to_frames, seconds))
    return Slot(kind, size, _NOWHERE, shrinks=stage if shrinks is None else shrinks, stretches=stage)
