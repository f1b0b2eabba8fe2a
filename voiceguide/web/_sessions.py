"""Makes an ordered session: the stages in order, what is shown beside it, and its sound block by block."""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from errno import ENOSPC
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

from voiceguide.config import LEVELS
from voiceguide.errors import ChangeTooLateError, FitError, VoiceguideError, WishError, WriteFailedError
from voiceguide.output.captions import captions_text
from voiceguide.output.contract import Quality
from voiceguide.pictures.session_svg import session_svg
from voiceguide.plan.model import to_json
from voiceguide.session.backgrounds import backgrounds_for
from voiceguide.session.export import Fade, stream, tags_for
from voiceguide.session.progress import Progress, no_progress
from voiceguide.session.stages import Planned, ReadySession, laid_out, planned
from voiceguide.units import Frames, Seconds, to_frames, to_seconds
from voiceguide.web._early import completed, is_early, planned_early
from voiceguide.web._made import Made, Shelf
from voiceguide.web._practices import Practices
from voiceguide.web._queue import SessionJob, StoppedError, addresses
from voiceguide.web._refit import Refitted, refit
from voiceguide.web._wishes import LONGEST, SessionChange, SettledWish, number

_HELD: Final = 3
"""Plan and sound of this many sessions are held in memory, so that they can be changed quickly."""

_LONG: Final[Seconds] = 3600.0
"""Longer sessions are made in the small quality; at night nobody hears the difference."""

_FULL: Final = "the disk is full; make room there, and begin again"

_LAST_LINE: Final[Seconds] = 3.0

_SPEAKING: Final = ("add", "end")
"""Changes after which other lines may be spoken."""

FADE: Final[Seconds] = 120.0
"""How long the fade of the sleep timer takes, if there is time for it."""


@dataclass(frozen=True)
class Changed:
    """The result of a change."""

    order: SettledWish
    join: Seconds
    """Until this time it sounds the same as before."""
    length: Seconds


class Sessions:
    """Makes sessions. Several threads may use it at once."""

    def __init__(self, practices: Practices) -> None:
        self._practices = practices
        self._completing, self._closed = Lock(), False
        self._held: OrderedDict[str, ReadySession] = OrderedDict()
        self._lock = Lock()

    def make(self, job: SessionJob, shelf: Shelf) -> None:
        """Make what was ordered, and report to `job` all along. Raises the errors of the stages."""
        order = job.order
        ready = self.ready(order, job.progress)
        sound = stream(ready, _quality(ready, order.changes), _fade(order.changes, ready))
        notes = {"answer": _answer(order, ready), "plan": to_json(ready.plan), "recipe": recipe_of(order, ready)}
        try:
            made = shelf.begin(order.id, sound.size, notes)
            try:
                _beside(made, ready)
            except BaseException:
                shelf.drop(made)
                raise
            job.made = made
            job.beat()
            with made.sound.open("wb", buffering=0) as file:
                for block in sound.blocks():
                    job.require_wanted()
                    file.write(block)
                    job.written += len(block)
                    job.beat()
        except OSError as error:
            reason = _FULL if error.errno == ENOSPC else f"{error.strerror or error}; begin again"
            raise WriteFailedError(Path("the session"), reason) from error
        if is_early(ready.planned):
            Thread(target=self._speak_the_rest, args=(ready,), name="speaking", daemon=True).start()

    def _speak_the_rest(self, ready: ReadySession) -> None:
        """Speak everything else that the session may say after a change, so that no change has to wait for speech."""
        with suppress(VoiceguideError, StoppedError):  # whoever asks for a change is told
            self._completed(ready)

    def _completed(self, ready: ReadySession) -> ReadySession:
        """The session with everything spoken. One at a time, so that no line is spoken twice at once."""
        if not is_early(ready.planned):
            return ready
        with self._completing:
            places = self._practices.folders
            whole = completed(
                ready, find=self._practices.library.included, folders=places, progress=self._unless_closed
            )
        self._practices.spoken(ready.planned.script.name)
        return whole

    def _unless_closed(self, what: str, done: float, total: float) -> None:
        if self._closed:
            raise StoppedError

    def close(self) -> None:
        """Stop speaking, but wait a moment for the line that is being spoken."""
        self._closed = True
        if self._completing.acquire(timeout=_LAST_LINE):
            self._completing.release()

    def ready(self, order: SettledWish, progress: Progress) -> ReadySession:
        """The session laid out as sound, with all its changes. Raises the errors of the stages."""
        found = self._found(order.id)
        if found is None:
            found = self._again(order, progress) if order.changes else self._new(order, progress)
            found = self._hold(order.id, found)
        return found

    def _found(self, ident: str) -> ReadySession | None:
        with self._lock:
            if ident in self._held:
                self._held.move_to_end(ident)
            return self._held.get(ident)

    def _hold(self, ident: str, ready: ReadySession) -> ReadySession:
        """Hold it in memory for a while, without the sessions it was made from: its timeline contains its past as it
        sounded.
        """
        alone = replace(ready, before=None)
        with self._lock:
            self._held[ident] = alone
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        return alone

    def _new(self, order: SettledWish, progress: Progress) -> ReadySession:
        places = self._practices.folders
        made = self._planned(order, progress)
        if made.clips.made:
            self._practices.spoken(order.script.name)
        over = backgrounds_for(order.script, order.request, folders=places, progress=progress)
        for name in over.names(made.plan):
            self._practices.have_background(name, progress)
        return laid_out(made, over)

    def _planned(self, order: SettledWish, progress: Progress) -> Planned:
        """The plan, made from the durations of what is spoken. If not everything is spoken, or was not when this was
        first made, only what the session says is spoken, and the plan is made from that.
        """
        places, find = self._practices.folders, self._practices.library.included
        if order.early or self._practices.is_unspoken(order):
            with suppress(FitError):  # the real durations show whether it fits
                return planned_early(order.script, order.request, find=find, folders=places, progress=progress)
        return planned(order.script, order.request, find=find, folders=places, progress=progress)

    def _again(self, order: SettledWish, progress: Progress) -> ReadySession:
        """The session before its last change, and then with that change."""
        recipe, change = order.recipe(), order.changes[-1]
        before = self.ready(self._practices.again({**recipe, "changes": recipe["changes"][:-1]}), progress)
        again = self._refitted(before, change)
        return again.ready if again else before

    def _refitted(self, before: ReadySession, change: SessionChange) -> Refitted | None:
        return refitted(self._completed(before) if change.kind in _SPEAKING else before, change)

    def changed(self, notes: Mapping[str, Any], wish: Mapping[str, Any]) -> Changed:
        """The order for the same session with another rest.

        `notes` are those of the session that is playing. Raises `WishError`, `ChangeTooLateError` and the errors of the
        stages.
        """
        change, now = read_change(wish), notes["answer"]
        if change.at >= now["length_s"]:
            raise ChangeTooLateError(change.at, now["length_s"])
        recipe = notes["recipe"]
        before = self.ready(self._practices.again(recipe), no_progress)
        order = self._practices.again({**recipe, "changes": [*recipe["changes"], vars(change)]})
        again = self._refitted(before, change)
        ready, join = (again.ready, again.join_s) if again else (before, change.at)
        ready = self._hold(order.id, ready)
        fade = _fade(order.changes, ready)
        if change.kind == "stop" and fade:
            join = to_seconds(fade.start)
        return Changed(order, round(join, 6), round(to_seconds(_length(ready, fade)), 6))


def refitted(ready: ReadySession, change: SessionChange) -> Refitted | None:
    """The session after a change; None if only its end fades. Raises `ChangeTooLateError` and `SoundError`."""
    if change.kind == "add":
        return refit(ready, change.at, add_s=change.value)
    if change.kind == "end":
        return refit(ready, change.at, end=True)
    if change.kind == "background_level":
        return refit(ready, change.at, background_level=change.value)
    return None


def recipe_of(order: SettledWish, ready: ReadySession) -> dict[str, Any]:
    """How to make exactly this session again."""
    return {**order.recipe(), "early": order.early or is_early(ready.planned)}


def _length(ready: ReadySession, fade: Fade | None) -> Frames:
    return fade.start + fade.length if fade else ready.timeline.length


def _quality(ready: ReadySession, changes: Sequence[SessionChange]) -> Quality:
    """The small quality for long sessions; a changed session keeps the quality it began with, since its past must stay
    the same.
    """
    length = to_seconds(ready.timeline.length) - sum(one.value for one in changes if one.kind == "add")
    return "small" if length > _LONG else "standard"


_CHANGES: Final = {
    "add_s": ("add", number(-LONGEST, LONGEST)),
    "background_level": ("background_level", number(*LEVELS)),
    "stop_s": ("stop", number(0, LONGEST)),
}


def read_change(wish: Mapping[str, Any]) -> SessionChange:
    """A change from its JSON. Raises `WishError`."""
    given = [key for key in wish if key != "at_s" and wish[key] not in (None, False)]
    if len(given) != 1 or given[0] not in (*_CHANGES, "end"):
        raise WishError("the change", f"ask for one of {', '.join(_CHANGES)} and end, at at_s")
    at = number(0, LONGEST)("at_s", wish.get("at_s"))
    if given[0] == "end":
        return SessionChange("end", at)
    kind, check = _CHANGES[given[0]]
    value = check(given[0], wish[given[0]])
    return SessionChange("stay", at) if kind == "stop" and not value else SessionChange(kind, at, value)


def _fade(changes: tuple[SessionChange, ...], ready: ReadySession) -> Fade | None:
    """The fade that the latest change of the timer asks for; None if it asks for none."""
    timer = next((one for one in reversed(changes) if one.kind in ("stop", "stay")), None)
    if timer is None or timer.kind == "stay":
        return None
    over = to_frames(timer.at + timer.value)
    length = min(to_frames(FADE), to_frames(timer.value))
    return Fade(over - length, length) if over < ready.timeline.length else None


def _answer(order: SettledWish, ready: ReadySession) -> dict[str, Any]:
    fade = _fade(order.changes, ready)
    length = _length(ready, fade)
    return {
        **addresses(order.id),
        "id": order.id,
        "length_s": round(to_seconds(length), 6),
        "title": order.script.title,
        "practice": order.script.name,
        "summary": order.script.summary,
        "voice": ready.planned.spoken_by,
        "background": ready.planned.wishes.background or order.script.background or "rain",
        "seed": order.wishes.get("seed"),
        "visit": order.wishes.get("visit"),
        "ending": ready.plan.ending,
    }


def _beside(made: Made, ready: ReadySession) -> None:
    """Write what is shown while it plays: captions, the timeline picture, and the cover."""
    tags = tags_for(ready, "standard")
    length = ready.timeline.length
    made.beside("vtt").write_text(captions_text("vtt", tags, length), encoding="utf-8", newline="\n")
    made.beside("svg").write_text(session_svg(ready.plan, ready.timeline), encoding="utf-8")
    made.beside("jpg").write_bytes(tags.cover)
    made.beside("json").write_text(json.dumps(made.notes["plan"], ensure_ascii=False), encoding="utf-8")
