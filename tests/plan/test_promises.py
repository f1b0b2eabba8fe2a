"""What a plan promises to a listener: care sections are left out last, no quiet is too long, and a longer session has
more sections.
"""

import itertools
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.plan.outlines import Pen, Scene, outline, outlines
from tests.plan.test_fit import between
from tests.plan.truths import every_item, in_line
from voiceguide.plan import figures
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Event, Plan, shares
from voiceguide.script.outline import OutlineRepeat, OutlineSection, Rest
from voiceguide.units import Frames, to_frames

PARTS = st.floats(0.0, 1.0)


def heard_parts(plan: Plan) -> set[int]:
    """The indices in the outline of the sections that have an event in the plan."""
    return {event.address[0] - 1 for event in in_line(plan)}


def least_of(scene: Scene, parts: list[OutlineSection]) -> Frames:
    """The shortest length, in frames, of a session that has all these sections."""
    kept = [replace(part, optional=0, care=False) for part in parts]
    return limits(replace(scene[0], parts=tuple(kept)), scene[1]).least


@settings(max_examples=60, deadline=None)
@given(scene=outlines(insets=False), part=PARTS)
def test_care_goes_last(scene: Scene, part: float) -> None:
    """A care section is left out only if all optional sections are left out already and the session would still be too
    long with it.
    """
    plan = fit(*scene, between(scene, part), nearest=True)
    there, sections = heard_parts(plan), scene[0].parts
    away = [index for index, one in enumerate(sections) if one.care and one.title in plan.dropped]
    if away:
        assert not any(sections[index].optional for index in there)
        first = min(away)
        wanted = [one for index, one in enumerate(sections) if one.kept or (one.care and index <= first)]
        assert least_of(scene, wanted) > plan.length


def test_care_of_an_included_practice_goes_after_what_is_optional_around_it() -> None:
    """If the care section of an included practice is left out, the optional section of the outer script is left out
    too. This holds at every length.
    """
    pen = Pen()
    inner = pen.practice(
        "inner",
        None,
        pen.part("Heart", pen.say(9.0)),
        pen.part("Out", pen.say(20.0), care=True),
        pen.part("More", pen.say(30.0), optional=1),
    )
    outer = outline(
        pen.part("One", pen.say(5.0)),
        pen.part("Extra", pen.say(15.0), optional=1),
        pen.part("In it", inner),
        pen.part("Closing", pen.say(4.0)),
    )
    ends = limits(outer, pen.durations)
    seen = set()
    for length in range(ends.least, ends.greatest, to_frames(1.0)):
        plan = fit(outer, pen.durations, length, nearest=True)
        seen.add(plan.dropped)
        if "inner: Out" in plan.dropped:
            assert "Extra" in plan.dropped
            assert plan.dropped[0] == "inner: Out"
    assert any("inner: Out" in dropped for dropped in seen)
    assert () in seen


@settings(max_examples=60, deadline=None)
@given(scene=outlines(insets=False), part=PARTS)
def test_what_was_left_out_comes_back_in_its_order(scene: Scene, part: float) -> None:
    """The plan lists the sections that are left out in the order in which they return when the session gets longer."""
    plan = fit(*scene, between(scene, part), nearest=True)
    longest = limits(*scene).greatest
    for step in range(1, 9):
        longer = fit(*scene, plan.length + (longest - plan.length) * step // 8, nearest=True)
        if len(longer.dropped) < len(plan.dropped):
            assert longer.dropped == plan.dropped[len(plan.dropped) - len(longer.dropped) :]


def quiet_runs(plan: Plan, scene: Scene) -> list[tuple[Frames, list[Event]]]:
    """For each quiet between two sounds (words or bells): its length in frames, and the pauses and silences in it."""
    durations = scene[1]
    runs: list[tuple[Frames, list[Event]]] = []
    since: Frames | None = None
    rests: list[Event] = []
    for event in sorted(plan.events, key=lambda one: (one.start, one.end)):
        sounds = event.end - event.start if event.kind == "bell" else 0
        sounds = durations[event.utterance] if event.utterance else sounds
        if event.least is not None:
            rests.append(event)
        elif sounds:
            if since is not None:
                runs.append((event.start - since, rests))
            inside = rests[-1:] if rests and rests[-1].end > event.start else []
            since, rests = event.start + sounds, inside
    return runs


@settings(max_examples=60, deadline=None)
@given(scene=outlines(insets=False), part=PARTS)
def test_quiet_stays_under_the_ceiling_while_anything_else_can_take_the_time(scene: Scene, part: float) -> None:
    """A quiet grows beyond the ceiling only if there is no room for another section, and the gaps between sentences
    already have their greatest length.
    """
    items = list(every_item(scene[0].parts))
    loops = [item for item in items if isinstance(item, OutlineRepeat)]
    assume(not any(isinstance(inner, Rest) and inner.reminders for loop in loops for inner in loop.items))
    plan = fit(*scene, between(scene, part), nearest=True)
    is_open = {item.place for item in items if isinstance(item, Rest) and item.open}
    over = [
        rests
        for length, rests in quiet_runs(plan, scene)
        if length > figures.ceiling(plan.length) and not any(event.place in is_open for event in rests)
    ]
    grown = [event for rests in over for event in rests if event.end - event.start > (event.least or 0)]
    if not grown:
        return
    sections = scene[0].parts
    there = heard_parts(plan)
    away = [one for index, one in enumerate(sections) if index not in there and one.title in plan.dropped]
    if away:
        back = next(one for one in away if one.title == plan.dropped[0])
        wanted = [one for index, one in enumerate(sections) if index in there or one.kept or one is back]
        assert least_of(scene, wanted) > plan.length
    events = in_line(plan)
    for before, after in itertools.pairwise(events):
        if before.kind == "say" and after.kind == "say" and before.section == after.section:
            assert after.start - before.end >= to_frames(figures.SENTENCE_END[2])


@settings(max_examples=40, deadline=None)
@given(
    pauses=st.tuples(st.floats(0.5, 8.0), st.floats(0.5, 8.0)),
    every=st.floats(25.0, 60.0),
    lines=st.integers(0, 5),
    greatest=st.floats(21.0, 900.0),
    part=PARTS,
)
def test_a_word_comes_every_so_often(
    pauses: tuple[float, float], every: float, lines: int, greatest: float, part: float
) -> None:
    """If a silence has an `every`, the quiet is never longer than that, not even where the silence and the pauses
    around it join. No reminder is spoken twice.
    """
    pen = Pen()
    reminders = tuple(pen.words(2.0 + number) for number in range(lines))
    staying = pen.silence(5.0, greatest, reminders=reminders, every=every)
    practice = outline(
        pen.part("One", pen.say(), pen.pause(pauses[0], pauses[0] * 1.2), staying, pen.pause(pauses[1]), pen.say()),
        pen.part("Two", pen.say(), pen.silence(5.0, 400.0, is_open=True), pen.say()),
    )
    scene = practice, pen.durations
    plan = fit(*scene, between(scene, part), nearest=True)
    for length, rests in quiet_runs(plan, scene):
        if any(event.place == staying.place for event in rests):
            assert length <= to_frames(every) + 1
    said = [event.text for event in plan.events if event.kind == "reminder"]
    assert len(said) == len(set(said))


def test_of_equal_numbers_the_one_with_more_silence_goes_first() -> None:
    """Of sections with equal `optional` numbers, the one with more silence is left out first. If that is equal too, the
    later one is.
    """
    pen = Pen()
    scene = (
        outline(
            pen.part("Kept", pen.say()),
            pen.part("Quiet", pen.say(20.0), pen.silence(40, 60), optional=1),
            pen.part("Talk", pen.say(20.0), optional=1),
            pen.part("Talk again", pen.say(20.0), optional=1),
        ),
        pen.durations,
    )
    assert fit(*scene, limits(*scene).least).dropped == ("Talk", "Talk again", "Quiet")


@settings(max_examples=30, deadline=None)
@given(scene=outlines(), part=PARTS)
def test_the_shares_are_the_whole(scene: Scene, part: float) -> None:
    """The shares that words, pauses, silences and the bed alone have of a session add up to 1, and none is negative."""
    parts = shares(fit(*scene, between(scene, part), nearest=True))
    assert min(vars(parts).values()) >= 0
    assert abs(sum(vars(parts).values()) - 1.0) < 1e-9
