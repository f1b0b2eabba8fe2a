import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voiceguide.cli.group import main
from voiceguide.config import SETTINGS, folders, load, set_setting
from voiceguide.errors import ConfigError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has settings of its own."""
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "config.toml"))


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["config", *words], prog_name="voiceguide")


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("length", "12m", "12m"),
        ("length", "7:30", "7m30s"),
        ("background", "rain:-3,bowls:-9", "rain:-3,bowls:-9"),
        ("rate", "0.9", "0.9"),
        ("path", "inward", "inward"),
        ("for", "sleep", "sleep"),
        ("background-level", "18", "18"),
        ("background_level", "18", "18"),
        ("plain", "yes", "true"),
        ("output-dir", "C:\\Meditations", "C:\\Meditations"),
        ("voice", "en-gb", "en-gb"),
        ("voice", "piper:en_US-amy-low, pyttsx3", "piper:en_US-amy-low, pyttsx3"),
        ("voice", '["piper:en_US-amy-low", "command:say a,b {text}"]', "piper:en_US-amy-low, command:say a,b {text}"),
        ("voice", "command:say -v 'a, b' {text}", "command:say -v 'a, b' {text}"),
    ],
)
def test_what_is_chosen_is_shown_and_can_be_taken_out(name: str, typed: str, shown: str) -> None:
    """Each setting can be stored as it is typed, is then shown in its usual form, and can be removed with --unset."""
    assert run(name, typed).exit_code == 0
    assert run(name).stdout == f"{name.replace('_', '-')} = {shown}\n"
    assert run(name, "--unset").exit_code == 0
    assert "not chosen" in run(name).stdout


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["pth"], 1),
        (["pth", "inward"], 1),
        (["pth", "--unset"], 1),
        (["path", "up"], 1),
        (["rate", "9"], 1),
        (["rate", "nan"], 1),
        (["length", "banana"], 1),
        (["background", ""], 1),
        (["voice", "pyttsx3,,en-gb"], 1),
        (["voice", "pipper:en_US-amy-low"], 1),
        (["voice", "nothing"], 1),
        (["fill", "nothing"], 1),
        (["voice", "pyttsx3, pipper:en_US-amy-low"], 1),
        (["voice", "command:say 'it {text}"], 1),
        (["voice", "command:"], 1),
        (["fill", "command:say {txt}"], 1),
        (["voice", "[]"], 1),
        (["voice", '["en-gb", 3]'], 1),
        (["voice", '["en-gb'], 1),
        (["--unset"], 2),
        (["path", "inward", "--unset"], 2),
        (["path", "inward", "--json"], 2),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_a_line(words: list[str], status: int) -> None:
    """For a wrong name, a wrong value or options that contradict each other, `config` prints a one-line error, and the
    settings file is not created.
    """
    result = run(*words)
    assert result.exit_code == status
    assert len(result.stderr.strip().splitlines()) == 1
    assert status == 2 or "config.toml" not in result.stderr
    assert not folders().config.exists()


def test_all_choices_are_shown() -> None:
    """Without a name, all settings are listed. In JSON, those that are not set are null."""
    run("path", "gentle")
    assert [line.split(" = ")[0] for line in run().stdout.splitlines()] == list(SETTINGS)
    shown = json.loads(run("--json").stdout)
    assert shown["path"] == "gentle"
    assert shown["length"] is None


def test_a_variable_that_goes_before_the_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting can be stored even if an environment variable has priority over it. The command says so and names the
    variable.
    """
    monkeypatch.setenv("VOICEGUIDE_PATH", "gentle")
    said = run("path", "inward").stderr
    note = "Saved, but not used now: the environment variable VOICEGUIDE_PATH says 'gentle', and it comes first."
    assert said == f"path = inward\n{note}\n"
    assert load(folders().config, {}).path == "inward"


def test_an_unknown_setting_is_an_error_by_its_data(tmp_path: Path) -> None:
    """If a program stores an unknown setting, the error names that setting but no file, because the
    file is not wrong.
    """
    with pytest.raises(ConfigError) as caught:
        set_setting(tmp_path / "c.toml", "rte", "1")
    assert (caught.value.place, caught.value.key) == ("", "rte")


def test_several_voices_are_a_list_in_the_file_and_in_json(tmp_path: Path) -> None:
    """Several voices are stored as a TOML list and read in the same order; one voice is a string. Comments stay."""
    file = tmp_path / "config.toml"
    file.write_text('voice = [  "fake:calm", "pyttsx3" ]  # by the bed\nplain = true\n')
    assert load(file, {}).voice == ("fake:calm", "pyttsx3")
    assert json.loads(run("voice", "--json").stdout) == {"voice": ["fake:calm", "pyttsx3"]}
    assert run("voice", "en-gb,pyttsx3").exit_code == 0
    assert file.read_text() == 'voice = ["en-gb", "pyttsx3"]  # by the bed\nplain = true\n'
    assert run("voice", "en-gb").exit_code == 0
    assert json.loads(run("voice", "--json").stdout) == {"voice": "en-gb"}
    assert run("voice", "--unset").exit_code == 0
    assert file.read_text() == "plain = true\n"
    assert load(file, {"VOICEGUIDE_VOICE": "fake:calm, pyttsx3"}).voice == ("fake:calm", "pyttsx3")


def test_a_voice_that_may_be_installed_later_can_be_chosen() -> None:
    """A voice that is not installed can be stored in the settings if its engine is named or if it is one of a list,
    because it may be installed later. A single name without an engine must be an installed voice.
    """
    for later in ("piper:en_US-kristin-medium", "piper", "kokoro:af_heart", "nothing, pyttsx3", "pyttsx3"):
        assert run("voice", later).exit_code == 0
    assert "there is no voice called 'nothing'" in run("voice", "nothing").stderr
    assert load(folders().config, {}).voice == ("pyttsx3",)


def test_a_background_that_is_not_there_is_refused() -> None:
    """An unknown background is refused and not stored."""
    assert "did you mean ocean" in run("background", "ocaen").stderr
    assert "(not chosen)" in run("background").stdout
    for known in ("ocean", "none", "rain:-3,bowls:-9"):
        assert run("background", known).exit_code == 0


def test_what_is_kept_is_listed_and_freed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored files are listed with their size and place. Those that can be made again can be removed; settings stay."""
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "cache" / "clips").mkdir(parents=True)
    (tmp_path / "cache" / "clips" / "a.clip").write_bytes(bytes(250_000))
    run("path", "inward")
    shown = run("--space").stdout
    assert "0.2 MB" in shown or "0.3 MB" in shown
    assert str(tmp_path / "cache" / "clips") in shown
    said = json.loads(run("--clear", "--json").stdout)
    assert said["freed"] == 250_000
    assert [one["what"] for one in said["stored"]] == ["settings"]
    assert load(folders().config).path == "inward"


@pytest.mark.parametrize("words", [["path", "--space"], ["path", "inward", "--clear"], ["--unset", "--space"]])
def test_the_disk_and_a_setting_are_two_questions(words: list[str]) -> None:
    """`config` refuses --space or --clear together with a setting or with --unset as wrong usage."""
    assert run(*words).exit_code == 2


@pytest.mark.parametrize("voice", ["nothing", "piper:nothing", "nothing:calm"])
def test_a_voice_that_cannot_speak_is_traced_to_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, voice: str
) -> None:
    """If the voice in the settings cannot speak, the error says that it comes from the settings."""
    (tmp_path / "config.toml").write_text(f'voice = "{voice}"\n')
    words = ["plan", "three-minute-pause"]
    said = CliRunner().invoke(main, words).stderr
    assert "your settings ask for this" in said
    assert "'voiceguide config voice --unset'" in said
    assert "settings" not in CliRunner().invoke(main, [*words, "--voice", "fake:clam"]).stderr
    monkeypatch.setenv("VOICEGUIDE_VOICE", voice)
    assert "; the environment variable VOICEGUIDE_VOICE asks for this" in CliRunner().invoke(main, words).stderr
