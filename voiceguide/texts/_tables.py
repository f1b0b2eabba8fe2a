"""Reads tables of phrases and seconds, both as files and inside documents."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from voiceguide.texts import _captions
from voiceguide.texts._brackets import TIME_CODE, is_time_code
from voiceguide.texts._model import Amount, FoundText, Passage, RefusedError
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import amount_of, read_pause, seconds_of
from voiceguide.units import Seconds

_SEP: Final = Pattern(r"\Asep=.\n")
"""Matches the line that tells a spreadsheet program which character separates the columns."""
_PLAN: Final = "a table of the parts and their times"
_SPAN: Final = Pattern(
    rf"~?(?:{TIME_CODE}\s*(?:-|–|—|to|bis|a|à)\s*(?:{TIME_CODE}|end)|"
    r"\d{1,3}(?:\s*[-–—]\s*\d{1,3})?\s*(?:min\w*\.?|分\w*))",
    re.IGNORECASE,
)
"""Matches the times at which a part of a text begins and ends, or the number of minutes that the part takes."""
_NUMBER_OF_TIME: Final = Pattern(r"\d{1,8}(?:\.\d{1,6})?")
_NUMBER: Final = Pattern(r"\d{1,5}(?:[.,]\d{1,3})?")
_SILENT: Final = Pattern(r"\s*[*\-–—_.…#~]*\s*")
_TEXT_NAMES: Final = Pattern(
    r"text|say|spoken|phrase|script|words|narration|line|sentence|content|speech|satz|frase|texte|texto|testo|tekst|文|台词",
    re.IGNORECASE,
)
_PAUSE_NAMES: Final = Pattern(
    r"pause|silence|seconds|secs?\b|break|wait|gap|delay|after|stille|pausa|sekunden|秒|间|間", re.IGNORECASE
)


def table_delimiter(text: str) -> str:
    """The character between the columns of a table of phrases and seconds; empty if the text is no such table."""
    lines = [line for line in _SEP.sub("\n", text).split("\n", 200)[:200] if line.strip()]
    if len(lines) < 2:
        return ""
    for sign in ";\t|,":
        rows = [row for row in csv.reader(lines, delimiter=sign) if row]
        head = bool(rows) and _is_head([(1, cell) for cell in rows[0]])
        ending = [row for row in rows[head:] if len(row) > 1 and any(_numeric(cell) or not cell for cell in row[1:])]
        if len(ending) >= 0.8 * max(1, len(rows) - head) and (
            sign != "," or all(len(row) == len(rows[0]) for row in rows)
        ):
            return sign
    return ""


def read_table(text: str, form: str = "a table") -> FoundText:
    """The phrases and pauses of a table; a table of start times, end times and words is read as captions. Raises
    `RefusedError` if it cannot be read, or has no column of words.
    """
    text = _SEP.sub("\n", text)
    sign = table_delimiter(text) or next((one for one in ";\t|," if one in text.split("\n", 1)[0]), ",")
    reader = csv.reader(text.split("\n"), delimiter=sign, quotechar='"')
    rows: list[list[tuple[int, str]]] = []
    begun = 1
    try:
        for row in reader:
            rows.append([(begun, cell.strip()) for cell in row])
            begun = reader.line_num + 1
    except csv.Error as error:
        raise RefusedError(f"this table cannot be read: {error}", reader.line_num) from None
    rows = [row for row in rows if any(cell for _, cell in row)]
    if cues := _cues(rows):
        return FoundText("a table of times", tuple(_captions.cue_passages(cues)), speech=True)
    passages = list(table_passages(rows))
    if not any(passage.kind == "words" and any(map(str.isalpha, passage.text)) for passage in passages):
        raise RefusedError("this table has no column of words to speak; write rows like 'Breathe in.;5'")
    return FoundText("a table", tuple(passages), speech=True)


_IN_MILLISECONDS: Final[Seconds] = 200.0
"""If every row of a table would last at least this many seconds, its times are not in seconds but in milliseconds."""


def _cues(rows: Sequence[Sequence[tuple[int, str]]]) -> list["_captions.Cue"]:
    """The rows as captions, if the columns are start, end and words; otherwise empty. The times may be in seconds or
    milliseconds.
    """
    body = rows[1:] if rows and not _numeric(rows[0][0][1]) else rows
    if len(body) < 2 or any(len(row) != 3 or _NUMBER_OF_TIME.fullmatch(row[2][1]) for row in body):
        return []
    if not all(_NUMBER_OF_TIME.fullmatch(row[at][1]) for row in body for at in (0, 1)):
        return []
    spans = [(float(row[0][1]), float(row[1][1])) for row in body]
    if sorted(spans) != spans or any(start >= end for start, end in spans):
        return []
    unit = 0.001 if min(end - start for start, end in spans) >= _IN_MILLISECONDS else 1.0
    return [
        _captions.Cue(row[2][0], start * unit, end * unit, row[2][1])
        for row, (start, end) in zip(body, spans, strict=True)
    ]


def table_passages(rows: Sequence[Sequence[tuple[int, str]]], *, headed: bool = False) -> Iterator[Passage]:
    """The words and pauses in the rows of a table; its header and its other cells become asides. Each cell is (line,
    text). `headed`: the first row is a header if it is short, whatever its words are.
    """
    if not rows:
        return
    if _times_parts(rows):
        for row in rows:
            yield Passage("aside", row[0][0], " | ".join(cell for _, cell in row), why=_PLAN)
        return
    head = rows[0] if _is_head(rows[0]) or (headed and len(rows) > 1 and _is_short(rows[0])) else None
    body = rows[1:] if head else rows
    if head:
        yield Passage("aside", head[0][0], " | ".join(cell for _, cell in head), why="the header of a table")
    columns = _columns(head, body)
    for row in body:
        pause_last = sorted(enumerate(row), key=lambda one: one[0] == columns.quiet)
        for index, (line, cell) in pause_last:
            if cell:
                yield from _cell_passages(index, line, cell, columns)


@dataclass(frozen=True)
class _Columns:
    """Which columns of a table have the words and the pauses. Columns are counted from 0."""

    words: int
    quiet: int | None
    """The column with the pauses; None: there is none."""
    milli: bool
    """Whether pauses are in milliseconds."""


def _columns(head: Sequence[tuple[int, str]] | None, body: Sequence[Sequence[tuple[int, str]]]) -> _Columns:
    width = max(map(len, [*body, head or []]))
    words = _text_column(head, body, width)
    quiet = _pause_column(head, body, width, words)
    named = head[quiet][1] if head and quiet is not None and quiet < len(head) else ""
    return _Columns(words, quiet, bool(re.search(r"\bms\b|_ms|millis", named, re.IGNORECASE)))


def _cell_passages(index: int, line: int, cell: str, columns: _Columns) -> Iterator[Passage]:
    if index == columns.words and not _SILENT.fullmatch(cell):
        yield Passage("words", line, cell, sure=True)
    elif index == columns.quiet and (amount := _cell_amount(cell, columns.milli)) is not None:
        yield Passage("rest", line, cell, amount=amount)
    elif index != columns.words:
        amount = read_pause(cell, marked=False)
        if amount is not None and amount.greatest:
            yield Passage("rest", line, cell, amount=amount)
        else:
            yield Passage("aside", line, cell, why="another column of the table")


def _times_parts(rows: Sequence[Sequence[tuple[int, str]]]) -> bool:
    """Whether a table only lists the parts of a text with their times."""
    body = [[cell for _, cell in row if cell] for row in rows[1:]]
    return len(body) >= 2 and all(
        any(_SPAN.fullmatch(cell) for cell in cells)
        and all(_SPAN.fullmatch(cell) or (len(cell.split()) <= 4 and cell[-1] not in ".!?…") for cell in cells)
        for cells in body
    )


def _cell_amount(cell: str, milli: bool) -> Amount | None:
    if _NUMBER.fullmatch(cell):
        seconds = float(cell.replace(",", ".")) * (0.001 if milli else 1.0)
        return Amount(seconds, seconds)
    return amount_of(cell)


def _numeric(cell: str) -> bool:
    plain = cell.strip()
    return bool(_NUMBER.fullmatch(plain) or is_time_code(plain)) or (len(cell) < 12 and seconds_of(cell) is not None)


def _is_head(row: Sequence[tuple[int, str]]) -> bool:
    cells = [cell for _, cell in row]
    named = any(_TEXT_NAMES.search(cell) or _PAUSE_NAMES.search(cell) for cell in cells)
    return named and len(cells) > 1 and all(len(cell.split()) <= 4 and not _numeric(cell) for cell in cells)


def _is_short(row: Sequence[tuple[int, str]]) -> bool:
    return all(len(cell.split()) <= 4 and not re.search(r"[.!?…]$", cell) for _, cell in row)


def _text_column(head: Sequence[tuple[int, str]] | None, body: Sequence[Sequence[tuple[int, str]]], width: int) -> int:
    letters: list[int] = [sum(sum(map(str.isalpha, row[i][1])) for row in body if i < len(row)) for i in range(width)]
    if head:
        named = [i for i, (_, cell) in enumerate(head) if _TEXT_NAMES.search(cell) and letters[i]]
        if named:
            return named[0]
    return max(range(width), key=lambda i: letters[i])


def _pause_column(
    head: Sequence[tuple[int, str]] | None, body: Sequence[Sequence[tuple[int, str]]], width: int, words: int
) -> int | None:
    if head:
        named = [i for i, (_, cell) in enumerate(head) if i != words and _PAUSE_NAMES.search(cell)]
        if named:
            return named[0]
    columns: list[int] = [*range(words + 1, width), *range(words)]
    for i in columns:
        cells = [row[i][1] for row in body if i < len(row) and row[i][1]]
        if any(is_time_code(cell) for cell in cells):
            continue
        if cells and sum(_numeric(cell) or amount_of(cell) is not None for cell in cells) >= 0.8 * len(cells):
            return i
    return None
