"""Finds directions that a script would speak by mistake: pause marks, labels or cues among its words."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from voiceguide.errors import Mistake, shortened
from voiceguide.script.model import Item, Paragraph, Repeat, Script
from voiceguide.script.parser import parse
from voiceguide.texts._directions import Direction, directions

_NOT_WORDS: Final = re.compile(r"\s*(?:#|>|<!--|$)")
_RULE: Final = re.compile(r"^---\s*$")


def spoken_directions(script: Script) -> Iterator[Mistake]:
    """A warning for each line of a paragraph that has directions among its words. It says what to write instead."""
    for section in script.sections:
        for paragraph in _paragraphs(section.items):
            for line, row in _rows(paragraph):
                if found := list(directions(row)):
                    message = "; ".join(map(_message, found))
                    yield Mistake(paragraph.place.file, line, "spoken-direction", message, "warning")


def fixed(text: str, file: str, name: str) -> tuple[str, int]:
    """The text of a script with its directions replaced by directives or removed, and how many directions there were.
    Headings, reminders, lines with a comment and the front matter stay as they are. Raises `ScriptError` if the text
    has mistakes, or would have some afterwards.
    """
    parse(text, file=file, name=name)
    lines = text.split("\n")
    start = _after_front(lines)
    count = 0
    commented = False
    for index in range(start, len(lines)):
        line = lines[index]
        opens, closes = line.rfind("<!--"), line.rfind("-->")
        if not (commented or opens >= 0 or closes >= 0 or _NOT_WORDS.match(line)):
            lines[index], more = _fixed_line(line)
            count += more
        commented = opens > closes or (commented and closes < 0)
    made = "\n".join(lines)
    if count:
        parse(made, file=file, name=name)
    return made, count


def _fixed_line(line: str) -> tuple[str, int]:
    found = list(directions(line))
    for direction in reversed(found):
        before, after = line[: direction.start].rstrip(" \t"), line[direction.end :].lstrip(" \t")
        line = " ".join(part for part in (before, direction.instead, after) if part.strip())
    return line, len(found)


def _after_front(lines: Sequence[str]) -> int:
    ends = [index for index, line in enumerate(lines) if _RULE.match(line.rstrip("\r"))]
    return ends[1] + 1 if len(ends) > 1 else 0


def _paragraphs(items: Sequence[Item]) -> Iterator[Paragraph]:
    for item in items:
        if isinstance(item, Paragraph):
            yield item
        elif isinstance(item, Repeat):
            yield from _paragraphs(item.items)


def _rows(paragraph: Paragraph) -> Iterator[tuple[int, str]]:
    """The lines of a paragraph as they were written: (line number, words)."""
    starts = [(0, paragraph.place.line), *paragraph.wraps]
    ends = [at for at, _ in paragraph.wraps] + [len(paragraph.text)]
    for (at, line), end in zip(starts, ends, strict=True):
        yield line, paragraph.text[at:end].strip()


def _message(found: Direction) -> str:
    remedy = f"write {found.instead}" if found.instead else "remove it"
    return f"{shortened(found.text, 50)!r} looks like {found.why} and will be spoken: {remedy}"
