"""A session made while its bed already sounds: speech, plan, backgrounds, and the grounding practice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread
from typing import Final, TypeAlias

from voiceguide.backdrop import Backdrop
from voiceguide.config import Folders
from voiceguide.errors import VoiceguideError
from voiceguide.player.course import Course
from voiceguide.player.deck import Deck
from voiceguide.script.library import bundled_scripts
from voiceguide.script.model import Script
from voiceguide.session import Find, Wishes, planned
from voiceguide.units import Frames

Order: TypeAlias = Callable[[Deck], None]
"""What the thread of the deck is asked to do."""

GROUNDING: Final = "_ground-me.md"


@dataclass(frozen=True)
class Ground:
    """What a session is made from."""

    script: Script
    wishes: Wishes
    find: Find
    folders: Folders


class Maker:
    """A thread that makes the session and hands orders for the deck to whoever looks for them."""

    def __init__(self, ground: Ground, backdrop: Backdrop, when_ready: Callable[[Deck, Course], None]) -> None:
        self.orders: SimpleQueue[Order] = SimpleQueue()
        self.error: Exception | None = None
        self.telling = ""
        """What is being made."""
        self._ground, self._backdrop, self._when_ready = ground, backdrop, when_ready
        self._thread = Thread(target=self._run, name="making", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def tell(self, what: str, done: float, total: float) -> None:
        """Keep in mind what is being made, for the screen."""
        self.telling = f"{what}: {done:.0f} of {total:.0f}"

    def _run(self) -> None:
        try:
            self._make()
        except Exception as error:  # it is raised again by whoever plays the session
            self.error = error

    def _make(self) -> None:
        ground = self._ground
        bed = _Behind(lambda: self._backdrop.bed(self._backdrop.background))
        made = planned(ground.script, ground.wishes, find=ground.find, folders=ground.folders, tell=self.tell)
        bed.wait()
        course = Course(made, self._backdrop)
        course.prepare()
        self.orders.put(lambda deck: self._when_ready(deck, course))
        grounding = self._grounding()
        if grounding:
            self.orders.put(lambda deck: setattr(deck, "grounding", grounding))

    def _grounding(self) -> Course | None:
        """The grounding practice in the session's voice, else in the usual one; None where neither can speak it."""
        from voiceguide.script.parser import read

        ground = self._ground
        script = read(bundled_scripts() / GROUNDING)
        for voice in dict.fromkeys((ground.wishes.voice or ground.script.voice.name, None)):
            wishes = Wishes(voice=voice, voice_tone=ground.wishes.voice_tone, rate=ground.wishes.rate, nearest=True)
            try:
                made = planned(script, wishes, find=ground.find, folders=ground.folders, tell=_no_tell)
            except VoiceguideError:
                continue
            course = Course(made, replace(self._backdrop, changing=False))
            course.prepare()
            return course
        return None


class _Behind:
    """Something done in a thread of its own, whose error is raised where it is waited for."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._error: BaseException | None = None
        self._work = work
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._error = error

    def wait(self) -> None:
        """Wait until it is done. Raises what it raised."""
        self._thread.join()
        if self._error:
            raise self._error


def _no_tell(what: str, done: float, total: float) -> None:
    """Nobody needs to know."""


def slip(now: Frames, first_word: Frames, delay: Frames, margin: Frames) -> Frames:
    """The delay with which a session joins its bed that sounds since `now`: as asked, or longer if it is late."""
    return max(delay, now + margin - first_word)
