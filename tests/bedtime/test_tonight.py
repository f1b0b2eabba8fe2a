"""What `bedtime` plays: asked for, chosen last, or usual."""

from typing import Any

import click
import pytest

from voiceguide.cli.bedtime import USUAL_LENGTH, USUAL_ROUTINE, bedtime_options
from voiceguide.cli.parameter_types import parse_then
from voiceguide.cli.play import PlayOptions
from voiceguide.errors import LengthError
from voiceguide.player.memory import Memory
from voiceguide.session.request import BedAfter, SessionChoices


def asked_for(
    practice: str | None = None, *, again: bool = False, stop_after: float | None = None, **chosen: Any
) -> PlayOptions:
    """The options of `bedtime` with these choices."""
    return PlayOptions(SessionChoices(**chosen), practice, again=again, stop_after=stop_after)


def test_a_first_night_is_the_usual_one() -> None:
    """Nothing asked for and nothing remembered: the winding down, for sleep, thirty minutes or the nearest."""
    asked = bedtime_options(asked_for(), Memory())
    assert asked.practice == USUAL_ROUTINE
    assert asked.choices == SessionChoices(length=USUAL_LENGTH, nearest=True, session="sleep")


def test_the_last_choice_is_remembered() -> None:
    """What was chosen last holds until something else is asked for; the images are always new."""
    chosen = SessionChoices(length=900.0, background="ocean", then="40m", seed=7)
    last = Memory("back-to-sleep", chosen, device="the lamp")
    asked = bedtime_options(asked_for(), last)
    assert (asked.practice, asked.choices.length, asked.choices.background) == ("back-to-sleep", 900.0, "ocean")
    assert (asked.choices.then, asked.device) == ("40m", "the lamp")
    assert asked.choices.seed is None
    assert bedtime_options(asked_for(background="rain"), last).choices.background == "rain"
    assert bedtime_options(asked_for(seed=0), last).choices.seed == 0
    other = bedtime_options(asked_for("quiet-images"), last).choices
    assert (other.length, other.then, other.background) == (USUAL_LENGTH, None, "ocean")
    same = bedtime_options(asked_for("back-to-sleep"), last).choices
    assert (same.length, same.then) == (900.0, "40m")


def test_again_takes_no_other_choice() -> None:
    """`--again` is last night's; together with another wish it is wrong usage, which names what to leave out."""
    last = Memory("back-to-sleep", SessionChoices(length=900.0))
    again = bedtime_options(asked_for(again=True), last)
    assert (again.practice, again.again) == ("back-to-sleep", False)
    with pytest.raises(click.UsageError, match="leave out --length and practice"):
        bedtime_options(asked_for("body-scan", again=True, length=600.0), last)


def test_the_sleep_timer_is_remembered_until_another_length_or_routine_is_chosen() -> None:
    """A timer of last night holds tonight, also with `--again`; it never cuts a length that is chosen tonight."""
    last = Memory("back-to-sleep", SessionChoices(length=900.0), stop_after=600.0)
    assert bedtime_options(asked_for(), last).stop_after == 600.0
    assert bedtime_options(asked_for(again=True), last).stop_after == 600.0
    assert bedtime_options(asked_for(stop_after=300.0), last).stop_after == 300.0
    assert bedtime_options(asked_for(length=1800.0), last).stop_after is None
    assert bedtime_options(asked_for("quiet-images"), last).stop_after is None
    assert bedtime_options(asked_for("back-to-sleep"), last).stop_after == 600.0
    with pytest.raises(click.UsageError, match="leave out --stop-after"):
        bedtime_options(asked_for(again=True, stop_after=300.0), last)


def test_what_comes_afterwards_is_read() -> None:
    """A length, or a sound and a length; the sound may have colons of its own, and so may the length."""
    assert parse_then("40m") == BedAfter(None, 2400.0)
    assert parse_then("7:30") == BedAfter(None, 450.0)
    assert parse_then("brown-noise:7h30m") == BedAfter("brown-noise", 27000.0)
    assert parse_then("ocean:1:30:00") == BedAfter("ocean", 5400.0)
    assert parse_then("rain:-3,bowls:-9:40") == BedAfter("rain:-3,bowls:-9", 2400.0)
    assert parse_then("none") == BedAfter(None, 0.0)
    for wrong in ("ocean", "ocean:", "", "ocean:soon", "40x"):
        with pytest.raises(LengthError, match=r"write it like 40m or ocean:40m$"):
            parse_then(wrong)
