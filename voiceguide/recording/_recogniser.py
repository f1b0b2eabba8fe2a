"""Recognisers that write down what is said in a recording: the contract, and its implementations.

To add one, write a module for it, and add its class to `_TABLE`.
"""

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from voiceguide.errors import RecogniserMissingError
from voiceguide.recording._pocketsphinx import Pocketsphinx
from voiceguide.system.install_hint import first_installed, install_command
from voiceguide.texts.timed import TimedWords


class Recogniser(Protocol):
    """Guesses the words that are spoken."""

    name: str
    """Its name in reports."""

    def words(self, samples: NDArray[np.float32]) -> tuple[TimedWords, ...]:
        """The words in mono samples at 16 000 Hz (`_detector.RATE`), in the order in which they are spoken.

        Times are in seconds from the first sample, and within the samples. Empty if nothing is understood. The result
        does not depend on earlier calls, and the samples are not changed.
        """


_TABLE: Final[tuple[Callable[[], Recogniser], ...]] = (Pocketsphinx,)
"""All recognisers, the best first. Each loads its library when it is made, and raises ImportError if the library is
missing.
"""


def recogniser() -> Recogniser:
    """The best recogniser that is installed. Raises `RecogniserMissingError`."""
    if found := first_installed(_TABLE):
        return found
    raise RecogniserMissingError(install_command("recognise", "pocketsphinx"))
