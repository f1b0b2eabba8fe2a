"""What a recording becomes: pieces with their words, in parts that long gaps divide, and the script that says them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from voiceguide.errors import RecordingError
from voiceguide.recording.stretches import HeardStretch, Kind
from voiceguide.script.model import PIECES, Item, Paragraph, Pause, Place, Range, Script, Section, Silence, VoiceWish
from voiceguide.texts.timed import TimedWords
from voiceguide.units import Seconds, format_clock

SHORTEST_PAUSE: Final[Seconds] = 0.9
"""Shorter gaps stay inside a piece, so that sentences stay whole."""

_ONE_SENTENCE: Final[Seconds] = 3.0
"""A gap shorter than this inside one caption is inside a sentence."""

_INSIDE: Final[Seconds] = 0.2

SILENCE: Final[Seconds] = 30.0
"""From here on a gap is a silence."""

_LONG_GAP: Final[Seconds] = 6.0
_TIMES_USUAL: Final = 2.0
_LEAST_PART: Final[Seconds] = 45.0
"""A part ends at a gap of so many seconds, and so many times the usual one, when it has lasted so long."""

_LEAST: Final = (0.2, 0.6)
"""A gap shrinks to a fifth, and never under 0.6 s: words that were apart stay apart."""

_MOST: Final = 4.0
_MOST_SILENCE: Final = 6.0
_EDGES: Final[tuple[tuple[Seconds, Seconds], ...]] = ((0.3, 5.0), (1.0, 20.0))
"""What entrance and exit shrink and grow to."""

_WORDS_IN_TITLE: Final = 6


@dataclass(frozen=True)
class RecordedPiece:
    """Something that is heard, in one go."""

    id: str
    start: Seconds
    end: Seconds
    kind: Kind
    text: str
    """Its words, or when it begins."""


@dataclass(frozen=True)
class RecordingPart:
    """Pieces up to a long gap."""

    title: str
    pieces: tuple[RecordedPiece, ...]
    gaps: tuple[Seconds, ...]
    """After each of them."""


def pieces_of(heard: Sequence[HeardStretch], words: Sequence[TimedWords]) -> tuple[RecordedPiece, ...]:
    """The pieces: what is heard, joined over gaps that are too short to be pauses, with the words of captions."""
    joined: list[HeardStretch] = []
    for one in heard:
        if joined and joined[-1].kind == one.kind == "speech" and _belongs(joined[-1].end, one.start, words):
            one = HeardStretch(joined.pop().start, one.end, "speech")
        joined.append(one)
    said = _said(joined, words)
    return tuple(
        RecordedPiece(f"{number:04}", one.start, one.end, one.kind, text or _name(one))
        for number, (one, text) in enumerate(zip(joined, said, strict=True), 1)
    )


def _belongs(end: Seconds, start: Seconds, words: Sequence[TimedWords]) -> bool:
    if start - end < SHORTEST_PAUSE:
        return True
    return start - end < _ONE_SENTENCE and any(one.start < end - _INSIDE and one.end > start + _INSIDE for one in words)


def _said(heard: Sequence[HeardStretch], words: Sequence[TimedWords]) -> list[str]:
    """The words of each piece: of captions whose middle lies in it, or in no other and nearest to it."""
    found: list[list[str]] = [[] for _ in heard]
    spoken = [index for index, one in enumerate(heard) if one.kind == "speech"]
    for one in words:
        middle = (one.start + one.end) / 2
        if spoken:
            near = min(spoken, key=lambda at: max(heard[at].start - middle, middle - heard[at].end, 0.0))
            if max(heard[near].start - one.end, one.start - heard[near].end) < 2.0:
                found[near].append(one.text)
    return [" ".join(texts) for texts in found]


def _name(one: HeardStretch) -> str:
    at = f"at {format_clock(int(one.start))}"
    return at if one.kind == "speech" else f"({'a bell' if one.kind == 'bell' else 'a sound'} {at})"


def parts_of(
    pieces: Sequence[RecordedPiece], gaps: Sequence[Seconds], *, named: bool = True
) -> tuple[RecordingPart, ...]:
    """The parts; `gaps` lie before each piece and after the last. `named` for their first words, if these are known."""
    inner = sorted(gaps[1:-1])
    long = max(_LONG_GAP, _TIMES_USUAL * inner[len(inner) // 2] if inner else 0.0)
    number, begun, numbers = 0, 0.0, []
    for index, piece in enumerate(pieces):
        if index and gaps[index] >= long and piece.start - begun >= _LEAST_PART:
            number, begun = number + 1, piece.start
        numbers.append(number)
    rows = list(zip(numbers, pieces, gaps[1:], strict=True))
    parts = []
    for at, group in groupby(rows, key=lambda row: row[0]):
        own = list(group)
        title = _title([piece for _, piece, _ in own], at + 1) if named else f"Part {at + 1}"
        parts.append(RecordingPart(title, tuple(piece for _, piece, _ in own), tuple(gap for *_, gap in own)))
    return tuple(parts)


def _title(pieces: Sequence[RecordedPiece], number: int) -> str:
    first = next((piece.text for piece in pieces if piece.kind == "speech" and not piece.text.startswith("at ")), "")
    words = first.split()
    if not words:
        return f"Part {number}"
    return " ".join(words[:_WORDS_IN_TITLE]).rstrip(".,;:!?…–—-") + ("…" if len(words) > _WORDS_IN_TITLE else "")


@dataclass(frozen=True)
class About:
    """What is known of a recording besides its sound."""

    name: str
    """Of the script's file, without its ending."""
    title: str
    author: str = ""
    lang: str = "en"


def script_of(
    parts: Sequence[RecordingPart],
    entrance: Seconds,
    about: About,
    *,
    optional: Sequence[int] = (),
    growing: bool = True,
) -> Script:
    """The script. Parts with `optional` numbers may be left out; unless `growing`, gaps only shrink.

    Raises `RecordingError` for an optional part that is not there, or is the first or the last.
    """
    for number in optional:
        if not 1 < number < len(parts):
            inner = f"2 to {len(parts) - 1}" if len(parts) > 2 else "none of them"
            reason = f"part {number} cannot be optional: there are {len(parts)} parts, and of these {inner} may be"
            raise RecordingError("", reason)
    file = f"{about.name}.md"
    sections = []
    for number, part in enumerate(parts, 1):
        place = Place(file, 1)
        items: list[Item] = []
        if number == 1 and entrance > 0:
            items.append(Pause(place, _edge(entrance, 0, growing)))
        for piece, gap in zip(part.pieces, part.gaps, strict=True):
            items.append(Paragraph(place, _escaped(piece.text), piece=piece.id))
            last = number == len(parts) and piece is part.pieces[-1]
            if gap > 0:
                items.append(Pause(place, _edge(gap, 1, growing)) if last else _rest(place, gap, growing))
        keep = number in (1, len(parts))
        sections.append(Section(place, part.title, tuple(items), keep=keep, optional=int(number in optional)))
    length = round(parts[-1].pieces[-1].end + parts[-1].gaps[-1], 5)
    voice = VoiceWish(name=f"{PIECES}:{PIECES}")
    return Script(about.name, file, about.title, tuple(sections), author=about.author, lang=about.lang,
                  length=length, background="none", voice=voice)  # fmt: skip


def _rest(place: Place, gap: Seconds, growing: bool) -> Item:
    gap = round(gap, 5)
    if gap < SHORTEST_PAUSE:
        return Pause(place, Range(gap, gap, gap))
    least = min(gap, max(_LEAST[1], round(gap * _LEAST[0], 2)))
    if gap >= SILENCE:
        return Silence(place, Range(least, gap, round(gap * _MOST_SILENCE, 2) if growing else gap), open=True)
    return Pause(place, Range(least, gap, round(gap * _MOST, 2) if growing else gap))


def _edge(gap: Seconds, side: int, growing: bool) -> Range:
    least, most = _EDGES[side]
    gap = round(gap, 5)
    return Range(min(gap, least), gap, max(gap, most) if growing else gap)


def _escaped(text: str) -> str:
    """Words as a paragraph holds them: a backslash before what would mean something."""
    return "".join(f"\\{sign}" if sign in "{}*\\" else sign for sign in " ".join(text.split()))
