import itertools

import pytest

from tests.plan.outlines import Pen, outline
from voiceguide.plan.fit import fit
from voiceguide.plan.model import Event, Plan
from voiceguide.script.model import SessionKind
from voiceguide.units import to_frames, to_seconds


@pytest.fixture
def pen() -> Pen:
    return Pen()


def silent(pen: Pen, minutes: float, lines: int, session: SessionKind = "day", seconds: float = 4.0) -> Plan:
    """A plan around one fixed silence with so many reminders."""
    reminders = tuple(pen.words(seconds, f"Reminder {number}.") for number in range(lines))
    silence = pen.silence(minutes * 60, reminders=reminders)
    part = pen.part("Sitting", pen.say(), silence, pen.say())
    return fit(outline(part, session=session), pen.durations, 0, nearest=True)


def inside(plan: Plan) -> list[Event]:
    return [event for event in plan.events if not event.address]


def stretches(plan: Plan) -> list[float]:
    """The quiet stretches of the silence, in seconds."""
    silence = next(event for event in plan.events if event.kind == "silence")
    starts = [silence.start, *(event.end for event in inside(plan))]
    ends = [*(event.start for event in inside(plan)), silence.end]
    return [to_seconds(end - start) for start, end in zip(starts, ends, strict=True)]


def test_a_short_silence_is_left_alone(pen: Pen) -> None:
    """Up to two minutes nothing is said or struck."""
    assert inside(silent(pen, 2.0, lines=3)) == []


@pytest.mark.parametrize(("minutes", "spoken"), [(2.5, 1), (4.0, 1), (4.1, 2), (6.0, 2), (7.0, 3)])
def test_as_many_reminders_as_the_quiet_needs(pen: Pen, minutes: float, spoken: int) -> None:
    """Reminders keep every quiet stretch under two minutes, and are evenly placed."""
    plan = silent(pen, minutes, lines=5)
    assert [event.text for event in inside(plan)] == [f"Reminder {number}." for number in range(spoken)]
    assert max(stretches(plan)) < 120
    assert max(stretches(plan)) - min(stretches(plan)) < 0.001


def test_bells_come_where_reminders_run_out(pen: Pen) -> None:
    """Each reminder is spoken once, spread over the silence, and soft bells keep the quiet under three minutes."""
    plan = silent(pen, 20.0, lines=2)
    kinds = [event.kind for event in inside(plan)]
    assert kinds.count("reminder") == 2
    assert kinds.count("bell") == 4
    assert kinds == ["bell", "reminder", "bell", "bell", "reminder", "bell"]
    assert max(stretches(plan)) <= 180
    assert {event.strikes for event in inside(plan) if event.kind == "bell"} == {1}


def test_a_bell_alone_marks_a_silence_without_reminders(pen: Pen) -> None:
    """A silence of a little over two minutes has one bell, in its middle."""
    plan = silent(pen, 2.2, lines=0)
    assert [event.kind for event in inside(plan)] == ["bell"]
    assert stretches(plan)[0] == pytest.approx(stretches(plan)[1], abs=0.001)


def test_no_bell_at_bedtime(pen: Pen) -> None:
    """In a sleep session only words are heard, each once."""
    plan = silent(pen, 20.0, lines=2, session="sleep")
    assert [event.kind for event in inside(plan)] == ["reminder", "reminder"]


def test_words_too_long_for_a_silence_are_left_out(pen: Pen) -> None:
    """A reminder that would leave less than 25 s of quiet on either side is not spoken."""
    assert inside(silent(pen, 2.2, lines=1, seconds=90.0)) == []


def test_the_same_reminder_is_not_heard_twice_within_two_minutes(pen: Pen) -> None:
    """Where a silence is repeated the reminders take turns, and one alone keeps its distance."""
    lines = tuple(pen.words(4.0, text) for text in ("One.", "Two."))
    loop = pen.loop(4, 4, pen.say(2.0), pen.silence(130, reminders=lines))
    plan = fit(outline(pen.part("Sitting", loop)), pen.durations, 0, nearest=True)
    assert [event.text for event in inside(plan)] == ["One.", "Two.", "One.", "Two."]
    alone = (lines[0],)
    short = pen.loop(4, 4, pen.say(2.0), pen.silence(121, reminders=alone))
    plan = fit(outline(pen.part("Sitting", short)), pen.durations, 0, nearest=True)
    apart = [event.start for event in inside(plan)]
    assert len(apart) >= 2
    assert all(later - earlier >= to_frames(120) for earlier, later in itertools.pairwise(apart))
