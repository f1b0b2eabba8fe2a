"""Arranging: a score and a length become slots in order, each with its own length."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from voiceguide.plan.allotting import Claim, allot
from voiceguide.plan.choosing import Choices
from voiceguide.plan.past import Past
from voiceguide.plan.score import Address, Inset, Score, Size, Slot, everything
from voiceguide.plan.sharing import Elastic, share
from voiceguide.plan.spans import Spans
from voiceguide.units import Frames


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
