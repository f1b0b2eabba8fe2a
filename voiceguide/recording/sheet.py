"""The lines of a practice for a person to record, each with its id."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import get_args

from voiceguide.errors import Mistake, RecordingsFolderError, ScriptError, WordsMissingError
from voiceguide.script.model import PathName, Script, SessionKind, Visit
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import FindPractice, Listener, outline, utterances
from voiceguide.speech.engine import READING_PACE, estimated_seconds
from voiceguide.speech.engines.recorded import Recordings, file_name, line_id, same_words
from voiceguide.speech.normaliser import as_written, speakable
from voiceguide.units import Seconds


@dataclass(frozen=True)
class SheetLine:
    """A line to be recorded."""

    number: int
    """Its number on the sheet, from 1."""
    utterance: Utterance
    """The utterance in which the words occur first."""

    @property
    def id(self) -> str:
        """A hash of its words. The file name of its recording begins with it."""
        return line_id(self.text)

    @property
    def text(self) -> str:
        """The words as written."""
        return as_written(self.utterance.text)

    @property
    def spoken(self) -> str:
        """The words as a voice would say them, with numbers spelled out, for estimating their duration."""
        return speakable(self.utterance.text, self.utterance.say, self.utterance.lang)

    @property
    def seconds(self) -> Seconds:
        """About how long it takes to say the line."""
        return estimated_seconds(self.spoken, READING_PACE)

    @property
    def file_name(self) -> str:
        """The file name for a new recording of it."""
        return file_name(self.text)


@dataclass(frozen=True)
class Audience:
    """Who the recording is for. If `path` is None, it is for listeners of every path; if `session` is None, for
    sessions of every kind.
    """

    path: PathName | None = None
    session: SessionKind | None = None
    words: tuple[tuple[str, str], ...] = ()
    """A listener's own words. They are recorded, and so are the words that are spoken if a listener gives none."""

    def listeners(self) -> Iterator[Listener]:
        """Every kind of listener in this audience."""
        paths = (self.path,) if self.path else get_args(PathName)
        sessions = (self.session,) if self.session else get_args(SessionKind)
        for path, session, visit in product(paths, sessions, get_args(Visit)):
            one = Listener(path, session, self.words, every_image=True, visit=visit)
            yield one
            if self.words:
                yield replace(one, words=())


def sheet(script: Script, audience: Audience, find: FindPractice) -> tuple[SheetLine, ...]:
    """Every line that a session of any length may speak to this audience, in reading order. Words that occur several
    times are one line.

    This includes cues, reminders, included practices, images, and the words that are spoken if a listener gives none of
    their own. Raises `WordsMissingError`, and `ScriptError`, also if two lines have the same id by chance.
    """
    order: list[Utterance] = []
    known: dict[str, Utterance] = {}
    for spoken in _heard(script, audience, find):
        at = 0
        for utterance in spoken:
            if not as_written(utterance.text):
                continue
            first = known.setdefault(line_id(utterance.text), utterance)
            if first is utterance:
                at = _after_neighbours(order, at, utterance)
                order.insert(at, utterance)
            _refuse_chance(first, utterance)
            at = max(at, order.index(first) + 1)
    return tuple(SheetLine(number, utterance) for number, utterance in enumerate(order, 1))


def _heard(script: Script, audience: Audience, find: FindPractice) -> list[tuple[Utterance, ...]]:
    """The utterances that each kind of listener may hear. Listeners for whom the script cannot be outlined are left
    out; if nobody remains, the first error is raised.

    Missing words raise `WordsMissingError` at once, with one exception: if the audience has words of its own, listeners
    without words are left out instead.
    """
    heard: list[tuple[Utterance, ...]] = []
    refused: list[ScriptError | WordsMissingError] = []
    for listener in audience.listeners():
        try:
            heard.append(utterances(outline(script, listener, find)))
        except ScriptError as error:
            refused.append(error)
        except WordsMissingError as error:
            if not audience.words or listener.words:
                raise
            refused.append(error)
    if not any(heard) and refused:
        raise refused[0]
    return heard


def _after_neighbours(order: Sequence[Utterance], at: int, utterance: Utterance) -> int:
    """The index, `at` or later, at which to insert a new line. Lines from `at` on that precede it in the same file stay
    before it. These may be, for example, the lines of a section for the other path.
    """
    while at < len(order) and order[at].place.file == utterance.place.file:
        if order[at].place.line >= utterance.place.line:
            break
        at += 1
    return at


def _refuse_chance(first: Utterance, other: Utterance) -> None:
    if same_words(first.text) != same_words(other.text):
        place = other.place
        message = (
            f"by chance, {other.plain!r} has the same id as {first.plain!r} ({line_id(other.text)}); change a word"
        )
        raise ScriptError([Mistake(place.file, place.line, "line-id", message)])


def recorded_in(folder: Path, lines: Iterable[SheetLine]) -> frozenset[str]:
    """The ids of the lines that have a recording in the folder. The folder need not exist."""
    try:
        found = Recordings(folder)
    except RecordingsFolderError:
        return frozenset()
    return frozenset(line.id for line in lines if found.of(line.text))


def as_markdown(title: str, lines: Sequence[SheetLine], recorded: frozenset[str]) -> Iterator[str]:
    """The sheet as lines of Markdown, to print and read aloud from."""
    minutes = sum(line.seconds for line in lines) / 60
    yield f"# {title}"
    yield ""
    yield f"{len(lines)} lines, about {max(1, round(minutes))} min of speech. Record each line into its own file, whose"
    yield f"name begins with the line's id, such as `{lines[0].file_name if lines else 'id.wav'}`. Or read"
    yield "them all into one long file, with a moment of quiet after each line."
    yield ""
    width = len(str(len(lines)))
    for line in lines:
        done = "  (recorded)" if line.id in recorded else ""
        yield f"{line.number:>{width}}. `{line.id}` {line.text}{done}"
