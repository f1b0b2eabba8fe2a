"""Reads the body of a script: from lines to sections, repeats and silences. `_Reader` distinguishes headings,
paragraphs, bullets and reminders, and `_inline` parses the inside of a paragraph. `Assembly` puts all of them into
sections, and reports whatever is in the wrong place.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import Final

from voiceguide.script._directives import Directive, PieceMark, RepeatBegin, RepeatEnd, is_repeat, read_directive
from voiceguide.script._findings import Findings, UnplacedError
from voiceguide.script._headings import read_heading
from voiceguide.script._inline import Token, tokens, wording
from voiceguide.script._source import SourceLine
from voiceguide.script.model import Breathe, Images, Inset, Item, Paragraph, Place, Range, Repeat, Section, Silence
from voiceguide.system.plain_text import collapsed

DEEPEST: Final = 4
"""How deep repeats may be nested."""

MOST_ROUNDS: Final = 10_000
"""The most times that a block or a breath may occur: its own count, multiplied by the counts of the repeats around it.
More would take days, so it must be a mistake.
"""


@dataclass
class _Block:
    """A section or a repeat whose end has not been read yet."""

    items: list[Item] = field(default_factory=list)
    begin: RepeatBegin | None = None
    """The directive that began the repeat; None for a section."""
    headings: list[int] = field(default_factory=list)
    """The line numbers of headings inside the outermost repeat. They are mistakes."""


class Assembly:
    """Builds the sections of a script from its headings, words and directives, which are added in order."""

    def __init__(self, findings: Findings) -> None:
        self.file = findings.file
        self._findings = findings
        self._sections: list[Section] = []
        self._section: Section | None = None
        self._blocks = [_Block()]
        self._reminders: list[Paragraph] = []
        self._mark: PieceMark | None = None
        """The `[piece …]` whose words have not been read yet; None if there is none."""

    def heading(self, section: Section) -> None:
        """Begin a section. Inside a repeat, only note the line: the end of the repeat then reports it as a mistake."""
        self._wordless()
        if len(self._blocks) > 1:
            self._blocks[1].headings.append(section.place.line)
            return
        self._close_section()
        self._section = section

    def words(self, paragraph: Paragraph, *, reminder: bool) -> None:
        """Add a paragraph. A reminder is added to the silence just before it; if there is none, it is reported as a
        mistake.
        """
        if not reminder:
            mark, self._mark = self._mark, None
            self._add(replace(paragraph, piece=mark.id) if mark else paragraph)
        elif self._blocks[-1].items and isinstance(self._blocks[-1].items[-1], Silence):
            self._reminders.append(paragraph)
        else:
            remedy = (
                "a line that begins with > is a reminder, and must come directly after a [silence]; "
                "for a plain >, write \\>"
            )
            self._findings.add(paragraph.place.line, "reminder-place", remedy)

    def directive(self, directive: Directive) -> None:
        """Add a directive, which was written in brackets."""
        self._wordless()
        if isinstance(directive, PieceMark):
            self._mark = directive
        elif isinstance(directive, RepeatBegin):
            self._begin(directive)
        elif isinstance(directive, RepeatEnd):
            self._end(directive.place)
        else:
            self._add(directive)

    def finish(self) -> tuple[Section, ...]:
        """Returns all sections. To be called once everything has been added."""
        self._wordless()
        for block in self._blocks[1:]:
            assert block.begin is not None
            remedy = "this [repeat] has no [end]; write it after the last line that is repeated"
            self._findings.add(block.begin.place.line, "repeat-open", remedy)
        self._close_section()
        return tuple(self._sections)

    def _wordless(self) -> None:
        """Report a `[piece …]` that no words followed."""
        mark, self._mark = self._mark, None
        if mark:
            remedy = (
                f"nothing comes after [piece {mark.id}]; write there what is said in the piece, "
                "or the time at which it begins"
            )
            self._findings.add(mark.place.line, "piece-words", remedy)

    def _add(self, item: Item) -> None:
        self._finish_silence()
        if len(self._blocks) > 1:
            if isinstance(item, Inset):
                remedy = "a [practice] cannot be inside a [repeat]; write it as many times as it should come"
                self._findings.add(item.place.line, "practice-in-repeat", remedy)
            elif isinstance(item, Images):
                remedy = "[images] cannot be inside a [repeat]; ask for more images instead"
                self._findings.add(item.place.line, "images-in-repeat", remedy)
            elif isinstance(item, Breathe):
                self._check_rounds(item.place, item.times.greatest)
        self._blocks[-1].items.append(item)

    def _finish_silence(self) -> None:
        """Attach to the last silence the reminders that were read after it."""
        if self._reminders:
            items = self._blocks[-1].items
            silence = items[-1]
            assert isinstance(silence, Silence)
            items[-1] = replace(silence, reminders=tuple(self._reminders))
            self._reminders = []

    def _begin(self, begin: RepeatBegin) -> None:
        self._finish_silence()
        if len(self._blocks) > DEEPEST:
            remedy = f"at most {DEEPEST} repeats may be inside one another; move this one out of the others"
            self._findings.add(begin.place.line, "repeat-depth", remedy)
        else:
            self._check_rounds(begin.place, begin.times.greatest)
        self._blocks.append(_Block(begin=begin))

    def _check_rounds(self, place: Place, times: float) -> None:
        rounds = times
        for block in self._blocks[1:]:
            rounds *= block.begin.times.greatest if block.begin else 1
        if rounds > MOST_ROUNDS:
            remedy = (
                f"in these repeats, this could come {rounds:.0f} times, and {MOST_ROUNDS} is the limit; lower a number"
            )
            self._findings.add(place.line, "rounds", remedy)

    def _end(self, place: Place) -> None:
        self._finish_silence()
        if len(self._blocks) == 1:
            self._findings.add(place.line, "end-stray", "this [end] has no [repeat]; remove it")
            return
        block = self._blocks.pop()
        assert block.begin is not None
        for line in block.headings:
            remedy = (
                "a heading cannot be inside a [repeat]; put it before the repeat, or close the repeat with [end] first"
            )
            self._findings.add(line, "heading-in-repeat", remedy)
        if not block.items:
            self._findings.add(
                block.begin.place.line, "repeat-empty", "there is nothing between this [repeat] and its [end]"
            )
        self._add(Repeat(block.begin.place, block.begin.times, tuple(block.items)))

    def _close_section(self) -> None:
        self._finish_silence()
        items = tuple(self._blocks[0].items)
        self._blocks = [_Block()]
        if self._section is not None:
            self._sections.append(replace(self._section, items=items))
        elif items:
            self._sections.append(Section(items[0].place, "", items, keep=True))
        self._section = None


_BULLET: Final = re.compile(r"(?:(?:[-+*•]|\d{1,2}[.)])(?:\s+|$))+")
_RULE: Final = re.compile(r"(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|(?:=\s*){3,})")
_LEFT_OVER: Final = re.compile(r"^[.,;:!?]+(?=\s|$)")


class _Run:
    """The lines of one paragraph or reminder, added one by one."""

    def __init__(self) -> None:
        self.reminder = False
        self.texts: list[str] = []
        self._numbers: list[int] = []
        self._starts: list[int] = []
        self._length = 0

    def add(self, text: str, number: int) -> None:
        """Add a line, with its number in the script."""
        self.texts.append(text)
        self._numbers.append(number)
        self._starts.append(self._length)
        self._length += len(text) + 1

    def index_at(self, offset: int) -> int:
        """The index of the line with the character at `offset` of the whole text."""
        return bisect_right(self._starts, offset) - 1

    def number(self, index: int) -> int:
        """The script's line number for the line with this index."""
        return self._numbers[min(index, len(self._numbers) - 1)]

    def line_at(self, offset: int) -> int:
        """The script's line number for the character at `offset` of the whole text."""
        return self._numbers[self.index_at(offset)]


def read_body(lines: list[SourceLine], findings: Findings) -> tuple[Section, ...]:
    """The sections of a body. Mistakes go to `findings`."""
    reader = _Reader(findings)
    for line in lines:
        reader.read_line(line)
    return reader.finish()


class _Reader:
    """Distinguishes the kinds of lines, and joins the lines of each paragraph."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._assembly = Assembly(findings)
        self._run = _Run()

    def read_line(self, line: SourceLine) -> None:
        """Read the next line."""
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
            remedy = "a dividing line is not spoken; write a # heading, a pause like [5s], or an empty line instead"
            self._findings.add(line.number, "rule", remedy)
        elif text.startswith(">"):
            self._reminder(line)
        else:
            self._words(line)

    def finish(self) -> tuple[Section, ...]:
        """Returns all sections. To be called once every line has been read."""
        self._flush()
        return self._assembly.finish()

    def _heading(self, line: SourceLine) -> None:
        marks = len(line.text) - len(line.text.lstrip("#"))
        title = line.text[marks:]
        if marks > 1:
            remedy = "there is only one kind of heading; write it with a single #"
            self._findings.add(line.number, "heading-level", remedy)
        elif title and not title[0].isspace():
            remedy = "a heading needs a space after its #; for a plain #, write \\#"
            self._findings.add(line.number, "heading-space", remedy)
        place = Place(self._findings.file, line.number)
        self._assembly.heading(read_heading(title, place, self._findings))

    def _reminder(self, line: SourceLine) -> None:
        words = _without_bullet(line.text.lstrip("> \t"))
        if not self._run.reminder or not words:
            self._flush()
        if words:
            self._run.reminder = True
            self._run.add(words, line.number)

    def _words(self, line: SourceLine) -> None:
        words = _without_bullet(line.text)
        if words != line.text or self._run.reminder:
            self._flush()
        if words:
            self._run.add(words, line.number)

    def _flush(self) -> None:
        """Parse the paragraph that has ended."""
        run, self._run = self._run, _Run()
        if run.texts:
            _read_paragraph(run, self._assembly, self._findings)


def _without_bullet(text: str) -> str:
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def _read_paragraph(run: _Run, assembly: Assembly, findings: Findings) -> None:
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
            remedy = "a reminder can only have words; put what is in [brackets] above the > lines"
            findings.add(place.line, "reminder-content", remedy)
            continue
        try:
            assembly.directive(read_directive(token.text, place))
        except UnplacedError as mistake:
            findings.add_unplaced(place.line, mistake)
            if is_repeat(token.text):  # so that its [end] is not reported too
                assembly.directive(RepeatBegin(place, Range(1, 1, 1)))
    _put_words(words, text, run, after_directive, assembly)


def _put_words(words: list[Token], text: str, run: _Run, after_directive: bool, assembly: Assembly) -> None:
    """Pass on the words between two directives as a paragraph, unless there is nothing to speak in them.
    `after_directive`: they come directly after a directive, and punctuation left over from it is removed.
    """
    if not words:
        return
    first = run.index_at(words[0].at)
    whole, wraps = "", []
    for index, line in enumerate(wording(words, text).split("\n"), first):
        spoken = collapsed(line)
        if after_directive and not whole:
            spoken = _LEFT_OVER.sub("", spoken, count=1).lstrip()
        if spoken:
            whole += " " if whole else ""
            wraps.append((len(whole), run.number(index)))
            whole += spoken
    if any(map(str.isalnum, whole)):
        paragraph = Paragraph(Place(assembly.file, wraps[0][1]), whole, tuple(wraps[1:]))
        assembly.words(paragraph, reminder=run.reminder)
