"""Says what single rows of a paragraph are, whatever surrounds them: headings, quiet, notes, separate phrases."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from voiceguide.texts._brackets import (
    ABOUT,
    MARKUP,
    NOTE,
    SOUND,
    STAGE,
    is_cue_line,
    is_film_row,
    is_note_line,
    label_of,
    plain,
)
from voiceguide.texts._directions import music_alone
from voiceguide.texts._furniture import metadata_row
from voiceguide.texts._headings import BOLD, PLAIN, bold_heading, bracket_heading, plain_heading
from voiceguide.texts._model import ROW, Amount, Block
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import read_dots, read_pause
from voiceguide.texts._quantities import LENGTH_ALONE
from voiceguide.texts._title import subtitle

_COMMAND: Final = Pattern(r"\\[a-zA-Z]+(?:\{[^{}]*\})*\s*|/[a-z][a-z0-9_-]{0,20}", needs="\\/")
"""A row that is a command for a program, as in LaTeX, or ``/intro``."""


def stopped(text: str) -> bool:
    """Whether words end with a stop, which quotation marks or brackets may follow."""
    return text.rstrip().rstrip("\"'”’»)]*_」』")[-1:] in tuple(".!?…。！？;；:：")


def rows_apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, where headings within words, rows of backslashes and cue lines are blocks of their own."""
    for block in blocks:
        if block.kind not in ("words", "item") or block.sure:
            yield block
            continue
        if _CALLOUT.match(block.text):
            yield replace(block, kind="aside", why=NOTE)
            continue
        rows: list[str] = []
        begin = block.line
        for number, row in enumerate(block.text.split("\n"), block.line):
            bare = row.rstrip("\\ \t") if row.rstrip().endswith("\\") else row
            apart = _row_apart(bare)
            if apart is None:
                if not rows:
                    begin = number
                rows.append(bare)
                continue
            yield from _flushed(block, rows, begin)
            rows = []
            if apart.kind != "rule" or bare.strip():
                yield replace(apart, line=number)
        yield from _flushed(block, rows, begin)


def _flushed(block: Block, rows: list[str], begin: int) -> Iterator[Block]:
    if rows == [block.text]:
        yield block
    elif any(row.strip() for row in rows):
        for part in _line_wise(rows, begin):
            yield replace(block, text=part.text, line=part.line, why=part.why)


def _line_wise(rows: list[str], begin: int) -> Iterator[Block]:
    """Rows that are separate phrases, each starting with a capital letter and ending without a stop, as blocks of their
    own.
    """
    firsts = [row.strip()[:1] for row in rows if row.strip()]
    ends = [row.rstrip()[-1:] for row in rows if row.strip()]
    alone = len(firsts) > 1 and all(map(str.isupper, firsts)) and not any(end in '.,;:!?…-–—"”' for end in ends)
    titled = len(firsts) == 2 and subtitle(rows[-1])
    if not alone or titled:
        yield Block("words", begin, "\n".join(rows))
        return
    for number, row in enumerate(rows, begin):
        if row.strip():
            yield Block("words", number, row, why=ROW)


_HASHTAGS: Final = Pattern(r"(?:\\?#[\w/-]+\s+)+\\?#[\w/-]+", needs="#")
_CALLOUT: Final = Pattern(r"\[!(?:note|tip|info|important|warning|caution|abstract|summary|todo)\]", re.IGNORECASE)
_BULLET: Final = Pattern(r"^\s*(?:[•●▪◦‣⁃·]\s*|o\t\s*|o {3,})(?=\S)")


def _row_apart(row: str) -> Block | None:
    """What a row is by itself, whatever surrounds it; None: ordinary words."""
    stripped = row.strip()
    if not stripped:
        return Block("rule", 0)
    if bullet := _BULLET.match(row):
        return Block("item", 0, row[bullet.end() :].strip())
    if bracket_heading(stripped):
        return Block("heading", 0, plain(stripped).strip("[]"), level=BOLD)
    if bold_heading(stripped):
        return Block("heading", 0, stripped, level=BOLD)
    if (amount := _quiet_row(stripped)) is not None:
        return Block("rest", 0, stripped, amount=amount)
    why = _why_apart(stripped)
    return Block("aside", 0, stripped, why=why) if why else None


_LOUD: Final = Pattern(r"[^\W\d_]{4,}(?=[,:–—-])", needs=",:–—-")


def _quiet_row(row: str) -> Amount | None:
    """The quiet that a whole row asks for."""
    if (loud := _LOUD.match(row)) and loud[0].isupper() and read_pause(loud[0], marked=False) is not None:
        return read_pause(row)
    if (music := music_alone(row.strip("[](){}*_ "))) is not None:
        return music
    if (dots := read_dots(plain(row))) is not None:
        return dots
    if LENGTH_ALONE.fullmatch(row):
        return read_pause(row)
    amount = read_pause(row, marked=False)
    return amount if amount is not None and amount.greatest and not re.search(r"[\[(]{2}|\]\(", row) else None


def _why_apart(row: str) -> str:
    """The reason why a whole row is not spoken; empty: it is spoken."""
    if _COMMAND.fullmatch(row):
        return MARKUP
    if _HASHTAGS.fullmatch(row):
        return ABOUT
    if is_film_row(row):
        return STAGE
    if is_cue_line(row):
        return SOUND
    if (row.startswith("[^") and re.match(r"\[\^[^\]\n]{1,40}\]:", row)) or (is_note_line(row) and not label_of(row)):
        return NOTE
    return ABOUT if metadata_row(row) else ""


def headings(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, where headings without marks have become headings."""
    known = list(blocks)
    prose = [block for block in known if block.kind in ("words", "item")]
    ended = sum(stopped(block.text) for block in prose)
    steady = ended >= 0.6 * max(1, len(prose))
    numbered = _numbered(known)
    afters: list[str] = [""]  # what kind of block follows each one, starting from the last
    for block in reversed(known[1:]):
        afters.append(afters[-1] if block.kind in ("aside", "rule") else block.kind)
    for block, after in zip(known, reversed(afters), strict=bool(known)):
        first, _, rest = block.text.partition("\n")
        followed = after not in ("", "heading") or bool(rest.strip())
        guessed = block.kind == "words" and not block.sure and followed
        if block in numbered:
            yield replace(block, kind="heading", level=PLAIN)
        elif guessed and plain_heading(first, steady=steady, alone=not rest.strip()):
            yield replace(block, kind="heading", text=first, level=PLAIN)
            if rest.strip():
                yield replace(block, text=rest, line=block.line + 1)
        else:
            yield block


def _numbered(blocks: list[Block]) -> list[Block]:
    """The items of a list that are headings: if each of several is short, has no stop, and is followed by words outside
    the list.
    """
    shown = [block for block in blocks if block.kind not in ("aside", "rule", "rest")]
    items = [i for i, block in enumerate(shown) if block.kind == "item" and not block.sure]
    named = all(
        i + 1 < len(shown)
        and shown[i + 1].kind == "words"
        and len(shown[i].text.split()) <= 6
        and shown[i].text[:1].isupper()
        and not stopped(shown[i].text)
        for i in items
    )
    return [shown[i] for i in items] if named and len(items) > 1 else []
