"""Turns a catalogue into orders: every session once, with everything checked that can be checked before
it is spoken.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final

from voiceguide.errors import CatalogueError, ScriptError, VoiceguideError, WordsMissingError, nearest, or_list
from voiceguide.lengths import format_minutes
from voiceguide.plan.fit import limits
from voiceguide.publish._catalogue import Catalogue, SessionsTable
from voiceguide.publish.model import PracticeSource
from voiceguide.script.languages import language_name
from voiceguide.script.library import is_path
from voiceguide.script.model import Script
from voiceguide.script.outliner import outline, utterances
from voiceguide.session.backgrounds import backgrounds_for
from voiceguide.session.overview import spoken_durations
from voiceguide.session.progress import no_progress
from voiceguide.session.request import Request
from voiceguide.session.say import voice_trouble
from voiceguide.session.stages import listener, target_length, tone_for, voice_for, voice_wish
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.engines.table import absolute_voice, engine_entry, voice_choice
from voiceguide.speech.preferences import speaks
from voiceguide.speech.stage import clip_names, voices
from voiceguide.units import Seconds, format_clock, to_seconds

_WIDEST: Final[Seconds] = 99 * 60.0
"""Lengths in names are padded to the width of this one, so that 5m sorts before 10m and a longer one renames no file.
"""

_DOUBT: Final = 0.08
"""As long as nobody has spoken the practice, a length may be beyond the estimated limits by this share."""


@dataclass(frozen=True)
class Order:
    """One session to be published."""

    script: Script
    wishes: Request
    asked: tuple[tuple[str, str], ...]
    """What the catalogue asks for besides the practice and the length, as written: (``voice``, ``piper:…``) …"""

    @property
    def length(self) -> Seconds | None:
        """The length asked for, or else the script's own; None: the natural length."""
        return self.wishes.length or self.script.length

    @property
    def name(self) -> str:
        """Its name, which no other session has: ``noticing-05m``. It depends only on what the catalogue asks for."""
        length = [format_minutes(self.length, _WIDEST)] if self.length else []
        asked = [_plain(value) for _, value in self.asked]
        return "-".join([_plain(self.script.name), *length, *asked])

    @property
    def guid(self) -> str:
        """Identifies it for ever, even if it is made again or the order of the catalogue changes."""
        told = json.dumps([self.script.name, round(self.length or 0.0, 3), sorted(self.asked)])
        return f"voiceguide-{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _plain(text: str) -> str:
    """The text in the form in which it can be part of a file name and an address."""
    return re.sub(r"[^\w.]+", "-", text).strip("-.")[:80] or "session"


def orders(
    catalogue: Catalogue, source: PracticeSource, *, words: tuple[tuple[str, str], ...] = ()
) -> tuple[Order, ...]:
    """Every session of the catalogue once, sorted by name. `words`: a person's own words, to check the practices with.

    Raises `CatalogueError` with all mistakes; nothing has been made or written then.
    """
    checking = _Checking(catalogue, source, words)
    found: dict[str, Order] = {}
    for table in catalogue.tables:
        for order in checking.orders(table):
            found.setdefault(order.guid, order)
    if not found and not checking.mistakes:
        checking.mistakes["[[sessions]]: there is nothing to make; add practices or tags"] = None
    if checking.mistakes:
        raise CatalogueError(catalogue.file, list(checking.mistakes))
    return tuple(sorted(found.values(), key=lambda order: (order.script.name, order.name)))


class _Checking:
    """Collects the mistakes in a catalogue, each once."""

    def __init__(self, catalogue: Catalogue, source: PracticeSource, words: tuple[tuple[str, str], ...]) -> None:
        self.mistakes: dict[str, None] = {}
        self._folder, self._source = catalogue.folder, source
        self._usual = replace(source.usual, words=words)
        self._scripts: dict[str, Script | None] = {}
        self._files: dict[str, str] = {}
        self._voices: dict[str, str] = {}
        self._heard: set[tuple[Path | None, str]] = set()

    def add(self, place: str, remedy: str) -> None:
        """Note a mistake, in one line."""
        self.mistakes[f"{place}: {' '.join(remedy.split())}"] = None

    def orders(self, table: SessionsTable) -> Iterator[Order]:
        """The sessions of a table that have no mistakes, or may have none."""
        scripts = self._practices(table)
        voices = [wish for wish in table.voices if self._speaks(table, wish)]
        backgrounds = [name for name in table.backgrounds if self._sounds(table, name, scripts)]
        if len(voices) < len(table.voices) or len(backgrounds) < len(table.backgrounds):
            return
        for script in scripts:
            for voice, background, kind, path in product(
                voices or (None,), backgrounds or (None,), table.kinds or (None,), table.paths or (None,)
            ):
                written = {"voice": voice, "background": background, "for": kind, "path": path}
                wishes = replace(
                    self._usual, voice=voice and absolute_voice(voice, self._folder), background=background or
                    self._usual.background, session=kind or self._usual.session, path=path or self._usual.path,
                )  # fmt: skip
                asked = tuple((key, value) for key, value in written.items() if value)
                yield from self._lengths(table, Order(script, wishes, asked))

    def _practices(self, table: SessionsTable) -> list[Script]:
        found: dict[str, Script] = {}
        for name in table.practices:
            if script := self._practice(f"{table.place} practices", name):
                found[script.file] = script
        for tag in table.tags:
            tagged = [script for script in self._library() if tag in map(str.casefold, script.tags)]
            if not tagged:
                known = sorted({each.casefold() for script in self._library() for each in script.tags})
                near = nearest(tag, known)
                hint = f"did you mean {or_list(near)}?" if near else "'voiceguide list' lists them"
                self.add(f"{table.place} tags", f"no practice has the tag {tag!r}; {hint}")
            found |= {script.file: script for script in tagged}
        return [script for script in found.values() if self._allowed(table, script)]

    def _practice(self, place: str, name: str) -> Script | None:
        if name not in self._scripts:
            self._scripts[name] = None
            if is_path(name) and (self._folder / name).is_dir():
                self.add(place, f"{name} is a folder; name the practices in it, each by its file")
                return None
            try:
                script = self._source.find(str(self._folder / name) if is_path(name) else name)
            except ScriptError as error:
                count = len(error.mistakes)
                many = f"{count} mistakes, the first" if count > 1 else "a mistake"
                self.add(place, f"{name} has {many} in line {error.mistakes[0].line}; 'voiceguide check' shows "
                                f"{'them' if count > 1 else 'it'}")  # fmt: skip
            except (VoiceguideError, OSError) as error:
                self.add(place, str(error).splitlines()[0])
            else:
                self._scripts[name] = script
                other = self._files.setdefault(_plain(script.name).casefold(), script.file)
                if other != script.file:
                    self.add(place, f"{other} and {script.file} have the same name; rename one of the files")
        return self._scripts[name]

    def _library(self) -> list[Script]:
        found = []
        for name in self._source.names:
            if name not in self._scripts:
                try:
                    self._scripts[name] = self._source.find(name)
                except VoiceguideError:  # the catalogue does not name it: only its tags were wanted
                    self._scripts[name] = None
            if script := self._scripts[name]:
                found.append(script)
        return found

    def _allowed(self, table: SessionsTable, script: Script) -> bool:
        """Whether it may be published: something made from a recording needs a word on whose it is."""
        wish = script.voice.name
        if not wish or script.rights or not engine_entry(voice_choice(wish).engine).in_folders:
            return True
        self.add(f"{table.place} practices", f"{script.file} was made from a recording; say in its front matter "
                 "whose it is: rights: mine, or whose permission you have")  # fmt: skip
        return False

    def _speaks(self, table: SessionsTable, wish: str) -> bool:
        if wish not in self._voices:
            try:
                trouble = voice_trouble(absolute_voice(wish, self._folder), folders=self._source.folders)
            except VoiceguideError as error:
                trouble = str(error)
            self._voices[wish] = trouble
        if self._voices[wish]:
            self.add(f"{table.place} voices", self._voices[wish].splitlines()[0])
        return not self._voices[wish]

    def _sounds(self, table: SessionsTable, name: str, scripts: list[Script]) -> bool:
        for script in scripts[:1]:
            wishes = replace(self._usual, background=name)
            try:
                self._require_background(script, wishes)
            except VoiceguideError as error:
                self.add(f"{table.place} backgrounds", str(error).splitlines()[0])
                return False
        return True

    def _require_background(self, script: Script, wishes: Request) -> None:
        """Raise `SoundError` if the background cannot be found, or is a file without sound."""
        over = backgrounds_for(script, wishes, folders=self._source.folders, progress=no_progress)
        over.require()
        if is_path(over.background) and (over.beside, over.background) not in self._heard:
            over.bed(over.background)
            self._heard.add((over.beside, over.background))

    def _lengths(self, table: SessionsTable, order: Order) -> Iterator[Order]:
        script, wishes = order.script, order.wishes
        try:
            wish = voice_wish(script, wishes)
            if not speaks(wish, script.lang):
                self.add(f"{table.place} voices", f"{wish} does not speak {language_name(script.lang)}, in which "
                         f"{script.name} is written; give each language a [[sessions]] of its own")  # fmt: skip
                return
            outlined = outline(script, listener(wishes), self._source.included)
            said, voice = utterances(outlined), voice_for(script, wishes)
            clip_names(said, voice, tone=tone_for(wishes))
            self._require_background(script, wishes)
            durations, measured = spoken_durations(said, voice, tone_for(wishes), folders=self._source.folders)
        except WordsMissingError as error:
            key = error.variable
            self.add(f"{table.place} practices", f"{error.file}:{error.line}: there are no words for {{{key}}}; use "
                     f"--people and a column {key}, or write a fallback: {{{key}|…}}")  # fmt: skip
            return
        except VoiceguideError as error:
            self.add(f"{table.place} practices", str(error).splitlines()[0])
            return
        reach = limits(outlined, durations)
        doubt = 0.0 if measured else _DOUBT
        least, most = to_seconds(reach.least), to_seconds(reach.greatest)
        for length in table.lengths or (None,):
            one = replace(order, wishes=replace(wishes, length=length))
            target = to_seconds(target_length(script, one.wishes, reach))
            if length is not None and not least * (1 - doubt) - 1e-6 <= target <= most * (1 + doubt) + 1e-6:
                about = "" if measured else "about "
                self.add(f"{table.place} lengths", f"{script.name} cannot last {format_clock(length)}; it fits from "
                         f"{about}{format_clock(-(-least // 1))} to {format_clock(most // 1)}")  # fmt: skip
            else:
                yield one


def voice_terms(found: tuple[Order, ...]) -> list[str]:
    """What one must know about the voices before publishing what they speak, one line each."""
    told: dict[str, str] = {}
    for order in found:
        voice = voice_for(order.script, order.wishes)
        for one in filter(None, (voice, voice.fill)):
            told.setdefault(_called(one), _terms(one, order.script.lang))
    return [f"{name}: {terms}" for name, terms in sorted(told.items())]


def _called(voice: VoiceChoice) -> str:
    name = Path(voice.name).name if engine_entry(voice.engine).in_folders else voice.name
    return f"{voice.engine}:{name}" if name else voice.engine


_TERMS: Final = {
    "pyttsx3": "the platform's own voice; espeak-ng's speech may be used freely, for others read your system's terms",
    "piper": "each voice has its own terms; read its model card before you publish",
    "kokoro": "Kokoro-82M, Apache-2.0",
    "recorded": "a person's voice; publish it only with their permission",
    "command": "a program's voice; its maker's terms apply",
    "fake": "hums",
}


def _terms(voice: VoiceChoice, lang: str) -> str:
    if engine_entry(voice.engine).listed:
        for one in voices(voice.engine):
            if one.name == voice.name and one.terms:
                return one.terms
    return _TERMS[voice.engine]
