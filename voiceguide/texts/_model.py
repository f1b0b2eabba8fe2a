"""The values that are passed from the readers of texts to `_interpretation`, and from there to `practice`."""

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from voiceguide.errors import shortened
from voiceguide.lengths import format_length
from voiceguide.system.plain_text import collapsed
from voiceguide.units import Seconds

PassageKind: TypeAlias = Literal["heading", "words", "item", "rule", "rest", "bell", "aside"]

LONG: Final[Seconds] = 30.0
"""A pause is a silence if its natural length is at least this, in seconds."""

INVISIBLE: Final = dict.fromkeys(
    (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Maps invisible characters, such as the soft hyphen, to nothing."""
CAPTION: Final = 99
"""The value of `Passage.level` for words from a caption, where words in brackets are sounds."""
ROW: Final = "a row among others"
"""The value of `Passage.why` for words that are one line of a paragraph in which each line is a phrase of its own."""
FRONT: Final = "front matter"
"""The value of `Passage.why` for words between two lines of dashes at the top of the text. They describe the text."""


class RefusedError(Exception):
    """Raised by a reader that cannot read a text. `reason` says why, and what to do instead; `line` is 0 if it is not
    known. The caller turns it into a `TextError`.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


@dataclass(frozen=True)
class Amount:
    """A length of quiet as it is written, or a range of lengths, in seconds. For a single length, both ends are the
    same.
    """

    least: Seconds
    greatest: Seconds

    @property
    def natural(self) -> Seconds:
        """Its usual length: the geometric mean of the two ends."""
        return self.least if self.least == self.greatest else (self.least * self.greatest) ** 0.5

    @property
    def silence(self) -> bool:
        """Whether it is long enough to be a silence."""
        return self.natural >= LONG

    def __add__(self, other: "Amount") -> "Amount":
        """The sum of both amounts, for two rests that follow each other directly."""
        return Amount(self.least + other.least, self.greatest + other.greatest)

    def __str__(self) -> str:
        """The amount as a script writes it: ``5s``, ``20s-30s``."""
        ends = format_length(self.least), format_length(self.greatest)
        return ends[0] if self.least == self.greatest else f"{ends[0]}-{ends[1]}"


NO_QUIET: Final = Amount(0.0, 0.0)


@dataclass(frozen=True)
class Prosody:
    """How words are to be spoken: the factors by which their usual rate and pitch are multiplied."""

    rate: float = 1.0
    pitch: float = 1.0

    def __mul__(self, other: "Prosody") -> "Prosody":
        """Both prosodies combined, for words to which both apply because one tag is inside the other."""
        return Prosody(round(self.rate * other.rate, 3), round(self.pitch * other.pitch, 3))


NEUTRAL: Final = Prosody()
LEFT_TO_VOICE: Final = "a manner of speaking, which is left to the voice"
"""The reason why a manner of speaking that mark-up asks for is ignored: it is asked for only part of a section, or our
format cannot express it.
"""


@dataclass(frozen=True)
class Passage:
    """One thing that a reader found in a text."""

    kind: PassageKind
    line: int
    """Where it begins in the text, counted from 1. (In a Word file, the number of the paragraph; in a table, of the
    row.)
    """
    text: str = ""
    """Its words. Each line feed in it is the end of a line in the text."""
    level: int = 0
    """For a heading: its depth; 1 is the highest. For a bell: the number of strikes. For words of a caption:
    `CAPTION`.
    """
    amount: Amount = NO_QUIET
    """For a rest: its length."""
    why: str = ""
    """For an aside: what it is, and why it is not spoken. For words: `ROW`, `FRONT` or empty."""
    sure: bool = False
    """For words: whether they are certainly meant to be spoken. Then they are not searched for headings, labels and
    notes.
    """
    prosody: Prosody | None = NEUTRAL
    """For words: how they are to be spoken; None if parts of them are to be spoken differently. For an aside: the
    prosody that it asks for.
    """


@dataclass(frozen=True)
class FoundText:
    """A text, divided into passages by the reader of its form."""

    form: str
    """The form's name, as people read it in the report."""
    passages: tuple[Passage, ...]
    title: str = ""
    """The title, if the form of the text has a place for it."""
    lang: str = ""
    """The language tag, if the form of the text has a place for it."""
    speech: bool = False
    """Whether this form separates speech from everything else, so that headings and notes need not be looked for."""


@dataclass(frozen=True)
class LeftOut:
    """Something in the text that is not spoken."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Doubt:
    """Something that is spoken, but may not be meant to be."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class FoundSection:
    """The passages under one heading, ready to become a section: words, rests and bells."""

    line: int
    title: str
    passages: tuple[Passage, ...]
    prosody: Prosody = NEUTRAL
    """The prosody with which the whole section is to be spoken."""


@dataclass(frozen=True)
class Interpretation:
    """The meaning of a text: what is spoken and what is not."""

    title: str
    lang: str
    """The tag of the language that the text itself states; empty: it states none."""
    sections: tuple[FoundSection, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class FoundPause:
    """A pause that the text asks for."""

    line: int
    amount: Amount
    after: str
    """The last words before the pause."""


@dataclass(frozen=True)
class Report:
    """The report on a text: what was understood, what was left out, and what is in doubt."""

    file: str
    form: str
    title: str
    lang: str
    sections: tuple[str, ...]
    pauses: tuple[FoundPause, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Doubt, ...]
    notes: tuple[str, ...] = ()
    """Other notes, for example about the encoding."""

    def summary(self) -> str:
        """The report in one line."""
        counts = (
            (len(self.sections), "section"),
            (len(self.pauses), "pause"),
            (len(self.left_out), "note left out"),
        )
        listed = ", ".join(f"{count} {_many(word) if count != 1 else word}" for count, word in counts)
        return f"read as {self.form}: {listed}" + (f", {len(self.doubts)} in doubt" if self.doubts else "")

    def as_lines(self) -> list[str]:
        """The whole report as lines for people."""
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


def _many(word: str) -> str:
    first, *rest = word.split(" ", 1)
    return " ".join([f"{first}s", *rest])


def _short(text: str) -> str:
    return shortened(collapsed(text), 70)
