"""Sound to the speakers, through PortAudio."""

from voiceguide.dsp.samples import Samples
from voiceguide.errors import NoSpeakersError
from voiceguide.units import FRAME_RATE


def play(samples: Samples) -> None:
    """Play samples of shape (frames, 2) on the default device, and wait until they have sounded.

    Raises `NoSpeakersError` where nothing can play.
    """
    try:
        # Importing it starts PortAudio, which on Linux is a package of the system and may be missing (OSError).
        import sounddevice
    except OSError as error:
        raise NoSpeakersError("PortAudio is not installed (on Debian and Ubuntu: apt install libportaudio2)") from error
    try:
        sounddevice.play(samples, FRAME_RATE, blocking=True)
    except sounddevice.PortAudioError as error:
        raise NoSpeakersError(f"the sound device refuses: {error}") from error
