"""Images drawn from a list by a seed, each followed by quiet.

While following neutral, unrelated images, a listener cannot go on thinking in sentences (the cognitive shuffle: a new,
unrelated, neutral image every 5 to 15 s). The images come further and further apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final

from voiceguide.script.model import Images, Paragraph, Place, Range, Script
from voiceguide.script.outline import OutlineSection, Rest, Say, Utterance

UNLIKE: Final = 2
"""How many neighbours of an image are of other kinds, if there are enough kinds."""

ARRIVING: Final = Range(0.6, 0.9, 1.4)
"""Seconds for an image to appear before the quiet that belongs to it."""

LEAST_STAY: Final = 3.8
FIRST_STAY: Final = (4.5, 10.6)
LAST_STAY: Final = (7.5, 11.3)
"""Natural and greatest seconds of that quiet: with the words, 5 to 15 s from one image to the next."""

_SLOWING: Final = (60, 120)
"""Both grow over this many images, so that words get sparser at any length."""


def drawn(held: Script, seed: int, count: int) -> tuple[Paragraph, ...]:
    """Up to `count` images of a list, each once, in the seed's order; a greater count begins with the same ones.

    Every paragraph of the list is an image and every heading a kind; images of one kind are not neighbours.
    """
    waiting = sorted(_images(held), key=lambda image: _lot(image[1].text, seed))
    order: list[tuple[int, Paragraph]] = []
    while waiting and len(order) < count:
        near = {kind for kind, _ in order[-UNLIKE:]}
        index = next((index for index, (kind, _) in enumerate(waiting) if kind not in near), 0)
        order.append(waiting.pop(index))
    return tuple(image for _, image in order)


def image_parts(images: Images, spoken: Sequence[Utterance]) -> tuple[OutlineSection, ...]:
    """The images as parts: the first ones are kept, and later ones are left out before earlier ones."""
    least = round(images.times.least)
    kept = [item for index, one in enumerate(spoken[:least]) for item in _shown(images.place, one, index)]
    parts = [OutlineSection(images.place, "", 0, tuple(kept))]
    for index, one in enumerate(spoken[least:], least):
        parts.append(OutlineSection(images.place, "", index - least + 1, tuple(_shown(images.place, one, index))))
    return tuple(parts)


def _shown(place: Place, spoken: Utterance, index: int) -> Iterator[Say | Rest]:
    natural, greatest = (
        first + (last - first) * min(1.0, index / slowing)
        for first, last, slowing in zip(FIRST_STAY, LAST_STAY, _SLOWING, strict=True)
    )
    yield Say(spoken, ends_paragraph=True)
    yield Rest(place, ARRIVING, silence=False)
    yield Rest(place, Range(LEAST_STAY, natural, greatest), silence=True)


def _images(held: Script) -> Iterable[tuple[int, Paragraph]]:
    """Each image with the number of its kind."""
    for kind, section in enumerate(held.sections):
        yield from ((kind, item) for item in section.items if isinstance(item, Paragraph))


def _lot(text: str, seed: int) -> bytes:
    """The key to sort images by. It is a hash, so that a new image does not reorder the others."""
    return sha256(f"{seed}:{text}".encode()).digest()
