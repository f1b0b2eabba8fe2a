"""Turns paragraphs into words to be spoken: fills in the listener's own words, and removes backslashes."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from voiceguide.errors import WordsMissingError
from voiceguide.script.model import Place
from voiceguide.system.plain_text import collapsed

_SIGN: Final = re.compile(r"\\(.)|\{([^|{}]*)(?:\|((?:[^\\{}]|\\.)*))?\}")
_ESCAPED: Final = re.compile(r"\\(.)")
_PUNCTUATION: Final = ",.!?;:…"


@dataclass(frozen=True)
class Substituted:
    """Words ready to be spoken."""

    text: str
    """One line of text. Each asterisk marks emphasis."""
    wraps: tuple[tuple[int, int], ...] = ()
    """Where each further line of the paragraph begins: (offset in the text, number of that line in the script)."""

    def line_at(self, offset: int, first: int) -> int:
        """The script's line number for the character at `offset`. `first` is the line number of the paragraph."""
        before = bisect_right(self.wraps, offset, key=itemgetter(0))
        return self.wraps[before - 1][1] if before else first


def own_words(words: Mapping[str, str] | tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The listener's words in the form that `substitute` needs: names in lower case, words on one line and without
    asterisks. Empty ones are left out.
    """
    pairs = words.items() if isinstance(words, Mapping) else words
    cleaned = ((name.lower(), collapsed(text.replace("*", " "))) for name, text in pairs)
    return {name: text for name, text in cleaned if text}


def substitute(
    text: str, place: Place, words: Mapping[str, str], wraps: tuple[tuple[int, int], ...] = ()
) -> Substituted:
    """A text in the form of `Paragraph.text`, with the listener's words in place of its variables. Capitals in the name
    of a variable make no difference.

    Raises `WordsMissingError` for a variable that has neither `words` (see `own_words`) nor a fallback.
    """
    done, at = "", 0
    moved: list[tuple[int, int]] = []  # the wraps, with their new offsets
    for sign in _SIGN.finditer(text):
        _move(wraps, moved, sign.end(), len(done), (at, sign.start()))
        done += text[at : sign.start()]
        at = sign.end()
        if sign[1] is not None:
            done += _plain_sign(sign)
            continue
        spoken = words.get(sign[2].lower())
        if spoken is None and sign[3] is None:
            raise WordsMissingError(place.file, _line(wraps, sign.start(), place.line), sign[2])
        spoken = spoken if spoken is not None else _ESCAPED.sub(_plain_sign, sign[3])
        if spoken:
            done += spoken
        else:
            done, at = _without_stray_punctuation(done, text, at)
    _move(wraps, moved, len(text) + 1, len(done), (at, len(text)))
    return Substituted(done + text[at:], tuple(moved))


def _move(
    wraps: tuple[tuple[int, int], ...], moved: list[tuple[int, int]], until: int, base: int, literal: tuple[int, int]
) -> None:
    """Add to `moved` the line beginnings in `wraps` before the offset `until` of the old text, with their offsets in
    the new text. `literal` is a span of the old text that is copied as it is; in the new text, it begins at `base`.
    """
    while len(moved) < len(wraps) and wraps[len(moved)][0] < until:
        offset, number = wraps[len(moved)]
        moved.append((base + max(0, min(offset, literal[1]) - literal[0]), number))


def _plain_sign(sign: re.Match[str]) -> str:
    """The escaped character. But an asterisk between numbers becomes ``×``, two become ``^``, and any other is left
    out.
    """
    if sign[1] != "*":
        return sign[1]
    before, after = sign.string[: sign.start()].rstrip(), sign.string[sign.end() :].lstrip()
    if before[-1:].isdigit() and _POWER.match(after):
        return "^"
    return "×" if before[-1:].isdigit() and after[:1].isdigit() else ""


_POWER: Final = re.compile(r"\\\*\s*\d")
"""Matches the second of two plain asterisks, with the number after it."""


def _line(wraps: tuple[tuple[int, int], ...], offset: int, first: int) -> int:
    return Substituted("", wraps).line_at(offset, first)


def _without_stray_punctuation(done: str, text: str, at: int) -> tuple[str, int]:
    """Called after a variable that is empty. Returns the text so far (`done`), and the offset in `text` at which to
    continue. A comma or a space that would be left over beside the variable is removed.
    """
    after = text[at : at + 1]
    if not after or after in _PUNCTUATION:
        return done.rstrip(" ," if after != "," else " "), at
    if not done.strip() or done.endswith(" "):
        return done, at + (1 if after == " " else 0)
    return done, at
