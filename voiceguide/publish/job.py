"""All that a catalogue asks for: a feed and a site, or a session for each of many people. What can be checked before
anything is spoken has been checked once there is a `PublishJob`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from voiceguide.publish._catalogue import Catalogue, read_catalogue
from voiceguide.publish._forecast import forecast
from voiceguide.publish._orders import orders
from voiceguide.publish._people import make_for, stale_for
from voiceguide.publish._people_table import Person, read_people, require_words, words_of_all
from voiceguide.publish._publication import Publication, named
from voiceguide.publish._terms import voice_terms
from voiceguide.publish.model import Forecast, PracticeSource, PublishOptions, Result, Step
from voiceguide.session.progress import Progress
from voiceguide.session.stages import voice_for
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import SpeakLines


@dataclass(frozen=True)
class PublishRequest:
    """What is asked for, as far as its files alone tell."""

    catalogue: Catalogue
    table: Path | None
    """The table of people, if it is for them."""
    people: tuple[Person, ...]


def read_request(catalogue: Path, table: Path | None) -> PublishRequest:
    """What a catalogue asks for, and for whom. Raises `CatalogueError` if one of the files cannot be read, and with
    every mistake in the table. Those in the catalogue are told with what it names, by `PublishJob`.
    """
    found = read_catalogue(catalogue, linked=table is None)
    return PublishRequest(found, table, read_people(table) if table else ())


class PublishJob:
    """The sessions of a catalogue, each of them once, or once for each of the people."""

    def __init__(self, request: PublishRequest, source: PracticeSource, options: PublishOptions) -> None:
        """Raises `CatalogueError` with every mistake; nothing has been made or written then."""
        self._request, self._source, self._options = request, source, options
        found = orders(request.catalogue, source, words=words_of_all(request.people))
        if request.table:
            found = named(found, request.catalogue.feed)
            require_words(request.table, request.people, found, source)
        self._orders = found

    @property
    def people(self) -> int | None:
        """For how many people each session is made; None: it is for everyone."""
        return len(self._request.people) if self._request.table else None

    @property
    def terms(self) -> list[str]:
        """What one must know about the voices before publishing what they speak, one line each."""
        return voice_terms(self._orders)

    @property
    def voices(self) -> list[tuple[VoiceChoice, str]]:
        """The voice and the language of each session."""
        return [(voice_for(order.script, order.wishes), order.script.lang) for order in self._orders]

    def forecasts(self, progress: Progress) -> Iterator[Forecast]:
        """What would be made. Nothing is spoken or written. Raises `WriteFailedError` if the list of who has which file
        cannot be used.
        """
        quality = self._options.quality
        if self._request.table:
            for order, state, people in stale_for(self._request.people, self._orders, self._source, self._options):
                yield forecast(order, state, self._source, quality, people)
            return
        for order, state in self._publication(self._options).stale(progress):
            yield forecast(order, state, self._source, quality)

    def make(self, speaking: SpeakLines | None, progress: Progress, step: Callable[[Step], None]) -> Result:
        """Make what is missing; `speaking` speaks it, or this machine if that is None.

        If a session fails, the others are made all the same. Raises what stops all of them: `FolderError`,
        `OutputError`, `ClipsError`, `ClusterError`.
        """
        options = replace(self._options, speaking=speaking)
        if self._request.table:
            return make_for(self._request.people, self._orders, self._source, options, progress, step)
        return self._publication(options).make(progress, step)

    def _publication(self, options: PublishOptions) -> Publication:
        return Publication(self._request.catalogue, self._orders, self._source, options)
