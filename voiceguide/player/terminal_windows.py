"""The keyboard of a Windows console, which needs no mode of its own."""

from __future__ import annotations

import sys
from time import monotonic, sleep

from voiceguide.player.keys import decode
from voiceguide.units import Seconds

_LOOK: Seconds = 0.02


class WindowsKeyboard:
    """Keys as the console tells them."""

    present = True

    def __enter__(self) -> WindowsKeyboard:
        return self

    def __exit__(self, *of: object) -> None:
        return None

    def read(self, timeout: Seconds) -> list[str]:
        """The keys pressed, as soon as there are any; none after `timeout`."""
        if sys.platform != "win32":
            raise NotImplementedError
        import msvcrt

        until = monotonic() + timeout
        while not msvcrt.kbhit():
            if monotonic() >= until:
                return []
            sleep(_LOOK)
        typed = ""
        while msvcrt.kbhit():
            typed += msvcrt.getwch()
        return decode(typed, console=True)

    def suspend(self) -> None:
        """There is no Ctrl-Z here."""
