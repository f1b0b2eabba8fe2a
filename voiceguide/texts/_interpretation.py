"""Interprets a text: finds its title, its sections, and the words and pauses in them. Also finds the parts that are
left out, and the reason for each.

The reader of each form only distinguishes headings, words and the marks of that form. What they mean is decided here,
in the same way for all forms.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import pairwise
from typing import Final

from voiceguide.system.plain_text import collapsed
from voiceguide.texts._boilerplate import without_header, without_notes
from voiceguide.texts._brackets import ABOUT_TEXT, LABEL, MARKUP, NOTE, TIME, TIME_CODE, label_of, plain
from voiceguide.texts._directions import Fragment, fragments
from voiceguide.texts._headings import heading_name, structural
from voiceguide.texts._model import (
    CAPTION,
    INVISIBLE,
    NEUTRAL,
    Doubt,
    FoundSection,
    FoundText,
    Interpretation,
    LeftOut,
    Passage,
)
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._prosody import common_prosody
from voiceguide.texts._quantities import LENGTH_ALONE
from voiceguide.texts._rows import ends_with_stop, headings, split_rows
from voiceguide.texts._speaker_names import line_names, named_speakers, without_speaker
from voiceguide.texts._title import title_of

_QUOTED: Final = Pattern(r"(?:[\"“”„«「『](?P<said>[^\"“”„«»「」『』]{2,})[\"“”»」』])", needs='"“”„«「『')
_LEADING: Final = Pattern(r"^[\s]*(?:[.…·]{2,}|…|[,;:.!?])+\s*|^\s+")
_ENTITY: Final = Pattern(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_CODES: Final = Pattern(
    rf"^[\s*_>\-]*[\[(]?{TIME_CODE}(?:\s*(?:-|–|—|to|->|→)\s*{TIME_CODE})?[\])]?[*_]*\s*[:\-–—|]?\s+(?=\S)",
    needs=":",
)


def interpreted(found: FoundText) -> Interpretation:
    """Interprets a text that a reader has divided into passages. Returns its title, its sections, and the parts that
    are not spoken.
    """
    reading = _Reading()
    passages = _unescaped(found.passages)
    if found.speech:
        title, lang = found.title, found.lang
    else:
        passages, header = without_header(passages)
        for passage in header.left_out:
            reading.leave_out(passage)
        passages = list(headings(split_rows(passages)))
        title, passages = title_of(passages, found.title or header.title)
        lang = found.lang or header.lang
        passages = list(_without_lengths(passages, reading.leave_out))
        passages = without_notes(passages, reading.leave_out)
        passages = _quoted(passages, reading)
        passages = list(_without_speakers(passages, reading.leave_out))
    for passage in passages:
        reading.handle(passage)
    return reading.finish(heading_name(title).translate(INVISIBLE), lang, guess=not found.speech)


def _without_lengths(passages: Iterable[Passage], leave_out: Callable[[Passage], None]) -> Iterator[Passage]:
    """The passages, but a length such as ``10 min`` before the first words is left out. It says how long the text
    takes, and is not a pause.
    """
    begun = False
    for passage in passages:
        begun = begun or passage.kind in ("words", "item")
        if not begun and passage.kind == "rest" and LENGTH_ALONE.fullmatch(passage.text):
            leave_out(replace(passage, why=ABOUT_TEXT))
        else:
            yield passage


def _without_speakers(passages: list[Passage], leave_out: Callable[[Passage], None]) -> Iterator[Passage]:
    """The passages. Names in front of their words are removed and passed to `leave_out`: names of speakers (``Anna:
    Breathe.``), or ids of lines (``intro-welcome: Breathe.``).
    """
    spoken = [passage for passage in passages if passage.kind in ("words", "item") and not passage.sure]
    rows = [row for passage in spoken for row in passage.text.split("\n")[:1]]
    names = named_speakers(rows, share=0.6) | line_names(rows)
    for passage in passages:
        text, name = (
            without_speaker(passage.text, names) if passage.kind in ("words", "item") and not passage.sure else ("", "")
        )
        if name:
            leave_out(replace(passage, text=name, why=LABEL))
        yield replace(passage, text=text) if name else passage


def _unescaped(passages: Iterable[Passage]) -> list[Passage]:
    return [
        _without_broken_words(passage) if passage.kind in ("words", "item", "heading") else passage
        for passage in passages
    ]


_BROKEN: Final = Pattern(
    r"(?<![\w-])(?!(?:well|self|half|ever|all|non|co|ex|mid|two|three|one|semi|so|high|low|long|short|deep|slow|soft|warm|"
    r"open|full|kind)-)([^\W\d_]*[a-zà-ÿ])-\n([a-zà-ÿ]\S*)[ \t]*"
)
"""Matches a word that was divided at the end of a line. If its first part is one that often has a hyphen, such as
"self", the word does not match, and keeps its hyphen.
"""


def _without_broken_words(passage: Passage) -> Passage:
    """The passage with entities such as ``&amp;`` decoded, without invisible characters, and with the two parts of
    divided words joined. The number of its lines stays the same.
    """
    text = passage.text
    if "&" in text:
        text = _ENTITY.sub(lambda entity: unescape(entity[0]).replace("\xa0", " "), text)
    text = text.translate(INVISIBLE)
    if "-\n" in text and not passage.sure:
        text = _BROKEN.sub(r"\1\2\n", text)
        text = re.sub(r"(?<=[^\W\d_]-)\n([a-zà-ÿ]\S*)[ \t]*", r"\1\n", text)
    return passage if text == passage.text else replace(passage, text=text)


def _quoted(passages: list[Passage], reading: "_Reading") -> list[Passage]:
    """If much of the text is in quotation marks, returns the passages with only the words inside these marks, and
    leaves the other words out. Otherwise, returns all passages unchanged.
    """
    if sum(bool(_QUOTED.search(passage.text)) for passage in passages if passage.kind in ("words", "item")) < 2:
        return passages
    prose = [(passage, _spoken_quotes(passage.text)) for passage in passages if passage.kind in ("words", "item")]
    prose = [(passage, said) for passage, said in prose if _left(passage.text)]
    whole = [said for passage, said in prose if said and not _outside(passage.text)]
    if len(whole) < 2 or len(whole) < 0.4 * len(prose):
        return passages
    kept = []
    for passage in passages:
        if passage.kind not in ("words", "item") or not _left(passage.text):
            kept.append(passage)
        elif said := _spoken_quotes(passage.text):
            if outside := _outside(passage.text):
                reading.leave_out(replace(passage, text=outside, why="it is outside the quotation marks"))
            kept.append(replace(passage, text=_unquoted(passage.text) if not _outside(passage.text) else said))
        else:
            kept.append(replace(passage, kind="aside", why="it is outside the quotation marks"))
    return kept


def _left(text: str) -> str:
    """The words of a text that are spoken, without its directions and emphasis marks."""
    return "".join(fragment.text for fragment in fragments(text) if fragment.kind in ("words", "doubt")).strip(
        " \t\n*_\\."
    )


def _spoken_quotes(text: str) -> str:
    return " ".join(match["said"] for match in _QUOTED.finditer(text))


def _outside(text: str) -> str:
    outside = _left(_QUOTED.sub(" ", text))
    return outside if any(map(str.isalnum, outside)) else ""


def _unquoted(text: str) -> str:
    return re.sub(r"[\"“”„«»「」『』]", "", text)


@dataclass
class _Reading:
    """Handles the passages in order: puts those that are spoken into sections, and notes the others for the report."""

    sections: list[tuple[int, str, list[Passage]]] = field(default_factory=lambda: [(1, "", [])])
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    prosodies: list[Passage] = field(default_factory=list)
    """Asides that ask for a prosody."""

    def handle(self, passage: Passage) -> None:
        """Handle the next passage."""
        if passage.kind == "heading":
            self._heading(passage)
        elif passage.kind == "aside" and passage.prosody != NEUTRAL:
            self.prosodies.append(passage)
        elif passage.kind == "aside":
            self.leave_out(passage)
        elif passage.kind in ("rest", "bell"):
            self._put(passage)
        elif passage.kind in ("words", "item"):
            self._words(passage)

    def leave_out(self, passage: Passage) -> None:
        """Leave a passage out, and note it for the report."""
        text = collapsed(passage.text)
        if text:
            self.left_out.append(LeftOut(passage.line, text, passage.why or NOTE))

    def finish(self, title: str, lang: str, *, guess: bool) -> Interpretation:
        """Returns the interpretation of all passages. To be called once all of them are handled. `guess`: a text
        without headings may be divided at its long silences.
        """
        for line, heading, passages in self.sections:
            if heading and not _spoken(passages):
                self.left_out.append(LeftOut(line, heading, "a heading with nothing to speak below it"))
        sections = [
            FoundSection(line, heading, tuple(passages))
            for line, heading, passages in self.sections
            if _spoken(passages)
        ]
        if guess and len(sections) == 1 and not sections[0].title:
            sections = _by_silences(sections[0])
        sections = self._with_prosody(sections)
        self.left_out.sort(key=lambda left: left.line)
        return Interpretation(title, lang, tuple(sections), tuple(self.left_out), tuple(self.doubts))

    def _with_prosody(self, sections: list[FoundSection]) -> list[FoundSection]:
        """The sections, each with the prosody that all its words have in common. A prosody for only some words of a
        section is left out and noted for the report.
        """
        whole = common_prosody(passage for section in sections for passage in section.passages)
        found = [whole or (common_prosody(section.passages) if section.title else None) for section in sections]
        for aside in self.prosodies:
            within = [prosody for section, prosody in zip(sections, found, strict=True) if section.line <= aside.line]
            if not within or within[-1] is None:
                self.leave_out(aside)
        return [replace(section, prosody=prosody or NEUTRAL) for section, prosody in zip(sections, found, strict=True)]

    def _heading(self, passage: Passage) -> None:
        name = heading_name(passage.text)
        if structural(name):
            self.leave_out(replace(passage, why="a heading that names no part"))
        elif name:
            self.sections.append((passage.line, name, []))

    def _words(self, passage: Passage) -> None:
        text, line = self._without_labels(passage)
        run: list[str] = []
        start = where = line
        at = 0
        for fragment in fragments(text, captions=passage.level == CAPTION):
            where, at = where + text.count("\n", at, fragment.at), fragment.at
            if fragment.kind == "words":
                run.append(fragment.text)
                continue
            if fragment.kind == "doubt":
                self.doubts.append(Doubt(where, collapsed(fragment.text), fragment.why))
                run.append(fragment.text)
                continue
            if fragment.kind == "aside":
                if fragment.why != MARKUP:
                    self.left_out.append(LeftOut(where, collapsed(fragment.text), fragment.why))
                run.append(" " if fragment.why != MARKUP else "")
                continue
            self._flush(passage, run, start)
            run, start = [], where
            self._put(_passage_of(fragment, where))
        self._flush(passage, run, start)

    def _flush(self, passage: Passage, run: list[str], line: int) -> None:
        text = "".join(run)
        skipped = len(text) - len(text.lstrip("\n \t"))
        line += text[:skipped].count("\n")
        text = text.strip()
        if self._passages and self._passages[-1].kind in ("rest", "bell"):
            if stop := re.match(r"[.!?。！？](?=\s)", text):
                self._stop(stop[0])
            text = _LEADING.sub("", text)
        if not any(map(str.isalnum, text)):
            self._stop(text)
            return
        self._put(Passage("words", line, _even_marks(text), sure=passage.sure, prosody=passage.prosody))

    def _stop(self, text: str) -> None:
        """Add the full stop, question mark or other sign that ends a sentence in `text` to the words before the last
        mark. This is needed where a mark came between the words and that sign, as in ``Breathe [pause].``
        """
        stop = re.search(r"[.!?…。！？]", text)
        spoken = next(
            (index for index in range(len(self._passages) - 1, -1, -1) if self._passages[index].kind == "words"), None
        )
        if (
            stop
            and spoken is not None
            and spoken == len(self._passages) - 2
            and not ends_with_stop(self._passages[spoken].text)
        ):
            self._passages[spoken] = replace(self._passages[spoken], text=self._passages[spoken].text + stop[0])

    @property
    def _passages(self) -> list[Passage]:
        return self.sections[-1][2]

    def _put(self, passage: Passage) -> None:
        before = self._passages[-1] if self._passages else None
        if passage.kind == "rest":
            if not passage.amount.greatest:
                return
            if before is not None and before.kind == "rest":
                self._passages[-1] = replace(before, amount=before.amount + passage.amount)
                return
        if (
            passage.kind == "words"
            and before is not None
            and before.kind == "words"
            and _goes_on(before.text, passage.text)
        ):
            self._passages[-1] = _merged(before, passage)
            return
        self._passages.append(passage)

    def _without_labels(self, passage: Passage) -> tuple[str, int]:
        """The words of a passage, without speakers' labels and time codes at the start of its rows. Also returns the
        number of the line where the passage begins.
        """
        if passage.sure and passage.level != CAPTION:
            return passage.text, passage.line
        rows = passage.text.split("\n")
        for index, row in enumerate(rows):
            code = _CODES.match(row)
            if code and any(map(str.isalpha, row[code.end() :])):
                self.left_out.append(LeftOut(passage.line + index, code[0].strip(), TIME))
                row = row[code.end() :]
            label = label_of(row)
            if label:
                self.left_out.append(LeftOut(passage.line + index, label[0].strip(), LABEL))
                row = row[label.end() :]
            rows[index] = row
        return "\n".join(rows), passage.line


def _passage_of(fragment: Fragment, line: int) -> Passage:
    if fragment.kind == "bell":
        return Passage("bell", line, fragment.text, level=fragment.strikes)
    return Passage("rest", line, fragment.text, amount=fragment.amount)


def _spoken(passages: Iterable[Passage]) -> bool:
    return any(passage.kind in ("words", "rest", "bell") for passage in passages)


_END: Final = 60
"""How many characters at the end of a paragraph are searched for the sign that ends a sentence."""


def _goes_on(before: str, after: str) -> bool:
    """Whether a paragraph ends in the middle of a sentence that the next one continues."""
    begins = after.lstrip(' *_~"“„«…(')
    return bool(begins[:1].islower()) and not re.search(r"[.!?…:;。！？][\"'”’»)\]*_]*\s*$", before[-_END:])


def _merged(before: Passage, after: Passage) -> Passage:
    gap = after.line - before.line - before.text.count("\n")
    prosody = before.prosody if before.prosody == after.prosody else None
    return replace(before, text=before.text + "\n" * max(1, min(gap, 40)) + after.text, prosody=prosody)


def _even_marks(text: str) -> str:
    """The words. If the emphasis marks of one sign, ``*`` or ``_``, do not form pairs, all of them are removed. Between
    figures, ``**`` becomes ``^`` and ``*`` becomes ``×``.
    """
    text = re.sub(r"(?<=\d)\*\*(?=\d)", "^", text)  # a power and a multiplication, not emphasis
    text = re.sub(r"(?<=\d)(\s?)\*\1(?=\d)", r"\1×\1", text)
    for mark in ("*", "_"):
        if text.count(mark * 2) % 2 or (text.count(mark) - 2 * text.count(mark * 2)) % 2:
            text = re.sub(rf"(?<!\w){re.escape(mark)}{{1,3}}|{re.escape(mark)}{{1,3}}(?!\w)", "", text)
    return text


_FEWEST_SILENCES: Final = 2
_TITLE_WORDS: Final = 5


def _by_silences(section: FoundSection) -> list[FoundSection]:
    """The section of a text without headings, divided after each long silence. Each part is named by its
    first words.
    """
    long = [
        index for index, passage in enumerate(section.passages) if passage.kind == "rest" and passage.amount.silence
    ]
    if len(long) < _FEWEST_SILENCES or sum(passage.kind == "words" for passage in section.passages) < 6:
        return [section]
    cuts = [0, *(index + 1 for index in long), len(section.passages)]
    found: list[FoundSection] = []
    for start, end in pairwise(cuts):
        passages = section.passages[start:end]
        words = next((passage for passage in passages if passage.kind == "words"), None)
        if words is None:
            if found and passages:
                found[-1] = replace(found[-1], passages=found[-1].passages + passages)
            continue
        found.append(FoundSection(words.line, first_words(words.text), passages))
    return found


def first_words(text: str) -> str:
    """The first words of a text, as a name for something without one."""
    words = plain(text).split()
    short = " ".join(words[:_TITLE_WORDS]).rstrip(".,;:!?…")
    return short if len(words) <= _TITLE_WORDS else f"{short}…"
