"""Regular expressions that are compiled at their first use, and only for texts that can contain a match.

This room has a hundred of them, and a text needs only some. To compile all of them took longer than to read the text.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any, Final

COLONS: Final = ":："


class Pattern:
    """A regular expression as from `re.compile`, but compiled at its first use. A mistake in it is found only then.

    `needs`: characters or words, of which every match contains at least one. `wide`: every match contains a non-ASCII
    character. A text without any of these is not searched.
    """

    def __init__(self, pattern: str, flags: int = 0, *, needs: Collection[str] = (), wide: bool = False) -> None:
        self.pattern: Final = pattern
        self.needs: Final = needs
        self.wide: Final = wide
        self.flags: Final = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def _absent(self, text: str) -> bool:
        """Whether a text lacks everything that a match needs."""
        for sign in self.needs:
            if sign in text:
                return False
        return bool(self.needs) or (self.wide and text.isascii())

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match at `start`, if there is one."""
        return None if self._absent(text) else self._compiled.match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text, if there is one."""
        return None if self._absent(text) else self._compiled.fullmatch(text)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match from `start` on, if there is one."""
        return None if self._absent(text) else self._compiled.search(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, in order."""
        return iter(()) if self._absent(text) else self._compiled.finditer(text)

    def findall(self, text: str) -> list[Any]:
        """The texts of all matches. If the pattern has groups, the list has the groups of each match instead, as from
        `re.findall`.
        """
        return [] if self._absent(text) else self._compiled.findall(text)

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with all matches replaced."""
        return text if self._absent(text) else self._compiled.sub(instead, text)

    def split(self, text: str) -> list[str | Any]:
        """The texts between the matches. If the pattern has groups, the groups of each match are in the list too, as
        from `re.split`.
        """
        return [text] if self._absent(text) else self._compiled.split(text)
