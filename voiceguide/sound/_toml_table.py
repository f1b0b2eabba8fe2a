"""Strict reading of TOML files: each value is asked for by name, type and range, and an unknown key is an error."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from voiceguide.errors import AudioFileError, RecipeError, nearest, or_list, system_reason
from voiceguide.system.plain_text import collapsed
from voiceguide.system.toml import parse_toml

LARGEST_FILE: Final = 1_000_000
"""The size of the largest file that is read, in bytes. A recipe is a page of text; anything larger is a different kind
of file.
"""


_NONSENSE: Final = 1e100
"""No number in a recipe is this large, and a larger integer may not fit into a float."""


class Table:
    """One table of a recipe. The methods from `text` to `table` take a value out of it, and raise `RecipeError` if the
    value does not have the type or range that was asked for. `finish` raises `RecipeError` if a key is left over.
    """

    def __init__(self, file: str, place: str, values: dict[str, Any]) -> None:
        self.file, self.place = file, place
        self._values = dict(values)
        self.asked: list[str] = []
        """The keys that were asked for so far."""

    def mistake(self, key: str, remedy: str) -> RecipeError:
        """The error to raise for a mistake in a key of this table. `remedy` says what is wrong, or what to do."""
        return RecipeError(self.file, ".".join(filter(None, (self.place, key))), remedy)

    def has(self, key: str) -> bool:
        """Whether the table has this key."""
        return key in self._values

    def _pop(self, key: str) -> Any:
        self.asked.append(key)
        return self._values.pop(key, None)

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not empty; required if there is no default."""
        value = self._pop(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.mistake(key, f'is missing; write {key} = "…"')
        if not isinstance(value, str) or not value.strip():
            raise self.mistake(key, f'must be words in quotes, for example {key} = "…"')
        return collapsed("".join(sign if sign.isprintable() else " " for sign in value))

    def choice(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        """One of the known words."""
        value = self.text(key, default)
        if value not in known:
            near = nearest(value, known)
            hint = f"did you mean {or_list(near)}?" if near else f"it must be {or_list(list(known))}"
            raise self.mistake(key, f"{value!r} is not known; {hint}")
        return value

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A number from `low` to `high`; required if there is no default."""
        value = self._pop(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.mistake(key, f"is missing; write a number from {low:g} to {high:g}")
        return self._checked(key, value, low, high)

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """A whole number from `low` to `high`; `default` if the key is missing."""
        value = self.number(key, low, high, default)
        if value != int(value):
            raise self.mistake(key, f"must be a whole number, not {value:g}")
        return int(value)

    def span(
        self, key: str, low: float, high: float, default: tuple[float, float] | None = None
    ) -> tuple[float, float]:
        """``[least, greatest]``, both from `low` to `high`, or one number for both."""
        value = self._pop(key)
        if value is None and default is not None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool):
            only = self._checked(key, value, low, high)
            return only, only
        if not isinstance(value, list) or len(value) != 2:
            raise self.mistake(key, f"must be two numbers from {low:g} to {high:g}, for example [{low:g}, {high:g}]")
        least, greatest = (self._checked(key, one, low, high) for one in value)
        if least > greatest:
            raise self.mistake(key, f"is reversed; write [{greatest:g}, {least:g}]")
        return least, greatest

    def numbers(self, key: str, low: float, high: float, most: int) -> tuple[float, ...]:
        """A list of one to `most` numbers from `low` to `high`."""
        value = self._pop(key)
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise self.mistake(key, f"must be a list of 1 to {most} numbers from {low:g} to {high:g}")
        return tuple(self._checked(key, one, low, high) for one in value)

    def rows(
        self, key: str, columns: tuple[tuple[str, float, float], ...], most: int, *, needed: bool
    ) -> tuple[tuple[float, ...], ...]:
        """A list of one to `most` rows of numbers. `columns` has, for each number of a row, its name and its range. If
        the list is not `needed`, it may be missing.
        """
        value = self._pop(key)
        if value is None and not needed:
            return ()
        shape = "[" + ", ".join(name for name, _, _ in columns) + "]"
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise self.mistake(key, f"must be a list of 1 to {most} rows like {shape}")
        read = []
        for count, row in enumerate(value, start=1):
            if not isinstance(row, list) or len(row) != len(columns):
                raise self.mistake(key, f"row {count} must look like {shape}")
            ranges = zip(row, columns, strict=True)
            read.append(tuple(self._checked(key, one, low, high, name) for one, (name, low, high) in ranges))
        return tuple(read)

    def tables(self, key: str, most: int, *, needed: bool) -> Iterator[tuple[str, "Table"]]:
        """The tables under a key, each with its name, which is ``hiss`` for ``[layers.hiss]``. There must be one to
        `most` of them. If they are not `needed`, the key may be missing.
        """
        value = self._pop(key)
        if value is None and not needed:
            return
        if not isinstance(value, dict) or not value:
            raise self.mistake(key, f"is missing; write a heading [{key}.NAME], with any name, and its values below")
        if len(value) > most:
            raise self.mistake(key, f"has {len(value)} entries, and {most} is the limit")
        for name, inner in value.items():
            place = f"{self.place}.{key}.{name}" if self.place else f"{key}.{name}"
            if not isinstance(inner, dict):
                raise RecipeError(
                    self.file,
                    place,
                    f"must have its own heading: write [{place}], and its values below",
                )
            yield name, Table(self.file, place, inner)

    def table(self, key: str) -> "Table | None":
        """The table under a key; None if there is none."""
        value = self._pop(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.mistake(key, f"must have its values in braces: {key} = {{ … = … }}")
        return Table(self.file, f"{self.place}.{key}" if self.place else key, value)

    def unread_keys(self) -> tuple[str, ...]:
        """The keys that have not been taken yet, in the order of the file."""
        return tuple(self._values)

    def finish(self) -> None:
        """Raise `RecipeError` for the first key that nobody asked for, if there is one."""
        for key in self._values:
            near = nearest(key, self.asked)
            hint = f"did you mean {or_list(near)}?" if near else f"the keys here are {or_list(self.asked)}"
            raise self.mistake(key, f"is not known; {hint}")

    def _checked(self, key: str, value: object, low: float, high: float, what: str = "") -> float:
        named = f"{what} " if what else ""
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _NONSENSE:
            raise self.mistake(key, f"{named}must be a number from {low:g} to {high:g}")
        if not low <= value <= high:
            raise self.mistake(key, f"{named}must be from {low:g} to {high:g}, not {value:g}")
        return float(value)


def read_table(path: Path) -> Table:
    """The whole file as a table.

    Raises `RecipeError` if it is not valid TOML in UTF-8, or too large for a recipe, and `AudioFileError` if it cannot
    be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise AudioFileError(path, system_reason(error)) from error
    if len(data) > LARGEST_FILE:
        raise RecipeError(str(path), "the file", "is too large for a recipe")
    try:
        return Table(str(path), "", parse_toml(data.decode("utf-8-sig").replace("\r\n", "\n")))
    except UnicodeDecodeError as error:
        raise RecipeError(str(path), "the file", "is not UTF-8 text; save it as UTF-8") from error
    except ValueError as error:
        raise RecipeError(str(path), "the file", f"is not valid TOML: {error}") from error
