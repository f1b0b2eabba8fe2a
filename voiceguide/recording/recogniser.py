"""Who writes down what is said in a recording: one contract, and the recognisers that keep it.

A recogniser joins with a module of its own and a line in the table.
"""

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from voiceguide.errors import RecogniserMissingError
from voiceguide.recording._pocketsphinx import Pocketsphinx
from voiceguide.system.install_hint import install_command
from voiceguide.texts.timed import TimedWords


class Recogniser(Protocol):
    """Guesses which words are spoken."""

    name: str
    """What reports call it."""

    def words(self, samples: NDArray[np.float32]) -> tuple[TimedWords, ...]:
        """The words in mono samples at 16 000 Hz (`detector.RATE`), in the order in which they are spoken.

        Their times are seconds from the first sample, inside what was given. None where nothing is understood. What
        was asked before has no part in it, and the samples stay as they are.
        """


_TABLE: Final[tuple[Callable[[], Recogniser], ...]] = (Pocketsphinx,)
"""The best first. Each loads its library when it is made, and raises ImportError where that is missing."""


def recogniser() -> Recogniser:
    """The best recogniser that is installed. Raises `RecogniserMissingError`."""
    for make in _TABLE:
        try:
            return make()
        except ImportError:
            continue
    raise RecogniserMissingError(install_command("recognise", "pocketsphinx"))
