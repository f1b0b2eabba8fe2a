"""The contents of the practices: whether each has the parts of self-compassion it promises, and whether it invites
instead of ordering.
"""

import re

import pytest

from tests.practices.sessions import NAMES, TALKS, PlannedSession, own_sessions, script, sentence_texts, sessions
from tests.practices.words import paragraphs
from voiceguide.script.model import Paragraph

_ARRIVING_PLAINLY = (
    "back-to-sleep",
    "bedtime-wind-down",
    "letting-the-day-go",
    "quiet-images",
    "soles-of-the-feet",
    "threat-and-soothing",
    "understanding-self-compassion",
)
"""The practices whose arrival may have more than one paragraph: nothing is missing when another practice includes one
of them without its arrival.
"""

every_practice = pytest.mark.parametrize("name", NAMES)


def test_the_break_has_its_four_steps_at_every_length() -> None:
    """Each session of the break contains its four steps in order: noticing, common humanity, kindness and help."""
    steps = ("first step is to notice", "second step is to remember everyone", "third step is kindness", "last step is")
    for session in sessions("self-compassion-break"):
        words = _said(session)
        places = [words.find(step) for step in steps]
        assert -1 not in places, session
        assert places == sorted(places), session


def test_what_do_i_need_asks_its_three_questions_and_ends_in_one_act() -> None:
    """By day `what-do-i-need` asks its three questions in order (safe; comforted; protected or encouraged), and then
    lets the listener choose one act.
    """
    asked = (
        "feel safe",
        "comfort you, or soothe you, or let you feel understood",
        "to guard something, or to get something, or to give yourself a push",
        "choose one thing",
    )
    for session in sessions("what-do-i-need"):
        if session.kind == "day":
            words = _said(session)
            assert sorted(map(words.find, asked)) == [words.find(part) for part in asked], session
            assert all(part in words for part in asked), session


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("what-do-i-need", ("for the body", "for the mind", "for the heart")),
        ("evening-kindness", ("your body might like", "the mind has been", "there's the heart")),
    ],
)
def test_at_its_own_length_the_menu_has_all_three_comforts(name: str, parts: tuple[str, ...]) -> None:
    """`what-do-i-need` and `evening-kindness` offer comfort for the body, the mind and the heart, at their own length,
    by day and at night.
    """
    for session in own_sessions(name):
        assert all(part in _said(session) for part in parts), session


def test_researchers_are_named_rightly_and_spoken_rightly() -> None:
    """The names of the researchers are right, and the voice is told how to pronounce Germer."""
    said = {name: " ".join(sentence_texts(script(name))) for name in TALKS}
    assert "Kristin Neff" in said["understanding-self-compassion"]
    assert "Christopher Germer" in said["when-kindness-hurts"]
    assert "Paul Gilbert" in said["threat-and-soothing"]
    for name in TALKS:
        if "Germer" in said[name]:
            assert "Germer" in dict(script(name).say)


@every_practice
def test_nobody_is_asked_about_their_past(name: str) -> None:
    """No practice mentions the listener's parents, childhood or past, or asks for a memory."""
    past = (
        r"\bwhen you were (a |little|small|young)|\byour (mother|father|mum|mom|dad|parents?|family|past|childhood)\b"
        r"|\bremember (when|a time|the time)\b|\ba memory\b|\bwho hurt you\b"
    )
    for text in sentence_texts(script(name)):
        assert not re.search(past, text, re.IGNORECASE), text


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(_ARRIVING_PLAINLY)))
def test_the_picture_of_a_practice_goes_with_its_heart(name: str) -> None:
    """The arrival of a practice is a single paragraph. Images come after it, so that they are also heard when another
    practice includes this one without its arrival.
    """
    for section in script(name).sections:
        if section.arrival:
            assert sum(isinstance(item, Paragraph) for item in section.items) == 1, section.title


def test_a_routine_has_the_pictures_it_speaks_of() -> None:
    """A routine introduces its images, such as the bowl or the light that moves up the body, before it uses them."""
    for name, first, later in (
        ("bedtime-wind-down", "patch of warm light", "the light begins at the toes"),
        ("letting-the-day-go", "about half as hard", "both hands can make a fist"),
        ("letting-the-day-go", "a bowl on it", "drop into the bowl"),
    ):
        for session in sessions(name):
            words = _said(session)
            if later in words:
                assert -1 < words.find(first) < words.find(later), session
        assert any(later in _said(session) for session in sessions(name)), name


@every_practice
def test_what_is_asked_is_an_invitation(name: str) -> None:
    """A paragraph that begins with a request has a word such as might, could, can, perhaps, if or "let". Reminders are
    exempt, because they are short and repeat what has been offered.
    """
    for section in script(name).sections:
        if section.arrival or name in TALKS:
            continue  # freedoms are said plainly, and a talk asks to picture things
        for text in paragraphs(section):
            first = re.split(r"(?<=[.!?])\s", text)[0]
            if _ORDER.match(first):
                assert _INVITED.search(text), text


_ORDER = re.compile(
    r"(Feel|Look|Listen|Notice|Find|Take|Put|Say|Choose|Pick|Think|See|Hold|Breathe|Rest|Go|Come|Turn|Lay|Rub|Press"
    r"|Squeeze|Imagine|Picture|Remember|Try|Give|Draw|Lift|Lean|Name|Ask|Wish|Get|Start|Begin|Count|Make|Slip|Stand"
    r"|Sit|Lie|Fold|Curl|Wriggle|Stamp|Shake|Send|Wake|Fetch|Wash)\b"
)
_INVITED = re.compile(
    r"\b(might|could|may|can|perhaps|if|let|whichever|as you like|own pace|own time|whenever you)\b", re.IGNORECASE
)


@pytest.mark.parametrize("name", ["body-scan", "loving-kindness", "self-compassion-break", "soothing-rhythm-breathing"])
def test_long_is_more_and_not_only_longer(name: str) -> None:
    """In four long practices, a session of 45 minutes has at least 15 % more different lines than one of 20 minutes.
    Reminders are not counted.
    """
    session_at = {(session.path, session.kind, round(session.seconds / 60)): session for session in sessions(name)}
    for path, kind, minutes in session_at:
        if minutes == 45:
            long, short = (_guided(session_at[path, kind, one]) for one in (45, 20))
            assert len(long) >= 1.15 * len(short), (name, path, kind, len(long), len(short))


def _guided(session: PlannedSession) -> set[str]:
    return {event.text for event in session.spoken if event.kind != "reminder"}


def _said(session: PlannedSession) -> str:
    return " ".join(event.text for event in session.spoken).lower()
