"""A voice that is a command: any program that reads text and writes sound, as in ``flite -t {text} -o {wav}``.

The command is split into words as a shell would split them, but no shell runs it. The placeholders for the text, the
files and the pace are filled in after that, so a text always stays one word, whatever it contains.
"""

import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from voiceguide.errors import CommandError, ProgramNotFoundError
from voiceguide.speech.engine import USUAL_PACE, Capability, SpeechLine
from voiceguide.system.files import is_file

WINDOWS: Final = os.name == "nt"

_RATES: Final = ("rate", "wpm", "stretch")
_PLACES: Final = ("text", "file", "wav", *_RATES, "pitch")
_PLACE: Final = re.compile(rf"\{{({'|'.join(_PLACES)})\}}")
_BRACED: Final = re.compile(r"(?<!\$)\{([A-Za-z]+)\}")

_LIKE: Final = 0.75
"""How similar a name must be to the name of a program or placeholder to count as a misspelling of it; 1 means equal."""

_RUNS_CODE: Final = re.compile(
    r"(a|ba|da|fi|k|z)?sh|cmd|powershell|pwsh|(python|perl|ruby|lua|php)[\d.]*w?|node|osascript|g?awk", re.IGNORECASE
)
_CODE_OPTION: Final = re.compile(r"-[a-z]*[cer]|-command|--(eval|execute)|/[ck]", re.IGNORECASE)
_BATCH: Final = (".bat", ".cmd")


@dataclass(frozen=True)
class CommandLine:
    """A command whose program exists."""

    written: str
    """The command as it was written."""
    program: Path
    """The program's file."""
    arguments: tuple[str, ...]
    """The words after the program's name, with their placeholders."""

    @property
    def name(self) -> str:
        """The name of the program, for messages."""
        return self.program.name

    @property
    def writes_file(self) -> bool:
        """Whether the command writes its sound into the file that it gets in place of ``{wav}``; otherwise it writes to
        standard output.
        """
        return _has("wav", self.arguments)

    @property
    def reads_stdin(self) -> bool:
        """Whether the program gets the text on standard input, because the command has no placeholder for the text."""
        return not (_has("text", self.arguments) or _has("file", self.arguments))

    def words(self, line: SpeechLine, file: Path, wav: Path) -> list[str]:
        """The command's words, ready to run. `file` contains the text; the program writes the sound to `wav`.

        If a word begins with the text, and the text would make it look like an option, the word gets a space in front.
        """
        places = {
            "text": line.text.replace("\0", ""),
            "file": str(file),
            "wav": str(wav),
            "rate": f"{line.rate:.4g}",
            "wpm": f"{USUAL_PACE * line.rate:.0f}",
            "stretch": f"{1 / line.rate:.4g}",
            "pitch": f"{line.pitch:.4g}",
        }
        return [str(self.program), *(_substituted(word, places) for word in self.arguments)]

    def fingerprint(self) -> str:
        """Identifies the program, and the files on its command line, by path, size and modification time; so it changes
        when they do.
        """
        given = [word.partition("=")[2] if word.startswith("-") else word for word in self.arguments]
        files = [self.program, *(Path(word) for word in given if word and not _PLACE.search(word))]
        return json.dumps([_state(file) for file in files if is_file(file)])


def command_line(written: str) -> CommandLine:
    """Parse a voice's name as a command. Raises `ProgramNotFoundError`, or `CommandError` with a remedy."""
    words = _divided(written)
    if not words:
        raise CommandError(written, "write a program after it, for example 'command:flite -t {text} -o {wav}'")
    if _PLACE.search(words[0]):
        raise CommandError(written, f"write the program first, and then {words[0]}")
    for meant, braced in _misspelt(words):
        raise CommandError(written, f"{{{braced}}} has no meaning; did you mean {{{meant}}}?")
    for at, word in enumerate(words):
        if "{text}" in word and _would_run(words[:at]):
            raise CommandError(
                written,
                "there, the text would be run as a program; leave out {text}, and the text comes on "
                "standard input, or write {file}, and it comes in a file",
            )
    found = shutil.which(os.path.expanduser(words[0]))  # noqa: PTH111 (a Path would lose the dot of ./speak)
    if found is None:
        if path := _path_in_pieces(words):
            raise CommandError(written, f"there are spaces in the program's path, so it needs quotes: '{path}'")
        raise ProgramNotFoundError(written, words[0], _programs_like(words[0]))
    if WINDOWS and Path(found).suffix.lower() in _BATCH:
        raise CommandError(
            written, "a batch file is run by a shell, which must not get the text; name the program inside it instead"
        )
    return CommandLine(written, Path(found).absolute(), tuple(words[1:]))


def capabilities(voice: str) -> frozenset[Capability]:
    """The capabilities for which the command has a placeholder."""
    able: set[Capability] = {"rate"} if any(f"{{{name}}}" in voice for name in _RATES) else set()
    return frozenset(able | ({"pitch"} if "{pitch}" in voice else set()))


def fingerprints(lines: Sequence[SpeechLine]) -> Sequence[str]:
    """For each line, a text that changes when the command's program, or a file that the command names, changes. Raises
    the errors of `command_line`.
    """
    known = {voice: command_line(voice).fingerprint() for voice in {line.voice for line in lines}}
    return [known[line.voice] for line in lines]


def _divided(written: str) -> list[str]:
    lexer = shlex.shlex(written, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters = True, ""
    if WINDOWS:
        lexer.escape = ""  # on Windows, a backslash separates folders
    try:
        return list(lexer)
    except ValueError as error:
        raise CommandError(written, f"it has unclosed quotes or backslashes ({error})") from error


def _has(place: str, words: Sequence[str]) -> bool:
    return any(f"{{{place}}}" in word for word in words)


def _misspelt(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a placeholder and a misspelling of it in the command. The program would read the misspelling aloud."""
    for braced in _BRACED.findall(" ".join(words)):
        if braced not in _PLACES:
            yield from ((place, braced) for place in get_close_matches(braced.lower(), _PLACES, n=1, cutoff=_LIKE))


def _path_in_pieces(words: Sequence[str]) -> str:
    """The path of the program, if it has spaces and was written without quotes, so that it was split; otherwise ""."""
    paths = (" ".join(words[:count]) for count in range(2, len(words) + 1))
    return next((path for path in paths if shutil.which(os.path.expanduser(path))), "")  # noqa: PTH111 (as above)


def _substituted(word: str, places: Mapping[str, str]) -> str:
    substituted = _PLACE.sub(lambda place: places[place[1]], word)
    return f" {substituted}" if substituted.startswith("-") and word.startswith("{text}") else substituted


def _would_run(before: Sequence[str]) -> bool:
    """Whether a shell or an interpreter would run the word after `before` as code."""
    runners = any(_RUNS_CODE.fullmatch(Path(word).name.lower().removesuffix(".exe")) for word in before)
    return runners and bool(_CODE_OPTION.fullmatch(before[-1]))


def _state(file: Path) -> list[str | int]:
    real = file.resolve()
    about = real.stat()
    return [str(real), about.st_size, about.st_mtime_ns]


def _programs_like(name: str) -> list[str]:
    return get_close_matches(Path(name).name, sorted(set(_programs())), n=3, cutoff=_LIKE)


def _programs() -> Iterator[str]:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        try:
            with os.scandir(folder or ".") as entries:
                yield from (entry.name for entry in entries)
        except OSError:
            continue
