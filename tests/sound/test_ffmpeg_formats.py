"""Formats that only ffmpeg can read: they are converted once, or the error says what is missing."""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from tests.sound.conftest import noise, write
from voiceguide.errors import AudioFileError
from voiceguide.sound.audio_file import open_source


def m4a(folder: Path) -> Path:
    """A tone as AAC."""
    wave = 0.3 * np.sin(2 * np.pi * 500 * np.arange(3 * 48_000) / 48_000)
    source = write(folder / "tone.wav", np.column_stack((wave, wave)).astype(np.float32), 48_000)
    path = folder / "-tone, with:signs.m4a"
    subprocess.run(["ffmpeg", "-v", "error", "-i", source, f"file:{path}"], check=True)
    return path


@pytest.mark.real
@needs("ffmpeg")
def test_m4a_is_converted_once(tmp_path: Path) -> None:
    """An M4A file is converted to sound of the right pitch. When the same file is opened again, the result of the first
    conversion is used.
    """
    path, cache = m4a(tmp_path), tmp_path / "cache"
    source = open_source(path, cache)
    heard = source.read(44_100, 88_200)[:, 0]
    assert np.abs(np.fft.rfft(heard)).argmax() == 500
    (kept,) = cache.iterdir()
    before = kept.stat().st_mtime_ns
    open_source(path, cache)
    assert [file.stat().st_mtime_ns for file in cache.iterdir()] == [before]


@pytest.mark.real
@needs("ffmpeg")
def test_a_playlist_in_disguise_opens_nothing(tmp_path: Path) -> None:
    """A playlist that only names an address is refused, and the address is not opened."""
    path = tmp_path / "list.m4a"
    path.write_text("#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.mp3\n")
    with pytest.raises(AudioFileError):
        open_source(path, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.real
@needs("ffmpeg")
def test_a_video_without_sound_is_reported_as_that(tmp_path: Path) -> None:
    """For a video without sound, the error says that it has no sound."""
    path = tmp_path / "silent film.mp4"
    film = ["-f", "lavfi", "-i", "color=c=blue:s=64x64:r=5:d=2", "-an", str(path)]
    subprocess.run(["ffmpeg", "-v", "error", *film], check=True)
    with pytest.raises(AudioFileError, match="there is no sound in it"):
        open_source(path, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.real
@needs("ffmpeg")
def test_an_m4a_that_lost_its_index_is_cut_off(tmp_path: Path) -> None:
    """An M4A whose download was cut off has no index, because that is written last. The error says to download it
    again.
    """
    whole, half = m4a(tmp_path), tmp_path / "half.m4a"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(AudioFileError, match="cut off before its end"):
        open_source(half, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_without_ffmpeg_the_message_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If ffmpeg is missing, the error for an M4A or WebM file mentions ffmpeg. The error for a text file does not,
    because ffmpeg could not read that either.
    """
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    for name, named in (("a.m4a", True), ("a.webm", True), ("a.txt", False)):
        path = tmp_path / name
        path.write_bytes(bytes(noise(100).tobytes()))
        with pytest.raises(AudioFileError) as caught:
            open_source(path, tmp_path / "cache")
        assert ("ffmpeg" in caught.value.reason) == named


@pytest.mark.real
@needs("ffmpeg")
def test_what_a_killed_conversion_left_goes_with_the_next(tmp_path: Path) -> None:
    """If a conversion was killed and left an unfinished file, the next conversion removes that file."""
    path, cache = m4a(tmp_path), tmp_path / "cache"
    cache.mkdir()
    (cache / ".tone.12345678.voiceguide-part.flac").write_bytes(b"fLaC")
    open_source(path, cache)
    assert [file.name.startswith(".") for file in cache.iterdir()] == [False]
