"""A matching as a small text file, to be looked over and changed with any editor."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from voiceguide.errors import MatchingError, nearest, or_list
from voiceguide.output.whole_file import whole_file
from voiceguide.recording.matching import Match, Matching, State, Stretch, clock
from voiceguide.recording.sheet import SheetLine
from voiceguide.units import Seconds

_HEAD: Final = """\
# Where each line lies in a long recording, found by 'voiceguide record'. Change it with any editor:
# the times are the beginning and the end of a line; - in their place says that it is not in there.
# Lines like this one are not read.
"""

_CLOCK: Final = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)", re.ASCII)
_STATES: Final[tuple[State, ...]] = ("sure", "likely", "unsure")
_SAME: Final[Seconds] = 0.5


def write_matching(file: Path, matching: Matching, *, force: bool) -> None:
    """Write it. Raises `OutputError`."""
    with whole_file(file, force=force) as part:
        part.write_text("\n".join(_lines(matching)) + "\n", encoding="utf-8")


def _lines(matching: Matching) -> Iterator[str]:
    yield _HEAD
    yield f"take  {clock(matching.seconds)}  {matching.take.name}"
    yield ""
    yield f"# {'id':<4}  {'from':>9}  {'to':>9}  how sure  words"
    others = sorted(matching.others, key=lambda other: other.stretch.start)
    for match in matching.matches:
        held = match.stretch
        while held and others and others[0].stretch.start < held.start:
            other = others.pop(0)
            yield f"#       {clock(other.stretch.start):>9}  {clock(other.stretch.end):>9}  {other.what}"
        start, end = (clock(held.start), clock(held.end)) if held else ("-", "-")
        yield f"{match.line.id}  {start:>9}  {end:>9}  {match.state.replace(' ', '-'):<8}  {match.line.text}"
    for other in others:
        yield f"#       {clock(other.stretch.start):>9}  {clock(other.stretch.end):>9}  {other.what}"


def read_matching(file: Path, take: Path, seconds: Seconds, lines: Sequence[SheetLine]) -> Matching:
    """Read it, for a take that lasts so long. A line that the file does not name is missing. Raises `MatchingError`."""
    known = {line.id: line for line in lines}
    held: dict[str, Match] = {}
    for number, text in enumerate(_text(file).splitlines(), 1):
        words = text.split(None, 4)
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "take":
            _check_take(file, number, words, seconds)
            continue
        if words[0] in held:
            raise MatchingError(file, number, f"{words[0]} stands there twice; keep one of them")
        if words[0] not in known:
            near = nearest(words[0], tuple(known))
            hint = f"did you mean {or_list(near)}?" if near else "'voiceguide record --sheet' shows the ids"
            raise MatchingError(file, number, f"no line of this practice has the id {words[0]}; {hint}")
        held[words[0]] = _match(file, number, words, known[words[0]], seconds)
    matches = tuple(held.get(line.id, Match(line, None, "missing")) for line in lines)
    return Matching(take, seconds, matches)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MatchingError(file, 0, f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _check_take(file: Path, number: int, words: list[str], seconds: Seconds) -> None:
    meant = parse_clock(words[1]) if len(words) > 1 else None
    if meant is None or abs(meant - seconds) > _SAME:
        made = f"this matching was made for a recording of {words[1] if len(words) > 1 else 'another length'}"
        raise MatchingError(file, number, f"{made}, and this one lasts {clock(seconds)}")


def _match(file: Path, number: int, words: list[str], line: SheetLine, seconds: Seconds) -> Match:
    if words[1:2] == ["-"]:
        return Match(line, None, "missing")
    start, end = (parse_clock(word) for word in [*words[1:3], "", ""][:2])
    if start is None or end is None:
        raise MatchingError(file, number, "after the id stand two times, like 1:03.25 1:06.80, or -")
    if not start < end <= seconds + _SAME:
        remedy = f"a line ends after it begins, and before the recording ends at {clock(seconds)}"
        raise MatchingError(file, number, remedy)
    state: State = next((known for known in _STATES if words[3:4] == [known]), "by hand")
    return Match(line, Stretch(start, min(end, seconds)), state)


def parse_clock(text: str) -> Seconds | None:
    """``1:03.25``, ``1:02:03`` or ``63.25`` as seconds; None for anything else."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, left = found.groups()
    return int(hours or 0) * 3600.0 + int(minutes or 0) * 60.0 + float(left)
