"""Reads the table of people that sessions are made for. All mistakes are reported together, and nobody's words appear
in them.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from voiceguide.errors import CatalogueError, WordsMissingError
from voiceguide.person.own_words import COMFORTS, LONGEST, is_key, phrased
from voiceguide.publish._documents import text_of
from voiceguide.publish._orders import Order
from voiceguide.publish.model import PracticeSource
from voiceguide.script.outliner import outline
from voiceguide.session.stages import listener


@dataclass(frozen=True)
class Person:
    """One row of the table."""

    row: int
    """Its number, counted from 1 below the header."""
    words: tuple[tuple[str, str], ...]
    """(key, words), as they will be spoken."""

    @property
    def name(self) -> str:
        """The name, as spoken."""
        return dict(self.words).get("name", "")


def read_people(file: Path) -> tuple[Person, ...]:
    """The people in a table with a header: UTF-8, with or without a byte order mark, separated by ``;``, ``,`` or tabs.

    Raises `CatalogueError` with all mistakes, by row and column, without the contents of the cells.
    """
    rows = _rows(file)
    head = [column.strip().lower() for column in rows[0]]
    mistakes = _head_mistakes(head)
    people = []
    for number, row in enumerate(rows[1:], 1):
        if not any(field.strip() for field in row):
            continue
        before = len(mistakes)
        if len(row) > len(head):
            mistakes.append(f"row {number}: it has {len(row)} fields, and the header only {len(head)}")
        found = dict(_spoken(number, zip(head, row, strict=False), mistakes))
        if not found and len(mistakes) == before:
            mistakes.append(f"row {number}: nothing in it can be said")
        people.append(Person(number, _with_comfort(found)))
    if not people and not mistakes:
        mistakes.append("there is nobody in it; write a row for each person below the header")
    if mistakes:
        raise CatalogueError(file, mistakes)
    return tuple(people)


def _spoken(number: int, fields: Iterable[tuple[str, str]], mistakes: list[str]) -> Iterator[tuple[str, str]]:
    """The words of a row, as they will be spoken; mistakes in them are added to `mistakes`."""
    for key, text in fields:
        if len(text) > LONGEST:
            mistakes.append(f"row {number}, {key}: it is longer than {LONGEST} letters")
        elif _FORMULA.match(text):
            mistakes.append(f"row {number}, {key}: it is a formula, or the error of one; write words")
        elif words := phrased(key, text):
            yield key, words


_FORMULA: Final = re.compile(r"\s*(?:[=@+]|#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!))")
"""How a cell begins that contains a formula, or the error of one."""


def _rows(file: Path) -> list[list[str]]:
    text = _from_head(text_of(file, "in Excel, save it as “CSV UTF-8”"))
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's line that names the separator
        separator, text = first.strip()[4], _from_head(rest)
    else:
        separator = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise CatalogueError(file, [f"it cannot be read as a table: {error}"]) from None
    if not rows or not any(field.strip() for field in rows[0]):
        raise CatalogueError(file, ["it is empty; its first row names the columns: name, comfort, dear"])
    return rows


_BLANK: Final = re.compile(r"[\s;,]*[\r\n]")
"""Lines with nothing in them, or with nothing but separators."""


def _from_head(text: str) -> str:
    """The text without blank lines at its beginning."""
    blank = _BLANK.match(text)
    return text[blank.end() :] if blank else text


def _head_mistakes(head: Sequence[str]) -> list[str]:
    found = [f"column {number}: it has no name that a script can use, such as name, comfort or dear"
             for number, key in enumerate(head, 1) if not is_key(key)]  # fmt: skip
    found += [f"column {number}: {key} is there twice; keep one" for number, key in enumerate(head, 1)
              if key in head[: number - 1]]  # fmt: skip
    if not found and not {"name", "comfort", "dear", *COMFORTS} & set(head):
        found.append("the first row names the columns: name, comfort, dear; at least one of them")
    return found


def _with_comfort(words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    first = next((words[key] for key in COMFORTS if key in words), None)
    if first and "comfort" not in words:
        words["comfort"] = first
    return tuple(words.items())


def words_of_all(people: Sequence[Person]) -> tuple[tuple[str, str], ...]:
    """Words for every key that anybody has words for; a catalogue is checked with them."""
    return tuple({key: words for person in reversed(people) for key, words in person.words}.items())


def require_words(file: Path, people: Sequence[Person], orders: Sequence[Order], source: PracticeSource) -> None:
    """Raise `CatalogueError` if a practice needs words that somebody's row does not have."""
    mistakes: dict[str, None] = {}
    missing: dict[tuple[int, frozenset[str]], str] = {}
    for person in people:
        for number, order in enumerate(orders):
            known = (number, frozenset(dict(person.words)))
            if known not in missing:
                missing[known] = _place_without_words(person, order, source)
            if missing[known]:
                mistakes[f"row {person.row}: {missing[known]}"] = None
    if mistakes:
        raise CatalogueError(file, list(mistakes))


def _place_without_words(person: Person, order: Order, source: PracticeSource) -> str:
    try:
        outline(order.script, listener(replace(order.wishes, words=person.words)), source.included)
    except WordsMissingError as error:
        key, place = error.variable, f"{error.file}:{error.line}"
        return f"its {key} is empty, and {place} speaks it; fill it in, or write a fallback: {{{key}|…}}"
    return ""
