"""Sharing time over gaps, exact to the frame."""

from collections.abc import Sequence
from typing import NamedTuple

from voiceguide.plan.score import Size
from voiceguide.units import Frames


class Elastic(NamedTuple):
    """What may take or give time."""

    size: Size
    shrinks: int
    stretches: int


def share(gaps: Sequence[Elastic], total: Frames) -> list[Frames]:
    """A length for every gap, inside its range, that add up to `total` exactly.

    Gaps give and take in the order of their stages, those of one stage in proportion to their room. With the same gaps
    a greater total never makes one of them shorter. `total` must lie between the sums of the least and the greatest.
    """
    lengths = [gap.size.natural for gap in gaps]
    spare = total - sum(lengths)
    sign = 1 if spare > 0 else -1
    stages: dict[int, list[tuple[int, Frames]]] = {}
    for index, (size, shrinks, stretches) in enumerate(gaps):
        room = size.greatest - size.natural if spare > 0 else size.natural - size.least
        if room:
            stages.setdefault(stretches if spare > 0 else shrinks, []).append((index, room))
    left = abs(spare)
    for _, members in sorted(stages.items()):
        rooms = [room for _, room in members]
        given = apportion(min(left, sum(rooms)), rooms)
        for (index, _), part in zip(members, given, strict=True):
            lengths[index] += sign * part
        left -= sum(given)
    if left:
        raise ValueError(f"{total} frames do not fit these gaps")
    return lengths


def apportion(amount: int, rooms: Sequence[int]) -> list[int]:
    """`amount` as whole parts in proportion to positive `rooms`, none above its room.

    A part is `floor(t * room)` for the greatest `t` at which the sum is not above `amount`; what is left goes to
    the parts that jump next at that `t`, in their order. So a greater amount never makes a part smaller, which rounding
    to the nearest or by largest remainder would (Balinski & Young, Fair Representation, on house monotone methods).
    """
    whole = sum(rooms)
    if not amount or amount == whole:
        return [room if amount else 0 for room in rooms]
    # t is a multiple of 2 ** -bits, fine enough that no part grows by more than one from step to step.
    bits = max(rooms).bit_length()
    low = (amount << bits) // whole
    high = ((amount + len(rooms)) << bits) // whole + 1
    while high - low > 1:
        middle = (low + high) // 2
        if sum((middle * room) >> bits for room in rooms) <= amount:
            low = middle
        else:
            high = middle
    parts = [(low * room) >> bits for room in rooms]
    left = amount - sum(parts)
    for index, room in enumerate(rooms):
        if not left:
            break
        if (high * room) >> bits > parts[index]:
            parts[index] += 1
            left -= 1
    return parts
