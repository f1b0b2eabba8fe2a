"""Lists the words with several pronunciations in a script, and how they will be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, get_args

from voiceguide.check._sessions import KINDS, outlined
from voiceguide.check._text import CheckContext
from voiceguide.errors import ScriptError
from voiceguide.script.model import Place, Script, Visit
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import Listener, utterances
from voiceguide.speech.normaliser import heteronyms


@dataclass(frozen=True)
class Pronunciation:
    """A word with several pronunciations, and how it will be said."""

    place: Place
    word: str
    role: str
    """Its meaning in this place, in a word or two: ``verb``, ``metal``, ``past``; ``say`` if the script's table
    decides.
    """
    sound: str
    """Its pronunciation in American IPA, or as the script's table spells it."""
    sentence: str

    def __str__(self) -> str:
        return f"{self.place.file}:{self.place.line}: '{self.word}' is said {self.sound} ({self.role}): {self.sentence}"

    def as_json(self) -> dict[str, Any]:
        """The object that ``check --say --json`` prints."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "word": self.word,
            "role": self.role,
            "sound": self.sound,
            "sentence": self.sentence,
        }


def pronunciations(script: Script, context: CheckContext) -> list[Pronunciation]:
    """Every word with several pronunciations that a session of the script may speak. Each place in a script is listed
    once. The script's own words come first, in the order of its lines; then those of included practices.

    Raises `ScriptError` if no session can be made from the script.
    """
    found: dict[tuple[str, int, str], list[Pronunciation]] = {}
    for utterance in _spoken(script, context):
        key = (utterance.place.file, utterance.place.line, utterance.text)
        found.setdefault(key, list(_said(utterance)))
    in_order = sorted((said for all_said in found.values() for said in all_said), key=lambda said: said.place.line)
    return sorted(in_order, key=lambda said: said.place.file != script.file)


def _spoken(script: Script, context: CheckContext) -> Iterator[Utterance]:
    """Every utterance that any session may speak, on the first visit or a later one, including every image of a list of
    images. Listeners for whom no session can be made are skipped. If no session can be made for any listener, raises
    the first error.
    """
    failed: list[ScriptError] = []
    listeners = [
        Listener(path, session, every_image=True, visit=visit)
        for (path, session), visit in product(KINDS, get_args(Visit))
    ]
    for listener in listeners:
        try:
            yield from utterances(outlined(script, listener, context))
        except ScriptError as error:
            failed.append(error)
    if len(failed) == len(listeners):
        raise failed[0]


def _said(utterance: Utterance) -> Iterator[Pronunciation]:
    table = {written.lower(): spoken for written, spoken in utterance.say}
    for word in heteronyms(utterance.text, (), utterance.lang):
        if word.word.lower() in table:
            yield Pronunciation(utterance.place, word.word, "say", table[word.word.lower()], utterance.plain)
    for word in heteronyms(utterance.text, utterance.say, utterance.lang):
        yield Pronunciation(utterance.place, word.word, word.role, word.ipa, utterance.plain)
