"""The order of a session: the raw request and everything that follows from it, so that the same session can be made
again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final

from voiceguide.script.model import Script
from voiceguide.session.request import Request
from voiceguide.session.stages import OutlinedPractice
from voiceguide.units import Seconds

ORDER_KEY: Final = "recipe"
"""The key of the order in a session's notes."""

ASKED_KEY: Final = "wishes"
"""The key of the raw request in an order's JSON. The notes of sessions that were made earlier have it, so it cannot
change.
"""

_ID: Final = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class SessionChange:
    """A change that the listener made to a session while hearing it."""

    kind: str
    """``add`` (more or less time), ``end`` (an early end), ``background_level``, ``stop`` (sets the sleep timer) or
    ``stay`` (cancels it).
    """
    at: Seconds
    """How far the listener was in the session when the change was requested."""
    value: float = 0.0
    fading: bool = False
    """Whether a fade of the sleep timer had already begun when the change was requested."""


@dataclass(frozen=True)
class SessionOrder:
    """A raw request, together with the practice that this machine has found for it. It contains everything that shapes
    the session: equal orders give the same session with the same id.
    """

    asked: Mapping[str, Any]
    """The raw request as JSON values. `seed`, `visit` and `mine` are filled in if it did not have them."""
    practice: OutlinedPractice
    """The practice as this listener hears it, before it has a length."""
    changes: tuple[SessionChange, ...] = ()
    id: str = field(default="")
    """The session's id: a hash of everything that shapes the session, except the head start."""
    head_start: Seconds | None = None
    """The head start, as in `EarlySession`, if the session began before everything was spoken; otherwise None."""

    @property
    def script(self) -> Script:
        """The script of the practice."""
        return self.practice.script

    @property
    def request(self) -> Request:
        """The `Request` that this machine makes from the raw one and its settings."""
        return self.practice.request

    def as_json(self) -> dict[str, Any]:
        """The order as JSON values, from which the same order can be made again."""
        changes = [vars(change) for change in self.changes]
        return {ASKED_KEY: dict(self.asked), "changes": changes, "early": _early(self.head_start)}


def is_id(text: str) -> bool:
    """Whether a text has the form of an id. The ids of sessions and of hearings have the same form."""
    return _ID.fullmatch(text) is not None


def _early(head_start: Seconds | None) -> bool | Seconds:
    """The head start as a JSON value: seconds; True if it is infinite; False if there is none."""
    if head_start is None or head_start == inf:
        return head_start == inf
    return head_start


def head_start_from(early: bool | Seconds) -> Seconds | None:
    """The head start that a JSON value means: seconds, infinite for True, None for False."""
    if isinstance(early, bool):
        return inf if early else None
    return early
