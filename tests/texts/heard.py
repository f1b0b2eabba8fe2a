"""Helpers that read a text and give its spoken words and pauses, in the shapes that tests compare."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from voiceguide.script.model import Paragraph, Pause, Script, Silence
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.texts.practice import ReadText, read_bytes

CASES = Path(__file__).parent / "cases"


def read(text: str | bytes, name: str = "text.txt", form: str = "") -> ReadText:
    """The practice that is read from this text as if it were in a file called `name`. An empty `form` means that the
    form is recognised.
    """
    data = text if isinstance(text, bytes) else text.encode()
    return read_bytes(data, file=name, name=name.partition(".")[0], form=form)


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation and marks."""
    plain = unicodedata.normalize("NFC", re.sub(r"\\(.)", r"\1", text)).lower()
    plain = plain.replace("’", "'").replace("‘", "'").replace("*", "").replace("_", " ")
    return re.sub(r"(?<!\w)'|'(?!\w)", " ", re.sub(r"[^\w' ]+", " ", plain)).split()


@dataclass(frozen=True)
class Heard:
    """The words of a script and the pauses among them."""

    words: tuple[str, ...]
    pauses: tuple[tuple[int, float], ...]
    """(the number of words before the pause, its natural length in seconds), in order."""

    def find(self, phrase: str, start: int = 0) -> int:
        """The number of words before a phrase; -1 if the phrase is not there."""
        wanted = tuple(words(phrase))
        places = range(start, len(self.words) - len(wanted) + 1)
        return next((at for at in places if self.words[at : at + len(wanted)] == wanted), -1)

    def quiet_after(self, phrase: str) -> float:
        """The natural length of all pauses between a phrase and the next word, in seconds."""
        at = self.find(phrase)
        assert at >= 0, (phrase, self.words)
        end = at + len(words(phrase))
        return sum(length for place, length in self.pauses if place == end)


def heard(script: Script) -> Heard:
    """The words and pauses of a script, in order."""
    spoken: list[str] = []
    pauses: list[tuple[int, float]] = []
    for section in script.sections:
        for item in section.items:
            if isinstance(item, Paragraph):
                spoken += words(item.text)
            elif isinstance(item, Pause | Silence):
                pauses.append((len(spoken), item.length.natural))
    return Heard(tuple(spoken), tuple(pauses))


def spoken(text: str | bytes, name: str = "text.txt") -> list[str]:
    """The paragraphs and pauses of the practice that is read from a text, in order. A pause is its natural length in
    brackets, such as "[3]" for 3 s.
    """
    found = []
    for section in read(text, name).script.sections:
        for item in section.items:
            if isinstance(item, Paragraph):
                found.append(item.text)
            elif isinstance(item, Pause | Silence):
                found.append(f"[{round(item.length.natural, 1):g}]")
    return found


def lines(script: Script) -> tuple[str, ...]:
    """All lines that a session of this script may speak."""

    def none(name: str, within: Script) -> Script:
        raise AssertionError(f"{within.file} includes {name}")

    return tuple(utterance.text for utterance in utterances(outline(script, Listener(), none)))
