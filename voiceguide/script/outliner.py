"""Makes a script ready for one listener. `outline` builds the `Outline`, `utterances` lists the utterances in it."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from voiceguide.errors import Mistake, PracticeNotFoundError, ScriptError
from voiceguide.script._directives import elastic_range
from voiceguide.script._images import image_parts, shuffled_images
from voiceguide.script._passes import with_announcements, with_falling_voice, with_pace
from voiceguide.script._words import own_words, substitute
from voiceguide.script.markup import unmarked, without_struck
from voiceguide.script.model import (
    Bell,
    Breathe,
    Images,
    Inset,
    Item,
    Paragraph,
    PathName,
    Pause,
    Place,
    Repeat,
    Script,
    Section,
    SessionKind,
    Silence,
    SoundChange,
    Visit,
)
from voiceguide.script.outline import (
    BackgroundChange,
    BellStrikes,
    Breaths,
    Outline,
    OutlineItem,
    OutlineRepeat,
    OutlineSection,
    Phase,
    Rest,
    Say,
    SubPractice,
    Utterance,
    items_of,
)
from voiceguide.script.sentences import sentences
from voiceguide.system.plain_text import collapsed

FindPractice: TypeAlias = Callable[[str, Script], Script]
"""Finds the practice that a script asks for by a name or a path. Raises `PracticeNotFoundError` or `ScriptError`."""

DEEPEST: Final = 8
"""How deep practices may be nested. The outermost practice counts as one."""

MOST_PRACTICES: Final = 200
"""The most practices that one session may include. More must be a mistake, such as practices that each include two
others, so that their number doubles with every level.
"""

_USUAL_CUES: Final = {
    "in": ("Breathe in.", "In."),
    "hold": ("Hold.", "Hold."),
    "out": ("Breathe out.", "Out."),
    "rest": ("Rest.", "Rest."),
}


@dataclass(frozen=True)
class Listener:
    """The listener, and the listener's choices. Besides the script, the outline depends only on these."""

    path: PathName = "gentle"
    session: SessionKind | None = None
    """The kind of session; None: the script's ``for``, or else a session by day."""
    words: Mapping[str, str] | tuple[tuple[str, str], ...] = ()
    """The listener's own words, by the names that scripts use for them."""
    seed: int = 0
    """The seed by which images are drawn. Another seed gives other images."""
    every_image: bool = False
    """Whether the outline has all images of a list, and not only those that one session would draw."""
    visit: Visit = "first"
    """Whether the listener hears this practice for the first time, or again."""


def outline(script: Script, listener: Listener, find: FindPractice) -> Outline:
    """Everything that a session of any length may speak to this listener.

    Raises `WordsMissingError` if the script needs words that nobody gave. Raises `ScriptError` if no section is left
    for this listener; if an included practice is missing, empty, has mistakes, includes itself or is nested too deep;
    if more than `MOST_PRACTICES` are included; or if a list has too few images.
    """
    session = listener.session or script.session or "day"
    words = own_words(listener.words)
    maker = _Outliner(listener.path, session, listener.visit, words, find, listener.seed, listener.every_image)
    parts = maker.parts(script, script.sections, (script,))
    if not parts:
        place = script.sections[0].place if script.sections else Place(script.file, 1)
        message = f"on the {listener.path} path a {session} session is empty; add a section for it"
        raise _mistake(place, "nothing-left", message)
    parts = with_announcements(parts)
    if session == "sleep":
        parts = with_falling_voice(parts)
    own = script.of_a_recording
    return Outline(script.name, script.title, session, parts, bells=session == "day" and not own, recorded=own)


def utterances(outlined: Outline) -> tuple[Utterance, ...]:
    """Every utterance that a session of any length may speak, in order, each once."""
    return tuple(dict.fromkeys(_of_parts(outlined.parts)))


def breath_cues(outlined: Outline) -> tuple[Utterance, ...]:
    """Every cue that a session of any length may speak in timed breathing, each once."""
    return tuple(dict.fromkeys(_of_parts(outlined.parts, breaths_only=True)))


def _of_parts(parts: Iterable[OutlineSection], *, breaths_only: bool = False) -> Iterator[Utterance]:
    for item in items_of(parts):
        if isinstance(item, Breaths):
            yield from (cue for phase in item.phases for cue in (phase.first, phase.later) if cue is not None)
        elif isinstance(item, Say) and not breaths_only:
            yield item.utterance
        elif isinstance(item, Rest) and not breaths_only:
            yield from item.reminders


def _mistake(place: Place, code: str, message: str) -> ScriptError:
    return ScriptError([Mistake(place.file, place.line, code, message)])


@dataclass
class _Outliner:
    """Makes the sections of the outline from those of a script. On the way, it counts the practices that are
    included.
    """

    path: PathName
    session: SessionKind
    visit: Visit
    words: Mapping[str, str]
    find: FindPractice
    seed: int
    every_image: bool
    included: int = 0

    def parts(
        self, script: Script, sections: Iterable[Section], chain: tuple[Script, ...]
    ) -> tuple[OutlineSection, ...]:
        """The sections that this listener may hear. `chain` has the outermost script first and this one last; each
        includes the next.
        """
        parts = []
        for section in sections:
            if not self._includes(section):
                continue
            items = tuple(self._items(script, section.items, chain))
            if (section.rate, section.pitch) != (1.0, 1.0):
                items = with_pace(items, section.rate, section.pitch)
            if items:
                title = substitute(section.title, section.place, self.words).text
                title = collapsed(unmarked(title).replace("*", ""))
                parts.append(OutlineSection(section.place, title, section.optional, items, section.care))
        return tuple(parts)

    def _includes(self, section: Section) -> bool:
        return (
            section.path in (None, self.path)
            and section.session in (None, self.session)
            and section.visit in (None, self.visit)
        )

    def _items(self, script: Script, items: Iterable[Item], chain: tuple[Script, ...]) -> Iterator[OutlineItem]:
        for item in items:
            if isinstance(item, Paragraph):
                yield from self._says(script, item)
            elif isinstance(item, Pause):
                length = item.length
                written = not length.fixed and length != elastic_range(length.natural)
                yield Rest(item.place, length, silence=False, as_written=written)
            elif isinstance(item, Silence):
                yield self._silence(script, item)
            elif isinstance(item, Breathe):
                yield self._breaths(script, item)
            elif (made := self._item(script, item, chain)) is not None:
                yield made

    def _item(
        self, script: Script, item: Repeat | Bell | Inset | Images | SoundChange, chain: tuple[Script, ...]
    ) -> OutlineItem | None:
        """The item for the outline. None if it is left out: an empty block, a bell in a sleep session, a change of the
        background in an included practice.
        """
        if isinstance(item, Repeat):
            inside = tuple(self._items(script, item.items, chain))
            return OutlineRepeat(item.place, item.times, inside) if inside else None
        if isinstance(item, Bell):
            return BellStrikes(item.place, item.strikes) if self.session == "day" else None
        if isinstance(item, Inset):
            return self._practice(script, item, chain)
        if isinstance(item, Images):
            return self._images(script, item)
        return BackgroundChange(item.place, item.background) if len(chain) == 1 else None

    def _says(self, script: Script, paragraph: Paragraph) -> list[Say]:
        substituted = substitute(paragraph.text, paragraph.place, self.words, paragraph.wraps)
        if paragraph.piece:
            whole = replace(_utterance(script, paragraph.place, substituted.text), piece=paragraph.piece)
            return [Say(whole, ends_paragraph=True)]
        said = without_struck(substituted.text)
        spans = sentences(said)
        texts = _balanced([said[start:end] for start, end in spans])
        return [
            Say(
                _utterance(script, Place(paragraph.place.file, substituted.line_at(start, paragraph.place.line)), text),
                ends_paragraph=index == len(spans) - 1,
            )
            for index, ((start, _), text) in enumerate(zip(spans, texts, strict=True))
        ]

    def _silence(self, script: Script, silence: Silence) -> Rest:
        return Rest(
            silence.place,
            silence.length,
            silence=True,
            reminders=self._reminders(script, silence),
            every=silence.every,
            open=silence.open,
            as_written=True,
        )

    def _reminders(self, script: Script, silence: Silence) -> tuple[Utterance, ...]:
        """The reminders that have words. Each becomes one utterance, even if it has several sentences."""
        reminders = []
        for reminder in silence.reminders:
            text = substitute(reminder.text, reminder.place, self.words).text
            if any(sign.isalnum() for sign in text):
                reminders.append(_utterance(script, reminder.place, text))
        return tuple(reminders)

    def _breaths(self, script: Script, breathe: Breathe) -> Breaths:
        lengths = (breathe.breathe_in, breathe.hold, breathe.breathe_out, breathe.rest)
        phases = []
        for (kind, own), length in zip(script.cues.by_phase.items(), lengths, strict=True):
            if length:
                first, later = (own, own) if own is not None else _USUAL_CUES[kind]
                phases.append(Phase(kind, length, _cue(script, breathe, first), _cue(script, breathe, later)))
        return Breaths(breathe.place, tuple(phases), breathe.times)

    def _practice(self, script: Script, inset: Inset, chain: tuple[Script, ...]) -> SubPractice:
        inner = self._found(script, inset.practice, inset.place)
        self._refuse_circles(inner, inset.place, chain)
        middle = [section for section in inner.sections if not (section.arrival or section.closing)]
        parts = self.parts(inner, middle, (*chain, inner))
        if not parts:
            nothing = "has nothing for this listener between its arrival and its closing"
            message = f"the practice {inner.name} {nothing}; include another one"
            raise _mistake(inset.place, "practice-empty", message)
        return SubPractice(inset.place, inner.name, inset.share, parts)

    def _images(self, script: Script, images: Images) -> SubPractice:
        """The images as an included practice. When time is short, the last of them are left out."""
        image_list = self._found(script, images.list, images.place)
        count = sys.maxsize if self.every_image else int(images.times.greatest)
        paragraphs = shuffled_images(image_list, self.seed, count)
        if len(paragraphs) < images.times.least:
            few = f"{image_list.file} has {len(paragraphs)} images, but {images.times.least:.0f} are asked for"
            message = f"{few}; add images, or ask for fewer"
            raise _mistake(images.place, "images", message)
        spoken = [
            _utterance(image_list, one.place, substitute(one.text, one.place, self.words).text) for one in paragraphs
        ]
        return SubPractice(images.place, image_list.name, None, image_parts(images, spoken))

    def _found(self, script: Script, name: str, place: Place) -> Script:
        try:
            return self.find(name, script)
        except PracticeNotFoundError as error:
            raise _mistake(place, "unknown-practice", str(error)) from error

    def _refuse_circles(self, inner: Script, place: Place, chain: tuple[Script, ...]) -> None:
        names = [script.name for script in chain] + [inner.name]
        if any(inner.file == script.file for script in chain):
            message = f"a practice cannot include itself: {' -> '.join(names)}"
            raise _mistake(place, "practice-circle", message)
        self.included += 1
        if len(chain) >= DEEPEST:
            message = f"practices may be nested at most {DEEPEST} deep: {' -> '.join(names)}"
            raise _mistake(place, "practice-depth", message)
        if self.included > MOST_PRACTICES:
            message = f"more than {MOST_PRACTICES} practices are included, one inside the other; include fewer"
            raise _mistake(place, "practices", message)


def _utterance(script: Script, place: Place, text: str) -> Utterance:
    return Utterance(place, collapsed(unmarked(text)), script.say, script.lang)


def _cue(script: Script, breathe: Breathe, text: str) -> Utterance | None:
    words = text.replace("*", "")
    return _utterance(script, breathe.place, words) if any(sign.isalnum() for sign in words) else None


def _balanced(texts: list[str]) -> list[str]:
    """The sentences, each with its emphasis complete. Emphasis over several sentences is closed at the end of each and
    opened again in the next.
    """
    balanced, is_open = [], False
    for text in texts:
        was_open, is_open = is_open, is_open ^ bool(text.count("*") % 2)
        balanced.append(("*" if was_open else "") + text + ("*" if is_open else ""))
    return [text.replace("**", "") for text in balanced]
