"""The keyboard while a session plays: keys arrive at once and are not echoed. Afterwards the terminal is restored.

Also lists what each key does. The Windows console needs no special mode.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from contextlib import suppress
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Final, Protocol

from voiceguide.units import Seconds

BINDINGS: Final = (
    ("space", "pause; again: play on from a little earlier"),
    ("→ ←", "next section, previous section"),
    ("↑ ↓", "louder, quieter"),
    ("[ ]", "background quieter, louder"),
    ("m", "voice off, voice on"),
    ("+ −", "five minutes more, five minutes less"),
    ("g", "ground me"),
    ("e", "end gently; again: fade out"),
    ("t", "sleep timer: stop in fifteen minutes; again: fifteen more"),
    ("x", "sleep timer off"),
    ("w", "where am I, and how long is left"),
    ("q", "stop"),
    ("?", "the keys"),
)
"""The keys and what they do, in the order in which the help shows them."""

_SEQUENCES: Final = {
    "\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left",
    "\x1bOA": "up", "\x1bOB": "down", "\x1bOC": "right", "\x1bOD": "left",
    "\x00H": "up", "\x00P": "down", "\x00M": "right", "\x00K": "left",
    "\xe0H": "up", "\xe0P": "down", "\xe0M": "right", "\xe0K": "left",
}  # fmt: skip
"""{sequence: key}. The sequences that terminals and the Windows console send for the arrow keys."""

_CONSOLE: Final = "\x00\xe0"
"""The characters with which the codes of arrow keys begin on the Windows console. Elsewhere the second one is an
ordinary letter, à.
"""

_STRINGS: Final = "]P_^X"
"""After Escape, each of these characters begins a control string of any length, for example a terminal's late answer to
an earlier program's query (ECMA-48, 5.6). BEL, or Escape and a backslash, ends it.
"""

_SINGLE: Final = {" ": "space", "+": "plus", "=": "plus", "-": "minus", "−": "minus", "n": "right", "p": "left"}


def decode(typed: str, *, console: bool = False, text: bool = False) -> list[str]:
    """The keys that were pressed, given the characters that a terminal sent. A key is its name if it has one, such as
    ``space``, and otherwise its letter in lower case.

    An unknown sequence is dropped as a whole. A lone Escape at the very end is the key ``escape``. `console`: the
    characters come from the Windows console. `text`: somebody is typing an answer, so only arrows have names, letters
    keep their case, and Escape is dropped.
    """
    keys: list[str] = []
    at = 0
    while at < len(typed):
        if typed[at] == "\x1b" or (console and typed[at] in _CONSOLE):
            length = _sequence_length(typed[at:])
            if name := _SEQUENCES.get(typed[at : at + length]):
                keys.append(name)
            elif typed[at:] == "\x1b" and not text:
                keys.append("escape")
            at += length
        else:
            keys.append(typed[at] if text else _SINGLE.get(typed[at], typed[at].lower()))
            at += 1
    return keys


def letters(typed: str) -> str:
    """The letters of an answer that somebody typed at an ordinary prompt, without the sequences that arrows and other
    keys have put between them.
    """
    return "".join(key for key in decode(typed, text=True) if len(key) == 1 and key.isprintable())


def is_incomplete(typed: str) -> bool:
    """Whether `typed` ends inside a sequence whose rest may still arrive, for example over a slow connection."""
    start = typed.rfind("\x1b")
    if start < 0:
        return False
    rest = typed[start + 1 :]
    if rest[:1] in _STRINGS:  # also true if there is nothing after Escape
        return "\a" not in rest
    return rest in ("O", "[", "[[") or (rest[0] == "[" and not any("@" <= char <= "~" for char in rest[1:]))


def _sequence_length(typed: str) -> int:
    """The length of the sequence that `typed` begins with; 1 for a lone Escape."""
    if typed[0] != "\x1b" or len(typed) < 2:
        return min(2, len(typed))
    if typed[1] == "O":
        return min(3, len(typed))
    if typed[1] in _STRINGS:
        return _string_length(typed)
    if typed[1] != "[":
        return 1
    if typed[2:3] == "[":  # F1 to F5 on the Linux console
        return min(4, len(typed))
    # A control sequence ends with a byte from @ to ~ (ECMA-48, 5.4).
    ends = (index for index, char in enumerate(typed[2:], start=3) if "@" <= char <= "~")
    return next(ends, len(typed))


def _string_length(typed: str) -> int:
    """The length of the control string that `typed` begins with. If it has no end, it is not a control string but the
    Escape key by itself, so the length is 1.
    """
    ends = [place + len(end) for end in ("\a", "\x1b\\") if (place := typed.find(end, 2)) >= 0]
    return min(ends, default=1)


_CTRL_D: Final = b"\x04"
_MOST: Final = 256
"""How many bytes are read at once: more than anybody types."""

_REST: Seconds = 0.05
"""How long to wait for the rest of a key's sequence, in seconds. If nothing comes, the key was Escape."""

_PARTS = 8
"""The most parts in which a sequence can arrive. Without a limit, a key such as Escape that is held down would keep us
waiting until it is released.
"""


class Keyboard(Protocol):
    """A source of keys, and a context manager. Inside the context, keys arrive at once and are not echoed."""

    present: bool
    """Whether there is a keyboard, so that somebody can press keys."""

    def __enter__(self) -> Keyboard: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Restore the terminal."""

    def read(self, timeout: Seconds) -> list[str]:
        """The keys pressed, as soon as there are any; none after `timeout` seconds."""

    def suspend(self) -> None:
        """Restore the terminal and stop this process, as Ctrl-Z asks. Take the terminal again when the process
        continues. Where processes cannot be stopped, do nothing.
        """


class TextKeyboard(Keyboard, Protocol):
    """A keyboard on which answers can be typed too."""

    def read_text(self) -> list[str]:
        """Wait, without a time limit, for the next thing that is typed: letters as they are, arrows by name.

        Raises `EOFError` if nobody can type any more.
        """


def keyboard() -> TextKeyboard:
    """The keyboard of this terminal; a `NoKeyboard` if there is no terminal."""
    if not sys.stdin or not sys.stdin.isatty():
        return NoKeyboard()
    if sys.platform == "win32":
        return WindowsKeyboard()
    return PosixKeyboard(sys.stdin.fileno())


class NoKeyboard:
    """No terminal: nobody presses a key."""

    present = False

    def __enter__(self) -> NoKeyboard:
        return self

    def __exit__(self, *of: object) -> None:
        return None

    def read(self, timeout: Seconds) -> list[str]:
        """Wait for `timeout` seconds, and return no keys."""
        with suppress(InterruptedError):
            select.select([], [], [], timeout) if sys.platform != "win32" else _sleep(timeout)
        return []

    def read_text(self) -> list[str]:
        """Always raises `EOFError`: nobody can type."""
        raise EOFError

    def suspend(self) -> None:
        """Stop this process, as Ctrl-Z asks; there is no terminal to restore."""
        _suspend_process()


class PosixKeyboard:
    """A terminal in cbreak mode: Ctrl-C and Ctrl-Z still send their signals."""

    present = True

    def __init__(self, file: int) -> None:
        self._file = file
        self._before: list[Any] = []
        self._guard: TerminalGuard | None = None

    def __enter__(self) -> PosixKeyboard:
        import termios

        self._before = termios.tcgetattr(self._file)
        self._guard = TerminalGuard(self._file, self._before)
        self._enter_raw_mode()
        return self

    def __exit__(self, *of: object) -> None:
        self._restore()
        if self._guard:
            self._guard.dismiss()

    def read(self, timeout: Seconds) -> list[str]:
        """The keys pressed, as soon as there are any; none after `timeout`, or if the terminal has gone."""
        typed = self._typed(timeout)
        if typed is None:
            return []
        if not typed:
            _sleep(timeout)
        return decode(self._whole(typed))

    def read_text(self) -> list[str]:
        """Wait for the next letter or arrow; anything typed after it is left for the next read.

        Raises `EOFError` if the terminal has gone, or Ctrl-D was pressed.
        """
        try:
            typed = os.read(self._file, 1)
            # In UTF-8 the first byte of a character tells how many follow (RFC 3629, 3).
            if following := sum(typed >= least for least in (b"\xc0", b"\xe0", b"\xf0")):
                typed += os.read(self._file, following)
        except OSError:
            typed = b""
        if typed in (b"", _CTRL_D):
            raise EOFError
        return decode(self._whole(typed.decode(errors="ignore"), most=1), text=True)

    def _whole(self, typed: str, most: int = _MOST) -> str:
        """The text `typed`. If it ends in the middle of a sequence, the rest of the sequence is read and added, at most
        `most` bytes at a time.
        """
        for _ in range(_PARTS):
            if not is_incomplete(typed) or not (more := self._typed(_REST, most)):
                break
            typed += more
        return typed

    def _typed(self, timeout: Seconds, most: int = _MOST) -> str | None:
        """The typed text; None if there is none yet, and empty if the terminal has gone."""
        ready, _, _ = select.select([self._file], [], [], timeout)
        if not ready:
            return None
        try:
            return os.read(self._file, most).decode(errors="ignore")
        except OSError:
            return ""

    def suspend(self) -> None:
        """Restore the terminal and stop this process. Take the terminal again when the process continues."""
        self._restore()
        _suspend_process()
        self._enter_raw_mode()

    def _enter_raw_mode(self) -> None:
        import termios

        ours = [*self._before[:3], self._before[3] & ~(termios.ECHO | termios.ICANON), *self._before[4:]]
        ours[6] = list(ours[6])
        ours[6][termios.VMIN], ours[6][termios.VTIME] = 1, 0
        self._set(ours)

    def _restore(self) -> None:
        self._set(self._before)

    def _set(self, attributes: list[Any]) -> None:
        import termios

        with suppress(termios.error):  # the terminal has gone
            termios.tcsetattr(self._file, termios.TCSADRAIN, attributes)


_IGNORED_BY_GUARD: Final = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGTSTP,
    signal.SIGTTOU,
    signal.SIGQUIT,
)
"""Signals that end or stop the whole process group. The child that restores the terminal ignores them."""


class TerminalGuard:
    """A small child process that restores the terminal if this process is killed and so cannot do it itself."""

    def __init__(self, file: int, before: list[Any]) -> None:
        """Must be made before any thread is started, because it forks."""
        reading, writing = os.pipe()
        self._writing = writing
        # A Ctrl-C right now must reach only the parent: the child has the parent's handler until it has replaced it.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, _IGNORED_BY_GUARD)
        try:
            self._child = os.fork()
            if self._child == 0:
                os.close(writing)
                _watch(reading, file, before)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        os.close(reading)

    def dismiss(self) -> None:
        """End the child process, which then leaves the terminal alone."""
        with suppress(OSError):
            os.write(self._writing, b"home")
        os.close(self._writing)
        with suppress(ChildProcessError):
            os.waitpid(self._child, 0)


def _watch(reading: int, file: int, before: list[Any]) -> None:
    """In the child: wait until the parent dismisses it or dies. Never returns."""
    import termios

    try:
        for ignored in _IGNORED_BY_GUARD:
            signal.signal(ignored, signal.SIG_IGN)
        if not os.read(reading, 4):
            termios.tcsetattr(file, termios.TCSANOW, before)
            # Back to the normal screen, with the cursor visible and no colour.
            os.write(file, b"\x1b[?1047l\x1b[?25h\x1b[0m\r\n")
    finally:
        os._exit(0)


def _sleep(seconds: Seconds) -> None:
    from time import sleep

    sleep(seconds)


def _suspend_process() -> None:
    """Stop this process as Ctrl-Z does; returns when it is continued."""
    handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, handler)


_POLL: Seconds = 0.02


class WindowsKeyboard:
    """The keys of the Windows console."""

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
            sleep(_POLL)
        typed = ""
        while msvcrt.kbhit():
            typed += msvcrt.getwch()
        return decode(typed, console=True)

    def read_text(self) -> list[str]:
        """Wait for the next letter or arrow. Raises `EOFError` for Ctrl-Z, which ends input on this console."""
        if sys.platform != "win32":
            raise NotImplementedError
        import msvcrt

        typed = msvcrt.getwch()
        if typed == "\x1a":
            raise EOFError
        if typed == "\x03":  # Ctrl-C, which `getwch` returns like any other key
            raise KeyboardInterrupt
        return decode(typed + msvcrt.getwch() if typed in _CONSOLE else typed, console=True, text=True)

    def suspend(self) -> None:
        """Do nothing: Windows has no Ctrl-Z that stops a process."""
