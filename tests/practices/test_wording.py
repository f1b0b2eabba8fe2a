"""The wording of the bundled practices, as far as it can be counted."""

import re
from collections import Counter, defaultdict

import pytest

from tests.practices.sessions import NAMES, NIGHT, ROUTINES, TALKS, script, sessions
from tests.practices.words import UNFAMILIAR, paragraphs, reading_ease, reminders, sentences, shape, texts
from voiceguide.script.library import bundled_scripts
from voiceguide.script.parser import read

every_practice = pytest.mark.parametrize("name", NAMES)


@every_practice
def test_no_word_that_only_some_people_know(name: str) -> None:
    """No practice uses British idioms or rare words such as "sluice"."""
    unfamiliar = re.compile(r"\b(" + "|".join(map(re.escape, UNFAMILIAR)) + r")\b", re.IGNORECASE)
    for sentence in sentences(script(name)):
        assert not unfamiliar.search(sentence), sentence


@every_practice
def test_it_reads_easily(name: str) -> None:
    """The practices are easy to understand, even for somebody in tears: their reading ease is at least
    80, in talks 70.
    """
    assert reading_ease(list(sentences(script(name)))) >= (70 if name in TALKS else 80)


@every_practice
def test_no_sentence_is_too_long_to_be_heard(name: str) -> None:
    """No sentence has more than 26 words, because a listener forgets the beginning of a longer one."""
    for sentence in sentences(script(name)):
        assert len(sentence.split()) <= 26, sentence


@every_practice
def test_no_mould_is_heard(name: str) -> None:
    """If a practice has nine or more optional sections, at most a third of them have the same structure."""
    shapes = Counter(shape(section) for section in script(name).sections if not section.kept)
    if shapes.total() >= 9:
        commonest, times = shapes.most_common(1)[0]
        assert times <= -(-shapes.total() // 3), (commonest, times, shapes.total())


def test_sentences_belong_to_one_practice() -> None:
    """A sentence of six words or more is in at most three practices. Sentences with "stop" or "hardest" are exempt:
    every practice says that the listener may stop, and that a difficulty should not be the hardest.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for name in NAMES:
        for sentence in sentences(script(name)):
            if len(sentence.split()) >= 6 and not re.search(r"\bstop\b|hardest", sentence):
                owners[sentence].add(name)
    assert not {sentence: sorted(names) for sentence, names in owners.items() if len(names) > 3}


@every_practice
def test_wrongness_is_not_the_question(name: str) -> None:
    """A practice says the word "wrong" at most twice: said often, it would suggest that the listener could be wrong."""
    assert sum(bool(re.search(r"\bwrong", sentence)) for sentence in sentences(script(name))) <= 2


@every_practice
def test_a_welcome_comes_before_the_freedoms(name: str) -> None:
    """An arrival begins with a greeting or an introduction of at most 16 words, not with what the listener may stop or
    skip.
    """
    for section in script(name).sections:
        if section.arrival:
            first = re.split(r"(?<=[.!?])\s", next(paragraphs(section)))[0]
            assert len(first.split()) <= 16, first
            assert not re.match(r"(You can|You may|Stop|Skip|Please stop|Nothing here)", first), first


@every_practice
def test_reminders_bring_back(name: str) -> None:
    """At least four of five reminders say what to do or what to come back to; the others give permission."""
    back = re.compile(
        r"\b(come|feel|listen|begin|rest|let|look|breathe|breath|hear|notice|go|say|touch|start|shift|lean|read|back to"
        r"|hum|bring|see|find|hold|press|put|choose|warm|mov(e|ing)|noticed|hands?|feet|seat|sound)\b",
        re.IGNORECASE,
    )
    said = [text for section in script(name).sections for text in reminders(section)]
    without = [text for text in said if not back.search(" ".join(re.split(r"(?<=[.!?])\s", text)[:2]))]
    assert len(without) <= 0.2 * len(said), without


@every_practice
def test_looking_is_never_the_only_way(name: str) -> None:
    """If a section asks the listener to look for something around them, it offers another sense too."""
    asked = re.compile(
        r"\b[Ll]ook(ing)? (around (you|the)|about( you)?|round|up)\b(?! in)|\bsomething blue\b|\blift your eyes\b"
    )
    other = re.compile(r"\b(hear|listen|sound|feel|touch|hand|ear)", re.IGNORECASE)
    for section in script(name).sections:
        words = " ".join(texts(section))
        if asked.search(words):
            assert other.search(words), (section.title, words)


@every_practice
def test_feet_are_never_the_only_ground(name: str) -> None:
    """If the closing of a day session mentions the feet, it also mentions something else that carries the listener,
    such as the chair or the hands: not everybody feels their feet.
    """
    other = re.compile(
        r"\b(seat|chair|hands?|back|floor|ground|whatever|holding|carrying|carries|holds?|shoulders|beneath|under you"
        r"|bed|wall)\b"
    )
    for section in script(name).sections:
        if section.closing and section.session == "day":
            words = " ".join(texts(section))
            if re.search(r"\b(feet|toes|soles)\b", words):
                assert other.search(words), section.title


@every_practice
def test_no_safety_is_claimed_at_night(name: str) -> None:
    """No sleep session claims that everybody is home, that nothing needs watching, or that everything can wait, because
    nobody can know that.
    """
    claim = re.compile(
        r"nobody needs (to be on watch|anything of you)|nothing to guard|the watch is set|everyone.{0,20} (is in|home)"
        r"|needs doing can wait|smaller by daylight|no one can reach|you're (completely|perfectly) safe",
        re.IGNORECASE,
    )
    for session in sessions(name):
        if session.kind == "sleep":
            for event in session.spoken:
                assert not claim.search(event.text), (str(session), event.text)


@every_practice
def test_images_that_belong_to_trauma_are_not_there(name: str) -> None:
    """The practices avoid images that may recall trauma: steps, knocks or ropes at night, a hiding child, somebody
    else's hand, wrists, somebody who knows where the listener lives, and safety that nobody can promise.
    """
    image = re.compile(
        r"somebody on the stairs|under tables|isn't hiding|taking notes|who was right|tunnel|over the belt"
        r"|kittens by that place|to be believed|others have it worse|as round and as soft|what it did in the rain"
        r"|end of (some|any)\w+'s bed|where you live|where to find you|creaks|\brope\b|too late to go home"
        r"|about to shout|shouted|hand of someone|voice with no body|can't come closer|needs to be (out)?run"
        r"|(cold|water)[^.]*\bwrists?\b|other wrist"
        r"|\bscars?\b|you'll hear (it|them)|knock at the door|come and fetch you",
        re.IGNORECASE,
    )
    for sentence in sentences(script(name)):
        assert not image.search(sentence), sentence


def test_nothing_that_frightens_is_in_the_pictures_of_the_night() -> None:
    """The images of the night contain no rope, no height to fall from, no deep water, no sharp tool and no hooded
    figure.
    """
    fear = re.compile(
        r"\brope\b|viaduct|bridge|\bweir\b|\bwell\b|watchtower|tunnel|\bdrill\b|knife|\baxe\b|hood\b|cliff|blade"
    )
    words = read(bundled_scripts() / "_quiet-images.md")
    for section in words.sections:
        for text in paragraphs(section):
            assert not fear.search(text.lower()), text


@pytest.mark.parametrize("name", NIGHT)
def test_after_the_pictures_nobody_speaks(name: str) -> None:
    """The last words of a session for falling asleep come from the images: nobody who may be asleep is spoken to
    afterwards.
    """
    for session in sessions(name):
        last = session.spoken[-1]
        assert last.utterance is not None
        assert last.utterance.place.file.endswith("_quiet-images.md"), (str(session), last.text)


@pytest.mark.parametrize("name", NIGHT)
def test_the_game_of_pictures_explains_itself(name: str) -> None:
    """In each practice that ends with images, two sentences just before the first image say what to do
    with the images.
    """
    for session in sessions(name):
        words = [event.text for event in session.spoken]
        first = next(at for at, event in enumerate(session.spoken) if _is_picture(event.utterance))
        before = " ".join(words[max(0, first - 5) : first])
        assert "name one thing after another" in before, (str(session), before)
        assert "let a small picture" in before, (str(session), before)


@pytest.mark.parametrize(
    "name", [*ROUTINES, "evening-kindness", "body-scan", "muscle-release", "soothing-rhythm-breathing"]
)
def test_who_cannot_sleep_hears_that_rest_counts(name: str) -> None:
    """At their own length, the sleep sessions of seven practices say that resting is enough, or that being awake is no
    failing.
    """
    kind = re.compile(
        r"rest(ing|ed)?\b.*\b(counts|too|as well|enough)|is rest\b|a rest\b|no failing|isn't failing|awake", re.I
    )
    own = script(name).length
    for session in sessions(name):
        if session.kind == "sleep" and session.seconds == own:
            assert any(kind.search(event.text) for event in session.spoken), session


def _is_picture(utterance: object) -> bool:
    place = getattr(utterance, "place", None)
    return place is not None and place.file.endswith("_quiet-images.md")
