"""The console while work is in progress."""

import io
import sys

import pytest

from voiceguide.cli.console import Console
from voiceguide.cli.lines import wrapped


class Screen(io.StringIO):
    """A terminal that records everything it gets."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        """The text of each line as a person sees it: everything after the line was last cleared."""
        return [line.rsplit("\x1b[2K", 1)[-1].strip("\r") for line in self.getvalue().split("\n")]


def on_screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Use the screen as stderr. A fixture would be too early, because pytest replaces stderr after it."""
    made = Screen()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    return made


def test_messages_have_lines_of_their_own_while_progress_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that appears while a progress bar is drawn has a line of its own. Its words are not broken, and text
    such as [bold] or :rain: is shown as it is.
    """
    screen = on_screen(monkeypatch)
    console = Console(quiet=False, verbose=True, plain=False)
    said = ["calm [bold].mp3  10:00", "a background of :rain: with a long name, " * 3, "one failed"]
    with console.progress() as progress:
        progress("Mixing and encoding", 1, 2)
        console.note(said[0])
        progress("Mixing and encoding", 2, 2)
        console.detail(said[1])
        console.error(said[2])
    console.note("the end")
    shown = screen.lines()
    lines = wrapped("\n".join(said), 60).split("\n")
    assert [line for line in shown if line in lines] == lines
    assert "Mixing and encoding" in screen.getvalue()
    assert shown[-2].endswith("the end")


def test_quiet_is_silent_but_for_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quiet console shows neither progress nor notes, but it shows errors."""
    screen = on_screen(monkeypatch)
    console = Console(quiet=True, verbose=False, plain=False)
    with console.progress() as progress:
        progress("Mixing and encoding", 1, 2)
        console.note("calm.mp3")
        console.error("one failed")
    assert screen.getvalue() == "one failed\n"
