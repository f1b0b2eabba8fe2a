"""Progress reports during work."""

from collections.abc import Callable
from typing import Final, TypeAlias

Progress: TypeAlias = Callable[[str, float, float], None]
"""Called with what is being done, how much of it is done, and how much there is."""

MAKING_SPEECH: Final = "Making speech"
"""Its progress is counted in lines."""

MAKING_BACKGROUND: Final = "Making the background"


def no_progress(what: str, done: float, total: float) -> None:
    """Report nothing."""
