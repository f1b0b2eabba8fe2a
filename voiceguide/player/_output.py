"""Sound output: opens the speakers, notices when they disappear, and looks for others."""

from threading import Event, Thread
from time import monotonic
from typing import Final

from voiceguide.devices.speakers import Speakers, open_speakers, rescan, warm_up
from voiceguide.dsp.samples import Samples
from voiceguide.errors import VoiceguideError
from voiceguide.player._fader import Gate
from voiceguide.player._feeder import Feeder, Track
from voiceguide.player._ring import Ring
from voiceguide.units import Frames, Seconds, to_frames

_GONE_AFTER: Final[Seconds] = 2.0
"""A device that has requested no samples for this long counts as gone, even if it reports that it is still there."""

_IDLE_AFTER: Final[Seconds] = 0.5
"""If a device has requested no samples for this many seconds, the player ends without waiting for a fade, because the
device would not play it soon.
"""

_RETRY: Final[Seconds] = 1.0

_CONFIRMED_AFTER: Final[Frames] = to_frames(0.8)
"""A device counts as playing once it has taken this many frames. Some devices can be opened although nothing is
connected to them.
"""

_CLOSE_TIMEOUT: Final[Seconds] = 5.0
"""How long `close` waits for speakers that are still being opened. If it did not wait, they would crash the
interpreter.
"""

_PREFILL: Final[Frames] = to_frames(0.5)
"""How many frames must be in the ring before the speakers are opened: a little more than a device takes at once when it
opens.
"""


class SoundOutput:
    """Combines ring, feeder, gate and speakers. Other threads render and copy the samples and open the speakers;
    everything else runs on the caller's thread.
    """

    def __init__(self, device: str | None) -> None:
        self.feeder = Feeder(Ring())
        self.gate = Gate(self.feeder.ring)
        self.speakers: Speakers | None = None
        self.error: VoiceguideError | None = None
        """Why the speakers could not be opened at the last attempt."""
        self._device = device
        self._earlier_dropouts = 0
        self._callbacks = 0
        self._frames_taken: Frames = 0
        self._last_callback = monotonic()
        self._callbacks_seen = 0
        self._opening: Thread | None = None
        self._closed = Event()
        self._has_track = Event()

    def start(self) -> None:
        """Get the speakers ready for a first track."""
        self._open_behind(None, again=False)

    def sound(self, track: Track) -> None:
        """Play the first track: the speakers are opened as soon as its beginning is in the ring."""
        self.feeder.cue(track, 0)
        self.gate.fader.set(0.0)
        self.feeder.start()
        self._has_track.set()

    def _open_behind(self, lost: Speakers | None, *, again: bool) -> None:
        self._opening = Thread(target=self._open, args=(lost, again), name="opening", daemon=True)
        self._opening.start()

    def _open(self, lost: Speakers | None, again: bool) -> None:
        try:
            if again:
                if lost:
                    lost.close()
                self._closed.wait(_RETRY)
                rescan()
            else:
                warm_up()
                # A device starts to play as soon as it is open. The ring must hold sound by then, or silence would be
                # played first.
                self._has_track.wait()
                while self.feeder.ring.written < _PREFILL and not (self.feeder.failed or self._closed.is_set()):
                    self._closed.wait(0.002)
            if self._closed.is_set():
                return
            opened = open_speakers(self._callback, None if again else self._device)
        except VoiceguideError as error:
            self.error = error
            return
        self.error = None
        self._frames_taken = 0
        self._last_callback = monotonic()
        self.speakers = opened
        if self._closed.is_set():
            opened.close()

    def _callback(self, out: Samples) -> None:
        self._callbacks += 1
        self._frames_taken += len(out)
        self.gate.read_into(out)

    @property
    def opening(self) -> bool:
        """Whether the speakers are being opened."""
        return bool(self._opening and self._opening.is_alive())

    @property
    def latency(self) -> Frames:
        """The delay, in frames, between reading a frame and hearing it."""
        return self.speakers.latency if self.speakers else 0

    @property
    def dropouts(self) -> int:
        """The number of dropouts so far, in the ring and in all devices that were used."""
        here = self.speakers.dropouts if self.speakers else 0
        return self.feeder.ring.underruns + self._earlier_dropouts + here

    def gone(self) -> bool:
        """Whether the speakers have disappeared, or have requested no samples for a while."""
        return self.speakers is not None and self._idle_longer_than(_GONE_AFTER)

    def _idle_longer_than(self, seconds: Seconds) -> bool:
        if self._callbacks != self._callbacks_seen:
            self._callbacks_seen, self._last_callback = self._callbacks, monotonic()
        return self.speakers is None or not self.speakers.alive or monotonic() - self._last_callback > seconds

    @property
    def is_confirmed(self) -> bool:
        """Whether the speakers are open and have taken enough samples to be trusted."""
        return self.speakers is not None and self._frames_taken >= _CONFIRMED_AFTER

    @property
    def is_idle(self) -> bool:
        """Whether no device takes samples now. A fade would then neither be heard nor end."""
        return self._idle_longer_than(_IDLE_AFTER)

    def reset_watchdog(self) -> None:
        """Start watching the speakers again, after this process was suspended."""
        self._last_callback = monotonic()

    def reopen(self) -> None:
        """Release speakers that have disappeared, and try once, after a moment and on another thread, to open the
        default speakers. If that fails, call this again.
        """
        lost, self.speakers = self.speakers, None
        if lost is not None:
            self._earlier_dropouts += lost.dropouts
        if not self.opening:
            self._open_behind(lost, again=True)

    def close(self) -> None:
        """Stop the sound, and release the speakers and the threads."""
        self._closed.set()
        self._has_track.set()
        if self._opening:
            self._opening.join(_CLOSE_TIMEOUT)
        if self.speakers is not None:
            self.speakers.close()
        self.feeder.stop()
