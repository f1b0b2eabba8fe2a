"""Puts what a body holds into sections, repeats and silences, and finds what stands in the wrong place."""

from dataclasses import dataclass, field, replace
from typing import Final

from voiceguide.script.directives import Directive, RepeatBegin, RepeatEnd
from voiceguide.script.findings import Findings
from voiceguide.script.model import Breathe, Images, Inset, Item, Paragraph, Place, Repeat, Section, Silence

DEEPEST: Final = 4
"""Repeats inside repeats."""

MOST_ROUNDS: Final = 10_000
"""How often the innermost of nested repeats may come round. More is a slip, and would take days."""


@dataclass
class _Block:
    """A section or a repeat whose items are still coming."""

    items: list[Item] = field(default_factory=list)
    begin: RepeatBegin | None = None
    """None: a section."""
    headings: list[int] = field(default_factory=list)
    """Lines of headings that stand inside a repeat."""


class Assembly:
    """Takes headings, words and directives in their order, and gives the sections."""

    def __init__(self, findings: Findings) -> None:
        self.file = findings.file
        self._findings = findings
        self._sections: list[Section] = []
        self._section: Section | None = None
        self._blocks = [_Block()]
        self._reminders: list[Paragraph] = []

    def heading(self, section: Section) -> None:
        """Begin a section."""
        if len(self._blocks) > 1:
            self._blocks[1].headings.append(section.place.line)
            return
        self._close_section()
        self._section = section

    def words(self, paragraph: Paragraph, *, reminder: bool) -> None:
        """Add a paragraph, or a reminder to the silence just before it."""
        if not reminder:
            self._add(paragraph)
        elif self._blocks[-1].items and isinstance(self._blocks[-1].items[-1], Silence):
            self._reminders.append(paragraph)
        else:
            remedy = "a > line is a reminder and stands just after a [silence]; begin with \\> for the plain sign"
            self._findings.add(paragraph.place.line, "reminder-place", remedy)

    def directive(self, directive: Directive) -> None:
        """Add what a pair of brackets stands for."""
        if isinstance(directive, RepeatBegin):
            self._begin(directive)
        elif isinstance(directive, RepeatEnd):
            self._end(directive.place)
        else:
            self._add(directive)

    def finish(self) -> tuple[Section, ...]:
        """The sections, when everything is taken."""
        for block in self._blocks[1:]:
            assert block.begin is not None
            remedy = "this [repeat] has no [end]; write it after the last line that is repeated"
            self._findings.add(block.begin.place.line, "repeat-open", remedy)
        self._close_section()
        return tuple(self._sections)

    def _add(self, item: Item) -> None:
        self._finish_silence()
        if len(self._blocks) > 1:
            if isinstance(item, Inset):
                remedy = "a [practice] cannot stand inside a [repeat]; write it as often as it shall come"
                self._findings.add(item.place.line, "practice-in-repeat", remedy)
            elif isinstance(item, Images):
                remedy = "[images] cannot stand inside a [repeat]; ask for more images instead"
                self._findings.add(item.place.line, "images-in-repeat", remedy)
            elif isinstance(item, Breathe):
                self._check_rounds(item.place, item.times.greatest)
        self._blocks[-1].items.append(item)

    def _finish_silence(self) -> None:
        """Give the last silence the reminders that came after it."""
        if self._reminders:
            items = self._blocks[-1].items
            silence = items[-1]
            assert isinstance(silence, Silence)
            items[-1] = replace(silence, reminders=tuple(self._reminders))
            self._reminders = []

    def _begin(self, begin: RepeatBegin) -> None:
        self._finish_silence()
        if len(self._blocks) > DEEPEST:
            remedy = f"repeats may stand inside each other {DEEPEST} deep at most"
            self._findings.add(begin.place.line, "repeat-depth", remedy)
        else:
            self._check_rounds(begin.place, begin.times.greatest)
        self._blocks.append(_Block(begin=begin))

    def _check_rounds(self, place: Place, times: float) -> None:
        rounds = times
        for block in self._blocks[1:]:
            rounds *= block.begin.times.greatest if block.begin else 1
        if rounds > MOST_ROUNDS:
            remedy = f"this could come round {rounds:.0f} times; {MOST_ROUNDS} is the most"
            self._findings.add(place.line, "rounds", remedy)

    def _end(self, place: Place) -> None:
        self._finish_silence()
        if len(self._blocks) == 1:
            self._findings.add(place.line, "end-stray", "no [repeat] is open for this [end]; take it away")
            return
        block = self._blocks.pop()
        assert block.begin is not None
        for line in block.headings:
            remedy = "a heading cannot stand inside a [repeat]; put it before, or close the repeat with [end] first"
            self._findings.add(line, "heading-in-repeat", remedy)
        if not block.items:
            self._findings.add(
                block.begin.place.line, "repeat-empty", "nothing stands between this [repeat] and its [end]"
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
