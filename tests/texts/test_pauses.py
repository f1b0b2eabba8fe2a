"""Marks of pause in nine languages."""

import pytest

from tests.texts.heard import read, spoken
from voiceguide.texts._model import Amount
from voiceguide.texts._pauses import read_dots, read_pause


@pytest.mark.parametrize(
    ("mark", "least", "greatest"),
    [
        ("pause", 5, 5),
        ("Pause.", 5, 5),
        ("long pause", 15, 15),
        ("short pause", 3, 3),
        ("a few breaths", 15, 15),
        ("pause for three slow breaths", 15, 15),
        ("pause for a breath", 5, 5),
        ("Pause for 15 seconds", 15, 15),
        ("10 sec", 10, 10),
        ("2500 ms", 2.5, 2.5),
        ("10-second pause", 10, 10),
        ("Pause for 20-30 seconds", 20, 30),
        ("1–2 minutes", 60, 120),
        ("30 seconds to 1 minute", 30, 60),
        ("half a minute", 30, 30),
        ("1 minute 30 seconds", 90, 90),
        ("1 min 30", 90, 90),
        ("pause 1:30", 90, 90),
        ("PAUSE:5", 5, 5),
        ("SILENCE: 8", 8, 8),
        ("2 minutes of silence", 120, 120),
        ("wait 10 seconds", 10, 10),
        ("Pause while people settle", 5, 5),
        ("- Pause (~ 30 Sekunden) -", 30, 30),
        ("lange Pause", 15, 15),
        ("drei Atemzüge", 15, 15),
        ("1,5 Minuten Stille", 90, 90),
        ("pausa de 10 segundos", 10, 10),
        ("pausa larga", 15, 15),
        ("silencio de 1 minuto", 60, 60),
        ("pause de 20 à 30 secondes", 20, 30),
        ("longue pause", 15, 15),
        ("silence 1 minute", 60, 60),
        ("pausa di trenta secondi", 30, 30),
        ("due minuti di silenzio", 120, 120),
        ("pausa longa", 15, 15),
        ("silêncio - 1 min", 60, 60),
        ("pauze van 10 seconden", 10, 10),
        ("lange stilte", 15, 15),
        ("停顿5秒", 5, 5),
        ("停顿十秒", 10, 10),
        ("静默1分钟", 60, 60),
        ("三次呼吸", 15, 15),
        ("間 10秒", 10, 10),
        ("30秒間の沈黙", 30, 30),
        ("長めの間", 15, 15),
    ],
)
def test_a_mark_in_brackets_is_read(mark: str, least: float, greatest: float) -> None:
    """The words of a pause in brackets are read as its shortest and longest length. A number without a unit means
    seconds, and a word such as "long" has a fixed length.
    """
    assert read_pause(mark) == Amount(least, greatest)


@pytest.mark.parametrize(
    "words",
    [
        "or stay open",
        "gently",
        "inhale",
        "Breathe in for 4 seconds",
        "for all of us",
        "1",
        "",
        "9" * 400,
        "99999 hours",
        "Teacher: slow down",
        "Duration: 10 minutes",
    ],
)
def test_other_words_in_brackets_are_no_pause(words: str) -> None:
    """Words in brackets that do not ask for quiet are not read as a pause, nor is a pause of an impossible length."""
    assert read_pause(words) is None


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Pause", True),
        ("Long pause.", True),
        ("Pause for 10 seconds.", True),
        ("— pause —", True),
        ("Rest now.", False),
        ("Pause for a moment, and look around.", False),
        ("Stay here for one minute.", False),
        ("Hold for 5 seconds.", False),
        ("Silence is a friend.", False),
        ("Rest in silence for a minute.", False),
    ],
)
def test_without_brackets_only_a_line_that_can_mean_nothing_else_is_a_pause(line: str, meant: bool) -> None:
    """A line without brackets is a pause only if it can mean nothing else, such as "Long pause." Sentences such as
    "Hold for 5 seconds." are spoken.
    """
    assert (read_pause(line, marked=False) is not None) is meant


def test_lines_of_dots_are_three_seconds_each() -> None:
    """A line of several dots is a pause of three seconds, and a line of one dot is a pause of one second. Dots after a
    word are no pause.
    """
    assert [read_dots(line) for line in ("...", "…", ". . . .", ".")] == [Amount(3, 3)] * 3 + [Amount(1, 1)]
    assert read_dots("so...") is None
    assert spoken("One.\n\n...\n\n…\n\nTwo... and three.") == ["One.", "[6]", "Two... and three."]


@pytest.mark.parametrize(
    "mark",
    [
        "(pause 7s)",
        "[pause 7s]",
        "{pause 7}",
        "*[Pause 7 seconds]*",
        "_(Pause 7 seconds)_",
        "**(7 seconds)**",
        "/7s",
        "<break time='7s'/>",
        '<break time="7000ms" />',
        "[[slnc 7000]]",
        "<#7#>",
        "// pause 7 //",
        "#pause 7#",
        "<pause 7s>",
        '[break:"7s"]',
        "[7s]",
        "（停顿7秒）",
        "【間 7秒】",
        "|7s|",
        "[PAUSE - 7 SECONDS]",
        "-- pause 7 --",
        "<silence msec='7000'/>",
        "(Pause — 7 sec.)",
        "~pause 7s~",
        "[[pause 7]]",
        "*Pause: 7 seconds*",
    ],
)
def test_a_mark_is_seen_in_a_sentence_after_it_and_alone(mark: str) -> None:
    """A pause is recognised inside a sentence, after it, and on a line of its own, and the words around it stay the
    same.
    """
    assert spoken(f"Rest the hands, {mark} and then the feet.") == ["Rest the hands,", "[7]", "and then the feet."]
    assert spoken(f"Rest the hands. {mark} Rest the feet.") == ["Rest the hands.", "[7]", "Rest the feet."]
    assert spoken(f"Rest the hands.\n\n{mark}\n\nRest the feet.") == ["Rest the hands.", "[7]", "Rest the feet."]
    assert spoken(f"Rest the hands {mark}.\nRest the feet.") == ["Rest the hands.", "[7]", "Rest the feet."]


def test_marks_in_a_row_add_up() -> None:
    """Several pauses in a row become one pause of their total length, because some services allow at most ten seconds
    each.
    """
    chained = "<break time='10s'/> <break time='10s'/>\n\n(pause 4 seconds)"
    assert spoken(f"Rest. {chained} Go on.") == ["Rest.", "[24]", "Go on."]


def test_a_range_from_nothing_has_a_least_length() -> None:
    """A pause of "0-30 seconds" is written as 1 to 30 s, because a pause in our format cannot have the length zero."""
    found = read("Rest now. (Pause for 0-30 seconds)\n\nAnd go on.")
    assert "[silence" not in found.text
    assert "[1s-30s]" in found.text
