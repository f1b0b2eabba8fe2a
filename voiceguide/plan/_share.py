"""Arranging: a score and a length become slots in order, each with its own length, exact to the frame.

Time is shared over included practices first (`allot`), then over the gaps of each (`share`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from voiceguide.plan._choose import Choices, Spans, both, closest, plus, rests
from voiceguide.plan._past import Past
from voiceguide.plan._slots import Address, Inset, Score, Size, Slot, everything
from voiceguide.units import Frames


class Claim(NamedTuple):
    """An included practice that wants its time."""

    share: float | None
    """Of what is left after the script's own words; None: what the others leave."""
    spans: Spans
    """What it can last."""


def allot(target: Frames, own: Size, claims: Sequence[Claim]) -> list[Frames]:
    """A length for each included practice, such that the script's `own` words and gaps can fill the rest of `target`.

    Some lengths of the claims and one inside `own` must add up to `target`.
    """
    wishes = _wishes(target, own, claims)
    lengths: list[Frames] = []
    left = target
    after: list[Spans] = [((own.least, own.greatest),)]
    for claim in reversed(claims[1:]):
        after.append(plus(after[-1], claim.spans))
    for claim, wish, others in zip(claims, wishes, reversed(after), strict=True):
        lengths.append(closest(both(claim.spans, rests(left, others)), round(wish)))
        left -= lengths[-1]
    return lengths


def _wishes(target: Frames, own: Size, claims: Sequence[Claim]) -> list[float]:
    """What each should have by its share, kept inside its range; what one cannot take goes to the others."""
    rest = target - own.natural
    weights = [claim.share or 0.0 for claim in claims]
    named, others = _indices(claims, named=True), _indices(claims, named=False)
    asked = rest * sum(weights)
    lengths = [0.0] * len(claims)

    def pour(amount: float, members: list[int], weights: Sequence[float]) -> float:
        poured = _poured(amount, [weights[index] for index in members], [_ends(claims[index]) for index in members])
        for index, length in zip(members, poured, strict=True):
            lengths[index] = length
        return sum(poured)

    taken = pour(asked, named, weights)
    if others:
        taken = pour(rest - taken, others, [1.0] * len(claims)) + taken
        left = rest - taken
        if left > 0 and named:
            pour(sum(lengths[index] for index in named) + left, named, weights)
    # What the script's own gaps cannot give or take is for the practices.
    total = sum(lengths)
    allowed = min(max(total, target - own.greatest), target - own.least)
    if allowed != total:
        pour(allowed, list(range(len(claims))), [max(1.0, length) for length in lengths])
    return lengths


def _indices(claims: Sequence[Claim], *, named: bool) -> list[int]:
    return [index for index, claim in enumerate(claims) if (claim.share is not None) is named]


def _ends(claim: Claim) -> tuple[float, float]:
    return float(claim.spans[0][0]), float(claim.spans[-1][1])


def _poured(amount: float, weights: Sequence[float], ends: Sequence[tuple[float, float]]) -> list[float]:
    """`amount` in proportion to the weights, each part kept inside its ends, as nearly as the ends allow."""

    def parts(level: float) -> list[float]:
        return [min(max(level * weight, low), high) for weight, (low, high) in zip(weights, ends, strict=True)]

    low, high = 0.0, max((end / weight for weight, (_, end) in zip(weights, ends, strict=True) if weight), default=0.0)
    for _ in range(60):
        middle = (low + high) / 2
        if sum(parts(middle)) <= amount:
            low = middle
        else:
            high = middle
    return parts(low)


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


class Placed(NamedTuple):
    """A slot with its length."""

    slot: Slot
    address: Address
    frames: Frames


@dataclass(frozen=True)
class Arrangement:
    """A practice of exactly the wanted length."""

    placed: tuple[Placed, ...]
    left_out: tuple[str, ...]
    """Titles of the sections without room; those of included practices with the practice's name."""


class Arranger:
    """Arranges practices and the practices inside them, after what has been heard already."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._fresh_spans: dict[Inset, Spans] = {}

    def choices(self, score: Score, at: Address = ()) -> Choices:
        """What a practice at an address may be made of."""
        return Choices(score, self._past.leeway(score, at), self._spans, at)

    def arrange(self, score: Score, target: Frames, at: Address = ()) -> Arrangement:
        """A practice at an address, of `target` frames, which must be among the `spans` of its choices."""
        choice = self.choices(score, at).best(target)
        if choice is None:
            raise ValueError(f"{target} frames are not possible here")
        order = list(everything(score, choice, at))
        insets = [(node, address) for node, address in order if isinstance(node, Inset)]
        slots = [self._elastic(node, address) for node, address in order if isinstance(node, Slot)]
        allotted = self._allotted(target, slots, insets)
        lengths = iter(share(slots, target - sum(allotted)))
        inner = iter([
            self.arrange(inset.score, length, address)
            for (inset, address), length in zip(insets, allotted, strict=True)
        ])  # fmt: skip
        left_out = [title for index in sorted(choice.left_out) if (title := score.parts[index].title)]
        placed: list[Placed] = []
        for node, address in order:
            if isinstance(node, Slot):
                placed.append(Placed(node, address, next(lengths)))
            else:
                within = next(inner)
                placed += within.placed
                left_out += [f"{node.name}: {title}" for title in within.left_out]
        return Arrangement(tuple(placed), tuple(dict.fromkeys(left_out)))

    def _elastic(self, slot: Slot, address: Address) -> Elastic:
        size = self._past.size_at(address, slot) if self._past.now else slot.size
        return Elastic(size, slot.shrinks, slot.stretches)

    def _allotted(
        self, target: Frames, slots: Sequence[Elastic], insets: Sequence[tuple[Inset, Address]]
    ) -> list[Frames]:
        if not insets:
            return []
        own = Size(*(sum(column) for column in zip(*(slot.size for slot in slots), strict=True))) if slots else Size()
        times = Counter(inset for inset, _ in insets)
        claims = [
            Claim(None if inset.share is None else inset.share / times[inset], self._spans(inset, address))
            for inset, address in insets
        ]
        return allot(target, own, claims)

    def _spans(self, inset: Inset, address: Address) -> Spans:
        if self._past.touches(address):
            return self.choices(inset.score, address).spans
        if inset not in self._fresh_spans:
            self._fresh_spans[inset] = self.choices(inset.score, address).spans
        return self._fresh_spans[inset]
