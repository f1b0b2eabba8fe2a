"""Commands for texts of other forms: `convert`, and every command that takes a practice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import VOICE, process, refused, run, written
from tests.texts.heard import CASES
from tests.texts.test_bad_texts import BAD
from voiceguide.script.library import bundled_scripts

NOTES = (
    "Rest\n\nYou can stop at any time. (Pause for 5 seconds)\n\n[music]"
    "\n\nRest now.\n\n(1 minute of silence)\n\nGo on.\n"
)
PRACTICES = sorted(path.name for path in bundled_scripts().glob("*.md"))


def test_a_text_becomes_a_practice_that_can_be_edited(tmp_path: Path) -> None:
    """The practice is written to the given file, the report says how the text was read, and `check` finds no error in
    it.
    """
    notes, made = written(tmp_path, NOTES, "notes.txt"), tmp_path / "made.md"
    result = run("convert", notes, "-o", made)
    assert result.exit_code == 0
    assert "line 5: left out, a sound cue: '[music]'" in result.stdout
    assert made.read_text(encoding="utf-8").startswith("---\ntitle: Rest\n---\n\nYou can stop at any time. [5s")
    checked = run("check", made, "--json")
    assert checked.exit_code == 0
    assert {finding["severity"] for finding in json.loads(checked.stdout)} <= {"warning"}


def test_without_a_target_it_is_shown(tmp_path: Path) -> None:
    """Without a target, the practice goes to stdout and the report to stderr. With --json, both are in one object."""
    notes = written(tmp_path, NOTES, "notes.txt")
    shown = process("convert", notes)
    assert shown.stdout.startswith("---\ntitle: Rest\n---")
    assert "2 pauses" in shown.stderr
    value = json.loads(process("convert", notes, "--json").stdout)
    assert value["text"] == shown.stdout
    assert [pause["natural_s"] for pause in value["pauses"]] == [5.0, 60.0]


def test_what_is_there_stays_unless_it_may_be_replaced(tmp_path: Path) -> None:
    """An existing file is left as it is, and the error names `--force`."""
    notes, made = written(tmp_path, NOTES, "notes.txt"), written(tmp_path, "kept", "made.md")
    assert "--force" in refused(run("convert", notes, "-o", made))
    assert made.read_text() == "kept"
    assert run("convert", notes, "-o", made, "--force").exit_code == 0
    assert "Rest now." in made.read_text()


@pytest.mark.parametrize("link", [None, "symlink_to", "hardlink_to"])
def test_a_text_is_never_its_own_output(tmp_path: Path, link: str | None) -> None:
    """A text is never overwritten by its own output, even with --force."""
    notes = written(tmp_path, NOTES, "notes.txt")
    output = tmp_path / "out.md" if link else notes
    if link:
        getattr(output, link)(notes)
    for more in ((), ("--force",)):
        assert "the output would overwrite the text" in refused(run("convert", notes, "-o", output, *more), 2)
    assert notes.read_text() == NOTES


@pytest.mark.parametrize("name", PRACTICES)
def test_a_practice_of_ours_comes_through_unchanged(name: str, tmp_path: Path) -> None:
    """Every practice that comes with the program is converted to exactly the same bytes."""
    made = tmp_path / "made.md"
    assert run("convert", bundled_scripts() / name, "-o", made).exit_code == 0
    assert made.read_bytes() == (bundled_scripts() / name).read_bytes()


@pytest.mark.parametrize("name", ["bracket-pauses.txt", "german.md", "handout.docx", "captions.srt", "verse.txt"])
def test_a_text_can_be_planned_as_it_is(name: str, tmp_path: Path) -> None:
    """The plan of a text is the same as the plan of its converted form, at every length. One line says how the text was
    read.
    """
    made = tmp_path / f"{Path(name).stem}.md"
    assert run("convert", CASES / name, "-o", made, "-q").exit_code == 0
    for length in ((), ("-l", "20m")):
        one, other = (run("plan", path, "--json", *length, *VOICE) for path in (CASES / name, made))
        assert (one.exit_code, other.exit_code) == (0, 0), one.stderr
        assert one.stderr.startswith("read as ")
        assert _without_places(one.stdout) == _without_places(other.stdout)


def _without_places(text: str) -> object:
    def stripped(value: object) -> object:
        if isinstance(value, dict):
            return {
                key: stripped(inner) for key, inner in value.items() if key not in ("file", "line", "place", "name")
            }
        return [stripped(inner) for inner in value] if isinstance(value, list) else value

    return stripped(json.loads(text))


def test_standard_input_takes_any_text() -> None:
    """Any text can be planned or converted from standard input, whether or not its form is given."""
    planned = run("plan", "-", *VOICE, given=NOTES)
    assert planned.exit_code == 0
    assert "Rest now." in planned.stdout
    assert "# Heading" not in run("convert", "-", "--as", "markdown", given="# Heading\n\nRest now. Go.").stdout


def test_a_text_in_another_language_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report names the language of a text if it differs from the listener's language."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    notes = written(tmp_path, "Du darfst ruhen. (Pause)\n\nUnd nun ist es gut.", "ruhe.txt")
    assert "the language of the text seems to be 'de'" in run("plan", notes, *VOICE).stderr
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert "the language of the text" not in run("plan", notes, *VOICE).stderr


@pytest.mark.parametrize(
    ("name", "made", "reason"),
    [pytest.param(*bad, id=bad[0]) for bad in BAD if bad[0] not in ("blank.txt", "talk.mp3")],
)
def test_what_is_no_text_is_refused_and_nothing_is_written(
    name: str, made: object, reason: str, tmp_path: Path
) -> None:
    """Input that is no text gives one line and a failure status, and no file is written."""
    assert callable(made)
    path, out = written(tmp_path, made(), name), tmp_path / "out.md"
    assert reason in refused(run("convert", path, "-o", out))
    assert not out.exists()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the memory of one program alone")
def test_a_bad_text_takes_little_memory(tmp_path: Path) -> None:
    """A text of fifty megabytes is refused within 300 MB of memory, and so is an archive that would unpack to more.
    (The memory is not read with `getrusage`, which would also count that of the tests' own process.)
    """
    for name in ("large.txt", "bomb.docx", "laughs.ssml"):
        path = written(tmp_path, next(made for bad, made, _ in BAD if bad == name)(), name)
        code = (
            "import sys\nfrom voiceguide.cli.group import main\n"
            f"try:\n    main(['convert', {str(path)!r}], prog_name='voiceguide')\n"
            "finally:\n    print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0], file=sys.stderr)\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert int(done.stderr.splitlines()[-1]) < 300_000


def test_check_names_what_would_be_spoken_and_mends_it(tmp_path: Path) -> None:
    """`check` reports a direction that would be spoken, with the corrected line. `--fix` writes that line and changes
    nothing else.
    """
    text = (
        "---\ntitle: Own\n---\n\n# Arriving (0:30)\nNarrator: You can stop at any time. (Pause for 5 seconds)\n"
        "(0:30 – 2:00) Sit down, and rest. /5s\n\nRest now.\n<!-- (pause) -->\n[silence 1m-9m]\n> (pause) Or not.\n\n"
        "Go (if you like). \\[so\\] {name|friend}.\n"
    )
    path = written(tmp_path, text, "own.md")
    found = [
        finding for finding in json.loads(run("check", path, "--json").stdout) if finding["code"] == "spoken-direction"
    ]
    assert [(finding["line"], finding["severity"]) for finding in found] == [(6, "warning"), (7, "warning")]
    assert "'Narrator:'" in found[0]["message"]
    assert run("check", "--fix", path).exit_code == 0
    mended = text.replace("Narrator: ", "").replace("(Pause for 5 seconds)", "[5s]")
    assert path.read_text() == mended.replace("(0:30 – 2:00) Sit", "Sit").replace("/5s", "[5s]")
    assert "spoken-direction" not in run("check", path, "--json").stdout


def test_fix_says_that_mistakes_kept_it_from_changing_the_file(tmp_path: Path) -> None:
    """If mistakes keep `--fix` from changing the file, that is reported."""
    path = written(tmp_path, "---\ntitle: T\n---\nRest. (pause 5 seconds)\n\n[pause zzz]\n", "own.md")
    before = path.read_text()
    result = run("check", "--fix", path)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:6: ")
    assert result.stderr.splitlines() == [f"{path} was not changed; correct these mistakes, then run --fix again"]
    assert path.read_text() == before


def test_fix_changes_no_file_but_scripts_of_ones_own(tmp_path: Path) -> None:
    """For a text of another form, `--fix` says how to convert it. A practice that comes with the program is not
    changed.
    """
    notes = written(tmp_path, NOTES, "notes.txt")
    assert "voiceguide convert" in run("check", "--fix", notes).stderr
    assert notes.read_text() == NOTES
    assert run("check", "--fix", "self-compassion-break").exit_code == 2
    assert run("check", "--fix", "-", given=NOTES).exit_code == 2


def test_no_bundled_practice_has_a_direction_in_its_words() -> None:
    """`check` takes none of the words of our own practices for a direction."""
    for name in PRACTICES:
        assert "looks like" not in run("check", bundled_scripts() / name).stdout


@pytest.mark.parametrize(
    "words", [["--help"], ["list"], ["show", "three-minute-pause"], ["plan", "three-minute-pause", *VOICE]]
)
def test_practices_of_ours_load_nothing_of_texts(words: list[str]) -> None:
    """Commands for practices in our own format, such as `show` and `plan`, do not load the code that reads other forms
    of text.
    """
    code = (
        f"import sys\nfrom voiceguide.cli import main\ntry:\n    main({words!r}, prog_name='voiceguide')\nfinally:\n"
        "    heavy = ('voiceguide.texts', 'markdown_it', 'html.parser')\n"
        "    print([name for name in sys.modules if name.startswith(heavy)], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]")
