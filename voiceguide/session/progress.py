"""Progress reports during work."""

from collections.abc import Callable
from typing import Final, TypeAlias

Progress: TypeAlias = Callable[[str, float, float], None]
"""A function that is called with three things: the name of the work, how much of it is done, and how much there is in
all.
"""

MAKING_SPEECH: Final = "Making speech"
"""The name under which the speech stage reports its progress, which is counted in lines."""

MAKING_BACKGROUND: Final = "Making the background"


def no_progress(what: str, done: float, total: float) -> None:
    """Report nothing."""
