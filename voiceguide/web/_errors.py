"""Errors as the page words them: what happened, and what somebody who has only a browser can do about it.

Most errors are written for the terminal, and name its commands and options. Whoever holds a phone cannot type them.
"""

import re
from pathlib import Path
from typing import Final

from voiceguide.errors import (
    ClipsError,
    CourseNotFoundError,
    FileThereError,
    FitError,
    OutputError,
    PracticeNotFoundError,
    RequestError,
    ScriptError,
    SoundError,
    SpeechError,
    SpeechFailedError,
    TextError,
    VoiceguideError,
    VoiceNotFoundError,
    WordsMissingError,
)

_SHOWN: Final = 3
"""At most this many mistakes of a script are named."""

_COMPUTER: Final = "on the computer that runs voiceguide"

_TERMINAL: Final = re.compile(r"'voiceguide |(?<!\w)--\w|\bpip install\b|\bVOICEGUIDE_")
"""Matches a command, an option or a variable, which are of use only in a terminal."""

_CALLED: Final = {
    "length_s": "the length",
    "mine": "your own words",
    "name": "the name",
    "practice": "the practice",
    "text": "the text",
    "then": "the background after the session",
    "then_s": "the background after the session",
    "voice": "the voice",
    "background": "the background",
}
"""For each key of a request that a person can choose on the page: what the page calls it."""

_OTHERWISE: Final[tuple[tuple[type[VoiceguideError], str], ...]] = (
    (CourseNotFoundError, "choose a practice from the list"),
    (SoundError, "choose another background"),
    (TextError, "change the text"),
    (OutputError, f"this can only be put right {_COMPUTER}"),
    (VoiceguideError, f"try again; if that does not help, look {_COMPUTER}"),
)
"""(kind of error, remedy): what to do if the error itself has no remedy that can be followed on the page. The first
kind that fits is used.
"""


def error_json(error: VoiceguideError) -> dict[str, str]:
    """An error for JSON: what happened, and what to do about it on the page."""
    happened, remedy = _parts(error)
    return {"error": happened, "remedy": remedy}


def error_sentence(error: VoiceguideError) -> str:
    """An error as one text, for a page without scripts: what happened, and what to do about it on the page."""
    return sentences(*_parts(error))


def sentences(*parts: str) -> str:
    """The parts as sentences: each begins with a capital letter, and gets a full stop unless it ends with ``.``, ``?``
    or ``!``. `words.js` does the same.
    """
    said = [f"{part[:1].upper()}{part[1:]}{'' if part[-1] in '.?!' else '.'}" for part in parts if part]
    return " ".join(said)


def _parts(error: VoiceguideError) -> tuple[str, str]:
    """(what happened, remedy) for an error, as the page words them."""
    match error:
        case FitError():
            return error.what, error.choice
        case ScriptError():
            return _mistakes(error)
        case RequestError():
            return _request(error)
        case FileThereError():
            return f"a practice called {error.path.stem!r} is already there", "choose another name"
        case WordsMissingError():
            return _words_missing(error)
        case PracticeNotFoundError() if not error.near:
            return _split(error)[0], "choose one from the list of practices"
        case SpeechError():
            return _speech(error)
    happened, remedy = _split(error)
    kept = _without_terminal(remedy)
    return happened, kept or next(other for kind, other in _OTHERWISE if isinstance(error, kind))


def _split(error: VoiceguideError) -> tuple[str, str]:
    """(sentence, remedy) of an error: the sentence without its remedy, and the remedy."""
    sentence = str(error)
    given = getattr(error, "remedy", "")
    if given and sentence.endswith(given):
        return sentence[: -len(given)].rstrip(" :;,") or sentence, given
    happened, _, remedy = sentence.rpartition("; ")
    return (happened, remedy) if happened else (sentence, "")


def _without_terminal(remedy: str) -> str:
    """The remedy without those of its parts that can be followed only in a terminal."""
    return "; ".join(part for part in remedy.split("; ") if not _TERMINAL.search(part))


def _speech(error: SpeechError) -> tuple[str, str]:
    """(what happened, remedy) for an error of a voice. Another voice can be chosen on the page; the voice that failed
    can only be repaired on the computer that runs voiceguide.
    """
    if isinstance(error, SpeechFailedError):  # a sentence that may contain any words
        return str(error), "try again, or choose another voice"
    happened, remedy = _split(error)
    if isinstance(error, ClipsError):
        return happened, f"{_COMPUTER}, {error.remedy}"
    if isinstance(error, VoiceNotFoundError) and error.near and not error.remedy:
        return happened, remedy
    there = getattr(error, "remedy", "")
    if there.startswith("did you mean"):
        return happened, there.partition("?")[0] + "?"
    mended = f", or, {_COMPUTER}: {there}" if _TERMINAL.search(there) else ""
    return _without_terminal(happened), f"choose another voice{mended}"


def _request(error: RequestError) -> tuple[str, str]:
    if not error.known:
        return f"{error.key} is not known here", error.remedy
    called = _CALLED.get(error.key, error.key)
    key = "" if called in (error.key, f"the {error.key}") else f" ({error.key})"
    return f"{called}{key} cannot be used", error.remedy


def _words_missing(error: WordsMissingError) -> tuple[str, str]:
    fallback = f"{{{error.variable}|…}}"
    if _is_pasted(error.file):
        return f"line {error.line} has no words for {{{error.variable}}}", f"write a fallback there: {fallback}"
    happened = f"this practice needs words for {{{error.variable}}}, which the page cannot give it"
    return happened, f"choose another practice, or write a fallback in line {error.line} of its script: {fallback}"


def _mistakes(error: ScriptError) -> tuple[str, str]:
    """(what happened, remedy) for a script with mistakes. The first mistakes are named."""
    pasted = all(_is_pasted(one.file) for one in error.mistakes)
    places = [f"line {one.line}" if pasted else f"in {Path(one.file).name}, line {one.line}" for one in error.mistakes]
    rows = [f"{place}: {_without_terminal(one.message)}" for place, one in zip(places, error.mistakes, strict=True)]
    more = len(rows) - _SHOWN
    if more > 0:
        rows = [*rows[:_SHOWN], f"there {'is' if more == 1 else 'are'} {more} more"]
    return sentences(*rows), "correct the text" if pasted else "choose another practice, or correct its script"


def _is_pasted(file: str) -> bool:
    """Whether a mistake is in a text from the page, and not in a file. `file` is what the mistake gives as its file."""
    return file.startswith("<")
