"""Plain lines: only when the section changes, or something must be said. A screen reader would talk over the guide."""

from collections.abc import Callable

from voiceguide.player.view import STATES, View
from voiceguide.system.keyboard import BINDINGS
from voiceguide.units import format_clock


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
