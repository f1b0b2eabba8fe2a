"""Sets of lengths, as spans: what a practice can last. Most are one span; rigid scripts leave holes."""

from collections.abc import Iterable
from typing import TypeAlias

from voiceguide.units import Frames

Spans: TypeAlias = tuple[tuple[Frames, Frames], ...]
"""First and last frame count of each span, ascending, never touching."""


def merged(spans: Iterable[tuple[Frames, Frames]]) -> Spans:
    """Any spans in order, those that touch made one."""
    done: list[tuple[Frames, Frames]] = []
    for first, last in sorted(spans):
        if done and first <= done[-1][1] + 1:
            done[-1] = (done[-1][0], max(done[-1][1], last))
        else:
            done.append((first, last))
    return tuple(done)


def plus(one: Spans, other: Spans) -> Spans:
    """All lengths that are a sum of a length of each."""
    return merged((a + c, b + d) for a, b in one for c, d in other)


def rests(total: Frames, spans: Spans) -> Spans:
    """What is left of `total` after each length."""
    return tuple((total - last, total - first) for first, last in reversed(spans))


def both(one: Spans, other: Spans) -> Spans:
    """The lengths in both."""
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return merged((first, last) for first, last in pairs if first <= last)


def contains(spans: Spans, length: Frames) -> bool:
    """Whether a length is among them."""
    return any(first <= length <= last for first, last in spans)


def around(spans: Spans, length: Frames) -> tuple[Frames, ...]:
    """The nearest lengths: the next below (or the length itself) and the next above, as far as there are any."""
    below = [min(last, length) for first, last in spans if first <= length]
    above = [max(first, length) for first, last in spans if last >= length]
    return tuple(dict.fromkeys(below[-1:] + above[:1]))


def closest(spans: Spans, length: Frames) -> Frames:
    """The nearest length; of two equally near the shorter. `spans` must not be empty."""
    return min(around(spans, length), key=lambda near: abs(near - length))
