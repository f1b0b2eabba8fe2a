"""What a listener sees while a session plays: a full screen, plain lines for screen readers and pipes, or next to
nothing, dim on black, for a dark room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from voiceguide.player.view import STATES, View, seconds_left
from voiceguide.system.keyboard import BINDINGS
from voiceguide.units import format_clock

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text


_WIDEST: Final = 76
_FRAME: Final = 3
"""Lines above the picture, above the keys, and for the cursor below."""


class RichScreen:
    """Practice, section, words, time, a bar with the sections, background and levels."""

    def __init__(self) -> None:
        self._live: Live | None = None
        self._shown: object = None
        self._size: object = None
        self._help = False
        self._planned = False

    def show(self, view: View) -> None:
        """Draw it, if anything that can be seen has changed."""
        live = self._start()
        size = live.console.size
        seen = (*_visible(view), self._help, size)
        if seen == self._shown:
            return
        if self._size not in (None, size):
            # What was drawn has been wrapped anew, nobody knows how: it can only be wiped away.
            self.close()
            live = self._start()
            live.console.clear()
        self._shown, self._size = seen, size
        self._planned = self._planned or view.length_s > 0
        live.update(self._picture(view, live.console), refresh=True)

    def where(self, view: View) -> None:
        """It is on the screen already."""

    def help(self) -> None:
        """Show the keys, or hide them again."""
        self._help = not self._help

    def close(self) -> None:
        """Leave the last picture, unless nothing came of the session, and show the cursor again."""
        if self._live:
            self._live.transient = not self._planned
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
        if state := STATES[view.state]:
            head.append(f"   {state}", style="italic not bold")
        parts = [head, Text(view.section, style="cyan", no_wrap=True, overflow="ellipsis"), Text(),
                 *_words(view, width, console), Text(), _bar(view, width, console), _times(view, width),
                 Text(_levels(view), style="dim", no_wrap=True, overflow="ellipsis"),
                 Text(view.message or "? shows the keys", style="yellow" if view.message else "dim")]  # fmt: skip
        if self._help:
            keys = [Text(f"{key:>6}  {does}", style="dim") for key, does in BINDINGS]
            # Where there is not room enough for both, the keys take the place of the words.
            if len(parts) + len(keys) + _FRAME > console.height:
                parts = [head, _times(view, width), Text(view.message, style="yellow")]
            parts += [Text(), *keys]
        return Padding(Group(*parts), (1, 2, 0, 2))


def _visible(view: View) -> tuple[object, ...]:
    """What can be seen of a view: times in whole seconds."""
    return (view.state, view.section, view.words, int(view.elapsed_s), seconds_left(view), int(view.length_s),
            view.background, view.volume_db, view.under_lu, view.voice, view.message, len(view.marks))  # fmt: skip


_WORD_LINES: Final = 3


def _words(view: View, width: int, console: Console) -> list[Text]:
    """The words on always the same number of lines, so that nothing below them jumps."""
    from rich.text import Text

    wrapped = list(Text(view.words).wrap(console, width))[:_WORD_LINES]
    return [*wrapped, *(Text() for _ in range(_WORD_LINES - len(wrapped)))]


def _bar(view: View, width: int, console: Console) -> Text:
    """Time as a line, with a mark where a section begins."""
    from rich.text import Text

    signs = ("━┃", "─│") if console.encoding.lower().startswith("utf") else ("=|", "-|")
    done = round(width * view.elapsed_s / view.length_s) if view.length_s else 0
    marks = {round(width * one.start_s / view.length_s) for one in view.marks[1:]} if view.length_s else set()
    bar = Text(no_wrap=True)
    for column in range(width):
        # Heavy and light, for those who see no colours.
        sign = signs[column >= done][column in marks]
        bar.append(sign, style="cyan" if column < done else "bright_black")
    return bar


def _times(view: View, width: int) -> Text:
    from rich.text import Text

    left = f"−{format_clock(seconds_left(view))}" if view.length_s else ""
    here = format_clock(int(view.elapsed_s))
    return Text(f"{here}{left:>{max(0, width - len(here))}}", no_wrap=True)


def _levels(view: View) -> str:
    volume = f"volume {view.volume_db:.0f} dB" if view.volume_db else "full volume"
    parts = [view.background, f"{view.under_lu:.0f} LU under the voice", volume]
    if not view.voice:
        parts.append("voice off")
    return " · ".join(parts)


class PlainScreen:
    """One line where a section begins, and one for each message."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._title = ""
        self._section = ""
        self._message = ""

    def show(self, view: View) -> None:
        """Tell what has changed."""
        if view.length_s and self._title != view.title:
            self._title = view.title
            self._write(f"{view.title}, {format_clock(view.length_s)}")
        if view.length_s and view.section and view.section != self._section:
            self._section = view.section
            self._write(f"{format_clock(view.elapsed_s)}  {view.section}")
        if view.message != self._message:
            self._message = view.message
            if view.message and view.message != view.section:
                self._write(view.message)

    def where(self, view: View) -> None:
        """Tell where the session is."""
        if not view.length_s:
            self._write("the background; the voice is still being made")
            return
        state = f"{STATES[view.state]}, " if STATES[view.state] else ""
        where = f"{format_clock(view.elapsed_s)} of {format_clock(view.length_s)}, {format_clock(view.left_s)} left"
        self._write(f"{state}{where}: {view.section}" if view.section else f"{state}{where}")

    def help(self) -> None:
        """Tell the keys."""
        for key, does in BINDINGS:
            self._write(f"{key}: {does}")

    def close(self) -> None:
        """Nothing is to be left."""


class NoScreen:
    """Shows nothing."""

    def show(self, view: View) -> None:
        """Nothing."""

    def where(self, view: View) -> None:
        """Nothing."""

    def help(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing is to be left."""


_BEGIN: Final = "\x1b[0m\x1b[?25l"
_WIPE: Final = "\x1b[48;5;16m\x1b[H\x1b[2J"
_DIM: Final = "\x1b[38;5;238m"
"""Of the 256 colours, black and a dark grey that lights no room, also where the terminal itself is white."""
_END: Final = "\x1b[0m\x1b[H\x1b[2J\x1b[?25h"


class DarkScreen:
    """Almost nothing: how many minutes are left."""

    def __init__(self, write: Callable[[str], None]) -> None:
        """`write` puts characters on the terminal at once."""
        self._write = write
        self._shown: object = None
        self._help = False

    def show(self, view: View) -> None:
        """Write the minutes left, when they change, or a message, and the keys to who asked for them."""
        minutes = -(-view.left_s // 60)
        text = view.message or (f"{minutes:.0f} min" if view.length_s else "")
        if (text, self._help) == self._shown:
            return
        begin = "" if self._shown else _BEGIN
        self._shown = (text, self._help)
        keys = [f"{key:>6}  {does}" for key, does in BINDINGS] if self._help else []
        self._write(begin + _WIPE + _DIM + "\r\n".join([text, *keys]))

    def where(self, view: View) -> None:
        """It is on the screen already."""

    def help(self) -> None:
        """Show the keys, or hide them again."""
        self._help = not self._help

    def close(self) -> None:
        """Give back a clear screen with its cursor."""
        if self._shown:
            self._write(_END)
            self._shown = None
