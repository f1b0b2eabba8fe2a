import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.speech.normaliser import speakable


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Let go", "Let go."),
        ("“Breathe in,” she said.", "Breathe in, she said."),
        ("It’s all right, I’ve time", "It's all right, I've time."),
        ("‘Rest’ — and then…", "Rest, and then."),
        ("What—really—is it?", "What, really, is it?"),
        ("slowly… and again", "slowly, and again."),
        ("Slowly... Again", "Slowly. Again."),
        ("…and rest", "and rest."),
        ("hello . . . world", "hello, world."),
        ("(or not)", "or not."),
        ("self–compassion, mind‑body", "self-compassion, mind-body."),
        ("*kind* to **you**", "kind to you."),
        ("Wait!!! What?!", "Wait! What?"),
        ("one,two", "one, two."),
        ("Well . Now", "Well. Now."),
        ("Note:", "Note."),
        ("tea & toast", "tea and toast."),
        ("and/or", "and or."),
        ("ok 🙂 then 👋🏽", "ok then."),
        ("<b>soft</b> & <break time='5s'/> calm", "soft and calm."),
        ("a < b", "a b."),
        ("a\x00b\x07 c\u200bd\ufeff soft\u00adly", "a b cd softly."),
        ("rock 'n' roll, friends' house", "rock n roll, friends house."),
        ("naïve cafe\u0301", "naïve café."),
        ("line\nbreaks\tand  spaces", "line breaks and spaces."),
    ],
)
def test_signs_become_words_or_stops(written: str, spoken: str) -> None:
    """Quotes, dashes, brackets, emphasis, emoji, mark-up and control characters are replaced by words or punctuation,
    or removed.
    """
    assert speakable(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Breathe 4-7-8.", "Breathe four seven eight."),
        ("4–7–8 breathing", "four seven eight breathing."),
        ("Hold for 4–6 seconds", "Hold for four to six seconds."),
        ("10-20% of us", "ten to twenty percent of us."),
        ("In 4, hold 2, out 6", "In four, hold two, out six."),
        ("50 %", "fifty percent."),
        ("It's 7:30 am. Or 7:05, or 7:00.", "It's seven thirty in the morning. Or seven oh five, or seven o'clock."),
        ("at 10 p.m. sharp", "at ten in the evening sharp."),
        ("14:00 and 12:30:15", "fourteen and twelve thirty fifteen."),
        ("It lasts 1:05:00, then 2:00:05.", "It lasts one hour five minutes, then two hours five seconds."),
        ("Begin at 12:30:00, and rest until 1:00:00.", "Begin at twelve thirty, and rest until one o'clock."),
        ("At 7:00:30.", "At seven o'clock and thirty seconds."),
        ("It's 7:00:01 pm.", "It's seven o'clock and one second in the evening."),
        ("At 12:30:15 pm.", "At twelve thirty fifteen in the afternoon."),
        ("20s, then 5 min. Then 1 hr.", "twenty seconds, then five minutes. Then one hour."),
        (
            "1,234,567.89",
            "one million two hundred and thirty four thousand five hundred and sixty seven point eight nine.",
        ),
        (
            "1999, 2005, 2024, the 1990s",
            "nineteen ninety nine, two thousand and five, twenty twenty four, the nineteen nineties.",
        ),
        ("1st 2nd 23rd 30th", "first second twenty third thirtieth."),
        ("-5 and −3°", "minus five and minus three degrees."),
        ("½ a cup, 1½ cups, 3/4", "one half a cup, one and a half cups, three quarters."),
        ("call 007, H2O", "call zero zero seven, H two O."),
        ("3x a day, $5, 5+", "three times a day, five dollars, five or more."),
        ("e.g. tea, i.e. a drink, etc.", "for example, tea, that is, a drink, and so on."),
        ("Dr. Neff & Mrs. Brown vs. No. 5", "Doctor Neff and Missus Brown versus number five."),
        ("99999999999999999999", " ".join(["nine"] * 20) + "."),
    ],
)
def test_numbers_times_and_abbreviations_are_spelled_out(written: str, spoken: str) -> None:
    """English numbers, times and abbreviations are written out as words, so that no engine has to guess."""
    assert speakable(written) == spoken


@pytest.mark.parametrize("written", ["", "   ", "...", "— —", "👋🏽 ❤️", "?!", "***", "\x00", "“”", "'"])
def test_what_has_no_word_is_empty(written: str) -> None:
    """A text of nothing but punctuation and other signs becomes empty, so that nothing is spoken."""
    assert speakable(written) == ""


def test_words_are_pronounced_as_the_table_says() -> None:
    """The table of pronunciations replaces whole words, in capitals or small letters and before a possessive "s", but
    no part of a word or contraction. Of two entries that fit, the longer one is used.
    """
    say = (("Germer", "GUR-mer"), ("Neff", "Nef"), ("Kristin Neff", "Kristin, Nef"), ("I", "eye"), ("e.g.", "such as"))
    assert speakable("Germer’s *germer* Germers", say) == "gur-mer's gur-mer Germers."
    assert speakable("Kristin  Neff and Neff", say) == "Kristin, Nef and Nef."
    assert speakable("I'm as I am", say) == "I'm as eye am."
    assert speakable("e.g. tea", say) == "such as tea."
    assert speakable("a.b", (("a.b", "x"), ("", "y"))) == "x."


def test_a_replaced_word_is_not_replaced_again() -> None:
    """If a table of pronunciations swaps two words, each is replaced only once."""
    assert speakable("left right", (("left", "right"), ("right", "left"))) == "right left."


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Etwa 50 % der Zeit.", "Etwa 50 % der Zeit."),
        ("Es kostet 5 € oder $5", "Es kostet 5 € oder $5."),
        ("Bei 20°C, bei -5 °C und bei −3 Grad", "Bei 20°C, bei -5 °C und bei -3 Grad."),
        ("3 + 4 = 7, § 5, ±2", "3 + 4 = 7, § 5, ±2."),
        ("Ein Weg – zwei Wege - 3 Wege, 10–20", "Ein Weg, zwei Wege, 3 Wege, 10-20."),
        ("Atme * ein # aus + ruhe = gut", "Atme ein aus ruhe gut."),
    ],
)
def test_other_languages_keep_the_signs_of_numbers(written: str, spoken: str) -> None:
    """In a language other than English, signs that belong to a number stay, because the voices speak them. Other signs
    are removed, and a dash between words becomes a comma.
    """
    assert speakable(written, lang="de") == spoken


def test_other_languages_keep_their_numbers() -> None:
    """In a language other than English, numbers stay as they are. Dashes, ellipses and "&" are replaced."""
    assert speakable("Öffne die Augen – sanft & langsam, um 7:30…", lang="de") == (
        "Öffne die Augen, sanft und langsam, um 7:30."
    )
    assert speakable("これは。", lang="ja") == "これは。"
    assert speakable("नमस्ते दुनिया।", lang="hi") == "नमस्ते दुनिया।"


@given(st.text(), st.sampled_from(["en", "en-GB", "de", "hi", "xx"]))
def test_any_text_comes_out_clean(text: str, lang: str) -> None:
    """Any text becomes one line of words that ends with a punctuation mark, or an empty text. It has no signs that
    engines stumble over.
    """
    spoken = speakable(text, lang=lang)
    spoken.encode("utf-8")
    if spoken:
        assert spoken[-1] in ".?!。！？।॥؟"
        assert spoken == " ".join(spoken.split())
        assert not set(spoken) & set("<>&*|[](){}“”…—–\x00")
        assert any(unicodedata.category(sign)[0] in "LN" for sign in spoken)


@given(st.text(alphabet="0123456789-–:.,/% xsamp°½#+", max_size=30))
def test_no_mixture_of_digits_stumbles(text: str) -> None:
    """Numbers and signs in any mixture become words without a digit."""
    assert not any(sign.isdigit() for sign in speakable(text))


@given(st.text(alphabet="ab'-. ", max_size=12), st.text(max_size=8), st.text(max_size=8))
def test_any_table_is_taken(text: str, written: str, spoken: str) -> None:
    """A table of pronunciations with any entry, however odd, raises no error."""
    assert isinstance(speakable(text, ((written, spoken),)), str)
