"""Findings about the text of a script; and `CheckContext`, which the linter needs from the rest of the program."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final, TypeAlias, get_args

from voiceguide.errors import CoverError, Mistake, PracticeNotFoundError, nearest, or_list
from voiceguide.person.own_words import KEYS
from voiceguide.script.library import script_folder
from voiceguide.script.markup import MARKS, unmarked, without_struck
from voiceguide.script.model import (
    Bell,
    Breathe,
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
    every_item,
)
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import FindPractice
from voiceguide.speech.engine import VoiceChoice
from voiceguide.system.plain_text import collapsed
from voiceguide.units import Frames, Seconds

Durations: TypeAlias = Callable[[Sequence[Utterance]], Mapping[Utterance, Frames]]
ProblemWith: TypeAlias = Callable[[str], str]
"""Says why the background or the voice with this name cannot be used, and names the nearest ones; empty if it can be
used.
"""

OWN_WORDS: Final = (KEYS[0], "comfort", *KEYS[1:])
"""The variables that a script may use without a warning, such as ``{name}``, because `me` asks the listener for these
words. ``{comfort}`` is the first of the comforts that the listener gave.
"""


@dataclass(frozen=True)
class CheckContext:
    """What the linter needs from the rest of the program."""

    find: FindPractice
    durations: Durations
    background_problem: ProblemWith
    voice_problem: ProblemWith = lambda name: ""
    voice: VoiceChoice | None = None
    """The voice that would speak; None: the voice that the script names, else the usual one for its language."""
    words: tuple[tuple[str, str], ...] = ()
    """Own words that the listener gave, as (name, words). Their names need not be among `OWN_WORDS`."""


def warning(place: Place, code: str, message: str) -> Mistake:
    """A warning, which says what a careful teacher would change."""
    return Mistake(place.file, place.line, code, message, "warning")


LONGEST_BREATH: Final[Seconds] = 15.0
"""The longest breath without a warning, in seconds, including its holds. A longer one is a strain."""

LONGEST_PAUSE: Final[Seconds] = 60.0
"""The longest pause without a warning, in seconds. Anything longer is open practice and should be announced."""

_VARIABLE: Final = re.compile(r"(?<!\\)\{\s*([\w.\-]+)\s*(\|[^{}]*)?\}")
_WAKING: Final = re.compile(r"\bopen (up )?(your|the) eyes\b|\beyes (can |may )?open\b", re.IGNORECASE)


def text_findings(script: Script, context: CheckContext) -> Iterator[Mistake]:
    """All findings that can be made from the text alone, without making a session."""
    for findings_of in _CHECKS:
        yield from findings_of(script, context)


def _all_items(script: Script) -> Iterator[Item]:
    for section in script.sections:
        yield from every_item(section.items)


def _directions(script: Script, context: CheckContext) -> Iterator[Mistake]:
    from voiceguide.texts.spoken_directions import spoken_directions

    yield from spoken_directions(script)


def _closing(script: Script, context: CheckContext) -> Iterator[Mistake]:
    combinations = list(product(get_args(PathName), get_args(SessionKind)))
    missing = [one for one in combinations if not _has_closing(script, *one)]
    if not missing:
        return
    path, session = missing[0]
    where = "" if len(missing) == len(combinations) else f"a {session} session on the {path} path has no end: "
    yield warning(
        script.sections[-1].place,
        "no-closing",
        f"{where}the last section is not a closing; end with a section marked {{closing}}, which brings the listener "
        "back or lets them sleep",
    )


def _has_closing(script: Script, path: PathName, session: SessionKind) -> bool:
    heard = [part for part in script.sections if part.path in (None, path) and part.session in (None, session)]
    if not heard:
        return False
    last = heard[-1]
    return last.closing or (last.keep and any(isinstance(item, Paragraph) for item in every_item(last.items)))


def _backgrounds(script: Script, context: CheckContext) -> Iterator[Mistake]:
    asked = [(_key(script, "background"), script.background)] if script.background else []
    asked += [(item.place, item.background) for item in _all_items(script) if isinstance(item, SoundChange)]
    for place, name in asked:
        if problem := context.background_problem(name):
            yield warning(place, "unknown-background", problem)


def _key(script: Script, key: str) -> Place:
    return Place(script.file, script.line_of(key))


def _voice(script: Script, context: CheckContext) -> Iterator[Mistake]:
    if script.voice.name and (problem := context.voice_problem(script.voice.name)):
        yield warning(_key(script, "voice"), "unknown-voice", problem)


def _cover(script: Script, context: CheckContext) -> Iterator[Mistake]:
    if not script.cover:
        return
    from voiceguide.pictures.cover import beside_script, read_cover

    try:
        read_cover(beside_script(script_folder(script), script.cover))
    except CoverError as error:
        yield Mistake(script.file, script.line_of("cover"), "cover", str(error))


def _next(script: Script, context: CheckContext) -> Iterator[Mistake]:
    if not script.next_practice:
        return
    try:
        context.find(script.next_practice, script)
    except PracticeNotFoundError as error:
        yield warning(_key(script, "next"), "unknown-next", str(error))


def _pauses(script: Script, context: CheckContext) -> Iterator[Mistake]:
    in_order = [item for section in script.sections for item in _as_heard(section.items)]
    for before, item in pairwise(in_order):
        if isinstance(before, Pause | Silence) and isinstance(item, Pause | Silence) and before is not item:
            message = "there are two pauses in a row; write one, as long as both together"
            yield warning(item.place, "double-pause", message)
    for item in _all_items(script):
        if isinstance(item, Pause) and item.length.natural > LONGEST_PAUSE:
            message = (
                "a pause of more than a minute should be a silence: write [silence …], and before it a line that says "
                "that it will be quiet"
            )
            yield warning(item.place, "unannounced-silence", message)


def _as_heard(items: Sequence[Item]) -> Iterator[Item]:
    """The items in the order in which they are heard. The items of a repeated block come twice."""
    for item in items:
        if isinstance(item, Repeat):
            inside = list(_as_heard(item.items))
            yield from inside
            if item.times.greatest > 1:
                yield from inside
        else:
            yield item


def _breaths(script: Script, context: CheckContext) -> Iterator[Mistake]:
    for item in _all_items(script):
        if isinstance(item, Breathe):
            cycle = item.breathe_in + item.hold + item.breathe_out + item.rest
            if cycle > LONGEST_BREATH:
                message = f"a breath of {cycle:g} s is a strain for many people; make it 15 s or less"
                yield warning(item.place, "long-breath", message)


def _markup(script: Script, context: CheckContext) -> Iterator[Mistake]:
    for item in _all_items(script):
        if isinstance(item, Paragraph) and (found := [mark[0] for mark in MARKS.finditer(item.text)]):
            marks = ", ".join(f"{mark} ({_spoken_mark(mark)})" for mark in dict.fromkeys(found))
            yield warning(item.place, "other-markup", f"remove this mark-up from another format: {marks}")


def _spoken_mark(mark: str) -> str:
    """Says, in a message, how a piece of foreign mark-up will be spoken, or that it will not be spoken."""
    if without_struck(mark).isspace():
        return "struck out, and not spoken"
    spoken = unmarked(mark)
    if not any(sign.isprintable() or sign.isspace() for sign in spoken):
        return "not spoken"
    if spoken == mark:
        return "no character has this name, so all of it is spoken"
    return "spoken as a space" if spoken.isspace() else f"only {collapsed(spoken)!r} is spoken"


def _variables(script: Script, context: CheckContext) -> Iterator[Mistake]:
    given = {key for key, _ in context.words}
    texts = [(section.place, section.title) for section in script.sections]
    texts += [(item.place, item.text) for item in _all_items(script) if isinstance(item, Paragraph)]
    for place, text in texts:
        for match in _VARIABLE.finditer(text):
            name, fallback = match[1].lower(), match[2]
            if name not in OWN_WORDS and name not in given:
                yield warning(place, "unknown-variable", _unknown(name, fallback))
            elif fallback is None and name not in given:
                message = f"{{{name}}} has no fallback for those who gave no such word; write {{{name}|…}}"
                yield warning(place, "no-fallback", message)


def _unknown(name: str, fallback: str | None) -> str:
    near = nearest(name, OWN_WORDS)
    hint = f"did you mean {or_list([f'{{{word}}}' for word in near])}?" if near else f"they are {', '.join(OWN_WORDS)}"
    without = f"{'' if near else '.'} Without a fallback, {{{name}|…}}, only those who use --set can hear the session."
    return f"{{{name}}} is not among the words a listener is asked for; {hint}{'' if fallback else without}"


def _night_findings(script: Script, context: CheckContext) -> Iterator[Mistake]:
    for section in script.sections:
        if section.session == "sleep":
            yield from _bells(section)
        if section.closing and (section.session or script.session) == "sleep":
            yield from _waking(section)


def _bells(section: Section) -> Iterator[Mistake]:
    for item in every_item(section.items):
        if isinstance(item, Bell):
            message = "this bell is never heard: bells are silent in a sleep session"
            yield warning(item.place, "bell-at-night", message)


def _waking(section: Section) -> Iterator[Mistake]:
    for item in every_item(section.items):
        if isinstance(item, Paragraph) and _WAKING.search(item.text):
            message = "better not ask someone who is falling asleep to open their eyes"
            yield warning(item.place, "waking-words", message)


_CHECKS: Final[tuple[Callable[[Script, CheckContext], Iterator[Mistake]], ...]] = (
    _closing,
    _backgrounds,
    _voice,
    _cover,
    _next,
    _pauses,
    _breaths,
    _markup,
    _variables,
    _night_findings,
    _directions,
)
