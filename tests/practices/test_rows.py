"""What self-compassion is made of, and where each part is heard: at the natural length, day and night, on both paths.

The rows follow the handout that the practices were written from: what it says, which practice holds it, and by which
of its words one hears that it is there.
"""

import re
from dataclasses import dataclass
from typing import Final

import pytest

from tests.practices.sessions import own_sessions, script


@dataclass(frozen=True)
class Row:
    """One thing that is to be heard."""

    idea: str
    practice: str
    lines: tuple[str, ...]
    """Each is a pattern that some of the spoken words match."""
    kind: str = ""
    """Only by day, or only for sleep; empty: in both."""

    def __str__(self) -> str:
        return f"{self.practice}, {self.idea}"


ROWS: Final = (
    # The four elements.
    Row("awareness: something is hard, seen and named, and not mended", "noticing",
        (r"plain name|plain word", r"hard (right now|bit)", r"mending is for another day")),
    Row("normalising: a hard time comes to every life, and it is no fault", "not-alone",
        (r"everybody in the next carriage|more than one person here", r"same sort of stuff", r"one of very many")),
    Row("kindness: words one could bear, and a tone to say them in", "kind-words",
        (r"phrases", r"No wonder|I'm allowed to find this difficult|did what I could", r"voice drops|soft hand")),
    Row("alleviation: comfort, a longer view, courage, and a caring reason", "what-helps",
        (r"Comfort comes first|make this a tiny bit easier", r"longer view", r"courage", r"someone you care about")),
    Row("all four, one after the other", "self-compassion-break",
        (r"first step is to notice", r"second step is to remember everyone", r"third step is kindness", r"last step")),
    Row("perspective and courage in one practice", "self-compassion-break",
        (r"from (up )?there|hill", r"nerve", r"taking care of a person who matters")),
    # What it means, and why it is hard.
    Row("compassion turned inward, of the same kind as for anybody", "understanding-self-compassion",
        (r"neighbour, a stranger", r"call it self-compassion")),
    Row("research, modestly", "understanding-self-compassion",
        (r"Kristin Neff", r"less anxious", r"nobody can tell you in advance")),
    Row("accepting what is, and what the argument costs", "understanding-self-compassion",
        (r"argue with the road", r"strength that sets free")),
    Row("it has to be learned", "why-it-is-hard", (r"learned, like a language",)),
    Row("the threat system sees trouble first", "why-it-is-hard", (r"brains are made for trouble",)),
    Row("lack of awareness", "why-it-is-hard", (r"we don't notice",)),
    Row("beliefs: soft, lazy, self-pity", "why-it-is-hard", (r"soft, or lazy",)),
    Row("where it hurts, there is a way and somebody to ask", "why-it-is-hard",
        (r"When kindness hurts", r"Soles of the feet", r"doctor or a counsellor")),
    # Backdraft, and gentler ways.
    Row("backdraft is known and common", "when-kindness-hurts", (r"backdraft", r"common")),
    Row("the way out of it", "when-kindness-hurts", (r"you can leave", r"soles of the feet|soles of your feet")),
    Row("doing is safer than thinking", "when-kindness-hurts", (r"doing is safer", r"Germer")),
    Row("one's own measure", "when-kindness-hurts", (r"change any practice",)),
    Row("whom to turn to", "when-kindness-hurts", (r"doctor or a counsellor",)),
    Row("two systems: threat and soothing", "threat-and-soothing", (r"threat system", r"soothing system")),
    Row("the ground, and what to do if it is still loud", "soles-of-the-feet",
        (r"still loud", r"four sounds", r"whatever is holding you")),
    # What do I need.
    Row("what would make me feel safe", "what-do-i-need", (r"feel safe",)),
    Row("comforted, soothed, understood", "what-do-i-need", (r"question is about comfort", r"no wonder")),
    Row("validated, without a doubt", "what-do-i-need", (r"Yes, that was hard", r"It makes sense")),
    Row("protected", "what-do-i-need", (r"for protecting", )),
    Row("provided for", "what-do-i-need", (r"for providing",)),
    Row("motivated, because one cares", "what-do-i-need", (r"cheer", r"want it for you")),
    Row("caring for body, mind and heart", "what-do-i-need", (r"for the body", r"for the mind", r"for the heart")),
    Row("how one already cares for oneself", "what-do-i-need", (r"look after yourself already", r"on purpose")),
    Row("one small act", "what-do-i-need", (r"choose one thing",), "day"),
    Row("caring for body, mind and heart in the evening", "evening-kindness",
        (r"body might like a kindness", r"The mind has been", r"there's the heart")),
    # Mistakes.
    Row("imperfection is everyone's", "imperfect", (r"Nobody does a whole day without a slip",)),
    Row("accepting, and what fighting it costs", "imperfect", (r"Arguing with it takes strength",)),
    Row("a kind word or act after a mistake", "imperfect", (r"kind (thing|word)",)),
    # Kindness, and to whom.
    Row("as one would treat a friend", "kind-friend", (r"voice you'd have for", r"second cup|something of your own")),
    Row("what to do when kindness to oneself won't come", "kind-friend", (r"left you cold, or sore",)),
    Row("a wish for a dear one, oneself and others, in words that return", "loving-kindness",
        (r"May you be well", r"May (we|I) be", r"May everyone be well")),
    Row("kindness in three minutes", "three-minute-pause", (r"one small kindness|something kind to yourself",)),
    # Soothing.
    Row("a soothing rhythm", "soothing-rhythm-breathing", (r"in for four, and out for six", r"hand can do it instead")),
    Row("a place that is safe enough", "safe-place", (r"safe enough", r"No place|corner|place come to mind")),
    Row("a kind attention to the body", "body-scan", (r"patch of warm light", r"pass over it")),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_practice_holds_what_it_is_for_at_its_natural_length(row: Row) -> None:
    """The words of the row are spoken in each session of the practice's own length."""
    for told in own_sessions(row.practice):
        if row.kind in ("", told.kind):
            said = " ".join(event.text for event in told.spoken)
            for line in row.lines:
                assert re.search(line, said, re.IGNORECASE), (str(told), line, told.plan.dropped)


def test_every_practice_for_the_day_is_in_a_row() -> None:
    """The table names practices that there are."""
    for row in ROWS:
        assert script(row.practice).length
