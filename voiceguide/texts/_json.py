"""Reads JSON data in the shapes that are common for scripts."""

import json
import re
from dataclasses import replace
from typing import Any, Final

from voiceguide.script.languages import is_tag
from voiceguide.system.plain_text import collapsed, word_set, words_of
from voiceguide.texts import _captions
from voiceguide.texts._json_cues import PAUSE, cues_in
from voiceguide.texts._model import Amount, FoundText, Passage, RefusedError
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import amount_of, read_pause
from voiceguide.texts._quantities import LONGEST

_TEXTS: Final = words_of(
    """
    text say speech spoken line phrase sentence utterance narration words script content transcript body speak voiceover
    voice_over instruction value ssml texto texte frase 文本 テキスト
    """
)
_NO_PAUSE: Final = Pattern(r"rest(?:art|ore|rict)|gap_?id|breaking|wait_?for", re.IGNORECASE)
_LISTS: Final = word_set(
    "segments steps lines script items sections parts phrases cues content sentences blocks paragraphs utterances "
    "entries "
    "meditation transcript narration text data events chapters phases body captions timeline practice session "
    "results stages"
)
_SETTINGS: Final = word_set("metadata meta settings config voice tags dependencies scripts")
_HEADINGS: Final = ("title", "heading", "section", "phase", "name", "chapter", "part", "stage", "titel")
_TITLES: Final = ("title", "name", "titel", "título", "titre", "titolo")
_KINDS: Final = ("type", "kind", "action", "event")
_COUNTERS: Final = ("id", "index", "order", "step", "number", "no", "n", "position", "start", "end", "at", "track")
_LENGTHS: Final = Pattern(
    r"dur|len|sec|time|ms|min|value|amount|pause|silence|break|wait|dauer|länge|segundos", re.IGNORECASE
)
_HEADING_KINDS: Final = Pattern(r"heading|header|title|h[1-6]|section[_ -]?title|chapter[_ -]?title")
_SILENT_KINDS: Final = Pattern(
    r"aside|note|teacher[_ -]?note|direction|stage[_ -]?direction|comment|sound|sfx|sound[_ -]?effect|music|ambien\w+|"
    r"image|visual|metadata"
)
"""Matches the kind of a step that is not spoken, such as ``note`` or ``music``."""
_NUMBERED: Final = Pattern(r"(?:[a-z]{1,10}[ _-]?)?\d{1,4}", re.IGNORECASE)
"""Matches a key that only numbers its value, such as ``3`` or ``step_3``."""
_DEEPEST: Final = 30
_MOST: Final = 20_000
_WHY: Final = "it is about the text"


def read_json(text: str, form: str = "JSON") -> FoundText:
    """The texts and pauses in JSON data. Raises `RefusedError` if it is not JSON, has none of the known shapes, is
    nested too deep or has too many parts.
    """
    found = read_json_or_none(text)
    if found is None:
        try:
            _loaded(text)
        except ValueError as error:
            line = getattr(error, "lineno", 0)
            where = "is a comma, a bracket or a quotation mark missing here, or one too many?"
            reason = f"; {where}" if line else f": {error}"
            raise RefusedError(f"this JSON cannot be read{reason}", line) from None
        raise RefusedError(
            'no words to speak were found in this JSON; write a list such as [{"say": "…"}, {"pause": 5}]'
        )
    return found


def read_json_or_none(text: str) -> FoundText | None:
    """The texts and pauses in JSON data; None if it is not JSON, or has none of the known shapes. Raises `RefusedError`
    if it is nested too deep or has too many parts.
    """
    if text.lstrip()[:1] not in ("[", "{"):
        return None
    try:
        value = _loaded(text)
    except ValueError:
        return None
    walk = _Walk(text)
    walk.read_value(value, 0)
    if not any(passage.kind == "words" for passage in walk.passages):
        return None
    return FoundText("JSON", tuple(walk.settled()), title=walk.title, lang=walk.lang, speech=True)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError:
        rows = [line for line in text.split("\n") if line.strip()]
        if len(rows) > 1 and all(row.lstrip()[0] in "{[" for row in rows):
            return [json.loads(row) for row in rows]  # one value per line
        raise


class _Walk:
    """Goes through the data in order, and collects what it understands."""

    def __init__(self, text: str) -> None:
        self.passages: list[Passage] = []
        self.title = self.lang = ""
        self._source = text
        self._at = 0
        self._bare: list[int] = []  # the indices of the passages whose lengths have no unit
        self._section = ""
        self._count = 0
        self._lists = 0  # how many lists enclose this value

    def read_value(self, value: Any, depth: int) -> bool:
        """Collect a value. Returns whether it contained words or pauses. Raises `RefusedError` if the data are nested
        too deep, or have too many parts.
        """
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST:
            raise RefusedError("this JSON is nested too deep, or has too many parts, to be a script")
        if isinstance(value, list):
            self._lists += 1
            found = self._list(value, depth)
            self._lists -= 1
            return found
        if isinstance(value, dict):
            numbered = len(value) > 1 and all(_NUMBERED.fullmatch(str(key)) for key in value)
            if numbered and all(isinstance(inner, dict | str) for inner in value.values()):
                return self.read_value(list(value.values()), depth)
            return self._object(value, depth)
        return False

    def settled(self) -> list[Passage]:
        """The passages. If every length without a unit is at least 200, these lengths are in milliseconds; otherwise in
        seconds.
        """
        lengths = [self.passages[i].amount.greatest for i in self._bare if self.passages[i].amount.greatest]
        if lengths and min(lengths) >= 200:
            for i in self._bare:
                short = self.passages[i].amount.greatest / 1000
                self.passages[i] = Passage(
                    "rest", self.passages[i].line, self.passages[i].text, amount=Amount(short, short)
                )
        return self.passages

    def _list(self, items: list[Any], depth: int) -> bool:
        if items and all(isinstance(item, str) for item in items):
            if depth == 0 and not any(" " in item for item in items):
                return False
            for item in items:
                self._words(item)
            return True
        if cues := cues_in(items, self._line):
            self.passages += _captions.cue_passages(cues)
            return True
        found = False
        for item in items:
            if isinstance(item, str) and item.strip():
                self._words(item)
                found = True
            elif isinstance(item, int | float) and not isinstance(item, bool):
                self._rest(item, "s", str(item))
            else:
                found = self.read_value(item, depth + 1) or found
        return found

    def _object(self, item: dict[str, Any], depth: int) -> bool:
        keys = {str(key).lower(): key for key in item}
        kind = next(
            (str(item[keys[key]]).lower() for key in _KINDS if key in keys and isinstance(item[keys[key]], str)), ""
        )
        if PAUSE.match(kind) and self._typed_pause(item, kind):
            return True
        words = next(
            (
                keys[key]
                for key in _TEXTS
                if key in keys and isinstance(item[keys[key]], str) and item[keys[key]].strip()
            ),
            None,
        )
        lists = [key for key in item if isinstance(item[key], list | dict) and item[key]]
        if words is not None and not lists and self._unspoken(kind, item, str(item[words])):
            return False
        if words is not None and not (lists and depth == 0 and any(str(key).lower() in _LISTS for key in lists)):
            return self._step(item, words, lists, depth)
        named = [key for key in item if _PARTS.fullmatch(str(key)) and _sentences(item[key])]
        if any(str(key).lower() not in _LISTS for key in named):
            self._about({key: value for key, value in item.items() if key not in named}, depth, True)
            for key in named:
                self.passages.append(
                    Passage("heading", self._line(str(key)), str(key).replace("_", " ").capitalize(), level=2)
                )
                self._list([item[key]] if isinstance(item[key], str) else item[key], depth + 1)
            return True
        self._about(item, depth, bool(lists))
        found = False
        for key in sorted(lists, key=lambda key: str(key).lower() not in _LISTS) if depth == 0 else lists:
            if depth == 0 and found and str(key).lower() not in _LISTS:
                continue
            if depth == 0 and str(key).lower() not in _LISTS and not isinstance(item[key], list):
                continue
            if str(key).lower() in _SETTINGS:
                continue
            found = self.read_value(item[key], depth + 1) or found
        return self._pauses(item, None) or found

    def _unspoken(self, kind: str, item: dict[str, Any], text: str) -> bool:
        """Collect an item that says it is a heading, a note or a sound. Returns False if it is none of them."""
        if _HEADING_KINDS.fullmatch(kind) and item.get("readAloud") is not True:
            if self.title or self.passages:
                self.passages.append(Passage("heading", self._line(text), text, level=2))
            else:
                self.title = text
            return True
        if _SILENT_KINDS.fullmatch(kind):
            self.passages.append(Passage("aside", self._line(text), text, why=f"it is marked as {kind!r}"))
            return True
        return False

    def _step(self, item: dict[str, Any], words: str, lists: list[str], depth: int) -> bool:
        self._name(item)
        self._pauses(item, words, before=True)
        self._words(item[words])
        for key in lists:
            if str(key).lower() in _LISTS:
                self.read_value(item[key], depth + 1)
        self._pauses(item, words)
        return True

    def _typed_pause(self, item: dict[str, Any], kind: str) -> bool:
        known = [key for key in item if str(key).lower() not in (*_KINDS, *_COUNTERS)]
        for key in sorted(known, key=lambda key: not _LENGTHS.search(str(key))):
            value = item[key]
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._rest(value, _unit(str(key)), f"{kind}: {value}")
                return True
            if isinstance(value, str) and (amount := amount_of(value)) is not None:
                self._put_rest(amount, value, bare=value.strip().replace(".", "").isdigit())
                return True
        return False

    def _pauses(self, item: dict[str, Any], words: str | None, *, before: bool = False) -> bool:
        found = False
        for key, value in item.items():
            name = str(key)
            if (
                key == words
                or not PAUSE.search(name)
                or _NO_PAUSE.search(name)
                or before != bool(re.search(r"before", name, re.IGNORECASE))
            ):
                continue
            if isinstance(value, dict):
                value = next((inner for inner in value.values() if isinstance(inner, int | float | str)), None)
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._rest(value, _unit(name), f"{name}: {value}")
                found = True
            elif isinstance(value, str) and (amount := amount_of(value)) is not None:
                self._put_rest(
                    amount, f"{name}: {value}", bare=value.strip().replace(".", "").isdigit() and not _unit(name)
                )
                found = True
        return found

    def _name(self, item: dict[str, Any]) -> None:
        for key, value in item.items():
            if str(key).lower() in _HEADINGS and isinstance(value, str) and value.strip():
                if not (self._lists or self.title or self.passages) and str(key).lower() in _TITLES:
                    self.title = value
                elif value != self._section and any(map(str.isalpha, value)):
                    self.passages.append(Passage("heading", self._line(value), value.replace("_", " "), level=2))
                self._section = value
                return

    def _about(self, item: dict[str, Any], depth: int, holds: bool) -> None:
        """Collect the texts that an object has beside its lists: its title, its language, and remarks about itself.
        `holds`: there are lists or objects in it, so a name in it is a heading.
        """
        for key, value in item.items():
            name = str(key).lower()
            if not isinstance(value, str) or not value.strip() or PAUSE.search(name):
                continue
            if (
                (depth == 0 or (depth <= 4 and name == "title" and not self.passages))
                and name in _TITLES
                and not self.title
            ):
                self.title = value
            elif depth == 0 and name in ("lang", "language", "locale") and is_tag(value):
                self.lang = value
            elif depth and name in _HEADINGS and holds:
                self._section = value
                self.passages.append(Passage("heading", self._line(value), value, level=2))
            elif " " in value.strip():
                self.passages.append(Passage("aside", self._line(value), f"{key}: {value}", why=_WHY))

    def _words(self, text: str) -> None:
        amount = read_pause(text.strip("[]() "), marked=False) if len(text) < 60 else None
        if amount is not None and amount.greatest:
            self._put_rest(amount, text)
            return
        line = self._line(text)
        if re.search(r"<(?:break|speak|prosody|emphasis|s|p)\b", text):
            from voiceguide.texts._ssml import read_ssml

            self.passages += [replace(one, line=line, sure=True) for one in read_ssml(text).passages]
            return
        for paragraph in re.split(r"\n\s*\n", text):
            if paragraph.strip():
                self.passages.append(Passage("words", line, collapsed(paragraph), sure=True))

    def _rest(self, value: float, unit: str, text: str) -> None:
        if not 0 <= value <= 1e7:
            return
        seconds = value * {"ms": 0.001, "m": 60.0}.get(unit, 1.0)
        if seconds <= LONGEST * 1000:  # without a unit it may be in milliseconds
            self._put_rest(Amount(seconds, seconds), text, bare=not unit)

    def _put_rest(self, amount: Amount, text: str, *, bare: bool = False) -> None:
        if bare:
            self._bare.append(len(self.passages))
        line = self.passages[-1].line if self.passages else 1
        self.passages.append(Passage("rest", line, text, amount=amount))

    def _line(self, text: str) -> int:
        """The number of the line where a text is in the JSON data. The search begins where the last text was found."""
        wanted = json.dumps(text[:40], ensure_ascii=False)[1:-1]
        found = self._source.find(wanted, self._at)
        if found < 0:
            found = self._source.find(json.dumps(text[:40])[1:-1], self._at)
        if found >= 0:
            self._at = found
        return self._source.count("\n", 0, max(0, self._at)) + 1


_PARTS: Final = Pattern(
    r"(?:intro\w*|opening|welcome|settling|grounding|arriv\w*|body|main|middle|practice|deepening|closing|outro|conclusion|"
    r"ending|return|(?:part|section|step|stage|phase)[_ -]?\w+)",
    re.IGNORECASE,
)
"""Matches keys that name the parts of a text."""


def _sentences(value: Any) -> bool:
    rows = value if isinstance(value, list) else [value]
    return bool(rows) and all(isinstance(row, str) and re.search(r"\w\W+\w|[.!?…。]\W*$", row) for row in rows)


def _unit(key: str) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
    if re.search(r"(?:ms|msec|millis|milliseconds)$", name):
        return "ms"
    if re.search(r"(?:min|mins|minutes)$", name):
        return "m"
    return "s" if re.search(r"(?:_s|secs?|seconds|sekunden|segundos|secondes)$", name) else ""
