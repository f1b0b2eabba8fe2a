"""The screen for a dark room: next to nothing, dim on black."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from voiceguide.player.view import View
from voiceguide.system.keyboard import BINDINGS

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
