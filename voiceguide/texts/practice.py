"""Makes a practice from a text of any form: the script, its text in our format, and the report."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from voiceguide.errors import TextError
from voiceguide.script.model import Item, Paragraph, Place, Script, ScriptVoice, Section
from voiceguide.script.parser import STANDARD_INPUT, is_ours, parse, parse_bytes
from voiceguide.script.sentences import LONGEST, sentences
from voiceguide.script.writer import write
from voiceguide.system.plain_text import collapsed
from voiceguide.texts._brackets import plain
from voiceguide.texts._captions import PER_SIGN
from voiceguide.texts._interpretation import first_words, interpreted
from voiceguide.texts._language import language_of, spaceless
from voiceguide.texts._model import (
    LONG,
    NEUTRAL,
    Amount,
    FoundPause,
    FoundSection,
    FoundText,
    Interpretation,
    Passage,
    Prosody,
    Report,
)
from voiceguide.texts._patterns import Pattern
from voiceguide.texts.forms import MOST_TEXT, Source, read_found, source
from voiceguide.units import Seconds

SHOULD_REACH: Final[Seconds] = 3600.0
"""How long the longest session of a found text should be, in seconds. Its pauses may grow just far enough for this."""

AT_PARAGRAPHS: Final[Seconds] = 3.0
"""The pause after a paragraph, in seconds, for a text without pause marks."""

_PER_WORD: Final[Seconds] = 0.45
_STEPS: Final = (60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 2700, 3600)
"""The greatest length of a pause is one of these round numbers, in seconds: the first that is at least as long as the
length wanted, or else the last one. A pause that is itself longer than the last one does not grow.
"""

_CONTROL: Final = Pattern(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ROW_START: Final = Pattern(r"[#>=•\-+]|[*_](?=\s|$)")
_CLAUSE: Final = Pattern(
    r"\s(?=(?:and|so|now|then|but|as|when|if|just|let|it's|there's|we|"
    r"you(?= (?:can|may|might|are|will|could|have|notice|feel|know|don't|need))|und|dann|wenn|y|et|puis|e|en)\s)",
    re.IGNORECASE,
)
_SomeItem = TypeVar("_SomeItem", bound=Item)


@dataclass(frozen=True)
class ReadText:
    """A practice that was made from a text: its script, its text in our format, and the report."""

    script: Script
    text: str
    """The practice in our format, as `convert` writes it."""
    report: Report | None
    """The report on the text; None if the text was already in our format."""

    def named(self, name: str) -> "ReadText":
        """The same `ReadText`, with another name for its practice."""
        return replace(self, script=replace(self.script, name=name))


def read_bytes(data: bytes, *, file: str, name: str, form: str = "") -> ReadText:
    """The practice in a text of any form. `file` is its name in messages. `form` names the form; if empty, it is
    recognised.

    Raises `TextError` if it cannot become a practice; `ScriptError` if it is in our format and has mistakes.
    """
    if not form and is_ours(data):
        script = parse_bytes(data, file=file, name=name)
        return ReadText(script, data.decode("utf-8-sig"), None)
    found, given = read_found(source(data, file, name), form)
    interpretation = interpreted(found)
    script = _script(interpretation, given)
    text = write(script)
    if len(text.encode("utf-8")) > 2 * MOST_TEXT:
        raise TextError(file, 0, "too large for a script: its words alone are more than 1 MB")
    return ReadText(script, text, _report(interpretation, found, given, script))


def _script(interpretation: Interpretation, given: Source) -> Script:
    sections = [replace(section, passages=tuple(_shaped(section.passages))) for section in interpretation.sections]
    spoken = " ".join(
        plain(passage.text) for section in sections for passage in section.passages if passage.kind == "words"
    )
    if not any(map(str.isalnum, spoken)):
        raise TextError(given.file, 0, "no words to speak were found in it: everything in it looks like notes or marks")
    if not any(passage.kind == "rest" for section in sections for passage in section.passages):
        sections = _with_pauses(sections)
    whole = _prosody_of_all(sections)
    rows = [("---", 1), ("title: -", 1), ("---", 1), *_rows(sections, _Growth(sections, spoken), whole)]
    script = parse("\n".join(row for row, _ in rows), file=given.file, name=given.name)
    lines = [max(1, line) for _, line in rows]
    title = _one_line(interpretation.title)[:150]
    return replace(
        script,
        title=title if any(map(str.isalnum, title)) else _title_from(given, spoken),
        lang=language_of(f"{spoken} {title}", interpretation.lang),
        sections=tuple(_placed_section(section, lines) for section in script.sections),
        voice=ScriptVoice(rate=_unless_one(whole.rate), pitch=_unless_one(whole.pitch)),
    )


def _unless_one(factor: float) -> float | None:
    return factor if factor != 1 else None


def _prosody_of_all(sections: Sequence[FoundSection]) -> Prosody:
    """The prosody of all sections; `NEUTRAL` if it is not the same for all."""
    found = {section.prosody for section in sections}
    return found.pop() if len(found) == 1 else NEUTRAL


def _title_from(given: Source, spoken: str) -> str:
    """A title that is made from the file's name. A text from standard input has no such name, and its title is its
    first words.
    """
    name = first_words(spoken) if given.file == STANDARD_INPUT else given.name
    words = _one_line(re.sub(r"[-_]+", " ", name))[:150]
    return words[:1].upper() + words[1:] if any(map(str.isalnum, words)) else "A practice"


def _rows(sections: Sequence[FoundSection], growth: "_Growth", whole: Prosody) -> Iterator[tuple[str, int]]:
    """The lines of a script, as (line, number). The number is that of the line in the found text from which the words
    come. `whole` is the prosody of the whole text.
    """
    for section in sections:
        if section.title:
            yield "", section.line
            yield (
                f"# {_escaped(section.title)}{'' if section.prosody == whole else _braces(section.prosody)}",
                section.line,
            )
        for passage in section.passages:
            yield "", passage.line
            if passage.kind == "words":
                yield from _written(passage)
            elif passage.kind == "bell":
                yield f"[bell {max(1, passage.level)}]", passage.line
            elif passage.amount.greatest:
                yield growth.written(passage.amount), passage.line


def _braces(prosody: Prosody) -> str:
    """A prosody in the form for braces after a heading; empty if it changes neither rate nor pitch."""
    factors = (("rate", prosody.rate), ("pitch", prosody.pitch))
    written = " ".join(f"{name}={factor:g}" for name, factor in factors if factor != 1)
    return f" {{{written}}}" if written else ""


def _written(passage: Passage) -> Iterator[tuple[str, int]]:
    for line, row in enumerate(passage.text.split("\n"), passage.line):
        words = _escaped(row)
        if any(map(str.isalnum, words)) or re.fullmatch(r"[.…]+", words):
            if _ROW_START.match(words):
                words = f"\\{words}"
            yield re.sub(r"^(\d{1,2})(?=[.)](?:\s|$))", r"\1\\", words), line


def _escaped(text: str) -> str:
    """The words with a backslash before each character that has a meaning in a script. Emphasis marks stay."""
    text = _one_line(text)
    text = re.sub(r"\\(?=[*_])", "\0", text).replace("\\", "").replace("\0", "\\")
    text = re.sub(r"[\[\]{}]|<(?=!--)|`", lambda sign: "" if sign[0] == "`" else f"\\{sign[0]}", text)
    return text.strip()


def _one_line(text: str) -> str:
    return collapsed(text if text.isprintable() else _CONTROL.sub(" ", text))


def _placed_section(section: Section, lines: Sequence[int]) -> Section:
    return replace(
        section, place=_placed(section.place, lines), items=tuple(_placed_item(item, lines) for item in section.items)
    )


def _placed_item(item: _SomeItem, lines: Sequence[int]) -> _SomeItem:
    placed = replace(item, place=_placed(item.place, lines))
    if isinstance(placed, Paragraph):
        wraps = tuple((at, lines[line - 1]) for at, line in placed.wraps)
        return replace(placed, wraps=wraps)
    return placed


def _placed(place: Place, lines: Sequence[int]) -> Place:
    return Place(place.file, lines[min(place.line, len(lines)) - 1])


def _shaped(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The passages, with some of them divided. A sentence may have at most `LONGEST` characters, so a longer passage
    without full stops would be cut in the middle of a phrase. It is divided at better places (see `_divided`).
    """
    for passage in passages:
        if passage.kind != "words" or len(passage.text) < LONGEST:
            yield passage
            continue
        text = collapsed(passage.text)
        cut = [
            (start, end) for start, end in sentences(text) if not re.search(r"[.!?…,;:。！？，、]\W*$", text[start:end])
        ]
        if len(cut) > 1:
            yield from _divided(passage)
        else:
            yield passage


def _divided(passage: Passage) -> Iterator[Passage]:
    """A passage divided into parts of about two lines, at the ends of lines or where clauses begin."""
    rows = [(line, row) for line, row in enumerate(passage.text.split("\n"), passage.line) if row.strip()]
    if max(len(row) for _, row in rows) > LONGEST // 2:
        rows = [(line, section) for line, row in rows for section in _CLAUSE.split(row)]
    part_rows: list[str] = []
    begun = passage.line
    for line, row in rows:
        size = len(" ".join(part_rows))
        if part_rows and (size + len(row) > LONGEST - 20 or (size > 90 and _CLAUSE.match(f" {row.lstrip()} "))):
            yield replace(passage, text="\n".join(part_rows), line=begun)
            part_rows = []
        if not part_rows:
            begun = line
        part_rows.append(row)
    yield replace(passage, text="\n".join(part_rows), line=begun)


def _with_pauses(sections: Sequence[FoundSection]) -> list[FoundSection]:
    """The sections of a text without pause marks, with a pause after each paragraph but the last. If the text has only
    one paragraph, each sentence becomes a paragraph.
    """
    quiet = Amount(AT_PARAGRAPHS, AT_PARAGRAPHS)
    passages = [(index, passage) for index, section in enumerate(sections) for passage in section.passages]
    if sum(passage.kind == "words" for _, passage in passages) < 2:
        sections = [
            replace(section, passages=tuple(one for passage in section.passages for one in _by_sentences(passage)))
            for section in sections
        ]
        passages = [(index, passage) for index, section in enumerate(sections) for passage in section.passages]
    kept: list[list[Passage]] = [[] for _ in sections]
    for place, (index, passage) in enumerate(passages):
        kept[index].append(passage)
        if passage.kind == "words" and place < len(passages) - 1:
            kept[index].append(Passage("rest", passage.line, "", amount=quiet))
    return [replace(section, passages=tuple(made)) for section, made in zip(sections, kept, strict=True)]


def _by_sentences(passage: Passage) -> Iterator[Passage]:
    if passage.kind != "words":
        yield passage
        return
    line = passage.line
    for start, end in sentences(text := passage.text.replace("\n", " ")):
        yield replace(passage, text=text[start:end], line=line + passage.text.count("\n", 0, start))


class _Growth:
    """Decides how far each pause of a text may grow, so that the longest session lasts about `SHOULD_REACH`."""

    def __init__(self, sections: Sequence[FoundSection], spoken: str) -> None:
        rests = [passage.amount for section in sections for passage in section.passages if passage.kind == "rest"]
        single = [amount for amount in rests if amount.least == amount.greatest]
        silences = [amount for amount in single if amount.silence]
        self._least = LONG if silences else 0.0  # if there are silences, other pauses keep their usual range
        words = len(spoken.split()) * _PER_WORD + spaceless(spoken) * PER_SIGN
        total = sum(amount.natural for amount in silences or single)
        self._factor = max(0.0, SHOULD_REACH - words) / total if total else 0.0

    def written(self, amount: Amount) -> str:
        """A pause as it is written in a script, with the length to which it may grow."""
        name = "silence " if amount.silence else ""
        natural = amount.greatest
        if amount.least != natural:
            return f"[{name}{_seconds(amount.least)}-{_seconds(natural)}]"
        wanted = natural * self._factor if natural >= self._least else 0.0
        if wanted <= 3 * natural and not amount.silence:
            return f"[{_seconds(natural)}]"
        wanted = max(wanted, 3 * natural)
        most = next((step for step in _STEPS if step >= wanted), max(_STEPS[-1], natural))
        return f"[{name}{_seconds(natural)}, up to {_seconds(most)}]"


def _seconds(value: Seconds) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") + "s"


def _report(interpretation: Interpretation, found: FoundText, given: Source, script: Script) -> Report:
    pauses = []
    for section in interpretation.sections:
        last = ""
        for passage in section.passages:
            if passage.kind == "words":
                last = " ".join(plain(passage.text).split()[-4:])
            elif passage.kind == "rest" and passage.amount.greatest:
                pauses.append(FoundPause(passage.line, passage.amount, last))
    titles = tuple(section.title.replace("\\", "") for section in script.sections if section.title)
    return Report(
        file=given.file,
        form=found.form,
        title=script.title,
        lang=script.lang,
        sections=titles,
        pauses=tuple(pauses),
        left_out=interpretation.left_out,
        doubts=interpretation.doubts,
        notes=given.notes,
    )
