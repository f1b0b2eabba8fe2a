import _thread
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest

from voiceguide.errors import EngineMissingError, SpeechError, VoiceNotFoundError
from voiceguide.speech._worker import _start
from voiceguide.speech._workers import LineFailedError, StandbyWorkers, engine_voices, speak_lines
from voiceguide.speech.engine import SpeechLine
from voiceguide.speech.engines.table import engine_entry

SHORT = 1.0


def line(text: str = "Breathe in.", voice: str = "calm") -> SpeechLine:
    return SpeechLine(text, voice, "", 1.0, 1.0, "plain")


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the workers keep their files during a test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_every_line_is_spoken_once_whoever_speaks_it(temporary_folder: Path) -> None:
    """Three workers speak each line exactly once, with the same clips as a single worker. No files are left."""
    lines = [line("la " * (1 + number % 7)) for number in range(30)]
    spoken = dict(speak_lines("fake", lines, workers=3))
    assert sorted(spoken) == list(range(30))
    alone = dict(speak_lines("fake", lines[:7], workers=1))
    assert all(spoken[number].data == alone[number % 7].data for number in range(30))
    assert list(temporary_folder.iterdir()) == []


def test_workers_on_standby_speak_as_others_do(temporary_folder: Path) -> None:
    """Workers on standby are started before there are lines. They make the same clips as others, and leave no files."""
    lines = [line("la " * (1 + number % 7)) for number in range(12)]
    with closing(StandbyWorkers("fake", "calm", "")) as standby:
        assert len(list(temporary_folder.iterdir())) == 1
        assert standby.first_took is None
        spoken = dict(standby.speak("fake", lines))
        elsewhere = dict(standby.speak("command", []))
        assert standby.first_took is not None
        assert standby.pace is not None
        assert 0 < standby.pace.work_for(1.0) < standby.pace.work_for(3.0)
        assert standby.pace.at <= time.monotonic()
    assert {number: clip.data for number, clip in spoken.items()} == {
        number: clip.data for number, clip in speak_lines("fake", lines)
    }
    assert not elsewhere
    assert list(temporary_folder.iterdir()) == []


def test_one_worker_on_standby_has_all_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a voice can use several cores, only one worker is started on standby. A second one would delay the first
    lines.
    """
    monkeypatch.setattr(
        "voiceguide.speech._workers.engine_entry", lambda name: replace(engine_entry(name), many_cores=True)
    )
    started: list[str] = []

    def start(engine: str, folder: Path, *, low_priority: bool) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
        started.append(engine)
        return _start(engine, folder, low_priority=low_priority)

    monkeypatch.setattr("voiceguide.speech._worker._start", start)
    lines = [line("la " * (1 + number % 7)) for number in range(30)]
    with closing(StandbyWorkers("fake", "calm", "")) as standby:
        assert sorted(dict(standby.speak("fake", lines))) == list(range(30))
    assert started == ["fake"]


def test_workers_on_standby_that_nobody_needed_leave_nothing(temporary_folder: Path) -> None:
    """Workers on standby that are closed without having spoken leave no files."""
    StandbyWorkers("fake", "calm", "").close()
    assert list(temporary_folder.iterdir()) == []


def test_a_voice_that_cannot_be_loaded_is_reported_by_its_lines() -> None:
    """If the voice of workers on standby cannot be loaded, the error is raised only when a line is to be spoken."""
    with closing(StandbyWorkers("piper", "no-such-voice", "")) as standby, pytest.raises(LineFailedError) as failed:
        list(standby.speak("piper", [line(voice="no-such-voice")]))
    assert isinstance(failed.value.reason, VoiceNotFoundError | EngineMissingError)


@pytest.mark.parametrize("voice", ["dies-once", "hangs-once"])
def test_a_worker_lost_once_costs_nothing(voice: str) -> None:
    """If a worker dies or hangs once, a new worker speaks the line, and no line is lost."""
    assert len(dict(speak_lines("fake", [line(voice=voice)] * 5, workers=1, timeout=SHORT))) == 5


@pytest.mark.parametrize("voice", ["dies", "hangs", "fails", "crashes", "says-nothing"])
def test_a_line_that_cannot_be_spoken_is_named(voice: str, temporary_folder: Path) -> None:
    """If a line cannot be spoken, the error gives its index and the reason. No files are left."""
    with (
        pytest.raises(LineFailedError) as failed,
        closing(speak_lines("fake", [line(), line(), line(voice=voice)], workers=1, timeout=SHORT)) as speaking,
    ):
        for _ in speaking:
            pass
    assert failed.value.index == 2
    assert str(failed.value.reason)
    assert list(temporary_folder.iterdir()) == []


def test_an_interrupt_ends_everything_at_once(temporary_folder: Path) -> None:
    """If Ctrl-C is pressed while a voice hangs, KeyboardInterrupt is raised at once, and no files are left."""
    speaking = speak_lines("fake", [line(), line(voice="hangs"), line()], workers=1)
    assert next(speaking)[0] == 0

    def interrupted() -> None:
        _thread.interrupt_main()
        next(speaking)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    speaking.close()
    assert list(temporary_folder.iterdir()) == []


def test_leaving_early_leaves_nothing(temporary_folder: Path) -> None:
    """If the caller stops after the first clip, the workers end and leave no files."""
    with closing(speak_lines("fake", [line()] * 20)) as speaking:
        next(speaking)
    assert list(temporary_folder.iterdir()) == []


def test_nothing_to_speak_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """For an empty list of lines, no process is started."""
    monkeypatch.setattr("subprocess.Popen", None)
    assert list(speak_lines("fake", [])) == []


def test_voices_come_through_a_worker() -> None:
    """An engine's voices are listed by a worker, so that this process need not load the engine. An unknown engine is an
    error.
    """
    assert engine_voices("fake")[0].name == "calm"
    with pytest.raises(EngineMissingError):
        engine_voices("nothing")


def test_what_killed_masters_left_is_swept(temporary_folder: Path) -> None:
    """The folder that a killed process left behind is removed. The folder of a running process stays."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = temporary_folder / f"voiceguide-speech-{ended.pid}-abc"
    ours = temporary_folder / f"voiceguide-speech-{os.getpid()}-abc"
    (left / "123").mkdir(parents=True)
    ours.mkdir()
    engine_voices("fake")
    assert list(temporary_folder.iterdir()) == [ours]


def test_no_place_for_temporary_files_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """If there is no folder for temporary files, that is a `SpeechError`."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    with pytest.raises(SpeechError):
        list(speak_lines("fake", [line()]))
