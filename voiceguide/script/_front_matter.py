"""Reads the front matter of a script: keys and values between two lines of ``---`` at its top. Each key has a function
that reads its value. A value is the rest of the key's line, with the lines below that continue it: indented lines,
items of a list, and lines inside an open bracket or brace.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, get_args

from voiceguide.errors import LengthError
from voiceguide.lengths import parse_length
from voiceguide.script._findings import Findings, UnplacedError, hint, short
from voiceguide.script._headings import read_factor
from voiceguide.script._values import Raw
from voiceguide.script.languages import is_tag, plain_tag
from voiceguide.script.model import GREATEST_FACTOR, LEAST_FACTOR, Cues, Need, Script, ScriptVoice, SessionKind

NOT_FOR_SCRIPTS: Final = ("command",)
"""Engines that a script may not ask for, because they run any program, and scripts come from strangers. Only the
listener may ask for them.
"""

_SESSIONS: Final[dict[str, SessionKind]] = {kind: kind for kind in get_args(SessionKind)}
_NEEDS: Final[dict[str, Need]] = {need: need for need in get_args(Need)}
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
    tag = plain_tag(raw.some_text("en"))
    if not is_tag(tag):
        raise UnplacedError("lang", f"{short(tag)!r} is not a language code; write one such as en, en-gb or de")
    return replace(script, lang=tag)


def _length(script: Script, raw: Raw) -> Script:
    try:
        return replace(script, length=parse_length(raw.some_text("8m")))
    except LengthError as error:
        raise UnplacedError("length", f"length: {error}") from None


def _for(script: Script, raw: Raw) -> Script:
    word = raw.some_text("sleep").lower()
    if word not in _SESSIONS:
        raise UnplacedError("for", f"'for: {short(word)}' is not known; write 'for: day' or 'for: sleep'")
    return replace(script, session=_SESSIONS[word])


def _background(script: Script, raw: Raw) -> Script:
    return replace(script, background=raw.some_text("rain"))


def _cover(script: Script, raw: Raw) -> Script:
    return replace(script, cover=raw.some_text("cover.jpg"))


def _voice(script: Script, raw: Raw) -> Script:
    if not raw.is_map:
        return replace(script, voice=ScriptVoice(name=_voice_name(raw.some_text("{rate: 0.95}"))))
    asked = dict(raw.pairs(_check_voice))
    rate, pitch = (_factor(name, asked[name]) if name in asked else None for name in ("rate", "pitch"))
    return replace(script, voice=ScriptVoice(asked.get("name"), rate, pitch))


def _check_voice(name: str, value: str) -> None:
    if name in ("rate", "pitch"):
        _factor(name, value)
    elif name != "name":
        question = hint(name, ("name", "rate", "pitch"), "it can have name, rate and pitch")
        raise UnplacedError("voice", f"'voice:' cannot have {short(name)!r}{question}")
    elif not value:
        raise UnplacedError("voice", "the voice's name is empty; 'voiceguide voices' shows the names")
    else:
        _voice_name(value)


def _voice_name(name: str) -> str:
    engine = name.partition(":")[0].strip().lower()
    if engine in NOT_FOR_SCRIPTS:
        raise UnplacedError(
            "voice",
            f"a script cannot ask for the voice {short(name)!r}, which runs a program; remove it, and use "
            "--voice on the command line or 'voiceguide config voice' instead",
        )
    return name


def _factor(name: str, text: str) -> float:
    factor = read_factor(text)
    if factor is None:
        raise UnplacedError(
            "voice",
            f"the voice's {name} must be a number from {LEAST_FACTOR:g} to {GREATEST_FACTOR:g}, "
            f"as in '{name}: 0.95', not {short(text)!r}",
        )
    return factor


def _say(script: Script, raw: Raw) -> Script:
    return replace(script, say=raw.pairs(_check_say))


def _check_say(word: str, spoken: str) -> None:
    if not spoken:
        raise UnplacedError("say", f"write how {short(word)!r} is spoken, as in 'say: {{Germer: GUR-mer}}'")


def _cues(script: Script, raw: Raw) -> Script:
    return replace(script, cues=Cues(**{_CUES[name]: words for name, words in raw.pairs(_check_cue)}))


def _check_cue(name: str, words: str) -> None:
    if name not in _CUES:
        question = hint(name, tuple(_CUES), "the cues are 'in', 'hold', 'out' and 'rest'")
        raise UnplacedError("cues", f"there is no cue {short(name)!r}{question}")


def _need(script: Script, raw: Raw) -> Script:
    words = tuple(word.lower() for word in raw.items())
    for word in words:
        if word not in _NEEDS:
            question = hint(word, tuple(_NEEDS), f"the needs are {', '.join(_NEEDS)}")
            raise UnplacedError("need", f"the need {short(word)!r} is not known{question}")
    return replace(script, needs=tuple(dict.fromkeys(_NEEDS[word] for word in words)))


def _next(script: Script, raw: Raw) -> Script:
    return replace(script, next_practice=raw.some_text("soles-of-the-feet"))


def _rights(script: Script, raw: Raw) -> Script:
    return replace(script, rights=raw.some_text("mine"))


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
    "need": _need,
    "next": _next,
    "rights": _rights,
}
"""Maps each key to the function that returns the script with the key's value in it. The function raises
`UnplacedError` for a value with a mistake.
"""


KEYS: Final = tuple(READERS)
"""Every key that front matter may have."""

FENCE: Final = "---"
"""The line before and after front matter."""
_KEY: Final = re.compile(r"([^\W\d_][\w-]*)[ \t]*:(.*)")
_CLOSERS: Final = {"[": "]", "{": "}"}


@dataclass
class _Draft:
    """A key with the part of its value that has been read so far."""

    key: str
    line: int
    rest: str
    block: list[tuple[int, str]]

    def continues_with(self, line: str) -> bool:
        """Whether `line` still belongs to this value: it is indented, a bracket is still open, or it is an item of a
        list with dashes. A line with a known key never belongs to it, even if a bracket was left open by mistake.
        """
        key = _KEY.fullmatch(line)
        if key and key[1].lower() in READERS:
            return False
        return line[0].isspace() or self._open() or (line.startswith("- ") and not self.rest.strip())

    def is_plain(self) -> bool:
        """Whether the value is plain text that begins on the line of its key, and may continue on indented lines."""
        return self.rest.strip()[:1] not in ("", "[", "{", "|", ">", '"', "'")

    def _open(self) -> bool:
        closer = _CLOSERS.get(self.rest.strip()[:1])
        last = self.block[-1][1] if self.block else self.rest
        return closer is not None and closer not in last


def read_front_matter(lines: list[str], script: Script, findings: Findings) -> tuple[Script, int]:
    """The script with the values from its front matter, and the index of the line where the body begins.

    Mistakes go to `findings`. A missing title is one of them.
    """
    first = next(index for index, line in enumerate(lines) if line.strip())
    if lines[first].rstrip() != FENCE:
        remedy = "a script begins with its title between two lines of ---, for example '---', 'title: A minute', '---'"
        findings.add(first + 1, "title-missing", remedy)
        return script, first
    end = next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() == FENCE), None)
    if end is None:
        findings.add(
            first + 1, "front-matter-open", "the front matter has no end; close it with a line of --- before the text"
        )
        return script, next((i for i in range(first + 1, len(lines)) if not lines[i].strip()), len(lines))
    seen: dict[str, int] = {}
    for raw in _entries(lines, first + 1, end, findings):
        if raw.key in seen:
            findings.add(raw.line, "key-twice", f"{raw.key!r} is already in line {seen[raw.key]}; keep one of them")
            continue
        seen[raw.key] = raw.line
        script = _with_entry(script, raw, findings)
    if "title" not in seen:
        findings.add(
            first + 1,
            "title-missing",
            "this script has no title; write one in the front matter, as in 'title: A quiet minute'",
        )
    return replace(script, key_lines=tuple(seen.items())), end + 1


def _with_entry(script: Script, raw: Raw, findings: Findings) -> Script:
    reader = READERS.get(raw.key)
    if reader is None:
        question = hint(raw.key, KEYS, f"the known ones are {', '.join(KEYS)}")
        findings.add(raw.line, "unknown-key", f"the key {short(raw.key)!r} is not known{question}")
        return script
    try:
        return reader(script, raw)
    except UnplacedError as mistake:
        findings.add_unplaced(raw.line, mistake)
        return script


def _entries(lines: list[str], start: int, end: int, findings: Findings) -> list[Raw]:
    drafts: list[_Draft] = []
    for index in range(start, end):
        line = lines[index]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        continues = bool(drafts) and drafts[-1].continues_with(line)
        key = None if continues else _KEY.fullmatch(line)
        if continues:
            if drafts[-1].is_plain() and (inner := _KEY.fullmatch(line.strip())) and inner[1].lower() in READERS:
                remedy = f"{inner[1]!r} is indented, so it belongs to {drafts[-1].key!r}; remove the spaces before it"
                findings.add(index + 1, "front-matter-line", remedy)
            drafts[-1].block.append((index + 1, line.strip()))
        elif key:
            drafts.append(_Draft(key[1].lower(), index + 1, key[2], []))
        else:
            findings.add(
                index + 1,
                "front-matter-line",
                f"{short(line.strip())!r} is not front matter; write it like 'length: 10m', or move it further down",
            )
    return [Raw(draft.key, draft.line, draft.rest, tuple(draft.block)) for draft in drafts]
