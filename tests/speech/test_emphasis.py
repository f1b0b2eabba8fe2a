import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.speech.normaliser import speakable, with_emphasis


@pytest.mark.parametrize(
    ("written", "emphasised"),
    [
        ("Nothing is *wrong* with you.", ["wrong"]),
        ("*Nothing* is wrong.", ["Nothing"]),
        ("It ends with *you*.", ["you"]),
        ("It ends with *you.*", ["you"]),
        ("*All of this is one*", ["All of this is one"]),
        ("Breathe *4-7-8* times", ["four seven eight"]),
        ("Stay for *20* minutes, or *7:30*.", ["twenty", "seven thirty"]),
        ("At 10 *p.m.* sharp", ["in the evening"]),
        ("Tea & *rest*, e.g. *here* — or *there*…", ["rest", "here", "there"]),
        ("un*kind*ness is no kindness", ["unkindness"]),
        ("It’s *all right*, “*really*”", ["all right", "really"]),
        ("*Germer* and *Neff* wrote this", ["gur-mer", "nef"]),
        ("*very* *kind*", ["very", "kind"]),
        ("Plain words", []),
        ("*🙂* a *…* b", []),
        ("1,234 and *5*", ["five"]),
        ("no *end", ["end"]),
    ],
)
def test_emphasis_stays_on_its_words(written: str, emphasised: list[str]) -> None:
    """Emphasis stays on the emphasised words, even if the words are replaced: numbers, times, abbreviations and words
    with a pronunciation in the script.
    """
    say = (("Germer", "GUR-mer"), ("Neff", "nef"))
    text, spans = with_emphasis(written, say)
    assert text == speakable(written.replace("*", ""), say)
    assert [text[first:last] for first, last in spans] == emphasised


@given(st.text(alphabet="ab'12:.-,%* …", max_size=40))
def test_emphasis_is_always_whole_words_in_order(written: str) -> None:
    """Asterisks, wherever they are, do not change the spoken text. Each emphasised stretch consists of whole words, and
    no two stretches overlap.
    """
    text, spans = with_emphasis(written)
    assert text == speakable(written.replace("*", ""))
    at = 0
    for first, last in spans:
        assert at <= first < last <= len(text)
        assert first == 0 or text[first - 1] == " "
        assert not text[last:] or text[last] in " .,;:?!"
        at = last
