"""How `bedtime` decides what to play: by the options of the command, else by the choices of the last night, else by the
usual values.
"""

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
    """The options of a call of `bedtime`, as the command line gives them."""
    return PlayOptions(SessionChoices(**chosen), practice, again=again, stop_after=stop_after)


def test_a_first_night_is_the_usual_one() -> None:
    """Without options and without a last night, `bedtime` plays the usual routine for sleep, at the possible length
    that is nearest to the usual one.
    """
    asked = bedtime_options(asked_for(), Memory())
    assert asked.practice == USUAL_ROUTINE
    assert asked.choices == SessionChoices(length=USUAL_LENGTH, nearest=True, session="sleep")


def test_the_last_choice_is_remembered() -> None:
    """The choices of the last night hold until an option changes them, but the seed of the images is always new.
    Another routine has the usual length.
    """
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
    """`--again` repeats the last night. With any other option it is a usage error that names the
    options to leave out.
    """
    last = Memory("back-to-sleep", SessionChoices(length=900.0))
    again = bedtime_options(asked_for(again=True), last)
    assert (again.practice, again.again) == ("back-to-sleep", False)
    with pytest.raises(click.UsageError, match="leave out --again or --length and practice"):
        bedtime_options(asked_for("body-scan", again=True, length=600.0), last)


def test_the_sleep_timer_is_remembered_until_another_length_or_routine_is_chosen() -> None:
    """The sleep timer of the last night holds tonight too, also with `--again`. It is dropped if another length or
    routine is chosen.
    """
    last = Memory("back-to-sleep", SessionChoices(length=900.0), stop_after=600.0)
    assert bedtime_options(asked_for(), last).stop_after == 600.0
    assert bedtime_options(asked_for(again=True), last).stop_after == 600.0
    assert bedtime_options(asked_for(stop_after=300.0), last).stop_after == 300.0
    assert bedtime_options(asked_for(length=1800.0), last).stop_after is None
    assert bedtime_options(asked_for("quiet-images"), last).stop_after is None
    assert bedtime_options(asked_for("back-to-sleep"), last).stop_after == 600.0
    with pytest.raises(click.UsageError, match="leave out --again or --stop-after"):
        bedtime_options(asked_for(again=True, stop_after=300.0), last)


def test_what_comes_afterwards_is_read() -> None:
    """`--then` takes a length, or a sound, a colon and a length. The sound and the length may contain colons."""
    assert parse_then("40m") == BedAfter(None, 2400.0)
    assert parse_then("7:30") == BedAfter(None, 450.0)
    assert parse_then("brown-noise:7h30m") == BedAfter("brown-noise", 27000.0)
    assert parse_then("ocean:1:30:00") == BedAfter("ocean", 5400.0)
    assert parse_then("rain:-3,bowls:-9:40") == BedAfter("rain:-3,bowls:-9", 2400.0)
    assert parse_then("none") == BedAfter(None, 0.0)
    for wrong in ("ocean", "ocean:", "", "ocean:soon", "40x"):
        with pytest.raises(LengthError, match=r"write it like 40m or ocean:40m$"):
            parse_then(wrong)
