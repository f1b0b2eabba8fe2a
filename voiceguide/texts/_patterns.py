"""Regular expressions that are compiled when they are first needed, and only for a text that can hold them.

There are a hundred of them in this room, and a text needs a part of them. Compiled all at once, they took longer than
the text itself.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any, Final

COLONS: Final = ":："


class Pattern:
    """A regular expression as `re.compile` makes one, compiled at its first use. A mistake in it is told only then.

    `needs`: signs, or words, of which one at least stands in whatever it finds. `wide`: a sign beyond ASCII does.
    A text without them is not looked through.
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
        """Whether a text has nothing of what it needs."""
        for sign in self.needs:
            if sign in text:
                return False
        return bool(self.needs) or (self.wide and text.isascii())

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Where the text from `start` on begins with it."""
        return None if self._absent(text) else self._compiled.match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Where it is the whole text."""
        return None if self._absent(text) else self._compiled.fullmatch(text)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first place where it stands, from `start` on."""
        return None if self._absent(text) else self._compiled.search(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All places where it stands, in order."""
        return iter(()) if self._absent(text) else self._compiled.finditer(text)

    def findall(self, text: str) -> list[Any]:
        """What stands in all these places."""
        return [] if self._absent(text) else self._compiled.findall(text)

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with something else in all these places."""
        return text if self._absent(text) else self._compiled.sub(instead, text)

    def split(self, text: str) -> list[str | Any]:
        """What stands between these places."""
        return [text] if self._absent(text) else self._compiled.split(text)
