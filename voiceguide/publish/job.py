"""Publishes a catalogue: as a feed and a site, or as a session for each of many people. Creating a `PublishJob` checks
everything that can be checked before anything is spoken.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from voiceguide.errors import CatalogueError
from voiceguide.publish._catalogue import Catalogue, read_catalogue
from voiceguide.publish._forecast import forecast
from voiceguide.publish._orders import checked
from voiceguide.publish._people import LIST, make_for, stale_for
from voiceguide.publish._people_table import PeopleTable, missing_words, read_people
from voiceguide.publish._publication import Publication, named
from voiceguide.publish._terms import voice_terms
from voiceguide.publish.model import Forecast, PracticeSource, PublishOptions, Result, Step
from voiceguide.session.progress import Progress
from voiceguide.session.stages import voice_for
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import SpeakLines


@dataclass(frozen=True)
class PublishInput:
    """A catalogue, and perhaps a table of people, as read from their files."""

    catalogue: Catalogue
    table: PeopleTable | None
    """The people for whom the sessions are made; None: they are for everyone."""


def read_input(catalogue: Path, people: Path | None) -> PublishInput:
    """Read a catalogue, and perhaps a table of people. Raises `CatalogueError` if the catalogue cannot be read. All
    other mistakes in both files are reported by `PublishJob`, together with those in the practices that the catalogue
    names.
    """
    table = read_people(people) if people else None
    try:
        return PublishInput(read_catalogue(catalogue, linked=table is None), table)
    except CatalogueError as error:
        raise CatalogueError(catalogue, error.mistakes, _error_in(table)) from None


def _error_in(table: PeopleTable | None, missing: tuple[str, ...] = ()) -> CatalogueError | None:
    """One error with all mistakes of the table of people, and with those in `missing`. None if there are none."""
    wrong = (*table.mistakes, *missing) if table else ()
    return CatalogueError(table.file, wrong) if table and wrong else None


def _overwritten(table: PeopleTable, options: PublishOptions) -> Iterator[str]:
    with suppress(OSError, ValueError):
        if table.file.samefile(options.folder / LIST):
            yield "it is the list of who has which file, and would be overwritten; give your table another name"


class PublishJob:
    """Makes all sessions of a catalogue, each of them once, or once for each of the people."""

    def __init__(self, given: PublishInput, source: PracticeSource, options: PublishOptions) -> None:
        """Raises `CatalogueError` with every mistake in both files, and in the practices, voices and backgrounds that
        the catalogue names. Nothing is made or written here.
        """
        self._input, self._source, self._options = given, source, options
        catalogue, table = given.catalogue, given.table
        if table:
            found = checked(catalogue, source, words=table.words, may_have=table.may_have)
            wrong = _error_in(table, (*_overwritten(table, options), *missing_words(table, found.practices, source)))
        else:
            found, wrong = checked(catalogue, source), None
        if found.mistakes:
            raise CatalogueError(catalogue.file, found.mistakes, wrong)
        if wrong:
            raise wrong
        self._orders = named(found.orders, catalogue.feed) if table else found.orders

    @property
    def people(self) -> int | None:
        """The number of people for whom each session is made; None: it is for everyone."""
        return len(self._input.table.people) if self._input.table else None

    @property
    def terms(self) -> list[str]:
        """What one must know about the voices before publishing their speech, one line for each voice."""
        return voice_terms(self._orders)

    @property
    def voices(self) -> list[tuple[VoiceChoice, str]]:
        """The voice and the language of each session."""
        return [(voice_for(order.script, order.request), order.script.lang) for order in self._orders]

    def forecasts(self, progress: Progress) -> Iterator[Forecast]:
        """A forecast for each session. Nothing is spoken or written. Raises `FolderError` if `make` would refuse the
        folder, and `WriteFailedError` if the list of who has which file cannot be used.
        """
        quality = self._options.quality
        if table := self._input.table:
            for order, state, people in stale_for(table.people, self._orders, self._source, self._options):
                yield forecast(order, state, self._source, quality, people)
            return
        for order, state in self._publication(self._options).stale(progress):
            yield forecast(order, state, self._source, quality)

    def make(self, speaking: SpeakLines | None, progress: Progress, step: Callable[[Step], None]) -> Result:
        """Make the files that are missing or have changed. `speaking` speaks their lines; None: this machine does.

        If a session fails, the others are still made. Raises the errors that stop all sessions: `FolderError`,
        `OutputError`, `ClipsError`, `ClusterError`.
        """
        options = replace(self._options, speaking=speaking)
        if table := self._input.table:
            return make_for(table.people, self._orders, self._source, options, progress, step)
        return self._publication(options).make(progress, step)

    def _publication(self, options: PublishOptions) -> Publication:
        return Publication(self._input.catalogue, self._orders, self._source, options)
