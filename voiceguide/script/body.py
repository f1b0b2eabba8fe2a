"""The body of a script: lines to sections.

A body is a row of headings, paragraphs, bullets and reminders (`read_body` tells them apart); what stands inside a
paragraph is taken apart by `inline`, and what comes of it is put in its place by `Assembly`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from voiceguide.script.assembly import Assembly
from voiceguide.script.directives import read_directive
from voiceguide.script.findings import Findings, SlipError
from voiceguide.script.headings import read_heading
from voiceguide.script.inline import Token, tokens, wording
from voiceguide.script.model import Paragraph, Place, Section
from voiceguide.script.source import Line

_BULLET: Final = re.compile(r"(?:(?:[-+*•]|\d{1,2}[.)])(?:\s+|$))+")
_RULE: Final = re.compile(r"(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|(?:=\s*){3,})")
_LEFT_OVER: Final = re.compile(r"[.,;:!?]+(?=\s|$)")


@dataclass
class _Run:
    """The lines of a paragraph, as they come."""

    reminder: bool = False
    texts: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


def read_body(lines: list[Line], findings: Findings) -> tuple[Section, ...]:
    """The sections of a body. Mistakes go to `findings`."""
    reader = _Reader(findings)
    for line in lines:
        reader.take(line)
    return reader.finish()


class _Reader:
    """Tells the kinds of lines apart and gathers the lines that belong together."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._assembly = Assembly(findings)
        self._run = _Run()

    def take(self, line: Line) -> None:
        """Take the next line."""
        text = line.text
        if line.comment:
            return
        if not text:
            self._flush()
        elif text.startswith("#"):
            self._flush()
            self._heading(line)
        elif _RULE.fullmatch(text):
            self._flush()
            remedy = "a line across is not spoken; write a # heading, a pause like [5s], or an empty line instead"
            self._findings.add(line.number, "rule", remedy)
        elif text.startswith(">"):
            self._reminder(line)
        else:
            self._words(line)

    def finish(self) -> tuple[Section, ...]:
        """All sections, when every line is taken."""
        self._flush()
        return self._assembly.finish()

    def _heading(self, line: Line) -> None:
        marks = len(line.text) - len(line.text.lstrip("#"))
        title = line.text[marks:]
        if marks > 1:
            remedy = "there is only one kind of heading; write it with a single #"
            self._findings.add(line.number, "heading-level", remedy)
        elif title and not title[0].isspace():
            remedy = "a heading needs a space after its #; write \\# for the plain sign"
            self._findings.add(line.number, "heading-space", remedy)
        place = Place(self._findings.file, line.number)
        self._assembly.heading(read_heading(title, place, self._findings))

    def _reminder(self, line: Line) -> None:
        words = _BULLET.sub("", line.text.lstrip("> \t"), count=1)
        if not self._run.reminder or not words:
            self._flush()
        if words:
            self._run.reminder = True
            self._add(words, line.number)

    def _words(self, line: Line) -> None:
        bullet = _BULLET.match(line.text)
        if bullet or self._run.reminder:
            self._flush()
        words = line.text[bullet.end() :] if bullet else line.text
        if words:
            self._add(words, line.number)

    def _add(self, text: str, number: int) -> None:
        self._run.texts.append(text)
        self._run.numbers.append(number)

    def _flush(self) -> None:
        """Take the paragraph that has ended apart."""
        run, self._run = self._run, _Run()
        if run.texts:
            _take_apart(run, self._assembly, self._findings)


def _take_apart(run: _Run, assembly: Assembly, findings: Findings) -> None:
    text = "\n".join(run.texts)
    starts = [0]
    for line in run.texts[:-1]:
        starts.append(starts[-1] + len(line) + 1)

    def line_at(offset: int) -> int:
        return run.numbers[bisect_right(starts, offset) - 1]

    def report(offset: int, code: str, message: str) -> None:
        findings.add(line_at(offset), code, message)

    words: list[Token] = []
    after_directive = False
    for token in tokens(text, report):
        if token.kind != "directive":
            words.append(token)
            continue
        _put_words(words, text, run, line_at, after_directive, assembly)
        words, after_directive = [], True
        place = Place(findings.file, line_at(token.at))
        if run.reminder:
            findings.add(
                place.line, "reminder-content", "a reminder holds words only; put the directive above the > lines"
            )
            continue
        try:
            assembly.directive(read_directive(token.text, place))
        except SlipError as slip:
            findings.slip(place.line, slip)
    _put_words(words, text, run, line_at, after_directive, assembly)


def _put_words(
    words: list[Token], text: str, run: _Run, line_at: Callable[[int], int], after_directive: bool, assembly: Assembly
) -> None:
    """Hand on the words between two directives as a paragraph, unless there is nothing to speak in them."""
    if not words:
        return
    first = bisect_right(run.numbers, line_at(words[0].at)) - 1
    joined, wraps = "", []
    for index, line in enumerate(wording(words, text).split("\n")):
        spoken = " ".join(line.split())
        if after_directive and not joined:
            spoken = _LEFT_OVER.sub("", spoken, count=1).lstrip() if _LEFT_OVER.match(spoken) else spoken
        if not spoken:
            continue
        joined += " " if joined else ""
        wraps.append((len(joined), run.numbers[min(first + index, len(run.numbers) - 1)]))
        joined += spoken
    if any(sign.isalnum() for sign in joined):
        paragraph = Paragraph(Place(assembly.file, wraps[0][1]), joined, tuple(wraps[1:]))
        assembly.words(paragraph, reminder=run.reminder)
