"""Sets of lengths, as spans: merged, added, subtracted and searched."""

from collections.abc import Iterable
from typing import TypeAlias

from voiceguide.units import Frames

Spans: TypeAlias = tuple[tuple[Frames, Frames], ...]
"""(shortest, longest) of each span of lengths, in frames. Spans are in ascending order, and no two of them touch."""


def merged(spans: Iterable[tuple[Frames, Frames]]) -> Spans:
    """The spans in ascending order, where spans that overlap or touch become one."""
    done: list[tuple[Frames, Frames]] = []
    for first, last in sorted(spans):
        if done and first <= done[-1][1] + 1:
            done[-1] = (done[-1][0], max(done[-1][1], last))
        else:
            done.append((first, last))
    return tuple(done)


def sums(one: Spans, other: Spans) -> Spans:
    """All sums of a length in `one` and a length in `other`."""
    return merged((a + c, b + d) for a, b in one for c, d in other)


def remainders(total: Frames, spans: Spans) -> Spans:
    """The lengths that remain when each of the lengths in `spans` is taken from `total`."""
    return tuple((total - last, total - first) for first, last in reversed(spans))


def intersection(one: Spans, other: Spans) -> Spans:
    """The possible lengths that are in `one` and also in `other`."""
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return merged((first, last) for first, last in pairs if first <= last)


def contains(spans: Spans, length: Frames) -> bool:
    """Whether a length is in one of the spans."""
    return any(first <= length <= last for first, last in spans)


def neighbours(spans: Spans, length: Frames) -> tuple[Frames, ...]:
    """The possible lengths nearest to `length`: the next one below it and the next one above it, if they exist; or
    `length` alone if it is possible.
    """
    below = [min(last, length) for first, last in spans if first <= length]
    above = [max(first, length) for first, last in spans if last >= length]
    return tuple(dict.fromkeys(below[-1:] + above[:1]))


def closest(spans: Spans, length: Frames) -> Frames:
    """The possible length nearest to `length`; of two that are equally near, the shorter. `spans` must not be empty."""
    return min(neighbours(spans, length), key=lambda near: abs(near - length))
