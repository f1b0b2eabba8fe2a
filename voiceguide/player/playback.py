"""Plays a session from its first sound to its last, and saves its progress meanwhile.

Listeners wait in silence for every import. So each step imports only what it needs: first the speakers, then the
background, and everything else while the background is already heard.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from voiceguide.player._output import SoundOutput

if TYPE_CHECKING:
    from voiceguide.config import Folders
    from voiceguide.player._first_sound import FirstSound
    from voiceguide.player._player import Outcome, Screen, StartOptions
    from voiceguide.player._records import LogWriter
    from voiceguide.player._session_maker import Maker
    from voiceguide.player._view import PlayState, View
    from voiceguide.player.request import PlayRequest
    from voiceguide.script.outliner import FindPractice
    from voiceguide.system.keyboard import Keyboard
    from voiceguide.units import Seconds

ScreenKind: TypeAlias = Literal["full", "dark", "plain", "none"]
"""What the screen shows: everything, almost nothing, a line for each change, or nothing at all."""


@dataclass(frozen=True, eq=False)
class Played:
    """A finished session."""

    outcome: Outcome
    length: Seconds
    """The length that it was meant to have when it ended, after all changes made while it played."""
    grounded: bool
    """Whether "ground me" was pressed at any time."""
    awake: bool
    """Whether the computer could be kept from falling asleep."""
    _log_writer: LogWriter

    def add_word(self, word: str) -> None:
        """Add the listener's word after the session to the log."""
        self._log_writer.end(self.outcome.seconds, self.length, self.outcome.how, word)


class Watcher(Protocol):
    """Follows a session while it plays."""

    def __call__(self, *, begun: bool, grounded: bool) -> None:
        """Called at each tick, before the screen is updated. `begun`: whether the session itself has begun, after the
        background alone; `grounded`: whether the listener is in "ground me".
        """


class Playback:
    """The sound output, ready to play a session."""

    def __init__(self, device: str | None) -> None:
        """Get the speakers of this device ready; None: the default one."""
        self._output = SoundOutput(device)
        self._output.start()

    def close(self) -> None:
        """Stop the sound, and release the speakers and the threads."""
        self._output.close()

    def begin(self, request: PlayRequest, find: FindPractice, folders: Folders) -> BegunSession:
        """Start the session's background, and begin to make everything else, the voice first because it takes longest.
        `find` finds the practices that the script includes. Raises `SoundError`.
        """
        from voiceguide.player._first_sound import start_first_sound

        self._output.gate.volume.set(request.before.volume_db)
        first_sound = start_first_sound(self._output, request.script, request.session_request, folders)
        from voiceguide.player._session_maker import Maker, SessionInputs

        maker = Maker(SessionInputs(request.script, request.session_request, find, folders), first_sound.backgrounds)
        maker.start()
        return BegunSession(request, self._output, first_sound, maker)


class BegunSession:
    """A session whose background is playing while the rest is made."""

    def __init__(self, request: PlayRequest, output: SoundOutput, first_sound: FirstSound, maker: Maker) -> None:
        self._request, self._output, self._first_sound, self._maker = request, output, first_sound, maker

    def play(
        self,
        keys: Keyboard,
        screen: Screen,
        *,
        watcher: Watcher,
        trouble: Callable[[str], None],
        made: Callable[[], None],
    ) -> Played:
        """Play the session to its end. `trouble` is called with the reason if the log cannot be written, and `made`
        once the session can be played. Raises what `Player.run` raises.
        """
        from voiceguide.player._player import Player
        from voiceguide.player._records import LogWriter, ResumeWriter
        from voiceguide.player._view import GROUNDING_STATES
        from voiceguide.player.log import Logbook
        from voiceguide.system.awake import kept_awake

        request, folders = self._request, self._maker.inputs.folders
        player = Player(self._output, keys, screen, _start_options(request))
        player.prepare(self._maker, self._first_sound, made)
        log_writer = LogWriter(Logbook(folders.log), request.script.name, request.word, trouble)
        resume_writer = ResumeWriter(
            folders.last_session, request.before, request.practice, request.choices, request.resume_point
        )
        states: set[PlayState] = set()

        def tick(view: View) -> None:
            log_writer.save_progress(view, player.heard_s)
            resume_writer.save_progress(view, player.controls)
            states.add(view.state)
            watcher(begun=view.length_s > 0, grounded=view.state in GROUNDING_STATES)

        with kept_awake() as awake:
            outcome = player.run(self._maker, tick)
        length = player.controls.view().length_s
        resume_writer.end(outcome, self._output.gate.volume.target_db)
        log_writer.end(outcome.seconds, length, outcome.how)
        return Played(outcome, length, bool(states & GROUNDING_STATES), awake, log_writer)


def screen_of(kind: ScreenKind, write_line: Callable[[str], None]) -> Screen:
    """The screen of this kind. `write_line` prints one line; the plain screen needs it."""
    from voiceguide.player._screens import DarkScreen, NoScreen, PlainScreen, RichScreen

    if kind == "none":
        return NoScreen()
    if kind == "plain":
        return PlainScreen(write_line)
    return DarkScreen(_write_at_once) if kind == "dark" else RichScreen()


def _write_at_once(characters: str) -> None:
    sys.stdout.write(characters)
    sys.stdout.flush()


def _start_options(request: PlayRequest) -> StartOptions:
    """How and where the request wants the session to begin."""
    from voiceguide.player._live_session import at_resume_point, at_section, at_time
    from voiceguide.player._player import StartOptions
    from voiceguide.units import to_frames

    start = None
    if request.start_at:
        start = at_time(request.start_at)
    elif request.section is not None:
        start = at_section(request.section)
    elif request.resume_point:
        start = at_resume_point(request.resume_point)
    return StartOptions(to_frames(request.delay), start, request.stop_after, request.ends_with_device, request.asked_at)
