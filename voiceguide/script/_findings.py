"""The mistakes of one script, collected while it is read."""

from typing import Final

from voiceguide.errors import Mistake, ScriptError, nearest, or_list

MOST: Final = 300
"""Mistakes reported of one file. Whoever has more will not read them."""

_LONGEST_WORD: Final = 40


class SlipError(Exception):
    """One mistake, found where the line is not known. Never leaves the script room.

    Data: `code`, `message`, `line` where it is known after all, and `more` of them that were found with it.
    """

    def __init__(self, code: str, message: str, line: int | None = None, more: tuple["SlipError", ...] = ()) -> None:
        self.code, self.message, self.line, self.more = code, message, line, more
        super().__init__(message)


class Findings:
    """Takes mistakes as they are found, and raises them together."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._mistakes: list[Mistake] = []

    def add(self, line: int, code: str, message: str) -> None:
        """Note a mistake. The one after `MOST` of them ends the reading: raises `ScriptError` with all so far."""
        if len(self._mistakes) == MOST:
            self._mistakes.append(Mistake(self.file, line, "many", "and more mistakes from here on"))
            self.raise_any()
        self._mistakes.append(Mistake(self.file, line, code, message))

    @property
    def found(self) -> bool:
        """Whether there is any mistake so far."""
        return bool(self._mistakes)

    def slip(self, line: int, slip: SlipError) -> None:
        """Note a mistake, and those found with it. `line` is where it stands, unless it knows that itself."""
        self.add(slip.line or line, slip.code, slip.message)
        for other in slip.more:
            self.slip(line, other)

    def raise_any(self) -> None:
        """Raise `ScriptError` with all mistakes, if there are any."""
        if self._mistakes:
            raise ScriptError(self._mistakes)


def hint(word: str, known: tuple[str, ...], otherwise: str) -> str:
    """The end of a message: the nearest known words as a question, or `otherwise` where none is near."""
    near = nearest(word[:_LONGEST_WORD], known)
    return f"; did you mean {or_list(near)}?" if near else f"; {otherwise}"


def short(text: str, most: int = 40) -> str:
    """Text for a message: on one line and not too long."""
    return text if len(text) <= most else text[: most - 1] + "…"
