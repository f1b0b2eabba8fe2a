"""Reads the table of people that sessions are made for. All mistakes are reported together; no message quotes a
person's words.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from voiceguide.errors import CatalogueError
from voiceguide.person.own_words import COMFORTS, LONGEST, is_key, phrased, with_comfort
from voiceguide.publish._documents import text_of
from voiceguide.publish._orders import Order
from voiceguide.publish._words import outline_and_missing_words
from voiceguide.publish.model import PracticeSource


@dataclass(frozen=True)
class Person:
    """One row of the table."""

    row: int
    """The row's number. The first row below the header is 1."""
    words: tuple[tuple[str, str], ...]
    """(key, words): the person's own words, as they will be spoken."""

    @property
    def name(self) -> str:
        """The person's name, as it is spoken; "" if the row has none."""
        return dict(self.words).get("name", "")


@dataclass(frozen=True)
class PeopleTable:
    """The table of the people for whom sessions are made, as read from its file."""

    file: Path
    people: tuple[Person, ...] = ()
    """The people whose rows have no mistakes."""
    columns: frozenset[str] | None = None
    """The keys in the header; None if the header has mistakes or the file cannot be read."""
    mistakes: tuple[str, ...] = ()
    """The mistakes in the table, with their row and column, but without the contents of any cell. The catalogue is
    checked all the same, so that all mistakes are reported at once.
    """

    @cached_property
    def words(self) -> tuple[tuple[str, str], ...]:
        """(key, words) for every key: the words of the first person who has any for it. The catalogue is checked with
        them.
        """
        return tuple({key: words for person in reversed(self.people) for key, words in person.words}.items())

    def may_have(self, key: str) -> bool:
        """Whether anybody has words for this key, or might have some once the mistakes in the table are corrected."""
        key = key.lower()
        if self.columns is None or key in dict(self.words):
            return True
        named = {key, *COMFORTS} if key == "comfort" else {key}
        return bool(self.mistakes) and not self.columns.isdisjoint(named)


def read_people(file: Path) -> PeopleTable:
    """The people in a table with a header: UTF-8, with or without a byte order mark, separated by ``;``, ``,`` or tabs.
    Raises nothing: a table that cannot be read is a mistake, too.
    """
    try:
        rows = _rows(file)
    except CatalogueError as error:
        return PeopleTable(file, mistakes=error.mistakes)
    head = [column.strip().lower() for column in rows[0]]
    mistakes = _head_mistakes(head)
    columns = None if mistakes else frozenset(head)
    people = []
    for number, row in enumerate(rows[1:], 1):
        if not any(field.strip() for field in row):
            continue
        before = len(mistakes)
        if len(row) > len(head):
            mistakes.append(
                f"row {number}: it has {len(row)} cells, but the first row has only {len(head)}; put words that "
                "contain a comma or a semicolon in quotation marks"
            )
        found = dict(_spoken(number, zip(head, row, strict=False), mistakes))
        if not found and len(mistakes) == before:
            mistakes.append(f"row {number}: it has no words that can be spoken; fill it in, or remove it")
        if columns is not None and len(mistakes) == before:
            people.append(Person(number, with_comfort(found)))
    if not people and not mistakes:
        mistakes.append("there is nobody in it; write a row for each person below the names of the columns")
    return PeopleTable(file, tuple(people), columns, tuple(mistakes))


def _spoken(number: int, fields: Iterable[tuple[str, str]], mistakes: list[str]) -> Iterator[tuple[str, str]]:
    """(key, words) of a row, as they will be spoken. Mistakes in the row are added to `mistakes`."""
    for key, text in fields:
        if len(text) > LONGEST:
            mistakes.append(f"row {number}, {key}: it is longer than {LONGEST} letters; shorten it")
        elif _FORMULA.match(text):
            mistakes.append(f"row {number}, {key}: it is a formula, or a formula's error; write words")
        elif words := phrased(key, text):
            yield key, words


_FORMULA: Final = re.compile(r"\s*(?:[=@+]|#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!))")
"""Matches the beginning of a cell that contains a formula, or the error of a formula."""


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
        raise CatalogueError(file, ["it is empty; begin with a row that names the columns: name, comfort, dear"])
    return rows


_BLANK: Final = re.compile(r"[\s;,]*[\r\n]")
"""Matches blank lines, and lines that have only separators in them."""


def _from_head(text: str) -> str:
    """The text without blank lines at its beginning."""
    blank = _BLANK.match(text)
    return text[blank.end() :] if blank else text


def _head_mistakes(head: Sequence[str]) -> list[str]:
    found = [
        f"column {number}: give it a name that a script can use, such as 'comfort' or 'dear'"
        for number, key in enumerate(head, 1)
        if not is_key(key)
    ]
    found += [
        f"column {number}: there is already a column {key!r}; keep one of them"
        for number, key in enumerate(head, 1)
        if key in head[: number - 1]
    ]
    if not found and not {"name", "comfort", "dear", *COMFORTS} & set(head):
        said = "the first row must hold the names of the columns; one of them must be 'name', 'comfort' or 'dear'"
        found.append(said)
    return found


def missing_words(table: PeopleTable, orders: Sequence[Order], source: PracticeSource) -> tuple[str, ...]:
    """A mistake for every empty cell whose words a practice needs. The mistake names the row, the key, and the first
    place in the practice that needs it. A key for which nobody can have words is left out: `checked` has reported it.
    """
    mistakes: dict[str, None] = {}
    missing: dict[tuple[int, frozenset[str]], list[str]] = {}
    for person in table.people:
        for number, order in enumerate(orders):
            known = (number, frozenset(dict(person.words)))
            if known not in missing:
                missing[known] = list(_places_without_words(person, table, order, source))
            mistakes.update({f"row {person.row}: {place}": None for place in missing[known]})
    return tuple(mistakes)


def _places_without_words(person: Person, table: PeopleTable, order: Order, source: PracticeSource) -> Iterator[str]:
    _, missing = outline_and_missing_words(order.script, replace(order.request, words=person.words), source.included)
    for error in missing:
        key, place = error.variable, f"{error.file}:{error.line}"
        if table.may_have(key):
            yield f"{key!r} is empty, but {place} speaks it; fill in the cell, or write a fallback: {{{key}|…}}"
