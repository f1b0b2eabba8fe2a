"""The practices as the page shows them, each with its need and its lengths. Also makes orders from requests."""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

from voiceguide.config import Folders, Settings
from voiceguide.errors import BackgroundNotFoundError, PracticeNotFoundError, RequestError, VoiceguideError, nearest
from voiceguide.player.log import visit
from voiceguide.script.library import Library, bundled_scripts, grounding_practice
from voiceguide.script.model import Script
from voiceguide.script.parser import read
from voiceguide.script.writer import write
from voiceguide.session.backgrounds import background_of, backgrounds_for
from voiceguide.session.identity import identity
from voiceguide.session.overview import Overview, overview
from voiceguide.session.progress import MAKING_BACKGROUND, Progress, no_progress
from voiceguide.session.request import (
    NOTHING_CHOSEN,
    BedAfter,
    Request,
    SessionChoices,
    grounding_request,
    nightly_seed,
    requested,
)
from voiceguide.session.sample import short_sample
from voiceguide.session.stages import outlined
from voiceguide.sound.backgrounds import open_bell
from voiceguide.sound.catalogue import NONE, list_sounds, own_files
from voiceguide.system.checksum import sha256_of
from voiceguide.system.files import make_folder, whole_file
from voiceguide.system.notes import read_json
from voiceguide.texts.practice import read_bytes
from voiceguide.units import Seconds
from voiceguide.web._background_process import make_loops
from voiceguide.web._course import CoursePage
from voiceguide.web._json_checks import LONGEST, checked
from voiceguide.web._order import ASKED_KEY, SessionChange, SessionOrder, head_start_from
from voiceguide.web._untrusted import require_safe
from voiceguide.web._voices import Voices, state_of

_LOG: Final = logging.getLogger("voiceguide.web")

_Seen = TypeVar("_Seen")

_SAMPLE: Final[Seconds] = 12.0
"""How many seconds of a background are played as a sample."""

_LONGEST_SUGGESTED: Final[Seconds] = 1800.0
"""If a practice's natural length is longer than this, the page suggests this length instead."""


@dataclass(frozen=True)
class PracticeRow:
    """A practice as the page shows it."""

    name: str
    title: str
    summary: str
    tags: tuple[str, ...]
    need: str
    overview: Overview | None = None
    """The overview with its lengths; None if they are not known yet."""

    @property
    def words(self) -> str:
        """The text in which the page's search looks for words."""
        return " ".join((self.name, self.title, self.summary, *self.tags)).casefold()

    @property
    def reach(self) -> str:
        """Its possible lengths, in words; "" if they are not known yet."""
        return reach(self.overview) if self.overview else ""


def reach(seen: Overview) -> str:
    """The possible lengths of a practice, in words."""
    least, most = -(-seen.min_s // 60), min(seen.max_s, LONGEST) // 60
    return f"{'' if seen.measured else 'about '}{least:.0f} to {most:.0f} minutes"


class Practices:
    """Everything that can be heard on this machine. Its methods may be called from several threads."""

    def __init__(self, folders: Folders, settings: Settings, usual_voices: Sequence[str], *, mine: bool) -> None:
        """`mine`: whether listeners on other machines may hear the owner's own words."""
        self.folders, self.settings, self.mine = folders, settings, mine
        self.library = Library((folders.scripts, bundled_scripts()))
        self.course = CoursePage(folders, self.library)
        self._usual = tuple(usual_voices)
        self.voices = Voices(folders.scripts, self._usual)
        self._made_with = identity(settings, self._usual)
        self._lengths = self._stored_lengths()
        self._scripts: dict[str, Script] = {}
        self._samples: dict[str, bytes] = {}
        self._lock, self._rendering = Lock(), Lock()

    # What is shown

    def rows(self) -> list[PracticeRow]:
        """Every practice without mistakes, sorted by name, with its lengths if they are known already."""
        return list(self._each_practice(self._row))

    def overviews(self) -> list[Overview]:
        """The overview of every practice without mistakes, as in `list --json`. Slow the first time."""
        usual = self._usual_request()
        rows = list(self._each_practice(lambda name, path: self._overview(name, path, usual)))
        self._store_lengths()
        return rows

    def overview(self, name: str, *, mine: bool) -> Overview:
        """The overview of one practice, made anew each time; `mine`: with the owner's own words. Raises
        `VoiceguideError`.
        """
        usual = replace(self._usual_request(), words=self._words({"mine": mine}))
        return overview(self.find(name), usual, find=self.library.included, folders=self.folders)

    def find(self, name: str) -> Script:
        """The practice of that name, or the session of a course. Raises `VoiceguideError`."""
        try:
            return self.library.find(name)
        except PracticeNotFoundError:
            session = self.course.script(name)
            if session is None:
                raise
            return session

    def suggested_length(self, seen: Overview) -> Seconds:
        """The length that the page suggests for a practice: that of the settings, else the script's, else the natural
        length or half an hour, whichever is shorter. Raises `VoiceguideError`.
        """
        script = self.find(seen.name)
        return self.settings.length or script.length or min(seen.natural_s, _LONGEST_SUGGESTED)

    def voices_for(self, script: Script | None) -> list[tuple[str, str]]:
        """The voices to choose from for a practice, or for a text if `script` is None, in the form that
        `Voices.offered` returns.
        """
        return self.voices.offered(script, self._usual_request())

    def prepare(self) -> None:
        """Make in advance what all listeners need: the sound of the bell, the list of voices, and the possible lengths
        of each practice.
        """
        with suppress(VoiceguideError):  # reported when a session needs the bell
            open_bell("bell", sounds=self.folders.sounds, cache_folder=self.folders.loops)
        self.voices.installed("en")
        self.overviews()

    def forget_estimates(self, name: str) -> None:
        """Forget the estimated lengths of a practice that has been spoken, because they can be measured now."""
        with self._lock:
            for key in [key for key in self._lengths if key.startswith(f"{name} ")]:
                del self._lengths[key]

    def _each_practice(self, look: Callable[[str, Path], _Seen]) -> Iterator[_Seen]:
        """Yields `look(name, path)` for each practice, in the order of names. If that raises an error, the practice is
        left out, and the log says so.
        """
        for entry in self.library.entries():
            try:
                yield look(entry.name, entry.path)
            except (VoiceguideError, OSError) as error:
                _LOG.warning("the practice %s is not on the page: %s", entry.name, error)

    def _row(self, name: str, path: Path) -> PracticeRow:
        key = _key(name, path)
        with self._lock:
            script, seen = self._scripts.get(key), self._lengths.get(key)
        if script is None:
            script = read(path)
            with self._lock:
                self._scripts[key] = script
        return PracticeRow(name, script.title, script.summary, script.tags, script.listed_under[0], seen)

    def _overview(self, name: str, path: Path, request: Request) -> Overview:
        key = _key(name, path)
        with self._lock:
            seen = self._lengths.get(key)
        if seen is None:
            seen = overview(read(path), request, find=self.library.included, folders=self.folders)
            with self._lock:
                self._lengths[key] = seen
        return seen

    @property
    def _file(self) -> Path:
        return self.folders.cache / "web-lengths.json"

    def _stored_lengths(self) -> dict[str, Overview]:
        """The lengths that an earlier run of the server stored; none if the program, the settings or the voices have
        changed since then.
        """
        try:
            found = read_json(self._file)
            if found["of"] == self._made_with:
                return {key: _overview_from(row) for key, row in found["rows"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return {}

    def _store_lengths(self) -> None:
        with self._lock:
            rows = {key: vars(seen) for key, seen in self._lengths.items()}
        with suppress(VoiceguideError):
            make_folder(self.folders.cache)
            with whole_file(self._file, force=True) as part:
                part.write_text(json.dumps({"of": self._made_with, "rows": rows}), encoding="utf-8")

    def backgrounds(self) -> list[tuple[str, str]]:
        """(name, title) of each background, with "none" at the end."""
        known = [(one.name, one.title) for one in list_sounds(self.folders.sounds) if one.kind == "background"]
        return [*known, (NONE, "No background")]

    def background_of(self, name: str) -> str:
        """The background of a practice if the listener chooses none. Raises `VoiceguideError`."""
        return background_of(self.find(name), self.settings.background)

    def sound_sample(self, name: str) -> bytes:
        """A few seconds of a background, as MP3. Raises `SoundError`."""
        known = {known for known, _ in self.backgrounds()} - {NONE}
        if name not in known:
            raise BackgroundNotFoundError(name, nearest(name, sorted(known)))
        with self._lock:
            found = self._samples.get(name)
        if found is None:
            self.render_background(name, no_progress)
            found = b"".join(short_sample(name, _SAMPLE, folders=self.folders).blocks())
            with self._lock:
                self._samples[name] = found
        return found

    def render_background(self, name: str, progress: Progress) -> None:
        """Render the loops of a background unless they exist. Only one background is rendered at a time. Raises
        `SoundError`.
        """
        with self._rendering:
            make_loops(
                name,
                sounds=self.folders.sounds,
                cache_folder=self.folders.loops,
                progress=lambda done, total: progress(MAKING_BACKGROUND, done, total),
            )

    def save(self, name: str, text: str) -> Script:
        """Save a text among the owner's own practices. Raises `ScriptError`, `TextError`, `RequestError` and
        `OutputError`.
        """
        words = re.sub(r"[^a-z0-9]+", "-", name.strip().lower()).strip("-")[:60]
        if not words:
            raise RequestError("name", "type a name for the text, such as my evening")
        script = require_safe(read_text(text))
        make_folder(self.folders.scripts)
        with whole_file(self.folders.scripts / f"{words}.md", force=False) as part:
            part.write_text(write(script), encoding="utf-8")
        return self.library.find(words)

    # What is ordered

    def order(self, asked: Mapping[str, Any], *, owner: bool) -> SessionOrder:
        """The order for the raw request `asked`. If it has no `seed`, `visit` or `mine`, they are filled in. Speaks
        nothing.

        `owner`: whether the listener is on this machine. Raises `RequestError` and the errors of the stages.
        """
        kept = checked(asked)
        kept.setdefault("mine", owner or self.mine)
        if kept["mine"] and not (owner or self.mine):
            raise RequestError("mine", "leave it out: only 'serve --mine' speaks the owner's own words to phones")
        kept.setdefault("seed", nightly_seed())
        kept.setdefault("visit", visit(self.folders.log, kept["practice"]) if owner and "practice" in kept else "first")
        return self._order(kept)

    def order_from(self, saved: Mapping[str, Any]) -> SessionOrder:
        """The order from which `SessionOrder.as_json` made these JSON values. Raises the errors of `order`."""
        changes = tuple(SessionChange(**change) for change in saved["changes"])
        return self._order(saved[ASKED_KEY], changes, head_start_from(saved.get("early", False)))

    def _order(
        self, asked: Mapping[str, Any], changes: tuple[SessionChange, ...] = (), head_start: Seconds | None = None
    ) -> SessionOrder:
        if asked.get("ground"):
            script, request = grounding_practice(), grounding_request(self._usual_request())
        else:
            script = self._script(asked)
            request = self._request(asked, script)
        practice = outlined(script, request, self.library.included)
        sounds = own_files(self.folders.sounds)
        ident = identity(script, practice.outline, request, practice.voice, state_of(practice.voice), changes, sounds)
        backgrounds_for(script, request, folders=self.folders, progress=no_progress).require()
        return SessionOrder(asked, practice, changes, ident, head_start)

    def ground(self) -> SessionOrder:
        """The order for the grounding practice."""
        return self._order({"ground": True, "seed": 0, "visit": "first"})

    def _script(self, asked: Mapping[str, Any]) -> Script:
        if "text" not in asked:
            return self.find(asked["practice"])
        return require_safe(read_text(asked["text"]))

    def _request(self, asked: Mapping[str, Any], script: Script) -> Request:
        choices = SessionChoices(
            length=asked.get("length_s"),
            nearest=bool(asked.get("nearest")),
            background=asked.get("background"),
            background_level=asked.get("background_level"),
            duck=asked.get("duck"),
            voice=self.voices.spec_for(asked.get("voice"), script),
            voice_tone=asked.get("voice_tone"),
            rate=asked.get("rate"),
            path=asked.get("path"),
            session=asked.get("for"),
            fade=asked.get("fade_s"),
            seed=asked.get("seed"),
            visit=asked.get("visit"),
        )
        then = BedAfter(asked.get("then"), asked["then_s"]) if asked.get("then_s") else None
        whole = (asked.get("length_s") or 0.0) + (asked.get("then_s") or 0.0)
        if whole > LONGEST:
            most = f"the session and this background may last {LONGEST / 3600:g} hours together"
            raise RequestError("then_s", f"{most}, not {whole / 3600:.1f}; choose less")
        request = requested(self.settings, choices, then=then, usual_voices=self._usual)
        request = self.course.with_course_path(asked, request)
        return replace(request, words=self._words(asked))

    def _words(self, asked: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        from voiceguide.person.own_words import merged, own_words

        given = tuple(asked.get("set", {}).items())
        return merged(own_words(self.folders), given) if asked.get("mine") else given

    def _usual_request(self) -> Request:
        """The request of a listener who chooses nothing."""
        return requested(self.settings, NOTHING_CHOSEN, then=None, usual_voices=self._usual)


def _key(name: str, path: Path) -> str:
    return f"{name} {sha256_of(path)[:16]}"


def _overview_from(row: dict[str, Any]) -> Overview:
    return Overview(**{**row, "tags": tuple(row["tags"]), "needs": tuple(row["needs"])})


def read_text(text: str) -> Script:
    """The script in a text that was typed, pasted or dropped, in any form. Raises `ScriptError` and `TextError`."""
    return read_bytes(text.encode(), file="<text>", name="text").script
