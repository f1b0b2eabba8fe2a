"""How the server makes sessions: those changed several times while they play, and those that begin before all is
spoken.
"""

import asyncio
import gc
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.needs import needs
from voiceguide.config import Settings
from voiceguide.errors import FitError
from voiceguide.plan.model import to_json
from voiceguide.session.export import saved_head, stream
from voiceguide.session.progress import no_progress
from voiceguide.session.stages import ReadySession
from voiceguide.speech._worker import _start
from voiceguide.web._order import SessionOrder
from voiceguide.web._plans import Plans
from voiceguide.web._practices import Practices
from voiceguide.web._queue import SessionJob
from voiceguide.web._refit import refit
from voiceguide.web._session_store import SessionStore
from voiceguide.web._sessions import Sessions
from voiceguide.web._sound import saved_of

pytestmark = needs("espeak-ng")

CHANGES = ({"add_s": 60.0}, {"background_level": 24.0}, {"add_s": -60.0})


def is_unspoken(practices: Practices, order: SessionOrder) -> bool:
    return Plans(practices.folders).is_unspoken(order)


def begun(practices: Practices) -> SessionOrder:
    return practices.order({"practice": "rest", "length_s": 300, "seed": 1, "visit": "first"}, owner=True)


def test_ground_me_has_its_own_length_whatever_the_settings_say(practices: Practices) -> None:
    """The grounding practice ignores the settings for length, kind and path, and keeps the one for the background."""
    practices.settings = Settings(length=3600.0, session="sleep", background="ocean", path="inward")
    request = practices.ground().request
    assert (request.length, request.session, request.path, request.background) == (None, None, "gentle", "ocean")


def test_a_chain_of_changes_holds_no_chain_of_sessions(practices: Practices) -> None:
    """After twelve changes of a session at most three versions of it are in memory."""
    sessions, order = Sessions(practices), begun(practices)
    sessions.ready(order, no_progress)
    for count in range(12):
        notes = {"answer": {"length_s": 300.0}, "recipe": order.as_json()}
        order = sessions.changed(notes, {"at_s": 2.0 + count, **CHANGES[count % 3]}).order
    gc.collect()
    assert sum(type(one) is ReadySession for one in gc.get_objects()) <= 3


def test_the_past_is_the_same_to_the_sample(practices: Practices) -> None:
    """A session is changed three times. What the server makes of each change is, sample by sample, the same as `refit`
    makes of it. The sound before each join stays the same.
    """
    sessions, order = Sessions(practices), begun(practices)
    whole = sessions.ready(order, no_progress)
    joins = []
    for at, change in zip((5.0, 40.0, 90.0), CHANGES, strict=True):
        notes = {"answer": {"length_s": 300.0}, "recipe": order.as_json()}
        changed = sessions.changed(notes, {"at_s": at, **change})
        after = refit(whole, at, **change)  # type: ignore[arg-type]
        before, order, whole = whole, changed.order, after.ready
        joins.append(changed.join)
        made = sessions.ready(order, no_progress)
        join = round(changed.join * 44_100)
        assert np.array_equal(made.render(0, join), before.render(0, join))
        assert np.array_equal(made.render(0, join + 441_000), whole.render(0, join + 441_000))
    assert joins == sorted(joins)


LONG = """---
title: A long walk
---
# Arriving
You can stop at any time. [1s-5s]

# The first hill {optional 2}
The path goes up. [2s-4s]
There is a tree. [2s-4s]

# The second hill {optional 1}
The path goes down. [2s-4s]
It goes down and down. [2s-4s]

# Closing {closing}
Thank you for walking. [1s-20s]
"""


def made(sessions: Sessions, order: SessionOrder, store: SessionStore) -> SessionJob:
    """A finished job: the session of `order`, made and put into `store`."""
    loop = asyncio.new_event_loop()
    try:
        job = SessionJob(order, loop)
        sessions.make(job, store)
    finally:
        loop.close()
    return job


def test_what_was_begun_early_is_made_again_just_so(practices: Practices, tmp_path: Path) -> None:
    """A session that was begun before all its lines were spoken has the same sound when another server makes it again.
    So has the session after a change.
    """
    request = {"text": LONG, "length_s": 44, "seed": 1, "visit": "first", "background": "none", "voice": "pyttsx3"}
    order = practices.order(request, owner=True)
    assert is_unspoken(practices, order)
    first = Sessions(practices)
    job = made(first, order, SessionStore(tmp_path / "made"))
    assert job.made is not None
    recipe = job.made.notes["recipe"]
    assert 1.0 <= recipe["early"] <= 3.0
    before = first.ready(job.order, no_progress)
    change = {"at_s": 3.0, "add_s": 20.0}
    changed = first.changed({"answer": {"length_s": 44.0}, "recipe": recipe}, change)
    assert not is_unspoken(practices, order)
    after = first.ready(changed.order, no_progress)
    later = Sessions(practices)
    again, later_after = (
        later.ready(practices.order_from(one), no_progress) for one in (recipe, changed.order.as_json())
    )
    length = before.timeline.length
    assert np.array_equal(again.render(0, length), before.render(0, length))
    assert after.timeline.length == later_after.timeline.length > length
    assert np.array_equal(later_after.render(0, after.timeline.length), after.render(0, after.timeline.length))
    join = round(changed.join * 44_100)
    assert np.array_equal(after.render(0, join), before.render(0, join))


@pytest.mark.parametrize("beforehand", [True, False])
def test_what_only_a_change_may_need_is_spoken_gently(
    practices: Practices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beforehand: bool
) -> None:
    """Lines that the session itself does not need, but a later change may, are spoken at low priority. If a client
    already waits for such a change, they are spoken at normal priority, as are the session's own lines.
    """
    started: list[bool] = []

    def start(engine: str, folder: Path, *, low_priority: bool) -> Any:
        started.append(low_priority)
        return _start(engine, folder, low_priority=low_priority)

    monkeypatch.setattr("voiceguide.speech._worker._start", start)
    sessions, begin, rest = Sessions(practices), threading.Event(), threading.Event()

    def speak_the_rest(ready: ReadySession) -> None:
        begin.wait(60.0)
        if beforehand:
            Sessions._speak_the_rest(sessions, ready)
        rest.set()

    monkeypatch.setattr(sessions, "_speak_the_rest", speak_the_rest)
    request = {"text": LONG, "length_s": 25, "seed": 1, "visit": "first", "background": "none", "voice": "pyttsx3"}
    job = made(sessions, practices.order(request, owner=True), SessionStore(tmp_path / "made"))
    assert job.made is not None
    begun = len(started)
    begin.set()
    assert rest.wait(60.0)
    sessions.changed({"answer": {"length_s": 25.0}, "recipe": job.made.notes["recipe"]}, {"at_s": 3.0, "add_s": 20.0})
    assert set(started[:begun]) == {False}
    assert set(started[begun:]) == {beforehand}


def test_what_is_shown_of_it_is_shown_anew_with_each_part(practices: Practices, tmp_path: Path) -> None:
    """If a session was begun before all its lines were spoken, its plan and captions are those of the complete session
    in the end. The saved file has the same sound, and all chapters in its tags.
    """
    request = {"text": LONG, "length_s": 44, "seed": 1, "visit": "first", "background": "none", "voice": "pyttsx3"}
    sessions = Sessions(practices)
    job = made(sessions, practices.order(request, owner=True), SessionStore(tmp_path / "made"))
    session, ready = job.made, sessions.ready(job.order, no_progress)
    assert session is not None
    assert job.settled
    assert session.revision >= 1
    assert json.loads(session.sidecar("json").read_text(encoding="utf-8")) == to_json(ready.plan)
    assert "Thank you for walking" in session.sidecar("vtt").read_text(encoding="utf-8")
    sound = session.sound.read_bytes()
    saved = saved_of(session, None)
    assert saved is not None
    assert saved.head == saved_head(ready, "standard")
    assert b"".join(stream(ready, "standard").blocks())[saved.skipped :] == sound[saved.skipped :]
    assert saved.size == len(saved.head) + len(sound) - saved.skipped


def test_what_does_not_fit_after_all_begins_when_all_is_spoken(
    practices: Practices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the rest of a session that was begun early cannot be planned, an error is raised. When the session is made
    again, it begins only after all its lines were spoken.
    """

    def unfit(*_: object, **__: object) -> None:
        raise FitError("a long walk", 20.0, 21.0, 60.0, (21.0,))

    request = {"text": LONG, "length_s": 44, "seed": 1, "visit": "first", "background": "none", "voice": "pyttsx3"}
    sessions, store = Sessions(practices), SessionStore(tmp_path / "made")
    order = practices.order(request, owner=True)
    with monkeypatch.context() as patch:
        patch.setattr("voiceguide.session.stages.refit", unfit)
        with pytest.raises(FitError):
            made(sessions, order, store)
        with pytest.raises(FitError):  # made again, another plan would change what was heard
            Sessions(practices).ready(replace(order, head_start=1.0), no_progress)
    again = made(sessions, order, store)
    assert again.made is not None
    assert again.made.notes["recipe"]["early"] is False
    assert again.settled
    assert again.made.revision == 0
