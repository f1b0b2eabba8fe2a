"""Plans of ordered sessions: made once, and made again only if the speech has changed since."""

import pytest

from tests.needs import needs
from voiceguide.errors import FitError
from voiceguide.session.progress import no_progress
from voiceguide.speech._cache import ClipCache
from voiceguide.web import _plans
from voiceguide.web._plans import Plans
from voiceguide.web._practices import Practices

pytestmark = needs("espeak-ng")


def test_a_plan_is_made_once(practices: Practices, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan made to find a session's length is also used to make the session. It is not planned a second time."""
    order = practices.order({"practice": "rest", "length_s": 300, "seed": 1, "visit": "first"}, owner=True)
    plans = Plans(practices.folders)
    assert plans.length(order) is None  # nothing is spoken yet
    first = plans.planned(order, no_progress).plan
    assert plans.length(order) == 300.0
    monkeypatch.setattr(_plans, "fitted", lambda *_: pytest.fail("it was planned again"))
    again = plans.planned(order, no_progress)
    assert (again.plan, again.clips.made) == (first, 0)


def test_speech_that_is_longer_than_it_was_is_planned_anew(practices: Practices) -> None:
    """If a line is spoken again and is longer than before, the session is planned anew with the new duration and keeps
    its length.
    """
    order = practices.order({"practice": "rest", "length_s": 300, "seed": 1, "visit": "first"}, owner=True)
    plans = Plans(practices.folders)
    before = plans.planned(order, no_progress)
    plans.length(order)
    cache = ClipCache(practices.folders.clips)
    for path in practices.folders.clips.glob("*.clip"):
        path.unlink()
        cache.keep(path.stem, bytes(2 * 44_100), 1)
    made = plans.planned(order, no_progress)
    said = [event for event in made.plan.events if event.utterance]
    assert {made.clips.duration(event.utterance) for event in said if event.utterance} == {44_100}
    assert made.plan.length == before.plan.length == 300 * 44_100
    assert all(event.end - event.start == 44_100 for event in said)


def test_a_length_it_cannot_have_is_reported_before_it_is_made(practices: Practices) -> None:
    """Once a practice's lines have been spoken, a length that it cannot have is refused before the session is made."""
    request = {"practice": "rest", "seed": 1, "visit": "first"}
    plans = Plans(practices.folders)
    plans.planned(practices.order({**request, "length_s": 300}, owner=True), no_progress)
    with pytest.raises(FitError):
        plans.length(practices.order({**request, "length_s": 10_000}, owner=True))
