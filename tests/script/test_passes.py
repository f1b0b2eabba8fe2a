"""The passes that go once over a whole outline: they find which rests are announced by words, and how slowly and low
the voice speaks.
"""

import pytest

from tests.script.outlines import INNER, SLEEP, outlined, rests
from tests.script.texts import HEAD
from voiceguide.script.outliner import utterances


@pytest.mark.parametrize(
    ("body", "announced"),
    [
        ("[silence 2m]", [False]),
        ("Words. [silence 2m]", [True]),
        ("Words. [5s] [silence 2m]", [True, True]),
        ("Words. [silence 2m] [silence 2m]", [True, False]),
        ("Words. [silence 2m] [2m]", [True, False]),
        ("Words. [silence 2m]\n> Rest.\n\n[silence 2m]", [True, False]),
        ("Words. [bell] [silence 2m]", [True]),
        ("Words.\n# B\n[silence 2m]", [True]),
        ("Words.\n# B {optional}\nMore.\n# C\n[silence 2m]", [True]),
        ("Words. [silence 2m]\n# B {optional}\nMore.\n# C\n[silence 2m]", [True, False]),
        ("Words.\n# B {optional}\n[silence 2m]\n# C\n[silence 2m]", [True, False]),
        ("Words.\n[repeat 3]\n[silence 2m]\n[end]", [False]),
        ("[repeat 3]\nWords.\n[silence 2m]\n[end]", [True]),
        ("Words.\n[repeat 3]\n[silence 2m]\nMore.\n[end]", [True]),
        ("[repeat 3]\n[silence 2m]\nMore.\n[end]", [False]),
        ("Words.\n[repeat 3]\n[5s]\n[end]\n[silence 2m]", [True, True]),
    ],
)
def test_a_silence_is_announced_by_the_words_before_it(body: str, announced: list[bool]) -> None:
    """Words announce the rests up to the next silence, but none after it. Words in a section that may be left out do
    not count. For a silence in a repeat, words before the repeat do not count either.
    """
    assert [rest.announced for rest in rests(outlined(body).parts)] == announced


def test_the_voice_of_a_sleep_session_falls_in_five_steps() -> None:
    """In a sleep session, rate and pitch fall in five even steps over the script. By day they stay the same."""
    body = "\n\n".join(f"Line {number}." for number in range(20))
    says = utterances(outlined(body, SLEEP))
    assert [utterance.rate for utterance in says] == [
        rate for rate in (1.0, 0.9625, 0.925, 0.8875, 0.85) for _ in range(4)
    ]
    assert [utterance.pitch for utterance in says[::4]] == [1.0, 0.98, 0.96, 0.94, 0.92]
    assert {(utterance.rate, utterance.pitch) for utterance in utterances(outlined(body))} == {(1.0, 1.0)}


def test_everything_spoken_falls() -> None:
    """In a sleep session, cues, reminders and included practices get slower and lower too."""
    body = "One. [silence 2m]\n> Two.\n\n[breathe in 4 out 6, 3 times]\n[repeat 2]\nFour.\n[end]\n[practice scan]"
    found = utterances(outlined(body, SLEEP, scan=INNER))
    assert [(utterance.text, utterance.rate) for utterance in found] == [
        ("One.", 1.0),
        ("Two.", 0.9625),
        ("Breathe in.", 0.925),
        ("In.", 0.925),
        ("Breathe out.", 0.925),
        ("Out.", 0.925),
        ("Four.", 0.8875),
        ("Neff says rest.", 0.85),
    ]


def test_a_section_s_rate_and_pitch_go_with_everything_in_it() -> None:
    """A section's rate and pitch apply to everything in it: sentences, breath cues, reminders, repeats and included
    practices. Other sections are unchanged.
    """
    inner = HEAD + "# I {arrival}\nHello.\n# Heart {rate=0.5}\nInside.\n"
    body = (
        "# A {rate=0.9 pitch=-5%}\nOne. [silence 3m]\n\n> Back.\n\n[breathe in 4 out 6, 3 times]\n"
        "[repeat 2]\nAgain.\n[end]\n[practice inner]\n# B\nTwo.\n"
    )
    paces = {one.text: (one.rate, one.pitch) for one in utterances(outlined(body, inner=inner))}
    assert paces.pop("Two.") == (1.0, 1.0)
    assert paces.pop("Inside.") == (0.45, 0.95)
    assert len(paces) == 7
    assert set(paces.values()) == {(0.9, 0.95)}


def test_a_falling_voice_falls_from_the_section_s_own_rate() -> None:
    """In a sleep session, the section's own rate and the falling rate are multiplied."""
    plain, slower = (utterances(outlined(f"# A\nOne.\n# B {rate}\nTwo.", SLEEP)) for rate in ("", "{rate=0.9}"))
    assert slower[0].rate == plain[0].rate
    assert slower[1].rate == pytest.approx(0.9 * plain[1].rate)
    assert plain[1].rate < 1.0
