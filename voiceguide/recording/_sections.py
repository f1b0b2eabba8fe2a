"""Divides a recording into pieces with their words, and at long gaps into sections, and writes the script that plays
them. In messages, and in the script's headings ("Part 2"), sections are called *parts*.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from voiceguide.errors import RecordingError
from voiceguide.output.tag_text import one_line
from voiceguide.recording._stretches import HeardStretch, StretchKind
from voiceguide.script.model import PIECES, Item, Paragraph, Pause, Place, Range, Script, ScriptVoice, Section, Silence
from voiceguide.system.plain_text import collapsed
from voiceguide.texts.timed import TimedWords
from voiceguide.units import Seconds, format_clock

SHORTEST_PAUSE: Final[Seconds] = 0.9
"""Pieces are not divided at shorter gaps, so that sentences stay whole."""

_ONE_SENTENCE: Final[Seconds] = 3.0
"""A gap shorter than this is inside a sentence if one caption has words on both sides of it."""

_OVERLAP: Final[Seconds] = 0.2

SILENCE: Final[Seconds] = 30.0
"""A gap of this length or longer becomes a silence."""

_LONG_GAP: Final[Seconds] = 6.0
_TIMES_USUAL: Final = 2.0
_LEAST_SECTION: Final[Seconds] = 45.0
"""A section ends at a gap of at least `_LONG_GAP` seconds and at least `_TIMES_USUAL` times the median gap, if the
section has lasted `_LEAST_SECTION` seconds.
"""

_SHRINK: Final = (0.2, 0.6)
"""A share and a time: a gap may shrink to a fifth of its length, but not below 0.6 s, so that words that were apart
stay apart.
"""

_GROWTH: Final = 4.0
_SILENCE_GROWTH: Final = 6.0
_EDGES: Final[tuple[tuple[Seconds, Seconds], ...]] = ((0.3, 5.0), (1.0, 20.0))
"""How far the quiet at the beginning of a recording (first pair) and at its end (second pair) may change: each pair is
the shortest and the longest length, in seconds. If the recording's own quiet is already shorter or longer, its own
length is the limit.
"""

_WORDS_IN_TITLE: Final = 6


@dataclass(frozen=True)
class RecordedPiece:
    """A stretch of a recording without a pause."""

    id: str
    start: Seconds
    end: Seconds
    kind: StretchKind
    text: str
    """Its words; if they are unknown, a text that says when it begins."""


@dataclass(frozen=True)
class RecordedSection:
    """The pieces of a recording between two long gaps."""

    title: str
    pieces: tuple[RecordedPiece, ...]
    gaps: tuple[Seconds, ...]
    """The gap after each piece."""


def pieces_of(heard: Sequence[HeardStretch], words: Sequence[TimedWords]) -> tuple[RecordedPiece, ...]:
    """The stretches as pieces, with the words of their captions. Two stretches of speech are joined if the gap between
    them is too short for a pause, or is inside a sentence.
    """
    joined: list[HeardStretch] = []
    for one in heard:
        if joined and joined[-1].kind == one.kind == "speech" and _is_same_piece(joined[-1].end, one.start, words):
            one = HeardStretch(joined.pop().start, one.end, "speech")
        joined.append(one)
    said = _texts_of(joined, words)
    return tuple(
        RecordedPiece(f"{number:04}", one.start, one.end, one.kind, text or _placeholder(one))
        for number, (one, text) in enumerate(zip(joined, said, strict=True), 1)
    )


def _is_same_piece(end: Seconds, start: Seconds, words: Sequence[TimedWords]) -> bool:
    if start - end < SHORTEST_PAUSE:
        return True
    return start - end < _ONE_SENTENCE and any(
        one.start < end - _OVERLAP and one.end > start + _OVERLAP for one in words
    )


def _texts_of(heard: Sequence[HeardStretch], words: Sequence[TimedWords]) -> list[str]:
    """The words of each piece. A caption belongs to the nearest speech, measured from the caption's middle, if less
    than 2 s lie between them.
    """
    found: list[list[str]] = [[] for _ in heard]
    spoken = [index for index, one in enumerate(heard) if one.kind == "speech"]
    for one in words:
        middle = (one.start + one.end) / 2
        if spoken:
            near = min(spoken, key=lambda at: max(heard[at].start - middle, middle - heard[at].end, 0.0))
            if max(heard[near].start - one.end, one.start - heard[near].end) < 2.0:
                found[near].append(one.text)
    return [one_line(" ".join(texts)) for texts in found]


def _placeholder(one: HeardStretch) -> str:
    at = f"at {format_clock(int(one.start))}"
    return at if one.kind == "speech" else f"({'a bell' if one.kind == 'bell' else 'a sound'} {at})"


def sections_of(
    pieces: Sequence[RecordedPiece], gaps: Sequence[Seconds], *, named: bool = True
) -> tuple[RecordedSection, ...]:
    """The pieces as sections. `gaps` are the lengths of the gaps before each piece and after the last. With `named`,
    the title of a section is its first spoken words, if they are known.
    """
    inner = sorted(gaps[1:-1])
    long = max(_LONG_GAP, _TIMES_USUAL * inner[len(inner) // 2] if inner else 0.0)
    number, begun, numbers = 0, 0.0, []
    for index, piece in enumerate(pieces):
        if index and gaps[index] >= long and piece.start - begun >= _LEAST_SECTION:
            number, begun = number + 1, piece.start
        numbers.append(number)
    rows = list(zip(numbers, pieces, gaps[1:], strict=True))
    sections = []
    for at, group in groupby(rows, key=lambda row: row[0]):
        own = list(group)
        title = _title([piece for _, piece, _ in own], at + 1) if named else f"Part {at + 1}"
        sections.append(RecordedSection(title, tuple(piece for _, piece, _ in own), tuple(gap for *_, gap in own)))
    return tuple(sections)


def _title(pieces: Sequence[RecordedPiece], number: int) -> str:
    first = next((piece.text for piece in pieces if piece.kind == "speech" and not piece.text.startswith("at ")), "")
    words = first.split()
    if not words:
        return f"Part {number}"
    return " ".join(words[:_WORDS_IN_TITLE]).rstrip(".,;:!?…–—-") + ("…" if len(words) > _WORDS_IN_TITLE else "")


@dataclass(frozen=True)
class RecordingInfo:
    """The name, title, author and language of a recording."""

    name: str
    """The name of the script's file, without its ending."""
    title: str
    author: str = ""
    lang: str = "en"


def _may_be_optional(count: int) -> str:
    """The part of an error message that says which of `count` sections may be left out."""
    if count < 3:
        return "the first and the last part are always kept, and there is no other part"
    inner = "part 2" if count == 3 else f"parts 2 to {count - 1}"
    return f"of the {count} parts, only {inner} can be"


def script_of(
    recorded: Sequence[RecordedSection],
    entrance: Seconds,
    info: RecordingInfo,
    *,
    optional: Sequence[int] = (),
    growing: bool = True,
) -> Script:
    """The script of a recording. The sections with the numbers in `optional` may be left out. Without `growing`, gaps
    can only shrink.

    Raises `RecordingError` if an optional section does not exist, or is the first or the last.
    """
    for number in optional:
        if not 1 < number < len(recorded):
            raise RecordingError("", f"part {number} cannot be optional: {_may_be_optional(len(recorded))}")
    file = f"{info.name}.md"
    sections = []
    for number, section in enumerate(recorded, 1):
        place = Place(file, 1)
        items: list[Item] = []
        if number == 1 and entrance > 0:
            items.append(Pause(place, _edge_range(entrance, 0, growing)))
        for piece, gap in zip(section.pieces, section.gaps, strict=True):
            items.append(Paragraph(place, _escaped(piece.text), piece=piece.id))
            last = number == len(recorded) and piece is section.pieces[-1]
            if gap > 0:
                items.append(Pause(place, _edge_range(gap, 1, growing)) if last else _gap_item(place, gap, growing))
        keep = number in (1, len(recorded))
        sections.append(Section(place, section.title, tuple(items), keep=keep, optional=int(number in optional)))
    length = round(recorded[-1].pieces[-1].end + recorded[-1].gaps[-1], 5)
    voice = ScriptVoice(name=f"{PIECES}:{PIECES}")
    return Script(
        info.name,
        file,
        info.title,
        tuple(sections),
        author=info.author,
        lang=info.lang,
        length=length,
        background="none",
        voice=voice,
    )


def _gap_item(place: Place, gap: Seconds, growing: bool) -> Item:
    gap = round(gap, 5)
    if gap < SHORTEST_PAUSE:
        return Pause(place, Range(gap, gap, gap))
    least = min(gap, max(_SHRINK[1], round(gap * _SHRINK[0], 2)))
    if gap >= SILENCE:
        return Silence(place, Range(least, gap, round(gap * _SILENCE_GROWTH, 2) if growing else gap), open=True)
    return Pause(place, Range(least, gap, round(gap * _GROWTH, 2) if growing else gap))


def _edge_range(gap: Seconds, side: int, growing: bool) -> Range:
    least, most = _EDGES[side]
    gap = round(gap, 5)
    return Range(min(gap, least), gap, max(gap, most) if growing else gap)


def _escaped(text: str) -> str:
    """Words as they are written in a paragraph: with a backslash before characters that have a meaning there."""
    return "".join(f"\\{sign}" if sign in "{}*\\" else sign for sign in collapsed(text))
