"""A written practice as values. `parser` makes them, `writer` writes them back, `outline` prepares them for speech."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from voiceguide.units import Seconds

PathName: TypeAlias = Literal["gentle", "inward"]
SessionKind: TypeAlias = Literal["day", "sleep"]
Need: TypeAlias = Literal["hard", "everyday", "learn", "sleep", "night"]
"""What a listener needs: help in a hard moment, something for every day, to learn, to fall asleep, or company when
awake at night.
"""
Visit: TypeAlias = Literal["first", "again"]

VARIABLE: Final = re.compile(r"[^\W\d_][\w-]*(?:\.[\w-]+)*")
"""The name of a variable."""

LEAST_FACTOR: Final = 0.5
GREATEST_FACTOR: Final = 2.0
"""How much a voice may be slower or faster, lower or higher than usual."""

PIECES: Final = "pieces"
"""The engine that plays the pieces of a recording."""


@dataclass(frozen=True)
class Place:
    """The place of something in a script, for messages."""

    file: str
    """The script's path or name, as the user knows it."""
    line: int
    """Counted from 1."""


@dataclass(frozen=True)
class Range:
    """A written length with a range, in seconds, or a count with a range."""

    least: float
    natural: float
    """The usual value: the geometric mean of the ends, unless the script gives it."""
    greatest: float

    @property
    def fixed(self) -> bool:
        """Whether it has only one possible value."""
        return self.least == self.greatest


@dataclass(frozen=True)
class Paragraph:
    """Spoken text: sentences with `*emphasis*` and `{variables}` still in it, on one line.

    A plain ``{``, ``}``, ``*`` or backslash has a backslash before it.
    """

    place: Place
    text: str
    wraps: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)
    """Where the paragraph was wrapped: (offset into the text, line of the script that begins there)."""
    piece: str = ""
    """The id of the recording piece that says it; empty: a voice says it."""


@dataclass(frozen=True)
class Pause:
    """A pause asked for by the script, in seconds."""

    place: Place
    length: Range


@dataclass(frozen=True)
class Silence:
    """Open practice in quiet, in seconds, with the reminders that may be spoken inside it."""

    place: Place
    length: Range
    reminders: tuple[Paragraph, ...] = ()
    every: Seconds | None = None
    """Something is spoken at least this often; None: the session's default."""
    open: bool = False
    """Whether it is meant to be empty, as in an open sitting."""


@dataclass(frozen=True)
class Breathe:
    """Timed breathing. A phase of 0 s is left out."""

    place: Place
    breathe_in: Seconds
    hold: Seconds
    """After the in-breath."""
    breathe_out: Seconds
    rest: Seconds
    """After the out-breath (a second `hold`)."""
    times: Range
    """How many breaths; whole numbers."""


@dataclass(frozen=True)
class Repeat:
    """A block spoken several times."""

    place: Place
    times: Range
    """Whole numbers."""
    items: "tuple[Item, ...]"


@dataclass(frozen=True)
class Bell:
    """Strikes of a bell, one after the other."""

    place: Place
    strikes: int


@dataclass(frozen=True)
class Inset:
    """The heart of another practice, spoken here."""

    place: Place
    practice: str
    """A name, or a path relative to the script that contains it."""
    share: float | None
    """The share of the time left after the script's own words, 0 to 1. None: what the others leave."""


@dataclass(frozen=True)
class Images:
    """Images from a list, one after the other, different each night."""

    place: Place
    list: str
    """A name, or a path relative to the script that contains it. That script has an image in each paragraph."""
    times: Range
    """How many images; whole numbers."""


@dataclass(frozen=True)
class SoundChange:
    """From here on another background."""

    place: Place
    background: str


Item: TypeAlias = Paragraph | Pause | Silence | Breathe | Repeat | Bell | Inset | Images | SoundChange


def every_item(items: Iterable[Item]) -> Iterator[Item]:
    """The items in their order, also those inside repeats, and the reminders of silences."""
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
    """Empty for text before the first heading."""
    items: tuple[Item, ...]
    keep: bool = False
    arrival: bool = False
    closing: bool = False
    optional: int = 0
    """0: not optional. Otherwise the higher the number, the earlier it is dropped."""
    care: bool = False
    """Whether it is optional but the last to be left out: the way out, the main message, where to turn."""
    path: PathName | None = None
    """Only on this path; None: on every path."""
    session: SessionKind | None = None
    """Only in this kind of session; None: in every one."""
    visit: Visit | None = None
    """Only the first time, or only from the second on; None: every time."""
    rate: float = 1.0
    """Its rate, as a factor for the rate of the script."""
    pitch: float = 1.0
    """Its pitch, as a factor for the pitch of the script."""

    @property
    def kept(self) -> bool:
        """Whether it is spoken at every length."""
        return not (self.optional or self.care)


@dataclass(frozen=True)
class ScriptVoice:
    """The voice a script asks for. None: the listener's own."""

    name: str | None = None
    """``ENGINE:NAME`` or a name."""
    rate: float | None = None
    """A factor for the usual rate."""
    pitch: float | None = None
    """A factor for the usual pitch."""


@dataclass(frozen=True)
class Cues:
    """What is spoken at each phase of a timed breath. None: the usual words; empty: nothing."""

    breathe_in: str | None = None
    hold: str | None = None
    breathe_out: str | None = None
    rest: str | None = None

    @property
    def by_phase(self) -> dict[str, str | None]:
        """The words for each phase, by its name in a script."""
        return {"in": self.breathe_in, "hold": self.hold, "out": self.breathe_out, "rest": self.rest}


@dataclass(frozen=True)
class Script:
    """A whole written practice."""

    name: str
    """The file's name without its ending."""
    file: str
    """The path, as the user knows it."""
    title: str
    sections: tuple[Section, ...]
    summary: str = ""
    author: str = ""
    album: str = ""
    tags: tuple[str, ...] = ()
    lang: str = "en"
    length: Seconds | None = None
    """Used when none is asked for; None: the natural length."""
    session: SessionKind | None = None
    """``for:`` the kind of session, unless another is asked for."""
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
    """``next:`` the practice to suggest afterwards, on the screen only: a name, or a path relative to the script."""
    rights: str = ""
    """``rights:`` whose permission there is to share it: ``mine``, or words; empty if not given."""
    key_lines: tuple[tuple[str, int], ...] = field(default=(), compare=False, repr=False)
    """The lines of the keys in the front matter."""

    @property
    def of_a_recording(self) -> bool:
        """Whether its own voice is the pieces of a recording."""
        return (self.voice.name or "").partition(":")[0].strip().lower() == PIECES

    @property
    def found_under(self) -> tuple[Need, ...]:
        """The needs it is listed under: its own, else those that the rest of its front matter suggests."""
        if self.needs:
            return self.needs
        if self.session == "sleep":
            return ("sleep",)
        return ("learn",) if "talk" in self.tags else ("everyday",)

    def line_of(self, key: str) -> int:
        """The line of a key in the front matter; the first line if the key is not there."""
        return dict(self.key_lines).get(key, 1)
