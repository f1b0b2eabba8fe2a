"""Finds what a text means: its title, its sections, what is spoken in them, and what is left out and why.

The readers tell apart headings, words, and the marks of their form. What these mean is decided here, in the same way
for all forms.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import pairwise
from typing import Final

from voiceguide.texts._brackets import ABOUT, COMMENT, LABEL, MARKUP, NOTE, TIME, TIME_CODE, label_of, plain
from voiceguide.texts._directions import Piece, pieces
from voiceguide.texts._furniture import without_front, without_notes
from voiceguide.texts._headings import heading_name, structural
from voiceguide.texts._manners import common_manner
from voiceguide.texts._model import CAPTION, NO_MANNER, UNSEEN, Block, Doubt, FoundText, LeftOut, Part, Understood
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._quantities import LENGTH_ALONE
from voiceguide.texts._rows import headings, rows_apart, stopped
from voiceguide.texts._speakers import line_names, named_speakers, without_speaker
from voiceguide.texts._title import title_of

_QUOTED: Final = Pattern(r"(?:[\"“”„«「『](?P<said>[^\"“”„«»「」『』]{2,})[\"“”»」』])", needs='"“”„«「『')
_LEADING: Final = Pattern(r"^[\s]*(?:[.…·]{2,}|…|[,;:.!?])+\s*|^\s+")
_ENTITY: Final = Pattern(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_CODES: Final = Pattern(
    rf"^[\s*_>\-]*[\[(]?{TIME_CODE}(?:\s*(?:-|–|—|to|->|→)\s*{TIME_CODE})?[\])]?[*_]*\s*[:\-–—|]?\s+(?=\S)",
    needs=":",
)


def understood(found: FoundText) -> Understood:
    """What a text means."""
    reading = _Reading()
    blocks = _unescaped(found.blocks)
    if found.speech:
        title, lang = found.title, found.lang
    else:
        blocks, front = without_front(blocks)
        for block in front.left_out:
            reading.leave(block)
        blocks = list(headings(rows_apart(blocks)))
        title, blocks = title_of(blocks, found.title or front.title)
        lang = found.lang or front.lang
        blocks = list(_without_lengths(blocks, reading.leave))
        blocks = without_notes(blocks, reading.leave)
        blocks = _quoted(blocks, reading)
        blocks = list(_without_speakers(blocks, reading.leave))
    for block in blocks:
        reading.take(block)
    return reading.finish(heading_name(title).translate(UNSEEN), lang, guess=not found.speech)


def _without_lengths(blocks: Iterable[Block], leave: Callable[[Block], None]) -> Iterator[Block]:
    """The blocks without a length that comes before all words: it is the length of the text."""
    begun = False
    for block in blocks:
        begun = begun or block.kind in ("words", "item")
        if not begun and block.kind == "rest" and LENGTH_ALONE.fullmatch(block.text):
            leave(replace(block, why=ABOUT))
        else:
            yield block


def _without_speakers(blocks: list[Block], leave: Callable[[Block], None]) -> Iterator[Block]:
    """The blocks without the names of speakers before what they say."""
    spoken = [block for block in blocks if block.kind in ("words", "item") and not block.sure]
    rows = [row for block in spoken for row in block.text.split("\n")[:1]]
    names = named_speakers(rows, share=0.6) | line_names(rows)
    for block in blocks:
        text, name = (
            without_speaker(block.text, names) if block.kind in ("words", "item") and not block.sure else ("", "")
        )
        if name:
            leave(replace(block, text=name, why=LABEL))
        yield replace(block, text=text) if name else block


def _unescaped(blocks: Iterable[Block]) -> list[Block]:
    return [_mended(block) if block.kind in ("words", "item", "heading") else block for block in blocks]


_BROKEN: Final = Pattern(
    r"(?<![\w-])(?!(?:well|self|half|ever|all|non|co|ex|mid|two|three|one|semi|so|high|low|long|short|deep|slow|soft|warm|"
    r"open|full|kind)-)([^\W\d_]*[a-zà-ÿ])-\n([a-zà-ÿ]\S*)[ \t]*"
)
"""A word that was broken at the end of a line. If it may have a hyphen anyway, the hyphen stays."""


def _mended(block: Block) -> Block:
    """A block without entities, invisible characters and broken words. Each line feed is still at the end of a line."""
    text = block.text
    if "&" in text:
        text = _ENTITY.sub(lambda entity: unescape(entity[0]).replace("\xa0", " "), text)
    text = text.translate(UNSEEN)
    if "-\n" in text and not block.sure:
        text = _BROKEN.sub(r"\1\2\n", text)
        text = re.sub(r"(?<=[^\W\d_]-)\n([a-zà-ÿ]\S*)[ \t]*", r"\1\n", text)
    return block if text == block.text else replace(block, text=text)


def _quoted(blocks: list[Block], reading: "_Reading") -> list[Block]:
    """If most of the words are in quotation marks, only those."""
    if sum(bool(_QUOTED.search(block.text)) for block in blocks if block.kind in ("words", "item")) < 2:
        return blocks
    prose = [(block, _spoken_quotes(block.text)) for block in blocks if block.kind in ("words", "item")]
    prose = [(block, said) for block, said in prose if _left(block.text)]
    whole = [said for block, said in prose if said and not _outside(block.text)]
    if len(whole) < 2 or len(whole) < 0.4 * len(prose):
        return blocks
    kept = []
    for block in blocks:
        if block.kind not in ("words", "item") or not _left(block.text):
            kept.append(block)
        elif said := _spoken_quotes(block.text):
            if outside := _outside(block.text):
                reading.leave(replace(block, text=outside, why="it is outside the quotation marks"))
            kept.append(replace(block, text=_unquoted(block.text) if not _outside(block.text) else said))
        else:
            kept.append(replace(block, kind="aside", why="it is outside the quotation marks"))
    return kept


def _left(text: str) -> str:
    """The words of a text without its marks."""
    return "".join(piece.text for piece in pieces(text) if piece.kind in ("words", "doubt")).strip(" \t\n*_\\.")


def _spoken_quotes(text: str) -> str:
    return " ".join(match["said"] for match in _QUOTED.finditer(text))


def _outside(text: str) -> str:
    outside = _left(_QUOTED.sub(" ", text))
    return outside if any(map(str.isalnum, outside)) else ""


def _unquoted(text: str) -> str:
    return re.sub(r"[\"“”„«»「」『』]", "", text)


@dataclass
class _Reading:
    """Takes the blocks in order and keeps what is spoken."""

    parts: list[tuple[int, str, list[Block]]] = field(default_factory=lambda: [(1, "", [])])
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    manners: list[Block] = field(default_factory=list)
    """Asides that ask for a manner of speaking."""

    def take(self, block: Block) -> None:
        """Handle the next block."""
        if block.kind == "heading":
            self._heading(block)
        elif block.kind == "aside" and block.manner != NO_MANNER:
            self.manners.append(block)
        elif block.kind == "aside":
            self.leave(block)
        elif block.kind in ("rest", "bell"):
            self._put(block)
        elif block.kind in ("words", "item"):
            self._words(block)

    def leave(self, block: Block) -> None:
        """Leave a block out, and report that."""
        text = " ".join(block.text.split())
        if text:
            self.left_out.append(LeftOut(block.line, text, block.why or NOTE))

    def finish(self, title: str, lang: str, *, guess: bool) -> Understood:
        """Everything that was understood, once all blocks are handled."""
        for line, heading, blocks in self.parts:
            if heading and not _spoken(blocks):
                self.left_out.append(LeftOut(line, heading, "a heading with nothing to speak below it"))
        parts = [Part(line, heading, tuple(blocks)) for line, heading, blocks in self.parts if _spoken(blocks)]
        if guess and len(parts) == 1 and not parts[0].title:
            parts = _by_silences(parts[0])
        parts = self._with_manners(parts)
        self.left_out.sort(key=lambda left: left.line)
        return Understood(title, lang, tuple(parts), tuple(self.left_out), tuple(self.doubts))

    def _with_manners(self, parts: list[Part]) -> list[Part]:
        """The parts, each with the manner that applies to all of it. A manner for less than a part is reported as left
        out.
        """
        whole = common_manner(block for part in parts for block in part.blocks)
        found = [whole or (common_manner(part.blocks) if part.title else None) for part in parts]
        for aside in self.manners:
            within = [manner for part, manner in zip(parts, found, strict=True) if part.line <= aside.line]
            if not within or within[-1] is None:
                self.leave(aside)
        return [replace(part, manner=manner or NO_MANNER) for part, manner in zip(parts, found, strict=True)]

    def _heading(self, block: Block) -> None:
        name = heading_name(block.text)
        if structural(name):
            self.leave(replace(block, why="a heading that names no part"))
        elif name:
            self.parts.append((block.line, name, []))

    def _words(self, block: Block) -> None:
        text, line = self._without_labels(block)
        run: list[str] = []
        start = where = line
        at = 0
        for piece in pieces(text, captions=block.level == CAPTION):
            where, at = where + text.count("\n", at, piece.at), piece.at
            if piece.kind == "words":
                run.append(piece.text)
                continue
            if piece.kind == "doubt":
                self.doubts.append(Doubt(where, " ".join(piece.text.split()), piece.why))
                run.append(piece.text)
                continue
            if piece.kind == "aside":
                if piece.why not in (MARKUP, COMMENT) or piece.why == COMMENT:
                    self.left_out.append(LeftOut(where, " ".join(piece.text.split()), piece.why))
                run.append(" " if piece.why != MARKUP else "")
                continue
            self._flush(block, run, start)
            run, start = [], where
            self._put(_block_of(piece, where))
        self._flush(block, run, start)

    def _flush(self, block: Block, run: list[str], line: int) -> None:
        text = "".join(run)
        skipped = len(text) - len(text.lstrip("\n \t"))
        line += text[:skipped].count("\n")
        text = text.strip()
        if self._blocks and self._blocks[-1].kind in ("rest", "bell"):
            if stop := re.match(r"[.!?。！？](?=\s)", text):
                self._stop(stop[0])
            text = _LEADING.sub("", text)
        if not any(map(str.isalnum, text)):
            self._stop(text)
            return
        self._put(Block("words", line, _even_marks(text), sure=block.sure, manner=block.manner))

    def _stop(self, text: str) -> None:
        """Put a stop back after its words if a mark has separated it from them."""
        stop = re.search(r"[.!?…。！？]", text)
        spoken = next(
            (index for index in range(len(self._blocks) - 1, -1, -1) if self._blocks[index].kind == "words"), None
        )
        if stop and spoken is not None and spoken == len(self._blocks) - 2 and not stopped(self._blocks[spoken].text):
            self._blocks[spoken] = replace(self._blocks[spoken], text=self._blocks[spoken].text + stop[0])

    @property
    def _blocks(self) -> list[Block]:
        return self.parts[-1][2]

    def _put(self, block: Block) -> None:
        before = self._blocks[-1] if self._blocks else None
        if block.kind == "rest":
            if not block.amount.greatest:
                return
            if before is not None and before.kind == "rest":
                self._blocks[-1] = replace(before, amount=before.amount + block.amount)
                return
        if (
            block.kind == "words"
            and before is not None
            and before.kind == "words"
            and _goes_on(before.text, block.text)
        ):
            self._blocks[-1] = _joined(before, block)
            return
        self._blocks.append(block)

    def _without_labels(self, block: Block) -> tuple[str, int]:
        """The words of a block without speakers' labels and time codes at the start of its rows."""
        if block.sure and block.level != CAPTION:
            return block.text, block.line
        rows = block.text.split("\n")
        for index, row in enumerate(rows):
            code = _CODES.match(row)
            if code and any(map(str.isalpha, row[code.end() :])):
                self.left_out.append(LeftOut(block.line + index, code[0].strip(), TIME))
                row = row[code.end() :]
            label = label_of(row)
            if label:
                self.left_out.append(LeftOut(block.line + index, label[0].strip(), LABEL))
                row = row[label.end() :]
            rows[index] = row
        return "\n".join(rows), block.line


def _block_of(piece: Piece, line: int) -> Block:
    if piece.kind == "bell":
        return Block("bell", line, piece.text, level=piece.strikes)
    return Block("rest", line, piece.text, amount=piece.amount)


def _spoken(blocks: Iterable[Block]) -> bool:
    return any(block.kind in ("words", "rest", "bell") for block in blocks)


_END: Final = 60
"""For a stop at the end of words, this many characters are searched."""


def _goes_on(before: str, after: str) -> bool:
    """Whether a paragraph ends in the middle of a sentence that the next one continues."""
    begins = after.lstrip(' *_~"“„«…(')
    return bool(begins[:1].islower()) and not re.search(r"[.!?…:;。！？][\"'”’»)\]*_]*\s*$", before[-_END:])


def _joined(before: Block, after: Block) -> Block:
    gap = after.line - before.line - before.text.count("\n")
    manner = before.manner if before.manner == after.manner else None
    return replace(before, text=before.text + "\n" * max(1, min(gap, 40)) + after.text, manner=manner)


def _even_marks(text: str) -> str:
    """Words without emphasis marks that have lost their other half."""
    text = re.sub(r"(?<=\d)\*\*(?=\d)", "^", text)  # a power and a multiplication, not emphasis
    text = re.sub(r"(?<=\d)(\s?)\*\1(?=\d)", r"\1×\1", text)
    for mark in ("*", "_"):
        if text.count(mark * 2) % 2 or (text.count(mark) - 2 * text.count(mark * 2)) % 2:
            text = re.sub(rf"(?<!\w){re.escape(mark)}{{1,3}}|{re.escape(mark)}{{1,3}}(?!\w)", "", text)
    return text


_FEWEST_SILENCES: Final = 2
_TITLE_WORDS: Final = 5


def _by_silences(part: Part) -> list[Part]:
    """For a text without headings: a new section after each long silence, named by its first words."""
    long = [index for index, block in enumerate(part.blocks) if block.kind == "rest" and block.amount.silence]
    if len(long) < _FEWEST_SILENCES or sum(block.kind == "words" for block in part.blocks) < 6:
        return [part]
    cuts = [0, *(index + 1 for index in long), len(part.blocks)]
    found: list[Part] = []
    for start, end in pairwise(cuts):
        blocks = part.blocks[start:end]
        words = next((block for block in blocks if block.kind == "words"), None)
        if words is None:
            if found and blocks:
                found[-1] = replace(found[-1], blocks=found[-1].blocks + blocks)
            continue
        found.append(Part(words.line, first_words(words.text), blocks))
    return found


def first_words(text: str) -> str:
    """The first words of a text, as a name for something without one."""
    words = plain(text).split()
    short = " ".join(words[:_TITLE_WORDS]).rstrip(".,;:!?…")
    return short if len(words) <= _TITLE_WORDS else f"{short}…"
