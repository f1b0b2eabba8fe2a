"""What the practices are about: the parts of self-compassion that each of them promises, and how they ask for them."""

import re
from collections.abc import Iterator

import pytest

from tests.practices.sessions import LONG, NAMES, TALKS, Told, script, sentence_texts, sessions
from voiceguide.script.model import Item, Paragraph, Repeat
from voiceguide.units import to_seconds

_ARRIVING_PLAINLY = (
    "back-to-sleep", "bedtime-wind-down", "letting-the-day-go", "quiet-images", "soles-of-the-feet",
    "soothing-rhythm-breathing", "threat-and-soothing", "understanding-self-compassion",
)  # fmt: skip
"""Their arrivals have more in them, but nothing that their hearts need."""

every_practice = pytest.mark.parametrize("name", NAMES)


def test_the_break_has_its_four_steps_at_every_length() -> None:
    """Noticing, not being the only one, kindness and help: in this order in each session of the break."""
    steps = ("first step is to notice", "second step is to remember everyone", "third step is kindness", "last step is")
    for told in sessions("self-compassion-break"):
        words = _said(told)
        places = [words.find(step) for step in steps]
        assert -1 not in places, told
        assert places == sorted(places), told


def test_what_do_i_need_asks_its_three_questions_and_ends_in_one_act() -> None:
    """Safe; comforted, soothed, understood; protected, provided for, encouraged; then one thing that one chooses."""
    asked = ("feel safe", "comfort you, or soothe you, or let you feel understood", "to guard something, or to get "
             "something, or to give yourself a push", "choose one thing")  # fmt: skip
    for told in sessions("what-do-i-need"):
        if told.kind == "day":
            words = _said(told)
            assert sorted(map(words.find, asked)) == [words.find(part) for part in asked], told
            assert all(part in words for part in asked), told


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("what-do-i-need", ("for the body", "for the mind", "for the heart")),
        ("evening-kindness", ("your body might like", "the mind has been", "there's the heart")),
    ],
)
def test_at_its_own_length_the_menu_has_all_three_comforts(name: str, parts: tuple[str, ...]) -> None:
    """Body, mind and heart are each spoken of by day at the length of the front matter and above, at night from 20."""
    own = script(name).length or 0
    for told in sessions(name):
        if to_seconds(told.plan.length) >= (own if told.kind == "day" else 1200):
            assert all(part in _said(told) for part in parts), told


def test_researchers_are_named_rightly_and_spoken_rightly() -> None:
    """Kristin Neff, Christopher Germer and Paul Gilbert; and a voice is told how Germer is said."""
    said = {name: " ".join(sentence_texts(script(name))) for name in TALKS}
    assert "Kristin Neff" in said["understanding-self-compassion"]
    assert "Christopher Germer" in said["when-kindness-hurts"]
    assert "Paul Gilbert" in said["threat-and-soothing"]
    for name in TALKS:
        if "Germer" in said[name]:
            assert "Germer" in dict(script(name).say)


@every_practice
def test_nobody_is_asked_about_their_past(name: str) -> None:
    """No parents, no earlier years, no "remember when": talks turn over ideas, and practices stay with today."""
    past = (
        r"\bwhen you were (a |little|small|young)|\byour (mother|father|mum|mom|dad|parents?|family|past|childhood)\b"
        r"|\bremember (when|a time|the time)\b|\ba memory\b|\bwho hurt you\b"
    )
    for text in sentence_texts(script(name)):
        assert not re.search(past, text, re.IGNORECASE), text


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(_ARRIVING_PLAINLY)))
def test_the_picture_of_a_practice_goes_with_its_heart(name: str) -> None:
    """The arrival is one paragraph, of freedoms: whatever else is needed is there too inside another practice."""
    for section in script(name).sections:
        if section.arrival:
            assert sum(isinstance(item, Paragraph) for item in section.items) == 1, section.title


def test_a_routine_has_the_pictures_it_speaks_of() -> None:
    """The light that moves up the body, the dough and the bowl are there before they are spoken of."""
    for name, first, later in (("bedtime-wind-down", "patch of light", "the light reaches the toes"),
                               ("letting-the-day-go", "like kneading", "while you rise"),
                               ("letting-the-day-go", "a bowl on it", "drop into the bowl")):  # fmt: skip
        for told in sessions(name):
            words = _said(told)
            if later in words:
                assert -1 < words.find(first) < words.find(later), told
        assert any(later in _said(told) for told in sessions(name)), name


@every_practice
def test_what_is_asked_is_an_invitation(name: str) -> None:
    """A paragraph that begins to ask for something does so with might, could, can, perhaps, if, or "let".

    Reminders are too short for that, and bring back to what has been offered.
    """
    for section in script(name).sections:
        if section.arrival or name in TALKS:
            continue  # freedoms are said plainly, and a talk asks to picture things
        for text in _texts(section.items):
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


@pytest.mark.parametrize("name", LONG)
def test_an_hour_has_new_places_of_silence(name: str) -> None:
    """At 60 minutes there are more silences than at 10, at least five, and words inside the long ones."""
    by_length = {
        (told.path, told.kind, round(to_seconds(told.plan.length) / 60)): told for told in sessions(name)
    }  # fmt: skip
    hours = [(path, kind) for path, kind, minutes in by_length if minutes == 60]
    assert len(hours) == 4
    for path, kind in hours:
        hour, short = by_length[path, kind, 60], by_length[path, kind, 10]
        assert len(hour.silences) >= max(5, len(short.silences) + 1), hour
        assert any(event.kind == "reminder" for event in hour.plan.events), hour


def _said(told: Told) -> str:
    return " ".join(event.text for event in told.spoken).lower()


def _texts(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Paragraph):
            yield item.text
        elif isinstance(item, Repeat):
            yield from _texts(item.items)
