"""A course: a list of sessions, each made of practices, with a line to take along."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from voiceguide.script.model import Place, Script
from voiceguide.units import Seconds

PathRule: TypeAlias = Literal["yours", "gentle", "ask"]
"""Which path a session takes. ``yours``: the one that the listener has chosen. ``gentle``: the gentle path, for
everyone. ``ask``: the listener is asked before the session begins.
"""


@dataclass(frozen=True)
class CourseSession:
    """One session, as written in the course file."""

    place: Place
    """Where its heading is in the course file."""
    number: int
    """Its number in the course, counted from 1."""
    title: str
    written: Script
    """A script with the course's front matter and one section, which holds the words and the practices below the
    session's heading.
    """
    length: Seconds | None = None
    """Its length, unless the listener asks for another one; None: its natural length."""
    path: PathRule = "yours"
    take_along: str = ""
    """One line that is shown on the screen and never spoken."""


@dataclass(frozen=True)
class Course:
    """A whole course."""

    name: str
    """The file's name without its ending."""
    file: str
    title: str
    sessions: tuple[CourseSession, ...]
    """The sessions in order; at least one."""
    summary: str = ""
    length: Seconds | None = None
    """The length, from the front matter, of sessions that do not set their own."""

    @property
    def count(self) -> int:
        """How many sessions there are."""
        return len(self.sessions)

    def session(self, number: int) -> CourseSession | None:
        """The session with that number, counted from 1; None if there is none."""
        return self.sessions[number - 1] if 1 <= number <= self.count else None
