"""`record --from`: a long take is matched with its lines, shown, corrected, and cut into files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.cli._questions import typed
from voiceguide.cli.lines import err, out
from voiceguide.errors import NoSpeakersError
from voiceguide.recording import matching as edits
from voiceguide.recording.matching import Matching, as_table, cut, matched, parse_clock, read_matching, write_matching
from voiceguide.recording.sheet import SheetLine, recorded_in
from voiceguide.sound.audio_file import SoundSource, open_source
from voiceguide.system.install_hint import quoted

if TYPE_CHECKING:
    from voiceguide.cli._record_work import Work

FINDING_LINES: Final = "Looking for the lines"

_HELP: Final = """
Type the number of a line and a correction. To write the recordings, just press
Enter.
   12 play              hear line 12
   12 start -0.2        line 12 begins 0.2 s earlier (+0.2: later)
   12 end +0.3          line 12 ends 0.3 s later (-0.3: earlier)
   12 1:03.2 1:06.8     line 12 is between these times
   12 join              the next sound in the recording belongs to line 12 too
   12 split 1:05        line 12 ends at 1:05; if line 13 has no sound yet, it gets the rest
   12 drop              line 12 is not in this recording
   table                show the table of lines again
   q                    leave, and keep the matching in a file"""


@dataclass(frozen=True)
class Take:
    """A long recording, and the file for its matching, if any."""

    path: Path
    matching: Path | None
    force: bool


def cut_take(work: Work, take: Take) -> None:
    """Cut a take into the recordings of its lines.

    If the file named for the matching exists, the take is cut at once, as the file says. Otherwise the lines are looked
    for and shown, and the take is cut when the user agrees. In three cases, only the matching is written: if the user
    leaves, if nobody is at a terminal, or if a new file was named for the matching.
    """
    lines = _lines_to_find(work, take)
    if not lines:
        work.app.console.note(f"every line is recorded in {work.folder}; to replace the recordings, add --force")
        return
    source = open_source(take.path, work.app.folders.cache / "takes")
    if take.matching and take.matching.exists():
        matching = read_matching(take.matching, take.path, source.frames / source.rate, lines)
        _write(work, matching, source, take)
        return
    with work.app.console.progress() as progress:
        matching = matched(take.path, source, lines, lambda share: progress(FINDING_LINES, share, 1.0))
    for row in as_table(matching):
        out(row)
    for note in _warnings(matching, work.script.name):
        work.app.console.note(note)
    if take.matching or not sys.stdin.isatty():
        _leave_in_file(work, matching, take)
        return
    result = _ask_corrections(matching, source)
    if result.agreed:
        _write(work, result.matching, source, take)
    else:
        _leave_in_file(work, result.matching, take)


def _warnings(matching: Matching, practice: str) -> Iterator[str]:
    """Warnings to show before anything is cut."""
    missing, sought = len(matching.missing), len(matching.matches)
    if missing > sought * _MOST_MISSING:
        yield (
            f"{matching.take} does not seem to be a reading of {practice}: {missing} of {sought} lines were not found. "
            "Is it the right recording?"
        )
    if matching.sound_under == "music":
        yield (
            "there is music under the voice; it hides where the lines end, and would "
            "break off after every line. Better record the lines again, without music"
        )
    elif matching.sound_under:
        yield (
            "there is a sound under the voice, loud enough to be heard in every "
            "line. Better record the lines again, without that sound"
        )
    unsure = [str(match.line.number) for match in matching.matches if match.state == "unsure"]
    if unsure:
        yield f"these lines may be in the wrong place: {', '.join(unsure)}; listen to them at the times above"


_MOST_MISSING: Final = 0.75
"""If a larger share of the lines is missing, the user is warned. The take may be the wrong one, or contain only a few
of the lines.
"""


def _lines_to_find(work: Work, take: Take) -> tuple[SheetLine, ...]:
    """The lines to look for: those that are not recorded yet; but all lines with --force, or if the file with the
    matching exists already.
    """
    if take.force or (take.matching and take.matching.exists()):
        return work.lines
    done = recorded_in(work.folder, work.lines)
    return tuple(line for line in work.lines if line.id not in done)


def _leave_in_file(work: Work, matching: Matching, take: Take) -> None:
    file = take.matching or _free_name(f"{take.path.stem}-matching")
    write_matching(file, matching, force=take.force)
    typed = quoted(str(file))
    work.app.console.note(f"nothing is cut yet; check {file}, then run the same command with --matching {typed}")


def _free_name(stem: str) -> Path:
    """The name of a text file that does not exist yet, numbered if needed, so that corrections made by hand are never
    overwritten.
    """
    names = (f"{stem}.txt", *(f"{stem}-{number}.txt" for number in range(2, 1000)))
    return next((path for path in map(Path, names) if not path.exists()), Path(names[0]))


def _write(work: Work, matching: Matching, source: SoundSource, take: Take) -> None:
    count = sum(1 for _ in cut(matching, source, work.folder, force=take.force))
    work.app.console.note(f"{work.folder}: {count} recordings")
    missing = len(work.lines) - len(recorded_in(work.folder, work.lines))
    if missing:
        work.app.console.note(
            f"{missing} of {len(work.lines)} lines are not recorded yet; --sheet prints all lines, "
            "and marks those that are recorded"
        )
    else:
        work.report_use()


@dataclass(frozen=True)
class _Corrected:
    matching: Matching
    agreed: bool


def _ask_corrections(matching: Matching, source: SoundSource) -> _Corrected:
    """Ask the user for corrections until they agree or leave. Returns the corrected matching, and
    whether they agreed.
    """
    err(_HELP)
    while True:
        words = typed(suffix="> ").split()
        if not words:
            return _Corrected(matching, agreed=True)
        if words == ["q"]:
            return _Corrected(matching, agreed=False)
        if words == ["table"]:
            out("\n".join(as_table(matching)))
            continue
        index = next((at for at, one in enumerate(matching.matches) if str(one.line.number) == words[0]), None)
        if index is None:
            err(_HELP)
        elif words[1:] == ["play"]:
            _play(matching, index, source)
        else:
            before, matching = matching, corrected(matching, index, words[1:])
            if matching == before:
                err("   That changed nothing. To see all corrections, type ? and press Enter.")
            for old, row in zip(as_table(before), as_table(matching), strict=True):
                if old != row:
                    out(row)


def corrected(matching: Matching, index: int, words: list[str]) -> Matching:
    """The matching after one typed correction. A correction that is not understood changes nothing."""
    stretch = matching.matches[index].stretch
    times = [parse_clock(word) for word in words]
    if words == ["drop"]:
        return edits.dropped(matching, index)
    if words == ["join"]:
        return edits.with_next_sound(matching, index)
    if len(words) == 2 and words[0] == "split" and times[1] is not None:
        return edits.split_at(matching, index, times[1])
    if len(times) == 2 and times[0] is not None and times[1] is not None:
        return edits.placed(matching, index, times[0], times[1])
    if stretch and len(words) == 2 and re.fullmatch(r"[+-]\d+(\.\d+)?", words[1]):
        if words[0] == "start":
            return edits.placed(matching, index, stretch.start + float(words[1]), stretch.end)
        if words[0] == "end":
            return edits.placed(matching, index, stretch.start, stretch.end + float(words[1]))
    return matching


def _play(matching: Matching, index: int, source: SoundSource) -> None:
    from voiceguide.recording.microphone_recorder import play_back

    stretch = matching.matches[index].stretch
    if stretch is None:
        err("   This line is not in this recording.")
        return
    first, last = round(stretch.start * source.rate), round(stretch.end * source.rate)
    try:
        play_back(source.read(first, min(last, source.frames)).mean(axis=1), source.rate)
    except NoSpeakersError as error:
        err(f"   {error}")
