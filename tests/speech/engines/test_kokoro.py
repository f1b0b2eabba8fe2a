"""Kokoro: finding and installing its voices, tested without the model, and its speech, tested with the real model."""

import hashlib
import shutil
from collections import namedtuple
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.running import refused, run
from tests.speech.kokoro_files import given as given_files
from tests.speech.kokoro_files import laid, needs_kokoro
from tests.speech.voice_server import VoiceServer, serving
from voiceguide.dsp.samples import Samples
from voiceguide.errors import LanguageNotSpokenError, SpeechError, VoiceInstallError, VoiceNotFoundError
from voiceguide.speech.engine import SpeechLine
from voiceguide.speech.engines import kokoro_install, kokoro_shelf
from voiceguide.speech.engines.kokoro import SAMPLE_RATE, KokoroEngine, divided
from voiceguide.speech.engines.kokoro_shelf import (
    SMALL,
    TABLE_SIZE,
    TABLES,
    Model,
    best_here,
    find_voice,
    listed_voices,
    shelf,
)
from voiceguide.speech.engines.table import usual_voice

pytestmark = pytest.mark.skipif(
    find_spec("kokoro_onnx") is None, reason="kokoro-onnx is not installed; it asks for a Python before 3.14"
)


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the folder of voices in a new home folder. The folder of voices does not exist yet."""
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path / "data" / "voices"


def put(voices: Path, *names: str) -> None:
    """Install voices that have only the right names and sizes. That is enough for finding them, which
    opens no model.
    """
    folder = voices / "kokoro"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SMALL.file).write_bytes(b"model")
    for name in names:
        (folder / f"{name}.bin").write_bytes(bytes(TABLE_SIZE))


def test_a_voice_is_a_table_beside_the_model(voices: Path) -> None:
    """A Kokoro voice is found only if its file has the right size and the model is there too. The best English voice
    comes first.
    """
    put(voices, "ff_siwis", "bf_emma", "af_alloy", "af_heart", "zf_xiaoyi")
    (voices / "kokoro" / "am_adam.bin").write_bytes(b"half")
    assert [voice.name for voice in shelf(voices)] == ["af_heart", "bf_emma", "af_alloy", "ff_siwis"]
    (voices / "kokoro" / SMALL.file).unlink()
    assert shelf(voices) == ()


def test_voices_are_listed_with_language_and_gender(voices: Path) -> None:
    """All published voices in the supported languages are listed, the installed ones first."""
    put(voices, "bm_lewis")
    listed = listed_voices()
    assert (listed[0].name, listed[0].language, listed[0].gender, listed[0].installed) == (
        "bm_lewis",
        "en-gb",
        "male",
        True,
    )
    assert {voice.language for voice in listed} == {"en-us", "en-gb", "es", "fr-fr", "hi", "it", "pt-br"}
    assert len(listed) == len(TABLES)


def test_it_goes_before_piper_and_the_platform(voices: Path) -> None:
    """An installed Kokoro voice that speaks the language is preferred to other engines' voices. Of several Kokoro
    voices, one for the exact country is chosen, else the best one.
    """
    put(voices, "af_heart", "bf_emma", "ff_siwis")
    assert [usual_voice(lang) for lang in ("en", "en-gb", "en-au", "fr-ca", "de")] == [
        "kokoro:af_heart",
        "kokoro:bf_emma",
        "kokoro:af_heart",
        "kokoro:ff_siwis",
        "pyttsx3",
    ]
    assert best_here("it") == ""


def test_what_is_not_here_says_how_to_get_it(voices: Path) -> None:
    """If a published voice is not installed, the error gives the command that installs it. If no installed voice speaks
    the language asked for, the error names a voice that does.
    """
    put(voices, "af_heart")
    with pytest.raises(VoiceNotFoundError) as missing:
        find_voice("AF_bella", "", voices)
    assert "voices install kokoro:af_bella" in missing.value.remedy
    assert missing.value.known
    with pytest.raises(VoiceNotFoundError) as misspelt:
        find_voice("af_haert", "", voices)
    assert "af_heart" in misspelt.value.near
    with pytest.raises(LanguageNotSpokenError) as other:
        find_voice("", "it", voices)
    assert "kokoro:if_sara" in other.value.remedy
    assert find_voice("AF_Heart", "", voices).name == "af_heart"


@given(st.lists(st.text("abcdefg", min_size=1, max_size=30), min_size=1, max_size=80), st.integers(0, 2**32))
def test_a_long_sentence_is_divided_and_loses_nothing(words: list[str], chance: int) -> None:
    """A sentence too long for the model is divided without losing a word. No part is too long, and parts end at commas
    where possible.
    """
    stops = np.random.default_rng(chance).choice(["", "", "", ","], len(words))
    sentence = " ".join(f"{word}{stop}" for word, stop in zip(words, stops, strict=True))
    parts = list(divided(sentence, long=120, most=510))
    assert all(0 < len(part) <= 510 for part in parts)
    assert " ".join(parts) == sentence
    assert all(part.endswith(",") or len(part) > 400 for part in parts[:-1])


def test_one_endless_word_is_divided_too() -> None:
    """A single word that is too long for the model is divided too."""
    assert [len(part) for part in divided("a" * 1200)] == [510, 510, 180]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VoiceServer]:
    """A server that publishes a model and a voice made of meaningless bytes. The installer is changed to expect their
    checksums.
    """
    files = {SMALL.file: b"model" * 50_000, "af_heart.bin": bytes(TABLE_SIZE)}
    checksums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    model = Model(SMALL.file, len(files[SMALL.file]), checksums[SMALL.file])
    monkeypatch.setattr(kokoro_install, "SMALL", model)
    monkeypatch.setattr(kokoro_shelf, "TABLES", {**TABLES, "af_heart": checksums["af_heart.bin"]})
    monkeypatch.setattr(kokoro_install, "TABLES", kokoro_shelf.TABLES)
    server = VoiceServer(files)
    with serving(server) as address:
        monkeypatch.setattr(kokoro_install, "MODEL_URL", f"{address}/{{file}}")
        monkeypatch.setattr(kokoro_install, "TABLE_URL", f"{address}/{{file}}")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield server


def test_a_voice_is_fetched_with_its_model(server: VoiceServer, voices: Path) -> None:
    """`voices install` fetches a voice with its model. A second call finds them installed and fetches nothing."""
    fetched = run("voices", "install", "kokoro:af_heart")
    assert (fetched.exit_code, fetched.stdout) == (0, "")
    assert [voice.name for voice in shelf(voices)] == ["af_heart"]
    assert sorted(path.name for path in (voices / "kokoro").iterdir()) == ["af_heart.bin", SMALL.file]
    asked = len(server.asked)
    assert "already" in run("voices", "install", "kokoro:af_heart").stderr
    assert len(server.asked) == asked


def test_a_broken_transfer_goes_on_and_a_wrong_one_is_thrown_away(server: VoiceServer, voices: Path) -> None:
    """A broken transfer is continued where it stopped. A model with a changed byte is refused and fetched again."""
    server.breaks_after = 10_000
    assert "same command" in refused(run("voices", "install", "kokoro:af_heart"))
    assert shelf(voices) == ()
    server.breaks_after, server.spoils = None, True
    assert "wrong file" in refused(run("voices", "install", "kokoro:af_heart"))
    server.spoils = False
    assert run("voices", "install", "kokoro:af_heart").exit_code == 0
    assert (SMALL.file, "bytes=10000-") in server.asked


def test_what_has_arrived_needs_no_more_space(
    server: VoiceServer, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a broken transfer is continued, the disk needs room only for the bytes that are still to come."""
    server.breaks_after = 10_000
    assert "same command" in refused(run("voices", "install", "kokoro:af_heart"))
    server.breaks_after = None
    to_come = len(server.files[SMALL.file]) + TABLE_SIZE - 10_000
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9 - to_come + 1, to_come - 1))
    assert "are needed" in refused(run("voices", "install", "kokoro:af_heart"))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9 - to_come, to_come))
    assert run("voices", "install", "kokoro:af_heart").exit_code == 0


@pytest.mark.parametrize(
    "words", [["kokoro:af_hart"], ["kokoro:af_heart", "--from", "."], ["--full"], ["en_US-a-low", "--from", "."]]
)
def test_what_cannot_be_installed_is_reported(
    voices: Path, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`voices install` fails for an unknown name, for a folder without the files, and for options that exclude each
    other.
    """
    monkeypatch.chdir(tmp_path)
    assert run("voices", "install", *words).exit_code in (1, 2)
    assert shelf(voices) == ()


def test_a_folder_whose_model_is_none_is_refused(voices: Path, tmp_path: Path) -> None:
    """When a voice is installed from a folder, its model is loaded as a test. A file that is no model is refused."""
    (tmp_path / SMALL.file).write_bytes(b"no model")
    (tmp_path / "af_heart.bin").write_bytes(bytes(TABLE_SIZE))
    with pytest.raises(VoiceInstallError):
        kokoro_install.install_from("af_heart", tmp_path, voices)
    assert shelf(voices) == ()


@pytest.mark.real
@needs_kokoro()
def test_the_real_voices_are_those_that_are_known() -> None:
    """The table of each real voice has the size and the checksum that the installer expects."""
    for name, sha256 in TABLES.items():
        data = (given_files() / "voices" / f"{name}.bin").read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (TABLE_SIZE, sha256), name


@pytest.mark.real
@needs_kokoro()
def test_a_voice_says_the_same_on_one_core_and_on_two(voices: Path) -> None:
    """A voice gives the same samples on one core and on two. The number of cores therefore need not be part of a clip's
    key.
    """
    laid(voices, "af_heart")
    said = SpeechLine("Rest here.", "af_heart", "", 1.0, 1.0, "plain")
    alone, both = KokoroEngine(), KokoroEngine()
    alone.load("af_heart", "", cores=1)
    both.load("af_heart", "", cores=2)
    assert np.array_equal(alone.speak(said).samples, both.speak(said).samples)


@needs_kokoro()
def test_short_lines_and_divided_ones_are_as_they_should_be(voices: Path) -> None:
    """A single word takes between 0.2 and 1.2 s. At a rate of 0.85, speech takes 1/0.85 of the usual time. Where a long
    sentence is divided, there is a rest of less than 0.4 s and no click.
    """
    laid(voices, "af_heart")
    engine = KokoroEngine()

    def spoken(text: str, rate: float = 1.0) -> Samples:
        return engine.speak(SpeechLine(text, "af_heart", "", rate, 1.0, "plain")).samples

    for word in ("In.", "Yes."):
        assert 0.2 < len(spoken(word)) / SAMPLE_RATE < 1.2
    usual, slow = (len(spoken("Let your shoulders soften, and rest here.", rate)) for rate in (1.0, 0.85))
    assert slow / usual == pytest.approx(1 / 0.85, rel=0.05)
    long = spoken(
        "Notice your feet, and your knees, and your hands, and your belly, and your back, "
        "and your shoulders, and your neck, and your face, and rest."
    )
    silent = np.flatnonzero(np.diff(np.concatenate([[0], (np.abs(long) < 1e-9).astype(int), [0]])))
    rests = [(first, last) for first, last in silent.reshape(-1, 2) if last - first > 0.1 * SAMPLE_RATE]
    assert len(rests) == 1
    (first, last), near = rests[0], SAMPLE_RATE // 1000
    assert last - first < 0.4 * SAMPLE_RATE
    assert max(float(np.abs(long[first - near : first]).max()), float(np.abs(long[last : last + near]).max())) < 0.02
    with pytest.raises(SpeechError):
        spoken("…")
