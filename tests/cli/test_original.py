"""A command never overwrites a file that it reads, whatever its output is called, even with --force."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from tests.cli.running import SCRIPT, VOICE, refused, run, written
from voiceguide.config import folders
from voiceguide.speech.engines.recorded import file_name

LINKS = (None, "symlink_to", "hardlink_to")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in the current folder that names every kind of file that a script can name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    own = folders().sounds
    own.mkdir(parents=True)
    for path in (Path("sea.wav"), Path("wind.wav"), Path("gulls.wav"), own / "bell.wav", own / "brook.wav"):
        soundfile.write(path, np.random.default_rng(1).normal(0, 0.05, 132_300), 22_050)
    (own / "bell.toml").write_text('kind = "bell"\n', encoding="utf-8")
    Image.new("RGB", (1400, 1400)).save("cover.png")
    text = SCRIPT.replace("background: none", "background: ./wind.wav\ncover: cover.png")
    text = text.replace("# Closing", "[sound ./gulls.wav]\n\n[practice ./inner.md]\n\n# Closing")
    written(tmp_path, SCRIPT, "inner.md")
    written(tmp_path, text)
    return tmp_path


def made_of(here: Path, name: str) -> Path:
    own = folders().sounds / name
    return own if own.exists() else here / name


EXPORTED = [
    ("sea.wav", "the background", ("-b", "./sea.wav")),
    ("sea.wav", "the background", ("-b", "rain:-3,./sea.wav:-6")),
    ("sea.wav", "the background", ("--then", "./sea.wav:1m")),
    ("brook.wav", "the background", ("-b", "brook")),
    ("wind.wav", "the background", ()),
    ("gulls.wav", "the background", ()),
    ("bell.wav", "the bell", ()),
    ("cover.png", "the cover", ()),
    ("rest.md", "the script", ()),
    ("inner.md", "an included script", ()),
]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize(("name", "what", "more"), EXPORTED)
def test_a_session_replaces_nothing_that_it_is_made_from(
    here: Path, link: str | None, name: str, what: str, more: tuple[str, ...]
) -> None:
    """`export` does not write a session over a file that it is made from, such as its background."""
    original = made_of(here, name)
    output = original if link is None and original.suffix == ".wav" else here / "out.wav"
    if output != original:
        getattr(output, link or "symlink_to")(original)
    before = original.read_bytes()
    for force in ((), ("--force",)):
        said = refused(run("export", "./rest.md", "-l", "3m", *VOICE, *more, "-o", output, *force), 2)
        assert f"the output would overwrite {what}; choose another name with -o" in said
    assert original.read_bytes() == before
    if more[:1] != ("--then",):
        return
    assert f"the picture would overwrite {what}; choose another name with --svg" in refused(
        run("plan", "./rest.md", "-l", "3m", *VOICE, *more, "--svg", output, "--force"), 2
    )


@pytest.mark.parametrize("link", LINKS)
def test_a_line_and_a_picture_replace_nothing_that_they_are_made_from(here: Path, link: str | None) -> None:
    """`say` and `plan --svg` do not write over the script that they read, even through a link or with --force."""
    output = here / "out.wav"
    script = here / "rest.md"
    getattr(output, link or "symlink_to")(script)
    before = script.read_bytes()
    said = refused(run("say", "./rest.md:7", *VOICE, "-o", output, "--force"), 2)
    assert "the output would overwrite the script; choose another name with -o" in said
    svg = script if link is None else output
    said = refused(run("plan", "./rest.md", "-l", "3m", *VOICE, "--svg", svg, "--force"), 2)
    assert "the picture would overwrite the script; choose another name with --svg" in said
    assert script.read_bytes() == before


def test_a_picture_is_an_svg_file(here: Path) -> None:
    """`plan --svg` refuses a file that does not end in .svg."""
    words = ("plan", "./rest.md", "-l", "3m", *VOICE, "--svg")
    assert "write --svg pic.svg" in refused(run(*words, "pic.png"), 2)
    assert not (here / "pic.png").exists()
    assert "pic.svg saved" in run(*words, "pic.svg").stderr
    assert (here / "pic.svg").read_text().startswith("<svg")


def test_a_voice_keeps_its_recordings(here: Path) -> None:
    """`export` and `say` do not overwrite a recording that the voice uses for this practice. Other files in the folder
    of recordings may be overwritten.
    """
    folder = here / "recordings"
    folder.mkdir()
    line = folder / file_name("Feel the chair that carries you.")
    shutil.copy("sea.wav", line)
    shutil.copy("sea.wav", folder / "session.wav")
    voice = ("--voice", "recorded:recordings", "--fill", "fake:calm")
    for command in (("export", "./rest.md", "-l", "3m"), ("say", "./rest.md:9")):
        assert "the output would overwrite a recording of the voice" in refused(
            run(*command, *voice, "-o", line, "--force"), 2
        )
        result = run(*command, *voice, "-o", folder / "session.wav", "--force")
        assert result.exit_code == 0, result.stderr
    assert line.read_bytes() == Path("sea.wav").read_bytes()


def test_a_program_keeps_its_files(here: Path) -> None:
    """If the command of a `command:` voice names a file, the output of `say` and `voices sample` does not overwrite
    that file.
    """
    voice = f"command:{shutil.which('cp')} {here / 'sea.wav'} {{wav}}"
    for command in (("say", "./rest.md:7", "--voice", voice), ("voices", "sample", voice)):
        said = refused(run(*command, "-o", "sea.wav", "--force"), 2)
        assert "the output would overwrite a file of the voice" in said


def test_captions_replace_no_text_that_is_read(here: Path) -> None:
    """If a session is made from captions, they are not overwritten by captions with the same name."""
    text = "WEBVTT\n\n00:01.000 --> 00:03.000\nRest now.\n\n00:09.000 --> 00:12.000\nYou can stop at any time.\n"
    Path("talk.vtt").write_text(text, encoding="utf-8")
    for force in ((), ("--force",)):
        said = run("export", "./talk.vtt", *VOICE, "-b", "none", "-o", "talk.mp3", "--captions", "vtt", *force)
        assert said.exit_code == 2
        assert "the vtt file beside the output would overwrite the script" in said.stderr.splitlines()[-1]
    assert Path("talk.vtt").read_text(encoding="utf-8") == text
    assert not Path("talk.mp3").exists()


def test_a_name_that_nobody_gave_replaces_nothing_either(here: Path) -> None:
    """If the name that `export` chooses is that of the background, the background is kept, and the other sessions are
    made.
    """
    shutil.copy("sea.wav", "rest-3m.wav")
    more = (*VOICE, "-b", "./rest-3m.wav", "--format", "wav", "--force")
    result = run("export", "./rest.md", "./inner.md", "-l", "3m", *more)
    assert result.exit_code == 1
    assert "the output would overwrite the background; choose another folder with --output-dir" in result.stderr
    assert Path("rest-3m.wav").read_bytes() == Path("sea.wav").read_bytes()
    assert Path("inner-3m.wav").exists(), result.stderr


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("name", ["./sea.wav", "rain:-3,./sea.wav:-6", "brook", "bell"])
@pytest.mark.parametrize(("command", "option", "written"), [("sample", "-o", "output"), ("show", "--png", "picture")])
def test_a_sample_replaces_no_sound(
    here: Path, link: str | None, name: str, command: str, option: str, written: str
) -> None:
    """`sounds sample` and `sounds show` do not write over the sound that they read."""
    original = made_of(here, f"{name}.wav" if name.isalpha() else "sea.wav")
    output = here / "out.wav" if link else original
    if link:
        getattr(output, link)(original)
    before = original.read_bytes()
    for force in ((), ("--force",)):
        said = refused(run("sounds", command, name, option, output, *force), 2)
        assert f"the {written} would overwrite the sound; choose another name with {option}" in said
    assert original.read_bytes() == before


def test_what_is_not_read_may_be_replaced(here: Path) -> None:
    """A copy of the background may be overwritten by `export`, because only the original is read."""
    shutil.copy("sea.wav", "copy.wav")
    result = run("export", "./rest.md", "-l", "3m", *VOICE, "-b", "./sea.wav", "-o", "copy.wav", "--force")
    assert result.exit_code == 0, (result.stderr, result.exception)
    assert Path("copy.wav").read_bytes() != Path("sea.wav").read_bytes()
