"""Findings about the sessions that a script can become: about their outlines, and about their plans."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, product
from typing import Final, TypeAlias, get_args

from voiceguide.check._text import OWN_WORDS, CheckContext, warning
from voiceguide.errors import FitError, Mistake, ScriptError, WordsMissingError
from voiceguide.plan.figures import LEAST_CEILING, MOST_CEILING
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Limits, Plan
from voiceguide.script.model import PathName, Place, Script, SessionKind, Visit
from voiceguide.script.outline import Outline, OutlineSection, Rest, Utterance, single_items
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.speech.engines.table import usual_voice, voice_choice
from voiceguide.speech.normaliser import speakable
from voiceguide.speech.writing_systems import unreadable_writing
from voiceguide.units import Frames, Seconds, format_clock, to_frames, to_seconds

OPT_OUT_WITHIN: Final[Seconds] = 15.0
"""How soon after the beginning listeners must hear that they may stop, in seconds. Trauma-sensitive teaching asks for
that.
"""

LONGEST_UNANNOUNCED: Final[Seconds] = 60.0
SHOULD_REACH: Final[Seconds] = 300.0

_MOST_VARIABLES: Final = 100

_Kind: TypeAlias = tuple[PathName, SessionKind]
KINDS: Final[tuple[_Kind, ...]] = tuple(product(get_args(PathName), get_args(SessionKind)))
"""Every pair of a path and a kind of session (day or sleep)."""

_OPT_OUT: Final = re.compile(
    r"\b(stop|skip|break off|quit|leave (it|this|out|off|any))\b|\bopen\b.*\beyes\b|\beyes\b.*\bopen\b"
    r"|\b(end|pause|interrupt|turn off) (it|this|the (practice|session|recording))\b|\bturn (it|this) off\b"
    r"|\bat any (time|moment|point)\b|\bwhenever you (like|want|wish|need)\b",
    re.IGNORECASE,
)


def session_findings(script: Script, context: CheckContext) -> Iterator[Mistake]:
    """All findings on every path and in both kinds of session. A warning that does not apply everywhere begins with the
    path, the kind of session, or both, in which it applies. Nothing is added if it applies to all sessions, or to every
    path of the script's usual kind of session.
    """
    found = {one: list(_findings_of_session(script, *one, context)) for one in KINDS}
    earned: dict[tuple[str, int, str], list[_Kind]] = {}
    for kind, findings in found.items():
        for key in {(finding.file, finding.line, finding.code) for finding in findings}:
            earned.setdefault(key, []).append(kind)
    for finding in chain.from_iterable(found.values()):
        kinds = earned[finding.file, finding.line, finding.code]
        where = _where(kinds, script.session or "day") if finding.severity == "warning" else ""
        yield replace(finding, message=where + finding.message)


def _where(kinds: Sequence[_Kind], usual: SessionKind) -> str:
    """The beginning of a warning's message, which says in which of the sessions `kinds` it applies. If no short phrase
    covers them all, it names the first. It is empty if `kinds` has every kind of session on every path, or only the
    kind `usual` on every path.
    """
    paths, sessions = {path for path, _ in kinds}, {session for _, session in kinds}
    if len(kinds) == len(KINDS):
        return ""
    if len(paths) == 1 and len(kinds) == len(get_args(SessionKind)):
        return f"on the {kinds[0][0]} path: "
    if len(sessions) == 1 and len(kinds) == len(get_args(PathName)):
        return "" if usual in sessions else f"in a {kinds[0][1]} session: "
    return f"in a {kinds[0][1]} session on the {kinds[0][0]} path: "


def _findings_of_session(
    script: Script, path: PathName, session: SessionKind, context: CheckContext
) -> Iterator[Mistake]:
    words = dict([*((key, "words") for key in OWN_WORDS), *context.words])
    found: dict[Mistake, None] = {}
    for visit in get_args(Visit):
        try:
            for mistake in _findings_of_visit(script, Listener(path, session, words, visit=visit), words, context):
                found[mistake] = None
        except ScriptError as error:
            found.update(dict.fromkeys(error.mistakes))
    yield from found


def _findings_of_visit(
    script: Script, listener: Listener, words: dict[str, str], context: CheckContext
) -> Iterator[Mistake]:
    made = yield from _outline_with_warnings(script, listener, words, context)
    yield from _findings_of_outline(script, made, context)


def outlined(script: Script, listener: Listener, context: CheckContext) -> Outline:
    """The outline of a script for one listener. Its variables are filled with the own words in `context`; for own words
    that nobody gave, placeholders are used. Raises `ScriptError`.
    """
    words = dict([*((key, "words") for key in OWN_WORDS), *context.words])
    steps = _outline_with_warnings(script, listener, words, context)
    try:
        while True:
            next(steps)
    except StopIteration as done:
        made: Outline = done.value
        return made


def _outline_with_warnings(
    script: Script, listener: Listener, words: dict[str, str], context: CheckContext
) -> Generator[Mistake, None, Outline]:
    """Returns the outline, with placeholders for own words that nobody gave. Yields a warning if an included practice
    uses such a word and has no fallback for it.
    """
    for _ in range(_MOST_VARIABLES):
        try:
            return outline(script, replace(listener, words=words), context.find)
        except WordsMissingError as missing:
            words[missing.variable.lower()] = "words"
            if missing.file != script.file:  # in the script itself, `text_findings` finds it
                yield warning(Place(missing.file, missing.line), "no-fallback", _no_words(missing.variable))
    raise ScriptError(
        [Mistake(script.file, 1, "variables", "too many words in braces have no fallback; write each like {name|…}")]
    )


def _no_words(variable: str) -> str:
    return f"{{{variable}}} has no fallback for listeners who gave no such word; write {{{variable}|…}}"


def _findings_of_outline(script: Script, made: Outline, context: CheckContext) -> Iterator[Mistake]:
    spoken = utterances(made)
    if not spoken:
        yield Mistake(script.file, 1, "nothing-spoken", f"a {made.session} session has no words to speak; write some")
        return
    yield from _stubs(spoken)
    voice = context.voice or voice_choice(script.voice.name or usual_voice(script.lang))
    if strange := unreadable_writing(spoken, voice, script.lang):
        yield warning(strange.place, "unread", str(strange))
    durations = context.durations(spoken)
    reach = limits(made, durations)
    yield from _lengths(script, reach)
    yield from _unannounced(made)
    try:
        natural = fit(made, durations, reach.natural, nearest=True)
    except FitError as error:
        yield Mistake(script.file, 1, "cannot-fit", str(error))
        return
    yield from _opt_out(script, natural)
    yield from _reminders(made, durations)


_WHOLE: Final = frozenset(("no", "oh", "ah", "ok", "go", "so", "in", "on", "up", "hm", "mm", "ja", "sí", "si", "eh"))
"""Words of two letters that can be whole sentences."""


def _stubs(spoken: Sequence[Utterance]) -> Iterator[Mistake]:
    """Warnings for sentences of one or two letters. Most of them were cut off at a period that does not end a
    sentence.
    """
    for utterance in spoken:
        letters = "".join(sign for sign in speakable(utterance.text, utterance.say, utterance.lang) if sign.isalnum())
        if 0 < len(letters) <= 2 and letters.lower() not in _WHOLE and not letters.isdigit():
            message = (
                f"{utterance.plain.strip()!r} is spoken as a sentence of its own; if it is an abbreviation, "
                "write the word in full"
            )
            yield warning(utterance.place, "short-sentence", message)


def _lengths(script: Script, reach: Limits) -> Iterator[Mistake]:
    least, greatest = to_seconds(reach.least), to_seconds(reach.greatest)
    if greatest < SHOULD_REACH:
        yield warning(
            Place(script.file, 1),
            "short-reach",
            f"a practice should be able to last 5 minutes, but this one can last {format_clock(int(greatest))} at "
            "most; write a silence with a range, such as [silence 30s-6m]",
        )
    if script.length is not None and not least <= script.length <= greatest:
        yield warning(
            Place(script.file, script.line_of("length")),
            "length-out-of-reach",
            f"this practice cannot last {format_clock(script.length)}: it can last about {format_clock(int(least))} to "
            f"{format_clock(int(greatest))}",
        )


def _opt_out(script: Script, plan: Plan) -> Iterator[Mistake]:
    if not script.lang.lower().startswith("en"):
        return  # the words are looked for in English only
    early = [event for event in plan.events if event.utterance and event.start < to_frames(OPT_OUT_WITHIN)]
    if not any(_OPT_OUT.search(event.text) for event in early):
        place = early[0].place if early else Place(script.file, 1)
        yield warning(
            place,
            "no-opt-out",
            "nothing in the first 15 s says that listeners may stop, skip a "
            "part or open their eyes; say so at the start",
        )


def _rests(part: OutlineSection) -> Iterator[Rest]:
    return (item for item in single_items(part.items) if isinstance(item, Rest))


def _unannounced(outlined: Outline) -> Iterator[Mistake]:
    for part in outlined.parts:
        for rest in _rests(part):
            if rest.length.greatest <= LONGEST_UNANNOUNCED:
                continue
            if rest.silence and not rest.announced:
                message = "this silence of more than a minute is not announced; say before it that it will be quiet"
                yield warning(rest.place, "unannounced-silence", message)
            elif rest.as_written and not rest.silence:
                long = format_clock(rest.length.greatest)
                message = (
                    f"this pause can grow to {long} in a long session; limit it, as in [5s, up to 20s], or write "
                    "[silence …], and say before it that it will be quiet"
                )
                yield warning(rest.place, "unannounced-silence", message)


def _reminders(outlined: Outline, durations: Mapping[Utterance, Frames]) -> Iterator[Mistake]:
    """Warnings for reminders that are never spoken, because their silence is too short even at its greatest length:
    before each reminder, a certain time without words must pass.
    """
    for part in outlined.parts:
        for rest in _rests(part):
            usual = to_seconds(MOST_CEILING if rest.open else LEAST_CEILING)
            apart, spoken = min(rest.every or usual, usual), 0.0
            for number, reminder in enumerate(rest.reminders, 1):
                if rest.length.greatest <= number * apart + spoken:
                    message = (
                        "this reminder is never spoken, because its silence is too short even in a long session; each "
                        f"further reminder needs about {apart:.0f} more seconds of silence"
                    )
                    yield warning(reminder.place, "reminder-without-room", message)
                spoken += to_seconds(durations[reminder])
