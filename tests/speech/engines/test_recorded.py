"""Speaking with a person's recordings: how the recordings are found, which problems are reported, and that rate and
pitch do not change the sound.
"""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.needs import needs
from tests.speech.recording import hum, hummed, in_a_room
from voiceguide.dsp.samples import Clip
from voiceguide.errors import RecordingsFolderError, RecordingsMissingError, SpeechFailedError
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.engine import Recording, VoiceChoice
from voiceguide.speech.engines.recorded import file_name, line_id
from voiceguide.speech.engines.table import absolute_voice, voice_choice
from voiceguide.speech.stage import cached_durations, estimate, speak
from voiceguide.speech.treatment import treated

TEXTS = ("Breathe in.", "Let the shoulders soften, Doctor Germer.", "It is 7:30.")


def said(text: str, line: int = 1, rate: float = 1.0, pitch: float = 1.0) -> Utterance:
    return Utterance(Place("calm.md", line), text, (("Germer", "GUR-mer"),), rate=rate, pitch=pitch)


LINES = tuple(said(text, line) for line, text in enumerate(TEXTS, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with recordings of all lines of `TEXTS`."""
    folder = tmp_path / "my voice"
    for text in TEXTS:
        hummed(folder, text)
    return folder


def recorded(folder: Path, fill: str | None = None) -> VoiceChoice:
    return replace(voice_choice(f"recorded:{folder}"), fill=voice_choice(fill) if fill else None)


def likeness(clip: Clip, text: str, pitch: float = 1.0) -> float:
    """How similar a clip is to a hum of these words that was made without a room around it, from 0 to 1."""
    wanted = treated(Recording(*hum(text, pitch)), "plain")
    heard = clip.read(0, clip.frames)[:, 0]
    size = len(wanted) + len(heard)
    echo = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    return float(echo.max() / np.linalg.norm(heard) / np.linalg.norm(wanted))


def test_each_line_is_spoken_with_its_own_recording(folder: Path, tmp_path: Path) -> None:
    """Each line is spoken with its own recording, found by the words as written: a pronunciation in the script, or
    numbers in the line, make no difference.
    """
    clips = speak(LINES, recorded(folder), cache_folder=tmp_path / "clips", tone="plain")
    for utterance in LINES:
        assert likeness(clips[utterance], utterance.text) > 0.97
    assert clips.filled == 0


def test_a_sleep_session_takes_the_same_clips(folder: Path, tmp_path: Path) -> None:
    """A line that is asked for at another rate or pitch, as in a session for sleep, uses the clip that was already made
    from its recording.
    """
    cache = tmp_path / "clips"
    first = speak(LINES, recorded(folder), cache_folder=cache)
    falling = [replace(line, rate=0.85, pitch=0.92) for line in LINES]
    again = speak(falling, replace(recorded(folder), rate=0.9, pitch=1.1), cache_folder=cache)
    assert again.made == 0
    assert [clip.key for clip in again.values()] == [clip.key for clip in first.values()]
    assert estimate(falling[1], recorded(folder)) == estimate(LINES[1], recorded(folder))


@pytest.mark.parametrize("ending", [".wav", ".flac", ".ogg", ".mp3", pytest.param(".m4a", marks=needs("ffmpeg"))])
def test_whatever_a_recorder_writes_is_read(tmp_path: Path, ending: str) -> None:
    """Recordings in WAV, FLAC, Ogg, MP3 and M4A are read. It is enough if the file name begins with the id of the line,
    in capitals or small letters.
    """
    wav = hummed(tmp_path, TEXTS[1])
    other = tmp_path / f"{line_id(TEXTS[1]).upper()} take 3{ending}"
    if ending == ".m4a":
        subprocess.run(["ffmpeg", "-v", "error", "-i", wav, "-b:a", "128k", other], check=True)
    else:
        samples, rate = soundfile.read(wav)
        soundfile.write(other, np.column_stack((samples, samples)), rate)
    wav.unlink()
    clips = speak(LINES[1:2], recorded(tmp_path), cache_folder=tmp_path / "clips", tone="plain")
    assert likeness(clips[LINES[1]], TEXTS[1]) > 0.95


def test_another_recording_of_a_line_is_another_clip(folder: Path, tmp_path: Path) -> None:
    """A new recording of a line makes a new clip of this line only."""
    cache = tmp_path / "clips"
    speak(LINES, recorded(folder), cache_folder=cache)
    (folder / file_name(TEXTS[0])).unlink()
    hummed(folder, TEXTS[0], pitch=1.5)
    again = speak(LINES, recorded(folder), cache_folder=cache, tone="plain")
    assert likeness(again[LINES[0]], TEXTS[0], 1.5) > 0.97
    assert speak(LINES, recorded(folder), cache_folder=cache).made == 1


def test_where_the_folder_lies_makes_no_difference(folder: Path, tmp_path: Path) -> None:
    """If the folder is moved, or its files are renamed after their ids, no clip is made again."""
    cache = tmp_path / "clips"
    first = speak(LINES, recorded(folder), cache_folder=cache)
    moved = folder.rename(tmp_path / "elsewhere")
    for path in list(moved.iterdir()):
        path.rename(path.with_name(f"{path.name[:6]} take one.wav"))
    again = speak(LINES, recorded(moved), cache_folder=cache)
    assert again.made == 0
    assert again.durations == first.durations


def test_all_missing_lines_are_named_together(folder: Path, tmp_path: Path) -> None:
    """If recordings are missing, one error lists all of their lines, with file, line, words and id, and nothing is
    spoken.
    """
    more = [said(f"*Rest* number {number}.", 10 + number) for number in range(5)]
    cache = tmp_path / "clips"
    with pytest.raises(RecordingsMissingError) as caught:
        speak([*LINES, *more], recorded(folder), cache_folder=cache)
    assert [(one.file, one.line, one.text) for one in caught.value.missing] == [
        ("calm.md", 10 + number, f"Rest number {number}.") for number in range(5)
    ]
    assert caught.value.missing[0].id == line_id("Rest number 0.")
    assert caught.value.folder == str(folder)
    assert "5 lines" in str(caught.value)
    assert str(caught.value.missing[0]) in str(caught.value)
    assert not cache.exists()
    assert cached_durations([*LINES, *more], recorded(folder), cache_folder=cache) is None


def test_a_fill_speaks_what_is_missing_and_only_that(folder: Path, tmp_path: Path) -> None:
    """The fill voice speaks only the lines for which there is no recording, at the rate asked for."""
    more = said("Rest here.", 14, rate=0.5)
    clips = speak([*LINES, more], recorded(folder, "fake:calm"), cache_folder=tmp_path / "clips", tone="plain")
    assert clips.filled == 1
    assert clips.made == 4
    assert likeness(clips[LINES[0]], TEXTS[0]) > 0.97
    alone = speak([more], voice_choice("fake:calm"), cache_folder=tmp_path / "clips", tone="plain")
    assert alone.made == 0
    assert alone[more].key == clips[more].key
    assert (
        cached_durations([*LINES, more], recorded(folder, "fake:calm"), cache_folder=tmp_path / "clips", tone="plain")
        == clips.durations
    )


def test_progress_goes_over_all_voices(folder: Path, tmp_path: Path) -> None:
    """The progress counts recorded lines and lines of the fill voice together."""
    steps: list[tuple[int, int]] = []
    lines = [*LINES, said("Rest here.")]
    speak(lines, recorded(folder, "fake:calm"), cache_folder=tmp_path, progress=lambda *done: steps.append(done))
    assert steps == [(done, 4) for done in range(5)]


def broken(path: Path) -> None:
    path.write_bytes(b"RIFF but no more")


def silent(path: Path) -> None:
    soundfile.write(path, np.zeros(44_100), 44_100)


def endless(path: Path) -> None:
    soundfile.write(path, np.full(8_000 * 601, 0.1), 8_000, subtype="PCM_U8")


def twice(path: Path) -> None:
    path.with_name(f"{line_id(TEXTS[0])} again.flac").write_bytes(b"")


def closed(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (broken, "not a sound file"),
        (silent, "is silent"),
        (endless, "10 minutes"),
        (twice, "keep one"),
        (closed, "folder"),
    ],
)
def test_a_recording_that_is_broken_is_an_error_with_its_line(
    folder: Path, tmp_path: Path, spoil: object, reason: str
) -> None:
    """A broken recording is an error with the file, line and words of the script and the reason. The fill voice does
    not replace it.
    """
    assert callable(spoil)
    spoil(folder / file_name(TEXTS[0]))
    with pytest.raises(SpeechFailedError) as failed:
        speak(LINES, recorded(folder, "fake:calm"), cache_folder=tmp_path / "clips")
    assert (failed.value.file, failed.value.line, failed.value.text) == ("calm.md", 1, TEXTS[0])
    assert reason in failed.value.reason
    assert line_id(TEXTS[0]) in failed.value.reason


def test_other_files_in_the_folder_are_none_of_ours(folder: Path, tmp_path: Path) -> None:
    """Files of other kinds in the folder are ignored, even if their names begin with the id of a line."""
    (folder / f"{file_name(TEXTS[0])}.reapeaks").write_bytes(b"x")
    (folder / f"{line_id(TEXTS[0])}.txt").write_text("notes")
    assert speak(LINES, recorded(folder), cache_folder=tmp_path / "clips").made == 3


def test_no_folder_is_an_error_that_names_the_nearest(folder: Path, tmp_path: Path) -> None:
    """If the folder of recordings does not exist, the error suggests a folder with a similar name. If no folder was
    named, the error shows how to name one: `recorded:FOLDER`.
    """
    with pytest.raises(RecordingsFolderError) as missing:
        speak(LINES, recorded(tmp_path / "my-voice"), cache_folder=tmp_path / "clips")
    assert missing.value.near == [str(folder)]
    with pytest.raises(RecordingsFolderError) as unnamed:
        speak(LINES, voice_choice("recorded"), cache_folder=tmp_path / "clips")
    assert "recorded:FOLDER" in str(unnamed.value)


def test_a_folder_is_placed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In `recorded:FOLDER`, a relative folder is made absolute: it starts from the folder in which the voice was
    written down, and `~` is the home folder. Other voices stay as they are.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert absolute_voice("Recorded: my voice ", Path("scripts")) == f"recorded:{tmp_path / 'scripts' / 'my voice'}"
    assert absolute_voice("recorded:../voice", tmp_path / "x") == f"recorded:{tmp_path / 'voice'}"
    assert absolute_voice("recorded:~/voice", Path()) == f"recorded:{tmp_path / 'home' / 'voice'}"
    assert absolute_voice("recorded:~no-such-user/voice", Path()) == f"recorded:{tmp_path / '~no-such-user' / 'voice'}"
    assert absolute_voice("recorded:/a/b", Path("x")) == "recorded:/a/b"
    for other in ("recorded", "recorded:", "pyttsx3:en-gb", "en-us+f3", ""):
        assert absolute_voice(other, Path("x")) == other


def test_noise_from_room_and_fan_is_cut_off_at_the_ends(folder: Path, tmp_path: Path) -> None:
    """The noise of a room, 35 dB softer than the voice, is cut off before and after the words."""
    samples, rate = hum(TEXTS[1])
    soundfile.write(folder / file_name(TEXTS[1]), in_a_room(samples, rate, level=0.003), rate)
    clip = speak(LINES, recorded(folder), cache_folder=tmp_path / "clips")[LINES[1]]
    assert len(samples) / rate - 0.1 < clip.frames / 44_100 < len(samples) / rate + 0.35
