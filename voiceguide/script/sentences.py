"""Splits paragraphs into sentences: finds where a sentence ends, and where a very long one can be divided."""

import re
from collections.abc import Iterator
from typing import Final

from voiceguide.script._full_stops import ends_abbreviation
from voiceguide.units import TextSpan

LONGEST: Final = 300
"""The most characters in a sentence. A longer one is divided, because engines have trouble with it."""

_SHORTEST_PART: Final = 60
_CLOSING: Final = "\"'”’“‘»«›‹)\\]*"
_END: Final = re.compile(
    rf"(?<![.!?…‽؟۔।॥])[.!?…‽؟۔।॥]+[{_CLOSING}]*(?:\s[»›](?=\s|$))?(?=\s|$)|[。！？｡]+[”’」』）*]*"
)
_COMMA: Final = re.compile(r"[;:,，、；：—–][\"'”’*]*(?=\s)|[，、；：]")


def sentences(text: str) -> list[TextSpan]:
    """The sentences of a text on one line, in order, as spans without white space at their ends.

    A sentence longer than `LONGEST` becomes several spans. Characters with nothing to speak are added to the sentence
    before them; at the beginning of the text, to the one after them.
    """
    spans: list[TextSpan] = []
    complete = True  # whether the last span has something to speak in it
    for start, end in _ends(text):
        while start < end and text[start].isspace():
            start += 1
        if start == end:
            continue
        spoken = _speakable(text, (start, end))
        if spans and not (spoken and complete):
            spans[-1] = (spans[-1][0], end)
            complete = complete or spoken
        else:
            spans.append((start, end))
            complete = spoken
    return [part for span in spans for part in _parts(text, span) if _speakable(text, part)]


def _speakable(text: str, span: TextSpan) -> bool:
    return any(map(str.isalnum, text[span[0] : span[1]]))


def _ends(text: str) -> Iterator[TextSpan]:
    start = 0
    first = next((sign for sign in text if sign.isalpha()), "")
    in_capitals = not first.islower()
    for end in _END.finditer(text):
        if _is_end(text, end, in_capitals):
            yield start, end.end()
            start = end.end()
    yield start, len(text.rstrip()) if text[start:].strip() else start


def _is_end(text: str, end: re.Match[str], in_capitals: bool) -> bool:
    """Whether a sentence ends at the signs `end`. `in_capitals`: the text does not begin with a small letter. Then its
    sentences are taken to begin with capitals, so a period before a small letter does not end one.
    """
    signs = end[0].rstrip(" \u00a0\u202f\"'”’“‘»«›‹)]*」』）")
    after = text[end.end() : end.end() + 40].lstrip(" \u00a0\u202f\"'“‘„«»([*¿¡")
    if not after:
        return True
    dots = "…" in signs or "..." in signs
    if dots and (after[0].islower() or after[0].isdigit()):
        return False
    if after[0].islower():
        quoted = len(end[0].rstrip("*")) > len(signs)
        if quoted or (signs == "." and in_capitals):
            return False  # a quotation inside the sentence, or an abbreviation
    if after[0] in "." and signs == ".":
        return False  # one of several dots with spaces between them
    return signs != "." or not ends_abbreviation(text[max(0, end.start() - 40) : end.start()], after)


def _parts(text: str, span: TextSpan) -> Iterator[TextSpan]:
    """The sentence, or its parts if it is too long: divided at commas, semicolons, colons or dashes; or else at spaces;
    or else anywhere.
    """
    start, end = span
    while end - start > LONGEST:
        cut = _cut(text, start)
        stop = cut
        while text[stop - 1].isspace():
            stop -= 1
        yield start, stop
        start = cut
        while text[start].isspace():
            start += 1
    yield start, end


def _cut(text: str, start: int) -> int:
    least, most = start + _SHORTEST_PART, start + LONGEST
    commas = [comma.end() for comma in _COMMA.finditer(text, least, most)]
    if commas:
        return commas[-1]
    space = text.rfind(" ", least, most)
    return space if space > 0 else most
