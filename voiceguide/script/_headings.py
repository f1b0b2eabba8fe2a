"""Reads headings: the title, and the attributes in braces after it, such as `{rate=0.9 pitch=-5%}` for a slower and
lower voice.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final, get_args

from voiceguide.script._findings import Findings, UnplacedError, hint, short
from voiceguide.script._inline import ATTRIBUTES, tokens, wording
from voiceguide.script.model import GREATEST_FACTOR, LEAST_FACTOR, PathName, Place, Section, SessionKind, Visit
from voiceguide.system.plain_text import collapsed

_FACTOR: Final = re.compile(r"([+\-−–]?)(\d{1,6}(?:\.\d{1,6})?) ?(%?)", re.ASCII)


def read_factor(text: str) -> float | None:
    """The factor that is written as ``0.9``, ``90%``, ``-10%`` (0.9) or ``+10%`` (1.1). None if the text is no factor,
    or if the factor is below `LEAST_FACTOR` or above `GREATEST_FACTOR`.
    """
    found = _FACTOR.fullmatch(text)
    if found is None or (found[1] and not found[3]):
        return None
    number = float(found[2]) / (100 if found[3] else 1)
    if found[1]:
        number = 1 + (number if found[1] == "+" else -number)
    factor = round(number, 6)
    return factor if LEAST_FACTOR <= factor <= GREATEST_FACTOR else None


_PATHS: Final[tuple[PathName, ...]] = get_args(PathName)
_SESSIONS: Final[tuple[SessionKind, ...]] = get_args(SessionKind)
_VISITS: Final[tuple[Visit, ...]] = get_args(Visit)
_MOST_OPTIONAL: Final = 99


def read_heading(text: str, place: Place, findings: Findings) -> Section:
    """A section without its items, from the text after the ``#``. Mistakes go to `findings`."""
    title, braces = _split_braces(text)
    section = Section(place, "", ())
    if braces is not None:
        try:
            section = _with_attributes(section, braces)
        except UnplacedError as mistake:
            findings.add_unplaced(place.line, mistake)
    found = list(tokens(title, lambda _at, code, message: findings.add(place.line, code, message)))
    if any(token.kind == "directive" for token in found):
        findings.add(
            place.line, "heading-content", "a heading is not spoken and cannot have [directives]; put them below it"
        )
    words = collapsed(wording(found, title))
    if not words:
        findings.add(place.line, "heading-empty", "this heading has no title; write it like # Arriving")
    return replace(section, title=words)


def _split_braces(text: str) -> tuple[str, str | None]:
    """The title, and the content of the braces after it; None if there are none. Braces with a ``|`` in them are a
    variable with a fallback, and belong to the title.
    """
    text = text.strip()
    start = text.rfind("{")
    plain = text.endswith("\\}") or text[max(0, start - 1) : max(0, start)] == "\\"
    if not text.endswith("}") or plain or start < 0 or "|" in text[start:]:
        return text, None
    return text[:start].rstrip(), text[start + 1 : -1]


def _with_attributes(section: Section, braces: str) -> Section:
    words = re.sub(r" ?= ?", "=", collapsed(braces.replace(",", " ").lower())).split()
    if not words:
        raise UnplacedError("unknown-attribute", "the braces are empty; remove them, or write {keep}")
    seen: set[str] = set()
    while words:
        word = words.pop(0)
        name, sign, value = word.partition("=")
        if name in seen:
            raise UnplacedError("attribute-conflict", f"{{{name}}} is here twice; keep one")
        seen.add(name)
        if name == "optional" and not sign:
            level = words.pop(0) if words and words[0].isascii() and words[0].isdigit() else "1"
            section = replace(section, optional=_level(level))
        elif name in _FLAGS and not sign:
            section = _FLAGS[name](section)
        elif sign and name in _VALUES:
            section = _VALUES[name](section, value)
        else:
            raise _unknown(word, name)
    _refuse_conflicts(section)
    return section


def _level(digits: str) -> int:
    level = int(digits[:9])
    if not 1 <= level <= _MOST_OPTIONAL:
        raise UnplacedError(
            "attribute-value",
            f"the number after 'optional' may be 1 to {_MOST_OPTIONAL}; the highest is left out first",
        )
    return level


def _factor(name: str, value: str) -> float:
    """The factor that `value` gives for the attribute `name`: ``0.9`` and ``90%`` are factors, ``-10%`` and ``+10%``
    are differences from 1. Raises `UnplacedError`.
    """
    factor = read_factor(value)
    if factor is None:
        raise UnplacedError(
            "attribute-value",
            f"{{{name}={short(value)}}} is not known; write a number from {LEAST_FACTOR:g} to "
            f"{GREATEST_FACTOR:g}, like {{{name}=0.9}}, or a change, like {{{name}=-10%}}",
        )
    return factor


def _index(value: str, known: tuple[str, ...], name: str) -> int:
    if value not in known:
        ways = "write " + " or ".join(f"{{{name}={word}}}" for word in known)
        raise UnplacedError("attribute-value", f"{{{name}={short(value)}}} is not known{hint(value, known, ways)}")
    return known.index(value)


_FLAGS: Final[dict[str, Callable[[Section], Section]]] = {
    "keep": lambda section: replace(section, keep=True),
    "arrival": lambda section: replace(section, arrival=True),
    "closing": lambda section: replace(section, closing=True),
    "care": lambda section: replace(section, care=True),
}
_VALUES: Final[dict[str, Callable[[Section, str], Section]]] = {
    "path": lambda section, value: replace(section, path=_PATHS[_index(value, _PATHS, "path")]),
    "for": lambda section, value: replace(section, session=_SESSIONS[_index(value, _SESSIONS, "for")]),
    "visit": lambda section, value: replace(section, visit=_VISITS[_index(value, _VISITS, "visit")]),
    "rate": lambda section, value: replace(section, rate=_factor("rate", value)),
    "pitch": lambda section, value: replace(section, pitch=_factor("pitch", value)),
}


def _unknown(word: str, name: str) -> UnplacedError:
    if name in ("path", "for", "visit"):
        return UnplacedError(
            "attribute-value", f"{name} needs a value: {{path=gentle}}, {{for=sleep}} or {{visit=first}}"
        )
    if name in ("rate", "pitch"):
        return UnplacedError("attribute-value", f"{name} needs a value: {{{name}=0.9}} or {{{name}=-10%}}")
    if name in ATTRIBUTES:
        right = "optional 2" if name == "optional" else name
        return UnplacedError("attribute-value", f"{{{short(word)}}} is not known; write {{{right}}}")
    known = (
        "a heading may have keep, arrival, closing, care, optional 2, path=gentle, for=sleep, visit=first, rate=0.9 "
        "or pitch=-5%"
    )
    return UnplacedError("unknown-attribute", f"{{{short(word)}}} is not known{hint(name, ATTRIBUTES, known)}")


def _refuse_conflicts(section: Section) -> None:
    kept = [name for name in ("keep", "arrival", "closing") if getattr(section, name)]
    if section.care and (kept or section.optional):
        other = f"{{{kept[0]}}} keeps a section at every length" if kept else "{optional} says when one is left out"
        raise UnplacedError("attribute-conflict", f"{other}, but one with {{care}} is left out last; choose one")
    if kept and section.optional:
        why = "keeps a section at every length, and {optional} does not"
        raise UnplacedError("attribute-conflict", f"{{{kept[0]}}} {why}; choose one")
    if section.arrival and section.closing:
        raise UnplacedError("attribute-conflict", "a section is either {arrival} or {closing}; choose one")
