"""The bundled practices at every tested length, on both paths, by day and at night."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.practices.sessions import (
    ENDS,
    NAMES,
    NIGHT,
    ROUTINES,
    PlannedSession,
    extremes,
    known,
    library,
    plain_words,
    reach,
    script,
    sentence_texts,
    sessions,
)
from tests.practices.words import texts
from voiceguide.plan.model import Event
from voiceguide.script.model import Paragraph, PathName, Repeat, Section, SessionKind, Silence
from voiceguide.units import to_frames, to_seconds

every_practice = pytest.mark.parametrize("name", NAMES)


def test_every_practice_of_the_library_is_there() -> None:
    """The library contains exactly the promised practices."""
    assert library().names() == NAMES


@every_practice
def test_front_matter_says_what_a_list_shows(name: str) -> None:
    """The front matter of each practice has a title, a summary shorter than 110 characters, tags, a length and a
    background.
    """
    practice = script(name)
    assert practice.title
    assert practice.summary.endswith(".")
    assert len(practice.summary) < 110
    assert practice.tags
    assert practice.length
    assert practice.background


@every_practice
@pytest.mark.parametrize("path", ["gentle", "inward"])
@pytest.mark.parametrize("kind", ["day", "sleep"])
def test_a_practice_fits_from_three_minutes_to_where_its_words_end(
    name: str, path: PathName, kind: SessionKind
) -> None:
    """Each practice can have every length from 3 minutes to its promised longest, by day and at
    bedtime, on both paths.
    """
    least, greatest = reach(name, path, kind)
    assert least <= 180
    assert greatest >= ENDS[name] * 60


@pytest.mark.parametrize("name", ROUTINES)
def test_a_routine_has_all_its_parts_from_ten_minutes_on(name: str) -> None:
    """From ten minutes on, a routine has all its parts: its practices become shorter before one of them is left out."""
    titles = [section.title for section in script(name).sections]
    for session in sessions(name):
        if session.plan.length >= to_frames(600):
            assert [section.title for section in session.plan.sections] == titles, session


@every_practice
def test_the_natural_length_can_be_had(name: str) -> None:
    """A practice can have the length given in its front matter."""
    least, greatest = reach(name)
    natural = script(name).length
    assert natural is not None
    assert least <= natural <= greatest


@every_practice
def test_kept_sections_are_always_there_and_the_closing_is_last(name: str) -> None:
    """At every length, the sections that are not optional are heard in order, with the arrival first and the closing
    last.
    """
    for session in sessions(name):
        kept = [section.title for section in session.sections if section.kept]
        titles = [section.title for section in session.plan.sections]
        assert not set(kept) & set(session.plan.dropped), session
        assert [title for title in titles if title in kept] == kept, session
        assert session.sections[0].arrival, session
        assert session.sections[-1].closing, session
        assert titles[0] == session.sections[0].title, session
        assert titles[-1] == session.sections[-1].title, session


@every_practice
def test_no_stillness_that_nobody_announced_is_longer_than_a_minute(name: str) -> None:
    """At most a minute passes between two spoken events or bells, unless there is an announced silence."""
    for session in sessions(name):
        for before, after in session.stills():
            if not session.is_silent(before.end, after.start):
                assert to_seconds(after.start - before.end) <= 60, (str(session), before.text, after.text)


@every_practice
def test_no_line_is_heard_twice_within_two_minutes(name: str) -> None:
    """No line is spoken again within two minutes, because that would sound like a mistake. Breath cues and repeated
    blocks are exceptions.
    """
    for session in sessions(name):
        repeated = {sentence for line in _repeated_lines(session.sections) for sentence in line}
        last: dict[str, Event] = {}
        for event in session.spoken:
            if event.kind == "breath" or event.text in repeated:
                continue
            before = last.get(event.text)
            assert before is None or to_seconds(event.start - before.end) >= 120, (str(session), event.text)
            last[event.text] = event


def _repeated_lines(sections: tuple[Section, ...]) -> Iterator[list[str]]:
    for section in sections:
        for item in section.items:
            if isinstance(item, Repeat):
                texts = [inner.text for inner in item.items if isinstance(inner, Paragraph)]
                yield [part for text in texts for part in re.split(r"(?<=[.!?])\s+", text)]


@every_practice
def test_one_may_stop_is_said_at_once(name: str) -> None:
    """Within 15 s of its start, every session says that the listener may stop, even the shortest and the longest."""
    for session in (*sessions(name), *extremes(name)):
        early = " ".join(event.text for event in session.spoken if event.end <= to_frames(15))
        assert re.search(r"\bstop\b", early, re.IGNORECASE), (str(session), early)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if any(section.visit == "again" for section in script(name).sections)]
)
def test_who_comes_again_is_greeted_otherwise_and_may_still_stop(name: str) -> None:
    """On a later visit, the sections for a first visit are left out. The session still says within 15 s that the
    listener may stop, and still ends with the closing.
    """
    for session in known(name):
        early = " ".join(event.text for event in session.spoken if event.end <= to_frames(15))
        assert re.search(r"\bstop\b", early, re.IGNORECASE), (str(session), early)
        again = {section.title for section in session.script.sections if section.visit != "first"}
        assert {section.title for section in session.plan.sections} <= again, session
        closings = [section for section in session.script.sections if section.closing]
        assert session.plan.sections[-1].title in {section.title for section in closings}, session


@every_practice
def test_every_arrival_leaves_the_choice(name: str) -> None:
    """The arrival of every practice says, in its own words, that things may be left out or the eyes kept open."""
    offer = re.compile(r"skip|leave|left out|bits|turn over|eyes|half of this", re.IGNORECASE)
    for section in script(name).sections:
        if section.arrival:
            assert offer.search(" ".join(texts(section))), section.title


@every_practice
def test_a_day_ends_in_the_room_and_a_night_in_bed(name: str) -> None:
    """By day, the closing speaks of seeing, of another sense, and of something that carries the body. At night, it asks
    nobody to look, stand up or open their eyes, and names no bell or phone.
    """
    for section in script(name).sections:
        if not section.closing:
            continue
        words = " ".join(texts(section)).lower()
        if section.session == "day":
            assert re.search(r"\blook|\bsee\b|\beyes\b", words), name
            assert re.search(r"\blisten|\bhear|\bears\b|\bsound|\btouch|\bfeel (for|around)|\bhold|\brub", words), name
            assert re.search(r"feet|toes|ground|floor|chair|seat|hold(s|ing) you|carr(ies|ying) you", words), name
        else:
            assert not re.search(r"bell|stand|get up|\bopen your\b|phone|\blook\b", words), name


@every_practice
def test_at_bedtime_nothing_wakes(name: str) -> None:
    """A sleep session has no bell, mentions no telephone, and asks nobody to open their eyes. In its last third there
    is nothing to answer, count or do.
    """
    work = re.compile(
        r"\?|\blet's (count|try)|\bhold\.|\b(press|squeeze|tighten) (both|the|your)|\blook (around|about)",
        re.IGNORECASE,
    )
    for session in sessions(name):
        if session.kind != "sleep":
            continue
        assert not any(event.kind == "bell" for event in session.plan.events), session
        for event in session.spoken:
            assert not re.search(r"\bphone|open your eyes|\bstand up\b|\bget up slowly", event.text), (
                str(session),
                event,
            )
            if event.start > session.plan.length * 2 // 3:
                assert not work.search(event.text), (str(session), event.text)
        assert all(
            event.end <= session.plan.length * 2 // 3 for event in session.plan.events if event.kind == "breath"
        ), session


@every_practice
def test_a_silence_is_announced_in_words(name: str) -> None:
    """The last paragraph before a silence says that it will be quiet."""
    announcing = re.compile(
        r"quiet|silen|still|hush|not talk|no one speaking|without (any )?(talk|words|my voice)|any talk|no words"
        r"|won't (talk|speak|say)|not say|saying nothing|say nothing|nothing to say|no more talk"
        r"|nobody has to speak|leave the words|stop talking",
        re.IGNORECASE,
    )
    for section in script(name).sections:
        before = ""
        for item in section.items:
            if isinstance(item, Paragraph):
                before = item.text
            elif isinstance(item, Silence):
                assert announcing.search(before), (section.title, before)


@every_practice
def test_going_inward_has_ground_beneath_it(name: str) -> None:
    """Every section of the inward path mentions a way back, such as the feet, the seat, the hands or something in the
    room.
    """
    ground = re.compile(
        r"feet|floor|heels|hand|finger|seat|under you|holding you|room|wall|shoes|window|look|sleeve|ground|wood"
        r"|your back",
        re.IGNORECASE,
    )
    for section in script(name).sections:
        if section.path == "inward":
            assert ground.search(" ".join(texts(section))), section.title


@every_practice
def test_what_is_for_one_path_has_a_counterpart_on_the_other(name: str) -> None:
    """A practice has the same number of non-optional sections for the gentle path alone as for the inward path alone,
    so that neither path has a gap.
    """
    kept = Counter((section.title, section.path) for section in script(name).sections if section.path and section.kept)
    paths = Counter(path for _, path in kept)
    assert paths["gentle"] == paths["inward"]


@every_practice
def test_a_difficulty_is_never_the_hardest_one(name: str) -> None:
    """A practice speaks of choosing a difficulty only on the inward path, and asks for a small or medium one, not the
    hardest. No practice mentions trauma, childhood or painful memories.
    """
    for section in script(name).sections:
        for text in texts(section):
            if "hardest" in text:
                assert section.path == "inward", text
                assert re.search(r"small|middling", text), text
            assert not re.search(r"painful memor|worst|trauma|childhood", text, re.IGNORECASE), text


@every_practice
def test_nothing_is_promised(name: str) -> None:
    """The practices promise no cure, treatment or certainty, use no jargon, and spell the researcher's name right."""
    banned = (
        r"\b(cure[sd]?|heals?|healing|treatment|therap\w+|guarantee\w*|radical\w*|oxytocin|nerf|proven|always works)\b"
    )
    for text in sentence_texts(script(name)):
        assert not re.search(banned, text, re.IGNORECASE), text


@every_practice
def test_nothing_in_the_text_trips_a_voice(name: str) -> None:
    """Spoken lines contain no digits, symbols or quotation marks, and have at most 35 words."""
    for text in sentence_texts(script(name)):
        assert not re.search(r"[0-9\"“”()/&%;…–—]|\b(e\.g|i\.e|etc)\b", text), text
        assert len(text.split()) <= 35, text


def test_variables_read_naturally_without_an_answer() -> None:
    """Every variable has a fallback, so that a practice can be heard without any own words."""
    for name in NAMES:
        for section in script(name).sections:
            for text in texts(section):
                assert not re.search(r"\{[^|}]*\}", text), text


def test_someone_dear_may_be_an_animal_a_thing_or_a_place() -> None:
    """`loving-kindness` and `safe-place` both say that someone dear may also be an animal, a thing, or a place that is
    safe enough.
    """
    for name in ("loving-kindness", "safe-place"):
        words = " ".join(sentence_texts(script(name)))
        assert "safe enough" in words
        assert "animal" in words
        assert re.search(r"\ba thing\b|\ba mug\b|\ba tree\b", words)
        assert "place" in words


def test_the_self_care_menu_is_the_listeners_own() -> None:
    """`what-do-i-need` and `evening-kindness` use all three of the listener's own words for comfort: physical, mental
    and emotional.
    """
    for name in ("what-do-i-need", "evening-kindness"):
        words = " ".join(text for section in script(name).sections for text in texts(section))
        for kind in ("physical", "mental", "emotional"):
            assert f"{{comfort.{kind}|" in words, (name, kind)


def test_practices_have_words_of_their_own() -> None:
    """No two practices have ten words in a row in common."""
    owner: dict[tuple[str, ...], str] = {}
    for name in NAMES:
        if name in ROUTINES:  # they speak those of others
            continue
        for text in dict.fromkeys(sentence_texts(script(name))):
            words = plain_words(text)
            for at in range(len(words) - 9):
                run = tuple(words[at : at + 10])
                assert owner.setdefault(run, name) == name, " ".join(run)


def test_openings_differ() -> None:
    """No two practices begin with the same three words. No two end with the same line, except those that end with
    images.
    """
    first: dict[tuple[str, ...], str] = {}
    last: dict[str, str] = {}
    for name in NAMES:
        opening, ending = _edges(sessions(name)[0])
        assert first.setdefault(tuple(plain_words(opening)[:3]), name) == name, opening
        assert name in NIGHT or last.setdefault(ending, name) == name, ending


def _edges(session: PlannedSession) -> tuple[str, str]:
    return session.spoken[0].text, session.spoken[-1].text
