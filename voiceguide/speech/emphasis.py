"""Which of the words that are spoken are to be emphasised, after numbers, signs and names have become other words."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from voiceguide.speech.engine import Span
from voiceguide.speech.text import speakable

_WORD: Final = re.compile(r"\S+")
_STOP_SIGNS: Final = ".,;:?!。，、！？；：।॥؟،؛"


def with_emphasis(text: str, say: Sequence[tuple[str, str]] = (), lang: str = "en") -> tuple[str, tuple[Span, ...]]:
    """The same as `speakable`, and the stretches of it that were between stars in `text`: whole words, in order.

    What one written word has become is found by counting the words that are spoken before it.
    """
    spoken = speakable(text, say, lang)
    pieces = text.split("*")
    if len(pieces) == 1 or not spoken:
        return spoken, ()
    words = [(found.start(), found.start() + len(found[0].rstrip(_STOP_SIGNS))) for found in _WORD.finditer(spoken)]

    def count(until: int) -> int:
        return len(_WORD.findall(speakable("".join(pieces)[:until], say, lang)))

    spans: list[Span] = []
    plain = "".join(pieces)
    for first, last in _stretches(pieces):
        if not speakable(plain[first:last], say, lang):
            continue
        inside_a_word = plain[first - 1 : first].isalnum() and plain[first : first + 1].isalnum()
        begin = min(count(first) - inside_a_word, len(words) - 1)
        end = min(max(count(last), begin + 1), len(words))
        span = (words[max(0, begin)][0], words[end - 1][1])
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    return spoken, tuple(spans)


def _stretches(pieces: Sequence[str]) -> Iterator[Span]:
    """Where every second piece lies in the text of them all."""
    at = 0
    for index, piece in enumerate(pieces):
        if index % 2 and piece:
            yield at, at + len(piece)
        at += len(piece)
