"""Data: JSON of the common shapes, and tables of phrases and seconds."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from voiceguide.texts import _captions
from voiceguide.texts._pauses import read_pause, seconds_of
from voiceguide.texts.directions import is_time_code
from voiceguide.texts.model import Amount, Block, FoundText, RefusedError, words_of
from voiceguide.units import Seconds

_TEXTS: Final = ("text", "say", "speech", "spoken", "line", "phrase", "sentence", "utterance", "narration", "words",
                 "script", "content", "transcript", "body", "speak", "voiceover", "voice_over", "instruction", "value",
                 "ssml", "texto", "texte", "frase", "文本", "テキスト")  # fmt: skip
_PAUSE: Final = re.compile(r"(?:pause|silence|break|wait|delay|gap|rest|stille|pausa|silencio|hold)", re.IGNORECASE)
_NO_PAUSE: Final = re.compile(r"rest(?:art|ore|rict)|gap_?id|breaking|wait_?for", re.IGNORECASE)
_LISTS: Final = words_of(
    "segments steps lines script items sections parts phrases cues content sentences blocks paragraphs utterances "
    "entries "
    "meditation transcript narration text data events chapters phases body captions timeline practice session "
    "results stages"
)
_HEADINGS: Final = ("title", "heading", "section", "phase", "name", "chapter", "part", "stage", "titel")
_KINDS: Final = ("type", "kind", "action", "event")
_DEEPEST: Final = 30
_MOST: Final = 20_000
_WHY: Final = "it tells about the text"


def read_json(text: str, form: str = "JSON") -> FoundText:
    """The texts and pauses of JSON data. Raises `RefusedError` where no shape is known in it."""
    found = read_json_or_none(text)
    if found is None:
        try:
            _loaded(text)
        except ValueError as error:
            line = getattr(error, "lineno", 0)
            raise RefusedError(f"this is no JSON that can be read: {getattr(error, 'msg', error)}", line) from None
        raise RefusedError(
            'in this JSON nothing is known as words to speak; a list such as [{"say": "…"}, {"pause": 5}] is'
        )
    return found


def read_json_or_none(text: str) -> FoundText | None:
    """The texts and pauses of JSON data; None where it is none, or none that is known."""
    if text.lstrip()[:1] not in ("[", "{"):
        return None
    try:
        value = _loaded(text)
    except ValueError:
        return None
    walk = _Walk(text)
    walk.take(value, 0)
    if not any(block.kind == "words" for block in walk.blocks):
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
            return [json.loads(row) for row in rows]  # one value a line
        raise


class _Walk:
    """Goes through the data in order and takes what is known."""

    def __init__(self, text: str) -> None:
        self.blocks: list[Block] = []
        self.title = self.lang = ""
        self._source = text
        self._at = 0
        self._bare: list[int] = []  # blocks whose length had no unit
        self._section = ""
        self._count = 0

    def take(self, value: Any, depth: int) -> bool:
        """Take a value; whether words or pauses were found in it."""
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST:
            raise RefusedError("this JSON is nested too deep, or has too many parts, to be a script")
        if isinstance(value, list):
            return self._list(value, depth)
        if isinstance(value, dict):
            return self._object(value, depth)
        return False

    def settled(self) -> list[Block]:
        """The blocks, lengths without a unit taken as milliseconds where none of them could be seconds."""
        lengths = [self.blocks[i].amount.greatest for i in self._bare if self.blocks[i].amount.greatest]
        if lengths and min(lengths) >= 200:
            for i in self._bare:
                short = self.blocks[i].amount.greatest / 1000
                self.blocks[i] = Block("rest", self.blocks[i].line, self.blocks[i].text, amount=Amount(short, short))
        return self.blocks

    def _list(self, items: list[Any], depth: int) -> bool:
        if items and all(isinstance(item, str) for item in items):
            if depth == 0 and not any(" " in item for item in items):
                return False
            for item in items:
                self._words(item)
            return True
        if cues := _cues(items, self._line):
            self.blocks += _captions.cue_blocks(cues)
            return True
        found = False
        for item in items:
            if isinstance(item, str) and item.strip():
                self._words(item)
                found = True
            elif isinstance(item, int | float) and not isinstance(item, bool):
                self._rest(item, "s", str(item))
            else:
                found = self.take(item, depth + 1) or found
        return found

    def _object(self, item: dict[str, Any], depth: int) -> bool:
        keys = {str(key).lower(): key for key in item}
        kind = next(
            (str(item[keys[key]]).lower() for key in _KINDS if key in keys and isinstance(item[keys[key]], str)), ""
        )
        if _PAUSE.match(kind) and self._typed_pause(item, kind):
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
        if words is not None and not (lists and depth == 0 and any(str(key).lower() in _LISTS for key in lists)):
            return self._step(item, words, lists, depth)
        self._about(item, depth, bool(lists))
        found = False
        for key in sorted(lists, key=lambda key: str(key).lower() not in _LISTS) if depth == 0 else lists:
            if depth == 0 and found and str(key).lower() not in _LISTS:
                continue
            if depth == 0 and str(key).lower() not in _LISTS and not isinstance(item[key], list):
                continue
            if str(key).lower() in (
                "metadata",
                "meta",
                "settings",
                "config",
                "voice",
                "tags",
                "dependencies",
                "scripts",
            ):
                continue
            found = self.take(item[key], depth + 1) or found
        return self._pauses(item, None) or found

    def _step(self, item: dict[str, Any], words: str, lists: list[str], depth: int) -> bool:
        self._name(item)
        self._pauses(item, words, before=True)
        self._words(item[words])
        for key in lists:
            if str(key).lower() in _LISTS:
                self.take(item[key], depth + 1)
        self._pauses(item, words)
        return True

    def _typed_pause(self, item: dict[str, Any], kind: str) -> bool:
        for key, value in item.items():
            if str(key).lower() in _KINDS:
                continue
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._rest(value, _unit(str(key)), f"{kind}: {value}")
                return True
            if isinstance(value, str) and (amount := _amount(value)) is not None:
                self._put_rest(amount, value, bare=value.strip().replace(".", "").isdigit())
                return True
        return False

    def _pauses(self, item: dict[str, Any], words: str | None, *, before: bool = False) -> bool:
        found = False
        for key, value in item.items():
            name = str(key)
            if (
                key == words
                or not _PAUSE.search(name)
                or _NO_PAUSE.search(name)
                or before != bool(re.search(r"before", name, re.IGNORECASE))
            ):
                continue
            if isinstance(value, dict):
                value = next((inner for inner in value.values() if isinstance(inner, int | float | str)), None)
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._rest(value, _unit(name), f"{name}: {value}")
                found = True
            elif isinstance(value, str) and (amount := _amount(value)) is not None:
                self._put_rest(
                    amount, f"{name}: {value}", bare=value.strip().replace(".", "").isdigit() and not _unit(name)
                )
                found = True
        return found

    def _name(self, item: dict[str, Any]) -> None:
        for key, value in item.items():
            if str(key).lower() in _HEADINGS and isinstance(value, str) and value.strip():
                if value != self._section and any(map(str.isalpha, value)):
                    self.blocks.append(Block("heading", self._line(value), value.replace("_", " "), level=2))
                self._section = value
                return

    def _about(self, item: dict[str, Any], depth: int, holds: bool) -> None:
        """What an object says besides its lists."""
        for key, value in item.items():
            name = str(key).lower()
            if not isinstance(value, str) or not value.strip() or _PAUSE.search(name):
                continue
            if (
                (depth == 0 or (depth == 1 and name == "title" and not self.blocks))
                and name in ("title", "name", "titel", "título", "titre", "titolo")
                and not self.title
            ):
                self.title = value
            elif (
                depth == 0
                and name in ("lang", "language", "locale")
                and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w{2,4})?", value)
            ):
                self.lang = value
            elif depth and name in _HEADINGS and holds:
                self._section = value
                self.blocks.append(Block("heading", self._line(value), value, level=2))
            elif " " in value.strip():
                self.blocks.append(Block("aside", self._line(value), f"{key}: {value}", why=_WHY))

    def _words(self, text: str) -> None:
        amount = read_pause(text.strip("[]() "), marked=False) if len(text) < 60 else None
        if amount is not None and amount.greatest:
            self._put_rest(amount, text)
            return
        line = self._line(text)
        if re.search(r"<(?:break|speak|prosody|emphasis|s|p)\b", text):
            from voiceguide.texts._markup import read_ssml

            self.blocks += [
                Block(one.kind, line, one.text, amount=one.amount, why=one.why, sure=True)
                for one in read_ssml(text).blocks
            ]
            return
        for paragraph in re.split(r"\n\s*\n", text):
            if paragraph.strip():
                self.blocks.append(Block("words", line, " ".join(paragraph.split()), sure=True))

    def _rest(self, value: float, unit: str, text: str) -> None:
        if not 0 <= value <= 1e7:
            return
        seconds = value * {"ms": 0.001, "m": 60.0}.get(unit, 1.0)
        if seconds <= 4 * 3600 * 1000:
            self._put_rest(Amount(seconds, seconds), text, bare=not unit)

    def _put_rest(self, amount: Amount, text: str, *, bare: bool = False) -> None:
        if bare:
            self._bare.append(len(self.blocks))
        line = self.blocks[-1].line if self.blocks else 1
        self.blocks.append(Block("rest", line, text, amount=amount))

    def _line(self, text: str) -> int:
        """The line on which a text stands, looked for from the last one on."""
        wanted = json.dumps(text[:40], ensure_ascii=False)[1:-1]
        found = self._source.find(wanted, self._at)
        if found < 0:
            found = self._source.find(json.dumps(text[:40])[1:-1], self._at)
        if found >= 0:
            self._at = found
        return self._source.count("\n", 0, max(0, self._at)) + 1


def _unit(key: str) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
    if re.search(r"(?:ms|msec|millis|milliseconds)$", name):
        return "ms"
    if re.search(r"(?:min|mins|minutes)$", name):
        return "m"
    return "s" if re.search(r"(?:_s|secs?|seconds|sekunden|segundos|secondes)$", name) else ""


def _amount(value: str) -> Amount | None:
    seconds = seconds_of(value)
    return Amount(seconds, seconds) if seconds is not None else read_pause(value)


def _cues(items: list[Any], line_of: Any) -> list["_captions.Cue"]:
    """Items with words and their times; none unless all are."""
    cues = []
    for item in items:
        if not isinstance(item, dict):
            return []
        keys = {str(key).lower(): value for key, value in item.items()}
        text = keys.get("text", keys.get("content", keys.get("transcript")))
        start = _time(keys.get("start", keys.get("start_time", keys.get("offset", keys.get("from")))))
        if not isinstance(text, str) or start is None or any(_PAUSE.search(key) for key in keys):
            return []
        end = _time(keys.get("end", keys.get("end_time", keys.get("to"))))
        length = _time(keys.get("duration", keys.get("dur")))
        cues.append(
            _captions.Cue(
                line_of(text), start, end if end is not None else start + length if length is not None else None, text
            )
        )
    return cues


def _time(value: Any) -> Seconds | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6:
        return float(value)
    if isinstance(value, str) and (
        match := re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2}(?:[.,]\d+)?)", value.strip())
    ):
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3].replace(",", "."))
    return seconds_of(value) if isinstance(value, str) else None


_NUMBER: Final = re.compile(r"\d{1,5}(?:[.,]\d{1,3})?")
_SILENT: Final = re.compile(r"\s*[*\-–—_.…#~]*\s*")
_TEXT_NAMES: Final = re.compile(
    r"text|say|spoken|phrase|script|words|narration|line|sentence|content|speech|satz|frase|texte|texto|testo|tekst|文|台词",
    re.IGNORECASE,
)
_PAUSE_NAMES: Final = re.compile(
    r"pause|silence|seconds|secs?\b|break|wait|gap|delay|after|stille|pausa|sekunden|秒|间|間", re.IGNORECASE
)


def table_delimiter(text: str) -> str:
    """The sign between the columns of a table of phrases and seconds; empty: it is none."""
    lines = [line for line in text.split("\n", 200)[:200] if line.strip()]
    if len(lines) < 2:
        return ""
    for sign in ";\t|,":
        rows = [row for row in csv.reader(lines, delimiter=sign) if row]
        ending = [row for row in rows if len(row) > 1 and any(_numeric(cell) for cell in row[1:])]
        if len(ending) >= 0.8 * len(rows) and (sign != "," or all(len(row) == len(rows[0]) for row in rows)):
            return sign
    return ""


def read_table(text: str, form: str = "a table") -> FoundText:
    """Phrases and seconds of a table. Raises `RefusedError` where it has no column of words."""
    sign = table_delimiter(text) or next((one for one in ";\t|," if one in text.split("\n", 1)[0]), ",")
    reader = csv.reader(text.split("\n"), delimiter=sign, quotechar='"')
    rows: list[list[tuple[int, str]]] = []
    begun = 1
    try:
        for row in reader:
            rows.append([(begun, cell.strip()) for cell in row])
            begun = reader.line_num + 1
    except csv.Error as error:
        raise RefusedError(f"this table cannot be read: {error}", reader.line_num) from None
    blocks = list(table_blocks([row for row in rows if any(cell for _, cell in row)]))
    if not any(block.kind == "words" and any(map(str.isalpha, block.text)) for block in blocks):
        raise RefusedError("this table has no column of words to speak; write phrase;seconds")
    return FoundText("a table", tuple(blocks), speech=True)


def table_blocks(rows: Sequence[Sequence[tuple[int, str]]]) -> Iterator[Block]:
    """Words and rests of the rows of a table: (line, cell)."""
    if not rows:
        return
    width = max(map(len, rows))
    head = rows[0] if _is_head(rows[0]) else None
    body = rows[1:] if head else rows
    if head:
        yield Block("aside", head[0][0], " | ".join(cell for _, cell in head), why="the head of a table")
    column = _text_column(head, body, width)
    quiet = _pause_column(head, body, width, column)
    milli = bool(
        head
        and quiet is not None
        and quiet < len(head)
        and re.search(r"\bms\b|_ms|millis", head[quiet][1], re.IGNORECASE)
    )
    for row in body:
        for index, (line, cell) in sorted(enumerate(row), key=lambda one: one[0] == quiet):  # the pause comes after
            if not cell:
                continue
            if index == column and not _SILENT.fullmatch(cell):
                yield Block("words", line, cell, sure=True)
            elif index == quiet and (amount := _cell_amount(cell, milli)) is not None:
                yield Block("rest", line, cell, amount=amount)
            elif index != column:
                amount = read_pause(cell, marked=False)
                if amount is not None and amount.greatest:
                    yield Block("rest", line, cell, amount=amount)
                else:
                    yield Block("aside", line, cell, why="another column of the table")


def _cell_amount(cell: str, milli: bool) -> Amount | None:
    if _NUMBER.fullmatch(cell):
        seconds = float(cell.replace(",", ".")) * (0.001 if milli else 1.0)
        return Amount(seconds, seconds)
    return _amount(cell)


def _numeric(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell.strip())) or (len(cell) < 12 and seconds_of(cell) is not None)


def _is_head(row: Sequence[tuple[int, str]]) -> bool:
    cells = [cell for _, cell in row]
    named = any(_TEXT_NAMES.search(cell) or _PAUSE_NAMES.search(cell) for cell in cells)
    return named and len(cells) > 1 and all(len(cell.split()) <= 4 and not _numeric(cell) for cell in cells)


def _text_column(head: Sequence[tuple[int, str]] | None, body: Sequence[Sequence[tuple[int, str]]], width: int) -> int:
    letters: list[int] = [sum(sum(map(str.isalpha, row[i][1])) for row in body if i < len(row)) for i in range(width)]
    if head:
        named = [i for i, (_, cell) in enumerate(head) if _TEXT_NAMES.search(cell) and letters[i]]
        if named:
            return named[0]
    return max(range(width), key=lambda i: letters[i])


def _pause_column(
    head: Sequence[tuple[int, str]] | None, body: Sequence[Sequence[tuple[int, str]]], width: int, words: int
) -> int | None:  # fmt: skip
    if head:
        named = [i for i, (_, cell) in enumerate(head) if i != words and _PAUSE_NAMES.search(cell)]
        if named:
            return named[0]
    columns: list[int] = [*range(words + 1, width), *range(words)]
    for i in columns:
        cells = [row[i][1] for row in body if i < len(row) and row[i][1]]
        if any(is_time_code(cell) for cell in cells):
            continue
        if cells and sum(_numeric(cell) or _amount(cell) is not None for cell in cells) >= 0.8 * len(cells):
            return i
    return None
