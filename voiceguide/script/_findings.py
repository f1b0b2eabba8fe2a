"""The mistakes of one script, collected while it is read."""

from typing import Final

from voiceguide.errors import Mistake, ScriptError, nearest, or_list, shortened

MOST: Final = 300
"""The most mistakes reported for one file. Nobody reads more."""

_LONGEST_WORD: Final = 40


class SlipError(Exception):
    """One mistake, found where the line is unknown. Never leaves this room. Data: `code`, `message`, `line` if known
    after all, and `more` mistakes found with it.
    """

    def __init__(self, code: str, message: str, line: int | None = None, more: tuple["SlipError", ...] = ()) -> None:
        self.code, self.message, self.line, self.more = code, message, line, more
        super().__init__(message)


class Findings:
    """Collects mistakes as they are found, and raises them together."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._mistakes: list[Mistake] = []

    def add(self, line: int, code: str, message: str) -> None:
        """Add a mistake. After `MOST` of them, reading stops: raises `ScriptError` with all so far."""
        if len(self._mistakes) == MOST:
            self._mistakes.append(Mistake(self.file, line, "many", "and more mistakes from here on"))
            self.raise_any()
        self._mistakes.append(Mistake(self.file, line, code, message))

    @property
    def found(self) -> bool:
        """Whether there are any mistakes so far."""
        return bool(self._mistakes)

    def slip(self, line: int, slip: SlipError) -> None:
        """Add a mistake, and those found with it. `line` is its line, unless the mistake knows its own."""
        self.add(slip.line or line, slip.code, slip.message)
        for other in slip.more:
            self.slip(line, other)

    def raise_any(self) -> None:
        """Raise `ScriptError` with all mistakes, if there are any."""
        if self._mistakes:
            raise ScriptError(self._mistakes)


def hint(word: str, known: tuple[str, ...], otherwise: str) -> str:
    """The end of a message: the nearest known words as a question, or `otherwise` if none is near."""
    near = nearest(word[:_LONGEST_WORD], known)
    return f"; did you mean {or_list(near)}?" if near else f"; {otherwise}"


def short(text: str) -> str:
    """What is written, cut for a message about it."""
    return shortened(text, 40)
