"""Reads tags in mark-up: their names, their attributes, and the quiet that some of them ask for."""

import re
from html import unescape
from typing import Final

from voiceguide.system.plain_text import word_set
from voiceguide.texts._pauses import seconds_of

STRENGTHS: Final = {"none": 0.0, "x-weak": 0.2, "weak": 0.4, "medium": 0.8, "strong": 1.2, "x-strong": 2.0}
KNOWN_TAGS: Final = word_set(
    "speak p s break prosody emphasis say-as sub phoneme voice lang mark audio desc w token lexicon lookup meta "
    "metadata amazon:effect amazon:breath amazon:auto-breaths amazon:domain amazon:emotion "
    "mstts:express-as mstts:silence mstts:viseme "
    "mstts:backgroundaudio google:style par seq media silence pause rate pitch volume spell bookmark "
    "a abbr article b big blockquote body br center cite code dd del details div dl dt em figcaption figure font "
    "footer h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li link main nav ol pre q ruby rt rp section small "
    "span strike strong sup summary table tbody td tfoot th thead time title tr tt u ul var c v "
    "script style aside form button label input select option iframe svg noscript"
)


def tag_name(tag: str) -> str:
    """The name of a tag, in lower case; empty if it is no tag."""
    found = re.match(r"</?([A-Za-z][\w:.\-]*)", tag)
    return found[1].lower() if found else ""


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag: values by name, with names in lower case."""
    found = re.findall(r"([\w:\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>/]+))", tag)
    return {name.lower(): unescape(one or two or three) for name, one, two, three in found}


def break_length(name: str, given: dict[str, str]) -> float | None:
    """The seconds of quiet that a tag asks for; None if it is not a tag for a pause. For such a tag with a time that
    cannot be read, this is None or 0.
    """
    if name in ("break", "pause"):
        for key in ("time", "duration", "length", "seconds", "sec"):
            if key in given:
                return seconds_of(given[key])
        return STRENGTHS.get(given.get("strength", "medium"), 0.8)
    if name == "silence":
        if "msec" in given:
            return seconds_of(given["msec"] + "ms")
        return seconds_of(given.get("value") or given.get("time") or given.get("duration") or "") or 0.0
    return None
