"""The newer practices speak the phrases that their purpose needs: at their own length, by day and at night, on both
paths.
"""

from typing import Final

import pytest

from tests.practices.sessions import PlannedSession, library, script
from voiceguide.plan.fit import fit
from voiceguide.script.model import PathName, SessionKind
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate
from voiceguide.units import to_frames, to_seconds

ROWS: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    # what it is about, practice, where (everywhere, a path or a kind of session), words that carry it
    ("kindness by touch", "soothing-touch", "everywhere", ("lay one hand in the other", "the touch that was kindest")),
    ("something for those who do not want touch", "soothing-touch", "everywhere",
     ("not even by yourself", "perhaps none of these is kind today")),
    ("ground, sense, hand", "right-now", "everywhere", ("push against it", "use your ears", "take hold of something")),
    ("when it is not enough", "right-now", "everywhere",
     ("it may still be loud", "go to somebody, or call someone", "emergency number")),
    ("a wish that fits", "your-phrases", "gentle", ("may i go easy on myself",)),
    ("a wish that fits", "your-phrases", "inward", ("what you'd be glad to hear",)),
    ("wishes said again and again", "your-phrases", "everywhere", ("the first wish, slowly", "let's go around again")),
    ("backdraft", "your-phrases", "everywhere", ("sad, or angry, or numb",)),
    ("the strict voice, what it is after, the coach", "critic-to-coach", "everywhere",
     ("comes noticing", "what the strict voice is after", "the kind coach")),
    ("a cruel voice need not be thanked", "critic-to-coach", "everywhere", ("only cruel",)),
    ("because we care", "critic-to-coach", "everywhere", ("you care how your life goes",)),
    ("others have it too", "critic-to-coach", "everywhere", ("a great many people are being hard on themselves",)),
    ("soften, soothe, allow", "soften-soothe-allow", "everywhere",
     ("the first part is to soften", "the second part is to soothe", "the third part is to allow")),
    ("staying outside", "soften-soothe-allow", "gentle", ("nothing difficult needs to be looked at",)),
    ("what fighting it costs", "soften-soothe-allow", "everywhere", ("the thing and the fight",)),
    ("where to turn", "soften-soothe-allow", "everywhere", ("a friend, a doctor, a counsellor",)),
    ("part by part", "deep-rest", "everywhere", ("the thumbs", "soles and heels", "the back of the head")),
    ("nothing asked", "deep-rest", "everywhere", ("you didn't have to earn it",)),
    ("being awake is no failing", "awake-at-night", "everywhere", ("sleep can't be made", "meanwhile you can rest")),
    ("worry put down", "awake-at-night", "everywhere", ("beside the bed",)),
    ("where to turn", "awake-at-night", "everywhere", ("telling a doctor", "you can get up")),
    ("one for me, one for them", "giving-and-receiving", "everywhere", ("in for me", "out for them")),
    ("equanimity", "giving-and-receiving", "everywhere", ("i can't make everything well", "your life is yours")),
    ("where to turn", "giving-and-receiving", "everywhere", ("a doctor is for you as well",)),
    ("pain is no fault, and may make one angry", "with-pain", "everywhere",
     ("pain isn't your fault", "you may be angry about it")),
    ("see to it first", "with-pain", "everywhere", ("let somebody look at it",)),
    ("kindness to what hurts", "with-pain", "everywhere", ("this hurts, and i'm sorry it does",)),
    ("others have it too", "with-pain", "everywhere", ("it happens to everyone who has one",)),
    ("taking in the good", "savouring", "everywhere", ("a little bit pleasant", "three breaths")),
    ("something to like in oneself", "savouring", "inward", ("quietly like",)),
    ("something to like in oneself", "savouring", "gentle", ("your hands have done",)),
    ("when gladness hurts", "savouring", "everywhere", ("being glad feels risky",)),
    ("the same words, another tone", "about-tone", "everywhere",
     ("the words are the same", "say the same thing once more")),
    ("a necessity", "not-a-luxury", "everywhere", ("can't do without compassion", "isn't a prize")),
    ("psychological safety", "not-a-luxury", "everywhere", ("psychological safety", "not be shamed for it")),
    ("motive and urge", "not-a-luxury", "everywhere", ("there's a wish in it, and an urge",)),
    ("clear sight", "not-a-luxury", "everywhere", ("to see clearly belong together",)),
    ("doing is safer", "not-a-luxury", "everywhere", ("the safer way in",)),
)  # fmt: skip

PATHS: tuple[PathName, ...] = ("gentle", "inward")
KINDS: tuple[SessionKind, ...] = ("day", "sleep")


def own_sessions(name: str, seconds: float | None = None) -> list[PlannedSession]:
    """The sessions of a practice on both paths, by day and at night, at its own length or at `seconds`."""
    found = []
    for path in PATHS:
        for kind in KINDS:
            practice = script(name)
            outlined = outline(practice, Listener(path, kind), library().included)
            durations = {one: estimate(one, VoiceChoice("pyttsx3", "")) for one in utterances(outlined)}
            plan = fit(outlined, durations, to_frames(seconds or practice.length or 0), nearest=True)
            found.append(PlannedSession(practice, path, kind, plan))
    return found


@pytest.mark.parametrize(("row", "name", "where", "words"), ROWS, ids=[f"{row[1]}: {row[0]}, {row[2]}" for row in ROWS])
def test_a_practice_holds_what_it_is_for_at_its_own_length(
    row: str, name: str, where: str, words: tuple[str, ...]
) -> None:
    """Each session at the practice's own length, on the path and of the kind that the row names, speaks every phrase of
    the row.
    """
    for session in own_sessions(name):
        if where in ("everywhere", session.path, session.kind):
            heard = " ".join(event.text for event in session.spoken).lower()
            for wording in words:
                assert wording in heard, (row, str(session), wording, session.plan.dropped)


@pytest.mark.parametrize("seconds", [120, 180, 240, 300, 420])
def test_right_now_never_falls_silent(seconds: float) -> None:
    """In sessions of 2 to 7 minutes, `right-now` has no bell and is never quiet for more than ten seconds."""
    for session in own_sessions("right-now", seconds):
        assert not any(event.kind == "bell" for event in session.plan.events)
        for before, after in session.stills():
            assert to_seconds(after.start - before.end) <= 10, (str(session), before.text, after.text)


def test_every_practice_names_what_to_go_on_with_and_what_it_is_for() -> None:
    """Each of the newer practices names another existing practice in `next:`, and together they are listed under all
    five needs.
    """
    needs = set()
    for name in sorted({row[1] for row in ROWS}):
        practice = script(name)
        assert practice.next_practice not in (None, name), name
        assert library().included(str(practice.next_practice), practice).title
        needs |= set(practice.listed_under)
    assert needs == {"hard", "everyday", "learn", "sleep", "night"}
