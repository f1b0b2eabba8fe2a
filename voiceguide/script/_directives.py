"""Reads directives, which are written in brackets: pauses, silences, breaths, repeats, bells, other practices,
backgrounds, images. Also reads their lengths and counts: each is a single value, or a range from which the plan
chooses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Final, TypeAlias

from voiceguide.errors import LengthError
from voiceguide.lengths import parse_length
from voiceguide.script._findings import UnplacedError, hint, short
from voiceguide.script.model import Bell, Breathe, Images, Inset, Item, Pause, Place, Range, Silence, SoundChange
from voiceguide.units import Seconds

SHRINKS_TO: Final = 0.5
GROWS_TO: Final = 3.0
"""The shortest and the longest pause that a single written length allows, as factors of that length."""

MOST_TIMES: Final = 1000
"""The highest count that may be written for a repeat, for breaths or for images."""

_WITHIN: Final = re.compile(r"([^,]*\d[^,]*), ?([^,]*\d[^,]*(?:[-–—]| to )[^,]*\d[^,]*)", re.IGNORECASE)
_SPAN: Final = re.compile(r" ?[-–—] ?| to ", re.IGNORECASE)
_UP_TO: Final = re.compile(r"(.*?\S),? up to (\S.*)", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\d{1,6}", re.ASCII)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def read_length(text: str) -> Range:
    """The written length, or range of lengths, in seconds. A single length gives a fixed range. Raises `UnplacedError`.

    ``1m, up to 20m`` gives the usual and the greatest length; the least is then `SHRINKS_TO` times the usual one.
    ``3.2s, 0.8s-13s`` gives the usual length and both limits.
    """
    if growing := _UP_TO.fullmatch(text):
        return _growing(growing[1], growing[2], text)
    if within := _WITHIN.fullmatch(text):
        return _usually(within[1], read_length(within[2]), text)
    ends = _SPAN.split(text)
    if len(ends) > 2 or not all(ends):
        raise UnplacedError("length", f"{text!r} is not a length; write it like 90s, 5m, 1m30s, or a range like 30s-6m")
    if len(ends) == 2 and _NUMBER.fullmatch(ends[0]) and not _NUMBER.fullmatch(ends[1]):
        raise UnplacedError("length", f"{text!r}: both ends of a range need a unit, for example 2m-6m")
    least, greatest = _seconds(ends[0]), _seconds(ends[-1])
    if least > greatest:
        raise UnplacedError("range", f"the range {text} is reversed; write {ends[1]}-{ends[0]}")
    return Range(least, _middle(least, greatest), greatest)


def _seconds(text: str) -> Seconds:
    try:
        return parse_length(text)
    except LengthError as error:
        raise UnplacedError("length", str(error)) from None


def _growing(usual: str, most: str, text: str) -> Range:
    natural, greatest = _seconds(usual), _seconds(most)
    if natural > greatest:
        raise UnplacedError("range", f"[{text}] has the longer length first; write {most}, up to {usual}")
    return Range(SHRINKS_TO * natural, natural, greatest)


def _usually(usual: str, ends: Range, text: str) -> Range:
    natural = _seconds(usual)
    if not ends.least <= natural <= ends.greatest:
        raise UnplacedError("range", f"[{text}]: the usual length must be inside the range, as in [3s, 1s-10s]")
    return Range(ends.least, natural, ends.greatest)


def elastic_range(seconds: float) -> Range:
    """The range of a pause with a single written length: from `SHRINKS_TO` to `GROWS_TO` times that length."""
    return Range(SHRINKS_TO * seconds, seconds, GROWS_TO * seconds)


def read_count(text: str, what: str) -> Range:
    """The written count: a whole number, or a range of whole numbers. `what` names the directive in messages. Raises
    `UnplacedError`.
    """
    ends = _SPAN.split(text)
    if len(ends) > 2 or not all(_WHOLE.fullmatch(end) for end in ends):
        raise UnplacedError("count", f"{what} needs a whole number or a range of them, like 4 or 4-20, not {text!r}")
    least, greatest = int(ends[0]), int(ends[-1])
    if least > greatest:
        raise UnplacedError("range", f"the range {text} is reversed; write {greatest}-{least}")
    if least < 1:
        raise UnplacedError("count", f"{what} needs at least 1, not {text}")
    if greatest > MOST_TIMES:
        raise UnplacedError("count", f"{what} can go up to {MOST_TIMES} times, not {text}")
    return Range(least, round(_middle(least, greatest)), greatest)


def _middle(least: float, greatest: float) -> float:
    """The geometric mean of the two ends."""
    return least if least == greatest else sqrt(least * greatest)


USUAL_PAUSE: Final = 5.0
"""The length of a ``[pause]`` without a written length, in seconds."""

LEAST_EVERY: Final = 5.0
"""The shortest time that a script may write after ``every``, in seconds. If reminders came more often than this, the
time would not be a silence.
"""

MOST_STRIKES: Final = 108
LONGEST_PHASE: Final = 60.0
"""The longest phase of a timed breath, in seconds. Nobody breathes in for a minute, so a longer phase must be a
mistake.
"""


@dataclass(frozen=True)
class RepeatBegin:
    """The beginning of a repeated block."""

    place: Place
    times: Range


@dataclass(frozen=True)
class RepeatEnd:
    """The end of a repeated block."""

    place: Place


@dataclass(frozen=True)
class PieceMark:
    """Marks the words after it as a piece of a recording."""

    place: Place
    id: str


Directive: TypeAlias = Item | RepeatBegin | RepeatEnd | PieceMark

_TIMES: Final = re.compile(
    r"(.*?)[ ,]+(\d{1,6}(?:(?: ?[-–—] ?| to )\d{1,6})?) ?(?:times?|x|breaths?)", re.IGNORECASE | re.ASCII
)
_TIMES_AFTER: Final = re.compile(r" ?(?:times?|x)$", re.IGNORECASE)
_PHASE: Final = re.compile(
    r"[ ,]*(in|out|hold|rest) (\d{1,3}(?:\.\d{1,3})?) ?(?:seconds|second|secs|sec|s)?(?=[ ,]|$)",
    re.IGNORECASE | re.ASCII,
)
_PIECE_ID: Final = re.compile(r"[0-9a-z]{1,12}", re.ASCII)
_SHARE: Final = re.compile(r"(.*?) ?(\d{1,6}(?:\.\d{1,6})?) ?%", re.ASCII)
_MODE: Final = re.compile(r"(?:^|[ ,]+)(fixed|open|every(?= |$)(.*))$", re.IGNORECASE | re.ASCII)
_BREATHE_EXAMPLE: Final = "write it like [breathe in 4 hold 2 out 6, 4-20 times]"


def read_directive(text: str, place: Place) -> Directive:
    """The directive whose brackets contain `text`. White space in `text` must be collapsed. Raises `UnplacedError`."""
    word, _, rest = text.partition(" ")
    reader = _READERS.get(word.lower())
    if reader is not None:
        return reader(rest.strip(), place)
    if text[:1].isdigit():
        return _pause(text, place)
    raise UnplacedError("unknown-directive", _unknown(text, word))


def is_repeat(text: str) -> bool:
    """Whether the text between two brackets is meant to begin a repeat, even if the rest of it is a mistake."""
    return text.partition(" ")[0].lower() == "repeat"


def _unknown(text: str, word: str) -> str:
    if not text:
        return "these brackets are empty; write a pause like [5s]"
    known = ", ".join(_READERS)
    meant = hint(word, tuple(_READERS), f"it may be {known}.", least=0.65)
    return f"[{short(text)}] is not known{meant} To have it spoken, write \\[{short(text)}\\]"


def _pause(rest: str, place: Place) -> Pause:
    fixed = rest.lower() == "fixed" or rest.lower().endswith(" fixed")
    length = rest[: -len("fixed")].rstrip(" ,") if fixed else rest
    if not length:
        return Pause(place, _pause_range(USUAL_PAUSE, fixed))
    found = read_length(length)
    if found.fixed and not _is_range(length):
        return Pause(place, _pause_range(found.natural, fixed))
    if fixed:
        raise UnplacedError("range", f"[{rest}]: a fixed pause has no range; write one length, or leave out 'fixed'")
    return Pause(place, found)


def _is_range(length: str) -> bool:
    return _SPAN.search(length) is not None


def _pause_range(seconds: float, fixed: bool) -> Range:
    return Range(seconds, seconds, seconds) if fixed else elastic_range(seconds)


def _silence(rest: str, place: Place) -> Silence:
    mode = _MODE.search(rest)
    length = rest[: mode.start()].rstrip(" ,") if mode else rest
    if not length:
        raise UnplacedError("length", "a silence needs a length, for example [silence 2m] or [silence 30s-6m]")
    found = read_length(length)
    if mode is None or mode[1].lower() == "fixed":
        return Silence(place, found)
    if mode[1].lower() == "open":
        return Silence(place, found, open=True)
    often = mode[2].strip(" ,")
    every = read_length(often) if often else None
    if every is None or not every.fixed or every.least < LEAST_EVERY:
        example = f"write one length of {LEAST_EVERY:.0f} s or more, as in [silence 20s-5m every 30s]"
        raise UnplacedError("every", f"[silence {short(rest)}]: after 'every', {example}")
    return Silence(place, found, every=every.least)


def _breathe(rest: str, place: Place) -> Breathe:
    whole = _TIMES.fullmatch(rest)
    if whole is None:
        raise UnplacedError("breathe", f"[breathe {short(rest)}] does not say how many times; {_BREATHE_EXAMPLE}")
    times = read_count(whole[2].strip(), "breathe")
    seconds = _phases(whole[1])
    return Breathe(place, seconds["in"], seconds.get("hold", 0.0), seconds["out"], seconds.get("rest", 0.0), times)


def _phases(text: str) -> dict[str, float]:
    """How long each written phase is, in seconds, by the phase's name. A hold after the out-breath is called ``rest``.
    Raises `UnplacedError`.
    """
    seconds: dict[str, float] = {}
    at = 0
    for phase in _PHASE.finditer(text):
        if phase.start() != at:
            break
        at = phase.end()
        name = phase[1].lower()
        if name == "hold" and "out" in seconds:
            name = "rest"
        if name in seconds or (name != "in" and "in" not in seconds) or (name == "hold" and "out" in seconds):
            order = "the parts of a breath come in the order 'in', 'hold', 'out', 'hold'"
            raise UnplacedError("breathe", f"{order}; {_BREATHE_EXAMPLE}")
        if name == "rest" and "out" not in seconds:
            raise UnplacedError("breathe", f"a rest comes after the out-breath; {_BREATHE_EXAMPLE}")
        seconds[name] = float(phase[2])
    if text[at:].strip(" ,") or "out" not in seconds:
        raise UnplacedError("breathe", f"[breathe {short(text)} …] cannot be read; {_BREATHE_EXAMPLE}")
    if not seconds["in"] or not seconds["out"]:
        raise UnplacedError("breathe", "an in-breath and an out-breath take more than 0 seconds")
    if max(seconds.values()) > LONGEST_PHASE:
        raise UnplacedError("breathe", f"no part of a breath may be longer than {LONGEST_PHASE:.0f} s")
    return seconds


def _repeat(rest: str, place: Place) -> RepeatBegin:
    count = _TIMES_AFTER.sub("", rest)
    if not count:
        raise UnplacedError("count", "a repeat needs a count, for example [repeat 3] or [repeat 2-6]")
    return RepeatBegin(place, read_count(count, "repeat"))


def _end(rest: str, place: Place) -> RepeatEnd:
    if rest.lower() not in ("", "repeat"):
        raise UnplacedError("unknown-directive", f"[end {short(rest)}] is not known; [end] closes a [repeat]")
    return RepeatEnd(place)


def _bell(rest: str, place: Place) -> Bell:
    count = _TIMES_AFTER.sub("", rest)
    if not count:
        return Bell(place, 1)
    if not _WHOLE.fullmatch(count) or not 1 <= int(count) <= MOST_STRIKES:
        raise UnplacedError(
            "count", f"a bell is struck 1 to {MOST_STRIKES} times, not {short(rest)!r}; write [bell] or [bell 3]"
        )
    return Bell(place, int(count))


def _practice(rest: str, place: Place) -> Inset:
    share = _SHARE.fullmatch(rest)
    name = (share[1] if share else rest).strip(" ,")
    if not name:
        raise UnplacedError("practice", "name a practice, like [practice body-scan] or [practice body-scan 40%]")
    if share is None:
        last = name.split()[-1]
        if len(name.split()) > 1 and re.fullmatch(r"[\d.]+", last):
            raise UnplacedError("share", f"a share of the time needs its %: write [practice {short(name)}%]")
        return Inset(place, name, None)
    percent = float(share[2])
    if not 0 < percent <= 100:
        raise UnplacedError("share", f"a share must be more than 0 % and at most 100 %, not {share[2]} %")
    return Inset(place, name, percent / 100)


def _images(rest: str, place: Place) -> Images:
    whole = _TIMES.fullmatch(rest)
    name = whole[1].strip(" ,") if whole else ""
    if whole is None or not name:
        example = "write it like [images ./pictures.md, 12-60 times]"
        raise UnplacedError("images", f"[images {short(rest)}] must name a list of images, and say how many; {example}")
    return Images(place, name, read_count(whole[2].strip(), "images"))


def _sound(rest: str, place: Place) -> SoundChange:
    if not rest:
        raise UnplacedError("sound", "name a background, like [sound ocean]; 'voiceguide sounds' lists the backgrounds")
    return SoundChange(place, rest)


def _piece(rest: str, place: Place) -> PieceMark:
    if not _PIECE_ID.fullmatch(rest):
        raise UnplacedError("piece", f"[piece {short(rest)}]: name a piece, as in [piece 0012], followed by its words")
    return PieceMark(place, rest)


_READERS: Final[dict[str, Callable[[str, Place], Directive]]] = {
    "pause": _pause,
    "silence": _silence,
    "breathe": _breathe,
    "repeat": _repeat,
    "end": _end,
    "bell": _bell,
    "practice": _practice,
    "images": _images,
    "sound": _sound,
    "piece": _piece,
}
