"""What `bedtime` plays: asked for, chosen last, or usual."""

from typing import Any

import click
import pytest

from voiceguide.cli.bedtime import USUAL_LENGTH, USUAL_ROUTINE, bedtime, tonight
from voiceguide.cli.options import parse_then
from voiceguide.errors import LengthError
from voiceguide.player.memory import Memory
from voiceguide.session.request import Afterwards


def options(**given: Any) -> dict[str, Any]:
    """The options of `bedtime` as click gives them."""
    names = {param.name: None for param in bedtime.params if isinstance(param, click.Option | click.Argument)}
    return {**names, "nearest": False, "again": False, "words": (), **given}


def test_a_first_night_is_the_usual_one() -> None:
    """Nothing asked for and nothing remembered: the winding down, for sleep, thirty minutes or the nearest."""
    asked = tonight(options(), Memory())
    assert (asked["practice"], asked["length"], asked["session"]) == (USUAL_ROUTINE, USUAL_LENGTH, "sleep")
    assert asked["nearest"]


def test_the_last_choice_is_remembered() -> None:
    """What was chosen last holds until something else is asked for; the images are always new."""
    last = Memory("back-to-sleep", {"length": 900.0, "background": "ocean", "then": "40m", "seed": 7})
    asked = tonight(options(), last)
    assert (asked["practice"], asked["length"], asked["background"]) == ("back-to-sleep", 900.0, "ocean")
    assert asked["then"] == "40m"
    assert asked["seed"] is None
    assert tonight(options(background="rain"), last)["background"] == "rain"
    other = tonight(options(practice="quiet-images"), last)
    assert (other["length"], other["then"], other["background"]) == (USUAL_LENGTH, None, "ocean")
    same = tonight(options(practice="back-to-sleep"), last)
    assert (same["length"], same["then"]) == (900.0, "40m")


def test_again_takes_no_other_choice() -> None:
    """`--again` is last night's; together with another wish it is wrong usage."""
    last = Memory("back-to-sleep", {"length": 900.0})
    assert tonight(options(again=True), last)["practice"] == "back-to-sleep"
    with pytest.raises(click.UsageError):
        tonight(options(again=True, length=600.0), last)


def test_what_comes_afterwards_is_read() -> None:
    """A length, or a sound and a length; the sound may have colons of its own, and so may the length."""
    assert parse_then("40m") == Afterwards(None, 2400.0)
    assert parse_then("7:30") == Afterwards(None, 450.0)
    assert parse_then("brown-noise:7h30m") == Afterwards("brown-noise", 27000.0)
    assert parse_then("ocean:1:30:00") == Afterwards("ocean", 5400.0)
    assert parse_then("rain:-3,bowls:-9:40") == Afterwards("rain:-3,bowls:-9", 2400.0)
    assert parse_then("none") == Afterwards(None, 0.0)
    for wrong in ("ocean", "ocean:", "", "ocean:soon"):
        with pytest.raises(LengthError):
            parse_then(wrong)
