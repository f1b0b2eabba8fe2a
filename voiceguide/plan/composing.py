"""Composing: an outline and spoken durations become a score."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from voiceguide.errors import ScriptError
from voiceguide.plan import figures
from voiceguide.plan.choosing import bare, widest
from voiceguide.plan.cues import cue_for, cue_mistakes
from voiceguide.plan.score import NO_GAP, Block, Inset, Many, Node, Score, ScorePart, Size, Slot, Turns, size_of
from voiceguide.plan.stillness import bounded
from voiceguide.script.model import Place, Range
from voiceguide.script.outline import (
    Breaths,
    Change,
    Loop,
    Outline,
    OutlineItem,
    Part,
    Rest,
    Say,
    Strikes,
    SubPractice,
    Utterance,
)
from voiceguide.units import Frames, to_frames

SILENCE, SLEEP_EXIT, PAUSE, PARAGRAPH, SENTENCE, EDGE = range(6)
"""The stages in which time is given and taken: open silence first, the edges of the session last.

Only the long exit of a bedtime session gives time sooner, when its silences have nothing left to give.
"""

_NOWHERE: Final = Place("", 0)


def compose(outline: Outline, durations: Mapping[Utterance, Frames]) -> Score:
    """The score of a whole session, with the bed's entrance and exit as its first and last part.

    Raises `ScriptError` for breath cues that are longer than their phase.
    """
    mistakes = cue_mistakes(outline, durations)
    if mistakes:
        raise ScriptError(mistakes)
    sleep = outline.session == "sleep"
    lead = _gap(figures.SLEEP_LEAD if sleep else figures.DAY_LEAD, EDGE, "edge")
    exit_seconds = figures.SLEEP_TAIL if sleep else figures.DAY_TAIL
    tail = _gap(exit_seconds, EDGE, "edge", shrinks=SLEEP_EXIT if sleep else EDGE)
    composer = _Composer(durations)
    parts = composer.parts(outline.parts, outermost=True)
    edges = [ScorePart("", 0, Block((edge,))) for edge in (lead, tail)]
    return bounded(Score((edges[0], *parts, edges[1]), composer.turns()))


class _Composer:
    """Composes the parts of one practice and numbers its `Many` blocks on the way."""

    def __init__(self, durations: Mapping[Utterance, Frames]) -> None:
        self._durations = durations
        self._turns: list[Turns] = []
        sentence, paragraph, section = figures.SENTENCE_END, figures.PARAGRAPH_END, figures.SECTION_END
        self._sentence_end = _gap(sentence, SENTENCE)
        self._paragraph_end = _gap(paragraph, PARAGRAPH)
        self._section_end = _gap(section, PARAGRAPH)

    def turns(self) -> tuple[Turns, ...]:
        return tuple(self._turns)

    def parts(self, parts: Sequence[Part], outermost: bool = False) -> tuple[ScorePart, ...]:
        composed = []
        for index, part in enumerate(parts):
            last = outermost and index == len(parts) - 1
            block = self._block(part.items, NO_GAP if last else self._section_end)
            composed.append(ScorePart(part.title, part.optional, block))
        return tuple(composed)

    def _block(self, items: Sequence[OutlineItem], ending: Slot) -> Block:
        """Every item as a node, followed by the gap after it; `ending` comes after words at the end."""
        spoken = [self._durations[item.utterance] if isinstance(item, Say) else 0 for item in items]
        gaps = self._gaps(items, spoken, ending)
        nodes: list[Node] = []
        for item, frames, gap in zip(items, spoken, gaps, strict=True):
            nodes += [self._node(item, frames), gap]
        return Block(tuple(nodes))

    def _gaps(self, items: Sequence[OutlineItem], spoken: Sequence[Frames], ending: Slot) -> list[Slot]:
        """The gap after each item: none where a written pause follows, or where something else brings its own."""
        gaps: list[Slot] = []
        ahead: Slot | None = ending  # what a gap right here must become; None: as its own item has it
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
        if isinstance(item, Say):  # nothing in it can be spoken
            return ahead or (self._paragraph_end if item.ends_paragraph else None)
        return ahead if isinstance(item, Change) else None

    def _node(self, item: OutlineItem, frames: Frames) -> Node:
        if isinstance(item, Say):
            said = item.utterance
            return Slot("say", _fixed(frames), said.place, text=said.plain, utterance=said)
        if isinstance(item, Rest):
            return _rest(item, self._durations)
        if isinstance(item, Strikes):
            return Slot("bell", _fixed(item.count * figures.BELL), item.place, strikes=item.count)
        if isinstance(item, Change):
            return Slot("sound", Size(), item.place, text=item.background)
        return self._block_node(item)

    def _block_node(self, item: Breaths | Loop | SubPractice) -> Node:
        if isinstance(item, SubPractice):
            inner = _Composer(self._durations)
            parts = inner.parts(item.parts)
            score = Score(parts, inner.turns())
            return Inset(item.name, item.share, score, widest(score), bare(score))
        number = len(self._turns)
        self._turns.append(Turns(1, 1, 1))  # its place is taken before its inner blocks take theirs
        if isinstance(item, Loop):
            body = self._block(item.items, self._paragraph_end)
            many = Many(number, _turns(item.times, body, self._turns), body, body)
        else:
            opening, body = (self._breath(item, first) for first in (True, False))
            many = Many(number, _turns(item.times, body, self._turns), opening, body, figures.FULL_CUES)
        self._turns[number] = many.turns
        return many

    def _breath(self, breaths: Breaths, opening: bool) -> Block:
        slots = []
        for phase in breaths.phases:
            cue = cue_for(phase, opening, self._durations)
            size, text = _fixed(to_frames(phase.length)), cue.plain if cue else ""
            slots.append(Slot("breath", size, breaths.place, text=text, utterance=cue, phase=phase.kind))
        return Block(tuple(slots))


def _rest(rest: Rest, durations: Mapping[Utterance, Frames]) -> Slot:
    wanted = rest.length
    least, natural, greatest = to_frames(wanted.least), to_frames(wanted.natural), to_frames(wanted.greatest)
    stage = SILENCE if rest.silence else PAUSE
    return Slot(
        "silence" if rest.silence else "pause",
        Size(least, min(max(least, natural), greatest), greatest),
        rest.place,
        shrinks=stage,
        stretches=stage,
        reminders=tuple(line for line in rest.reminders if durations[line]) if rest.silence else (),
        announced=rest.silence and rest.announced,
    )


def _turns(times: Range, body: Block, known: Sequence[Turns]) -> Turns:
    """Whole turns, in bounds; a block that takes no time is played once."""
    if size_of(body, [turns.greatest for turns in known]).greatest == 0:
        return Turns(1, 1, 1)
    least = max(1, round(times.least))
    greatest = max(least, min(round(times.greatest), max(least, figures.MOST_TURNS)))
    return Turns(least, min(max(least, round(times.natural)), greatest), greatest)


def _fixed(frames: Frames) -> Size:
    return Size(frames, frames, frames)


def _gap(
    seconds: tuple[float, float, float], stage: int, kind: Literal["gap", "edge"] = "gap", shrinks: int | None = None
) -> Slot:
    size = Size(*map(to_frames, seconds))
    return Slot(kind, size, _NOWHERE, shrinks=stage if shrinks is None else shrinks, stretches=stage)
