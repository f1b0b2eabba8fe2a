"""Sessions that are changed again and again while they are heard."""

import gc
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from tests.web.conftest import REST
from voiceguide.config import Folders, Settings
from voiceguide.session.stages import ReadySession
from voiceguide.web._practices import Practices
from voiceguide.web._refit import refit
from voiceguide.web._sessions import Sessions, recipe_of
from voiceguide.web._wishes import SettledWish

pytestmark = needs("espeak-ng")

CHANGES = ({"add_s": 60.0}, {"background_level": 24.0}, {"add_s": -60.0})


def untold(what: str, done: float, total: float) -> None:
    """Nobody wants to know."""


@pytest.fixture
def practices(tmp_path: Path) -> Practices:
    """One practice, in a home of its own."""
    found = Folders(tmp_path / "config.toml", tmp_path / "scripts", tmp_path / "sounds", tmp_path / "cache")
    found.scripts.mkdir()
    (found.scripts / "rest.md").write_text(REST, encoding="utf-8")
    return Practices(found, Settings(), (), mine=False)


def begun(practices: Practices) -> SettledWish:
    return practices.order({"practice": "rest", "length_s": 300, "seed": 1, "visit": "first"}, owner=True)


def test_a_chain_of_changes_holds_no_chain_of_sessions(practices: Practices) -> None:
    """After twelve changes there are as few sessions in memory as after three."""
    sessions, order = Sessions(practices), begun(practices)
    sessions.ready(order, untold)
    for count in range(12):
        notes = {"answer": {"length_s": 300.0}, "recipe": order.recipe()}
        order = sessions.changed(notes, {"at_s": 2.0 + count, **CHANGES[count % 3]}).order
    gc.collect()
    assert sum(type(one) is ReadySession for one in gc.get_objects()) <= 3


def test_the_past_is_the_same_to_the_sample(practices: Practices) -> None:
    """What the server makes after three changes is what the changes of one session in memory make."""
    sessions, order = Sessions(practices), begun(practices)
    whole = sessions.ready(order, untold)
    joins = []
    for at, change in zip((5.0, 40.0, 90.0), CHANGES, strict=True):
        notes = {"answer": {"length_s": 300.0}, "recipe": order.recipe()}
        changed = sessions.changed(notes, {"at_s": at, **change})
        after = refit(whole, at, **change)  # type: ignore[arg-type]
        before, order, whole = whole, changed.order, after.ready
        joins.append(changed.join)
        made = sessions.ready(order, untold)
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


def test_what_was_begun_early_is_made_again_just_so(practices: Practices) -> None:
    """Made before all was spoken, a session has the same sound when it is made anew later, and so have its changes."""
    wishes = {"text": LONG, "length_s": 20, "seed": 1, "visit": "first", "background": "none", "voice": "pyttsx3"}
    order = practices.order(wishes, owner=True)
    assert practices.is_unspoken(order)
    first = Sessions(practices)
    before = first.ready(order, untold)
    recipe = recipe_of(order, before)
    assert recipe["early"]
    change = {"at_s": 3.0, "add_s": 20.0}
    changed = first.changed({"answer": {"length_s": 20.0}, "recipe": recipe}, change)
    assert not practices.is_unspoken(order)
    after = first.ready(changed.order, untold)
    later = Sessions(practices)
    again, later_after = (later.ready(practices.again(one), untold) for one in (recipe, changed.order.recipe()))
    length = before.timeline.length
    assert np.array_equal(again.render(0, length), before.render(0, length))
    assert after.timeline.length == later_after.timeline.length > length
    assert np.array_equal(later_after.render(0, after.timeline.length), after.render(0, after.timeline.length))
    join = round(changed.join * 44_100)
    assert np.array_equal(after.render(0, join), before.render(0, join))
