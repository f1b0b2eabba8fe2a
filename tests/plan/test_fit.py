import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.outlines import Pen, Scene, outline, outlines
from tests.plan.truths import check, in_line
from voiceguide.errors import FitError
from voiceguide.plan import figures
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Plan
from voiceguide.units import to_frames, to_seconds


def between(scene: Scene, part: float) -> int:
    """A length in frames between a practice's shortest length (`part` is 0) and its longest (`part` is 1)."""
    ends = limits(*scene)
    return ends.least + round((ends.greatest - ends.least) * part)


PARTS = st.floats(0.0, 1.0)


@settings(max_examples=80, deadline=None)
@given(scene=outlines(), part=PARTS)
def test_every_length_is_planned_or_refused_with_lengths_that_work(scene: Scene, part: float) -> None:
    """A length between the limits is either planned exactly, or refused; the error then names the nearest possible
    lengths on both sides.
    """
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


@settings(max_examples=30, deadline=None)
@given(scene=outlines())
def test_the_limits_can_be_had(scene: Scene) -> None:
    """A session can have exactly its shortest or its longest length. One frame less or more is refused, and the error
    names that limit.
    """
    ends = limits(*scene)
    for length in (ends.least, ends.greatest):
        check(fit(*scene, length), *scene, length)
    for length, end in ((ends.least - 1, ends.least), (ends.greatest + 1, ends.greatest)):
        with pytest.raises(FitError) as caught:
            fit(*scene, length)
        assert [to_frames(seconds) for seconds in caught.value.near] == [end]
        assert fit(*scene, length, nearest=True).length == end


@settings(max_examples=30, deadline=None)
@given(scene=outlines(insets=False))
def test_the_natural_length_leaves_everything_natural(scene: Scene) -> None:
    """At its natural length, a session has all its sections, and each pause has its natural length. If the ceiling of
    quiet makes some pauses a few frames shorter, the others may be as much longer.
    """
    natural = limits(*scene).natural
    plan = fit(*scene, natural)
    assert plan.dropped == ()
    held = sum(event.end - event.start < (event.natural or 0) for event in plan.events)
    for event in plan.events:
        if event.natural is not None:
            assert event.end - event.start <= event.natural + 4 * held
            assert event.end - event.start == event.natural or held


def shape(plan: Plan) -> list[tuple[object, ...]]:
    """The kind, the address and the text of each event of a plan, without its times."""
    return [(event.kind, event.address, event.text) for event in plan.events]


@settings(max_examples=50, deadline=None)
@given(scene=outlines(insets=False), part=PARTS, more=st.one_of(st.integers(1, 200), st.integers(1, 10**6)))
def test_a_longer_target_shortens_no_pause(scene: Scene, part: float, more: int) -> None:
    """If a session is made longer and still has the same events, no pause gets shorter and nothing begins earlier."""
    shorter = fit(*scene, between(scene, part), nearest=True)
    longer = fit(*scene, shorter.length + more, nearest=True)
    if shape(shorter) == shape(longer) and longer.length > shorter.length:
        for one, other in zip(in_line(shorter), in_line(longer), strict=True):
            assert other.end - other.start >= one.end - one.start
            assert other.start >= one.start


@settings(max_examples=50, deadline=None)
@given(scene=outlines(), part=PARTS)
def test_the_same_inputs_give_the_same_plan(scene: Scene, part: float) -> None:
    """Planning the same practice twice for the same length gives equal plans."""
    target = between(scene, part)
    assert fit(*scene, target, nearest=True) == fit(*scene, target, nearest=True)


@pytest.fixture
def pen() -> Pen:
    return Pen()


def seconds(plan: Plan, kind: str) -> list[float]:
    """The length of each event of this kind, in seconds."""
    return [round(to_seconds(event.end - event.start), 3) for event in plan.events if event.kind == kind]


def test_a_short_script_by_hand(pen: Pen) -> None:
    """The plan of a short script is the one worked out by hand: 2 s before the first word, the usual gaps after
    sentences, paragraphs and sections, a pause in place of a gap, and 12 s at the end.
    """
    scene = (
        outline(
            pen.part("Arriving", pen.say(2.0, ends_paragraph=False), pen.say(3.0), pen.say(2.0)),
            pen.part("Closing", pen.say(1.0), pen.pause(5), pen.say(1.0), pen.bell()),
        ),
        pen.durations,
    )
    natural = limits(*scene).natural
    plan = fit(*scene, natural)
    starts = [round(to_seconds(event.start), 3) for event in plan.events]
    assert starts == [2.0, 4.6, 9.0, 13.5, 14.5, 19.5, 21.9]
    assert [event.kind for event in plan.events] == ["say", "say", "say", "say", "pause", "say", "bell"]
    assert to_seconds(natural) == pytest.approx(21.9 + 6.0 + 12.0, abs=1e-3)
    assert [(section.title, section.keep) for section in plan.sections] == [("Arriving", True), ("Closing", True)]


def test_silence_takes_the_time_first_and_sentences_hardly_any(pen: Pen) -> None:
    """As a session gets longer, silences grow first, up to their limit; then pauses; then the gaps between paragraphs;
    and last those between sentences.
    """
    scene = (
        outline(
            pen.part("One", pen.say(ends_paragraph=False), pen.say(), pen.say(), pen.pause(4, 9), pen.say()),
            pen.part("Two", pen.silence(30, 120, is_open=True), pen.say()),
        ),
        pen.durations,
    )
    natural = limits(*scene).natural
    assert seconds(fit(*scene, natural), "silence") == [60.0]
    plan = fit(*scene, natural + to_frames(40))
    assert (seconds(plan, "silence"), seconds(plan, "pause")) == ([100.0], [6.0])
    plan = fit(*scene, natural + to_frames(62))
    assert (seconds(plan, "silence"), seconds(plan, "pause")) == ([120.0], [8.0])
    plan = fit(*scene, natural + to_frames(65))
    first, second, third = [event for event in plan.events if event.kind == "say"][:3]
    assert second.start - first.end == to_frames(0.6)
    assert third.start - second.end > to_frames(1.4)


def test_sections_go_in_the_order_of_their_numbers(pen: Pen) -> None:
    """The section with the highest `optional` number is left out first. If two sections have the same number, the later
    one is left out first.
    """
    parts = [pen.part(f"{number}", pen.say(20.0), optional=number % 10) for number in (1, 12, 22, 3)]
    scene = outline(pen.part("Kept", pen.say()), *parts), pen.durations
    ends = limits(*scene)
    dropped: list[tuple[str, ...]] = []
    for length in range(ends.natural, ends.least, -to_frames(0.5)):
        plan = fit(*scene, length, nearest=True)
        if plan.dropped not in dropped:
            dropped.append(plan.dropped)
    assert dropped == [(), ("3",), ("22", "3"), ("12", "22", "3"), ("1", "12", "22", "3")]


def test_counts_stay_natural_until_the_gaps_are_strained(pen: Pen) -> None:
    """The numbers of breaths and of rounds are least in the shortest session, natural in one of natural length,
    greatest in the longest, and never fall as the session gets longer.
    """
    scene = (
        outline(pen.part("Breath", pen.say(), pen.breaths(4, 16), pen.loop(2, 8, pen.say(), pen.pause(5, 20)))),
        pen.durations,
    )
    ends = limits(*scene)

    def counts(length: int) -> tuple[int, int]:
        plan = fit(*scene, length)
        return len(seconds(plan, "breath")) // 2, len(seconds(plan, "pause"))

    assert counts(ends.least) == (4, 2)
    assert counts(ends.natural) == (8, 4)
    assert counts(ends.greatest) == (16, 8)
    between = [counts(length) for length in range(ends.least, ends.greatest, to_frames(5))]
    assert between == sorted(between)


def test_the_first_two_breaths_have_the_whole_cue(pen: Pen) -> None:
    """In the first two breaths, the long cues are spoken; from the third breath on, the short ones."""
    scene = outline(pen.part("Breath", pen.breaths(4, 4))), pen.durations
    plan = fit(*scene, limits(*scene).natural)
    texts = [event.text for event in plan.events]
    assert texts == ["Breathe in.", "Breathe out."] * 2 + ["In.", "Out."] * 2


def test_a_rigid_script_leaves_a_hole_that_is_named(pen: Pen) -> None:
    """If a repeated block has a fixed length, some session lengths between two numbers of rounds are impossible. The
    error for such a length names the nearest possible ones on both sides.
    """
    scene = outline(pen.part("Loop", pen.loop(1, 3, pen.say(1.0), pen.pause(120)))), pen.durations
    ends = limits(*scene)
    with pytest.raises(FitError) as caught:
        fit(*scene, ends.least + to_frames(80))
    below, above = caught.value.near
    assert caught.value.least < below < to_seconds(ends.least) + 80 < above < caught.value.greatest
    assert to_frames(above) - to_frames(below) > to_frames(60)


def test_words_that_cannot_be_spoken_take_no_time(pen: Pen) -> None:
    """A line whose speech takes 0 frames, such as an emoji, has no event in the plan. Between the lines around it there
    is one gap, that of the end of a paragraph.
    """
    emoji = pen.say(0.0)
    scene = outline(pen.part("One", pen.say(2.0, ends_paragraph=False), emoji, pen.say(2.0))), pen.durations
    plan = fit(*scene, limits(*scene).natural)
    assert [event.kind for event in plan.events] == ["say", "say"]
    assert plan.events[1].start - plan.events[0].end == to_frames(1.4)


def test_a_background_changes_in_passing(pen: Pen) -> None:
    """A change of the background takes no time: its event begins and ends where the next words begin."""
    scene = outline(pen.part("One", pen.say(2.0), pen.sound("ocean"), pen.say(2.0))), pen.durations
    plan = fit(*scene, limits(*scene).natural)
    assert [(event.kind, event.text) for event in plan.events][1] == ("sound", "ocean")
    assert plan.events[1].start == plan.events[1].end == plan.events[2].start
    assert plan.events[2].start - plan.events[0].end == to_frames(1.4)


def test_a_bedtime_session_keeps_its_long_exit(pen: Pen) -> None:
    """A sleep session ends with some minutes in which the bed fades. If the session is made shorter, its silences get
    shorter before these minutes do.
    """
    scene = (
        outline(
            pen.part("Rest", pen.say(), pen.silence(30, 480, is_open=True), pen.say(ends_paragraph=False)),
            session="sleep",
        ),
        pen.durations,
    )
    ends = limits(*scene)
    assert fit(*scene, ends.natural).tail == to_frames(150)
    assert fit(*scene, ends.natural - to_frames(60)).tail == to_frames(150)
    assert fit(*scene, ends.least).tail == to_frames(figures.SLEEP_TAIL[0])


def test_an_empty_practice_is_bed_alone() -> None:
    """The plan of a practice without spoken lines has no events, but exactly the length that was asked for."""
    scene: Scene = outline(), {}
    plan = fit(*scene, to_frames(20))
    assert (plan.length, plan.events, plan.sections) == (to_frames(20), (), ())
    assert plan.lead + plan.tail == plan.length


@pytest.mark.parametrize("target", [0, -5, 10**15])
def test_absurd_lengths_are_refused(pen: Pen, target: int) -> None:
    """A length that is zero, negative or absurdly great is refused, and the error names the nearest possible length."""
    scene = outline(pen.part("One", pen.say())), pen.durations
    with pytest.raises(FitError) as caught:
        fit(*scene, target)
    assert len(caught.value.near) == 1


def test_absurd_counts_are_planned_without_effort(pen: Pen) -> None:
    """A repeat of up to a million rounds inside another one is planned quickly. If a million rounds are the least, ten
    minutes are refused as too short.
    """
    million = 10**6
    inner = pen.loop(1, million, pen.say(1.0), pen.pause(1, 3))
    scene = outline(pen.part("One", pen.loop(1, million, inner), pen.say())), pen.durations
    check(fit(*scene, to_frames(600)), *scene, to_frames(600))
    scene = outline(pen.part("One", pen.loop(million, million, pen.say(1.0)))), pen.durations
    with pytest.raises(FitError):
        fit(*scene, to_frames(600))


def test_a_block_without_any_time_is_played_once(pen: Pen) -> None:
    """If a repeated block takes no time, it is planned once, however many rounds are written."""
    scene = outline(pen.part("One", pen.loop(5, 10**6, pen.sound("rain")), pen.say())), pen.durations
    plan = fit(*scene, limits(*scene).natural)
    assert [event.kind for event in plan.events] == ["sound", "say"]
