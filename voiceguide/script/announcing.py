"""Finds the rests that a spoken line announces: only those may grow beyond a minute."""

from collections.abc import Iterable
from dataclasses import replace

from voiceguide.script.outline import Loop, OutlineItem, Part, Rest, Say, SubPractice


def with_announcements(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The same parts with `Rest.announced` set.

    A rest is announced when a spoken line stands before it with no other silence in between, whichever
    optional sections are left out and however often a block is repeated.
    """
    return _parts(parts, False)[0]


def _parts(parts: Iterable[Part], announced: bool) -> tuple[tuple[Part, ...], bool]:
    done = []
    for part in parts:
        items, after = _items(part.items, announced)
        done.append(replace(part, items=items))
        # an optional section may be missing: what follows is announced only if it is so with and without it
        announced = announced and after if part.optional else after
    return tuple(done), announced


def _items(items: Iterable[OutlineItem], announced: bool) -> tuple[tuple[OutlineItem, ...], bool]:
    done: list[OutlineItem] = []
    for item in items:
        if isinstance(item, Say):
            announced = True
        elif isinstance(item, Rest):
            item = Rest(item.place, item.length, item.silence, announced, item.reminders)
            announced = announced and not item.silence
        elif isinstance(item, Loop):
            # the block follows what stands before it, and from its second round on, itself
            begin = announced and _items(item.items, announced)[1]
            inside, announced = _items(item.items, begin)
            item = replace(item, items=inside)
        elif isinstance(item, SubPractice):
            parts, announced = _parts(item.parts, announced)
            item = replace(item, parts=parts)
        done.append(item)
    return tuple(done), announced
