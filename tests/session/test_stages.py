"""The whole way, on real speech: from a script to the decoded file."""

import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from voiceguide.config import folders
from voiceguide.dsp.loudness import gated_loudness, true_peak_db
from voiceguide.dsp.samples import Samples
from voiceguide.mix.reuse import GRID
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.parser import parse
from voiceguide.session.backgrounds import backgrounds_for
from voiceguide.session.export import SavedFile, save
from voiceguide.session.measure import measure
from voiceguide.session.request import Request
from voiceguide.session.stages import ReadySession, laid_out, planned
from voiceguide.units import to_frames, to_seconds

SCRIPT = """---
title: A short rest
background: rain
---
# Arriving {arrival}
You can stop at any time, and your eyes can stay open. [3s]

Feel the chair that carries you.

# Resting
Now there is some quiet. [silence 5s-2m]

> Here is the breath again.

[breathe in 3 out 4, 2-6 times]

# Closing {closing}
[bell]
Take your time. Thank you for resting.
"""

LIBRARY = Library((bundled_scripts(),))


def make(length: str | float, text: str = SCRIPT, **request: object) -> ReadySession:
    seconds = float(length)
    script = parse(text, file="rest.md", name="rest")
    asked = Request(length=seconds, **request)  # type: ignore[arg-type]
    made = planned(script, asked, find=LIBRARY.included, folders=folders(), progress=_still)
    return laid_out(made, backgrounds_for(made.script, made.request, folders=folders(), progress=_still))


def _still(what: str, done: float, total: float) -> None:
    """Ignore the progress."""


def written(session: ReadySession, path: Path) -> SavedFile:
    return save(
        session,
        path,
        quality="standard",
        captions=(),
        force=False,
        cache=folders().loops,
        progress=_still,
    )


def decoded(path: Path, tmp_path: Path) -> Samples:
    """The file as an independent decoder gives it."""
    wav = tmp_path / "decoded.wav"
    subprocess.run(["mpg123", "-q", "-w", str(wav), str(path)], check=True)
    with wave.open(str(wav)) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    samples: Samples = data.reshape(-1, 2).astype(np.float32) / np.float32(32768)
    return samples


@pytest.fixture(scope="module")
def session() -> ReadySession:
    return make(75)


@pytest.fixture(scope="module")
def mp3(session: ReadySession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "rest.mp3"
    written(session, path)
    return path


@pytest.fixture(scope="module")
def sound(mp3: Path, tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return decoded(mp3, tmp_path_factory.mktemp("decoded"))


@pytest.mark.real
@needs("mpg123")
def test_the_decoded_file_is_as_long_as_was_asked(sound: Samples) -> None:
    """An independent decoder gives exactly 75 × 44 100 frames for a session of 75 seconds."""
    assert len(sound) == to_frames(75)


@pytest.mark.real
@needs("mpg123")
def test_every_line_is_in_the_sound_at_its_planned_time(session: ReadySession, sound: Samples) -> None:
    """Each spoken clip is found in the decoded file by correlation, at most 13 ms from its planned frame."""
    spoken = [event for event in session.plan.events if event.utterance is not None]
    words = [placed for placed in session.timeline.clips if placed.words]
    for event, line in zip(spoken, words, strict=True):
        assert event.utterance is not None
        assert abs(line.start - event.start) <= GRID // 2
        clip = session.planned.clips[event.utterance]
        said = clip.read(0, clip.frames)[:, 0]
        here = _alike(said, sound[line.start : line.start + clip.frames, 0])
        later = line.start + to_frames(0.1)
        assert here > 0.95, event.text
        assert here > _alike(said, sound[later : later + clip.frames, 0]), event.text


def _alike(one: Samples, other: Samples) -> float:
    return float(np.corrcoef(one[: len(other)], other)[0, 1])


@pytest.mark.real
@needs("mpg123")
def test_the_voice_lies_at_its_loudness_and_the_bed_under_it(session: ReadySession, mp3: Path, sound: Samples) -> None:
    """The spoken parts are at −16 ±1 LUFS, the bed is 20 ±1.5 LU below them, and the peak is below −1 dBTP."""
    report = measure(mp3, session.plan, session.timeline)
    assert report.voice_lufs == pytest.approx(-16, abs=1)
    assert report.voice_to_bed_lu == pytest.approx(20, abs=1.5)
    assert true_peak_db(sound) < -1


@pytest.mark.real
@needs("mpg123")
def test_nothing_is_digitally_silent_before_the_last_fade(session: ReadySession, sound: Samples) -> None:
    """Until the last fade, no twentieth of a second contains only zeros, because some headphones switch off in digital
    silence.
    """
    part = to_frames(0.05)
    until = session.plan.length - session.plan.tail
    blocks = sound[: until // part * part].reshape(-1, part * 2)
    assert np.abs(blocks).max(axis=1).min() > 0


@pytest.mark.real
def test_another_length_makes_no_new_speech(session: ReadySession) -> None:
    """A session of another length uses the clips that exist, and no line is spoken again."""
    longer = make(120)
    assert longer.planned.clips.made == 0
    assert longer.plan.length == to_frames(120)


@pytest.mark.real
def test_the_same_session_is_known_again(session: ReadySession, mp3: Path) -> None:
    """If exactly the same session is saved again under the same name, the file is not written again."""
    before = mp3.stat().st_mtime_ns
    assert written(session, mp3).already
    assert mp3.stat().st_mtime_ns == before


@pytest.mark.real
def test_a_sleep_session_sinks_and_has_no_bell() -> None:
    """A sleep session has no bell, and its speaking rate sinks steadily from 1.0 to 0.85."""
    night = make(300, session="sleep")
    assert not [event for event in night.plan.events if event.kind == "bell"]
    rates = [event.utterance.rate for event in night.plan.events if event.utterance]
    assert rates[0] == 1.0
    assert rates[-1] == pytest.approx(0.85)
    assert rates == sorted(rates, reverse=True)


@pytest.mark.real
def test_a_notebook_gets_the_session_as_an_audio_segment(session: ReadySession) -> None:
    """The `AudioSegment` of a session has the session's length and two channels."""
    segment = session.to_audio_segment()
    assert segment.channels == 2
    assert len(segment) == pytest.approx(to_seconds(session.plan.length) * 1000, abs=1)


def test_silence_has_no_loudness() -> None:
    """The loudness of an empty stretch is −inf, not a number that looks like a measurement."""
    assert gated_loudness(np.zeros(10)) == -np.inf
