"""Each idea of self-compassion is heard in its practice, at the practice's own length: most on the gentle and the
inward path, by day and at night, some only on one path or at one time. The list of ideas follows the handout on which
the practices are based.
"""

from typing import Final, NamedTuple

import pytest

from tests.practices.sessions import own_sessions


class Row(NamedTuple):
    """An idea, the practice in which it must be heard, and the phrases that show it."""

    idea: str
    practice: str
    where: str
    """``everywhere``, or the only path (``gentle``, ``inward``) or kind of session (``day``, ``sleep``) in which it is
    heard.
    """
    words: tuple[str, ...]
    """Phrases that must all be heard. Of several phrases with a bar between them, one is enough."""


ROWS: Final = (
    Row("noticing, others, kindness, help", "self-compassion-break", "everywhere",
        ("first step is to notice", "second step is to remember everyone", "third step is kindness", "last step is")),
    Row("pain is universal, and no fault", "self-compassion-break", "everywhere", ("a hard time comes to every life",)),
    Row("a helpful perspective", "self-compassion-break", "everywhere", ("a small hill", "there will be a time after")),
    Row("strength and courage", "self-compassion-break", "day", ("something that takes nerve",)),
    Row("strength and courage", "self-compassion-break", "sleep", ("something will want nerve of you",)),
    Row("because we care", "self-compassion-break", "everywhere", ("taking care of a person who matters",)),
    Row("kindness by touch", "self-compassion-break", "gentle", ("a palm against the cheek",)),
    Row("kindness in words", "self-compassion-break", "inward", ("we will manage this together",)),
    Row("as to a friend", "kind-friend", "everywhere", ("it's the voice you'd have for",)),
    Row("two ways of speaking", "kind-friend", "gentle", ("two voices in the house",)),
    Row("two ways of speaking", "kind-friend", "inward", ("of course you're upset",)),
    Row("backdraft", "kind-friend", "everywhere", ("has left you cold, or sore",)),
    Row("a kind phrase is offered", "kind-words", "gentle",
        ("that was a lot.", "no wonder.", "you can put it down now.")),
    Row("a kind phrase is offered", "kind-words", "inward",
        ("i'm allowed to find this difficult.", "may i go easy on myself", "i'll stay with you")),
    Row("no phrase fits", "kind-words", "everywhere", ("if they all pinch|none of them fits",)),
    Row("others have it too", "not-alone", "everywhere",
        ("each of them has something|more than one person here would recognize it",)),
    Row("what fighting it costs", "not-alone", "everywhere", ("pushing against that", "lean back instead")),
    Row("imperfection is everyone's", "imperfect", "everywhere", ("nobody does a whole day without a slip",)),
    Row("accepting what has happened", "imperfect", "everywhere", ("what happened has happened", "stopped pulling")),
    Row("kindness after a mistake", "imperfect", "gentle", ("one kind thing",)),
    Row("kindness after a mistake", "imperfect", "inward", ("of course it stings",)),
    Row("because we care", "imperfect", "day", ("because you care",)),
    Row("request: someone dear, oneself, everyone", "loving-kindness", "gentle",
        ("may you be well.", "may we be well", "may everyone be well")),
    Row("request: someone dear, oneself, everyone", "loving-kindness", "inward",
        ("may you be well.", "may i be well.", "may everyone be well")),
    Row("a stranger", "loving-kindness", "everywhere", ("someone you hardly know",)),
    Row("backdraft", "loving-kindness", "everywhere", ("it may sting a little",)),
    Row("kindness in three minutes", "three-minute-pause", "gentle", ("one small kindness",)),
    Row("kindness in three minutes", "three-minute-pause", "inward", ("something kind to yourself",)),
    Row("when the ground is not enough", "soles-of-the-feet", "everywhere",
        ("if it's still loud", "four sounds", "if it stays too much")),
    Row("ground without feet", "soles-of-the-feet", "everywhere", ("whatever is holding you",)),
    Row("backdraft", "when-kindness-hurts", "everywhere",
        ("call it backdraft", "you can leave", "the soles of your feet")),
    Row("attachment", "when-kindness-hurts", "everywhere", ("two people in five",)),
    Row("doing is safer", "when-kindness-hurts", "everywhere", ("doing is safer than only thinking",)),
    Row("one's own measure", "when-kindness-hurts", "everywhere", ("you can change any practice",)),
    Row("where to turn", "when-kindness-hurts", "everywhere", ("a doctor or a counsellor",)),
    Row("threat and soothing", "threat-and-soothing", "everywhere",
        ("the threat system and the soothing system", "it takes to warmth")),
    Row("four reasons", "why-it-is-hard", "everywhere",
        ("has to be learned", "made for trouble", "we don't notice", "what we've been told")),
    Row("no blame", "why-it-is-hard", "day", ("nobody picks those",)),
    Row("where to turn", "why-it-is-hard", "everywhere",
        ("when kindness hurts", "soles of the feet", "a doctor or a counsellor")),
    Row("what compassion is", "understanding-self-compassion", "everywhere",
        ("it notices.", "falling is common", "it's warm.", "something that helps")),
    Row("what has been found", "understanding-self-compassion", "everywhere",
        ("less worn by stress", "doesn't mean that one causes")),
    Row("not everything goes as we want", "understanding-self-compassion", "everywhere", ("the road doesn't tire",)),
    Row("gentler ways in", "understanding-self-compassion", "everywhere", ("nobody has to go alone",)),
    Row("awareness: something is hard, seen, and not mended", "noticing", "everywhere",
        ("mending is for another day", "hard right now|hard bit")),
    Row("a plain name for it", "noticing", "gentle", ("a plain name",)),
    Row("a plain name for it", "noticing", "inward", ("a plain word",)),
    Row("comfort", "what-helps", "gentle", ("comfort comes first",)),
    Row("comfort", "what-helps", "inward", ("make this a tiny bit easier",)),
    Row("a helpful perspective", "what-helps", "everywhere", ("the longer view", "what stands around it")),
    Row("strength and courage", "what-helps", "day", ("one match is enough",)),
    Row("strength and courage", "what-helps", "sleep", ("dry and safe, until morning",)),
    Row("because we care", "what-helps", "everywhere", ("there's someone you care about, and it's you",)),
    Row("what would make me feel safe", "what-do-i-need", "everywhere",
        ("the first question is about safety", "feel safe")),
    Row("comforted, soothed, understood", "what-do-i-need", "everywhere",
        ("the second question is about comfort", "no wonder")),
    Row("validated, without a doubt", "what-do-i-need", "everywhere", ("yes, that was hard", "it makes sense")),
    Row("protected, provided for", "what-do-i-need", "everywhere", ("for protecting", "for providing")),
    Row("motivated, because one cares", "what-do-i-need", "everywhere", ("cheer", "want it for you")),
    Row("body, mind and heart", "what-do-i-need", "everywhere", ("for the body", "for the mind", "for the heart")),
    Row("how one cares for oneself already", "what-do-i-need", "everywhere",
        ("look after yourself already", "on purpose")),
    Row("how many parts there are", "what-do-i-need", "everywhere", ("there are three questions",)),
    Row("one small act", "what-do-i-need", "day", ("choose one thing",)),
    Row("body, mind and heart", "evening-kindness", "everywhere",
        ("body might like a kindness", "the mind has been", "there's the heart")),
    Row("a soothing rhythm", "soothing-rhythm-breathing", "everywhere", ("in for four, and out for six", "longer now")),
    Row("another way than the breath", "soothing-rhythm-breathing", "everywhere", ("your hand can do it instead",)),
    Row("a place that is safe enough", "safe-place", "gentle", ("safe enough", "the corner that you trust most")),
    Row("a place that is safe enough", "safe-place", "inward",
        ("safe enough", "a place come to mind", "the floor that you feel")),
    Row("one can leave it", "safe-place", "everywhere", ("safer when you can leave it",)),
    Row("a kind attention to the body", "body-scan", "everywhere", ("patch of warm light", "can pass over it")),
    Row("half as hard, and only an offer", "muscle-release", "everywhere", ("about half as hard", "only an offer")),
    Row("being awake is no failing", "back-to-sleep", "everywhere",
        ("it isn't a mistake", "asleep or not", "isn't failing")),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.practice}: {row.idea}, {row.where}" for row in ROWS])
def test_a_practice_holds_what_it_is_for_at_its_own_length(row: Row) -> None:
    """Each session at the practice's own length, on the path and of the kind that the row names, speaks every phrase of
    the row.
    """
    for session in own_sessions(row.practice):
        if row.where in ("everywhere", session.path, session.kind):
            heard = " ".join(event.text for event in session.spoken).lower()
            for wording in row.words:
                assert any(one in heard for one in wording.split("|")), (str(session), wording, session.plan.dropped)
