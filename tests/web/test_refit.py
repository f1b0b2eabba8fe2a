"""Sessions that are changed while they play: the sound already heard stays exactly the same."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.output.mp3.test_writer import bitrates
from tests.session.refits import a_session, library
from voiceguide.dsp.samples import Samples
from voiceguide.errors import ChangeTooLateError
from voiceguide.script.model import SessionKind
from voiceguide.script.parser import parse
from voiceguide.session.export import save, stream
from voiceguide.session.progress import no_progress
from voiceguide.session.request import BedAfter
from voiceguide.session.stages import ReadySession
from voiceguide.units import FRAME_RATE, to_frames, to_seconds
from voiceguide.web._refit import Refitted, refit

SCRIPT = """---
title: An evening
---
# Arriving {arrival}
You can stop at any time, and your eyes can stay open. [3s]

Feel the chair that carries you. And the floor.

[bell]

# Breathing {optional 2}
[breathe in 4 out 6, 2-12 times]

# Resting
Now there is some quiet. [silence 5s-3m]

> Begin again.

> Or rest.

[sound the-sea]

It was quiet. [10s]

# Further on {optional}
Here is more of the same. [silence 5s-20m]

# Closing {closing}
Take your time. Thank you for resting.
"""

CHANGES = st.one_of(
    st.floats(-400.0, 400.0).map(lambda seconds: {"add_s": seconds}),
    st.just({"end": True}),
    st.floats(12.0, 26.0).map(lambda level: {"background_level": level}),
)


def an_evening(session: SessionKind, length: float, **options: object) -> ReadySession:
    return a_session(parse(SCRIPT, file="e.md", name="e"), session, length, **options)  # type: ignore[arg-type]


def same_until(before: ReadySession, after: Refitted) -> None:
    """Require that both sessions have the same samples up to the join, in several stretches before it."""
    join = to_frames(after.join_s)
    for last in {join, join * 3 // 4, join // 3, min(join, 300_000)}:
        first = max(0, last - 100_003)
        assert np.array_equal(before.render(first, last), after.ready.render(first, last))


def holds_together(made: ReadySession) -> None:
    """Require that no words overlap and that no clip or background goes beyond the session's end."""
    words = [one for one in made.timeline.clips if one.words]
    for one, other in itertools.pairwise(words):
        assert one.start + one.clip.frames <= other.start
    assert all(one.start + one.clip.frames <= made.timeline.length for one in made.timeline.clips)
    assert max(placed.end for placed in made.timeline.beds) == made.timeline.length


@settings(max_examples=15, deadline=None)
@given(
    session=st.sampled_from(["day", "sleep"]),
    length=st.floats(120.0, 500.0),
    places=st.lists(st.tuples(st.floats(0.0, 1.0), CHANGES), min_size=1, max_size=3),
    duck=st.sampled_from([0.0, 3.0]),
    then=st.sampled_from([None, BedAfter(None, 60.0), BedAfter("owls", 60.0)]),
)
def test_the_past_stays_to_the_sample(
    session: SessionKind,
    length: float,
    places: list[tuple[float, dict[str, float]]],
    duck: float,
    then: BedAfter | None,
) -> None:
    """After one to three changes at any place, by day and at night, every sample before the join is as it was."""
    made = an_evening(session, length, duck=duck, then=then)
    for place, change in places:
        at_s = to_seconds(made.timeline.length) * place
        try:
            changed = refit(made, at_s, **change)  # type: ignore[arg-type]
        except ChangeTooLateError:
            assert made.plan.ending or at_s > to_seconds(made.timeline.length) - 60.0
            continue
        assert to_frames(changed.join_s) >= to_frames(at_s)
        same_until(made, changed)
        holds_together(changed.ready)
        made = changed.ready


@pytest.mark.parametrize("session", ["day", "sleep"])
@pytest.mark.parametrize("name", ["self-compassion-break", "body-scan"])
def test_bundled_practices_keep_their_past(name: str, session: SessionKind) -> None:
    """Bundled practices, too, keep the sound before the join after "5 minutes more", "5 minutes less" and "End
    gently".
    """
    made = a_session(library().find(name), session, 480.0)
    for place, change in ((0.2, {"add_s": 300.0}), (0.45, {"add_s": -300.0}), (0.7, {"end": True})):
        changed = refit(made, to_seconds(made.timeline.length) * place, **change)
        same_until(made, changed)
        holds_together(changed.ready)


def test_the_nearest_length_is_taken() -> None:
    """A changed session gets exactly the length asked for if that is possible, otherwise the nearest possible one."""
    made = an_evening("day", 300.0)
    longer = refit(made, 60.0, add_s=100.0)
    assert longer.length_s == pytest.approx(400.0, abs=1e-4)
    shorter = refit(made, 200.0, add_s=-1_000.0)
    assert 200.0 < shorter.length_s < 300.0


def test_the_join_lies_in_quiet() -> None:
    """No word is being spoken at the join. If a change comes during a clip of speech, the join is at the end of this
    clip or later.
    """
    made = an_evening("day", 300.0)
    for one in (one for one in made.timeline.clips if one.words):
        inside = to_seconds(one.start + one.clip.frames // 2)
        changed = refit(made, inside, add_s=10.0)
        join = to_frames(changed.join_s)
        assert join >= one.start + one.clip.frames
        for clips in (made.timeline.clips, changed.ready.timeline.clips):
            assert not any(clip.words and clip.start < join < clip.start + clip.clip.frames for clip in clips)


def test_a_voice_that_sinks_goes_on_sinking() -> None:
    """At night no clip of speech has a higher gain than the one before it, also across the joins of two changes."""
    made = an_evening("sleep", 400.0)
    changed = refit(refit(made, 80.0, add_s=200.0).ready, 200.0, add_s=-100.0)
    gains = [one.gain_db for one in changed.ready.timeline.clips if one.words]
    assert all(later <= earlier + 1e-9 for earlier, later in itertools.pairwise(gains))


def test_the_background_moves_to_its_level() -> None:
    """After a change of the background's level, the level moves from the old gain to the new one without a jump."""
    made = an_evening("day", 300.0)
    changed = refit(made, 100.0, background_level=14.0)
    join = to_frames(changed.join_s)
    level = changed.ready.timeline.beds
    placed = next(one for one in level if one.start <= join < one.end)
    assert placed.level.points[0].gain_db == 0.0
    assert placed.level.points[1].gain_db == 6.0


def test_who_comes_too_late_learns_so() -> None:
    """A session that is over, or that was ended early, cannot be made longer: `ChangeTooLateError` is raised."""
    made = an_evening("day", 200.0)
    with pytest.raises(ChangeTooLateError):
        refit(made, 200.0, add_s=60.0)
    with pytest.raises(ChangeTooLateError):
        refit(refit(made, 50.0, end=True).ready, 60.0, add_s=60.0)


def decoded(made: ReadySession, path: Path) -> Samples:
    """The decoded samples of the MP3 stream that is sent while the session is being made."""
    import soundfile

    path.write_bytes(b"".join(stream(made, "standard").blocks()))
    return np.asarray(soundfile.read(path, dtype="float32")[0])


@pytest.mark.parametrize(
    ("session", "length", "at_s", "change"),
    [
        ("day", 180.0, 70.0, {"add_s": 30.0}),
        ("sleep", 180.0, 60.0, {"end": True}),
    ],
)
def test_decoded_files_agree(
    session: SessionKind, length: float, at_s: float, change: dict[str, float], tmp_path: Path
) -> None:
    """The MP3 streams before and after a change decode to the same samples until 0.2 s before the join."""
    made = an_evening(session, length)
    changed = refit(made, at_s, **change)  # type: ignore[arg-type]
    before, after = decoded(made, tmp_path / "before.mp3"), decoded(changed.ready, tmp_path / "after.mp3")
    until = round((changed.join_s - 0.2) * FRAME_RATE)
    assert np.array_equal(before[:until], after[:until])


def exported(made: ReadySession, path: Path) -> Samples:
    """The decoded samples of the session when it is saved as an MP3 file at `path`."""
    import soundfile

    save(
        made,
        path,
        quality="standard",
        captions=(),
        force=True,
        cache=path.parent / "loops",
        progress=no_progress,
    )
    return np.asarray(soundfile.read(path, dtype="float32")[0])


@pytest.mark.parametrize("session", ["day", "sleep"])
def test_exported_files_agree(session: SessionKind, tmp_path: Path) -> None:
    """After each of three changes, the saved MP3 decodes to the same samples as before until 0.2 s before the join, and
    has one bitrate.
    """
    made = an_evening(session, 200.0)
    before = exported(made, tmp_path / "before.mp3")
    for number, (at_s, change) in enumerate(
        [(60.3, {"add_s": 60.0}), (100.7, {"add_s": -45.0}), (130.1, {"end": True})]
    ):
        changed = refit(made, at_s, **change)  # type: ignore[arg-type]
        after = exported(changed.ready, tmp_path / f"{number}.mp3")
        until = round((changed.join_s - 0.2) * FRAME_RATE)
        assert np.array_equal(before[:until], after[:until])
        assert len(after) == changed.ready.timeline.length
        assert len(bitrates((tmp_path / f"{number}.mp3").read_bytes())) == 1
        made, before = changed.ready, after
