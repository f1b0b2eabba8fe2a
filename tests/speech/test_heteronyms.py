"""Heteronyms, which are words that are spelled alike but pronounced differently: how the pronunciation is chosen, and
how each engine is told.
"""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.needs import needs
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech._heteronyms import heteronyms_in
from voiceguide.speech.engine import Sound, SpeechLine, VoiceChoice
from voiceguide.speech.normaliser import heteronyms, speakable, with_emphasis
from voiceguide.speech.sounds import espeak_signs, ipa_of, marked_sounds, phonemes_of, respelt
from voiceguide.speech.stage import line_to_speak

LIST = Path(__file__).with_name("heteronyms.txt")


class Case(NamedTuple):
    """A sentence of the list, and the pronunciation in IPA of each marked word."""

    text: str
    said: tuple[tuple[str, str], ...]


def cases() -> list[Case]:
    found = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        marked = re.findall(r"(\w+):([^\s,.?!-]+)", line)
        if marked:
            found.append(Case(re.sub(r":[^\s,.?!-]+", "", line), tuple(marked)))
    return found


CASES = cases()


def sounds(text: str) -> list[Sound]:
    return [Sound(*word.span, word.ipa) for word in heteronyms_in(text)]


def marked_words(case: Case) -> list[tuple[str, str]]:
    named = {word.lower() for word, _ in case.said}
    return [(word.word, word.ipa) for word in heteronyms_in(case.text) if word.word.lower() in named]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_the_place_tells_how_a_word_is_said(case: Case) -> None:
    """In each sentence of the list, the words around a heteronym give it the right pronunciation."""
    assert marked_words(case) == list(case.said)


def test_what_say_asks_for_goes_first() -> None:
    """If the script gives a word a pronunciation, this pronunciation is used there. Elsewhere, the same word is still
    treated as a heteronym.
    """
    assert [word.word for word in heteronyms("Close your eyes.", (("close", "cloze"),))] == []
    assert heteronyms("Close your eyes.", (("Close", "close"),)) == ()
    assert [word.word for word in heteronyms("Klaus, close your eyes.", (("eyes", "ice"),))] == ["close"]
    assert speakable("Close it.", (("close", "cloze"),)) == "cloze it."


def test_other_languages_are_left_alone() -> None:
    """No heteronyms are looked for in a language other than English: German "Wind" is left alone."""
    assert heteronyms("Der Wind und das Minute-Spiel.", lang="de") == ()
    assert [word.role for word in heteronyms("The wind.", lang="en_GB")] == ["air"]


def phonemes(voice: str) -> Callable[[str], str]:
    """piper's own function from a text to the IPA that a model receives."""
    from piper.phonemize_espeak import EspeakPhonemizer

    phonemiser = EspeakPhonemizer()
    return lambda text: " | ".join("".join(each) for each in phonemiser.phonemize(voice, text))


@pytest.mark.parametrize(("lang", "voice"), [("en-us", "en-us"), ("en-gb", "en-gb-x-rp")])
def test_a_piper_model_gets_the_sound_in_its_sentence(lang: str, voice: str) -> None:
    """A piper model receives each heteronym of the list in the right American or British IPA. The other words stay as
    piper pronounces them in the whole sentence.
    """
    phonemise = phonemes(voice)
    for case in CASES:
        got = phonemes_of(case.text, sounds(case.text), lang, phonemise)
        for _, ipa in case.said:
            assert ipa_of(ipa, lang) in got, (case.text, got)
        assert got.count(" | ") == phonemise(case.text).count(" | "), case.text
    closing = "You might begin to close your eyes."
    assert phonemes_of(closing, sounds(closing), lang, phonemise) == phonemise(closing)


def test_a_british_r_is_heard_before_a_vowel_only() -> None:
    """In British English, the "r" at the end of "tear" is spoken before a vowel ("tear it"), and not before a
    consonant.
    """
    phonemise = phonemes("en-gb-x-rp")
    for text, said in (("Do not tear it.", "tˈeəɹ ɪt"), ("Do not tear the page.", "tˈeə ðə")):
        assert said in phonemes_of(text, sounds(text), "en-gb", phonemise)


@pytest.mark.real
@needs("espeak-ng")
@pytest.mark.parametrize("voice", ["en-us+f5", "en-gb"])
def test_espeak_says_what_it_is_sent(voice: str) -> None:
    """espeak-ng pronounces each heteronym of the list with the sounds that it is sent."""
    sent = "\n\n".join(marked_sounds(case.text, sounds(case.text)) for case in CASES)
    done = subprocess.run(
        ["espeak-ng", "-q", "-x", "-v", voice, "--stdin"], input=sent, text=True, capture_output=True, check=True
    )
    said = re.sub("[;#]", "", " ".join(done.stdout.split()))  # its marks for a sound before a vowel: India, water
    at = 0
    for case in CASES:
        for word, ipa in case.said:
            found = said.find(re.sub("[;#]", "", espeak_signs(ipa)), at)
            assert found >= 0, (case.text, word, said[at : at + 200])
            at = found


def test_an_engine_without_sounds_gets_other_letters() -> None:
    """An engine that takes only text gets a heteronym in another spelling, such as "Cloze" for the verb "Close". Other
    words and emphasis stay.
    """
    choice = VoiceChoice("command", "flite -t {text} -o {wav}")
    line = line_to_speak(Utterance(Place("a.md", 1), "Close your eyes, come close."), choice)
    assert line is not None
    assert (line.text, line.sounds) == ("Cloze your eyes, come close.", ())
    text, spans = with_emphasis("Close your *eyes*.")
    moved, (span,) = respelt(text, heteronyms_in(text), spans)
    assert moved[slice(*span)] == "eyes"


def test_an_engine_with_sounds_gets_the_words_as_they_are() -> None:
    """An engine that takes sounds gets the text unchanged, and the sounds of its heteronyms separately."""
    line = line_to_speak(Utterance(Place("a.md", 1), "Close your eyes."), VoiceChoice("fake", ""))
    assert line == SpeechLine("Close your eyes.", "", "en", 1.0, 1.0, "warm", (), (Sound(0, 5, "klˈoʊz"),))


@given(st.text(alphabet=st.sampled_from("close wind read. to the, it's used a lead '-"), max_size=60))
def test_any_words_can_be_looked_through(text: str) -> None:
    """In any text, however odd, looking for heteronyms raises no error, and each heteronym is found with its exact
    place.
    """
    for word in heteronyms_in(text):
        assert text[slice(*word.span)] == word.word


@given(st.lists(st.sampled_from([case.text for case in CASES]), min_size=1, max_size=3))
def test_nothing_but_the_doubtful_word_changes(texts: list[str]) -> None:
    """In the text for espeak-ng, only heteronyms are replaced, by sounds in double brackets. The rest
    stays as written.
    """
    text = " ".join(texts)
    sent = marked_sounds(text, sounds(text))
    assert re.sub(r"\[\[.*?\]\]", "", sent) == "".join(part for index, part in enumerate(_cut(text)) if index % 2 == 0)


def _cut(text: str) -> list[str]:
    parts, at = [], 0
    for word in heteronyms_in(text):
        parts += [text[at : word.span[0]], word.word]
        at = word.span[1]
    return [*parts, text[at:]]
