"""Makes sessions for each of many people, from a table of their names and words. The names of sound files reveal
nothing about the people.

Only one list, beside the files, says who has which file.
"""

import csv
import io
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from voiceguide.errors import VoiceguideError, WriteFailedError, system_reason
from voiceguide.publish._orders import Order
from voiceguide.publish._people_table import Person
from voiceguide.publish._session_files import SessionWriter, require_room, speak_all
from voiceguide.publish._stems import stem_paths, write_stems
from voiceguide.publish.model import Failure, PracticeSource, PublishOptions, Result, Step
from voiceguide.session.progress import Progress, no_progress
from voiceguide.session.stages import ReadySession
from voiceguide.system.files import check_target, check_writable, make_folder, sweep, whole_file
from voiceguide.units import Seconds, to_seconds

LIST: Final = "who-has-which.csv"
"""The file name of the list of who has which file."""

_BATCH: Final = 50
"""The lines of this many people are spoken together, so that memory does not grow with the number of people."""


def make_for(
    people: Sequence[Person],
    orders: Sequence[Order],
    source: PracticeSource,
    options: PublishOptions,
    progress: Progress,
    step: Callable[[Step], None],
) -> Result:
    """Make every order for each of the people, and the list of who has which file. Files that are up to date are kept.

    `step` is called after each session that is made. If a session fails, the others are still made. Raises the errors
    that stop all sessions: `FolderError`, `OutputError`, `ClipsError`, `ClusterError`.
    """
    folder = options.folder
    check_writable(folder / LIST)
    make_folder(folder)
    sweep(folder)
    check_target(folder / LIST, force=True)
    files = _PeopleFiles(folder, people, orders)
    files.write()  # before anything is made, so that people keep their file names even if this run is stopped
    maker = SessionWriter(source, options.quality, progress)
    made: list[str] = []
    kept: list[str] = []
    failed: list[Failure] = []
    began, count = time.monotonic(), len(people) * len(orders)
    for first in range(0, len(people), _BATCH):
        batch = list(_for_each(people[first : first + _BATCH], orders))
        missing = [
            (person, order) for person, order in batch if not files.is_current(person, order, maker, options.stems)
        ]
        speak_all([order for _, order in missing], source, speaking=options.speaking, progress=progress)
        for person, order in batch:
            number = len(made) + len(kept) + len(failed) + 1
            name = files.name(person, order)
            if (person, order) not in missing:
                kept.append(name)
                continue
            try:
                seconds, size = _made(maker, person, order, folder / name, options)
                files.record_inputs(person, order, maker, options.stems)
            except (VoiceguideError, OSError) as error:
                require_room(error, folder)
                failed.append(Failure(f"row {person.row}, {name}", _reason_without_words(error)))
                continue
            made.append(name)
            left = (time.monotonic() - began) / len(made) * (count - number)
            step(Step(number, count, f"row {person.row}: {name}", True, seconds, size, left))
        files.write()
    return Result(tuple(made), tuple(kept), tuple(failed), people_list=folder / LIST)


def stale_for(
    people: Sequence[Person], orders: Sequence[Order], source: PracticeSource, options: PublishOptions
) -> Iterator[tuple[Order, str, int]]:
    """(order, state, people) for each order: ``new``, ``changed`` or ``there``, and the number of people for whom it
    would be made. Nothing is spoken or written. Raises `WriteFailedError` if the list of who has which file cannot be
    used, and `FolderError` if the files could not be written.
    """
    check_writable(options.folder / LIST)
    files = _PeopleFiles(options.folder, people, orders)
    maker = SessionWriter(source, options.quality, no_progress)
    for order in orders:
        missing = [one for one in _for_each(people, [order]) if not files.is_current(*one, maker, options.stems)]
        replaced = any((options.folder / files.name(*one)).is_file() for one in missing)
        yield order, ("changed" if replaced else "new") if missing else "there", len(missing)


def _for_each(people: Sequence[Person], orders: Sequence[Order]) -> Iterator[tuple[Person, Order]]:
    for person in people:
        for order in orders:
            yield person, replace(order, request=replace(order.request, words=person.words))


def _made(
    maker: SessionWriter, person: Person, order: Order, path: Path, options: PublishOptions
) -> tuple[Seconds, int]:
    done = maker.make(order, lambda name: path, cleaned=lambda session: _without_headings(session, person))
    if options.stems:
        for old in path.parent.glob(f"{path.stem}.*.{options.stems}"):
            old.unlink()
        write_stems(done.session.timeline, done.tags, stem_paths(path.with_suffix(""), options.stems))
    return to_seconds(done.saved.length), done.saved.size


def _without_headings(session: ReadySession, person: Person) -> ReadySession:
    """The session without the headings that contain a person's words: headings are not spoken, but are stored in the
    file.
    """
    words = [words.casefold() for _, words in person.words]
    chapters = tuple(
        replace(one, title="") if any(each in one.title.casefold() for each in words) else one
        for one in session.timeline.chapters
    )
    return replace(session, timeline=replace(session.timeline, chapters=chapters))


def _reason_without_words(error: Exception) -> str:
    """The kind of error and its place in the script, without any of the person's words."""
    place = f"{error.file}:{error.line}: " if hasattr(error, "file") and hasattr(error, "line") else ""
    return f"{place}{_KINDS.get(type(error).__name__, 'it could not be made')}"


_KINDS: Final = {
    "SpeechFailedError": "a line could not be spoken",
    "FitError": "the session cannot have this length with these words",
    "WordsMissingError": "words are missing for this line; fill in the column, or write a fallback",
    "WriteFailedError": "the file could not be written",
    "FolderError": "the file could not be written",
}


class _PeopleFiles:
    """The files and the people they belong to. File names are random. A person's files keep their names as long as the
    person's row can be recognised.

    Raises `WriteFailedError` if the last list exists and cannot be read: without it, nobody would know whose files they
    are.
    """

    def __init__(self, folder: Path, people: Sequence[Person], orders: Sequence[Order]) -> None:
        self._path, self._folder = folder / LIST, folder
        self._people, self._orders = people, orders
        self._names: dict[tuple[int, str], str] = {}
        self._made_from: dict[str, str] = {}
        """By file name: the hash of the file's inputs and the file's size, as one text."""
        known = self._read()
        taken = {name for name, _, _, _ in known}
        for order in orders:
            rows = [(name, words, made_from) for name, session, words, made_from in known if session == order.guid]
            for number, found in _matched(people, rows).items():
                self._names[number, order.guid] = found[0]
                self._made_from[found[0]] = found[2]
            for person in people:
                if (person.row, order.guid) not in self._names:
                    while (fresh := f"{secrets.token_hex(8)}.mp3") in taken:
                        continue
                    taken.add(fresh)
                    self._names[person.row, order.guid] = fresh
        self._former = [row for row in known if row[0] not in self._names.values()]

    def name(self, person: Person, order: Order) -> str:
        """The name of the file with a person's session."""
        return self._names[person.row, order.guid]

    def is_current(self, person: Person, order: Order, maker: SessionWriter, stems: str | None) -> bool:
        """Whether the file with a person's session exists and is up to date. If `stems` names a format, its stems in
        that format must exist too.
        """
        path = self._folder / self.name(person, order)
        try:
            made = [self._made_of(path, order, maker, kind) for kind in ([stems] if stems else [None, *_STEM_KINDS])]
            whole = all(one.stat().st_size for one in (stem_paths(path.with_suffix(""), stems) if stems else ()))
        except (VoiceguideError, OSError):
            return False
        return whole and self._made_from.get(path.name) in made

    def record_inputs(self, person: Person, order: Order, maker: SessionWriter, stems: str | None) -> None:
        """Note from which inputs this person's file was made. The next `write` stores this in the list of who has which
        file.
        """
        path = self._folder / self.name(person, order)
        self._made_from[path.name] = self._made_of(path, order, maker, stems)

    def _made_of(self, path: Path, order: Order, maker: SessionWriter, stems: str | None) -> str:
        return f"{maker.inputs_hash(order, stems or '')} {path.stat().st_size}"

    def write(self) -> None:
        """Write the list beside the files, readable only by its owner. Raises `OutputError`."""
        keys = list(dict.fromkeys(key for person in self._people for key, _ in person.words))
        out = io.StringIO(newline="")
        table = csv.writer(out)
        table.writerow(["file", "practice", *keys, "session", "words", "made"])
        for person in self._people:
            words = dict(person.words)
            for order in self._orders:
                name = self.name(person, order)
                table.writerow(
                    [
                        name,
                        order.name,
                        *(_shown(words.get(key, "")) for key in keys),
                        order.guid,
                        json.dumps(words, ensure_ascii=False),
                        self._made_from.get(name, ""),
                    ]
                )
        for name, guid, known, made_from in self._former:
            cells = [_shown(known.get(key, "")) for key in keys]
            table.writerow([name, "", *cells, guid, json.dumps(known, ensure_ascii=False), made_from])
        raw = out.getvalue().encode("utf-8-sig")
        with suppress(OSError):
            if self._path.read_bytes() == raw:
                return
        with whole_file(self._path, force=True) as part:
            part.chmod(0o600)
            part.write_bytes(raw)

    def _read(self) -> list[tuple[str, str, dict[str, str], str]]:
        """(file, session, words, inputs) of each row of the list as it was last written. `session` is a guid. Raises
        `WriteFailedError`.
        """
        try:
            raw = self._path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise WriteFailedError(self._path, system_reason(error)) from error
        try:
            head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
            if [head[0], *head[-3:]] != ["file", "session", "words", "made"]:
                raise ValueError("these are not our columns")
            return [_row_as_written(row, len(head)) for row in rows]
        except (ValueError, IndexError, csv.Error, RecursionError) as error:
            raise WriteFailedError(
                self._path,
                "another program has changed this list of who has which file; put back the one that "
                "voiceguide wrote, or move this one away",
            ) from error


_STEM_KINDS: Final = ("flac", "wav")

_FILE_NAME: Final = re.compile(r"[0-9a-f]{16}\.mp3")


def _row_as_written(row: Sequence[str], columns: int) -> tuple[str, str, dict[str, str], str]:
    """(file, session, words, inputs) of a row. Raises ValueError if we cannot have written such a row."""
    name, (session, words_json, made_from) = row[0], row[-3:]
    words = json.loads(words_json)
    fine = len(row) == columns and _FILE_NAME.fullmatch(name) and isinstance(words, dict)
    if not fine or not all(isinstance(text, str) for text in words.values()):
        raise ValueError("this is not our row")
    return name, session, words, made_from


def _matched(
    people: Sequence[Person], rows: Sequence[tuple[str, dict[str, str], str]]
) -> dict[int, tuple[str, dict[str, str], str]]:
    """Finds people in the last list. The keys are the numbers of their rows in the table of people; the values are
    their rows in the list. A person and a row are matched first by all their words; then by name, if only one person
    and one row with that name are left.
    """
    left = list(rows)
    found: dict[int, tuple[str, dict[str, str], str]] = {}
    for person in people:
        same = next((row for row in left if row[1] == dict(person.words)), None)
        if same is not None:
            found[person.row] = same
            left.remove(same)
    for person in people:
        alike = [row for row in left if person.name and row[1].get("name") == person.name]
        others = [one for one in people if one.row not in found and one.name == person.name]
        if person.row not in found and len(alike) == len(others) == 1:
            found[person.row] = alike[0]
            left.remove(alike[0])
    return found


def _shown(text: str) -> str:
    """The text in a form that spreadsheet programs do not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@" and text else text
