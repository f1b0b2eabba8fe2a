"""The root of all errors, and wording that many of them share."""

from __future__ import annotations

import errno
from typing import Final

_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def nearest(word: str, known: list[str] | tuple[str, ...], *, least: float = 0.5) -> list[str]:
    """Up to three of the `known` words that are most like `word`, the nearest first. Upper and lower case count as the
    same.

    `least`: how alike they must be, from 0 to 1.
    """
    from difflib import get_close_matches  # every command loads this module, and few ask for a nearest word

    lowered = {name.lower(): name for name in reversed(known)}
    return [lowered[hit] for hit in get_close_matches(word.lower(), list(lowered), n=3, cutoff=least)]


def or_list(words: list[str]) -> str:
    """Words as a choice: ``a``, ``a or b``, ``a, b or c``."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def did_you_mean(near: list[str]) -> str:
    """The end of a sentence that offers names: ``; did you mean a or b?``; empty if there are none."""
    return f"; did you mean {or_list(near)}?" if near else ""


def is_disk_full(error: BaseException | None) -> bool:
    """Whether an error, or an error that caused it, is that there is no room left on the disk."""
    while error is not None and not (isinstance(error, OSError) and error.errno in _FULL):
        error = error.__cause__
    return error is not None


def system_reason(error: object) -> str:
    """The system's reason for an error, as the end of a sentence: ``permission denied``. If there is none, the error's
    own text, or else the name of its class.
    """
    if isinstance(error, OSError) and error.errno in _FULL:
        return "the disk is full"
    said = str(getattr(error, "strerror", None) or error)
    if not said:
        return type(error).__name__
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def shortened(text: str, most: int = 60) -> str:
    """The text, cut to `most` characters; if anything is cut off, the last of them is ``…``."""
    return text if len(text) <= most else text[: most - 1] + "…"


class VoiceguideError(Exception):
    """The root of all errors that a user can fix."""
