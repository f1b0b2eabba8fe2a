"""How long each included practice is to be."""

from collections.abc import Sequence
from typing import NamedTuple

from voiceguide.plan.score import Size
from voiceguide.plan.spans import Spans, both, closest, plus, rests
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
