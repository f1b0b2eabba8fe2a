"""Sessions that are changed again and again while they are heard."""

import gc
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from tests.web.conftest import REST
from voiceguide.config import Folders, Settings
from voiceguide.session.refit import refit
from voiceguide.session.stages import ReadySession
from voiceguide.web._practices import Practices
from voiceguide.web._sessions import Sessions
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
