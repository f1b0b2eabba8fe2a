"""The player: it connects keys, controls, speakers, screen and sleep timer until a session is over."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from time import monotonic
from types import FrameType
from typing import Final, Protocol

from voiceguide.errors import NoSpeakersError
from voiceguide.player._controls import JUMP_FADE, TRACK_FADE, Controls
from voiceguide.player._first_sound import FirstSound
from voiceguide.player._live_session import LiveSession, StartAt
from voiceguide.player._output import SoundOutput
from voiceguide.player._session_maker import Maker, in_time
from voiceguide.player._sleep_timer import SleepTimer
from voiceguide.player._view import TIMER_KEYS, View, where_text
from voiceguide.system.keyboard import Keyboard
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

_TICK: Final[Seconds] = 0.1
_SHORT_TICK: Final[Seconds] = 0.02

_AFTER_STOP: Final[Seconds] = 0.05
_AFTER_END: Final[Seconds] = 0.3
"""A device may still hold sound after the latency that it reports, so at the end the player waits this much longer:
`_AFTER_STOP` for a session that was stopped or faded out, or that must end in time; `_AFTER_END` for all others.
"""

_EXIT_TIME: Final[Seconds] = 0.25
"""The time it takes to close everything and exit; measured 0.15 to 0.4 s."""

_LONG_MESSAGE: Final[Seconds] = 3600.0
_SHORT_MESSAGE: Final[Seconds] = 4.0
"""How long a message is shown. `_LONG_MESSAGE`: until the next message. `_SHORT_MESSAGE`: long enough to read it."""

_BEFORE_SUSPENSION: Final[Seconds] = 1.0
"""How long Ctrl-Z waits for the fade, at most."""

_PROBABLY_HEARD: Final[Seconds] = 10.0
"""If a device disappears before this much has been heard, it probably never played. The session then does not end
silently, even with `ends_with_device`: the listener is still awake to see the message.
"""

FIVE_MINUTES: Final[Seconds] = 300.0


class Screen(Protocol):
    """Shows the state of playback."""

    def show(self, view: View) -> None:
        """Show a view, if it has changed."""

    def help(self) -> None:
        """Show the keys, or hide them again."""

    def close(self) -> None:
        """Give the terminal back; a later `show` takes it again."""


@dataclass(frozen=True)
class StartOptions:
    """How to start a session."""

    delay: Frames = 0
    """How long the bed plays alone first, while the listener settles."""
    start: StartAt | None = None
    """Where to start; None: at its beginning."""
    stop_after: Seconds | None = None
    """After how many seconds of sound the sleep timer stops the session; None: no timer."""
    ends_with_device: bool = False
    """Whether to end silently if the device disappears, instead of looking for another one: the listener may be asleep.
    """
    asked_at: Seconds | None = None
    """When the session was asked for, on the monotonic clock. The requested length is then counted from that moment to
    the end of the program. None: it is counted from the first sound to the last.
    """


@dataclass(frozen=True)
class Outcome:
    """How a session went."""

    how: str
    """How the session ended: ``whole`` (at its own end), ``closed`` (the listener ended it early, and heard its
    closing), ``faded``, ``stopped``, or ``interrupted`` (by a signal).
    """
    seconds: Seconds
    """How many seconds of sound were heard."""
    frame: Frames
    live: LiveSession | None
    signal: int = 0
    """The number of the signal that ended it; 0: none."""
    dropouts: int = 0
    """The number of dropouts."""
    speakers: str = ""
    """The device it was played on."""


class Player:
    """Plays one session."""

    def __init__(self, output: SoundOutput, keyboard: Keyboard, screen: Screen, options: StartOptions) -> None:
        self.output, self.keyboard, self.screen = output, keyboard, screen
        self.controls = Controls(output.feeder, output.gate)
        self._options = options
        self.timer = SleepTimer(self.controls, options.stop_after)
        self._signal_handled = False
        self._signal = 0
        self._suspend = False
        self._previewed = False
        self._left_s: Seconds = 0.0
        self._starting: tuple[LiveSession, Frames] | None = None
        self._device_lost = False
        self._failed: Exception | None = None
        self._keys = _keys(self)

    def prepare(self, maker: Maker, first_sound: FirstSound, made: Callable[[], None]) -> None:
        """Connect the maker, so that the session it makes is played after the bed. `made` is called once the session
        can be played.
        """
        self.controls.title, self.controls.background = maker.inputs.script.title, first_sound.backgrounds.background
        self.controls.under_lu = first_sound.backgrounds.levels.background
        self._previewed = first_sound.previewed

        def begin(controls: Controls, live: LiveSession) -> None:
            made()
            self._begin(controls, live)

        maker.when_ready = begin

    def _begin(self, controls: Controls, live: LiveSession) -> None:
        """Change from the bed to the session, seamlessly if possible. A session that does not start at its beginning is
        only noted here, for `_start_at_place`.
        """
        place = controls.feeder.upcoming()
        now = place.frame if place else 0
        if self._options.start is not None:
            self._starting = (live, self._options.start(live))
            return
        # The length stays as asked for: the session is shortened by the extra time of the bed.
        asked = self._options.delay
        length = asked + live.plan.length + live.after - self._silent_time()
        live = in_time(live, now, asked, length)
        if self._previewed:
            controls.change_to(live, None, fade=TRACK_FADE)
        else:
            controls.change_to(live, None, same=True)

    def _silent_time(self) -> Frames:
        """The part of the time since the session was requested in which nothing is heard: the wait before the first
        sound, and an estimate of the time from the last sound to the exit. 0 if the length is not counted from the
        request.
        """
        if self._options.asked_at is None:
            return 0
        silent = monotonic() - self._options.asked_at - self.heard_s
        return to_frames(max(0.0, silent) + _EXIT_TIME) + self.output.latency

    def _start_at_place(self) -> None:
        """Once the listener has had time to settle, change from the bed to the place where the session starts."""
        place = self.controls.feeder.upcoming()
        if self._starting and place and place.frame >= self._options.delay:
            live, frame = self._starting
            self._starting = None
            self.controls.change_to(live, frame, fade=JUMP_FADE)

    def run(self, maker: Maker, every_tick: Callable[[View], None]) -> Outcome:
        """Play until the session is over. Errors of other threads are raised here too: `VoiceguideError` from the
        stages, `NoSpeakersError`, and bugs. An error of the maker during the last fade is dropped.
        """
        with _signals(self._note_signal):
            while self.controls.state != "over":
                for key in self.keyboard.read(self._tick):
                    self._press(key)
                self._handle_signals()
                while not maker.tasks.empty():
                    maker.tasks.get()(self.controls)
                self.controls.preparing = maker.status
                self._check_threads(maker)
                self._check_device()
                self._start_at_place()
                self.timer.tick(self.heard_s, self.controls.left_s)
                self.controls.tick()
                view = self.view()
                self._left_s = view.left_s
                every_tick(view)  # before the screen, so that whatever is shown has been saved
                self.screen.show(view)
            self._drain()
        if self._failed:
            raise self._failed
        controls = self.controls
        how = "interrupted" if self._signal else controls.ended_by or "whole"
        name = self.output.speakers.name if self.output.speakers else "nothing"
        frame = controls.faded_from if how == "faded" and controls.faded_from is not None else controls.frame
        return Outcome(how, self.heard_s, frame, controls.live, self._signal, self.output.dropouts, name)

    def view(self) -> View:
        """What the screen shows now, including the state of the sleep timer."""
        view = self.controls.view()
        key_hints = TIMER_KEYS if self.timer.fading and view.state == "fading" else view.key_hints
        return replace(view, key_hints=key_hints, stops_in_s=self.timer.left(self.controls.left_s))

    @property
    def heard_s(self) -> Seconds:
        """How many seconds of sound have been heard."""
        return to_seconds(self.output.feeder.ring.read)

    def _press(self, key: str) -> None:
        if action := self._keys.get(key):
            action()

    def _check_threads(self, maker: Maker) -> None:
        """Raise errors of other threads. An error of the maker while the session plays stops the session first, and is
        raised once it is over; during the last fade, it is ignored.
        """
        if maker.error and self.controls.state == "preparing":
            raise maker.error
        if maker.error and self.controls.state not in ("fading", "over"):
            self._failed = maker.error
            self.controls.stop()
        if self.output.feeder.failed:
            raise self.output.feeder.failed

    def _check_device(self) -> None:
        """React if a device has disappeared or come back. Raises `NoSpeakersError` or the speakers' own error if no
        device could be opened in the first place.
        """
        output, controls = self.output, self.controls
        controls.latency = output.latency
        if output.speakers and output.speakers.failure and not self._device_lost:
            raise NoSpeakersError(output.speakers.failure)
        if self._ends_with_device:
            controls.end_silently()
        elif output.gone():
            controls.pause(at_once=True)
            controls.say("the sound device has disappeared; looking for another", _LONG_MESSAGE)
            output.reopen()
            self._device_lost = True
        elif output.speakers is None and not output.opening:
            if not self._device_lost:
                raise output.error or NoSpeakersError("no sound device was found")
            output.reopen()
        elif self._device_lost and output.speakers and output.is_confirmed:
            self._device_lost = False
            if not self.keyboard.present:
                controls.resume()
            waits = controls.state == "paused"
            controls.say(f"the sound is back, on {output.speakers.name}", _LONG_MESSAGE if waits else _SHORT_MESSAGE)

    @property
    def _ends_with_device(self) -> bool:
        """Whether playback must end at once, because the device has gone or takes no sound, so that no fade could be
        heard.
        """
        output, controls = self.output, self.controls
        if controls.state == "fading":
            return output.is_idle if controls.ended_by == "stopped" else output.speakers is None or output.gone()
        return output.gone() and self._options.ends_with_device and self.heard_s > _PROBABLY_HEARD

    @property
    def _tick(self) -> Seconds:
        """How long to wait for a key. The wait is short while the session is still being made, during a fade, and when
        the clock on the screen is about to change.
        """
        if not self.controls.live or self.controls.state == "fading":
            return _SHORT_TICK
        return min(_TICK, max(_SHORT_TICK, self._left_s % 1.0))

    def _drain(self) -> None:
        """Wait until the device has played everything. The wait is longer after a session that was heard to its end. It
        is short after a stop or a fade, and for a session that must end in time, whose last moments are almost silent
        anyway.
        """
        short = self.controls.ended_by in ("stopped", "faded") or self._options.asked_at is not None
        wait = _AFTER_STOP if short else _AFTER_END
        until = monotonic() + min(1.0, to_seconds(self.output.latency) + wait)
        while monotonic() < until:
            self.keyboard.read(max(0.0, until - monotonic()))

    def _note_signal(self, number: int) -> None:
        if number == getattr(signal, "SIGTSTP", 0):
            self._suspend = True
        else:
            self._signal = number

    def _handle_signals(self) -> None:
        if self._signal and not self._signal_handled:  # this also cuts a long fade short
            self._signal_handled = True
            self.controls.stop()
        if self._suspend:
            self._suspend = False
            self.controls.pause()
            until = monotonic() + _BEFORE_SUSPENSION
            while not self.output.gate.quiet and not self.output.is_idle and monotonic() < until:
                self.keyboard.read(0.05)
            self.screen.close()
            self.keyboard.suspend()
            self.output.reset_watchdog()


def _keys(player: Player) -> dict[str, Callable[[], None]]:
    """What each key does."""
    controls = player.controls
    return {
        "space": controls.toggle,
        "right": lambda: controls.skip(+1),
        "left": lambda: controls.skip(-1),
        "up": lambda: controls.louder(+1),
        "down": lambda: controls.louder(-1),
        "]": lambda: controls.background_louder(+1),
        "[": lambda: controls.background_louder(-1),
        "m": controls.toggle_voice,
        "plus": lambda: controls.longer(FIVE_MINUTES),
        "minus": lambda: controls.longer(-FIVE_MINUTES),
        "g": controls.ground,
        "e": controls.end,
        "q": controls.stop,
        "t": lambda: player.timer.extend(controls.left_s),
        "x": player.timer.cancel,
        "w": lambda: controls.say(where_text(player.view())),
        "?": player.screen.help,
    }


@contextmanager
def _signals(note: Callable[[int], None]) -> Iterator[None]:
    """While the block runs, signals that would end or stop the process are only noted, so that the sound can fade."""

    def handler(number: int, frame: FrameType | None) -> None:
        note(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGTSTP")
    before = {}
    for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
        with suppress(ValueError):  # signals can only be handled on the main thread
            before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
