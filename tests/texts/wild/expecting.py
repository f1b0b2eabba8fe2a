"""A text, and what a careful reader would hear in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wild:
    """A text as people have it, with what is expected of it."""

    name: str
    text: str | bytes
    says: tuple[str, ...]
    """Phrases that are spoken, in this order."""
    never: tuple[str, ...]
    """Words that are nowhere spoken."""
    pauses: Mapping[str, float]
    """Seconds of quiet after a phrase."""
    title: str | None
    """None: it is not judged."""
    sections: Sequence[str] | None
    """None: they are not judged."""
    lang: str

    def __str__(self) -> str:
        return self.name


def gather(texts: list[Wild]) -> Callable[..., None]:
    """A function that adds a text to the list; what is not named is not judged."""

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
