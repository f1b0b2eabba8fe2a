"""Paragraphs to sentences: where one ends, and where a very long one may be divided."""

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

Span: TypeAlias = tuple[int, int]
"""From the first sign to after the last one."""

LONGEST: Final = 300
"""Signs in a sentence. A longer one is divided, because engines stumble over it."""

_SHORTEST_PART: Final = 60
_END: Final = re.compile(r"(?<![.!?…‽؟۔।॥])[.!?…‽؟۔।॥]+[\"'”’»)\]*]*(?=\s|$)|[。！？｡]+[”’」』）*]*")
_COMMA: Final = re.compile(r"[;:,，、；：—–][\"'”’*]*(?=\s)|[，、；：]")
_LAST_WORD: Final = re.compile(r"[\w.]+$")

# What a full stop shortens, in lower case and without its last full stop.
_TITLES: Final = frozenset(
    {"dr", "mr", "mrs", "ms", "mx", "prof", "st", "jr", "sr", "rev", "e.g", "i.e", "eg", "ie", "vs", "cf", "approx"}
    | {"drs", "profs", "messrs", "mt", "ft", "gen", "gov", "sen", "capt", "lt", "sgt", "hon", "dra", "dott", "sig"}
    | {"ca", "fr", "bzw", "z.b", "d.h", "bspw", "mme", "mlle", "sra", "p.ej"}
)
_SOMETIMES_LAST: Final = frozenset({"etc", "al", "usw", "inc", "ltd", "co", "ave"})
_BEFORE_NUMBERS: Final = frozenset(
    {"no", "nr", "fig", "vol", "min", "max", "sec", "p", "pp", "ch", "sect", "art", "pag", "pág"}
    | {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "okt", "dez"}
)
_MONTHS: Final = re.compile(
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b", re.IGNORECASE
)
_DOTTED: Final = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")


def sentences(text: str) -> list[Span]:
    """The sentences of a text on one line, in order, as spans without white space at their ends.

    Sentences longer than `LONGEST` come in parts. Signs with nothing to speak in them go with the sentence before.
    """
    spans: list[Span] = []
    complete = True  # the last one has something to speak in it
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


def _speakable(text: str, span: Span) -> bool:
    return any(map(str.isalnum, text[span[0] : span[1]]))


def _ends(text: str) -> Iterator[Span]:
    start = 0
    for end in _END.finditer(text):
        if _is_end(text, end):
            yield start, end.end()
            start = end.end()
    yield start, len(text.rstrip()) if text[start:].strip() else start


def _is_end(text: str, end: re.Match[str]) -> bool:
    signs = end[0].rstrip("\"'”’»)]*」』）")
    after = text[end.end() : end.end() + 40].lstrip(" \"'“‘«([*¿¡")
    if not after:
        return True
    goes_on = after[0].islower()
    if goes_on and (len(end[0].rstrip("*")) > len(signs) or "…" in signs or "..." in signs):
        return False  # after a quotation inside the sentence, and after an ellipsis
    return signs != "." or not _shortens(text[max(0, end.start() - 20) : end.start()], after)


def _shortens(before: str, after: str) -> bool:
    """Whether a full stop between these words belongs to a shortened word."""
    found = _LAST_WORD.search(before)
    word = found[0].lower() if found else ""
    if word in _TITLES:
        return True
    if word in _SOMETIMES_LAST or _DOTTED.fullmatch(word):
        return after[0].islower() or after[0] in ",;"
    if word in _BEFORE_NUMBERS:
        return after[0].isdigit()
    if word.isdigit():
        return _MONTHS.match(after) is not None
    if len(word) == 1 and after[1:2] == "." and after[0].isalpha():
        return True  # the first half of one written apart, as in "z. B."
    if re.search(r"(?<![^\W\d_])[^\W\d_]\. $", before[: -len(word)]) and len(word) == 1:
        return after[0].islower()  # the second half
    # an initial, such as J. Smith; "I" and "A" are words
    return len(word) == 1 and found is not None and found[0].isupper() and word not in "ia" and after[0].isupper()


def _parts(text: str, span: Span) -> Iterator[Span]:
    """The sentence itself, or its parts where it is too long: divided at a comma, else at a space, else anywhere."""
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
