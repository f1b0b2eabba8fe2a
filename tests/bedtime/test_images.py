"""The quiet images of bedtime, which are drawn at random from a list."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import ScriptError
from voiceguide.plan.fit import fit
from voiceguide.plan.model import Plan
from voiceguide.script._images import shuffled_images
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.script.parser import parse, read
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate
from voiceguide.units import to_frames, to_seconds

LIST = read(bundled_scripts() / "_quiet-images.md")
KINDS = {item: section.title for section in LIST.sections for item in section.items}


def plan(seed: int, minutes: float) -> Plan:
    """The plan of the practice "quiet-images" at this length, with estimated durations of its speech."""
    library = Library([bundled_scripts()])
    outlined = outline(library.find("quiet-images"), Listener(seed=seed), library.included)
    durations = {one: estimate(one, VoiceChoice("pyttsx3", "")) for one in utterances(outlined)}
    return fit(outlined, durations, to_frames(minutes * 60))


def shown(found: Plan) -> Iterator[tuple[str, float]]:
    """The images of a plan, each with the second at which its words begin."""
    for event in found.events:
        if event.utterance and event.utterance.place.file == LIST.file:
            yield event.text, to_seconds(event.start)


def test_there_are_several_hundred() -> None:
    """The list has more than three hundred images, and no image is in it twice."""
    assert len({text.text.lower() for text in KINDS}) == len(KINDS) > 300  # type: ignore[union-attr]


@given(st.integers(), st.integers(1, 120))
def test_neighbours_have_nothing_to_do_with_each_other(seed: int, count: int) -> None:
    """No image is drawn twice, and none has the same kind as one of the two before it. If fewer images are drawn, they
    are the first ones of the longer series.
    """
    images = shuffled_images(LIST, seed, count)
    assert len(set(images)) == len(images) == count
    for at in range(1, count):
        assert KINDS[images[at]] not in {KINDS[near] for near in images[max(0, at - 2) : at]}
    assert shuffled_images(LIST, seed, count // 2) == images[: count // 2]


def test_a_seed_repeats_a_night() -> None:
    """The same seed gives the same images in the same order, also at another length. Another seed gives
    other images.
    """
    short = [text for text, _ in shown(plan(3, 8))]
    long = [text for text, _ in shown(plan(3, 25))]
    other = [text for text, _ in shown(plan(4, 25))]
    assert 8 <= len(short) < len(long)
    assert long[: len(short)] == short
    assert other[: len(short)] != short


@pytest.mark.parametrize("minutes", [3, 4, 15, 30, 45, 60])
def test_images_come_every_few_seconds(minutes: int) -> None:
    """At any length of the session, an image follows 5 to 15 s after the one before it. In sessions of 10 minutes or
    more, the distances grow towards the end.
    """
    times = [second for _, second in shown(plan(1, minutes))]
    steps = [after - before for before, after in pairwise(times)]
    assert all(5.0 <= step <= 15.0 for step in steps)
    fifth = len(steps) // 5
    assert minutes < 10 or sum(steps[-fifth:]) > sum(steps[:fifth])


def test_a_list_that_is_too_short_is_a_mistake() -> None:
    """If a script asks for more images than the list has, the mistake is reported at the line that asks."""
    asking = parse("---\ntitle: T\n---\nHere.\n[images ./few.md, 3-9 times]\n", file="t.md", name="t")
    few = parse("---\ntitle: F\n---\n- One.\n- Two.\n", file="few.md", name="few")
    with pytest.raises(ScriptError) as error:
        outline(asking, Listener(), lambda name, within: few)
    assert [(one.line, one.code) for one in error.value.mistakes] == [(5, "images")]
