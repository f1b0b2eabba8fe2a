"""The plans of sessions that were ordered. A plan is made when an order is accepted, and used when
its session is made.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from voiceguide.config import Folders
from voiceguide.plan.model import Plan
from voiceguide.script.outline import Utterance
from voiceguide.session.progress import Progress
from voiceguide.session.stages import PlannedSession, fitted, known_durations, plan_for, spoken
from voiceguide.units import Frames, Seconds, to_seconds
from voiceguide.web._order import SessionOrder

_REMEMBERED: Final = 8
"""The most plans that are remembered until their sessions are made. A plan that is forgotten is made again."""


@dataclass(frozen=True)
class _Fitted:
    plan: Plan
    durations: Mapping[Utterance, Frames]
    """The durations from which the plan was made."""


class Plans:
    """Makes and remembers plans. Several threads may use it at once."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._fitted: OrderedDict[str, _Fitted] = OrderedDict()
        self._lock = Lock()

    def is_unspoken(self, order: SessionOrder) -> bool:
        """Whether some of the order's lines are not cached yet, but it can be planned before they are spoken, because
        its length was chosen.
        """
        if order.request.length is None and order.script.length is None:
            return False
        return self._durations(order) is None

    def length(self, order: SessionOrder) -> Seconds | None:
        """The length of an order's session, including the background after it; None if it is not known yet because not
        all lines are cached. Raises `FitError` if the session cannot have the requested length, and `ScriptError`.
        """
        durations = self._durations(order)
        if durations is None:
            return None
        plan = plan_for(order.practice, durations)
        with self._lock:
            self._fitted[order.id] = _Fitted(plan, durations)
            while len(self._fitted) > _REMEMBERED:
                self._fitted.popitem(last=False)
        after = order.request.then.length if order.request.then else 0.0
        return to_seconds(plan.length) + after

    def planned(self, order: SessionOrder, progress: Progress) -> PlannedSession:
        """Speak the lines that are not cached, and plan the session. Raises `ScriptError`, `SpeechError` and
        `FitError`.
        """
        made = spoken(order.practice, folders=self._folders, progress=progress)
        with self._lock:
            before = self._fitted.pop(order.id, None)
        if before is None or before.durations != made.clips.durations:  # a damaged clip may have been spoken again
            return fitted(made)
        return made.with_plan(before.plan)

    def _durations(self, order: SessionOrder) -> Mapping[Utterance, Frames] | None:
        return known_durations(order.practice, self._folders)
