"""A text, and what a careful reader would read aloud."""

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
    """(phrase, seconds of quiet that follow it)."""
    title: str | None
    """The expected title; None: any."""
    sections: Sequence[str] | None
    """The expected sections; None: any."""
    lang: str

    def __str__(self) -> str:
        return self.name


def gather(texts: list[Wild]) -> Callable[..., None]:
    """A function that adds a text to the list. Expectations that are not given are not checked."""

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
