"""The screen: a few quiet lines that are drawn anew when something in them changes."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from voiceguide.player.keys import BINDINGS
from voiceguide.player.view import View
from voiceguide.units import format_clock

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text

_STATES: Final = {
    "preparing": "preparing the voice",
    "playing": "",
    "paused": "paused",
    "waiting for ground": "coming down to the ground",
    "grounding": "solid ground",
    "grounded": "solid ground",
    "fading": "fading",
    "over": "",
}

_WIDEST: Final = 76


class RichScreen:
    """Practice, section, words, time, a bar with the sections, background and levels."""

    def __init__(self) -> None:
        self._live: Live | None = None
        self._shown: object = None
        self._help = False
        self._last: View | None = None

    def show(self, view: View) -> None:
        """Draw it, if anything that can be seen has changed."""
        self._last = view
        seen = (*_visible(view), self._help)
        if seen == self._shown:
            return
        self._shown = seen
        live = self._start()
        live.update(self._picture(view, live.console), refresh=True)

    def where(self, view: View) -> None:
        """It is on the screen already."""

    def help(self) -> None:
        """Show the keys, or hide them again."""
        self._help = not self._help

    def close(self) -> None:
        """Leave the last picture and show the cursor again."""
        if self._live:
            self._live.stop()
            self._live = None
            self._shown = None

    def _start(self) -> Live:
        from rich.console import Console
        from rich.live import Live

        if self._live is None:
            console = Console(highlight=False)
            self._live = Live(console=console, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)
            self._live.start()
        return self._live

    def _picture(self, view: View, console: Console) -> RenderableType:
        from rich.console import Group
        from rich.padding import Padding
        from rich.text import Text

        width = min(_WIDEST, console.width - 4)
        head = Text(view.title, style="bold", no_wrap=True, overflow="ellipsis")
        if state := _STATES[view.state]:
            head.append(f"   {state}", style="italic not bold")
        parts = [head, Text(view.section, style="cyan", no_wrap=True, overflow="ellipsis"), Text(),
                 *_words(view, width, console), Text(), _bar(view, width, console), _times(view, width),
                 Text(_levels(view), style="dim", no_wrap=True, overflow="ellipsis"),
                 Text(view.message or "? shows the keys", style="yellow" if view.message else "dim")]  # fmt: skip
        if self._help:
            parts += [Text(), *(Text(f"{key:>6}  {does}", style="dim") for key, does in BINDINGS)]
        return Padding(Group(*parts), (1, 2, 0, 2))


class DarkScreen:
    """Almost nothing: how many minutes are left, dim, on an empty screen."""

    def __init__(self) -> None:
        self._shown = ""
        self._cleared = False

    def show(self, view: View) -> None:
        """Write the minutes left, when they change, or a message."""
        import sys

        minutes = -(-view.left_s // 60)
        text = view.message or (f"{minutes:.0f} min" if view.length_s else "")
        if text == self._shown:
            return
        start = "" if self._cleared else "\x1b[2J\x1b[H\x1b[?25l"
        self._shown, self._cleared = text, True
        # 38;5;238 is a dark grey of the 256 colours: it lights no room.
        sys.stdout.write(f"{start}\r\x1b[2K\x1b[38;5;238m{text}\x1b[0m")
        sys.stdout.flush()

    def where(self, view: View) -> None:
        """It is on the screen already."""

    def help(self) -> None:
        """There is no light for it."""

    def close(self) -> None:
        """Show the cursor again."""
        import sys

        if self._cleared:
            sys.stdout.write("\r\x1b[2K\x1b[?25h")
            sys.stdout.flush()
            self._shown, self._cleared = "", False


def _visible(view: View) -> tuple[object, ...]:
    """What can be seen of a view: times in whole seconds."""
    return (view.state, view.section, view.words, int(view.elapsed_s), _whole_left(view), int(view.length_s),
            view.background, view.volume_db, view.under_lu, view.voice, view.message, len(view.marks))  # fmt: skip


def _whole_left(view: View) -> int:
    """The seconds that remain, so that each number appears when exactly so many are left."""
    return ceil(view.left_s - 1e-6)


_WORD_LINES: Final = 3


def _words(view: View, width: int, console: Console) -> list[Text]:
    """The words on always the same number of lines, so that nothing below them jumps."""
    from rich.text import Text

    wrapped = list(Text(view.words).wrap(console, width))[:_WORD_LINES]
    return [*wrapped, *(Text() for _ in range(_WORD_LINES - len(wrapped)))]


def _bar(view: View, width: int, console: Console) -> Text:
    """Time as a line, with a mark where a section begins."""
    from rich.text import Text

    plain = console.encoding.lower().startswith("utf")
    line, mark = ("━", "┃") if plain else ("-", "|")
    done = round(width * view.elapsed_s / view.length_s) if view.length_s else 0
    marks = {round(width * one.start_s / view.length_s) for one in view.marks[1:]} if view.length_s else set()
    bar = Text(no_wrap=True)
    for column in range(width):
        bar.append(mark if column in marks else line, style="cyan" if column < done else "bright_black")
    return bar


def _times(view: View, width: int) -> Text:
    from rich.text import Text

    left = f"−{format_clock(_whole_left(view))}" if view.length_s else ""
    here = format_clock(int(view.elapsed_s))
    return Text(f"{here}{left:>{max(0, width - len(here))}}", no_wrap=True)


def _levels(view: View) -> str:
    volume = f"volume {view.volume_db:.0f} dB" if view.volume_db else "full volume"
    parts = [view.background, f"{view.under_lu:.0f} LU under the voice", volume]
    if not view.voice:
        parts.append("voice off")
    return " · ".join(parts)
