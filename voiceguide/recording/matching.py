"""Which stretch of a long take is which line, and the ways to mend that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from voiceguide.errors import AudioFileError
from voiceguide.recording.aligning import align
from voiceguide.recording.likeness import Likeness
from voiceguide.recording.pieces import Piece, pieces
from voiceguide.recording.sheet import SheetLine
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.sound.source import Source

LEAD: Final[Seconds] = 0.12
TRAIL: Final[Seconds] = 0.25
"""Kept around the pieces of a line, where the rest is long enough: onsets creep in, and words die away."""

State: TypeAlias = Literal["sure", "likely", "unsure", "by hand", "missing"]


@dataclass(frozen=True)
class Stretch:
    """A part of a take."""

    start: Seconds
    end: Seconds

    @property
    def seconds(self) -> Seconds:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True)
class Match:
    """A line and its place in the take."""

    line: SheetLine
    stretch: Stretch | None
    """None: it is not in the take."""
    state: State


@dataclass(frozen=True)
class Other:
    """Sound that belongs to no line."""

    stretch: Stretch
    what: str
    """``noise`` or ``earlier try``, as far as its length tells; ``left out`` by a person."""


@dataclass(frozen=True)
class Matching:
    """What lies where in a take."""

    take: Path
    seconds: Seconds
    """Of the whole take."""
    matches: tuple[Match, ...]
    """Every line that was looked for, in the order of the sheet."""
    others: tuple[Other, ...] = ()

    @property
    def missing(self) -> tuple[SheetLine, ...]:
        """The lines that are not in the take."""
        return tuple(match.line for match in self.matches if match.stretch is None)


def matched(take: Path, source: "Source", lines: Sequence[SheetLine], progress: Callable[[float], None]) -> Matching:
    """Find the lines in a take; `progress` is told which share is done. Raises `AudioFileError` for a silent one."""
    found = pieces(source, lambda done, total: progress(done / total / 2))
    if not found:
        raise AudioFileError(take, "nothing is heard in it")
    repeats = Likeness(source, found).repeats(lambda share: progress((1 + share) / 2))
    alignment = align([line.spoken for line in lines], found, repeats)
    seconds = source.frames / source.rate
    matches = []
    for line, place in zip(lines, alignment.lines, strict=True):
        if place is None:
            matches.append(Match(line, None, "missing"))
        else:
            matches.append(Match(line, _around(found, place.first, place.last, seconds), place.sureness))
    others = tuple(Other(_around(found, index, index + 1, seconds), use) for index, use in alignment.others)
    return Matching(take, seconds, tuple(matches), others)


def _around(found: Sequence[Piece], first: int, last: int, seconds: Seconds) -> Stretch:
    """Some pieces, with a little of the rest before and after them, at most half of it."""
    before = found[first - 1].end if first else 0.0
    after = found[last].start if last < len(found) else seconds
    start, end = found[first].start, found[last - 1].end
    return Stretch(start - min(LEAD, (start - before) / 2), end + min(TRAIL, (after - end) / 2))


def placed(matching: Matching, index: int, start: Seconds, end: Seconds) -> Matching:
    """A line's stretch set by hand, kept inside the take. What is no stretch changes nothing."""
    start, end = max(0.0, start), min(matching.seconds, end)
    if end <= start:
        return matching
    return _with(matching, index, Stretch(start, end), "by hand")


def dropped(matching: Matching, index: int) -> Matching:
    """A line that is not in the take after all; what was taken for it is left out."""
    held = matching.matches[index].stretch
    if held is None:
        return matching
    return _with(replace(matching, others=(*matching.others, Other(held, "left out"))), index, None, "missing")


def joined(matching: Matching, index: int) -> Matching:
    """A line takes in the next sound after it, which belongs to no line from then on but this."""
    held = matching.matches[index].stretch
    if held is None:
        return matching
    lines = [(match.stretch, number) for number, match in enumerate(matching.matches) if match.stretch]
    after = [(stretch, number) for stretch, number in lines if stretch.start >= held.end - 0.001 and number != index]
    after += [(other.stretch, -1) for other in matching.others if other.stretch.start >= held.end - 0.001]
    if not after:
        return matching
    stretch, number = min(after, key=lambda one: one[0].start)
    if number >= 0:
        matching = _with(matching, number, None, "missing")
    others = tuple(other for other in matching.others if other.stretch != stretch)
    return _with(replace(matching, others=others), index, Stretch(held.start, stretch.end), "by hand")


def divided(matching: Matching, index: int, at: Seconds) -> Matching:
    """A line ends at a place inside it; the rest is the next line, if that is missing, and otherwise left out."""
    held = matching.matches[index].stretch
    if held is None or not held.start < at < held.end:
        return matching
    rest = Stretch(at, held.end)
    if index + 1 < len(matching.matches) and matching.matches[index + 1].stretch is None:
        matching = _with(matching, index + 1, rest, "by hand")
    else:
        matching = replace(matching, others=(*matching.others, Other(rest, "left out")))
    return _with(matching, index, Stretch(held.start, at), "by hand")


def _with(matching: Matching, index: int, stretch: Stretch | None, state: State) -> Matching:
    match = replace(matching.matches[index], stretch=stretch, state=state)
    return replace(matching, matches=(*matching.matches[:index], match, *matching.matches[index + 1 :]))


def as_table(matching: Matching) -> list[str]:
    """The matching as lines for people: number, id, where it begins, how long, how sure, the words."""
    width = len(str(max((match.line.number for match in matching.matches), default=0)))
    rows = []
    for match in matching.matches:
        start = clock(match.stretch.start) if match.stretch else "-"
        long = f"{match.stretch.seconds:.1f} s" if match.stretch else "-"
        rows.append(
            f"{match.line.number:>{width}}  {match.line.id}  {start:>9}  {long:>7}  {match.state:<7}  {match.line.text}"
        )
    return rows


def clock(seconds: Seconds) -> str:
    """A place in a take: ``1:03.25``."""
    minutes, left = divmod(round(seconds * 100), 6000)
    return f"{minutes}:{left / 100:05.2f}"
