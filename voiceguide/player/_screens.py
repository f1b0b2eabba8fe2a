"""What a listener sees while a session plays: a full screen, plain lines for screen readers and pipes, or a few dim
characters on black for a dark room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from voiceguide.player._view import STATES, KeyHints, View, seconds_left, timer_text
from voiceguide.system.keyboard import BINDINGS
from voiceguide.units import format_clock

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text


_WIDEST: Final = 76


class RichScreen:
    """The full screen: practice, section, words, a line that widens and narrows with guided breaths, time, a bar with
    the sections, background and levels.
    """

    def __init__(self) -> None:
        self._live: Live | None = None
        self._view: View | None = None
        self._shown: object = None
        self._size: object = None
        self._help = False
        self._planned = False

    def show(self, view: View) -> None:
        """Draw the view, if anything visible has changed."""
        live = self._start()
        size = live.console.size
        seen = (*_visible(view), self._help, size)
        if seen == self._shown:
            return
        if self._size not in (None, size):
            live.console.clear()  # the terminal has wrapped the drawn lines in an unknown way
        self._shown, self._size, self._view = seen, size, view
        self._planned = self._planned or view.length_s > 0
        live.update(self._picture(view, live.console), refresh=True)

    def help(self) -> None:
        """Show the keys, or hide them again."""
        self._help = not self._help

    def close(self) -> None:
        """Restore the terminal. If the session had begun, its title and how far it went are printed there."""
        if self._live is None:
            return
        console = self._live.console
        self._live.stop()
        self._live = self._shown = None
        if self._planned and self._view:
            console.print(self._last_picture(self._view, console))

    def _start(self) -> Live:
        from rich.console import Console
        from rich.live import Live

        if self._live is None:
            console = Console(highlight=False)
            self._live = Live(
                console=console, auto_refresh=False, screen=True, redirect_stdout=False, redirect_stderr=False
            )
            self._live.start()
        return self._live

    def _last_picture(self, view: View, console: Console) -> RenderableType:
        from rich.console import Group
        from rich.padding import Padding

        width = min(_WIDEST, console.width - 4)
        return Padding(Group(_head(view), _bar(view, width, console), _times(view, width)), (1, 2, 1, 2))

    def _picture(self, view: View, console: Console) -> RenderableType:
        from rich.console import Group
        from rich.padding import Padding
        from rich.text import Text

        width = min(_WIDEST, console.width - 4)
        head, times, messages = _head(view), _times(view, width), _messages(view)
        if state := STATES[view.state]:
            head.append(f"   {state}", style="italic not bold")
        section = Text(view.section, style="cyan", no_wrap=True, overflow="ellipsis")
        levels = Text(_levels(view), style="dim", no_wrap=True, overflow="ellipsis")
        keys = [Text(), *(Text(f"{key:>6}  {does}", style="dim") for key, does in BINDINGS)] if self._help else []
        parts = [
            head,
            section,
            Text(),
            *_words(view, width, console),
            _breath(view, width, console),
            _bar(view, width, console),
            times,
            levels,
            *messages,
            *keys,
        ]
        # If there is not enough room, the words are left out.
        if sum(len(part.wrap(console, width)) for part in parts) >= console.height:
            parts = [head, *([] if keys else [section]), times, *messages, *keys]
        return Padding(Group(*parts), (1, 2, 0, 2))


def _head(view: View) -> Text:
    from rich.text import Text

    return Text(view.title, style="bold", no_wrap=True, overflow="ellipsis")


def _visible(view: View) -> tuple[object, ...]:
    """The part of a view that is drawn, with its times in whole seconds."""
    return (
        view.state,
        view.section,
        view.words,
        int(view.elapsed_s),
        seconds_left(view),
        int(view.length_s),
        view.background,
        view.volume_db,
        view.under_lu,
        view.voice,
        view.message,
        len(view.sections),
        view.key_hints,
        timer_text(view),
        _fullness(view),
    )


def _messages(view: View) -> list[Text]:
    """The keys that lead out of the current state, if they must be shown; below them the current message, or else a
    hint at the keys.
    """
    from rich.text import Text

    key_hints = [Text(view.key_hints.text, style="yellow")] if view.key_hints else []
    said = Text(view.message, style="yellow") if view.message else Text("? shows the keys", style="dim")
    return [*key_hints, said]


_WORD_LINES: Final = 3


def _words(view: View, width: int, console: Console) -> list[Text]:
    """The words, always on the same number of lines, so that nothing below them jumps."""
    from rich.text import Text

    wrapped = list(Text(view.words).wrap(console, width))[:_WORD_LINES]
    return [*wrapped, *(Text() for _ in range(_WORD_LINES - len(wrapped)))]


_FULL: Final = 15
"""How many columns a full breath reaches to each side of the middle."""


def _fullness(view: View) -> int | None:
    """How many columns the breath reaches now to each side of the middle; None without guided breathing."""
    return round(view.breath.full * _FULL) if view.breath else None


def _breath(view: View, width: int, console: Console) -> Text:
    """A line in the middle that widens with the in-breath and narrows with the out-breath."""
    from rich.text import Text

    reach = _fullness(view)
    if reach is None:
        return Text()
    sign = "●" if console.encoding.lower().startswith("utf") else "o"
    return Text((sign * (1 + 2 * min(reach, (width - 1) // 2))).center(width).rstrip(), style="cyan")


def _bar(view: View, width: int, console: Console) -> Text:
    """The session's time as a line, with a mark where each section after the first begins."""
    from rich.text import Text

    signs = ("━┃", "─│") if console.encoding.lower().startswith("utf") else ("=|", "-|")
    done = round(width * view.elapsed_s / view.length_s) if view.length_s else 0
    marks = {round(width * one.start_s / view.length_s) for one in view.sections[1:]} if view.length_s else set()
    bar = Text(no_wrap=True)
    for column in range(width):
        # Heavy and light lines, for terminals without colour.
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
    parts = [*filter(None, [timer_text(view)]), view.background, f"{view.under_lu:.0f} dB below the voice", volume]
    if not view.voice:
        parts.append("voice off")
    return " · ".join(parts)


class PlainScreen:
    """Prints a line for the title, each section that begins, each message, and the keys that lead out of a pause, a
    fade or the grounding practice.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._title = ""
        self._section = ""
        self._message = ""
        self._key_hints: KeyHints | None = None

    def show(self, view: View) -> None:
        """Print what has changed."""
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
        if view.key_hints != self._key_hints:
            self._key_hints = view.key_hints
            if view.key_hints:
                self._write(f"{STATES[view.state]}: {view.key_hints.text}")

    def help(self) -> None:
        """Print the keys."""
        for key, does in BINDINGS:
            self._write(f"{key}: {does}")

    def close(self) -> None:
        """Do nothing."""


class NoScreen:
    """Shows nothing."""

    def show(self, view: View) -> None:
        """Do nothing."""

    def help(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


_BEGIN: Final = "\x1b[0m\x1b[?25l"
_WIPE: Final = "\x1b[48;5;16m\x1b[H\x1b[2J"
_DIM: Final = "\x1b[38;5;238m"
"""The dark screen's terminal sequences. Its black and dark grey come from the palette of 256 colours: they do not light
up a room, even in a terminal that is usually white.
"""
_END: Final = "\x1b[0m\x1b[H\x1b[2J\x1b[?25h"


class DarkScreen:
    """Shows almost nothing: the minutes left or a message, and the keys that lead out of a pause, a fade or the
    grounding practice.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        """`write` writes to the terminal at once."""
        self._write = write
        self._shown: object = None
        self._help = False

    def show(self, view: View) -> None:
        """Write one line whenever it changes: the minutes left, or instead a message; then the keys that lead out of
        the current state, if any. Below it are all keys, if they were asked for.
        """
        left = view.left_s if view.stops_in_s is None else view.stops_in_s
        minutes = f"{-(-left // 60):.0f} min" if view.length_s or view.stops_in_s is not None else ""
        text = " · ".join(filter(None, (view.message or minutes, view.key_hints.keys if view.key_hints else "")))
        if (text, self._help) == self._shown:
            return
        begin = "" if self._shown else _BEGIN
        self._shown = (text, self._help)
        keys = [f"{key:>6}  {does}" for key, does in BINDINGS] if self._help else []
        self._write(begin + _WIPE + _DIM + "\r\n".join([text, *keys]))

    def help(self) -> None:
        """Show the keys, or hide them again."""
        self._help = not self._help

    def close(self) -> None:
        """Clear the screen and restore the cursor."""
        if self._shown:
            self._write(_END)
            self._shown = None
