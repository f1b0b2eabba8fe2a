"""What a reader sees during a take that is read in one go: the current line, large, and the next one, dim."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from voiceguide.recording.microphone_recorder import meter

if TYPE_CHECKING:
    from rich.console import Console, Group
    from rich.live import Live

    from voiceguide.recording._flow import FlowView

KEYS: Final = "a: say it again   b: back   space: next line   s: skip   q: end"
_ROOM: Final = "Please be quiet for a moment: voiceguide is listening to the room."
_WIDEST: Final = 52
"""The most columns in a line of text, so that it can be taken in at a glance."""

_SPACED: Final = 24
"""If the terminal has at least this many rows, an empty row follows each row of the words to read."""


class Teleprompter(Protocol):
    """Shows a reader the current line and the next."""

    def show(self, view: FlowView) -> None:
        """Show the view, if anything visible has changed."""

    def close(self) -> None:
        """Restore the terminal as it was before. The next `show` takes it over again."""


class RichTeleprompter:
    """Takes over the whole terminal while somebody reads from it."""

    def __init__(self) -> None:
        self._live: Live | None = None
        self._shown: object = None

    def show(self, view: FlowView) -> None:
        """Draw the view, if anything visible has changed."""
        from rich.console import Console
        from rich.live import Live

        if self._live is None:
            console = Console(stderr=True, highlight=False)
            self._live = Live(
                console=console, auto_refresh=False, screen=True, redirect_stdout=False, redirect_stderr=False
            )
            self._live.start()
        console = self._live.console
        seen = (view.place, view.phase, view.left, view.note, meter(view.level), console.size)
        if seen != self._shown:
            self._shown = seen
            self._live.update(_picture(view, console), refresh=True)

    def close(self) -> None:
        """Restore the terminal."""
        if self._live:
            self._live.stop()
        self._live = self._shown = None


def _picture(view: FlowView, console: Console) -> Group:
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    width = min(_WIDEST, console.width - 4)
    left = (console.width - width) // 2
    words = list(Text(view.line.text, style="bold" if view.phase == "reading" else "").wrap(console, width))
    if console.height >= _SPACED:
        words = [part for line in words for part in (line, Text())]
    following = Text(view.following.text if view.following else "The last line.", style="dim")
    top = Text(f"{view.place} of {view.count}   {meter(view.level)}", style="dim", no_wrap=True, overflow="crop")
    rows = [top, Text(), Text(_status(view), style="cyan"), Text(), *words, Text(), *following.wrap(console, width)]
    below = [Text(view.note, style="yellow"), Text(KEYS, style="dim")]
    taken = sum(len(row.wrap(console, width)) for row in rows)
    taken += sum(len(row.wrap(console, console.width - left)) for row in below)
    rows += [Text()] * max(1, console.height - 2 - taken)
    return Group(
        *(Padding(row, (0, left, 0, left)) for row in (Text(), *rows)),
        *(Padding(row, (0, 0, 0, left)) for row in below),
    )


def _status(view: FlowView) -> str:
    if view.phase == "room":
        return _ROOM
    return f"in {view.left}" if view.phase == "countdown" else "read:"


class PlainTeleprompter:
    """Prints each line when it is the next to be read, and every message. Nothing is redrawn."""

    def __init__(self, write: Callable[[str], None]) -> None:
        """`write` prints one line of text."""
        self._write = write
        self._begun, self._place, self._note = False, 0, ""

    def show(self, view: FlowView) -> None:
        """Print what has changed."""
        if not self._begun:
            self._begun = True
            self._write(f"{_ROOM}\n{KEYS}")
        if view.note != self._note:
            self._note = view.note
            if view.note:
                self._write(view.note)
        if view.phase != "room" and view.place != self._place:
            self._place = view.place
            self._write(f"\n{view.place} of {view.count}\n\n   {view.line.text}\n")

    def close(self) -> None:
        """Do nothing: there is nothing to restore."""
