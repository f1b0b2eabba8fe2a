"""The linter: looks at a script with the eyes of a careful teacher, of the plan and of the sound.

Errors are what cannot be played; warnings are what a careful teacher would mend. Every path and both kinds of
session are looked at, because a listener may choose any of them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final, TypeAlias, get_args

from voiceguide.errors import FitError, Mistake, PracticeNotFoundError, ScriptError, WordsMissingError
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Plan
from voiceguide.script.model import (
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
)
from voiceguide.script.outline import Loop, Outline, OutlineItem, Rest, SubPractice, Utterance
from voiceguide.script.outlining import Listener, outline, utterances
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

OPT_OUT_WITHIN: Final[Seconds] = 15.0
"""By when a listener has been told that they may stop (FACTS, Care)."""

LONGEST_UNANNOUNCED: Final[Seconds] = 60.0
LONGEST_BREATH: Final[Seconds] = 15.0
"""A longer breath cycle is a strain."""

SHOULD_REACH: Final[Seconds] = 300.0

OWN_WORDS: Final = ("name", "comfort", "comfort.physical", "comfort.mental", "comfort.emotional", "dear")
"""The listener's own words that voiceguide knows to ask for."""

_OPT_OUT: Final = re.compile(
    r"\b(stop|skip|break off|leave (it|this|out|off|any))\b|\bopen\b.*\beyes\b|\beyes\b.*\bopen\b"
    r"|\bat any (time|moment|point)\b|\bwhenever you (like|want|wish|need)\b",
    re.IGNORECASE,
)
_VARIABLE: Final = re.compile(r"(?<!\\)\{\s*([\w.\-]+)\s*(\|[^{}]*)?\}")

Find: TypeAlias = Callable[[str, Script], Script]
Durations: TypeAlias = Callable[[Sequence[Utterance]], Mapping[Utterance, Frames]]
Knows: TypeAlias = Callable[[str], bool]
"""Whether there is such a background."""


@dataclass(frozen=True)
class Eyes:
    """What the linter needs to know of the rest of the program."""

    find: Find
    durations: Durations
    knows_background: Knows
    words: tuple[tuple[str, str], ...] = ()


def check(script: Script, eyes: Eyes) -> list[Mistake]:
    """All findings about a parsed script, errors and warnings, in order of their lines."""
    findings = [*_in_the_text(script, eyes), *_in_the_plans(script, eyes)]
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.file, finding.line, finding.severity))


def _warn(place: Place, code: str, message: str) -> Mistake:
    return Mistake(place.file, place.line, code, message, "warning")


# What the text itself shows


def _in_the_text(script: Script, eyes: Eyes) -> Iterator[Mistake]:
    yield from _closing(script)
    yield from _backgrounds(script, eyes)
    for section in script.sections:
        yield from _pauses_in_a_row(section.items)
        for item in _all_items(section.items):
            if isinstance(item, Breathe):
                yield from _breath(item)
            yield from _variables(item, eyes)


def _all_items(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Repeat):
            yield from _all_items(item.items)
        elif isinstance(item, Silence):
            yield from item.reminders


def _closing(script: Script) -> Iterator[Mistake]:
    last = script.sections[-1]
    for session in ("day", "sleep"):
        heard = [section for section in script.sections if section.session in (None, session)]
        if not heard or not (heard[-1].closing or (heard[-1].kept and _says_something(heard[-1]) and heard[-1].keep)):
            yield _warn(
                last.place, "no-closing",
                f"a {session} session has no kept closing: end with a section marked {{closing}} that brings the "
                "listener back, or lets them sleep",
            )  # fmt: skip


def _says_something(section: Section) -> bool:
    return any(isinstance(item, Paragraph) for item in _all_items(section.items))


def _backgrounds(script: Script, eyes: Eyes) -> Iterator[Mistake]:
    asked = [(Place(script.file, 1), script.background)] if script.background else []
    for section in script.sections:
        changes = (item for item in _all_items(section.items) if isinstance(item, SoundChange))
        asked += [(item.place, item.background) for item in changes]
    for place, name in asked:
        if not eyes.knows_background(name):
            yield _warn(
                place, "unknown-background", f"there is no background called {name!r}; 'voiceguide sounds' shows them"
            )


def _pauses_in_a_row(items: Sequence[Item]) -> Iterator[Mistake]:
    for before, item in pairwise(items):
        if isinstance(before, Pause | Silence) and isinstance(item, Pause | Silence):
            yield _warn(item.place, "double-pause", "pauses stand one after the other; write one, as long as both")
    for item in items:
        if isinstance(item, Repeat):
            yield from _pauses_in_a_row(item.items)


def _breath(item: Breathe) -> Iterator[Mistake]:
    cycle = item.breathe_in + item.hold + item.breathe_out + item.rest
    if cycle > LONGEST_BREATH:
        yield _warn(item.place, "long-breath", f"a breath of {cycle:g} s is a strain for many; keep it to 15 s")


def _variables(item: Item, eyes: Eyes) -> Iterator[Mistake]:
    if not isinstance(item, Paragraph):
        return
    known = {*OWN_WORDS, *(key for key, _ in eyes.words)}
    for match in _VARIABLE.finditer(item.text):
        if match[1] not in known:
            yield _warn(
                item.place, "unknown-variable",
                f"{{{match[1]}}} is not among the words a listener is asked for ({', '.join(OWN_WORDS)}); "
                "it needs --set",
            )  # fmt: skip


# What the outlines and their plans show


def _in_the_plans(script: Script, eyes: Eyes) -> Iterator[Mistake]:
    for path, session in product(get_args(PathName), get_args(SessionKind)):
        words = tuple((key, "words") for key in OWN_WORDS) + eyes.words
        try:
            outlined = outline(script, Listener(path, session, words), eyes.find)
        except ScriptError as error:
            yield from error.mistakes
            return
        except PracticeNotFoundError as error:
            yield Mistake(script.file, _inset_line(script, error.name), "unknown-practice", str(error))
            return
        except WordsMissingError as error:
            yield Mistake(error.file, error.line, "no-words", f"{{{error.variable}}} needs a fallback: "
                          f"{{{error.variable}|…}}, or --set {error.variable}=…")  # fmt: skip
            return
        yield from _outline(script, outlined, eyes)


def _inset_line(script: Script, name: str) -> int:
    for section in script.sections:
        for item in _all_items(section.items):
            if getattr(item, "practice", None) == name:
                return item.place.line
    return 1


def _outline(script: Script, outlined: Outline, eyes: Eyes) -> Iterator[Mistake]:
    spoken = utterances(outlined)
    if not spoken:
        yield Mistake(script.file, 1, "nothing-spoken", f"a {outlined.session} session has no words to speak")
        return
    durations = eyes.durations(spoken)
    reach = limits(outlined, durations)
    if to_seconds(reach.greatest) < SHOULD_REACH:
        yield _warn(
            Place(script.file, 1), "short-reach",
            f"it cannot last longer than {to_seconds(reach.greatest) / 60:.1f} minutes; a pause or a silence with a "
            "range, such as [silence 30s-6m], lets it reach 5",
        )  # fmt: skip
    yield from _unannounced(outlined)
    try:
        yield from _opt_out(script, outlined, fit(outlined, durations, reach.natural, nearest=True))
        yield from _reminders(outlined, fit(outlined, durations, reach.greatest, nearest=True))
    except FitError as error:
        yield Mistake(script.file, 1, "cannot-fit", str(error))


def _opt_out(script: Script, outlined: Outline, plan: Plan) -> Iterator[Mistake]:
    if not script.lang.lower().startswith("en"):
        return  # the words are looked for in English only
    early = [event for event in plan.events if event.utterance and event.start < to_frames(OPT_OUT_WITHIN)]
    if not any(_OPT_OUT.search(event.text) for event in early):
        place = early[0].place if early else Place(script.file, 1)
        yield _warn(
            place, "no-opt-out",
            "no word in the first 15 s says that one may stop, skip a part or open the eyes; say so at the start",
        )  # fmt: skip


def _rests(items: Sequence[OutlineItem]) -> Iterator[Rest]:
    for item in items:
        if isinstance(item, Rest):
            yield item
        elif isinstance(item, Loop):
            yield from _rests(item.items)
        elif isinstance(item, SubPractice):
            for part in item.parts:
                yield from _rests(part.items)


def _unannounced(outlined: Outline) -> Iterator[Mistake]:
    for part in outlined.parts:
        for rest in _rests(part.items):
            longest = rest.length.greatest if rest.silence else rest.length.least
            if longest > LONGEST_UNANNOUNCED and not rest.announced:
                yield _warn(
                    rest.place, "unannounced-silence",
                    "no line announces this silence of more than a minute; say before it that it will be quiet",
                )  # fmt: skip


def _reminders(outlined: Outline, longest: Plan) -> Iterator[Mistake]:
    heard = {event.utterance for event in longest.events if event.kind == "reminder"}
    for part in outlined.parts:
        for rest in _rests(part.items):
            for reminder in rest.reminders:
                if reminder not in heard:
                    yield _warn(
                        reminder.place, "reminder-without-room",
                        "this reminder is never spoken: its silence never grows long enough; about two minutes of "
                        "silence have room for one",
                    )  # fmt: skip
