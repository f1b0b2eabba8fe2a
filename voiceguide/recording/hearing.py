"""A recording played as a session will play it: cleaned, and as loud as all speech."""

from voiceguide.dsp.samples import Samples
from voiceguide.errors import SpeechError
from voiceguide.output.speakers import play
from voiceguide.speech.cleaning import cleaned
from voiceguide.speech.engine import Recording
from voiceguide.speech.treatment import treated


def as_heard(samples: Samples, sample_rate: int) -> Samples:
    """The clip of a recording, shape (frames, 2). Raises `SpeechError` where nothing is heard."""
    import numpy as np

    clean = cleaned(np.asarray(samples, dtype=np.float32), sample_rate)
    if not len(clean):
        raise SpeechError("nothing is heard in it")
    clip = treated(Recording(clean, sample_rate), "warm")
    return np.column_stack((clip, clip))


def hear(samples: Samples, sample_rate: int) -> None:
    """Play a recording, and wait until it has sounded. Raises `NoSpeakersError`, and `SpeechError` for silence."""
    play(as_heard(samples, sample_rate))
