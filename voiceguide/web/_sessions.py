"""Makes the sessions that were ordered: runs the stages one after another, and writes the sidecars, and the sound block
by block.
"""

from collections import OrderedDict
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from errno import ENOSPC
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

from voiceguide.errors import (
    ChangeTooLateError,
    FitError,
    ScriptError,
    VoiceguideError,
    WriteFailedError,
    system_reason,
)
from voiceguide.output.contract import Quality
from voiceguide.plan.model import to_json
from voiceguide.session.backgrounds import backgrounds_for
from voiceguide.session.early import EarlySession, completed, is_early
from voiceguide.session.export import own_cover, saved_head, stream, stream_of_parts
from voiceguide.session.fades import Fade, faded_length
from voiceguide.session.progress import Progress, no_progress
from voiceguide.session.stages import ReadySession, SessionPart, laid_out
from voiceguide.units import Frames, Seconds, to_seconds
from voiceguide.web._changes import TIMERS, fades_of, is_fading_at, read_change, refitted
from voiceguide.web._json_checks import LONGEST
from voiceguide.web._order import ORDER_KEY, SessionChange, SessionOrder
from voiceguide.web._plans import Plans
from voiceguide.web._practices import Practices
from voiceguide.web._queue import SessionJob, StoppedError
from voiceguide.web._refit import Refitted
from voiceguide.web._session_store import SessionStore, StoredSession, addresses
from voiceguide.web._sidecars import write_captions, write_pictures, write_plan
from voiceguide.web._voices import public_name

_CACHED: Final = 3
"""How many sessions are held in memory with their plan and timeline, so that they can be changed quickly."""

_LONG: Final[Seconds] = 3600.0
"""Sessions longer than an hour are made in the small quality: they are for the night, when nobody hears the difference.
"""

_SIDECARS_AFTER: Final = 300_000
"""This many bytes of the sound are written before the captions and pictures, so that the listener need not wait for
these. In the usual quality they are about 20 seconds.
"""

_CLOSE_TIMEOUT: Final[Seconds] = 3.0

_KINDS_WITH_NEW_LINES: Final = ("add", "end")
"""The kinds of changes after which a session may contain other lines."""


@dataclass(frozen=True)
class ChangedOrder:
    """The order that results from a change."""

    order: SessionOrder
    join: Seconds
    """Up to this time, the session sounds the same as before the change."""
    length: Seconds


@dataclass(frozen=True)
class _CachedSession:
    """A session in memory."""

    ready: ReadySession
    head_start: Seconds | None
    """The head start in its order. With another one, the session would sound different."""


class Sessions:
    """Makes sessions. Several threads may use it at once."""

    def __init__(self, practices: Practices) -> None:
        self._practices = practices
        self._plans = Plans(practices.folders)
        self._completing, self._closed = Lock(), False
        self._cache: OrderedDict[str, _CachedSession] = OrderedDict()
        self._unfitting: set[str] = set()
        """The ids of sessions that were meant to begin early, but turned out not to fit their length while they were
        being spoken. From then on, they begin only after everything is spoken.
        """
        self._lock = Lock()

    def length(self, order: SessionOrder) -> Seconds | None:
        """How long a session will be; None if that is not known before it is made. Raises the errors of
        `Plans.length`.
        """
        return self._plans.length(order)

    def make(self, job: SessionJob, store: SessionStore) -> None:
        """Make the session of a job, and report the progress to the job. Raises the errors of the stages."""
        try:
            with closing(self._parts(job)) as parts:
                self._write(job, store, next(parts), parts)
        except OSError as error:
            room = "make room on the computer that runs voiceguide, and "
            remedy = f"{room if error.errno == ENOSPC else ''}begin again"
            raise WriteFailedError(Path("the session"), f"{system_reason(error)}; {remedy}") from error
        cached = self._cached(job.id)
        if cached and is_early(cached.ready.planned) and not job.order.changes:
            Thread(target=self._speak_the_rest, args=(cached.ready,), name="speaking", daemon=True).start()

    def _write(self, job: SessionJob, store: SessionStore, first: SessionPart, later: Iterator[SessionPart]) -> None:
        """Write a session part by part. Raises the errors of the stages, and OSError."""
        order, ready = job.order, first.ready
        quality = _quality(order, ready)
        own_cover(order.script)  # raises an error before the sound begins if its picture cannot be read
        if first.is_whole:
            sound = stream(ready, quality, _fades(order, ready))
        else:
            sound = stream_of_parts(first, self._revised(job, first, later, quality), quality)
        notes = {**_notes(order, ready, revision=0), ORDER_KEY: order.as_json(), "head": len(sound.head)}
        made = store.begin(order.id, sound.size, notes)
        try:
            write_plan(made)
        except BaseException:
            store.drop(made)
            raise
        job.settled = first.is_whole
        job.made = made
        job.notify()
        with made.sound.open("wb", buffering=0) as file:
            for block in sound.blocks():
                job.wait_to_continue()
                job.require_not_stopped()
                left = memoryview(block)
                while left:  # a full disk may take only the beginning
                    count = file.write(left)
                    job.written += count
                    left = left[count:]
                job.notify()
                if not job.has_sidecars and job.written > _SIDECARS_AFTER:
                    self._write_sidecars(job, made, first, quality)
        if not job.has_sidecars:
            self._write_sidecars(job, made, first, quality)

    def _revised(
        self, job: SessionJob, first: SessionPart, later: Iterator[SessionPart], quality: Quality
    ) -> Iterator[SessionPart]:
        """The parts of a session after the `first`. For each part, the plan, the captions and the pictures are written
        again.
        """
        if job.made is not None and not job.has_sidecars:
            self._write_sidecars(job, job.made, first, quality)
        for part in later:
            job.require_not_stopped()
            if job.made is None:
                return
            made = job.made.revised(_notes(job.order, part.ready, revision=job.made.revision + 1))
            write_plan(made)
            self._write_sidecars(job, made, part, quality)
            job.made = made
            job.settled = part.is_whole
            job.notify()
            yield part

    def _write_sidecars(self, job: SessionJob, made: StoredSession, part: SessionPart, quality: Quality) -> None:
        """Write the captions and pictures of a session and, if all of it is planned, the tags for saving it."""
        write_captions(made, part.ready, _length(job.order, part.ready))
        write_pictures(made, part.ready)
        if part.is_whole:
            made.sidecar("id3").write_bytes(saved_head(part.ready, quality, _fades(job.order, part.ready)))
        job.has_sidecars = True
        job.notify()

    def _speak_the_rest(self, ready: ReadySession) -> None:
        """Speak all other lines that the session may contain after a change, so that changes need not wait for speech.
        Errors are ignored.
        """
        with suppress(VoiceguideError, StoppedError):  # reported when a listener asks for a change
            self._completed(ready, low_priority=True)

    def _completed(self, ready: ReadySession, *, low_priority: bool = False) -> ReadySession:
        """The session, once all other lines that it may contain after a change have been spoken. `low_priority`: nobody
        is waiting for these. Only one session at a time is spoken here, so that no line is spoken twice.
        """
        if not is_early(ready.planned):
            return ready
        with self._completing:
            whole = completed(
                ready, folders=self._practices.folders, progress=self._require_open, low_priority=low_priority
            )
        self._practices.forget_estimates(ready.planned.script.name)
        return whole

    def _require_open(self, what: str, done: float, total: float) -> None:
        if self._closed:
            raise StoppedError

    def close(self) -> None:
        """Stop speaking after the line that is being spoken, and wait a moment for it."""
        self._closed = True
        if self._completing.acquire(timeout=_CLOSE_TIMEOUT):
            self._completing.release()

    def ready(self, order: SessionOrder, progress: Progress) -> ReadySession:
        """The session laid out as sound, with all its changes. Raises the errors of the stages."""
        cached = self._cached(order.id)
        if cached and cached.head_start == order.head_start:
            return cached.ready
        return self._add_to_cache(
            order, self._again(order, progress) if order.changes else self._made_new(order, progress)
        )

    def _parts(self, job: SessionJob) -> Generator[SessionPart]:
        """The session of a job, in parts that can be sent. Adds the head start to the job's order, so that the same
        session can be made again.
        """
        order, cached = job.order, self._cached(job.id)
        if cached:
            job.order = replace(order, head_start=cached.head_start)
            yield _whole(cached.ready)
            return
        if order.changes or not self._is_early(job):
            yield _whole(self.ready(order, job.progress))
            return
        early = self._early(order, job.progress)
        begun = False
        try:
            with closing(early.parts()) as parts:
                for part in parts:
                    job.order = replace(order, head_start=early.head_start)
                    if part.is_whole:
                        self._practices.forget_estimates(order.script.name)
                        self._add_to_cache(job.order, part.ready)
                    yield part
                    begun = True
        except (FitError, ScriptError):
            self._unfitting.add(order.id)
            if begun:
                raise
            yield _whole(self.ready(order, job.progress))  # the measured durations show whether it fits

    def _cached(self, ident: str) -> _CachedSession | None:
        with self._lock:
            if ident in self._cache:
                self._cache.move_to_end(ident)
            return self._cache.get(ident)

    def _add_to_cache(self, order: SessionOrder, ready: ReadySession) -> ReadySession:
        """Hold a session in memory for a while. If it is a changed session, its earlier version is not held: the
        changed session's own timeline contains the part that was heard.
        """
        alone = replace(ready, before=None)
        with self._lock:
            self._cache[order.id] = _CachedSession(alone, order.head_start)
            self._cache.move_to_end(order.id)
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return alone

    def _made_new(self, order: SessionOrder, progress: Progress) -> ReadySession:
        if order.head_start is not None:
            *_, last = self._early(order, progress).parts()
            if last.ready.planned.clips.made:
                self._practices.forget_estimates(order.script.name)
            return last.ready
        places = self._practices.folders
        made = self._plans.planned(order, progress)
        if made.clips.made:
            self._practices.forget_estimates(order.script.name)
        backgrounds = backgrounds_for(order.script, order.request, folders=places, progress=progress)
        for name in backgrounds.names(made.plan):
            self._practices.render_background(name, progress)
        return laid_out(made, backgrounds)

    def _is_early(self, job: SessionJob) -> bool:
        """Whether a session begins before everything is spoken, or did so when it was first made."""
        if job.order.head_start is not None:
            return True
        known = job.length is not None or job.id in self._unfitting  # a length is known only if everything is spoken
        return not known and self._plans.is_unspoken(job.order)

    def _early(self, order: SessionOrder, progress: Progress) -> EarlySession:
        places = self._practices.folders
        return EarlySession(
            order.practice,
            backgrounds_for(order.script, order.request, folders=places, progress=progress),
            folders=places,
            progress=progress,
            render_background=lambda name: self._practices.render_background(name, progress),
            head_start=order.head_start,
        )

    def _again(self, order: SessionOrder, progress: Progress) -> ReadySession:
        """Make a changed session again: first the session without its last change, and then this change."""
        saved, change = order.as_json(), order.changes[-1]
        before = self.ready(self._practices.order_from({**saved, "changes": saved["changes"][:-1]}), progress)
        again = self._refitted(before, change)
        return again.ready if again else before

    def _refitted(self, before: ReadySession, change: SessionChange) -> Refitted | None:
        return refitted(self._completed(before) if change.kind in _KINDS_WITH_NEW_LINES else before, change)

    def changed(self, notes: Mapping[str, Any], asked: Mapping[str, Any]) -> ChangedOrder:
        """Make one more change to a session that is playing, and hold the result in memory.

        `notes` are the notes of that session, and `asked` is the change as JSON values. Raises `RequestError`,
        `ChangeTooLateError` and the errors of the stages.
        """
        change, now = read_change(asked), notes["answer"]
        if change.at >= now["length_s"]:
            raise ChangeTooLateError(change.at, now["length_s"])
        saved = notes[ORDER_KEY]
        order = self._practices.order_from(saved)
        before = self.ready(order, no_progress)
        old = _fades(order, before)
        change = replace(change, fading=is_fading_at(old, change.at))
        if change.kind == "add":
            room = max(0.0, LONGEST - to_seconds(before.timeline.length))
            change = replace(change, value=min(change.value, room))
        order = self._practices.order_from({**saved, "changes": [*saved["changes"], vars(change)]})
        again = self._refitted(before, change)
        ready, join = (again.ready, again.join_s) if again else (before, change.at)
        ready = self._add_to_cache(order, ready)
        if change.kind in TIMERS:
            fades = [*old[-1:], *_fades(order, ready)[-1:]]
            join = max(change.at, min((to_seconds(one.start) for one in fades), default=change.at))
        return ChangedOrder(order, round(join, 6), round(to_seconds(_length(order, ready)), 6))


def _whole(ready: ReadySession) -> SessionPart:
    return SessionPart(ready, ready.timeline.length)


def _notes(order: SessionOrder, ready: ReadySession, *, revision: int) -> dict[str, Any]:
    plan = _plan_until(to_json(ready.plan), to_seconds(_length(order, ready)))
    return {"answer": {**_answer(order, ready), "revision": revision}, "plan": plan}


def _plan_until(plan: dict[str, Any], end: Seconds) -> dict[str, Any]:
    """The plan for the page, without anything that begins after the time `end`, at which the session ends."""
    heard = {key: [one for one in plan[key] if one["start_s"] < end] for key in ("sections", "events")}
    return {**plan, **heard}


def _fades(order: SessionOrder, ready: ReadySession) -> tuple[Fade, ...]:
    return fades_of(order.changes, ready.timeline.length)


def _length(order: SessionOrder, ready: ReadySession) -> Frames:
    return faded_length(_fades(order, ready), ready.timeline.length)


def _quality(order: SessionOrder, ready: ReadySession) -> Quality:
    """The small quality for a session that was longer than an hour when it began. The listener's changes do not count,
    so that all its files have the same quality.
    """
    ordered = order.request.length or order.script.length
    if ordered is None:  # it began at its natural length
        length = to_seconds(ready.timeline.length) - sum(one.value for one in order.changes if one.kind == "add")
    else:
        length = ordered + to_seconds(ready.backgrounds.after)
    return "small" if length > _LONG else "standard"


def _answer(order: SessionOrder, ready: ReadySession) -> dict[str, Any]:
    return {
        **addresses(order.id),
        "id": order.id,
        "length_s": round(to_seconds(_length(order, ready)), 6),
        "title": order.script.title,
        "practice": order.script.name,
        "summary": order.script.summary,
        "voice": public_name(ready.planned.voice, order.script.lang),
        "background": ready.backgrounds.background,
        "background_level": ready.backgrounds.levels.background,
        "seed": order.asked.get("seed"),
        "visit": order.asked.get("visit"),
        "ending": ready.plan.ending,
    }
