"""Matches a long take with its lines: finds which stretch of the take is which line. The matching is kept in a small
text file that a person can correct. With it, the take is cut into the recordings of its lines.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from voiceguide.dsp.edges import faded
from voiceguide.errors import (
    FileThereError,
    MatchingError,
    RecordingError,
    nearest,
    or_list,
    system_reason,
)
from voiceguide.output.tag_text import one_line
from voiceguide.recording._alignment import align
from voiceguide.recording._files import recordings_of, save_recording
from voiceguide.recording._likeness import Likeness
from voiceguide.recording._pieces import TakePiece, pieces_in
from voiceguide.recording._room import sound_under
from voiceguide.recording._sound_levels import measured_levels
from voiceguide.recording.sheet import SheetLine
from voiceguide.system.files import whole_file
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import SoundSource


LEAD: Final[Seconds] = 0.12
TRAIL: Final[Seconds] = 0.25
"""How much is kept before and after the pieces of a line, if the quiet there is long enough: words begin softly and die
away.
"""

_EDGE: Final[Seconds] = 0.01
"""The length of the fade at each end of a recording."""

MatchState: TypeAlias = Literal["sure", "likely", "unsure", "by hand", "missing"]


@dataclass(frozen=True)
class Stretch:
    """A part of a take."""

    start: Seconds
    end: Seconds

    @property
    def seconds(self) -> Seconds:
        """Its duration."""
        return self.end - self.start


@dataclass(frozen=True)
class Match:
    """A line and its place in the take."""

    line: SheetLine
    stretch: Stretch | None
    """Where the line is in the take; None if it is missing."""
    state: MatchState
    other: Seconds | None = None
    """Where else in the take the line may begin, if it is unsure."""


@dataclass(frozen=True)
class OtherSound:
    """Sound that belongs to no line."""

    stretch: Stretch
    what: str
    """``noise`` or ``earlier try``, as the alignment judged it; ``left out`` if a person decided so."""


@dataclass(frozen=True)
class Matching:
    """Where each line is in a take."""

    take: Path
    seconds: Seconds
    """The duration of the whole take."""
    matches: tuple[Match, ...]
    """Every line that was looked for, in the order of the sheet."""
    others: tuple[OtherSound, ...] = ()
    sound_under: str = ""
    """The sound under the voice: ``music`` or ``noise``; empty if there is none."""

    @property
    def missing(self) -> tuple[SheetLine, ...]:
        """The lines that are not in the take."""
        return tuple(match.line for match in self.matches if match.stretch is None)


def matched(
    take: Path, source: "SoundSource", lines: Sequence[SheetLine], progress: Callable[[float], None]
) -> Matching:
    """Find the lines in a take. `progress` is called with the share that is done, 0 to 1. Raises `AudioFileError` if it
    is damaged, and `RecordingError` if no sound is found in it.
    """
    heard = measured_levels(source, lambda done, total: progress(done / total / 2))
    found = pieces_in(heard)
    if not found:
        raise RecordingError(take, "no speech was found in it")
    under = sound_under(heard, [(piece.start, piece.end) for piece in found])
    repeats = Likeness(source, found).repeats(lambda share: progress((1 + share) / 2))
    alignment = align([line.spoken for line in lines], found, repeats)
    seconds = source.frames / source.rate
    matches = []
    for line, place in zip(lines, alignment.lines, strict=True):
        if place is None:
            matches.append(Match(line, None, "missing"))
            continue
        state: MatchState = "unsure" if under == "music" else place.sureness
        other = found[place.other].start if place.other is not None and place.other < len(found) else None
        matches.append(
            Match(
                line,
                stretch_around(found, place.first, place.last, seconds),
                state,
                other if state == "unsure" else None,
            )
        )
    others = tuple(OtherSound(stretch_around(found, index, index + 1, seconds), use) for index, use in alignment.others)
    return Matching(take, seconds, tuple(matches), others, under)


def stretch_around(found: Sequence[TakePiece], first: int, last: int, seconds: Seconds) -> Stretch:
    """The stretch from the piece `first` to the piece before `last`, with a little of the quiet at each end, but at
    most half of that quiet. `seconds` is the duration of the take.
    """
    before = found[first - 1].end if first else 0.0
    after = found[last].start if last < len(found) else seconds
    start, end = found[first].start, found[last - 1].end
    return Stretch(start - min(LEAD, (start - before) / 2), end + min(TRAIL, (after - end) / 2))


def placed(matching: Matching, index: int, start: Seconds, end: Seconds) -> Matching:
    """Set a line's stretch by hand. Any part of it outside the take is cut off; if all of it is outside, nothing
    changes.
    """
    start, end = max(0.0, start), min(matching.seconds, end)
    if end <= start:
        return matching
    return _with(matching, index, Stretch(start, end), "by hand")


def dropped(matching: Matching, index: int) -> Matching:
    """Mark a line as missing from the take; its sound is left out."""
    held = matching.matches[index].stretch
    if held is None:
        return matching
    return _with(replace(matching, others=(*matching.others, OtherSound(held, "left out"))), index, None, "missing")


def with_next_sound(matching: Matching, index: int) -> Matching:
    """Add the next sound to a line. If that sound was another line, that line is then missing."""
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


def split_at(matching: Matching, index: int, at: Seconds) -> Matching:
    """End a line earlier, at the time `at`. The rest of its sound becomes the next line if that line is missing;
    otherwise the rest is left out.
    """
    held = matching.matches[index].stretch
    if held is None or not held.start < at < held.end:
        return matching
    rest = Stretch(at, held.end)
    if index + 1 < len(matching.matches) and matching.matches[index + 1].stretch is None:
        matching = _with(matching, index + 1, rest, "by hand")
    else:
        matching = replace(matching, others=(*matching.others, OtherSound(rest, "left out")))
    return _with(matching, index, Stretch(held.start, at), "by hand")


def _with(matching: Matching, index: int, stretch: Stretch | None, state: MatchState) -> Matching:
    match = replace(matching.matches[index], stretch=stretch, state=state, other=None)
    return replace(matching, matches=(*matching.matches[:index], match, *matching.matches[index + 1 :]))


def cut(matching: Matching, source: "SoundSource", folder: Path, *, force: bool) -> Iterator[Path]:
    """Write the recording of each line that is in the take, and yield its path.

    Without `force`, raises `FileThereError` before anything is written if a line already has a recording. Raises
    `OutputError`, and `RecordingError` if the take itself is the recording of one of these lines.
    """
    found = [match for match in matching.matches if match.stretch]
    _require_apart(matching.take, folder, [match.line for match in found])
    if not force:
        for match in found:
            for path in recordings_of(folder, match.line):
                raise FileThereError(path)
    for match in found:
        assert match.stretch is not None
        first, last = round(match.stretch.start * source.rate), round(match.stretch.end * source.rate)
        mono = source.read(first, min(last, source.frames)).mean(axis=1)
        yield save_recording(folder, match.line, faded(mono, round(_EDGE * source.rate)), source.rate)


def _require_apart(take: Path, folder: Path, lines: Sequence[SheetLine]) -> None:
    for line in lines:
        for path in recordings_of(folder, line):
            if path.exists() and take.exists() and path.samefile(take):
                reason = f"it is the recording of a line in {folder}, and would be replaced; move it to another folder"
                raise RecordingError(take, reason)


def as_table(matching: Matching) -> list[str]:
    """The matching as text, one row per line: number, id, start, duration, how sure, the words."""
    width = len(str(max((match.line.number for match in matching.matches), default=0)))
    rows = []
    for match in matching.matches:
        start = clock(match.stretch.start) if match.stretch else "-"
        long = f"{match.stretch.seconds:.1f} s" if match.stretch else "-"
        other = f"  (or from {clock(match.other)})" if match.other is not None else ""
        words = f"{match.state:<7}  {match.line.text}{other}"
        rows.append(f"{match.line.number:>{width}}  {match.line.id}  {start:>9}  {long:>7}  {words}")
    return rows


def clock(seconds: Seconds) -> str:
    """A time in a take: ``1:03.25``."""
    minutes, left = divmod(round(seconds * 100), 6000)
    return f"{minutes}:{left / 100:05.2f}"


_HEAD: Final = """\
# Where each line is in a long recording, as found by 'voiceguide record'. You can change it with any editor:
# the times are the beginning and the end of a line; - in their place means that it is not there.
# Lines that begin with # are not read.
"""

_CLOCK: Final = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:\.\d{1,9})?)", re.ASCII)
_STATES: Final[tuple[MatchState, ...]] = ("sure", "likely", "unsure")
_SAME: Final[Seconds] = 0.5


def write_matching(file: Path, matching: Matching, *, force: bool) -> None:
    """Write the matching to a file. Raises `OutputError`."""
    with whole_file(file, force=force) as part:
        part.write_text("\n".join(_lines(matching)) + "\n", encoding="utf-8")


def _lines(matching: Matching) -> Iterator[str]:
    yield _HEAD
    yield f"take  {clock(matching.seconds)}  {one_line(matching.take.name)}"
    yield ""
    yield f"# {'id':<4}  {'from':>9}  {'to':>9}  how sure  words"
    others = sorted(matching.others, key=lambda other: other.stretch.start)
    for match in matching.matches:
        held = match.stretch
        while held and others and others[0].stretch.start < held.start:
            other = others.pop(0)
            yield f"#       {clock(other.stretch.start):>9}  {clock(other.stretch.end):>9}  {other.what}"
        start, end = (clock(held.start), clock(held.end)) if held else ("-", "-")
        if match.other is not None:
            yield f"# the next line may also begin at {clock(match.other)}:"
        yield f"{match.line.id}  {start:>9}  {end:>9}  {match.state.replace(' ', '-'):<8}  {match.line.text}"
    for other in others:
        yield f"#       {clock(other.stretch.start):>9}  {clock(other.stretch.end):>9}  {other.what}"


def read_matching(file: Path, take: Path, seconds: Seconds, lines: Sequence[SheetLine]) -> Matching:
    """Read a matching from a file, for a take that lasts `seconds`. Lines that the file does not name count as missing.
    Raises `MatchingError`.
    """
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
            raise MatchingError(file, number, f"{words[0]} is there twice; keep one of them")
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
        raise MatchingError(file, 0, f"it cannot be read: {system_reason(error)}") from error


def _check_take(file: Path, number: int, words: list[str], seconds: Seconds) -> None:
    meant = parse_clock(words[1]) if len(words) > 1 else None
    if meant is None or abs(meant - seconds) > _SAME:
        made = f"this matching was made for a recording of {words[1] if len(words) > 1 else 'another length'}"
        raise MatchingError(
            file, number, f"{made}, and this recording lasts {clock(seconds)}; name the right recording with --from"
        )


def _match(file: Path, number: int, words: list[str], line: SheetLine, seconds: Seconds) -> Match:
    if words[1:2] == ["-"]:
        return Match(line, None, "missing")
    start, end = (parse_clock(word) for word in [*words[1:3], "", ""][:2])
    if start is None or end is None:
        remedy = "after the id, write when the line begins and ends, like 1:03.25 1:06.80, or '-' if it is missing"
        raise MatchingError(file, number, remedy)
    if not start < end <= seconds + _SAME:
        remedy = f"a line must end after it begins, and before the recording ends at {clock(seconds)}"
        raise MatchingError(file, number, remedy)
    state: MatchState = next((known for known in _STATES if words[3:4] == [known]), "by hand")
    return Match(line, Stretch(start, min(end, seconds)), state)


def parse_clock(text: str) -> Seconds | None:
    """``1:03.25``, ``1:02:03`` or ``63.25`` as seconds; None for anything else."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, left = found.groups()
    return int(hours or 0) * 3600.0 + int(minutes or 0) * 60.0 + float(left)
