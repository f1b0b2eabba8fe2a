"""The order of a session: what somebody asked for, with every choice made, so that it can be made again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final

from voiceguide.script.model import Script
from voiceguide.script.outline import Outline
from voiceguide.session.request import Request
from voiceguide.units import Seconds

ORDER_KEY: Final = "recipe"
"""The name of the order among a session's notes on disk."""

ASKED_KEY: Final = "wishes"
"""The key of the unchecked request in an order's JSON. Sessions stored on phones have it, so it cannot change."""

_ID: Final = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class SessionChange:
    """A change to a session while it was heard."""

    kind: str
    """``add``, ``end``, ``background_level``, ``stop`` or ``stay``."""
    at: Seconds
    """Where the listener was, in the session."""
    value: float = 0.0
    fading: bool = False
    """Whether the timer's fade was being heard there."""


@dataclass(frozen=True)
class SessionOrder:
    """What was asked for, and the script and the request that it leads to on this machine. It contains everything that
    shapes the session: equal orders give the same session with the same id.
    """

    asked: Mapping[str, Any]
    """What the page asked for, as in JSON, with every choice made."""
    script: Script
    request: Request
    outline: Outline
    """The script as this listener hears it."""
    changes: tuple[SessionChange, ...] = ()
    id: str = field(default="")
    """The session's id: a hash of all that shapes it."""
    head_start: Seconds | None = None
    """For a session that began before everything was spoken: as for `EarlySession`."""

    def as_json(self) -> dict[str, Any]:
        """What the same order can be made from again."""
        changes = [vars(change) for change in self.changes]
        return {ASKED_KEY: dict(self.asked), "changes": changes, "early": _early(self.head_start)}


def is_id(text: str) -> bool:
    """Whether it has the form of a session's id, or of a hearing's."""
    return _ID.fullmatch(text) is not None


def _early(head_start: Seconds | None) -> bool | Seconds:
    """A head start for JSON: seconds, or whether everything in the session was spoken first."""
    if head_start is None or head_start == inf:
        return head_start == inf
    return head_start


def head_start_from(early: bool | Seconds) -> Seconds | None:
    """The head start from JSON."""
    if isinstance(early, bool):
        return inf if early else None
    return early
