"""How many words a minute a session has, and how long it may be quiet: at every length, by day and at night, on both
paths.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.practices.sessions import NAMES, NIGHT, PlannedSession, extremes, sessions
from voiceguide.plan.model import Event
from voiceguide.units import Seconds, to_frames, to_seconds

every_practice = pytest.mark.parametrize("name", NAMES)

SOFT_CEILING_LEAST: Seconds = 30.0
SOFT_CEILING_SHARE = 0.04
SOFT_CEILING_MOST: Seconds = 120.0
"""The ceiling of quiet, in seconds, for a long session. For a shorter one, it is `SOFT_CEILING_LEAST` plus
`SOFT_CEILING_SHARE` of the session's length.
"""

NEAR: Seconds = 30.0
"""The longest quiet, in seconds, on the inward path and in `soles-of-the-feet`."""

WAY_OUT: Seconds = 45.0
"""The longest time, in seconds, that a listener on the inward path waits for words that lead back or allow stopping."""

FOR_QUIET = ("deep-rest", "open-sitting")
"""Practices whose purpose is quiet."""


@every_practice
def test_words_come_at_a_calm_pace(name: str) -> None:
    """By day, a session has 50 to 105 words per minute. At least 40 are enough in a session of more than 20 minutes, or
    of at least 95 % of the practice's longest length. Practices for quiet are exempt.
    """
    if name in (*FOR_QUIET, *NIGHT):
        return
    for session in (*sessions(name), *extremes(name)):
        if session.kind == "day" and session.script.session != "sleep" and session.seconds >= 180:
            near_its_end = session.plan.length >= 0.95 * session.plan.limits.greatest
            least = 50 if session.seconds <= 1200 and not near_its_end else 40
            assert least <= session.words_per_minute() <= 105, (str(session), session.words_per_minute())


@every_practice
def test_no_night_is_hurried(name: str) -> None:
    """A session at night has at most 105 words per minute."""
    for session in sessions(name):
        if session.kind == "sleep":
            assert session.words_per_minute() <= 105, (str(session), session.words_per_minute())


@every_practice
def test_nobody_is_left_longer_than_the_session_bears(name: str) -> None:
    """No quiet is longer than 30 s plus 4 % of the session's length, or than two minutes. An open silence, in which the
    quiet itself is the practice, is exempt.
    """
    for session in sessions(name):
        ceiling = min(SOFT_CEILING_LEAST + SOFT_CEILING_SHARE * session.seconds, SOFT_CEILING_MOST)
        for before, after in session.stills():
            if not session.is_open(before.end, after.start):
                quiet = to_seconds(after.start - before.end)
                assert quiet <= ceiling + 0.5, (str(session), before.text, after.text, quiet, ceiling)


@every_practice
def test_inward_a_word_is_never_far(name: str) -> None:
    """In sections of the inward path, and in the whole of `soles-of-the-feet`, no quiet is longer than
    half a minute.
    """
    for session in sessions(name):
        for before, after in session.stills():
            near = name == "soles-of-the-feet" or (_is_inward(session, before) and before.section == after.section)
            if near:
                quiet = to_seconds(after.start - before.end)
                assert quiet <= NEAR + 0.5, (str(session), before.text, after.text, quiet)


@every_practice
def test_inward_a_way_out_is_never_far(name: str) -> None:
    """In sections of the inward path, at most 45 s pass between two lines that lead the listener back or allow
    stopping.
    """
    for session in sessions(name):
        for run in _inward_runs(session):
            marks = [to_seconds(run[0].start)]
            for event in run:
                if LEADS_BACK.search(event.text):
                    marks += [to_seconds(event.start), to_seconds(event.end)]
            marks.append(to_seconds(run[-1].end))
            for before, after in pairwise(marks):
                assert after - before <= WAY_OUT, (str(session), [event.text for event in run], after - before)


_CONTACT = (
    "feet|foot|soles?|toes|heels|hands?|palms?|finger(s|tips?)?|thumb|seat|chair|bench|bed|pillow|covers|sheet|floor"
    "|ground|wall|cushion|under you|beneath you|holds? you|holding you|carries you|carrying you|resting on|rest on"
    "|your back|sounds?|listen|look (at|around|round|about)|stop|leave (it|that)|let it (be|go)|put it (down|aside)"
    "|set it (down|aside)|come out|breathe out|solid|sleeve|wood|something (real|firm|plain)|room|your weight"
)
LEADS_BACK = re.compile(rf"\b({_CONTACT})\b", re.IGNORECASE)
"""Words that lead back to the body's contact, to a sound or to something near, or that allow the listener to stop."""


WAY_OUT_LENGTHS = (3, 5, 10, 20, 45)
"""The lengths, in minutes, at which a whole session on the inward path is checked, not only its inward sections. The
practice's own length is checked too.
"""

_NEARBY = (
    "arms?|elbows?|shoulders?|legs?|knees?|shins?|ankles?|hips?|earlobes?|ears?|mattress|blanket|boards|armrest|rail"
    "|cloth|lap|below you|behind you|at your back|carried|hold on|(lean|leans|leaning|lie|lying|rests?|sit|sitting) on"
    "|touch(es|ing)?|hear|hum|weight|window|skip|leave (this|them|out)|left out|let it pass|come back|look (out|up)"
    "|something (warm|soft)"
)
HELD = re.compile(rf"\b({_CONTACT}|{_NEARBY})\b", re.IGNORECASE)
"""The words of `LEADS_BACK`, and words for other parts of the body or the room. Outside the inward sections, where
nothing hard is asked of the listener, these are enough.
"""


@every_practice
def test_on_the_inward_path_something_to_come_back_to_is_never_far(name: str) -> None:
    """In a whole session on the inward path, at most 45 s pass between two lines that lead back or let the listener
    leave. A guided breath counts as such a line. Open silences, and everything from the first image for falling asleep
    on, are exempt.
    """
    for session in sessions(name):
        if session.path != "inward" or not (
            session.seconds == session.script.length or session.seconds / 60 in WAY_OUT_LENGTHS
        ):
            continue
        marks = [(0.0, "the beginning")]
        for event in session.spoken:
            if event.utterance is not None and event.utterance.place.file.endswith("_quiet-images.md"):
                break
            if event.kind == "breath" or HELD.search(event.text):
                marks += [(to_seconds(event.start), event.text), (to_seconds(event.end), event.text)]
            last = to_seconds(event.end)
        for (before, text), (after, following) in pairwise([*marks, (last, "the end")]):
            if not session.is_open(to_frames(before), to_frames(after)):
                assert after - before <= WAY_OUT, (str(session), text, following, after - before)


def _is_inward(session: PlannedSession, event: Event) -> bool:
    return session.path_of(event) == "inward"


def _inward_runs(session: PlannedSession) -> Iterator[list[Event]]:
    """The spoken events of each inward section."""
    run: list[Event] = []
    for event in session.spoken:
        if run and (run[-1].section != event.section or not _is_inward(session, event)):
            yield run
            run = []
        if _is_inward(session, event):
            run.append(event)
    if run:
        yield run


@every_practice
def test_a_short_session_is_not_lonelier_than_a_longer_one(name: str) -> None:
    """The longest quiet in a session of 5 minutes is at most as long as in one of 10 minutes. A quiet of up to 42 s is
    always allowed.
    """
    if name in FOR_QUIET:
        return
    found = {(session.path, session.kind, round(session.seconds)): _longest(session) for session in sessions(name)}
    for (path, kind, seconds), quiet in found.items():
        if seconds == 300 and (path, kind, 600) in found:
            most = max(found[path, kind, 600], SOFT_CEILING_LEAST + SOFT_CEILING_SHARE * 300)
            assert quiet <= most + 0.5, (name, path, kind, quiet)


def _longest(session: PlannedSession) -> Seconds:
    return max((to_seconds(after.start - before.end) for before, after in session.stills()), default=0.0)
