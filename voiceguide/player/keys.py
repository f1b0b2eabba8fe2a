"""Which key does what, and how a terminal tells them."""

from typing import Final

BINDINGS: Final = (
    ("space", "pause, and go on from a little before"),
    ("→ ←", "next section, previous section"),
    ("↑ ↓", "louder, quieter"),
    ("[ ]", "background quieter, louder"),
    ("m", "voice off, voice on"),
    ("+ −", "five minutes more, five minutes less"),
    ("g", "ground me"),
    ("e", "end gently; again: fade out"),
    ("t", "sleep timer: stop in fifteen minutes, or fifteen later"),
    ("w", "where am I"),
    ("q", "stop"),
    ("?", "the keys"),
)
"""What stands on the help, in its order."""

_SEQUENCES: Final = {
    "\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left",
    "\x1bOA": "up", "\x1bOB": "down", "\x1bOC": "right", "\x1bOD": "left",
    "\x00H": "up", "\x00P": "down", "\x00M": "right", "\x00K": "left",
    "\xe0H": "up", "\xe0P": "down", "\xe0M": "right", "\xe0K": "left",
}  # fmt: skip
"""Arrows, as terminals and as the console of Windows send them."""

_CONSOLE: Final = "\x00\xe0"
"""How the console of Windows begins the code of a key; elsewhere the second is an ordinary letter."""

_STRINGS: Final = "]P_^X"
"""What begins, after Escape, a string of any length, as when a terminal answers a question that an earlier program
put to it (ECMA-48, 5.6); bell or Escape and backslash end it."""

_SINGLE: Final = {" ": "space", "+": "plus", "=": "plus", "-": "minus", "−": "minus", "n": "right", "p": "left"}


def decode(typed: str, *, console: bool = False) -> list[str]:
    """The keys in what a terminal sent: names for those that have one, else the letter in lower case.

    A sequence that is none of ours is dropped as a whole. `console`: it is that of Windows.
    """
    keys: list[str] = []
    at = 0
    while at < len(typed):
        if typed[at] == "\x1b" or (console and typed[at] in _CONSOLE):
            length = _sequence_length(typed[at:])
            if name := _SEQUENCES.get(typed[at : at + length]):
                keys.append(name)
            at += length
        else:
            keys.append(_SINGLE.get(typed[at], typed[at].lower()))
            at += 1
    return keys


def cut_short(typed: str) -> bool:
    """Whether it ends inside a sequence, of which the rest may still be on its way, as over a slow line."""
    start = typed.rfind("\x1b")
    if start < 0:
        return False
    rest = typed[start + 1 :]
    if rest[:1] in _STRINGS:  # or Escape is all there is
        return "\a" not in rest
    return rest in ("O", "[", "[[") or (rest[0] == "[" and not any("@" <= char <= "~" for char in rest[1:]))


def _sequence_length(typed: str) -> int:
    """How long the sequence is that begins here; 1 for a lone Escape."""
    if typed[0] != "\x1b" or len(typed) < 2:
        return min(2, len(typed))
    if typed[1] == "O":
        return min(3, len(typed))
    if typed[1] in _STRINGS:
        return _string_length(typed)
    if typed[1] != "[":
        return 1
    if typed[2:3] == "[":  # the console of Linux, for F1 to F5
        return min(4, len(typed))
    # A control sequence ends with a byte from @ to ~ (ECMA-48, 5.4).
    ends = (index for index, char in enumerate(typed[2:], start=3) if "@" <= char <= "~")
    return next(ends, len(typed))


def _string_length(typed: str) -> int:
    """How long the string is that begins here; 1 where it has no end, so that it was Escape and a key."""
    ends = [place + len(end) for end in ("\a", "\x1b\\") if (place := typed.find(end, 2)) >= 0]
    return min(ends, default=1)
