import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.outlines import Pen, Scene, outline, outlines
from tests.plan.truths import check, in_line
from voiceguide.errors import FitError
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Plan
from voiceguide.units import to_frames, to_seconds


def between(scene: Scene, part: float) -> int:
    """A length between the shortest and the longest of a practice."""
    ends = limits(*scene)
    return ends.least + round((ends.greatest - ends.least) * part)


PARTS = st.floats(0.0, 1.0)


@settings(max_examples=200, deadline=None)
@given(scene=outlines(), part=PARTS)
def test_every_length_is_planned_or_refused_with_lengths_that_work(scene: Scene, part: float) -> None:
    """A length between the limits is planned exactly, or refused with near lengths on both sides that are."""
    target = between(scene, part)
    try:
        plan = fit(*scene, target)
    except FitError as error:
        below, above = (to_frames(seconds) for seconds in error.near)
        assert below < target < above
        for near in (below, above):
            check(fit(*scene, near), *scene, near)
        chosen = min((below, above), key=lambda length: abs(length - target))
        assert fit(*scene, target, nearest=True).length == chosen
    else:
        check(plan, *scene, target)


@settings(max_examples=60, deadline=None)
@given(scene=outlines())
def test_the_limits_can_be_had(scene: Scene) -> None:
    """The shortest and the longest length are planned; one frame beyond is refused and names them."""
    ends = limits(*scene)
    for length in (ends.least, ends.greatest):
        check(fit(*scene, length), *scene, length)
    for length, end in ((ends.least - 1, ends.least), (ends.greatest + 1, ends.greatest)):
        with pytest.raises(FitError) as caught:
            fit(*scene, length)
        assert [to_frames(seconds) for seconds in caught.value.near] == [end]
        assert fit(*scene, length, nearest=True).length == end


@settings(max_examples=60, deadline=None)
@given(scene=outlines(insets=False))
def test_the_natural_length_leaves_everything_natural(scene: Scene) -> None:
    """At its natural length a practice has all its sections and every pause is as it is written."""
    natural = limits(*scene).natural
    plan = fit(*scene, natural)
    assert plan.dropped == ()
    assert all(event.end - event.start == event.natural for event in plan.events if event.natural is not None)


def shape(plan: Plan) -> list[tuple[object, ...]]:
    """What a plan is made of, without its times."""
    return [(event.kind, event.address, event.text) for event in plan.events]


@settings(max_examples=150, deadline=None)
@given(scene=outlines(insets=False), part=PARTS, more=st.one_of(st.integers(1, 200), st.integers(1, 10**6)))
def test_a_longer_target_shortens_no_pause(scene: Scene, part: float, more: int) -> None:
    """With the same sections, counts and reminders no pause is shorter when the session is longer."""
    shorter = fit(*scene, between(scene, part), nearest=True)
    longer = fit(*scene, shorter.length + more, nearest=True)
    if shape(shorter) == shape(longer) and longer.length > shorter.length:
        for one, other in zip(in_line(shorter), in_line(longer), strict=True):
            assert other.end - other.start >= one.end - one.start
            assert other.start >= one.start


@settings(max_examples=50, deadline=None)
@given(scene=outlines(), part=PARTS)
def test_the_same_inputs_give_the_same_plan(scene: Scene, part: float) -> None:
    """Fitting twice gives equal plans."""
    target = between(scene, part)
    assert fit(*scene, target, nearest=True) == fit(*scene, target, nearest=True)
