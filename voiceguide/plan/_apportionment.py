"""Divides time so that the parts sum to exactly the whole: first among included practices (`allot`), then among the
slots of each practice (`share`).
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from voiceguide.plan._slots import EDGE, Size
from voiceguide.plan._spans import Spans, closest, intersection, remainders, sums
from voiceguide.plan.figures import CEILING_SHARE, LEAST_CEILING, MOST_CEILING
from voiceguide.units import Frames

_LEAST_LIMIT: Final = LEAST_CEILING - 1
"""One frame below the lowest ceiling. `_Ceiling` starts its limits here, because it rounds some of them up by a frame,
and even then they must not exceed the ceiling.
"""


class Claim(NamedTuple):
    """An included practice that needs a share of the time."""

    share: float | None
    """Its share, from 0 to 1, of the time that the script's own words, pauses and gaps leave. If it is None, the
    practice has no share of its own: all such practices get equal parts of the time that the others leave.
    """
    spans: Spans
    """The possible lengths of the practice."""


def allot(target: Frames, own: Size, claims: Sequence[Claim]) -> list[Frames]:
    """A length for each included practice. The rest of `target` is left for the script's own words and gaps, whose size
    is `own`.

    Such lengths must exist: one possible length of each practice and a length within `own` must add up to `target`.
    """
    wanted = _by_share(target, own, claims)
    lengths: list[Frames] = []
    left = target
    after: list[Spans] = [((own.least, own.greatest),)]
    for claim in reversed(claims[1:]):
        after.append(sums(after[-1], claim.spans))
    for claim, length, others in zip(claims, wanted, reversed(after), strict=True):
        lengths.append(closest(intersection(claim.spans, remainders(left, others)), round(length)))
        left -= lengths[-1]
    return lengths


def _by_share(target: Frames, own: Size, claims: Sequence[Claim]) -> list[float]:
    """The length that each included practice should get by its share, kept within its range. Time that one practice
    cannot take goes to the others.
    """
    rest = target - own.natural
    weights = [claim.share or 0.0 for claim in claims]
    named, others = _indices(claims, named=True), _indices(claims, named=False)
    asked = rest * sum(weights)
    lengths = [0.0] * len(claims)

    def divide(amount: float, members: list[int], weights: Sequence[float]) -> float:
        parts = _divided(amount, [weights[index] for index in members], [_ends(claims[index]) for index in members])
        for index, length in zip(members, parts, strict=True):
            lengths[index] = length
        return sum(parts)

    used = divide(asked, named, weights)
    if others:
        used = divide(rest - used, others, [1.0] * len(claims)) + used
        left = rest - used
        if left > 0 and named:
            divide(sum(lengths[index] for index in named) + left, named, weights)
    # Time that the script's own gaps cannot give or take is given or taken by the practices.
    total = sum(lengths)
    allowed = min(max(total, target - own.greatest), target - own.least)
    if allowed != total:
        divide(allowed, list(range(len(claims))), [max(1.0, length) for length in lengths])
    return lengths


def _indices(claims: Sequence[Claim], *, named: bool) -> list[int]:
    return [index for index, claim in enumerate(claims) if (claim.share is not None) is named]


def _ends(claim: Claim) -> tuple[float, float]:
    return float(claim.spans[0][0]), float(claim.spans[-1][1])


def _divided(amount: float, weights: Sequence[float], ends: Sequence[tuple[float, float]]) -> list[float]:
    """`amount`, divided in proportion to `weights`, with each part kept within its limits. `ends` has the limits of
    each part as (least, greatest).
    """

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
    """A slot that can take or give time."""

    size: Size
    shrinks: int
    stretches: int
    quiets: int = 0
    """How many of its quiet stretches the ceiling limits."""
    extra: int = 0
    """What to add to the limits of the slot's quiet stretches to get its greatest length, in frames: the duration of
    its reminders, minus the quiet beside the slot. Negative if that quiet is longer than the reminders.
    """


def share(gaps: Sequence[Elastic], total: Frames, session: Frames | None = None) -> list[Frames]:
    """A length for every slot in `gaps`, within the slot's range; together they are exactly `total` frames. Slots give
    and take time in the order of their stages. Those of one stage do so in proportion to how much each can change.

    `session` is the length of the session, and sets the ceiling; None: there is no ceiling. The ceiling rises, for all
    slots alike, only when no slot can take more time under it; last of all, the edges of the session grow. If `total`
    grows, and `session` by at least as much, no slot becomes shorter. Raises ValueError if `total` is less than all
    least lengths together, or more than all greatest lengths.
    """
    ceiling = _Ceiling(gaps, session)
    lengths = [gap.size.least for gap in gaps]
    left = total - sum(lengths)
    caps = ceiling.caps()
    for members, stage, rising in _steps(gaps):
        if left <= 0:
            break
        if rising and stage == EDGE:
            left -= ceiling.raise_for(lengths, left)
        left -= _grow(gaps, lengths, members, rising, left, caps)
    if left > 0:
        ceiling.raise_for(lengths, left)
    if sum(lengths) != total:
        raise ValueError(f"{total} frames do not fit these gaps")
    return lengths


def _steps(gaps: Sequence[Elastic]) -> Iterator[tuple[list[int], int, bool]]:
    """Each step in which slots grow, as (slots, stage, rising): the indices of the slots that grow together, their
    stage, and whether they grow from natural to greatest (`rising`) or from least to natural. The steps from least to
    natural come first.
    """
    stages: dict[tuple[bool, int], list[int]] = {}
    for index, (size, shrinks, stretches, *_) in enumerate(gaps):
        if size.natural > size.least:
            stages.setdefault((False, -shrinks), []).append(index)
        if size.greatest > size.natural:
            stages.setdefault((True, stretches), []).append(index)
    for (rising, stage), members in sorted(stages.items()):
        yield members, stage, rising


def _grow(
    gaps: Sequence[Elastic],
    lengths: list[Frames],
    members: Sequence[int],
    rising: bool,
    left: Frames,
    caps: Mapping[int, Frames],
) -> Frames:
    """Lengthen the members of a step by `left` frames together, or as far as they can grow. `caps` has their greatest
    lengths under the ceiling. Returns how many frames were added.
    """
    sizes = [gaps[index].size for index in members]
    slacks = [size.greatest - size.natural if rising else size.natural - size.least for size in sizes]
    most = [caps.get(index, size.greatest) for index, size in zip(members, sizes, strict=True)]

    def grown(amount: Frames) -> list[Frames]:
        if rising:
            parts = apportion(amount, slacks)
            wanted = [size.natural + part for size, part in zip(sizes, parts, strict=True)]
        else:
            parts = apportion(sum(slacks) - amount, slacks)
            wanted = [size.natural - part for size, part in zip(sizes, parts, strict=True)]
        return list(map(min, wanted, most))

    base, end = sum(lengths[index] for index in members), grown(sum(slacks))
    gain = min(left, sum(end) - base)
    if gain == left:
        amounts = range(left, left + 1 if most == [size.greatest for size in sizes] else sum(slacks))
        end = grown(left + bisect_left(amounts, base + left, key=lambda amount: sum(grown(amount))))
    for index, length in zip(members, end, strict=True):
        lengths[index] = length
    return gain


class _Ceiling:
    """The greatest lengths of slots under the ceiling of a session. The ceiling rises by one frame for every 25 frames
    of the session. If the limits of all quiet stretches rose at once, they might take more time than the session has
    gained, and other slots would have to become shorter. So the limits rise one after another, by one frame each.
    Together they never rise by more than the session grows. If there are more than 25 stretches, each limit therefore
    rises more slowly than the ceiling.
    """

    def __init__(self, gaps: Sequence[Elastic], session: Frames | None) -> None:
        self._gaps = gaps
        self._first: dict[int, int] = {}
        """For each slot that the ceiling may limit, by its index: the number of its first quiet stretch. The stretches
        of all slots are numbered in one series.
        """
        self._stretches = 0
        for index, gap in enumerate(gaps):
            lowest = max(gap.size.least, gap.quiets * _LEAST_LIMIT + gap.extra)
            if session is not None and gap.quiets and gap.size.greatest > lowest:
                self._first[index] = self._stretches
                self._stretches += gap.quiets
        rise = min(self._stretches * (session or 0) // CEILING_SHARE, session or 0)
        self._height = min(self._stretches * _LEAST_LIMIT + rise, self._stretches * MOST_CEILING)
        """The sum of the limits of all stretches."""

    def caps(self) -> dict[int, Frames]:
        """For each slot that the ceiling may limit, by its index: its greatest length under the ceiling."""
        return {index: self._cap(index, self._height) for index in self._first}

    def raise_for(self, lengths: list[Frames], left: Frames) -> Frames:
        """Raise the ceiling until the slots can take `left` more frames, or as many as their ranges allow. Adds the
        frames to `lengths`, and returns how many were added.
        """

        def more(height: int) -> Frames:
            return sum(self._cap(index, height) - lengths[index] for index in self._first)

        tallest = max((gap.size.greatest - gap.extra for gap in self._gaps), default=0) * self._stretches
        left = max(0, min(left, more(tallest)))
        height = bisect_left(range(self._height, tallest + 1), left, key=more) + self._height
        for index in self._first:
            lengths[index] = self._cap(index, height)
        return left

    def _cap(self, index: int, height: int) -> Frames:
        gap, first = self._gaps[index], self._first[index]
        under = sum((height + first + number) // self._stretches for number in range(gap.quiets))
        return min(gap.size.greatest, max(gap.size.least, under + gap.extra))


def apportion(amount: int, slacks: Sequence[int]) -> list[int]:
    """`amount`, divided into whole parts in proportion to the positive `slacks`. A slack is also the most that its part
    may be.

    Each part is `floor(t * slack)`, with the greatest `t` at which the sum does not exceed `amount`. The remainder is
    given, one each and in order, to the parts that would grow next if `t` rose. So a greater amount never makes a part
    smaller. If parts were rounded to the nearest number, or by the largest remainders, one could become smaller
    (Balinski & Young, Fair Representation, on house monotone methods).
    """
    whole = sum(slacks)
    if not amount or amount == whole:
        return [slack if amount else 0 for slack in slacks]
    # t is a multiple of 2 ** -bits: so fine that no part grows by more than one from one step to the next.
    bits = max(slacks).bit_length()
    low = (amount << bits) // whole
    high = ((amount + len(slacks)) << bits) // whole + 1
    while high - low > 1:
        middle = (low + high) // 2
        if sum((middle * slack) >> bits for slack in slacks) <= amount:
            low = middle
        else:
            high = middle
    parts = [(low * slack) >> bits for slack in slacks]
    left = amount - sum(parts)
    for index, slack in enumerate(slacks):
        if not left:
            break
        if (high * slack) >> bits > parts[index]:
            parts[index] += 1
            left -= 1
    return parts
