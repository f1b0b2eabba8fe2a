"""The screens, on terminals of several sizes and kinds."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console

from voiceguide.player._screens import DarkScreen, PlainScreen, RichScreen
from voiceguide.player._view import (
    FADING_KEYS,
    GROUNDED_KEYS,
    GROUNDING_KEYS,
    GROUNDING_PAUSED_KEYS,
    PAUSED_KEYS,
    Breath,
    KeyHints,
    PlayState,
    SectionStart,
    View,
    seconds_left,
    where_text,
)
from voiceguide.system.keyboard import BINDINGS

MARKS = (SectionStart("Arriving", 0.0), SectionStart("Resting", 60.0), SectionStart("Closing", 240.0))


def a_view(state: PlayState = "playing", message: str = "", elapsed_s: float = 75.25, length_s: float = 300.0) -> View:
    return View(
        state,
        "A short rest",
        "Resting",
        "Now it is quiet.",
        elapsed_s,
        length_s,
        MARKS,
        "rain",
        -6.0,
        18.0,
        True,
        message,
    )


class Glass(Console):
    """A terminal of a given size that records everything drawn on it."""

    def __init__(self, width: int, height: int, encoding: str = "utf-8") -> None:
        self.paper = io.StringIO()
        super().__init__(
            file=self.paper,
            width=width,
            height=height,
            force_terminal=True,
            no_color=True,
            highlight=False,
            legacy_windows=False,
        )
        self._written_as = encoding

    @property
    def encoding(self) -> str:
        return self._written_as

    @property
    def lines(self) -> list[str]:
        """The lines of the last picture."""
        from rich.text import Text

        last = re.split(r"\x1b\[H|\x1b\[\?1049l", self.paper.getvalue())[-1]
        return [line.rstrip() for line in Text.from_ansi(last).plain.split("\n")]


@pytest.fixture
def glass(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Glass]:
    """Use a terminal of this size for the screen."""

    def put(width: int = 100, height: int = 40, encoding: str = "utf-8") -> Glass:
        made = Glass(width, height, encoding)
        monkeypatch.setattr("rich.console.Console", lambda **options: made)
        return made

    return put


@pytest.mark.parametrize("width", [100, 40])
def test_everything_there_is_to_see_is_on_the_screen(glass: Callable[..., Glass], width: int) -> None:
    """The screen shows the practice, section, words, elapsed and remaining time, a bar with the sections, the
    background and the levels.
    """
    made, screen = glass(width), RichScreen()
    screen.show(a_view())
    lines = made.lines
    screen.close()
    shown = "\n".join(lines)
    for part in ("A short rest", "Resting", "Now it is quiet.", "1:15", "−3:45", "rain · 18 dB below the voice"):
        assert part in shown
    assert all(len(line) <= width for line in lines)
    (bar,) = [line.strip() for line in lines if "━" in line]
    assert [sign for sign in bar if sign in "┃│"] == ["┃", "│"]
    assert bar.count("━") + 1 == round(len(bar) * 75.25 / 300)


def test_where_a_terminal_has_no_such_signs_the_bar_is_made_of_others(glass: Callable[..., Glass]) -> None:
    """An ASCII terminal gets a bar it can show."""
    made, screen = glass(100, 40, "ascii"), RichScreen()
    screen.show(a_view())
    lines = made.lines
    screen.close()
    assert any("=|=" in line and "-|-" in line for line in lines)


@pytest.mark.parametrize(("width", "height"), [(100, 40), (80, 24), (80, 18), (40, 24)])
def test_all_keys_fit_on_the_screen(glass: Callable[..., Glass], width: int, height: int) -> None:
    """The key ? shows all keys, even on a terminal of 18 lines. Pressed again, it hides them."""
    made, screen = glass(width, height), RichScreen()
    screen.help()
    screen.show(a_view())
    shown = made.lines
    screen.help()
    screen.show(a_view())
    hidden = made.lines
    screen.close()
    assert len(shown) <= height
    for key, _ in BINDINGS:
        assert any(line.strip().startswith(f"{key} ") for line in shown), key
    assert "−3:45" in "\n".join(shown)
    assert "sleep timer" not in "\n".join(hidden)


def test_nothing_is_drawn_where_nothing_has_changed(glass: Callable[..., Glass]) -> None:
    """The screen is checked ten times a second, but drawn only once a second."""
    made, screen = glass(), RichScreen()
    screen.show(a_view(elapsed_s=75.25))
    before = made.paper.tell()
    screen.show(a_view(elapsed_s=75.35))
    assert made.paper.tell() == before
    screen.show(a_view(elapsed_s=76.0))
    assert made.paper.tell() > before
    screen.close()


@pytest.mark.parametrize(("length_s", "stays"), [(0.0, False), (300.0, True)])
def test_a_picture_is_left_only_of_what_was_played(glass: Callable[..., Glass], length_s: float, stays: bool) -> None:
    """After a session, the last picture stays on the terminal. If no session was played, nothing stays."""
    made, screen = glass(), RichScreen()
    screen.show(a_view("preparing", elapsed_s=0.0, length_s=length_s))
    screen.close()
    assert ("A short rest" in "".join(made.lines)) == stays


def test_another_size_wipes_what_was_drawn(glass: Callable[..., Glass]) -> None:
    """If a terminal becomes narrower, lines that were drawn before would be wrapped. So the screen is cleared, and the
    picture is drawn once again.
    """
    made, screen = glass(), RichScreen()
    screen.show(a_view())
    made.width = 50
    screen.show(a_view())
    after = made.paper.getvalue().rsplit("\x1b[2J", 1)
    screen.close()
    assert len(after) == 2
    assert after[1].split("\x1b[?1049l")[0].count("A short rest") == 1


def test_it_has_the_terminal_to_itself(glass: Callable[..., Glass]) -> None:
    """Earlier text is hidden while a session plays. Afterwards it is shown again, with the title and the place that was
    reached.
    """
    made, screen = glass(80, 24), RichScreen()
    screen.show(a_view())
    assert made.paper.getvalue().startswith("\x1b[?1049h")
    screen.close()
    assert "\x1b[?1049l" in made.paper.getvalue()
    left = [line.strip() for line in made.lines if line]
    assert [left[0], left[2].split()[0]] == ["A short rest", "1:15"]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_something_breathes_with_the_breath(glass: Callable[..., Glass], encoding: str) -> None:
    """A mark on the screen gets wider as the listener breathes in, stays while the breath is held, and gets narrower as
    they breathe out.
    """
    made, screen = glass(80, 24, encoding), RichScreen()
    sign, widths = "●" if encoding == "utf-8" else "o", []
    phases = [("in", 0.0), ("in", 0.5), ("in", 1.0), ("hold", 0.5), ("out", 0.3), ("out", 1.0), ("rest", 0.5)]
    for phase, done in phases:
        screen.show(replace(a_view(), breath=Breath(phase, done)))
        (line,) = [line for line in made.lines if line.strip() and set(line.strip()) == {sign}]
        widths.append(len(line.strip()))
        assert abs(len(line) - len(line.strip()) - (80 - len(line))) <= 1
    screen.show(a_view())
    screen.close()
    assert widths[0] == widths[5] == widths[6] == 1
    assert widths[0] < widths[1] < widths[2] == widths[3] > widths[4] > widths[5]


@pytest.mark.parametrize(
    ("length", "elapsed", "left"), [(300.0, 240.0, 60), (300.7, 240.7, 60), (300.7, 240.6, 61), (300.0, 300.0, 0)]
)
def test_a_number_of_seconds_appears_when_so_many_are_left(length: float, elapsed: float, left: int) -> None:
    """The remaining time is shown in whole seconds. Each number appears when exactly that many seconds are left."""
    assert seconds_left(a_view(elapsed_s=elapsed, length_s=length)) == left


def test_plain_lines_tell_only_what_has_changed() -> None:
    """In plain lines, the practice with its length, each new section with its time, and each new message are printed
    once. The spoken words are not printed.
    """
    shown: list[str] = []
    screen = PlainScreen(shown.append)
    screen.show(View("preparing", "A short rest", "", "Making speech", 0.0, 0.0, (), "rain", 0.0, 20.0, True, ""))
    for elapsed in (75.0, 76.0, 77.0):
        screen.show(a_view(elapsed_s=elapsed))
    screen.show(a_view(message="full volume"))
    screen.show(a_view(message="full volume"))
    assert shown == ["A short rest, 5:00", "1:15  Resting", "full volume"]


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("playing", "1:15 of 5:00, 3:45 left: Resting"),
        ("paused", "paused, 1:15 of 5:00, 3:45 left: Resting"),
        ("grounding", "solid ground, 1:15 of 5:00, 3:45 left: Resting"),
    ],
)
def test_w_tells_where_the_session_is(state: PlayState, shown: str) -> None:
    """The key w prints the whole state in one line, with the sleep timer if it is set."""
    assert where_text(a_view(state)) == shown
    assert where_text(replace(a_view(state), stops_in_s=150.0)) == f"{shown} · stops in 3 min"


def test_w_tells_that_there_is_no_session_yet() -> None:
    """Before the session is ready, w says so, and does not print 0:00 of 0:00."""
    assert "0:00" not in where_text(a_view("preparing", length_s=0.0))


WAITING = [
    (PAUSED_KEYS, "paused"),
    (GROUNDING_KEYS, "grounding"),
    (GROUNDING_PAUSED_KEYS, "paused"),
    (GROUNDED_KEYS, "grounded"),
    (FADING_KEYS, "fading"),
]


@pytest.mark.parametrize(("key_hints", "state"), WAITING)
@pytest.mark.parametrize("message", ["", "volume −2 dB"])
@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 24), (80, 12)])
def test_how_to_go_on_is_seen_all_the_time(
    glass: Callable[..., Glass], key_hints: KeyHints, state: PlayState, message: str, width: int, height: int
) -> None:
    """While the session is paused, fades, or plays the grounding practice, both screens show which keys work, even
    beside a message.
    """
    made, screen = glass(width, height), RichScreen()
    screen.show(replace(a_view(state, message), key_hints=key_hints))
    shown = " ".join(" ".join(made.lines).split())
    screen.close()
    assert key_hints.text in shown
    assert message in shown
    dark: list[str] = []
    DarkScreen(dark.append).show(replace(a_view(state, message), key_hints=key_hints))
    assert dark[-1].endswith(f"{message or '4 min'} · {key_hints.keys}")


@pytest.mark.parametrize(("key_hints", "state"), WAITING)
def test_how_to_go_on_is_said_once_in_plain_lines(key_hints: KeyHints, state: PlayState) -> None:
    """In plain lines, the keys that work are printed once each time the session is paused, fades, or turns to the
    grounding practice.
    """
    shown: list[str] = []
    screen = PlainScreen(shown.append)
    for view in (
        a_view(),
        replace(a_view(state), key_hints=key_hints),
        replace(a_view(state, elapsed_s=80.0), key_hints=key_hints),
        a_view(),
        replace(a_view(state), key_hints=key_hints),
    ):
        screen.show(view)
    assert shown[2:] == [shown[2]] * 2
    assert key_hints.text in shown[2]


def test_the_sleep_timer_is_seen(glass: Callable[..., Glass]) -> None:
    """Both screens show how many minutes the sleep timer has left. On the dark screen, this number replaces the
    session's remaining minutes if the timer ends first.
    """
    made, screen = glass(80, 24), RichScreen()
    screen.show(replace(a_view(), stops_in_s=121.0))
    assert "stops in 3 min" in "\n".join(made.lines)
    screen.close()
    dark: list[str] = []
    DarkScreen(dark.append).show(replace(a_view(), stops_in_s=121.0))
    assert dark[-1].endswith("3 min")


def test_a_dark_screen_shows_the_minutes_and_gives_the_screen_back() -> None:
    """The dark screen shows only the remaining minutes, dim on black, and all keys after ?. When it is closed, the
    terminal's cursor is visible again.
    """
    written: list[str] = []
    screen = DarkScreen(written.append)
    screen.show(a_view())
    screen.show(a_view(elapsed_s=80.0))
    assert len(written) == 1
    assert written[0].endswith("4 min")
    assert "48;5;16m" in written[0]
    screen.help()
    screen.show(a_view())
    assert all(key in written[-1] for key, _ in BINDINGS)
    screen.close()
    assert written[-1].endswith("\x1b[?25h")
    screen.close()
    assert len(written) == 3
