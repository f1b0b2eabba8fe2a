"""What the practices are for is in them at the length they have by themselves: day and night, on both paths."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.practices.sessions import Told, library, script
from voiceguide.plan.fit import fit
from voiceguide.script.model import PathName, SessionKind
from voiceguide.script.outlining import Listener, outline, utterances
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate
from voiceguide.units import to_frames

EVERYWHERE: Final = "everywhere"

ROWS: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    # what it is about, practice, where (everywhere, a path or a kind of session), words that carry it
    ("noticing, others, kindness, help", "self-compassion-break", EVERYWHERE,
     ("first step is to notice", "second step is to remember everyone", "third step is kindness", "last step is")),
    ("pain is universal, and no fault", "self-compassion-break", EVERYWHERE, ("a hard time comes to every life",)),
    ("a helpful perspective", "self-compassion-break", EVERYWHERE, ("a small hill", "there will be a time after")),
    ("strength and courage", "self-compassion-break", "day", ("something that takes nerve",)),
    ("strength and courage", "self-compassion-break", "sleep", ("something will want nerve of you",)),
    ("because we care", "self-compassion-break", EVERYWHERE, ("taking care of a person who matters",)),
    ("kindness by touch", "self-compassion-break", "gentle", ("a palm against the cheek",)),
    ("kindness in words", "self-compassion-break", "inward", ("we will manage this together",)),
    ("as to a friend", "kind-friend", EVERYWHERE, ("it's the voice you'd have for",)),
    ("two ways of speaking", "kind-friend", "gentle", ("two voices in the house",)),
    ("two ways of speaking", "kind-friend", "inward", ("of course you're upset",)),
    ("backdraft", "kind-friend", EVERYWHERE, ("has left you cold, or sore",)),
    ("a kind phrase is offered", "kind-words", "gentle", ("that was a lot.", "no wonder.", "you can put it down now.")),
    ("a kind phrase is offered", "kind-words", "inward",
     ("i'm allowed to find this difficult.", "may i go easy on myself", "i'll stay with you")),
    ("no phrase fits", "kind-words", EVERYWHERE, ("if they all pinch|none of them fits",)),
    ("others have it too", "not-alone", EVERYWHERE,
     ("each of them has something|more than one person here would recognise it",)),
    ("what fighting it costs", "not-alone", EVERYWHERE, ("pushing against that", "lean back instead")),
    ("imperfection is everyone's", "imperfect", EVERYWHERE, ("nobody does a whole day without a slip",)),
    ("accepting what has happened", "imperfect", EVERYWHERE, ("what happened has happened", "stopped pulling")),
    ("kindness after a mistake", "imperfect", "gentle", ("one kind thing",)),
    ("kindness after a mistake", "imperfect", "inward", ("of course it stings",)),
    ("because we care", "imperfect", "day", ("because you care",)),
    ("wishes: someone dear, oneself, everyone", "loving-kindness", "gentle",
     ("may you be well.", "may we be well", "may everyone be well")),
    ("wishes: someone dear, oneself, everyone", "loving-kindness", "inward",
     ("may you be well.", "may i be well.", "may everyone be well")),
    ("a stranger", "loving-kindness", EVERYWHERE, ("someone you hardly know",)),
    ("backdraft", "loving-kindness", EVERYWHERE, ("it may sting a little",)),
    ("kindness in three minutes", "three-minute-pause", "gentle", ("one small kindness",)),
    ("kindness in three minutes", "three-minute-pause", "inward", ("something kind to yourself",)),
    ("when the ground is not enough", "soles-of-the-feet", EVERYWHERE,
     ("if it's still loud", "four sounds", "if it stays too much")),
    ("ground without feet", "soles-of-the-feet", EVERYWHERE, ("whatever is holding you",)),
    ("backdraft", "when-kindness-hurts", EVERYWHERE, ("call it backdraft", "you can leave", "the soles of your feet")),
    ("attachment", "when-kindness-hurts", EVERYWHERE, ("two people in five",)),
    ("doing is safer", "when-kindness-hurts", EVERYWHERE, ("doing is safer than only thinking",)),
    ("one's own measure", "when-kindness-hurts", EVERYWHERE, ("you can change any practice",)),
    ("where to turn", "when-kindness-hurts", EVERYWHERE, ("a doctor or a counsellor",)),
    ("threat and soothing", "threat-and-soothing", EVERYWHERE,
     ("the threat system and the soothing system", "it takes to warmth")),
    ("four reasons", "why-it-is-hard", EVERYWHERE,
     ("has to be learned", "made for trouble", "we don't notice", "what we've been told")),
    ("no blame", "why-it-is-hard", "day", ("nobody picks those",)),
    ("where to turn", "why-it-is-hard", EVERYWHERE,
     ("when kindness hurts", "soles of the feet", "a doctor or a counsellor")),
    ("what compassion is", "understanding-self-compassion", EVERYWHERE,
     ("it notices.", "falling is common", "it's warm.", "something that helps")),
    ("what has been found", "understanding-self-compassion", EVERYWHERE, ("less worn by stress", "isn't to cause")),
    ("not everything goes as we want", "understanding-self-compassion", EVERYWHERE, ("the road doesn't tire",)),
    ("gentler ways in", "understanding-self-compassion", EVERYWHERE, ("nobody has to go alone",)),
)  # fmt: skip


@pytest.mark.parametrize(("row", "name", "where", "words"), ROWS, ids=[f"{row[1]}: {row[0]}, {row[2]}" for row in ROWS])
def test_a_practice_holds_what_it_is_for_at_its_own_length(
    row: str, name: str, where: str, words: tuple[str, ...]
) -> None:
    """Every wording of a row (of several with | between them, one) is heard in the session that nobody shortened."""
    for told in _own_sessions(name):
        if where in (EVERYWHERE, told.path, told.kind):
            heard = " ".join(event.text for event in told.spoken).lower()
            for wording in words:
                assert any(one in heard for one in wording.split("|")), (row, str(told), wording)


def _own_sessions(name: str) -> Iterator[Told]:
    told = script(name)
    paths: tuple[PathName, ...] = ("gentle", "inward")
    kinds: tuple[SessionKind, ...] = ("day", "sleep")
    for path in paths:
        for kind in kinds:
            outlined = outline(told, Listener(path, kind), library().included)
            durations = {one: estimate(one, VoiceChoice("pyttsx3", "")) for one in utterances(outlined)}
            yield Told(told, path, kind, fit(outlined, durations, to_frames(told.length or 0)))
