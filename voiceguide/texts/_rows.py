"""Recognises rows of a paragraph that are not running text: a heading, a pause, a note, a phrase of its own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from voiceguide.texts._boilerplate import metadata_row
from voiceguide.texts._brackets import (
    ABOUT_TEXT,
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
from voiceguide.texts._headings import BOLD, PLAIN, bold_heading, bracket_heading, plain_heading
from voiceguide.texts._model import ROW, Amount, Passage
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import read_dots, read_pause
from voiceguide.texts._quantities import LENGTH_ALONE
from voiceguide.texts._title import subtitle

_COMMAND: Final = Pattern(r"\\[a-zA-Z]+(?:\{[^{}]*\})*\s*|/[a-z][a-z0-9_-]{0,20}", needs="\\/")
r"""Matches a row that is a command for a program: one of LaTeX such as ``\section{Intro}``, or ``/intro``."""


def ends_with_stop(text: str) -> bool:
    """Whether words end with ``.``, ``!``, ``?``, ``…``, a semicolon or a colon, which quotation marks or brackets may
    follow.
    """
    return text.rstrip().rstrip("\"'”’»)]*_」』")[-1:] in tuple(".!?…。！？;；:：")


def split_rows(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages. If a row among words is something else (a heading, a pause, a bullet, a direction), it becomes a
    passage of its own, and so do the words above and below it. Words are also divided at a row that is empty or has
    only a backslash; this row is left out. Words that begin with a callout, such as ``[!note]``, become an aside.
    """
    for passage in passages:
        if passage.kind not in ("words", "item") or passage.sure:
            yield passage
            continue
        if _CALLOUT.match(passage.text):
            yield replace(passage, kind="aside", why=NOTE)
            continue
        rows: list[str] = []
        begin = passage.line
        for number, row in enumerate(passage.text.split("\n"), passage.line):
            bare = row.rstrip("\\ \t") if row.rstrip().endswith("\\") else row
            apart = _row_passage(bare)
            if apart is None:
                if not rows:
                    begin = number
                rows.append(bare)
                continue
            yield from _flushed(passage, rows, begin)
            rows = []
            if apart.kind != "rule":
                yield replace(apart, line=number)
        yield from _flushed(passage, rows, begin)


def _flushed(passage: Passage, rows: list[str], begin: int) -> Iterator[Passage]:
    if rows == [passage.text]:
        yield passage
    elif any(row.strip() for row in rows):
        for part in _line_wise(rows, begin):
            yield replace(passage, text=part.text, line=part.line, why=part.why)


def _line_wise(rows: list[str], begin: int) -> Iterator[Passage]:
    """The rows as one passage. But if every row begins with a capital letter and ends without punctuation, they are
    separate phrases, and each row becomes a passage.
    """
    firsts = [row.strip()[:1] for row in rows if row.strip()]
    ends = [row.rstrip()[-1:] for row in rows if row.strip()]
    alone = len(firsts) > 1 and all(map(str.isupper, firsts)) and not any(end in '.,;:!?…-–—"”' for end in ends)
    titled = len(firsts) == 2 and subtitle(rows[-1])
    if not alone or titled:
        yield Passage("words", begin, "\n".join(rows))
        return
    for number, row in enumerate(rows, begin):
        if row.strip():
            yield Passage("words", number, row, why=ROW)


_HASHTAGS: Final = Pattern(r"(?:\\?#[\w/-]+\s+)+\\?#[\w/-]+", needs="#")
_CALLOUT: Final = Pattern(r"\[!(?:note|tip|info|important|warning|caution|abstract|summary|todo)\]", re.IGNORECASE)
_BULLET: Final = Pattern(r"^\s*(?:[•●▪◦‣⁃·]\s*|o\t\s*|o {3,})(?=\S)")


def _row_passage(row: str) -> Passage | None:
    """The passage for a row that is more than ordinary words, such as a bullet, a heading or a pause; None for ordinary
    words. The rows around it make no difference.
    """
    stripped = row.strip()
    if not stripped:
        return Passage("rule", 0)
    if bullet := _BULLET.match(row):
        return Passage("item", 0, row[bullet.end() :].strip())
    if bracket_heading(stripped):
        return Passage("heading", 0, plain(stripped).strip("[]"), level=BOLD)
    if bold_heading(stripped):
        return Passage("heading", 0, stripped, level=BOLD)
    if (amount := _quiet_row(stripped)) is not None:
        return Passage("rest", 0, stripped, amount=amount)
    why = _why_silent(stripped)
    return Passage("aside", 0, stripped, why=why) if why else None


_LOUD: Final = Pattern(r"[^\W\d_]{4,}(?=[,:–—-])", needs=",:–—-")


def _quiet_row(row: str) -> Amount | None:
    """The quiet that a whole row asks for; None if it asks for none."""
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


def _why_silent(row: str) -> str:
    """The reason why a whole row is not spoken; empty: it is spoken."""
    if _COMMAND.fullmatch(row):
        return MARKUP
    if _HASHTAGS.fullmatch(row):
        return ABOUT_TEXT
    if is_film_row(row):
        return STAGE
    if is_cue_line(row):
        return SOUND
    if (row.startswith("[^") and re.match(r"\[\^[^\]\n]{1,40}\]:", row)) or (is_note_line(row) and not label_of(row)):
        return NOTE
    return ABOUT_TEXT if metadata_row(row) else ""


def headings(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages, in which words that read like a heading, but have no heading mark, have become headings."""
    known = list(passages)
    prose = [passage for passage in known if passage.kind in ("words", "item")]
    ended = sum(ends_with_stop(passage.text) for passage in prose)
    steady = ended >= 0.6 * max(1, len(prose))
    numbered = _numbered(known)
    afters: list[str] = [""]  # the kind of the passage after each passage, from the last one to the first
    for passage in reversed(known[1:]):
        afters.append(afters[-1] if passage.kind in ("aside", "rule") else passage.kind)
    for passage, after in zip(known, reversed(afters), strict=bool(known)):
        first, _, rest = passage.text.partition("\n")
        followed = after not in ("", "heading") or bool(rest.strip())
        guessed = passage.kind == "words" and not passage.sure and followed
        if passage in numbered:
            yield replace(passage, kind="heading", level=PLAIN)
        elif guessed and plain_heading(first, steady=steady, alone=not rest.strip()):
            yield replace(passage, kind="heading", text=first, level=PLAIN)
            if rest.strip():
                yield replace(passage, text=rest, line=passage.line + 1)
        else:
            yield passage


def _numbered(passages: list[Passage]) -> list[Passage]:
    """The items of lists that serve as headings: either all items of the text, or none. They are headings if there are
    several, and each is short, begins with a capital, does not end like a sentence, and is followed by words outside
    the list.
    """
    shown = [passage for passage in passages if passage.kind not in ("aside", "rule", "rest")]
    items = [i for i, passage in enumerate(shown) if passage.kind == "item" and not passage.sure]
    named = all(
        i + 1 < len(shown)
        and shown[i + 1].kind == "words"
        and len(shown[i].text.split()) <= 6
        and shown[i].text[:1].isupper()
        and not ends_with_stop(shown[i].text)
        for i in items
    )
    return [shown[i] for i in items] if named and len(items) > 1 else []
