"""A session that begins before all its lines are spoken."""

from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from voiceguide.config import Folders
from voiceguide.dsp.samples import Samples
from voiceguide.errors import FitError
from voiceguide.plan.model import to_json
from voiceguide.script.library import Library
from voiceguide.script.model import Script
from voiceguide.script.outline import Utterance
from voiceguide.script.parser import parse
from voiceguide.session.backgrounds import backgrounds_for
from voiceguide.session.early import EarlySession, _final_until, completed, is_early, needed_head_start
from voiceguide.session.export import saved_head, stream, stream_of_parts
from voiceguide.session.progress import no_progress
from voiceguide.session.request import Request
from voiceguide.session.stages import PlannedSession, ReadySession, SessionPart, outlined, planned
from voiceguide.speech.stage import PlaceholderClip
from voiceguide.units import to_seconds

pytestmark = needs("espeak-ng")

TEXT = """---
title: A long walk
---
# Arriving
You can stop at any time. [1s-5s]

# The first hill {optional 2}
The path goes up. [2s-4s]
It goes up and up. [2s-4s]
There is a tree. [2s-4s]

# The second hill {optional 1}
The path goes down. [2s-4s]
It goes down and down. [2s-4s]

# Closing {closing}
Thank you for walking. [1s-20s]
"""
LENGTH = 44.0
REQUEST = Request(length=LENGTH, background="none", seed=1, voice="pyttsx3")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Paths of folders that do not exist yet, so that nothing is stored in them."""
    return Folders(tmp_path / "config.toml", tmp_path / "scripts", tmp_path / "sounds", tmp_path / "cache")


def walk() -> Script:
    return parse(TEXT, file="walk.md", name="walk")


def early(folders: Folders, request: Request = REQUEST, head_start: float | None = None) -> EarlySession:
    backgrounds = backgrounds_for(walk(), request, folders=folders, progress=no_progress)
    return EarlySession(
        outlined(walk(), request, Library(()).included),
        backgrounds,
        folders=folders,
        progress=no_progress,
        head_start=head_start,
    )


def whole(folders: Folders, request: Request = REQUEST) -> PlannedSession:
    return planned(walk(), request, find=Library(()).included, folders=folders, progress=no_progress)


def samples(ready: ReadySession) -> Samples:
    return ready.render(0, ready.timeline.length)


def said(ready: ReadySession) -> list[Utterance]:
    return [event.utterance for event in ready.plan.events if event.utterance]


def test_it_begins_with_its_first_words(folders: Folders) -> None:
    """The first part comes when some of the lines are spoken, but not all. Each later part is final for longer than the
    one before, and the last is the whole session.
    """
    begun = early(folders)
    parts = begun.parts()
    first = next(parts)
    assert begun.head_start is not None
    assert 1.0 <= begun.head_start <= 3.0
    spoken = [line for line in said(first.ready) if not isinstance(first.ready.planned.clips[line], PlaceholderClip)]
    assert 1 <= len(spoken) < len(said(first.ready))
    assert not first.is_whole
    reached = [first.until]
    for part in parts:
        reached.append(part.until)
    assert part.is_whole
    assert reached == sorted(set(reached))
    assert len(reached) >= 3


def test_what_may_have_been_heard_stays(folders: Folders) -> None:
    """Each part says up to which frame it is final. Up to there, the next part has the same samples and lines. Every
    part has exactly the requested length.
    """
    before: SessionPart | None = None
    for part in early(folders).parts():
        assert to_seconds(part.ready.plan.length) == LENGTH
        if before:
            until = before.until
            assert np.array_equal(part.ready.render(0, until), before.ready.render(0, until))
            heard = [[line for line in one.ready.timeline.lines if line.start < until] for one in (before, part)]
            assert heard[0] == heard[1]
        before = part


def test_no_line_is_heard_before_it_is_spoken(folders: Folders) -> None:
    """A placeholder for an unspoken line raises an error when it is read. No placeholder is read before the end of a
    part.
    """
    for part in early(folders).parts():
        assert part.ready.render(0, part.until).shape == (part.until, 2)
    assert not any(isinstance(part.ready.planned.clips[line], PlaceholderClip) for line in said(part.ready))


def test_only_what_it_says_is_spoken(folders: Folders) -> None:
    """Lines that the session leaves out are not spoken."""
    *_, last = early(folders, replace(REQUEST, length=20.0)).parts()
    made = last.ready.planned
    assert is_early(made)
    assert made.clips.made == len(list(folders.clips.rglob("*.clip"))) < len(made.clips)


@pytest.mark.parametrize("head_start", [None, inf])
def test_made_again_it_is_the_same(folders: Folders, head_start: float | None) -> None:
    """If the session is made again when all lines are in the cache, the same head start gives the same sound."""
    begun = early(folders, head_start=head_start)
    *_, before = begun.parts()
    assert not is_early(whole(folders))
    *_, again = early(folders, head_start=begun.head_start).parts()
    assert to_json(again.ready.plan) == to_json(before.ready.plan)
    assert np.array_equal(samples(again.ready), samples(before.ready))


def test_with_all_spoken_first_it_is_the_usual_plan(folders: Folders) -> None:
    """If all lines are spoken first, and none is left out, the plan is the same as one made from measured durations."""
    long = replace(REQUEST, length=60.0)
    (only,) = early(folders, long, inf).parts()
    assert not is_early(only.ready.planned)
    assert to_json(only.ready.plan) == to_json(whole(folders, long).plan)


@pytest.mark.parametrize("length", [16.0, 90.0])
def test_without_room_for_wrong_estimates_all_is_spoken_first(folders: Folders, length: float) -> None:
    """If the requested length is close to the shortest or the longest possible one, there is only one part, with all
    lines spoken.
    """
    begun = early(folders, replace(REQUEST, length=length, nearest=True))
    (only,) = begun.parts()
    assert only.is_whole
    assert begun.head_start == inf


def test_completed_it_sounds_the_same(folders: Folders) -> None:
    """`completed` turns a session that began early into an ordinary one, with the same plan and timeline. Completing it
    a second time returns the same object.
    """
    *_, last = early(folders, replace(REQUEST, length=20.0)).parts()
    ready = last.ready
    after = completed(ready, folders=folders, progress=no_progress)
    assert not is_early(after.planned)
    assert (after.timeline, after.plan) == (ready.timeline, ready.plan)
    assert completed(after, folders=folders, progress=no_progress) is after


def test_a_length_that_cannot_be_had(folders: Folders) -> None:
    """A length that is impossible is refused before any line is spoken."""
    with pytest.raises(FitError):
        next(early(folders, replace(REQUEST, length=2.0)).parts())
    assert not folders.clips.exists()


def test_an_error_from_the_thread_that_speaks(folders: Folders) -> None:
    """An error on the thread that speaks is raised where the next part is awaited."""

    def unwanted(what: str, done: float, total: float) -> None:
        raise InterruptedError(what)

    backgrounds = backgrounds_for(walk(), REQUEST, folders=folders, progress=no_progress)
    practice = outlined(walk(), REQUEST, Library(()).included)
    begun = EarlySession(practice, backgrounds, folders=folders, progress=unwanted)
    with pytest.raises(InterruptedError, match="Making speech"):
        list(begun.parts())


def test_as_a_file_that_is_sent_meanwhile(folders: Folders) -> None:
    """A file that is sent while its lines are spoken has the same bytes as one that is sent when all are spoken. Only
    the tags for saving the file contain its chapters.
    """
    begun = early(folders)
    parts = begun.parts()
    sent = stream_of_parts(next(parts), parts, "standard")
    data = b"".join(sent.blocks())
    assert len(data) == sent.size
    *_, last = early(folders, head_start=begun.head_start).parts()
    known = stream(last.ready, "standard")
    assert b"".join(known.blocks()) == data
    assert b"CHAP" in saved_head(last.ready, "standard")
    assert b"CHAP" not in sent.head


def test_a_quick_voice_begins_with_less() -> None:
    """With a quick voice, the session begins early, because the next line is spoken while the first is heard. If the
    voice is slow, or its speed is not known, more lines must be ready.
    """
    assert [needed_head_start(took) for took in (0.05, 0.4, 0.5, 3.0, None)] == pytest.approx([1.0, 2.4, 3.0, 3.0, 3.0])
    assert [needed_head_start(took, 2.0) for took in (0.4, 0.6, 0.8, 3.0, None)] == pytest.approx(
        [1.0, 1.6, 2.8, 3.0, 3.0]
    )


BREATHS = """---
title: Breathing
---
# Arriving
You can stop at any time. [1s-5s]
{lines}

# Breathing
[breathe in 4 out 6, 3-6 times]
Let the breath be as it is. [0.1s-10s]
Now it is quiet. [silence 20s-2m every 10s]
> Still here.
> And here.
[bell]
The bell was near. [0.1s-3s]
You hear it fade away. [0.1s-3s]

# Closing {{closing}}
Thank you for breathing. [1s-20s]
"""


@pytest.mark.parametrize(
    ("background", "head_start"), [*(("none", start) for start in (1.0, 1.7, 3.0, 5.0, 13.0, 34.0)), ("rain", 3.0)]
)
def test_wherever_a_part_ends(folders: Folders, background: str, head_start: float) -> None:
    """Parts may end between breaths, in a silence with reminders, after a bell, or between sentences without a gap.
    Even then, no placeholder is read, parts that were sent stay the same, and the session keeps its length.
    """
    script = parse(BREATHS.format(lines="Sit as you like. [0.1s-4s]\n" * 3), file="b.md", name="b")
    request = replace(REQUEST, length=110.0, background=background)
    backgrounds = backgrounds_for(script, request, folders=folders, progress=no_progress)
    begun = EarlySession(
        outlined(script, request, Library(()).included),
        backgrounds,
        folders=folders,
        progress=no_progress,
        head_start=head_start,
    )
    before: SessionPart | None = None
    for part in begun.parts():
        stand_ins = [one.start for one in part.ready.timeline.clips if isinstance(one.clip, PlaceholderClip)]
        assert part.is_whole or min(stand_ins) >= part.until
        sound = part.ready.render(0, part.until)
        if before:
            assert part.until > before.until
            assert np.array_equal(sound[: before.until], before.ready.render(0, before.until))
        before = part
    assert before is not None
    assert to_seconds(before.ready.timeline.length) == 110.0


def test_a_run_that_lies_before_its_place_in_the_plan(folders: Folders) -> None:
    """A part is final only up to the sound of its first unspoken line, even if that sound begins earlier than the plan
    says.
    """
    part = next(early(folders).parts())
    made, timeline = part.ready.planned, part.ready.timeline
    moved = tuple(
        replace(one, start=part.until - 400)
        if isinstance(one.clip, PlaceholderClip) and one.start >= part.until
        else one
        for one in timeline.clips
    )
    assert _final_until(made, timeline) == part.until
    assert _final_until(made, replace(timeline, clips=moved)) == part.until - 400
