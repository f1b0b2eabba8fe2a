"""The types of the front matter's values: one reader for each key."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from voiceguide.errors import LengthError
from voiceguide.lengths import parse_length
from voiceguide.script.factors import GREATEST_FACTOR, LEAST_FACTOR, read_factor
from voiceguide.script.findings import SlipError, hint, short
from voiceguide.script.model import Cues, Script, SessionKind, VoiceWish
from voiceguide.script.raw import Raw

NOT_FOR_SCRIPTS: Final = ("command",)
"""Engines that only the listener may ask for, because they run any program: scripts come from strangers."""

_LANG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.ASCII)
_CUES: Final = {"in": "breathe_in", "hold": "hold", "out": "breathe_out", "rest": "rest"}


def _title(script: Script, raw: Raw) -> Script:
    return replace(script, title=raw.some_text("A quiet minute"))


def _summary(script: Script, raw: Raw) -> Script:
    return replace(script, summary=raw.text())


def _author(script: Script, raw: Raw) -> Script:
    return replace(script, author=raw.text())


def _album(script: Script, raw: Raw) -> Script:
    return replace(script, album=raw.text())


def _tags(script: Script, raw: Raw) -> Script:
    return replace(script, tags=raw.items())


def _lang(script: Script, raw: Raw) -> Script:
    tag = raw.some_text("en").lower().replace("_", "-")
    if not _LANG.fullmatch(tag):
        raise SlipError("lang", f"{short(tag)!r} is not a language; write its short sign, like en, en-gb or de")
    return replace(script, lang=tag)


def _length(script: Script, raw: Raw) -> Script:
    try:
        return replace(script, length=parse_length(raw.some_text("8m")))
    except LengthError as error:
        raise SlipError("length", f"length: {error}") from None


def _for(script: Script, raw: Raw) -> Script:
    known: dict[str, SessionKind] = {"day": "day", "sleep": "sleep"}
    word = raw.some_text("sleep").lower()
    if word not in known:
        raise SlipError("for", f"for: {short(word)} is not known; write for: day or for: sleep")
    return replace(script, session=known[word])


def _background(script: Script, raw: Raw) -> Script:
    return replace(script, background=raw.some_text("rain"))


def _cover(script: Script, raw: Raw) -> Script:
    return replace(script, cover=raw.some_text("cover.jpg"))


def _voice(script: Script, raw: Raw) -> Script:
    if not raw.is_map:
        return replace(script, voice=VoiceWish(name=_voice_name(raw.some_text("{rate: 0.95}"))))
    wish = dict(raw.pairs(_check_voice))
    rate, pitch = (_factor(name, wish[name]) if name in wish else None for name in ("rate", "pitch"))
    return replace(script, voice=VoiceWish(wish.get("name"), rate, pitch))


def _check_voice(name: str, value: str) -> None:
    if name in ("rate", "pitch"):
        _factor(name, value)
    elif name != "name":
        question = hint(name, ("name", "rate", "pitch"), "it has name, rate and pitch")
        raise SlipError("voice", f"voice has no {short(name)!r}{question}")
    elif not value:
        raise SlipError("voice", "the voice's name is empty; 'voiceguide voices' shows them")
    else:
        _voice_name(value)


def _voice_name(name: str) -> str:
    engine = name.partition(":")[0].strip().lower()
    if engine in NOT_FOR_SCRIPTS:
        raise SlipError(
            "voice", f"a script cannot ask for the voice {short(name)!r}, which runs a program; take it out, and give "
            "it on the command line with --voice, or once for all with 'voiceguide config voice'",
        )  # fmt: skip
    return name


def _factor(name: str, text: str) -> float:
    factor = read_factor(text)
    if factor is None:
        raise SlipError("voice", f"the voice's {name} is a factor between {LEAST_FACTOR:g} and {GREATEST_FACTOR:g}, "
                               f"like {name}: 0.95, not {short(text)!r}")  # fmt: skip
    return factor


def _say(script: Script, raw: Raw) -> Script:
    return replace(script, say=raw.pairs(_check_say))


def _check_say(word: str, spoken: str) -> None:
    if not spoken:
        raise SlipError("say", f"how is {short(word)!r} spoken? Write it like say: {{Germer: GUR-mer}}")


def _cues(script: Script, raw: Raw) -> Script:
    return replace(script, cues=Cues(**{_CUES[name]: words for name, words in raw.pairs(_check_cue)}))


def _check_cue(name: str, words: str) -> None:
    if name not in _CUES:
        question = hint(name, tuple(_CUES), "they are in, hold, out and rest")
        raise SlipError("cues", f"there is no cue {short(name)!r}{question}")


Reader: TypeAlias = Callable[[Script, Raw], Script]

READERS: Final[dict[str, Reader]] = {
    "title": _title,
    "summary": _summary,
    "author": _author,
    "album": _album,
    "tags": _tags,
    "lang": _lang,
    "length": _length,
    "for": _for,
    "background": _background,
    "voice": _voice,
    "say": _say,
    "cover": _cover,
    "cues": _cues,
}
"""From a key to what puts its value into a script. Raises `SlipError`."""
