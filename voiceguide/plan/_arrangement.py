"""Gives every slot of a tree its length, so that all lengths together are exactly the session's. Time is divided by
`_apportionment`, first among included practices, then among the slots of each practice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from voiceguide.plan._apportionment import Claim, Elastic, allot, share
from voiceguide.plan._candidates import Candidates, Sizes
from voiceguide.plan._past import Past
from voiceguide.plan._slots import Address, Candidate, Included, Size, Slot, SlotTree, everything, total
from voiceguide.plan._spans import Spans, merged
from voiceguide.plan.figures import ceiling
from voiceguide.units import Frames

_SETTLING: Final = 60
"""The natural length is computed at most this many times. It depends on the ceiling, and the ceiling depends on it, so
it is computed again until it no longer changes.
"""


class PlacedSlot(NamedTuple):
    """A slot, its address, and the length that was chosen for it."""

    slot: Slot
    address: Address
    frames: Frames


class LeftOutSection(NamedTuple):
    """A section for which there was no time."""

    title: str
    """Its title. For a section of an included practice, the practice's name and a colon come first."""
    care: bool


@dataclass(frozen=True)
class Arrangement:
    """The slots of a practice, with lengths that add up to exactly the requested length."""

    placed: tuple[PlacedSlot, ...]
    left_out: tuple[LeftOutSection, ...]
    """The sections that were left out, in the order in which they would come back if there were more time. Sections
    without a title are not listed.
    """


class Arranger:
    """Arranges a practice and the practices included in it for one session, of which a part may have been heard."""

    def __init__(self, past: Past, session: Frames) -> None:
        """`session` is the total length of the session."""
        self._past = past
        self._session = session
        under = ceiling(session)
        self._attempts = tuple(
            Sizes(height, with_care=with_care) for with_care in (True, False) for height in (under, None)
        )
        self._known: dict[tuple[SlotTree, Address, Sizes], Candidates] = {}
        self._fresh_spans: dict[tuple[Included, Sizes], Spans] = {}

    def candidate(self, tree: SlotTree, target: Frames, at: Address = ()) -> tuple[Candidate, Sizes] | None:
        """The best candidate for the practice at the address `at` if it has to last `target` frames, and the sizes with
        which it was found; None if this length is impossible.
        """
        for sizes in self._attempts:
            found = self._candidates(tree, at, sizes).best(target)
            if found is not None:
                return found, sizes
        return None

    def spans(self, tree: SlotTree, at: Address = ()) -> Spans:
        """Every length that the practice at an address can have."""
        return merged(span for sizes in self._attempts for span in self._candidates(tree, at, sizes).spans)

    def widest(self, tree: SlotTree) -> Size:
        """The shortest, the natural and the longest length of a whole practice."""
        kept, longest = (self._candidates(tree, (), sizes).widest for sizes in (self._attempts[3], self._attempts[1]))
        natural = longest.natural
        for _ in range(_SETTLING):
            settled = self._candidates(tree, (), Sizes(ceiling(natural), with_care=True)).natural
            if settled == natural:
                break
            natural = settled
        return Size(kept.least, natural, longest.greatest)

    def arrange(self, tree: SlotTree, target: Frames, at: Address = ()) -> Arrangement:
        """Arrange the practice at the address `at` so that it lasts `target` frames. Raises ValueError if that is not
        one of its possible lengths.
        """
        found = self.candidate(tree, target, at)
        if found is None:
            raise ValueError(f"{target} frames are not possible here")
        candidate, sizes = found
        order = list(everything(tree, candidate, at))
        insets = [(node, address) for node, address in order if isinstance(node, Included)]
        slots = [(node, address) for node, address in order if isinstance(node, Slot)]
        own = total(self._left(sizes.slot(slot), address) for slot, address in slots)
        allotted = self._allotted(target, own, insets, sizes)
        gaps = [self._elastic(slot, address) for slot, address in slots]
        lengths = iter(share(gaps, target - sum(allotted), self._session))
        inner = iter(
            [
                self.arrange(inset.tree, length, address)
                for (inset, address), length in zip(insets, allotted, strict=True)
            ]
        )
        missing = [tree.parts[index] for index in candidate.left_out]
        left_out = [LeftOutSection(part.title, part.care) for part in missing if part.title]
        placed: list[PlacedSlot] = []
        for node, address in order:
            if isinstance(node, Slot):
                placed.append(PlacedSlot(node, address, next(lengths)))
            else:
                within = next(inner)
                placed += within.placed
                left_out += [LeftOutSection(f"{node.name}: {title}", care) for title, care in within.left_out]
        left_out.sort(key=lambda one: not one.care)
        return Arrangement(tuple(placed), tuple(dict.fromkeys(left_out)))

    def _candidates(self, tree: SlotTree, at: Address, sizes: Sizes) -> Candidates:
        key = tree, at, sizes
        if key not in self._known:
            leeway = self._past.leeway(tree, at, sizes)
            self._known[key] = Candidates(tree, leeway, sizes, lambda inset, at: self._spans(inset, at, sizes), at)
        return self._known[key]

    def _elastic(self, slot: Slot, address: Address) -> Elastic:
        return Elastic(self._left(slot.size, address), slot.shrinks, slot.stretches, slot.quiets, slot.extra)

    def _left(self, size: Size, address: Address) -> Size:
        return self._past.size_at(address, size) if self._past.now else size

    def _allotted(
        self, target: Frames, own: Size, insets: Sequence[tuple[Included, Address]], sizes: Sizes
    ) -> list[Frames]:
        if not insets:
            return []
        times = Counter(inset for inset, _ in insets)
        claims = [
            Claim(None if inset.share is None else inset.share / times[inset], self._spans(inset, address, sizes))
            for inset, address in insets
        ]
        return allot(target, own, claims)

    def _spans(self, inset: Included, at: Address, sizes: Sizes) -> Spans:
        """The possible lengths of an included practice under the ceiling of `sizes`. If `sizes` keeps care sections,
        those of the included practice are kept too.
        """
        if self._past.touches(at):
            return self._spans_under(inset, at, sizes)
        if (inset, sizes) not in self._fresh_spans:
            self._fresh_spans[inset, sizes] = self._spans_under(inset, at, sizes)
        return self._fresh_spans[inset, sizes]

    def _spans_under(self, inset: Included, at: Address, sizes: Sizes) -> Spans:
        allowed = [
            one for one in self._attempts if one.ceiling == sizes.ceiling and (one.with_care or not sizes.with_care)
        ]
        return merged(span for one in allowed for span in self._candidates(inset.tree, at, one).spans)
