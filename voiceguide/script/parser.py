"""Parses script text into a `Script`, or reports all its mistakes together."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Final, TypeAlias, get_args

from voiceguide.script._body import read_body
from voiceguide.script._findings import Findings
from voiceguide.script._foreign import of_another_program
from voiceguide.script._front_matter import read_front_matter
from voiceguide.script._source import MOST_BYTES, decode, read_bytes, read_text, split_lines, without_comments
from voiceguide.script.model import Inset, PathName, Script, Section, SessionKind, Visit
from voiceguide.system.plain_text import with_line_feeds

MOST_FOUND: Final = 24_000_000
"""The most bytes of a text that is not in our format. It may be a document with pictures in it."""

STANDARD_INPUT: Final = "<stdin>"
"""What messages call the file if the text came from standard input."""

ReadFound: TypeAlias = Callable[[bytes, str, str], Script]
"""Reads a text that is not in our format. Its arguments are the bytes, the file's name in messages, and the practice's
name.
"""

_WHOLE: Final = 1 + 1e-9
_LOOKED_AT: Final = 100_000
"""How many bytes are examined to see whether a text is in our format."""


def read(path: Path, shown: str | None = None, found: ReadFound | None = None) -> Script:
    """The practice in a file. `shown` is the file's name in messages; by default it is the path. If the file is not in
    our format, `found` reads it; without `found`, that is a mistake. Raises `ScriptError` with all mistakes, or with
    the one reason why the file cannot be read. Also raises what `found` raises.
    """
    file = shown if shown is not None else str(path)
    return read_data(data_of(path, file, found is not None), file=file, name=path.stem, found=found)


def data_of(path: Path, shown: str, any_form: bool = True) -> bytes:
    """The bytes of a script; or, with `any_form`, of a text of any form, which may be larger. A file that is too large
    is not refused here: it is read to one byte beyond the limit. Raises `ScriptError` if the file cannot be read.
    """
    return read_bytes(path, shown, MOST_FOUND if any_form else MOST_BYTES)


def read_data(data: bytes, *, file: str, name: str, found: ReadFound | None = None) -> Script:
    """The practice in the bytes of a file, as for `read`. `file` is the file's name in messages, `name` the practice's
    name.
    """
    if found is None or is_ours(data) or not data.strip():
        return parse_bytes(data, file=file, name=name)
    return found(data, file, name)


def is_ours(data: bytes) -> bool:
    """Whether a text is in our format: its first line is three dashes, even if it was saved as UTF-16 by mistake.

    A text with the front matter of another program, such as a note with tags and dates, is not: see
    `of_another_program`.
    """
    first = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").split(b"\n", 1)[0].split(b"\r", 1)[0]
    if first.rstrip() != b"---":
        return False
    text = data[:_LOOKED_AT].decode("utf-8-sig", "replace")
    return not of_another_program(with_line_feeds(text).split("\n"))


def read_source(path: Path, shown: str) -> str:
    """The text of a script file, for the parsers of other rooms. `shown` is its name in messages.

    Raises `ScriptError` if it cannot be read, is a folder, is too large or is not UTF-8.
    """
    return read_text(path, shown)


def parse_bytes(data: bytes, *, file: str, name: str) -> Script:
    """The practice in the bytes of a file, like `parse`. Bytes that are not UTF-8 also raise `ScriptError`."""
    return parse(decode(data, file), file=file, name=name)


def parse(text: str, *, file: str, name: str) -> Script:
    """The practice in a text. `file` is the path as the user knows it, for messages; `name` is the practice's name.
    Raises `ScriptError` with all mistakes.
    """
    findings = Findings(file)
    lines = split_lines(text, findings)
    if not any(line.strip() for line in lines):
        there = "nothing came from standard input" if file == STANDARD_INPUT else "this script is empty"
        findings.add(1, "empty", f"{there}; 'voiceguide new NAME' writes one to start from")
        findings.raise_any()
    script, start = read_front_matter(lines, Script(name, file, "", ()), findings)
    sections = read_body(without_comments(lines, start, findings), findings)
    if not findings.found and not any(section.items for section in sections):
        findings.add(
            min(start + 1, len(lines)),
            "nothing-to-speak",
            "there is nothing below the front matter yet; write what is spoken",
        )
    _check_shares(sections, findings)
    findings.raise_any()
    return replace(script, sections=sections)


def _check_shares(sections: tuple[Section, ...], findings: Findings) -> None:
    """Report shares of included practices that add up to more than 100 % for one listener: on one path, in one kind of
    session, on one visit.
    """
    shared = [(section, item) for section in sections for item in section.items if isinstance(item, Inset)]
    for path, session, visit in product(get_args(PathName), get_args(SessionKind), get_args(Visit)):
        total = 0.0
        for section, inset in shared:
            if section.path in (None, path) and section.session in (None, session) and section.visit in (None, visit):
                total += inset.share or 0.0
            if total > _WHOLE:
                remedy = f"the shares add up to {total * 100:g} % here; together they may have at most 100 %"
                findings.add(inset.place.line, "share", remedy)
                return
