"""The data model of a written practice. `parser` makes it from text, `writer` turns it back into text, and `outliner`
prepares it for speech.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from voiceguide.units import Seconds

PathName: TypeAlias = Literal["gentle", "inward"]
SessionKind: TypeAlias = Literal["day", "sleep"]
Need: TypeAlias = Literal["hard", "everyday", "learn", "sleep", "night"]
"""What a listener needs: help in a hard moment, something for every day, something to learn, help to fall asleep, or
company when awake at night.
"""
Visit: TypeAlias = Literal["first", "again"]

VARIABLE: Final = re.compile(r"[^\W\d_][\w-]*(?:\.[\w-]+)*")
"""Matches the name of a variable."""

LEAST_FACTOR: Final = 0.5
GREATEST_FACTOR: Final = 2.0
"""The least and the greatest factor for the rate of a voice, and for its pitch."""

PIECES: Final = "pieces"
"""The name of the engine that plays the pieces of a recording."""


@dataclass(frozen=True)
class Place:
    """Where something is in a script, for messages."""

    file: str
    """The script's path or name, as the user knows it."""
    line: int
    """The number of the line, counted from 1."""


@dataclass(frozen=True)
class Range:
    """A length in seconds, or a count, with its limits."""

    least: float
    natural: float
    """The usual value. Unless the script gives it, it is the geometric mean of the two limits; for a count, rounded to
    a whole number.
    """
    greatest: float

    @property
    def fixed(self) -> bool:
        """Whether it has only one possible value."""
        return self.least == self.greatest


@dataclass(frozen=True)
class Paragraph:
    """Spoken sentences, on one line. They still have `*emphasis*` and `{variables}` in them.

    A plain ``{``, ``}``, ``*`` or backslash has a backslash before it.
    """

    place: Place
    text: str
    wraps: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)
    """Where each further line of the paragraph begins: (offset in the text, number of that line in the script)."""
    piece: str = ""
    """The id of the piece of a recording in which these words are spoken; empty: a voice speaks them."""


@dataclass(frozen=True)
class Pause:
    """A pause that the script asks for."""

    place: Place
    length: Range


@dataclass(frozen=True)
class Silence:
    """Open practice in quiet, with the reminders that may be spoken in it."""

    place: Place
    length: Range
    reminders: tuple[Paragraph, ...] = ()
    every: Seconds | None = None
    """The longest time without words in it, from the end of one line to the beginning of the next; None: the session's
    ceiling of quiet.
    """
    open: bool = False
    """Whether the quiet itself is the practice, as in an open sitting. The session's ceiling of quiet then does not
    apply.
    """


@dataclass(frozen=True)
class Breathe:
    """Timed breathing. A phase of 0 s is left out."""

    place: Place
    breathe_in: Seconds
    hold: Seconds
    """How long to hold the breath after the in-breath."""
    breathe_out: Seconds
    rest: Seconds
    """How long to hold the breath after the out-breath. (A script writes this as a second ``hold``, or as ``rest``.)"""
    times: Range
    """How many breaths; whole numbers."""


@dataclass(frozen=True)
class Repeat:
    """A block spoken several times."""

    place: Place
    times: Range
    """How many times the block is spoken; whole numbers."""
    items: "tuple[Item, ...]"


@dataclass(frozen=True)
class Bell:
    """Strikes of a bell, one after the other."""

    place: Place
    strikes: int


@dataclass(frozen=True)
class Inset:
    """Another practice that is spoken here, without its arrival and its closing."""

    place: Place
    practice: str
    """The name of that practice, or its path relative to the script that asks for it."""
    share: float | None
    """Its share, from 0 to 1, of the time that is left after the script's own words and pauses. None: all practices
    without a share divide the rest of that time equally.
    """


@dataclass(frozen=True)
class Images:
    """Images from a list, one after the other. Another seed gives other images."""

    place: Place
    list: str
    """The list: a script with an image in each paragraph. This is its name, or its path relative to the script that
    asks for it.
    """
    times: Range
    """How many images; whole numbers."""


@dataclass(frozen=True)
class SoundChange:
    """A change to another background, from here on."""

    place: Place
    background: str


Item: TypeAlias = Paragraph | Pause | Silence | Breathe | Repeat | Bell | Inset | Images | SoundChange


def every_item(items: Iterable[Item]) -> Iterator[Item]:
    """The items in their order, including those inside repeats and the reminders of silences."""
    for item in items:
        yield item
        if isinstance(item, Repeat):
            yield from every_item(item.items)
        elif isinstance(item, Silence):
            yield from item.reminders


@dataclass(frozen=True)
class Section:
    """The part of a script under one heading."""

    place: Place
    title: str
    """The heading; empty for text before the first heading."""
    items: tuple[Item, ...]
    keep: bool = False
    arrival: bool = False
    closing: bool = False
    optional: int = 0
    """0: not optional. Otherwise the higher the number, the earlier it is dropped."""
    care: bool = False
    """Whether the section is left out only after all other optional sections. Such a section says what to do if the
    practice is too much, gives the main message, or says where to find help.
    """
    path: PathName | None = None
    """The only path on which it is heard; None: every path."""
    session: SessionKind | None = None
    """The only kind of session in which it is heard; None: both kinds."""
    visit: Visit | None = None
    """The only visit on which it is heard: the first, or any later one; None: every visit."""
    rate: float = 1.0
    """A factor by which the script's rate is multiplied in this section."""
    pitch: float = 1.0
    """A factor by which the script's pitch is multiplied in this section."""

    @property
    def kept(self) -> bool:
        """Whether it is spoken at every length."""
        return not (self.optional or self.care)


@dataclass(frozen=True)
class ScriptVoice:
    """The voice that a script asks for. A field that is None asks for nothing."""

    name: str | None = None
    """The voice as it is written: ``ENGINE:NAME``, or the name of a voice or an engine."""
    rate: float | None = None
    """A factor for the usual rate."""
    pitch: float | None = None
    """A factor for the usual pitch."""


@dataclass(frozen=True)
class Cues:
    """The words that are spoken at each phase of a timed breath. None: the usual words; empty: nothing."""

    breathe_in: str | None = None
    hold: str | None = None
    breathe_out: str | None = None
    rest: str | None = None

    @property
    def by_phase(self) -> dict[str, str | None]:
        """The words for each phase, by the phase's name in a script."""
        return {"in": self.breathe_in, "hold": self.hold, "out": self.breathe_out, "rest": self.rest}


@dataclass(frozen=True)
class Script:
    """A whole written practice."""

    name: str
    """The practice's name; for a script in a file, the file's name without its ending."""
    file: str
    """The path of the file, as the user knows it; without a file, a name in angle brackets, such as ``<stdin>``."""
    title: str
    sections: tuple[Section, ...]
    summary: str = ""
    author: str = ""
    album: str = ""
    tags: tuple[str, ...] = ()
    lang: str = "en"
    length: Seconds | None = None
    """The length of a session if the listener asks for none; None: the natural length."""
    session: SessionKind | None = None
    """``for:`` the kind of session, unless the listener asks for the other."""
    background: str | None = None
    voice: ScriptVoice = ScriptVoice()
    say: tuple[tuple[str, str], ...] = ()
    """How to pronounce words: (as written, as spoken)."""
    cover: str | None = None
    """A picture's path, relative to the script."""
    cues: Cues = Cues()
    needs: tuple[Need, ...] = ()
    """``need:`` the needs that this practice serves."""
    next_practice: str | None = None
    """``next:`` the practice to suggest afterwards, by its name or its path relative to the script. It is
    never spoken.
    """
    rights: str = ""
    """``rights:`` whose words and sound these are: ``mine``, or who gave permission to use them; empty if not given."""
    key_lines: tuple[tuple[str, int], ...] = field(default=(), compare=False, repr=False)
    """(key, line number) of each key in the front matter."""

    @property
    def of_a_recording(self) -> bool:
        """Whether it was made from a recording: the engine of its voice is `PIECES`."""
        return (self.voice.name or "").partition(":")[0].strip().lower() == PIECES

    @property
    def listed_under(self) -> tuple[Need, ...]:
        """The needs under which it is listed: its own, or else one that its other front matter suggests."""
        if self.needs:
            return self.needs
        if self.session == "sleep":
            return ("sleep",)
        return ("learn",) if "talk" in self.tags else ("everyday",)

    def line_of(self, key: str) -> int:
        """The line of a key in the front matter; 1 if the key is not there."""
        return dict(self.key_lines).get(key, 1)
