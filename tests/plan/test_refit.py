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
    """Assert that all events that had begun before frame `at` are the same in both plans. Only a pause or silence that
    had not ended by then may end at another time.
    """
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
    """If a session is refitted at any moment, everything that had begun stays the same. The new plan is valid and has
    the length asked for, or the nearest possible one.
    """
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
    """At every moment, a session can be refitted to the length it already has, even if it was refitted before."""
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
    """If a session is ended early at any moment, no word is cut off. A breath that has begun is finished, then the
    closing follows. Ending it again at that moment changes nothing.
    """
    plan = fit(*scene, between(scene, part), nearest=True)
    at = round(plan.length * place)
    short = ending(plan, *scene, at)
    assert short.ending
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
    closing = max(index for index, part in enumerate(scene[0].parts) if part.kept)
    new = [event for event in in_line(short) if event.start >= at]
    breath = [event for event in new if event.kind == "breath"]
    assert all(event.address[0] - 1 >= closing or event in breath for event in new)
    assert ending(short, *scene, at) == short


@pytest.fixture
def sitting() -> Scene:
    """A practice with an opening, 5 to 20 breaths, a silence with one reminder, an optional talk and a closing."""
    pen = Pen()
    reminder = pen.words(3.0, "Begin again.")
    parts = (
        pen.part("Opening", pen.say(5.0), pen.pause(4, 16), pen.say(5.0)),
        pen.part("Breathing", pen.say(3.0), pen.breaths(5, 20)),
        pen.part("Quiet", pen.say(3.0), pen.silence(30, 600, reminders=(reminder,))),
        pen.part("Talk", *(pen.say(9.0) for _ in range(8)), optional=1),
        pen.part("Closing", pen.say(4.0), pen.bell()),
    )
    return outline(*parts), pen.durations


def spot(plan: Plan, kind: str, number: int = 0, into: float = 1.0) -> Frames:
    """The frame `into` seconds after the beginning of the event with the index `number` among the plan's events of this
    kind.
    """
    return [event for event in plan.events if event.kind == kind][number].start + to_frames(into)


def test_five_minutes_more_in_the_middle_of_a_breath(sitting: Scene) -> None:
    """If a session is made five minutes longer in the middle of a breath, it gets more breaths, and the breath that has
    begun stays the same.
    """
    plan = fit(*sitting, to_frames(420))
    at = spot(plan, "breath", 4)
    longer = refit(plan, *sitting, at, to_frames(720))
    check(longer, *sitting, to_frames(720))
    check_past(plan, longer, at)
    breaths = [sum(event.kind == "breath" for event in one.events) for one in (plan, longer)]
    assert breaths[0] < breaths[1]


def test_less_time_leaves_out_what_is_optional_and_not_what_is_kept(sitting: Scene) -> None:
    """If much time is taken away during the breathing, the optional talk is left out, but the silence and the closing
    stay.
    """
    plan = fit(*sitting, to_frames(720))
    at = spot(plan, "breath", 8)
    shorter = refit(plan, *sitting, at, to_frames(240))
    check_past(plan, shorter, at)
    assert plan.dropped == ()
    assert shorter.dropped == ("Talk",)
    assert [section.title for section in shorter.sections] == ["Opening", "Breathing", "Quiet", "Closing"]


def test_a_running_silence_lasts_as_long_as_it_has_been_heard(sitting: Scene) -> None:
    """If a session is made as short as possible during a silence, the silence ends at once. If a reminder is being
    spoken in it, the silence ends after that reminder.
    """
    plan = fit(*sitting, to_frames(720))
    reminder = next(event for event in plan.events if event.kind == "reminder")
    silence = next(event for event in plan.events if event.kind == "silence")
    at = silence.start + to_frames(50)
    assert next(e for e in refit(plan, *sitting, at, 0, nearest=True).events if e.kind == "silence").end == at
    at = reminder.start + to_frames(1)
    shortest = refit(plan, *sitting, at, 0, nearest=True)
    assert next(event for event in shortest.events if event.kind == "silence").end == reminder.end
    assert [event for event in shortest.events if event.kind == "reminder"] == [reminder]


def test_reminders_that_were_heard_are_not_repeated(sitting: Scene) -> None:
    """If a silence is made longer after its only reminder was heard, the reminder is not repeated. Soft bells mark the
    rest of the silence.
    """
    plan = fit(*sitting, to_frames(720))
    reminder = next(event for event in plan.events if event.kind == "reminder")
    at = reminder.end + to_frames(5)
    longer = refit(plan, *sitting, at, plan.length + to_frames(220))
    heard = [event for event in plan.events if not event.address and event.start < at]
    inside = [event for event in longer.events if not event.address]
    assert inside[: len(heard)] == heard
    assert [event.kind for event in inside].count("reminder") == 1
    assert inside[-1].kind == "bell"
    assert inside[-1].start > at


def test_estimates_become_measurements(sitting: Scene) -> None:
    """If words turn out to be longer than estimated, a refit plans those still to come with their measured lengths.
    What was heard and the session's length stay the same.
    """
    plan = fit(*sitting, to_frames(600))
    at = spot(plan, "breath", 2)
    measured = {line: frames + frames // 4 for line, frames in sitting[1].items()}
    corrected = refit(plan, sitting[0], measured, at, plan.length)
    assert corrected.length == plan.length
    check_past(plan, corrected, at)
    said = {event.text: event.end - event.start for event in corrected.events if event.kind == "say"}
    late = [event for event in plan.events if event.kind == "say" and event.start >= at]
    assert all(
        said[event.text] == measured[event.utterance] for event in late if event.text in said and event.utterance
    )


def test_an_impossible_rest_names_what_is_possible(sitting: Scene) -> None:
    """A session cannot be refitted to end at the present moment. The error names the shortest length that is still
    possible.
    """
    plan = fit(*sitting, to_frames(720))
    at = spot(plan, "silence", into=60.0)
    with pytest.raises(FitError) as caught:
        refit(plan, *sitting, at, at)
    shortest = refit(plan, *sitting, at, at, nearest=True)
    assert caught.value.near == (to_seconds(shortest.length),)


def test_an_ending_during_the_breathing(sitting: Scene) -> None:
    """If a session is ended during a breath, the breath is finished, and then only the closing follows."""
    plan = fit(*sitting, to_frames(720))
    at = spot(plan, "breath", 4, into=0.5)
    short = ending(plan, *sitting, at)
    assert [section.title for section in short.sections] == ["Opening", "Breathing", "Closing"]
    breaths = [event for event in short.events if event.kind == "breath"]
    assert len(breaths) == 6
    after = next(event for event in short.events if event.start > breaths[-1].end)
    assert after.start - breaths[-1].end == to_frames(2.5)
    assert short.events[-1].kind == "bell"
    assert short.tail == to_frames(8)


def test_an_ending_has_one_length(sitting: Scene) -> None:
    """After a session was ended early, a refit to another length is refused. With `nearest`, the refit
    changes nothing.
    """
    plan = fit(*sitting, to_frames(720))
    short = ending(plan, *sitting, to_frames(100))
    assert refit(short, *sitting, to_frames(101), short.length) == short
    assert refit(short, *sitting, to_frames(101), short.length + 1, nearest=True) == short
    with pytest.raises(FitError):
        refit(short, *sitting, to_frames(101), short.length + 1)


def test_an_ending_before_the_first_word(sitting: Scene) -> None:
    """If a session is ended while only the bed is heard, the closing follows at once."""
    plan = fit(*sitting, to_frames(720))
    short = ending(plan, *sitting, to_frames(2))
    assert [section.title for section in short.sections] == ["Closing"]
    assert short.lead == short.events[0].start > to_frames(2)


@pytest.mark.parametrize("at_s", [1, 15, 23, 120])
def test_a_practice_with_holes_in_rounds_that_may_be_added(at_s: int) -> None:
    """A repeat contains a practice that can last 10 s or 310 s, but nothing between. At any moment, a refit with
    `nearest` to any length gives a valid plan, and what was heard stays as it was.
    """
    pen = Pen()
    inner = pen.practice("inner", None, pen.part("Core", pen.say(10.0)), pen.part("Extra", pen.say(300.0), optional=1))
    script = outline(pen.part("Evening", pen.loop(1, 4, inner)), pen.part("Closing", pen.say(3.0)))
    scene = script, pen.durations
    plan = fit(*scene, to_frames(217), nearest=True)
    for seconds in range(10, 1_300, 37):
        longer = refit(plan, *scene, to_frames(at_s), to_frames(seconds), nearest=True)
        check(longer, *scene, longer.length)
        check_past(plan, longer, to_frames(at_s))
