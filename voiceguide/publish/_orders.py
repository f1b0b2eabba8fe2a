"""Makes orders from a catalogue, each session once, and checks everything that can be checked before it is spoken."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final, TypeAlias

from voiceguide.errors import ScriptError, VoiceguideError, WordsMissingError, nearest, or_list, system_reason
from voiceguide.lengths import format_minutes
from voiceguide.pictures.cover import beside_script, read_cover
from voiceguide.plan.fit import limits
from voiceguide.publish._backgrounds import resolved_background
from voiceguide.publish._catalogue import Catalogue, SessionsTable
from voiceguide.publish._names import fitting, plain_name, shown_background, shown_voice
from voiceguide.publish._words import outline_and_missing_words
from voiceguide.publish.model import PracticeSource
from voiceguide.script.languages import language_name
from voiceguide.script.library import is_path, script_folder
from voiceguide.script.model import Script
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import utterances
from voiceguide.session.backgrounds import background_of
from voiceguide.session.overview import spoken_durations
from voiceguide.session.request import Request
from voiceguide.session.say import voice_problem
from voiceguide.session.stages import target_length, tone_for, voice_for, voice_spec_for
from voiceguide.sound.backgrounds import background_problem, looks_like_a_path, open_background
from voiceguide.speech.engines.table import absolute_voice, engine_entry, voice_choice
from voiceguide.speech.preferences import speaks
from voiceguide.speech.stage import clip_keys, estimate
from voiceguide.system.plain_text import collapsed
from voiceguide.units import Frames, Seconds, format_clock, to_seconds

_WIDEST: Final[Seconds] = 99 * 60.0
"""A length in a file name gets zeros in front until it is as wide as this one: ``05m``. So 5 minutes sort before 10,
and no file gets a new name when a longer session is added.
"""

_DOUBT: Final = 0.08
"""While not all lines have been spoken, the shortest and the longest length of a practice are estimates. A length is
refused only if it is outside these limits by more than this share of them.
"""

_UNKNOWN: Final = 0.4
"""Used instead of `_DOUBT` if the voice, the kind of session or the path is unknown too, because the catalogue names a
wrong one.
"""

_Durations: TypeAlias = dict[Utterance, Frames]


@dataclass(frozen=True)
class Order:
    """One session to be published."""

    script: Script
    request: Request
    asked: tuple[tuple[str, str], ...]
    """(key, value) for each voice, background, kind and path that the catalogue asks for, as written there: (``voice``,
    ``piper:…``). The key of the kind is ``for``.
    """

    @property
    def length(self) -> Seconds | None:
        """The length asked for, or else the script's own; None: the natural length."""
        return self.request.length or self.script.length

    @property
    def shown(self) -> dict[str, str]:
        """The entries of `asked` as everybody may see them, with only the last part of each path."""
        asked = dict(self.asked)
        if "voice" in asked:
            asked["voice"] = shown_voice(asked["voice"])
        if "background" in asked:
            asked["background"] = shown_background(self.request.background or asked["background"])
        return asked

    @property
    def name(self) -> str:
        """Its name, which no other session of the catalogue has: ``noticing-05m``. It depends only on the practice's
        name, the length, and what the catalogue asks for.
        """
        length = [format_minutes(self.length, _WIDEST)] if self.length else []
        asked = [plain_name(value) for value in self.shown.values()]
        return fitting("-".join([plain_name(self.script.name), *length, *asked]))

    @property
    def practice(self) -> str:
        """The practice's name as it is used in file names: if it is too long, its beginning and a hash."""
        return fitting(self.script.name)

    @property
    def guid(self) -> str:
        """An identifier, made from the practice's name, the length, and what the catalogue asks for. It stays the same
        if the session is made again, or if the catalogue is reordered.
        """
        named = json.dumps([self.script.name, round(self.length or 0.0, 3), sorted(self.asked)])
        return f"voiceguide-{hashlib.sha256(named.encode()).hexdigest()[:32]}"


@dataclass(frozen=True)
class CheckedCatalogue:
    """The sessions and the mistakes of a catalogue, as far as they are known before anything is spoken."""

    orders: tuple[Order, ...]
    """Every session once, sorted by practice and name. Sessions with mistakes are left out."""
    practices: tuple[Order, ...]
    """An order without a length for each combination of practice, voice, background, kind and path, even if none of the
    requested lengths is possible. With these orders, each row of the table of people is checked for missing words.
    """
    mistakes: tuple[str, ...]
    """All mistakes, including those in the file itself."""


def checked(
    catalogue: Catalogue,
    source: PracticeSource,
    *,
    words: tuple[tuple[str, str], ...] = (),
    may_have: Callable[[str], bool] = lambda key: False,
) -> CheckedCatalogue:
    """The sessions of the catalogue, and its mistakes. Nothing is made or written.

    The practices are checked as if `words` were the listener's own words. If a practice needs words for any other key,
    this is a mistake, unless `may_have` says that some of the people may have words for it.
    """
    checking = _Checking(catalogue, source, words, may_have)
    found: dict[str, Order] = {}
    for table in catalogue.tables:
        for order in checking.orders(table):
            found.setdefault(order.guid, order)
    mistakes = [*catalogue.mistakes, *checking.mistakes]
    if not found and not mistakes:
        mistakes.append("[[sessions]]: there is nothing to make; add practices or tags")
    ordered = sorted(found.values(), key=lambda order: (order.script.name, order.name))
    return CheckedCatalogue(tuple(ordered), tuple(checking.practices), tuple(mistakes))


class _Checking:
    """Collects the mistakes in the practices, voices, backgrounds and lengths of a catalogue, each once."""

    def __init__(
        self,
        catalogue: Catalogue,
        source: PracticeSource,
        words: tuple[tuple[str, str], ...],
        may_have: Callable[[str], bool],
    ) -> None:
        self.mistakes: dict[str, None] = {}
        self.practices: list[Order] = []
        self._folder, self._source, self._may_have = catalogue.folder, source, may_have
        self._usual = replace(source.usual, words=words)
        self._scripts: dict[str, Script | str] = {}
        self._files: dict[str, str] = {}
        self._voices: dict[str, str] = {}
        self._backgrounds: dict[tuple[Path | None, str], str] = {}
        self._covers: dict[str, str] = {}
        self._shown: dict[tuple[str, str], str] = {}

    def add(self, place: str, remedy: str) -> None:
        """Note a mistake, in one line."""
        self.mistakes[f"{place}: {collapsed(remedy)}"] = None

    def orders(self, table: SessionsTable) -> Iterator[Order]:
        """The sessions for which a table asks, without those in which a mistake was found. Adds the mistakes."""
        scripts = self._practices(table)
        voices = [voice_spec for voice_spec in table.voices if self._speaks(table, voice_spec)]
        backgrounds = [name for name in table.backgrounds if self._sounds(table, name, scripts)]
        refused = set(table.refused)
        refused |= {"voices"} if table.voices and not voices else set()
        refused |= {"backgrounds"} if table.backgrounds and not backgrounds else set()
        for script in scripts:
            for voice, background, kind, path in product(
                voices or (None,), backgrounds or (None,), table.kinds or (None,), table.paths or (None,)
            ):
                written = {"voice": voice, "background": background, "for": kind, "path": path}
                resolved = resolved_background(background, self._folder) if background else self._usual.background
                request = replace(
                    self._usual,
                    voice=voice and absolute_voice(voice, self._folder),
                    background=resolved,
                    session=kind or self._usual.session,
                    path=path or self._usual.path,
                )
                asked = tuple((key, value) for key, value in written.items() if value)
                order = Order(script, request, asked)
                self._require_own_names(table, order)
                yield from self._lengths(table, order, refused)

    # Practices

    def _practices(self, table: SessionsTable) -> list[Script]:
        found: dict[tuple[str, str], Script] = {}
        for name in table.practices:
            if script := self._practice(f"{table.place} practices", name):
                found.setdefault(_which(script), script)
        for tag in table.tags:
            tagged = [script for script in self._library() if tag in map(str.casefold, script.tags)]
            if not tagged:
                known = sorted({each.casefold() for script in self._library() for each in script.tags})
                near = nearest(tag[:80], known)
                hint = f"did you mean {or_list(near)}?" if near else "'voiceguide list --json' shows the tags"
                self.add(f"{table.place} tags", f"no practice has the tag {tag[:80]!r}; {hint}")
            for script in tagged:
                self._require_own_name(f"{table.place} tags", script)
                found.setdefault(_which(script), script)
        return [script for script in found.values() if self._allowed(table, script)]

    def _practice(self, place: str, name: str) -> Script | None:
        found = self._found(name)
        if isinstance(found, str):
            self.add(place, found)
            return None
        self._require_own_name(place, found)
        return found

    def _found(self, name: str) -> Script | str:
        """The practice; or, if it cannot be used, the reason as a text."""
        if name not in self._scripts:
            self._scripts[name] = self._looked_up(name)
        return self._scripts[name]

    def _looked_up(self, name: str) -> Script | str:
        if name == "-":
            return "a script from standard input ('-') cannot be read again; save it in a file, and name that file"
        if is_path(name) and os.path.isdir(self._folder / name):  # noqa: PTH112  # Path.is_dir may raise
            return f"{name} is a folder; name the practices in it, each by its file"
        try:
            return self._source.find(str(self._folder / name) if is_path(name) else name)
        except ScriptError as error:
            count = len(error.mistakes)
            many, them = (f"{count} mistakes, the first", "them") if count > 1 else ("a mistake", "it")
            return f"{name} has {many} in line {error.mistakes[0].line}; 'voiceguide check' shows {them}"
        except VoiceguideError as error:
            return str(error).splitlines()[0]
        except OSError as error:
            return f"{name} cannot be read: {system_reason(error)}"

    def _library(self) -> list[Script]:
        """The practices in which a tag is looked for: all of the source, without those that have mistakes."""
        return [script for name in self._source.names if not isinstance(script := self._found(name), str)]

    def _require_own_name(self, place: str, script: Script) -> None:
        file = os.path.realpath(script.file)
        other = self._files.setdefault(plain_name(script.name).casefold(), file)
        if other != file:
            self.add(place, f"{other} and {file} have the same name; rename one of the files")

    def _allowed(self, table: SessionsTable, script: Script) -> bool:
        """Whether a practice may be published. If it was made from a recording, it must say whose recording that is.
        Adds a mistake if the practice may not be published, or if its picture cannot be read.
        """
        if trouble := self._cover_trouble(script):
            self.add(f"{table.place} practices", trouble)
        voice_spec = script.voice.name
        if not voice_spec or script.rights or not engine_entry(voice_choice(voice_spec).engine).in_folders:
            return True
        self.add(
            f"{table.place} practices",
            f"{script.file} was made from a recording; write in its front matter "
            "'rights: mine' if the recording is yours, otherwise 'rights:' and the name of whoever gave permission",
        )
        return False

    def _cover_trouble(self, script: Script) -> str:
        if script.cover and script.file not in self._covers:
            self._covers[script.file] = ""
            try:
                read_cover(beside_script(script_folder(script), script.cover))
            except VoiceguideError as error:
                self._covers[script.file] = str(error).splitlines()[0]
        return self._covers.get(script.file, "")

    # Voices and backgrounds

    def _require_own_names(self, table: SessionsTable, order: Order) -> None:
        """Add a mistake for two voices or two backgrounds that differ only in their folder: both would be shown by the
        same name.
        """
        shown = order.shown
        for key, meant in (("voice", order.request.voice), ("background", order.request.background)):
            if key in shown and meant:
                other = self._shown.setdefault((key, shown[key]), meant)
                if "".join(other.split()) != "".join(meant.split()):
                    self.add(
                        f"{table.place} {key}s",
                        f"{other} and {meant} would both be shown as {shown[key]}; rename one of them",
                    )

    def _speaks(self, table: SessionsTable, voice_spec: str) -> bool:
        if voice_spec not in self._voices:
            try:
                trouble = voice_problem(absolute_voice(voice_spec, self._folder), folders=self._source.folders)
            except VoiceguideError as error:
                trouble = str(error)
            self._voices[voice_spec] = trouble
        if self._voices[voice_spec]:
            self.add(f"{table.place} voices", self._voices[voice_spec].splitlines()[0])
        return not self._voices[voice_spec]

    def _sounds(self, table: SessionsTable, name: str, scripts: list[Script]) -> bool:
        """Whether a background can be heard; if not, adds a mistake. Its file is looked for in the catalogue's folder,
        and then beside the first practice. If no practice could be read, it is looked for beside every file that the
        table names as a practice.
        """
        meant = resolved_background(name, self._folder)
        beside: list[Path | None] = [script_folder(script) for script in scripts[:1]]
        named = [(self._folder / each).parent for each in table.practices if is_path(each)]
        troubles = [self._background_trouble(meant, place) for place in beside or named or [None]]
        if all(troubles):
            self.add(f"{table.place} backgrounds", troubles[0])
        return not all(troubles)

    def _background_trouble(self, name: str, beside: Path | None) -> str:
        """Why a background cannot be heard: it cannot be found, or its file has no sound. "" if it can be heard."""
        if (beside, name) not in self._backgrounds:
            sounds = self._source.folders.sounds
            trouble = background_problem(name, sounds=sounds, beside=beside)
            if not trouble and looks_like_a_path(name):
                try:
                    open_background(name, sounds=sounds, cache_folder=self._source.folders.loops, beside=beside)
                except VoiceguideError as error:
                    trouble = str(error)
            self._backgrounds[beside, name] = trouble.partition("\n")[0]
        return self._backgrounds[beside, name]

    # Lengths

    def _lengths(self, table: SessionsTable, order: Order, refused: set[str]) -> Iterator[Order]:
        """An order for each length of the table that the practice can have; adds a mistake for each other length.
        `refused` are the fields whose values were wrong: mistakes that may be due only to these are not added.
        """
        script, request = order.script, order.request
        missing: tuple[WordsMissingError, ...] = ()
        unsure = bool(refused & {"kinds", "paths"})
        try:
            whole, missing = outline_and_missing_words(script, request, self._source.included)
            if not unsure:
                self._report_missing(table, missing)
                self.practices.append(order)
            durations, doubt = self._durations(table, order, utterances(whole), refused)
            reach = limits(whole, durations) if durations else None
        except VoiceguideError as error:
            if not missing:  # otherwise the error may come from the placeholders
                self.add(f"{table.place} practices", str(error).splitlines()[0])
            return
        if reach is None:
            return
        doubt = _UNKNOWN if unsure or "voices" in refused else doubt
        least, most = to_seconds(reach.least), to_seconds(reach.greatest)
        for length in table.lengths or (None,):
            one = replace(order, request=replace(request, length=length))
            target = to_seconds(target_length(script, one.request, reach))
            if length is not None and not least * (1 - doubt) - 1e-6 <= target <= most * (1 + doubt) + 1e-6:
                about = "about " if doubt else ""
                self.add(
                    f"{table.place} lengths",
                    f"{script.name} cannot last {format_clock(length)}; it can last from "
                    f"{about}{format_clock(-(-least // 1))} to {format_clock(most // 1)}",
                )
            else:
                yield one

    def _report_missing(self, table: SessionsTable, missing: tuple[WordsMissingError, ...]) -> None:
        for error in missing:
            if not self._may_have(key := error.variable):
                self.add(
                    f"{table.place} practices",
                    f"{error.file}:{error.line}: there are no words for {{{key}}}; "
                    f"use --people with a table that has a column {key!r}, or write a fallback: {{{key}|…}}",
                )

    def _durations(
        self, table: SessionsTable, order: Order, said: tuple[Utterance, ...], refused: set[str]
    ) -> tuple[_Durations | None, float]:
        """The duration of each line, and by what share the durations may be wrong. The durations are None if they
        cannot be known, for example because the voice does not speak the practice's language. Adds a mistake for such a
        voice, and for a background that cannot be heard.

        Raises the errors of the voice.
        """
        script, request = order.script, order.request
        if "backgrounds" not in refused:
            name = background_of(script, request.background)
            if trouble := self._background_trouble(name, script_folder(script)):
                self.add(f"{table.place} {'backgrounds' if table.backgrounds else 'practices'}", trouble)
        if "voices" in refused:
            guessed = {line: estimate(line, voice_choice(None)) for line in said}
            return None if script.of_a_recording else guessed, _UNKNOWN
        voice_spec = voice_spec_for(script, request)
        if not speaks(voice_spec, script.lang):
            self.add(
                f"{table.place} voices",
                f"{voice_spec} does not speak {language_name(script.lang)}, in which "
                f"{script.name} is written; give each language its own [[sessions]]",
            )
            return None, 0.0
        voice = voice_for(script, request)
        clip_keys(said, voice, tone=tone_for(request))
        durations, measured = spoken_durations(said, voice, tone_for(request), folders=self._source.folders)
        return dict(durations), 0.0 if measured else _DOUBT


def _which(script: Script) -> tuple[str, str]:
    """A key for a practice. It is the same for every way to write the path of the practice's file. It includes the
    name, because each session in a course file counts as a practice.
    """
    return os.path.realpath(script.file), script.name
