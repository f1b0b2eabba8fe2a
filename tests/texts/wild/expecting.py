"""The shape of the cases in this folder: a text, and what a careful reader would read aloud."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wild:
    """A text from real life, with what is expected of it."""

    name: str
    text: str | bytes
    says: tuple[str, ...]
    """Phrases that are spoken, in this order."""
    never: tuple[str, ...]
    """Words that must not be spoken."""
    pauses: Mapping[str, float]
    """Maps a phrase to the seconds of quiet that follow it."""
    title: str | None
    """The expected title, or None if the title is not checked."""
    sections: Sequence[str] | None
    """The expected titles of the sections, or None if they are not checked."""
    lang: str

    def __str__(self) -> str:
        return self.name


def gather(texts: list[Wild]) -> Callable[..., None]:
    """A function with which a module adds cases to its list. Expectations that a case does not give are not checked."""

    def case(
        name: str,
        text: str | bytes,
        says: Sequence[str] = (),
        never: Sequence[str] = (),
        pauses: Mapping[str, float] | None = None,
        title: str | None = None,
        sections: Sequence[str] | None = None,
        lang: str = "en",
    ) -> None:
        texts.append(Wild(name, text, tuple(says), tuple(never), pauses or {}, title, sections, lang))

    return case
