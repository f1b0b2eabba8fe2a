"""Draws images from a list, in an order that a seed decides. Quiet follows each of them.

This is the cognitive shuffle: every 5 to 15 s, the listener is given a new image, neutral and unrelated to the others.
Whoever follows such images cannot think in sentences. The time from one image to the next grows in the course of a
session.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final

from voiceguide.script.model import Images, Paragraph, Place, Range, Script
from voiceguide.script.outline import OutlineSection, Rest, Say, Utterance

KIND_DISTANCE: Final = 2
"""The least number of images between two of the same kind. Two may be closer only if no image of
another kind is left.
"""

PAUSE_AFTER_WORDS: Final = Range(0.6, 0.9, 1.4)
"""The pause after the words of an image, in seconds, in which the image can appear in the listener's mind. A silence
with the image follows.
"""

LEAST_SILENCE: Final = 3.8
FIRST_SILENCE: Final = (4.5, 10.6)
LAST_SILENCE: Final = (7.5, 11.3)
"""The silence with an image, in seconds. `LEAST_SILENCE` is its least length. `FIRST_SILENCE` is its (natural,
greatest) length for the first image, and `LAST_SILENCE` for the last images. With the words, one image follows another
after 5 to 15 s.
"""

_GROWS_OVER: Final = (60, 120)
"""Over how many images the (natural, greatest) length grows from `FIRST_SILENCE` to `LAST_SILENCE`. This does not
depend on the session's length, so words become sparser in a session of any length.
"""


def shuffled_images(image_list: Script, seed: int, count: int) -> tuple[Paragraph, ...]:
    """Up to `count` images of `image_list`, each once, in an order that the seed decides. A greater `count` gives
    the same images in the same order, and then more.

    Every paragraph of the list is an image, and the images under one heading are of one kind. Images of one kind are
    kept apart (`KIND_DISTANCE`).
    """
    waiting = sorted(_images(image_list), key=lambda image: _sort_key(image[1].text, seed))
    order: list[tuple[int, Paragraph]] = []
    while waiting and len(order) < count:
        near = {kind for kind, _ in order[-KIND_DISTANCE:]}
        index = next((index for index, (kind, _) in enumerate(waiting) if kind not in near), 0)
        order.append(waiting.pop(index))
    return tuple(image for _, image in order)


def image_parts(images: Images, spoken: Sequence[Utterance]) -> tuple[OutlineSection, ...]:
    """The images as sections of an outline. The least number of images is one section, which is always heard. Each
    later image is an optional section of its own, and the last of them is the first to be left out.
    """
    least = round(images.times.least)
    kept = [item for index, one in enumerate(spoken[:least]) for item in _image_items(images.place, one, index)]
    parts = [OutlineSection(images.place, "", 0, tuple(kept))]
    for index, one in enumerate(spoken[least:], least):
        parts.append(OutlineSection(images.place, "", index - least + 1, tuple(_image_items(images.place, one, index))))
    return tuple(parts)


def _image_items(place: Place, spoken: Utterance, index: int) -> Iterator[Say | Rest]:
    natural, greatest = (
        first + (last - first) * min(1.0, index / slowing)
        for first, last, slowing in zip(FIRST_SILENCE, LAST_SILENCE, _GROWS_OVER, strict=True)
    )
    yield Say(spoken, ends_paragraph=True)
    yield Rest(place, PAUSE_AFTER_WORDS, silence=False)
    yield Rest(place, Range(LEAST_SILENCE, natural, greatest), silence=True)


def _images(image_list: Script) -> Iterable[tuple[int, Paragraph]]:
    """All images of a list, as (number of its kind, image)."""
    for kind, section in enumerate(image_list.sections):
        yield from ((kind, item) for item in section.items if isinstance(item, Paragraph))


def _sort_key(text: str, seed: int) -> bytes:
    """The key to sort images by. It is a hash of the seed and the words, so that a new image in the list does not
    change the order of the others.
    """
    return sha256(f"{seed}:{text}".encode()).digest()
