"""The block between two ``---`` at the top of a script: its keys and their values.

Read line by line: a plain top-level value is the rest of its line. `front_values` gives the values their types.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from voiceguide.script.findings import Findings, SlipError, hint, short
from voiceguide.script.front_values import READERS
from voiceguide.script.model import Script
from voiceguide.script.raw import Raw

KEYS: Final = tuple(READERS)
"""Every key that front matter may have."""

_FENCE: Final = "---"
_KEY: Final = re.compile(r"([^\W\d_][\w-]*)[ \t]*:(.*)")
_CLOSERS: Final = {"[": "]", "{": "}"}


@dataclass
class _Draft:
    """An entry whose lines are still coming."""

    key: str
    line: int
    rest: str
    block: list[tuple[int, str]]

    def goes_on(self, line: str) -> bool:
        """Whether a line belongs to it: indented, inside brackets that are still open, or a dash of its list.

        A known key begins a new entry even where brackets were forgotten.
        """
        key = _KEY.fullmatch(line)
        if key and key[1].lower() in READERS:
            return False
        return line[0].isspace() or self._open() or (line.startswith("- ") and not self.rest.strip())

    def is_plain(self) -> bool:
        """Whether it is a text that has begun behind its key: what is indented below goes on with that text."""
        return self.rest.strip()[:1] not in ("", "[", "{", "|", ">", '"', "'")

    def _open(self) -> bool:
        closer = _CLOSERS.get(self.rest.strip()[:1])
        last = self.block[-1][1] if self.block else self.rest
        return closer is not None and closer not in last


def read_front_matter(lines: list[str], script: Script, findings: Findings) -> tuple[Script, int]:
    """The script with everything that its front matter says, and the index of the line where the body begins.

    Mistakes go to `findings`; so does a missing title.
    """
    first = next(index for index, line in enumerate(lines) if line.strip())
    if lines[first].rstrip() != _FENCE:
        remedy = "a script begins with its title between two lines of ---, for example '---', 'title: A minute', '---'"
        findings.add(first + 1, "title-missing", remedy)
        return script, first
    end = next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() == _FENCE), None)
    if end is None:
        findings.add(
            first + 1, "front-matter-open", "the front matter has no end; close it with a line of --- before the text"
        )
        return script, next((i for i in range(first + 1, len(lines)) if not lines[i].strip()), len(lines))
    seen: dict[str, int] = {}
    for raw in _entries(lines, first + 1, end, findings):
        if raw.key in seen:
            findings.add(raw.line, "key-twice", f"{raw.key} stands in line {seen[raw.key]} already; keep one of them")
            continue
        seen[raw.key] = raw.line
        script = _with_entry(script, raw, findings)
    if "title" not in seen:
        findings.add(
            first + 1,
            "title-missing",
            "this script has no title; write one in the front matter, like title: A quiet minute",
        )
    return replace(script, key_lines=tuple(seen.items())), end + 1


def _with_entry(script: Script, raw: Raw, findings: Findings) -> Script:
    reader = READERS.get(raw.key)
    if reader is None:
        question = hint(raw.key, KEYS, f"the known ones are {', '.join(KEYS)}")
        findings.add(raw.line, "unknown-key", f"the key {short(raw.key)!r} is not known{question}")
        return script
    try:
        return reader(script, raw)
    except SlipError as slip:
        findings.slip(raw.line, slip)
        return script


def _entries(lines: list[str], start: int, end: int, findings: Findings) -> list[Raw]:
    drafts: list[_Draft] = []
    for index in range(start, end):
        line = lines[index]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        continues = bool(drafts) and drafts[-1].goes_on(line)
        key = None if continues else _KEY.fullmatch(line)
        if continues:
            if drafts[-1].is_plain() and (inner := _KEY.fullmatch(line.strip())) and inner[1].lower() in READERS:
                remedy = f"{inner[1]} is indented, and so a part of {drafts[-1].key}; take away the spaces before it"
                findings.add(index + 1, "front-matter-line", remedy)
            drafts[-1].block.append((index + 1, line.strip()))
        elif key:
            drafts.append(_Draft(key[1].lower(), index + 1, key[2], []))
        else:
            findings.add(
                index + 1, "front-matter-line", f"{short(line.strip())!r} is not front matter; write it like key: value"
            )
    return [Raw(draft.key, draft.line, draft.rest, tuple(draft.block)) for draft in drafts]
