"""What passes between the readers of texts, the understanding of what they read, and the script made of it."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from voiceguide.lengths import format_length
from voiceguide.script.model import Script
from voiceguide.units import Seconds

Kind: TypeAlias = Literal["heading", "words", "item", "rule", "rest", "bell", "aside"]

LONG: Final[Seconds] = 30.0
"""From here on a pause is a silence."""

UNSEEN: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F,
                              *range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # fmt: skip
"""Signs that are not seen, such as the place where a word may be broken: none of them is part of a word."""
CAPTION: Final = 99
"""The level of words that stood as a caption, where brackets hold sounds."""
ROW: Final = "a row among others"
"""Of words: they are one of several lines that each say something of their own."""
FRONT: Final = "front matter"
"""Of words: they stand between two lines of dashes above the text, and tell about it."""


class RefusedError(Exception):
    """A text that a reader cannot read: why, and what to do instead. It is told as a `TextError`."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


def words_of(text: str) -> frozenset[str]:
    """A table of words written as one text."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Amount:
    """A written length of quiet, in seconds; both ends are the same where one length was written."""

    least: Seconds
    greatest: Seconds

    @property
    def natural(self) -> Seconds:
        """What it is when nothing presses: the geometric mean of the ends."""
        return self.least if self.least == self.greatest else (self.least * self.greatest) ** 0.5

    @property
    def silence(self) -> bool:
        """Whether it is long enough to be a silence."""
        return self.natural >= LONG

    def __add__(self, other: "Amount") -> "Amount":
        """Both, one after the other."""
        return Amount(self.least + other.least, self.greatest + other.greatest)

    def __str__(self) -> str:
        """As a script writes it: ``5s``, ``20s-30s``."""
        ends = format_length(self.least), format_length(self.greatest)
        return ends[0] if self.least == self.greatest else f"{ends[0]}-{ends[1]}"


NO_QUIET: Final = Amount(0.0, 0.0)


@dataclass(frozen=True)
class Manner:
    """How words are to be spoken, as factors on the rest."""

    rate: float = 1.0
    pitch: float = 1.0

    def __mul__(self, other: "Manner") -> "Manner":
        """One within the other."""
        return Manner(round(self.rate * other.rate, 3), round(self.pitch * other.pitch, 3))


NO_MANNER: Final = Manner()
LEFT_TO_VOICE: Final = "a manner of speaking, which is left to the voice"
"""Why a wish for how words are spoken is not heeded: they are no section, or our format cannot say it."""


@dataclass(frozen=True)
class Block:
    """One thing that a reader found, in the order of the text."""

    kind: Kind
    line: int
    """Where it begins in the text, counted from 1. (In a Word file the paragraph, in a table the row.)"""
    text: str = ""
    """Its words; each line feed in it is the next line of the text."""
    level: int = 0
    """Of a heading: how deep it stands, 1 the highest."""
    amount: Amount = NO_QUIET
    """Of a rest: how long."""
    why: str = ""
    """Of an aside: what it is, and why it is not spoken."""
    sure: bool = False
    """Of words: they are meant to be spoken, so that nothing is guessed of headings, labels and notes."""
    manner: Manner | None = NO_MANNER
    """Of words: how they are to be spoken; None: some of them one way, some another. Of an aside: it asks for it."""


@dataclass(frozen=True)
class FoundText:
    """A text taken apart by the reader of its form."""

    form: str
    """The form's name, for people."""
    blocks: tuple[Block, ...]
    title: str = ""
    """Where the form has a place for it."""
    lang: str = ""
    """The language's tag, where the form has a place for it."""
    speech: bool = False
    """The form keeps what is spoken apart from all else, so that there are no headings and notes to look for."""


@dataclass(frozen=True)
class LeftOut:
    """What stands in the text and is not spoken."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Doubt:
    """What is spoken, and might not be meant to be."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Part:
    """What stands under one heading, ready to be made a section. Its blocks are words, rests and bells."""

    line: int
    title: str
    blocks: tuple[Block, ...]
    manner: Manner = NO_MANNER
    """How all of it is to be spoken."""


@dataclass(frozen=True)
class Understood:
    """What a text means: what is spoken, what is not."""

    title: str
    lang: str
    """What the text says of its language; empty: nothing."""
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class FoundPause:
    """A pause that the text asks for."""

    line: int
    amount: Amount
    after: str
    """The last words before it."""


@dataclass(frozen=True)
class Report:
    """What was understood of a text."""

    file: str
    form: str
    title: str
    lang: str
    sections: tuple[str, ...]
    pauses: tuple[FoundPause, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Doubt, ...]
    notes: tuple[str, ...] = ()
    """What else was done, such as with the encoding."""

    def summary(self) -> str:
        """What was understood, in a few words."""
        counts = (
            (len(self.sections), "section"),
            (len(self.pauses), "pause"),
            (len(self.left_out), "note left out"),
        )
        told = ", ".join(f"{count} {_many(word) if count != 1 else word}" for count, word in counts)
        return f"read as {self.form}: {told}" + (f", {len(self.doubts)} in doubt" if self.doubts else "")

    def as_lines(self) -> list[str]:
        """The whole report for people."""
        lines = [f"{self.file}: {self.summary()}", *(f"  {note}" for note in self.notes)]
        lines.append(f"  title: {self.title}; language: {self.lang}")
        lines += [f"  section: {title}" for title in self.sections]
        lines += [f"  line {pause.line}: pause of {pause.amount} after {pause.after!r}" for pause in self.pauses]
        lines += [f"  line {left.line}: left out, {left.why}: {_short(left.text)!r}" for left in self.left_out]
        lines += [f"  line {doubt.line}: spoken, though {doubt.why}: {_short(doubt.text)!r}" for doubt in self.doubts]
        return lines

    def as_json(self) -> dict[str, Any]:
        """The whole report as values for JSON."""
        return {
            "file": self.file,
            "form": self.form,
            "title": self.title,
            "lang": self.lang,
            "sections": list(self.sections),
            "pauses": [
                {
                    "line": pause.line,
                    "natural_s": round(pause.amount.natural, 3),
                    "least_s": pause.amount.least,
                    "greatest_s": pause.amount.greatest,
                    "after": pause.after,
                }
                for pause in self.pauses
            ],
            "left_out": [{"line": left.line, "why": left.why, "text": left.text} for left in self.left_out],
            "doubts": [{"line": doubt.line, "why": doubt.why, "text": doubt.text} for doubt in self.doubts],
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Read:
    """A text that was read: the practice, its text in our format, and what was understood."""

    script: Script
    text: str
    """What `convert` writes. It describes the same practice as `script`."""
    report: Report | None
    """None: the text was in our format, and there was nothing to understand."""

    def named(self, name: str) -> "Read":
        """The same under another name."""
        return replace(self, script=replace(self.script, name=name))


def _many(word: str) -> str:
    first, *rest = word.split(" ", 1)
    return " ".join([f"{first}s", *rest])


def _short(text: str, most: int = 70) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= most else f"{joined[: most - 1]}…"
