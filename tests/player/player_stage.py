"""An environment for the player: speakers and keys that a test controls, and a clock that advances
as sound is heard.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue

import numpy as np

from tests.player.live_sessions import NoiseBed, a_live_session, some_backgrounds
from voiceguide.devices._device import SoundCallback
from voiceguide.dsp.samples import Samples
from voiceguide.mix.mixer import Mixer
from voiceguide.player._feeder import Track
from voiceguide.player._first_sound import FirstSound
from voiceguide.player._live_session import LiveSession
from voiceguide.player._output import SoundOutput
from voiceguide.player._player import Player, StartOptions
from voiceguide.player._screens import NoScreen, PlainScreen
from voiceguide.units import Frames, to_frames

BED = NoiseBed()


class HandSpeakers:
    """Speakers that ask for samples when a test says so."""

    latency: Frames = 0
    dropouts = 0
    name = "a test"
    failure = ""

    def __init__(self, fill: SoundCallback) -> None:
        self.fill, self.alive, self.closed = fill, True, False

    def close(self) -> None:
        self.closed = True


class Ear:
    """The keyboard and the clock. While the player waits for keys, the speakers play."""

    def __init__(self, output: SoundOutput, keys: dict[float, str], *, present: bool = True) -> None:
        self.present = present
        self._output, self._keys = output, dict(sorted(keys.items()))
        self._parts: list[Samples] = []
        self.frames = 0
        self.happenings: dict[float, Callable[[], None]] = {}

    def __enter__(self) -> "Ear":
        return self

    def __exit__(self, *of: object) -> None:
        return None

    def suspend(self) -> None:
        raise AssertionError("nobody pressed Ctrl-Z")

    def read(self, timeout: float) -> list[str]:
        """Let sound play for this time, and return the keys that were due in it."""
        frames = max(to_frames(timeout), int(timeout > 0))
        while frames > 0:
            frames -= self._sound(min(1_024, frames))
        now = self.frames / 44_100
        for at in [at for at in self.happenings if at <= now]:
            self.happenings.pop(at)()
        return [self._keys.pop(at) for at in list(self._keys) if at <= now]

    def _sound(self, frames: Frames) -> Frames:
        ring, speakers = self._output.feeder.ring, self._output.speakers
        if isinstance(speakers, HandSpeakers) and speakers.alive:
            while self._output.feeder._cues or (ring.written - ring.read < 2 * frames and not ring.closed):
                self._output.feeder._wake.set()
                threading.Event().wait(0.001)
            out = np.empty((frames, 2), dtype=np.float32)
            speakers.fill(out)
            self._parts.append(out)
        else:
            threading.Event().wait(0.001)
        self.frames += frames
        return frames

    @property
    def heard(self) -> Samples:
        return np.concatenate(self._parts)


class Making:
    """A replacement for the session maker. A test decides when the session is ready."""

    def __init__(self) -> None:
        self.tasks: SimpleQueue[object] = SimpleQueue()
        self.error: Exception | None = None
        self.status = ""


class Stage:
    """Everything that a session needs to be played, except the session itself."""

    def __init__(
        self,
        options: StartOptions,
        keys: dict[float, str] | None = None,
        *,
        present: bool = True,
        write_line: Callable[[str], None] | None = None,
    ) -> None:
        self.output = SoundOutput(None)
        self.output.start()
        self.ear = Ear(self.output, keys or {}, present=present)
        screen = PlainScreen(write_line) if write_line else NoScreen()
        self.player = Player(self.output, self.ear, screen, options)
        self.making = Making()
        backgrounds = some_backgrounds(BED)
        timeline = backgrounds.bed_timeline(BED, "day")
        self.first_sound = FirstSound(backgrounds, previewed=False)
        self.output.sound(Track(Mixer(timeline), timeline.length, "entrance"))
        while not self.output.speakers:
            threading.Event().wait(0.001)

    def ready(self, live: LiveSession, at: float) -> None:
        """Arrange that the session is ready when the player has run for this many seconds."""
        self.ear.happenings[at] = lambda: self.making.tasks.put(lambda controls: self.player._begin(controls, live))

    def play(self) -> Samples:
        """Play to the end. Returns the sound that was heard, without the silence at its end."""
        try:
            self.heard = self.player.run(self.making, lambda view: None)  # type: ignore[arg-type]
        finally:
            self.output.close()
        heard = self.ear.heard
        return heard[: int(np.nonzero(heard.any(axis=1))[0][-1]) + 1]


def a_session(seconds: float) -> LiveSession:
    return a_live_session(seconds, bed=BED)
