"""Reads SSML, the mark-up for voices."""

import re
from typing import Final

from voiceguide.system.plain_text import collapsed
from voiceguide.texts._brackets import MARKUP
from voiceguide.texts._markup import Tolerant, refuse_entities
from voiceguide.texts._model import LEFT_TO_VOICE, NEUTRAL, Amount, FoundText, Passage, Prosody
from voiceguide.texts._pauses import read_pause
from voiceguide.texts._prosody import prosody_of
from voiceguide.texts._tags import KNOWN_TAGS, break_length

_SENTENCES: Final = ("s", "mstts:express-as", "voice")
_PARAGRAPHS: Final = ("p", "speak", "voice")
_SILENT: Final = frozenset(
    ("audio", "desc", "metadata", "meta", "lexicon", "script", "style", "title", "head", "lookup")
)
_SPELLED: Final = ("characters", "spell-out", "verbatim", "digits")


def read_ssml(text: str, form: str = "SSML") -> FoundText:
    """The words of SSML, with its breaks as pauses. Raises `RefusedError` if it defines entities of its own, or has far
    too many tags.
    """
    refuse_entities(text)
    for prefix in set(re.findall(r"<(\w{1,20}):speak\b", text)):  # the prefix for the namespace of SSML
        text = re.sub(rf"(</?){prefix}:", r"\1", text)
    reader = _Ssml(whole="<speak" in text.lower())
    reader.read(text)
    return FoundText(form, tuple(reader.passages), lang=reader.lang, speech=True)


class _Ssml(Tolerant):
    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self._whole = whole  # whether there is a <speak>; then words outside it are not spoken
        self._inside = 0
        self._silent = 0
        self._instead: list[tuple[str, str]] = []  # open tags whose words are replaced: (tag, what is spoken instead)
        self._spelled = False
        self._emphasis = 0
        self._prosody: list[Prosody] = []  # the prosody of the open tags, from the outermost to the innermost
        self._heard: set[Prosody] = set()  # the prosody of the words collected so far

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle an opening tag."""
        self.count()
        line = self.getpos()[0]
        given = {name.lower(): value or "" for name, value in attrs}
        whole = self.tag_text()
        closed = whole.rstrip().endswith("/>")
        if (length := break_length(tag, given)) is not None:
            self._rest(line, length, whole)
        elif tag == "speak":
            self._flush()
            self._inside += not closed
            self.lang = self.lang or given.get("xml:lang", given.get("lang", ""))
        elif tag in _SILENT and not closed:
            self._silent += 1
        elif tag in _PARAGRAPHS or tag in _SENTENCES:
            self._boundary(tag)
        elif tag not in KNOWN_TAGS:
            self._unknown(whole, line)
        else:
            self._open_voice_tag(tag, given, whole, line)

    def _open_voice_tag(self, tag: str, given: dict[str, str], whole: str, line: int) -> None:
        """Handle a tag that says how words are spoken, or which words are spoken instead."""
        if tag == "sub" and "alias" in given:
            self._add(given["alias"], line)
            if not whole.rstrip().endswith("/>"):
                self._instead.append((tag, given["alias"]))
        elif tag == "say-as":
            self._spelled = given.get("interpret-as", "") in _SPELLED
        elif tag == "emphasis" and given.get("level") not in ("none", "reduced"):
            self._emphasis += not whole.rstrip().endswith("/>")
        elif tag == "prosody" and not whole.rstrip().endswith("/>"):
            prosody, ignored = prosody_of(given)
            if ignored:
                why = f"the voice decides its {' and '.join(ignored)}"
                self.passages.append(Passage("aside", line, whole, why=why))
            if prosody != NEUTRAL:
                self.passages.append(Passage("aside", line, whole, why=LEFT_TO_VOICE, prosody=prosody))
            self._prosody.append(self._current * prosody)

    @property
    def _current(self) -> Prosody:
        return self._prosody[-1] if self._prosody else NEUTRAL

    def handle_endtag(self, tag: str) -> None:
        """Handle a closing tag."""
        self.count()
        if tag == "speak":
            self._flush()
            self._inside = max(0, self._inside - 1)
        elif self._instead and self._instead[-1][0] == tag:
            self._instead.pop()
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "say-as":
            self._spelled = False
        elif tag == "emphasis":
            self._emphasis = max(0, self._emphasis - 1)
        elif tag == "prosody":
            self._prosody = self._prosody[:-1]
        elif tag in _PARAGRAPHS or tag in _SENTENCES:
            self._boundary(tag)

    def handle_data(self, data: str) -> None:
        """Handle the words between two tags."""
        line = self.getpos()[0]
        if self._silent:
            if data.strip():
                self.passages.append(Passage("aside", line, collapsed(data), why=MARKUP))
        elif not self._instead:
            self._add(" ".join(data.strip()) if self._spelled else self._emphasised(data), line)

    def _emphasised(self, data: str) -> str:
        core = data.strip()
        within = data[:1].isalnum() and self.words.text[-1:].isalnum()  # no emphasis on part of a word
        return data.replace(core, f"*{core}*") if self._emphasis and core and "*" not in core and not within else data

    def end(self) -> None:
        """Handle the words that are left at the end."""
        self._flush()

    def _add(self, text: str, line: int) -> None:
        if self._whole and not self._inside:
            if text.strip() and not text.strip().startswith("<?"):
                self.passages.append(Passage("aside", line, collapsed(text), why="it is outside the script"))
            return
        if any(map(str.isalnum, text)):
            self._heard.add(self._current)
        self.words.add(text, line)

    def _unknown(self, whole: str, line: int) -> None:
        inside = whole.strip("<>/ ")
        amount = read_pause(inside)
        if amount is not None and amount.greatest:
            self._rest(line, amount.natural, whole)
        elif " " in inside or not re.fullmatch(r"[\w:.\-]+", inside):
            self._add(whole[1:-1], line)
        else:
            self._add(inside if not self._whole else "", line)
            if self._whole:
                self.passages.append(Passage("aside", line, whole, why="mark-up that is not known"))

    def _rest(self, line: int, seconds: float, whole: str) -> None:
        self._flush()
        if not self._whole or self._inside:
            self.passages.append(Passage("rest", line, whole, amount=Amount(seconds, seconds)))

    def _boundary(self, tag: str) -> None:
        if tag == "s" and re.search(r"[.!?…。！？]\W*$", self.words.text):
            self.words.text += " "
        else:
            self._flush()

    def _flush(self) -> None:
        line, text = self.words.line, self.words.pop()
        prosody = self._heard.pop() if len(self._heard) == 1 else None
        self._heard.clear()
        at = 0
        for paragraph in re.split(r"(\n\s*\n)", text):
            if paragraph.strip():
                where = line + text[:at].lstrip().count("\n") if at else line
                self.passages.append(Passage("words", where, collapsed(paragraph), sure=True, prosody=prosody))
            at += len(paragraph)
