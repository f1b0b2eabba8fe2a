"""Choosing a voice on the command line: voices are listed, heard and preferred, and every session names its voice."""

import json
from pathlib import Path

import pytest
import soundfile

from tests.cli.running import SCRIPT, VOICE, refused, run, written
from tests.speech.libraries import has_library
from tests.speech.programs import ARGUMENT, program
from voiceguide.config import load
from voiceguide.session.say import SpokenLine
from voiceguide.speech.engines._espeak_library import SWITCH

ESPEAK = pytest.mark.real


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own current folder and settings."""
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.real
@has_library("system")
def test_the_list_tells_of_each_voice_and_marks_the_one_in_use() -> None:
    """The list has the engine, name, language and gender of each voice, English first, with the variants of espeak. The
    JSON has the same.
    """
    shown = run("voices")
    lines = shown.stdout.splitlines()
    assert lines[0].split() == ["*", "en-us+f5", "espeak,", "American,", "female", "in", "use"]
    (better,) = [line.split() for line in lines if "recommended" in line]
    assert better[0].startswith("piper:")
    assert sum(line.startswith("*") for line in lines) == 1
    assert run("voices", "-v").stdout.splitlines()[0].split()[1] == "pyttsx3:en-us+f5"
    everything = run("voices", "--all").stdout.splitlines()
    assert len(lines) < 12 < 100 < len(everything)
    assert f"{len(everything) - len(lines)} more: voiceguide voices --all" in shown.stderr
    listed = json.loads(run("voices", "--json").stdout)
    assert listed[0] == {
        "engine": "pyttsx3",
        "name": "en-us+f5",
        "language": "en-us",
        "gender": "female",
        "installed": True,
        "recommended": False,
        "in_use": True,
    }
    assert {"en-us+f3", "en-us+whisper", "en-gb", "de"} <= {one["name"] for one in listed}
    german = json.loads(run("voices", "--json", "--lang", "de").stdout)
    assert [one["name"] for one in german] == ["de", "de_DE-thorsten-medium"]
    assert "German" in run("voices", "--lang", "de").stdout
    assert run("voices", "--lang", "tlh").stdout == ""


def test_a_voice_is_heard_in_a_file(tmp_path: Path) -> None:
    """`voices sample -o` writes 5 to 15 s of speech to a file whose ending chooses the format, also for the user's own
    program as a voice. Nothing is printed to stdout, and an existing file is not overwritten.
    """
    result = run("voices", "sample", "fake:calm", "-o", "calm.flac")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "fake:calm" in result.stderr
    assert 5.0 < soundfile.info("calm.flac").duration < 15.0
    refused(run("voices", "sample", "fake:calm", "-o", "calm.flac"))
    slow = run("voices", "sample", "fake:calm", "-o", "slow.wav", "--rate", "0.7")
    assert slow.exit_code == 0
    assert soundfile.info("slow.wav").duration > 1.2 * soundfile.info("calm.flac").duration
    command = program(tmp_path, *ARGUMENT)
    assert run("voices", "sample", f"command:{command}", "-o", "own.wav").exit_code == 0
    assert 5.0 < soundfile.info("own.wav").duration < 15.0
    assert "clam" in refused(run("voices", "sample", "fake:clam", "-o", "clam.wav"))


@pytest.mark.real
@has_library("system")
def test_a_sample_is_in_the_voice_s_own_language() -> None:
    """A German voice speaks a sample in German. `--lang de` chooses the usual German voice, so both samples are equally
    long.
    """
    for words in (["pyttsx3:de", "-o", "named.wav"], ["pyttsx3", "--lang", "de", "-o", "usual.wav"]):
        assert run("voices", "sample", *words).exit_code == 0
    assert soundfile.info("named.wav").duration == pytest.approx(soundfile.info("usual.wav").duration, rel=0.02)


def test_several_voices_say_the_same_minute_and_one_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several voices read the same text, more than half a minute long, one after the other, each after its name. The
    voice that the listener chooses is stored in the settings.
    """
    played: list[float] = []
    monkeypatch.setattr(SpokenLine, "play", lambda self, volume_db, stop: played.append(self.seconds))
    both = ("fake:calm", "fake:chatters")
    chosen = run("voices", "sample", *both, "--choose", given="2\n")
    assert chosen.exit_code == 0
    assert [line for line in chosen.stderr.splitlines() if line[:2] in ("1.", "2.")] == [
        f"{number}. {name}" for number, name in enumerate(both, 1)
    ]
    assert min(played) > 30.0
    assert load(tmp_path / "config.toml").voice == ("fake:chatters",)
    assert run("voices", "sample", *both, "--choose", given="0\n").exit_code == 0
    assert load(tmp_path / "config.toml").voice == ("fake:chatters",)
    assert run("voices", "sample", *both, "-o", "both.wav").exit_code == 2


def test_recordings_have_no_sample() -> None:
    """For a folder of recordings, the error says that it has no sample."""
    said = refused(run("voices", "sample", "recorded:mine", "-o", "it.wav"))
    assert "voiceguide say PRACTICE:LINE --voice recorded:mine" in said


def test_every_session_says_which_voice_speaks(tmp_path: Path) -> None:
    """Every session names its voice, in one line on stderr and in the JSON. With -q, no line is printed."""
    script = written(tmp_path)
    exported = run("export", script, "-l", "1m", *VOICE, "-o", "it.wav", "--json")
    assert json.loads(exported.stdout)[0]["voice"] == "fake:calm"
    assert exported.stderr.count("voice: fake:calm\n") == 1
    planned = run("plan", script, "-l", "1m", *VOICE, "--json")
    assert json.loads(planned.stdout)["voice"] == "fake:calm"
    assert planned.stderr == "voice: fake:calm\n"
    assert "voice: fake:calm\n" in run("say", f"{script}:6", *VOICE, "-o", "line.wav").stderr
    assert run("plan", script, "-l", "1m", *VOICE, "-q").stderr == ""


def test_the_first_installed_voice_speaks_and_falling_through_is_said(tmp_path: Path) -> None:
    """The first installed voice in the settings' list speaks, and one note for each voice before it says so. A voice
    that was named for this session brings no note. If no voice of the list is installed, that is an error.
    """
    script = written(tmp_path)
    (tmp_path / "config.toml").write_text('voice = ["nothing:x", "fake:clam", "fake:calm"]\n')
    result = run("plan", script, "-l", "1m", "--json")
    assert json.loads(result.stdout)["voice"] == "fake:calm"
    said = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in said] == ["nothing:x", "fake:clam", "voice"]
    assert all("fake:calm speaks instead" in line for line in said[:2])
    assert run("plan", script, "-l", "1m", "--voice", "fake:chatters").stderr == "voice: fake:chatters\n"
    (tmp_path / "config.toml").write_text('voice = ["nothing:x", "command:no-such-program-here"]\n')
    assert "nothing" in refused(run("plan", script, "-l", "1m"))


@pytest.mark.parametrize("words", [["voices", "--lang", "german"], ["voices", "sample", "--lang", "Deutsch"]])
def test_a_language_is_written_as_a_tag(words: list[str]) -> None:
    """A language that is not a language tag is wrong usage."""
    result = run(*words)
    assert result.exit_code == 2
    assert "such as en, en-gb or de" in result.stderr


@pytest.mark.parametrize("voice", ["nothing:x", "command:speak 'it", "command:speak {txt}"])
@pytest.mark.parametrize("command", ["voices", "list"])
def test_a_voice_that_can_never_speak_takes_no_list_away(tmp_path: Path, command: str, voice: str) -> None:
    """If the voice in the settings can never speak, that is reported once, and `voices` and `list` still print their
    lists.
    """
    (tmp_path / "config.toml").write_text(f'voice = "{voice}"\n')
    result = run(command, "--json")
    assert result.exit_code == 0
    assert len(json.loads(result.stdout)) > 1
    said = "no voice engine" if voice == "nothing:x" else "cannot be used"
    assert result.stderr.count(said) == 1
    assert not any(one.get("in_use") for one in json.loads(result.stdout))


@pytest.mark.parametrize("command", ["voices", "list"])
def test_several_voices_of_which_none_is_there_take_no_list_away(tmp_path: Path, command: str) -> None:
    """`voices` and `list` work even if none of the voices in the settings is installed."""
    (tmp_path / "config.toml").write_text('voice = ["piper:en_US-amy-low", "command:no-such-program-here"]\n')
    listed = json.loads(run(command, "--json").stdout)
    assert len(listed) > 1
    if command == "voices":
        assert [(one["name"], one["installed"]) for one in listed if one["in_use"]] == [("en_US-amy-low", False)]


@pytest.mark.real
@has_library("system")
@pytest.mark.parametrize(
    ("lang", "usual", "voice"),
    [
        ("de", "", "pyttsx3 (its usual voice for de)"),
        ("de", "pyttsx3:en-us+f3", "pyttsx3 (its usual voice for de)"),
        ("de", "en-us+f3,fake:calm", "fake:calm"),
        ("de", "en-us+f3,de", "pyttsx3:de"),
        ("en-gb", "en-us+f3", "pyttsx3:en-us+f3"),
    ],
)
def test_a_script_s_language_chooses_among_the_usual_voices(
    tmp_path: Path, lang: str, usual: str, voice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A voice in the settings is not used for a script in a language that it does not speak. A voice named for this
    session always is.
    """
    monkeypatch.setenv("VOICEGUIDE_VOICE", usual)
    script = written(tmp_path, SCRIPT.replace("title:", f"lang: {lang}\ntitle:"))
    assert json.loads(run("plan", script, "-l", "1m", "--json").stdout)["voice"] == voice
    named = run("plan", script, "-l", "1m", "--json", "--voice", "en-us")
    assert json.loads(named.stdout)["voice"] == "pyttsx3:en-us"


@pytest.mark.real
@has_library("wheel")
@pytest.mark.parametrize(("lang", "voice"), [("fr", "fr-fr"), ("no", "nb"), ("zh", "cmn"), ("de-at", "de")])
def test_the_voice_that_the_list_has_in_use_speaks_the_language(
    tmp_path: Path, lang: str, voice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For each language, `voices --lang` marks the right espeak voice as in use, even if its tag differs: `no` has the
    voice `nb`, `zh` has `cmn`, and `fr` has `fr-fr`. A sample of it can be made.
    """
    monkeypatch.setenv(SWITCH, "wheel")
    listed = json.loads(run("voices", "--json", "--lang", lang).stdout)
    assert [one["name"] for one in listed if one["in_use"]] == [voice]
    assert run("voices", "sample", "pyttsx3", "--lang", lang, "-o", tmp_path / "it.wav").exit_code == 0


@pytest.mark.real
@has_library("system")
def test_a_language_nobody_speaks_says_where_to_look(tmp_path: Path) -> None:
    """If no installed voice speaks the language, the message names the language and the command that shows other
    voices.
    """
    script = written(tmp_path, SCRIPT.replace("title:", "lang: tlh\ntitle:"))
    assert "voices --lang tlh" in refused(run("export", script, "-l", "1m", "-o", "it.wav"))


@pytest.mark.parametrize("voice", ["command:touch made", "{name: 'command:touch made'}", " COMMAND : touch made"])
@pytest.mark.parametrize("words", [["plan"], ["export"], ["check"], ["say"], ["play"]])
def test_a_script_never_runs_a_program(tmp_path: Path, voice: str, words: list[str]) -> None:
    """If a script names a program as its voice, that is a mistake on its line for every command, and the program is not
    run.
    """
    written(tmp_path, SCRIPT.replace("title:", f"voice: {voice}\ntitle:"), "bad.md")
    result = run(*words, "./bad.md:6" if words == ["say"] else "./bad.md")
    assert result.exit_code == 1
    assert "bad.md:2:" in result.stdout + result.stderr
    assert not (tmp_path / "made").exists()
