from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.outlines import Pen, Scene, outline, outlines
from tests.plan.test_fit import between
from tests.plan.truths import check, in_line
from voiceguide.errors import FitError
from voiceguide.plan.fit import fit
from voiceguide.plan.model import Plan
from voiceguide.plan.refit import ending, refit
from voiceguide.units import Frames, to_frames, to_seconds

PARTS = st.floats(0.0, 1.0)


def check_past(before: Plan, after: Plan, at: Frames) -> None:
    """What had begun is there as it was; only a pause that was running may have another end."""
    old = [event for event in before.events if event.start < at]
    new = [event for event in after.events if event.start < at]
    if old:
        assert after.lead == before.lead
    assert len(old) == len(new)
    for was, now in zip(old, new, strict=True):
        if was.least is not None and was.end > at:
            assert now.end >= at
            assert replace(now, end=was.end) == was
        else:
            assert now == was


@settings(max_examples=80, deadline=None)
@given(scene=outlines(), part=PARTS, place=PARTS, change=st.floats(0.0, 1.3))
def test_a_refit_keeps_the_past_and_has_the_new_length(scene: Scene, part: float, place: float, change: float) -> None:
    """Whatever has begun stays as it was, everything that holds for plans still holds, and the length is the new one."""
    plan = fit(*scene, between(scene, part), nearest=True)
    at = round(plan.length * place)
    target = between(scene, change)
    try:
        refitted = refit(plan, *scene, at, target)
    except FitError as error:
        target = min(map(to_frames, error.near), key=lambda length: abs(length - target))
        refitted = refit(plan, *scene, at, target)
    check(refitted, *scene, target)
    check_past(plan, refitted, at)


@settings(max_examples=50, deadline=None)
@given(scene=outlines(), part=PARTS, place=PARTS, later=PARTS, change=PARTS)
def test_a_refit_can_always_keep_the_length(
    scene: Scene, part: float, place: float, later: float, change: float
) -> None:
    """The length a session has is possible at every moment of it, also after it has been changed once."""
    plan = fit(*scene, between(scene, part), nearest=True)
    at = round(plan.length * place)
    same = refit(plan, *scene, at, plan.length)
    check(same, *scene, plan.length)
    check_past(plan, same, at)
    other = refit(same, *scene, at, between(scene, change), nearest=True)
    further = at + round((other.length - at) * later)
    again = refit(other, *scene, further, other.length)
    check(again, *scene, other.length)
    check_past(other, again, further)


@settings(max_examples=50, deadline=None)
@given(scene=outlines(), part=PARTS, place=PARTS)
def test_an_ending_goes_to_the_closing(scene: Scene, part: float, place: float) -> None:
    """What has begun stays, nothing spoken is cut, the last kept section follows, and the bed has its time to leave."""
    outline, _ = scene
    plan = fit(*scene, between(scene, part), nearest=True)
    at = round(plan.length * place)
    short = ending(plan, *scene, at)
    assert short.ending
    assert short.length <= max(plan.length, at + to_frames(3600 * 24))
    for was, now in zip(
        [event for event in plan.events if event.start < at],
        [event for event in short.events if event.start < at],
        strict=True,
    ):
        assert replace(now, end=was.end) == was
        assert now.end == was.end or (was.least is not None and now.end >= at)
    clock = short.lead
    for event in in_line(short):
        assert event.start >= clock
        clock = event.end
    assert clock + short.tail == short.length
    closing = max(index for index, part in enumerate(outline.parts) if not part.optional)
    new = [event for event in in_line(short) if event.start >= at]
    breath = [event for event in new if event.kind == "breath"]
    assert all(event.address[0] - 1 >= closing or event in breath for event in new)
    assert ending(short, *scene, at) == short
