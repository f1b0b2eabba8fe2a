"""Plays a session from its first sound to its last, and saves its progress all along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from voiceguide.player.first_sound import Entrance
from voiceguide.player.log import Logbook
from voiceguide.player.loop import Beginning, Outcome, Player, Screen
from voiceguide.player.memory import BrokenOff, Memory
from voiceguide.player.output import SoundOutput
from voiceguide.player.records import LogWriter, ResumeWriter
from voiceguide.player.session_maker import Maker
from voiceguide.player.view import State, View
from voiceguide.system.awake import kept_awake
from voiceguide.system.keyboard import Keyboard
from voiceguide.units import Seconds


@dataclass(frozen=True)
class ToRemember:
    """What is saved about a session besides what is heard."""

    practice: str
    """The practice as the user named it."""
    choices: Mapping[str, Any]
    before: Memory
    """The memory before this session."""
    goes_on: BrokenOff | None = None
    """What is resumed; None: start from the beginning."""
    word: str = ""
    """The listener's word before the session."""


@dataclass(frozen=True, eq=False)
class Played:
    """A finished session."""

    heard: Outcome
    length: Seconds
    """Its intended length at the end."""
    states: frozenset[State]
    """Every state it was in."""
    awake: bool
    """Whether the machine could be kept awake."""
    _diary: LogWriter

    def add_word(self, word: str) -> None:
        """Add the listener's word after the session to the log."""
        self._diary.end(self.heard.seconds, self.length, self.heard.how, word)


def play(
    outlet: SoundOutput,
    keys: Keyboard,
    screen: Screen,
    maker: Maker,
    entrance: Entrance,
    beginning: Beginning,
    remembered: ToRemember,
    *,
    every_tick: Callable[[View], None],
    trouble: Callable[[str], None],
) -> Played:
    """Play the session that `maker` makes while its bed is playing, to its end. `every_tick` gets each view before the
    screen does; `trouble` is called with the reason if something cannot be saved. Raises what `Player.run` raises.
    """
    player = Player(outlet, keys, screen, beginning)
    ground = maker.ground
    player.prepare(maker, entrance)
    diary = LogWriter(Logbook(ground.folders.log), ground.script.name, remembered.word, trouble)
    keeper = ResumeWriter(
        ground.folders.last, remembered.before, remembered.practice, remembered.choices, remembered.goes_on
    )
    states: set[State] = set()

    def tick(view: View) -> None:
        diary.keep(view, player.heard_s)
        keeper.keep(view, player.controls)
        states.add(view.state)
        every_tick(view)

    with kept_awake() as awake:
        heard = player.run(maker, tick)
    length = player.controls.view().length_s
    keeper.end(heard, outlet.gate.volume.target_db)
    diary.end(heard.seconds, length, heard.how)
    return Played(heard, length, frozenset(states), awake, diary)
