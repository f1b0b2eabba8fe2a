"""What a shell is offered when somebody presses Tab."""

import pytest
from click.shell_completion import BashComplete

from voiceguide.cli.group import main


def offered(*words: str) -> list[str]:
    """What completes the last of the words."""
    found = BashComplete(main, {}, "voiceguide", "_VOICEGUIDE_COMPLETE").get_completions([*words[:-1]], words[-1])
    return [item.value for item in found if item.type == "plain"]


@pytest.mark.parametrize("command", ["play", "export", "plan", "bedtime", "show", "check", "record"])
def test_practices_are_offered(command: str) -> None:
    """Every command that takes a practice offers the names that begin so."""
    assert "three-minute-pause" in offered(command, "three")
    assert "body-scan" not in offered(command, "three")


def test_backgrounds_are_offered() -> None:
    """By name, and inside a mix."""
    assert offered("play", "-b", "oc") == ["ocean"]
    assert offered("export", "-b", "rain:-3,bo") == ["rain:-3,bowls"]
    assert "none" in offered("play", "--background", "")


def test_voices_and_languages_are_offered() -> None:
    """Those that are here."""
    assert "en-gb" in offered("play", "--voice", "en-")
    assert "de" in offered("voices", "--lang", "d")


def test_commands_are_offered() -> None:
    """With what they do."""
    assert offered("pl") == ["plan", "play"]
