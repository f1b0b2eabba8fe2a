"""Checks each key of a request for a session, which arrives as a JSON object over HTTP."""

from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from voiceguide.config import LEVELS, RATES, Tone
from voiceguide.errors import RequestError, nearest, or_list
from voiceguide.script.model import PathName, SessionKind, Visit
from voiceguide.units import Seconds
from voiceguide.web._untrusted import is_more_than_a_voice, names_a_file

LONGEST: Final[Seconds] = 3 * 3600.0
"""The longest session that can be requested, including the background after it."""

LONGEST_TEXT: Final = 200_000
"""The most characters that a text may have. Speaking so many takes more than the three hours that a
session may last.
"""

RECORDED: Final = "recorded"
"""The name of the voice that means the owner's own recordings of the practice, wherever `record` has put them."""


_ALIKE: Final = 0.8
"""How similar an unknown key must be to a known one, from 0 to 1, for the error to ask whether that one was meant."""


def checked(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The keys and values of a request for a session, each checked for its type and its limits. A key whose value is
    None is left out. Raises `RequestError`.
    """
    found: dict[str, Any] = {}
    for key, value in asked.items():
        if key not in _CHECKS:
            near = nearest(str(key), list(_CHECKS), least=_ALIKE)
            raise RequestError(str(key)[:40], _hint(near), known=False)
        if value is not None:
            found[key] = _CHECKS[key](key, value)
    if ("practice" in found) == ("text" in found):
        raise RequestError("practice", "name a practice or send a text: one of the two")
    return found


def _hint(near: list[str]) -> str:
    return f"did you mean {or_list(near)}?" if near else f"the keys are {', '.join(_CHECKS)}"


_HUGE: Final = 1e300
"""Numbers must be smaller than this, and greater than its negative. In JSON, whole numbers may be larger than any
float, and other numbers may be infinite or NaN.
"""


def number(least: float, greatest: float) -> Callable[[str, Any], float]:
    """A check for a number from `least` to `greatest`. Keys that end in ``_s`` are for seconds."""

    def check(key: str, value: Any) -> float:
        what = "a number of seconds" if key.endswith("_s") else "a number"
        if isinstance(value, bool) or not isinstance(value, int | float) or not -_HUGE < value < _HUGE:
            raise RequestError(key, f"write {what} from {least:g} to {greatest:g}")
        if not least <= value <= greatest:
            raise RequestError(key, f"write {what} from {least:g} to {greatest:g}, not {value:g}")
        return float(value)

    return check


def _whole(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise RequestError(key, "write a whole number")
    return value


def _yes_or_no(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise RequestError(key, "write true or false")
    return value


def _text(most: int) -> Callable[[str, Any], str]:
    def check(key: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise RequestError(key, "write some text")
        if len(value) > most:
            raise RequestError(key, f"write at most {most} characters")
        return value if key == "text" else value.strip()

    return check


def _one_of(*choices: str) -> Callable[[str, Any], str]:
    def check(key: str, value: Any) -> str:
        if value not in choices:
            raise RequestError(key, f"write {or_list(list(choices))}")
        return str(value)

    return check


def _practice(key: str, value: Any) -> str:
    name = _text(200)(key, value)
    if "/" in name or "\\" in name or name.startswith((".", "_")):
        raise RequestError(key, "write the name of a practice; files cannot be named here")
    return name


def background(key: str, value: Any) -> str:
    """The name of a background or of a mix. Files are refused: a stranger may be asking. Raises `RequestError`."""
    spec = _text(200)(key, value)
    if names_a_file(spec):
        raise RequestError(key, "write the name of a background; files cannot be named here")
    return spec


def voice(key: str, value: Any) -> str:
    """A voice by name, or ``recorded``. Programs, folders and files are refused, because a stranger may be asking.

    Raises `RequestError`.
    """
    voice_spec = _text(200)(key, value)
    if voice_spec == RECORDED:
        return voice_spec
    if is_more_than_a_voice(voice_spec):
        raise RequestError(key, "write the name of a voice; programs and files cannot be named here")
    return voice_spec


def _words(key: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > 50:
        raise RequestError(key, 'write each word after its name: {"name": "Robin"}')
    return {_text(60)(key, name).lower(): _text(200)(key, words) for name, words in value.items()}


_CHECKS: Final[Mapping[str, Callable[[str, Any], Any]]] = {
    "practice": _practice,
    "text": _text(LONGEST_TEXT),
    "length_s": number(1, LONGEST),
    "nearest": _yes_or_no,
    "background": background,
    "background_level": number(*LEVELS),
    "duck": number(0, 3),
    "voice": voice,
    "voice_tone": _one_of(*get_args(Tone)),
    "rate": number(*RATES),
    "for": _one_of(*get_args(SessionKind)),
    "path": _one_of(*get_args(PathName)),
    "then": background,
    "then_s": number(0, LONGEST),
    "fade_s": number(120, 300),
    "seed": _whole,
    "visit": _one_of(*get_args(Visit)),
    "mine": _yes_or_no,
    "set": _words,
}
