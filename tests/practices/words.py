"""The texts of the bundled practices, and measures of them that need no planned session."""

import re
from collections.abc import Iterator
from typing import Final

from voiceguide.script.model import Item, Paragraph, Repeat, Script, Section, Silence

UNFAMILIAR: Final = (
    "any old how", "balaclava", "bandstand", "braces", "bureau", "carriage", "causeway", "cosy", "cupboard",
    "draught", "estuary", "fetch", "fire brigade", "for want of a better word", "get a grip", "granary", "hoarfrost",
    "hollyhock", "hurts like anything", "in a huff", "in a state about", "jigsaw", "jumper", "kerb", "limpet",
    "lorry", "milestone", "mislay", "oneself", "parcel", "parcels", "pergola", "pipes up", "plaster", "plasters",
    "queue", "rucksack", "sealing ring", "signal box", "skirting", "skittles", "sluice", "spirit level", "stile",
    "tarpaulin", "tea towel", "torch", "trellis", "trousers", "viaduct", "weathercock", "weir", "zebra crossing",
    "zips",
)  # fmt: skip
"""Words that may be unknown to somebody from outside Britain, to a tired person, or to somebody whose first language is
not English.
"""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
_VARIABLE: Final = re.compile(r"\{[^{}|]*\|([^{}]*)\}")


def paragraphs(section: Section) -> Iterator[str]:
    """The spoken paragraphs of a section, with those inside repeats, but without reminders."""
    yield from _paragraphs(section.items)


def reminders(section: Section) -> Iterator[str]:
    """The reminders of a section, in their order."""
    for item in section.items:
        if isinstance(item, Silence):
            yield from (reminder.text for reminder in item.reminders)


def texts(section: Section) -> list[str]:
    """The spoken paragraphs of a section, and after them its reminders."""
    return [*paragraphs(section), *reminders(section)]


def sentences(script: Script) -> Iterator[str]:
    """Every sentence of a script, with the fallbacks in place of variables."""
    for section in script.sections:
        for text in texts(section):
            yield from filter(None, _SENTENCE_END.split(_VARIABLE.sub(r"\1", text).replace("*", "").strip()))


def shape(section: Section) -> tuple[str, ...]:
    """The kinds of the items in a section, in order, as names of their classes. A silence is "S" with its number of
    reminders. Pauses and changes of the background are left out.
    """
    return tuple(
        f"S{len(item.reminders)}" if isinstance(item, Silence) else type(item).__name__
        for item in section.items
        if type(item).__name__ not in ("Pause", "SoundChange")
    )


def reading_ease(said: list[str]) -> float:
    """Flesch's reading ease: 100 is read by a child of eleven, 60 by most adults, 30 by students.

    R. Flesch, A new readability yardstick, 1948; syllables are counted as groups of vowels.
    """
    words = [word for sentence in said for word in re.findall(r"[a-z']+", sentence.lower())]
    syllables = sum(_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / len(said) - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent)


def _paragraphs(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Paragraph):
            yield item.text
        elif isinstance(item, Repeat):
            yield from _paragraphs(item.items)
