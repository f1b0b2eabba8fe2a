"""The body of a script: lines to sections.

A body is a row of headings, paragraphs, bullets and reminders (`read_body` tells them apart); what stands inside a
paragraph is taken apart by `inline`, and what comes of it is put in its place by `Assembly`.
"""

import re
from bisect import bisect_right
from typing import Final

from voiceguide.script.assembly import Assembly
from voiceguide.script.directives import RepeatBegin, is_repeat, read_directive
from voiceguide.script.findings import Findings, SlipError
from voiceguide.script.headings import read_heading
from voiceguide.script.inline import Token, tokens, wording
from voiceguide.script.model import Paragraph, Place, Range, Section
from voiceguide.script.source import Line

_BULLET: Final = re.compile(r"(?:(?:[-+*•]|\d{1,2}[.)])(?:\s+|$))+")
_RULE: Final = re.compile(r"(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|(?:=\s*){3,})")
_LEFT_OVER: Final = re.compile(r"^[.,;:!?]+(?=\s|$)")


class _Run:
    """The lines of a paragraph, as they come."""

    def __init__(self) -> None:
        self.reminder = False
        self.texts: list[str] = []
        self._numbers: list[int] = []
        self._starts: list[int] = []
        self._length = 0

    def add(self, text: str, number: int) -> None:
        """Take a line and its number in the script."""
        self.texts.append(text)
        self._numbers.append(number)
        self._starts.append(self._length)
        self._length += len(text) + 1

    def index_at(self, offset: int) -> int:
        """Which of its lines holds the sign at `offset` of the joined text."""
        return bisect_right(self._starts, offset) - 1

    def number(self, index: int) -> int:
        """The number of its line in the script."""
        return self._numbers[min(index, len(self._numbers) - 1)]

    def line_at(self, offset: int) -> int:
        """The line of the script that holds the sign at `offset` of the joined text."""
        return self._numbers[self.index_at(offset)]


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
        words = _without_bullet(line.text.lstrip("> \t"))
        if not self._run.reminder or not words:
            self._flush()
        if words:
            self._run.reminder = True
            self._run.add(words, line.number)

    def _words(self, line: Line) -> None:
        words = _without_bullet(line.text)
        if words != line.text or self._run.reminder:
            self._flush()
        if words:
            self._run.add(words, line.number)

    def _flush(self) -> None:
        """Take the paragraph that has ended apart."""
        run, self._run = self._run, _Run()
        if run.texts:
            _take_apart(run, self._assembly, self._findings)


def _without_bullet(text: str) -> str:
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def _take_apart(run: _Run, assembly: Assembly, findings: Findings) -> None:
    text = "\n".join(run.texts)
    words: list[Token] = []
    after_directive = False
    for token in tokens(text, lambda offset, code, message: findings.add(run.line_at(offset), code, message)):
        if token.kind != "directive":
            words.append(token)
            continue
        _put_words(words, text, run, after_directive, assembly)
        words, after_directive = [], True
        place = Place(findings.file, run.line_at(token.at))
        if run.reminder:
            remedy = "a reminder holds words only; put the directive above the > lines"
            findings.add(place.line, "reminder-content", remedy)
            continue
        try:
            assembly.directive(read_directive(token.text, place))
        except SlipError as slip:
            findings.slip(place.line, slip)
            if is_repeat(token.text):  # its [end] is no mistake
                assembly.directive(RepeatBegin(place, Range(1, 1, 1)))
    _put_words(words, text, run, after_directive, assembly)


def _put_words(words: list[Token], text: str, run: _Run, after_directive: bool, assembly: Assembly) -> None:
    """Hand on the words between two directives as a paragraph, unless there is nothing to speak in them."""
    if not words:
        return
    first = run.index_at(words[0].at)
    joined, wraps = "", []
    for index, line in enumerate(wording(words, text).split("\n"), first):
        spoken = " ".join(line.split())
        if after_directive and not joined:
            spoken = _LEFT_OVER.sub("", spoken, count=1).lstrip()
        if spoken:
            joined += " " if joined else ""
            wraps.append((len(joined), run.number(index)))
            joined += spoken
    if any(map(str.isalnum, joined)):
        paragraph = Paragraph(Place(assembly.file, wraps[0][1]), joined, tuple(wraps[1:]))
        assembly.words(paragraph, reminder=run.reminder)
