"""Finds how much quiet there is beside each rest, and limits the lengths of silences that have an `every`. Quiet is
counted from the end of one sound to the beginning of the next, so pauses and gaps beside a silence make its first and
last stretches longer.
"""

from collections.abc import Iterable
from math import ceil

from voiceguide.errors import Mistake, ScriptError
from voiceguide.lengths import format_length
from voiceguide.plan._slots import Node, Nodes, Repeated, Slot, SlotTree, TreePart, changed
from voiceguide.units import Frames, to_seconds


def with_quiet(tree: SlotTree) -> SlotTree:
    """The same tree with two changes. For each rest that a ceiling may limit, `beside` is set to the longest quiet that
    there can be beside it. Each such silence with an `every` is limited to the length for which it has enough
    reminders. Raises `ScriptError` for a silence that does not have enough even for its shortest length.
    """
    before, after = _QuietWalk(backward=False), _QuietWalk(backward=True)
    for walk in (before, after):
        walk.parts(tree.parts, 0)
    mistakes: dict[Mistake, None] = {}

    def change(slot: Slot) -> Slot:
        if not slot.quiets:
            return slot
        slot = slot._replace(beside=before.found[slot] + after.found[slot])
        if not slot.every:
            return slot
        most = slot.quiets * slot.every + slot.extra
        if most < slot.size.least:
            mistakes[_missing(slot, most)] = None
        return slot._replace(size=slot.under(slot.every))

    made = changed(tree, change)
    if mistakes:
        raise ScriptError(list(mistakes))
    return made


def _missing(slot: Slot, most: Frames) -> Mistake:
    missing = ceil((slot.size.least - most) / slot.every)
    least = format_length(round(to_seconds(slot.size.least), 1))
    message = (
        f"a silence of {least} or more, with a reminder every {format_length(to_seconds(slot.every))}, needs "
        f"{len(slot.reminders) + missing} reminders, and there {'is' if len(slot.reminders) == 1 else 'are'} "
        f"{len(slot.reminders)}; add {missing} more, or make the silence shorter"
    )
    return Mistake(slot.place.file, slot.place.line, "reminders-missing", message)


class _QuietWalk:
    """Goes through a tree, forward or backward, and records for each rest the longest quiet that comes before it in
    this direction.
    """

    def __init__(self, backward: bool) -> None:
        self._backward = backward
        self.found: dict[Slot, Frames] = {}

    def parts(self, parts: Iterable[TreePart], quiet: Frames) -> Frames:
        """The longest quiet that the parts can end with, if `quiet` comes directly before them. In a backward walk, it
        is the longest quiet that they can begin with, if `quiet` comes directly after them.
        """
        ordered = list(parts)
        for part in reversed(ordered) if self._backward else ordered:
            through = self._block(part.block, quiet)
            quiet = through if part.kept else max(through, quiet)
        return quiet

    def _block(self, block: Nodes, quiet: Frames) -> Frames:
        for node in reversed(block.nodes) if self._backward else block.nodes:
            quiet = self._node(node, quiet)
        return quiet

    def _node(self, node: Node, quiet: Frames) -> Frames:
        if isinstance(node, Slot):
            if node.quiets:
                self.found[node] = max(self.found.get(node, 0), quiet)
            return self._quiet_after(node, quiet)
        return self._repeated(node, quiet) if isinstance(node, Repeated) else self.parts(node.tree.parts, quiet)

    def _repeated(self, repeated: Repeated, quiet: Frames) -> Frames:
        def after_a_round(quiet: Frames) -> Frames:
            return max(self._block(repeated.body, quiet), self._block(repeated.opening, quiet))

        once = after_a_round(quiet)
        if repeated.times.greatest == 1:
            return once
        twice = after_a_round(once)
        if twice <= once:
            return twice
        # If nothing in it sounds, each further round adds as much quiet as the second one.
        return after_a_round(once + (twice - once) * (repeated.times.greatest - 2))

    def _quiet_after(self, slot: Slot, quiet: Frames) -> Frames:
        """The quiet at the end of a slot, at its longest, in frames. `quiet` is the quiet just before the slot; it
        counts too if the slot contains no sound. In a backward walk, "end" and "before" mean the slot's beginning and
        "after".
        """
        if slot.kind == "edge" or (slot.kind in ("say", "bell") and slot.size.greatest):
            return 0
        if slot.kind == "breath" and slot.utterance is not None:
            return 0 if self._backward else slot.size.greatest - slot.spoken
        return quiet + slot.size.greatest
