"""Parses a course file into a `Course`, or reports all its mistakes together.

Below each heading come lines about the session (`Length:`, `Path:`, `Take along:`), and then its contents: words and
`[practice …]` lines, as in any script. The script parser reads them, one session at a time, with the rest of the file
blanked out, so that each line keeps its number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final, get_args

from voiceguide.course.model import Course, CourseSession, PathRule
from voiceguide.errors import LengthError, Mistake, ScriptError
from voiceguide.lengths import parse_length
from voiceguide.script.model import Inset, Place
from voiceguide.script.parser import parse, read_source

_KEY: Final = re.compile(r"(length|path|take along)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE: Final = re.compile(r"---[ \t]*")
_HEADING: Final = re.compile(r"#[ \t]+\S")
_PATHS: Final[dict[str, PathRule]] = {rule: rule for rule in get_args(PathRule)}


def read_course(path: Path, shown: str | None = None) -> Course:
    """The course in a file. `shown` is the file's name in messages, by default its path. Raises `ScriptError` with all
    mistakes, or with the one reason why the file cannot be read.
    """
    file = shown if shown is not None else str(path)
    return parse_course(read_source(path, file), file=file, name=path.stem)


def looks_like_course(text: str) -> bool:
    """Whether a text is meant as a course: one of its sessions begins with a line that only courses have."""
    lines = _COMMENT.sub(_blank, text).splitlines()
    return any(keys for _, keys, _ in _sessions(lines, _body_start(lines)))


def parse_course(text: str, *, file: str, name: str) -> Course:
    """The course that a text describes. Raises `ScriptError` with all mistakes."""
    lines = _COMMENT.sub(_blank, text).splitlines()
    start = _body_start(lines)
    found = list(_sessions(lines, start))
    mistakes = dict.fromkeys(_before_the_first(lines, start, found, file))
    sessions: list[CourseSession] = []
    for number, (at, keys, end) in enumerate(found, 1):
        try:
            sessions.append(_session(lines, start, _SessionLines(at, end, keys), number, file=file, name=name))
        except ScriptError as error:
            mistakes.update(dict.fromkeys(error.mistakes))
    if not found and not mistakes:
        parse(text, file=file, name=name)  # raises an error if the front matter is wrong or the file is empty
        raise ScriptError(
            [Mistake(file, len(lines), "course-empty", "a course needs sessions; begin each like this: # Beginning")]
        )
    if mistakes:
        raise ScriptError(list(mistakes))
    front = sessions[0].written
    return Course(name, file, front.title, tuple(sessions), front.summary, front.length)


@dataclass(frozen=True)
class _Key:
    line: int
    """The number of the line with the key, counted from 0."""
    name: str
    value: str


@dataclass(frozen=True)
class _SessionLines:
    """The lines of a session, counted from 0: `at` is the line of its heading, `end` is the line after its last one,
    and `keys` are the keys below the heading.
    """

    at: int
    end: int
    keys: tuple[_Key, ...]


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


def _body_start(lines: list[str]) -> int:
    """The number of the first line below the front matter, counted from 0."""
    if not lines or not _RULE.fullmatch(lines[0]):
        return 0
    return next((at + 1 for at, line in enumerate(lines[1:], 1) if _RULE.fullmatch(line)), len(lines))


def _sessions(lines: list[str], start: int) -> Iterator[tuple[int, tuple[_Key, ...], int]]:
    """(at, keys, end) of each session: the line of its heading, the keys below the heading, and the line after its last
    line.
    """
    headings = [at for at in range(start, len(lines)) if _HEADING.match(lines[at])]
    for at, end in pairwise([*headings, len(lines)]):
        yield at, tuple(_keys(lines, at + 1, end)), end


def _keys(lines: list[str], at: int, end: int) -> Iterator[_Key]:
    for number in range(at, end):
        line = lines[number].strip()
        match = _KEY.fullmatch(line)
        if match:
            yield _Key(number, match[1].casefold(), match[2].strip())
        elif line:
            return


def _before_the_first(
    lines: list[str], start: int, found: list[tuple[int, tuple[_Key, ...], int]], file: str
) -> Iterator[Mistake]:
    first = found[0][0] if found else len(lines)
    for at in range(start, first):
        if lines[at].strip():
            remedy = "this text comes before the first session; begin a session above it, as in: # Beginning"
            yield Mistake(file, at + 1, "course-before", remedy)
            return


def _session(
    lines: list[str], start: int, session_lines: _SessionLines, number: int, *, file: str, name: str
) -> CourseSession:
    """The session that these lines describe. Raises `ScriptError` with all mistakes in them."""
    spoken = set(range(session_lines.at, session_lines.end)) - {key.line for key in session_lines.keys}
    kept = [line if at < start or at in spoken else "" for at, line in enumerate(lines)]
    mistakes: list[Mistake] = []
    try:
        written = parse("\n".join(kept), file=file, name=name)
    except ScriptError as error:
        raise ScriptError([*error.mistakes, *_key_mistakes(session_lines, file)]) from error
    mistakes += _key_mistakes(session_lines, file)
    section = written.sections[0]
    if section != replace(section, keep=False, arrival=False, closing=False, optional=0, path=None, session=None):
        remedy = "the heading of a session cannot have {…}; remove the {…}"
        mistakes.append(Mistake(file, session_lines.at + 1, "course-heading", remedy))
    if not any(isinstance(item, Inset) for item in section.items):
        remedy = "a session needs a practice; write [practice soothing-touch] below its heading"
        mistakes.append(Mistake(file, session_lines.at + 1, "course-no-practice", remedy))
    if mistakes:
        raise ScriptError(mistakes)
    said = {key.name: key.value for key in session_lines.keys}
    return CourseSession(
        Place(file, session_lines.at + 1),
        number,
        section.title,
        written,
        length=parse_length(said["length"]) if "length" in said else written.length,
        path=_PATHS[said.get("path", "yours").casefold()],
        take_along=said.get("take along", ""),
    )


def _key_mistakes(session_lines: _SessionLines, file: str) -> Iterator[Mistake]:
    seen: set[str] = set()
    for key in session_lines.keys:
        if key.name in seen:
            remedy = f"this session has '{key.name.capitalize()}:' twice; keep one"
            yield Mistake(file, key.line + 1, "course-key", remedy)
        seen.add(key.name)
        if key.name == "path" and key.value.casefold() not in _PATHS:
            remedy = (
                f"{key.value!r} is not a path; write 'Path: gentle' for everyone, or 'Path: ask' to let the listener "
                "choose before the session begins, or leave the line out"
            )
            yield Mistake(file, key.line + 1, "course-path", remedy)
        if key.name == "length":
            try:
                parse_length(key.value)
            except LengthError as error:
                yield Mistake(file, key.line + 1, "length", str(error))
        if key.name == "take along" and not key.value:
            remedy = "nothing is written after 'Take along:'; write something there, or remove the line"
            yield Mistake(file, key.line + 1, "course-key", remedy)
