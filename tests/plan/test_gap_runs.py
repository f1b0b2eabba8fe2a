import pytest

from tests.plan.outlines import Pen, Scene, outline
from tests.plan.truths import still_stretches
from voiceguide.plan.fit import fit, limits
from voiceguide.script.outline import OutlineItem, OutlineSection
from voiceguide.units import to_frames, to_seconds


@pytest.fixture
def pen() -> Pen:
    return Pen()


def longest(pen: Pen, *parts: OutlineSection) -> float:
    """The longest run of pauses that may grow, in seconds, when the practice has its greatest length."""
    scene: Scene = outline(*parts), pen.durations
    plan = fit(*scene, limits(*scene).greatest)
    return max((to_seconds(length) for length, _ in still_stretches(plan, scene[0])), default=0.0)


def around(pen: Pen, *items: OutlineItem) -> OutlineSection:
    """A section with these items between two sentences."""
    return pen.part("One", pen.say(), *items, pen.say())


def test_a_pause_does_not_grow_beyond_a_minute(pen: Pen) -> None:
    """A pause with one written length grows to at most a minute."""
    assert longest(pen, around(pen, pen.pause(10, 300))) == 60.0


def test_a_range_lasts_as_long_as_is_written(pen: Pen) -> None:
    """A pause or silence whose script gives both ends of its length can reach the longer end, even beyond a minute and
    with other pauses around it.
    """
    scene = outline(around(pen, pen.pause(5, 300, as_written=True))), pen.durations
    plan = fit(*scene, limits(*scene).greatest)
    assert [to_seconds(event.end - event.start) for event in plan.events if event.least] == [300.0]
    scene = outline(around(pen, pen.pause(5, 30), pen.silence(30, 600), pen.pause(5, 30))), pen.durations
    plan = fit(*scene, limits(*scene).greatest)
    assert [to_seconds(event.end - event.start) for event in plan.events if event.least] == [30.0, 600.0, 30.0]


def test_what_a_script_asks_for_at_least_is_given(pen: Pen) -> None:
    """A pause whose shortest length is already more than a minute gets that length and does not grow."""
    assert longest(pen, around(pen, pen.pause(90))) == 90.0
    assert longest(pen, around(pen, pen.pause(70, 200))) == 70.0


def test_pauses_in_a_row_share_the_minute(pen: Pen) -> None:
    """Pauses without words or bells between them last at most a minute together. A change of the background between
    them does not interrupt them.
    """
    items = pen.pause(5, 40), pen.sound("ocean"), pen.pause(5, 40), pen.pause(5, 40)
    assert longest(pen, around(pen, *items)) == pytest.approx(60.0, abs=0.01)
    assert longest(pen, around(pen, pen.pause(5, 40), pen.bell(), pen.pause(5, 40))) == 40.0


def test_pauses_meet_across_sections_blocks_and_practices(pen: Pen) -> None:
    """Pauses that follow each other across the borders of sections, repeats or included practices last at most a minute
    together. This also holds if the section between two of them is left out.
    """
    first = pen.part("One", pen.say(), pen.pause(5, 50))
    between = pen.part("Two", pen.say(), pen.pause(5, 50), optional=1)
    last = pen.part("Three", pen.pause(5, 50), pen.say())
    assert longest(pen, first, last) == pytest.approx(60.0, abs=0.01)
    scene = outline(first, between, last), pen.durations
    for length in range(limits(*scene).least, limits(*scene).greatest, to_frames(3)):
        plan = fit(*scene, length, nearest=True)
        assert all(still <= to_frames(60.0) for still, _ in still_stretches(plan, scene[0]))
    block = pen.loop(2, 4, pen.pause(5, 50), pen.say(), pen.pause(5, 50))
    assert longest(pen, around(pen, block)) == pytest.approx(60.0, abs=0.01)
    inset = pen.practice("inner", None, pen.part("Inner", pen.pause(5, 50), pen.say(), pen.pause(5, 50)))
    assert longest(pen, around(pen, pen.pause(5, 50), inset, pen.pause(5, 50))) == pytest.approx(60.0, abs=0.01)


def test_a_repeated_pause_is_a_run(pen: Pen) -> None:
    """If a repeat contains only a pause, the pauses of all its rounds last at most a minute together."""
    assert longest(pen, around(pen, pen.loop(2, 10, pen.pause(1, 30)))) == pytest.approx(60.0, abs=0.01)
