import itertools

import pytest

from tests.plan.outlines import Pen, outline
from voiceguide.errors import ScriptError
from voiceguide.plan.figures import ceiling
from voiceguide.plan.fit import fit
from voiceguide.plan.model import Event, Plan
from voiceguide.script.model import SessionKind
from voiceguide.units import to_frames, to_seconds


@pytest.fixture
def pen() -> Pen:
    return Pen()


def silent(pen: Pen, minutes: float, lines: int, session: SessionKind = "day", seconds: float = 4.0) -> Plan:
    """The plan of a practice with one silence of so many minutes, which is meant to be empty. It has `lines` reminders,
    each `seconds` long.
    """
    reminders = tuple(pen.words(seconds, f"Reminder {number}.") for number in range(lines))
    silence = pen.silence(minutes * 60, reminders=reminders, is_open=True)
    part = pen.part("Sitting", pen.say(), silence, pen.say())
    return fit(outline(part, session=session), pen.durations, 0, nearest=True)


def inside(plan: Plan) -> list[Event]:
    return [event for event in plan.events if not event.address]


def stretches(plan: Plan) -> list[float]:
    """The lengths of the quiet between the reminders and bells of the plan's silence, including its beginning and its
    end, in seconds.
    """
    silence = next(event for event in plan.events if event.kind == "silence")
    starts = [silence.start, *(event.end for event in inside(plan))]
    ends = [*(event.start for event in inside(plan)), silence.end]
    return [to_seconds(end - start) for start, end in zip(starts, ends, strict=True)]


def test_a_short_silence_is_left_alone(pen: Pen) -> None:
    """A silence of two minutes that is meant to be empty gets neither a reminder nor a bell."""
    assert inside(silent(pen, 2.0, lines=3)) == []


@pytest.mark.parametrize(("minutes", "spoken"), [(2.5, 1), (4.0, 1), (4.1, 2), (6.0, 2), (7.0, 3)])
def test_as_many_reminders_as_the_quiet_needs(pen: Pen, minutes: float, spoken: int) -> None:
    """A silence gets as few reminders as keep each quiet in it under two minutes, at equal distances."""
    plan = silent(pen, minutes, lines=5)
    assert [event.text for event in inside(plan)] == [f"Reminder {number}." for number in range(spoken)]
    assert max(stretches(plan)) < 120
    assert max(stretches(plan)) - min(stretches(plan)) < 0.001


def test_bells_come_where_reminders_run_out(pen: Pen) -> None:
    """If a long silence has only two reminders, each is spoken once. Soft bells between them keep each quiet under
    three minutes.
    """
    plan = silent(pen, 20.0, lines=2)
    kinds = [event.kind for event in inside(plan)]
    assert kinds.count("reminder") == 2
    assert kinds.count("bell") == 4
    assert kinds == ["bell", "reminder", "bell", "bell", "reminder", "bell"]
    assert max(stretches(plan)) <= 180
    assert {event.strikes for event in inside(plan) if event.kind == "bell"} == {1}


def test_a_bell_alone_marks_a_silence_without_reminders(pen: Pen) -> None:
    """A silence of a little over two minutes without reminders has one bell, in its middle."""
    plan = silent(pen, 2.2, lines=0)
    assert [event.kind for event in inside(plan)] == ["bell"]
    assert stretches(plan)[0] == pytest.approx(stretches(plan)[1], abs=0.001)


def test_no_bell_at_bedtime(pen: Pen) -> None:
    """In a long silence of a sleep session, each reminder is spoken once and no bell rings."""
    plan = silent(pen, 20.0, lines=2, session="sleep")
    assert [event.kind for event in inside(plan)] == ["reminder", "reminder"]


def test_words_too_long_for_a_silence_are_left_out(pen: Pen) -> None:
    """A reminder that is too long for its silence is not spoken; a bell rings instead."""
    assert [event.kind for event in inside(silent(pen, 2.2, lines=1, seconds=140.0))] == ["bell"]


def test_the_same_reminder_is_not_heard_twice_within_two_minutes(pen: Pen) -> None:
    """If a silence with two reminders is repeated, they are spoken in turn. If it has only one, this is spoken at most
    every two minutes.
    """
    lines = tuple(pen.words(4.0, text) for text in ("One.", "Two."))
    loop = pen.loop(4, 4, pen.say(2.0), pen.silence(130, reminders=lines, is_open=True))
    plan = fit(outline(pen.part("Sitting", loop)), pen.durations, 0, nearest=True)
    assert [event.text for event in inside(plan)] == ["One.", "Two.", "One.", "Two."]
    alone = (lines[0],)
    short = pen.loop(4, 4, pen.say(2.0), pen.silence(121, reminders=alone, is_open=True))
    plan = fit(outline(pen.part("Sitting", short)), pen.durations, 0, nearest=True)
    apart = [event.start for event in inside(plan)]
    assert len(apart) >= 2
    assert all(later - earlier >= to_frames(120) for earlier, later in itertools.pairwise(apart))


def test_reminders_hold_the_ceiling(pen: Pen) -> None:
    """In a silence that is not meant to be empty, no quiet is longer than the ceiling, which is 30 s plus 4 % of the
    session's length.
    """
    lines = tuple(pen.words(4.0, f"Reminder {number}.") for number in range(5))
    for fixed, spoken in ((40, 1), (90, 2), (180, 4)):
        silence = pen.silence(fixed, reminders=lines)
        plan = fit(outline(pen.part("Sitting", pen.say(), silence, pen.say())), pen.durations, 0, nearest=True)
        assert len(inside(plan)) == spoken
        assert max(stretches(plan)) <= to_seconds(ceiling(plan.length))


@pytest.mark.parametrize("minutes", [1.0, 1.5, 2.0])
def test_a_word_every_half_minute(pen: Pen, minutes: float) -> None:
    """If a script asks for a word every 30 s in a silence, at most 30 s pass between the end of one word and the
    beginning of the next, even with the pauses around the silence.
    """
    lines = tuple(pen.words(4.0, f"Reminder {number}.") for number in range(4))
    silence = pen.silence(20, 300, reminders=lines, every=30)
    practice = outline(pen.part("Staying", pen.say(), pen.pause(4, 8), silence, pen.pause(5), pen.say()))
    plan = fit(practice, pen.durations, to_frames(60 * minutes), nearest=True)
    heard = [event for event in plan.events if event.utterance]
    quiet = [to_seconds(after.start - before.end) for before, after in itertools.pairwise(heard)]
    assert max(quiet) <= 30.0
    assert len({event.text for event in inside(plan)}) == len(inside(plan))


def test_a_silence_with_words_grows_as_far_as_its_reminders_reach(pen: Pen) -> None:
    """If a script asks for a word every 30 s in a silence with two reminders, the silence can have only three quiets of
    30 s. It does not grow further, although the script would allow it.
    """
    lines = tuple(pen.words(4.0, f"Reminder {number}.") for number in range(2))
    practice = outline(pen.part("Staying", pen.say(), pen.silence(20, 300, reminders=lines, every=30), pen.say()))
    plan = fit(practice, pen.durations, 10**9, nearest=True)
    assert [to_seconds(event.end - event.start) for event in plan.events if event.kind == "silence"] == [98.0]
    assert stretches(plan) == [30.0, 30.0, 30.0]


def test_too_few_reminders_are_a_mistake_that_counts_them(pen: Pen) -> None:
    """If the shortest form of a silence needs more reminders than the script has, this is a mistake on the silence's
    line. Its message says how many to add.
    """
    line = pen.words(4.0, "Reminder.")
    silence = pen.silence(120, 300, reminders=(line,), every=30)
    with pytest.raises(ScriptError) as caught:
        fit(outline(pen.part("Staying", pen.say(), silence, pen.say())), pen.durations, to_frames(300))
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.code) == (silence.place.line, "reminders-missing")
    assert "add 2 more" in mistake.message
