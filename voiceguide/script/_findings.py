"""The mistakes of one script, collected while it is read."""

from typing import Final

from voiceguide.errors import Mistake, ScriptError, nearest, or_list, shortened

MOST_REPORTED: Final = 300
"""The most mistakes that are reported for one file. Nobody reads more."""

_LONGEST_WORD: Final = 40


class UnplacedError(Exception):
    """A mistake in a script, raised by code that usually does not know the line of the mistake. Other code of `script`,
    which knows the line, always catches it. Data: `code`, `message`, `line` (None if it is not known), and `more`, the
    other mistakes that were found with it.
    """

    def __init__(
        self, code: str, message: str, line: int | None = None, more: tuple["UnplacedError", ...] = ()
    ) -> None:
        self.code, self.message, self.line, self.more = code, message, line, more
        super().__init__(message)


class Findings:
    """Collects mistakes as they are found, and raises them together."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._mistakes: list[Mistake] = []

    def add(self, line: int, code: str, message: str) -> None:
        """Add a mistake. If there are already `MOST_REPORTED` of them, raise `ScriptError` with all so far, so that
        reading stops.
        """
        if len(self._mistakes) == MOST_REPORTED:
            self._mistakes.append(Mistake(self.file, line, "many", "and more mistakes from here on"))
            self.raise_any()
        self._mistakes.append(Mistake(self.file, line, code, message))

    @property
    def found(self) -> bool:
        """Whether there are any mistakes so far."""
        return bool(self._mistakes)

    def add_unplaced(self, line: int, mistake: UnplacedError) -> None:
        """Add `mistake` and those in its `more`. A mistake that does not know its line is added at `line`."""
        self.add(mistake.line or line, mistake.code, mistake.message)
        for other in mistake.more:
            self.add_unplaced(line, other)

    def raise_any(self) -> None:
        """Raise `ScriptError` with all mistakes, if there are any."""
        if self._mistakes:
            raise ScriptError(self._mistakes)


def hint(word: str, known: tuple[str, ...], otherwise: str, *, least: float = 0.5) -> str:
    """The end of a message about an unknown word. It asks whether a similar word of `known` was meant; if none is
    similar, it says `otherwise`. `least`: how alike they must be, from 0 to 1.
    """
    near = nearest(word[:_LONGEST_WORD], known, least=least)
    return f"; did you mean {or_list(near)}?" if near else f"; {otherwise}"


def short(text: str) -> str:
    """The text for a message, cut to 40 characters if it is longer."""
    return shortened(text, 40)
