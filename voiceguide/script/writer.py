"""Writes a `Script` back to text. Parsing this text gives the same script, apart from line numbers."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import sqrt
from typing import Final

from voiceguide.errors import LengthError
from voiceguide.lengths import format_length, parse_length
from voiceguide.script._directives import SHRINKS_TO, elastic_range
from voiceguide.script._values import write_list, write_pair, write_scalar
from voiceguide.script.model import (
    Bell,
    Breathe,
    Images,
    Inset,
    Item,
    Paragraph,
    Pause,
    Range,
    Repeat,
    Script,
    Section,
    Silence,
)

_NEEDS_ESCAPE: Final = re.compile(r"\\.|[\[\]_]|<(?=!--)")
_LINE_START: Final = re.compile(r"[#>+\-=•](?=.)|\d{1,2}(?=[.)](?:\s|$))")


def write(script: Script) -> str:
    """The text of a script, in a canonical form. Comments and line wrapping are lost, because they are not part of a
    `Script`.
    """
    parts = ["---\n" + "".join(f"{line}\n" for line in _front_matter(script)) + "---\n"]
    for section in script.sections:
        heading = f"# {_heading(section)}\n" if section.title else ""
        parts.append(heading + _items(section.items))
    return "\n".join(parts)


def _front_matter(script: Script) -> Iterator[str]:
    yield f"title: {write_scalar(script.title)}"
    for key, text in (("summary", script.summary), ("author", script.author), ("album", script.album)):
        if text:
            yield f"{key}: {write_scalar(text)}"
    if script.tags:
        yield f"tags: {write_list(script.tags)}"
    if script.lang != "en":
        yield f"lang: {script.lang}"
    if script.length is not None:
        yield f"length: {_length(script.length)}"
    if script.needs:
        yield f"need: {write_list(script.needs)}"
    for key, value in (
        ("for", script.session),
        ("background", script.background),
        ("cover", script.cover),
        ("next", script.next_practice),
        ("rights", script.rights or None),
    ):
        if value is not None:
            yield f"{key}: {write_scalar(value)}"
    yield from _block("voice", _voice(script))
    yield from _block("say", script.say)
    yield from _block("cues", [(name, words) for name, words in script.cues.by_phase.items() if words is not None])


def _voice(script: Script) -> list[tuple[str, str]]:
    voice = script.voice
    pairs = [("name", voice.name)] if voice.name is not None else []
    factors = (("rate", voice.rate), ("pitch", voice.pitch))
    return pairs + [(name, _number(factor)) for name, factor in factors if factor is not None]


def _block(key: str, pairs: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"  {write_pair(name, value)}" for name, value in pairs]
    return [f"{key}:", *lines] if lines else []


def _heading(section: Section) -> str:
    words = []
    for name in ("keep", "arrival", "closing", "care"):
        if getattr(section, name):
            words.append(name)
    if section.optional:
        words.append("optional" if section.optional == 1 else f"optional {section.optional}")
    if section.path:
        words.append(f"path={section.path}")
    if section.session:
        words.append(f"for={section.session}")
    if section.visit:
        words.append(f"visit={section.visit}")
    words += [
        f"{name}={_number(value)}" for name, value in (("rate", section.rate), ("pitch", section.pitch)) if value != 1
    ]
    title = _NEEDS_ESCAPE.sub(_escaped, section.title)
    return f"{title} {{{' '.join(words)}}}" if words else title


def _items(items: Iterable[Item]) -> str:
    """Items as blocks with an empty line between them; a pause stays on the line of the words before it."""
    blocks: list[str] = []
    before: Item | None = None
    for item in items:
        if isinstance(item, Pause | Silence) and isinstance(before, Paragraph):
            blocks[-1] += " " + _item(item)
        else:
            blocks.append(_item(item))
        before = item
    return "".join(f"{block}\n" for block in "\n\n".join(blocks).split("\n"))


def _item(item: Item) -> str:
    if isinstance(item, Paragraph):
        return f"[piece {item.piece}] {_words(item)}" if item.piece else _words(item)
    if isinstance(item, Pause):
        return f"[{_pause(item.length)}]"
    if isinstance(item, Silence):
        return "\n\n".join(
            [f"[silence {_span(item.length)}{_mode(item)}]", *(f"> {_words(line)}" for line in item.reminders)]
        )
    if isinstance(item, Breathe):
        return _breathe(item)
    if isinstance(item, Repeat):
        return f"[repeat {_count(item.times)}]\n\n{_items(item.items)}\n[end]"
    if isinstance(item, Bell):
        return "[bell]" if item.strikes == 1 else f"[bell {item.strikes}]"
    if isinstance(item, Inset):
        share = "" if item.share is None else f" {_number(round(item.share * 100, 6))}%"
        return f"[practice {item.practice}{share}]"
    if isinstance(item, Images):
        return f"[images {item.list}, {_count(item.times)} times]"
    return f"[sound {item.background}]"


def _words(paragraph: Paragraph) -> str:
    """A paragraph's text, with a backslash before each sign that would otherwise have a meaning where it is."""
    text = _NEEDS_ESCAPE.sub(_escaped, paragraph.text)
    start = _LINE_START.match(text)
    if start is None:
        return text
    number = start[0] if start[0].isdigit() else ""
    return f"{number}\\{text[len(number) :]}"


def _escaped(sign: re.Match[str]) -> str:
    return sign[0] if sign[0][0] == "\\" else "\\" + sign[0]


def _breathe(item: Breathe) -> str:
    phases = [f"in {_number(item.breathe_in)}"]
    if item.hold:
        phases.append(f"hold {_number(item.hold)}")
    phases.append(f"out {_number(item.breathe_out)}")
    if item.rest:
        phases.append(f"hold {_number(item.rest)}")
    return f"[breathe {' '.join(phases)}, {_count(item.times)} times]"


def _pause(length: Range) -> str:
    if length.fixed:
        return f"pause {_length(length.natural)} fixed"
    return _length(length.natural) if length == elastic_range(length.natural) else _span(length)


def _mode(silence: Silence) -> str:
    every = f" every {_length(silence.every)}" if silence.every is not None else ""
    return f"{every}{' open' if silence.open else ''}"


def _span(length: Range) -> str:
    if length.fixed:
        return _length(length.least)
    ends = f"{_length(length.least)}-{_length(length.greatest)}"
    if length.natural == sqrt(length.least * length.greatest):
        return ends
    if length.least == SHRINKS_TO * length.natural:
        return f"{_length(length.natural)}, up to {_length(length.greatest)}"
    return f"{_length(length.natural)}, {ends}"


def _count(times: Range) -> str:
    return f"{times.least:.0f}" if times.fixed else f"{times.least:.0f}-{times.greatest:.0f}"


def _length(seconds: float) -> str:
    """The length in the shortest form that is read back as exactly the same number."""
    try:
        short = format_length(seconds)
        return short if parse_length(short) == seconds else f"{_number(seconds)}s"
    except LengthError:
        return f"{_number(seconds)}s"


def _number(value: float) -> str:
    """The number in a form that is read back as exactly the same number, and never has an exponent."""
    text = f"{Decimal(repr(float(value))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
