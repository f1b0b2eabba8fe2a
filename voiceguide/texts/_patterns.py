"""Regular expressions that are compiled when they are first needed.

There are a hundred of them in this room, and a text needs a part of them. Compiled at import, they took longer than
the text itself.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final


class Pattern:
    """A regular expression as `re.compile` makes one, compiled at its first use. A mistake in it is told only then."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern: Final = pattern
        self._flags: Final = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Where the text from `start` on begins with it."""
        return self._compiled.match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Where it is the whole text."""
        return self._compiled.fullmatch(text)

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where it stands."""
        return self._compiled.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All places where it stands, in order."""
        return self._compiled.finditer(text)

    def findall(self, text: str) -> list[Any]:
        """What stands in all these places."""
        return self._compiled.findall(text)

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with something else in all these places."""
        return self._compiled.sub(instead, text)

    def split(self, text: str) -> list[str | Any]:
        """What stands between these places."""
        return self._compiled.split(text)
