"""Runs every example of the help, the README and the docs in a new home folder, page by page and in order, as somebody
would type them. The voice hums, and clips and loops are kept from page to page, so that long sessions take seconds.
Examples that play are heard by a real sound server, and stopped with q when they are heard.
"""

import fcntl
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
import soundfile

from tests.cli.example_files import ROOT, lay_files
from tests.cli.examples import Page, pages
from tests.cli.running import run
from tests.needs import needs
from tests.player.player_process import PlayerProcess
from tests.player.sound_server import Recorder, SoundServer
from tests.speech.voice_server import VoiceServer, directed, serving, small_files
from voiceguide.config import folders
from voiceguide.lengths import parse_length
from voiceguide.player.memory import recall
from voiceguide.speech.engines.piper_shelf import RECOMMENDED

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals"),
    needs("pulseaudio", "pactl", "parec", "ffmpeg", "espeak-ng", "flite"),
]

NOT_RUN = {
    r"--scheduler": "needs a cluster, which tests/publish/test_cluster.py has",
    r"voices install kokoro:af_heart": "fetches 92 MB",
}
"""Lines that cannot be run here, and why."""

LONG = {
    r"export --course|--lengths|publish .*-o (?!.*--dry-run)": "many sessions of many lines",
    r"--compare|^voiceguide (export|plan) open-sitting|body-scan": "some hundred lines to speak",
    r"teacher": "listens to eight minutes of speech",
    r"-b ocean": "the ocean is made",
}
"""Examples that take many seconds of processor time, as patterns with the reason. They are run only if
VOICEGUIDE_REQUIRE_REAL is 1.
"""

PLAYED = r"^voiceguide (play|bedtime)\b|^voiceguide course (?!.* leave|.*--show)\S|^voiceguide$"
"""Examples that play until they are stopped."""

SAID = r"^voiceguide (say|voices sample) (?!.*-o )|^voiceguide voices sample$|check .*--say"
"""Examples that play a few words."""

ANSWERED = r"^voiceguide (me|checkin)$|--choose|--clear$|log clear|record .*--from"
"""Examples that ask questions, each of which is answered with Enter."""

ALL = os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"

PAGES = [page for page in pages() if page.name.endswith("-h") or page.name == "README.md"]

FIRST = {line: page.name for page in reversed(PAGES) for line in page.lines}
"""The name of the first page that shows each example. If several pages show an example, it is run
only for the first.
"""

RESUMED = r"--section hands"
"""A pattern for the example that must be played until a resume point is stored, because a later example resumes it."""

_QUESTION = r"(: |\? |> )$"
"""A pattern for the end of the screen when a question is asked."""

FETCHED = (RECOMMENDED.name, "en_US-kristin-medium", "de_DE-thorsten-medium")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a local server from which small voices can be downloaded, under the names of well-known piper
    voices.
    """
    with serving(VoiceServer(small_files(tmp_path_factory.mktemp("served"), *FETCHED))) as found:
        yield found


@pytest.fixture
def person(sound_server: SoundServer, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Person":
    """A person who has just installed voiceguide, in an empty folder."""
    programs = {
        "voiceguide": f'exec {shlex.quote(sys.executable)} -m voiceguide "$@"',
        "pbpaste": "echo 'Sit down. Feel the chair that carries you.'",
        "true": ":",
    }
    for name, command in programs.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{command}\n")
        program.chmod(0o755)
    (tmp_path / "work").mkdir()
    shutil.copy(sound_server.folder / "home" / ".asoundrc", tmp_path)
    own = {
        "HOME": tmp_path,
        "VOICEGUIDE_CONFIG": tmp_path / "config.toml",
        "VOICEGUIDE_DATA": tmp_path / "data",
        "VOICEGUIDE_VOICE": "fake:calm",
        "BROWSER": "true",
        "PYTHONPATH": ROOT,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
    }
    for variable, value in own.items():
        monkeypatch.setenv(variable, str(value))
    monkeypatch.chdir(tmp_path / "work")
    directed(monkeypatch, address)
    return Person(sound_server)


class Person:
    """A person who types an example and then does what it asks for: listens, answers questions, or presses a key to end
    it.
    """

    def __init__(self, speakers: SoundServer) -> None:
        self.speakers = speakers
        self.environment = {**speakers.environment, **os.environ}
        for name in ("XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_SERVER"):
            self.environment[name] = speakers.environment[name]

    def types(self, line: str) -> tuple[int, str]:
        """Run a command. Returns its exit status and everything it printed."""
        if re.search(PLAYED, line):
            return self._listens(line)
        if line.startswith("voiceguide serve"):
            with alone(), self._terminal(line) as shown:
                shown.wait_for("Ctrl-C stops it")
                shown.interrupt()
                return shown.wait(), shown.seen
        if re.search(r"^voiceguide record \S+( --flow)?$", line):
            return self._leaves(line)
        if re.search(ANSWERED, line):
            return self._answers(line)
        if re.search(f"{SAID}|[|>]", line):
            with self._terminal(line) as shown:
                return shown.wait(), shown.seen
        result = run(*shlex.split(line)[1:], given=b"Sit down. Feel the chair.\n")
        if "--json" in line:
            json.loads(result.stdout)
        return result.exit_code, result.output

    def _terminal(self, line: str) -> PlayerProcess:
        typed = line if "|" in line else f"exec {line}"  # else the shell hears Ctrl-C, too
        return PlayerProcess([], self.environment, ("/bin/sh", "-c", typed))

    def _listens(self, line: str) -> tuple[int, str]:
        """Wait until sound is heard. Questions before that are answered with Enter."""
        asks = line == "voiceguide" or " course " in line
        with Recorder(self.speakers) as heard, self._terminal(line) as shown:
            while not heard.sounds(0.3):
                assert shown.process.poll() is None, shown.seen
                if asks and re.search(_QUESTION, shown.seen):
                    shown.forget()
                    shown.press("\n")
            while re.search(RESUMED, line) and not recall(folders().last_session).resume_point:
                assert not shown.ends(0.5), shown.seen
                _ = shown.seen
            shown.press("q")
            return shown.wait(), shown.seen

    def _leaves(self, line: str) -> tuple[int, str]:
        """Leave the recorder before a word is read aloud."""
        with self._terminal(line) as shown:
            shown.wait_for("listening to the room|space: record|every line is recorded")
            shown.press("\x1b" if "--flow" in line else "q")
            return shown.wait(), shown.seen

    def _answers(self, line: str) -> tuple[int, str]:
        """Press Enter for every question."""
        seen = ""
        with self._terminal(line) as shown:
            while not shown.ends(0.5):
                if "--choose" in line and re.search(r"\d\. \S+\s+$", shown.seen):
                    shown.press("\n")  # on to the next voice
                if re.search(_QUESTION, shown.seen):
                    keys = "0\n" if "0 for none" in shown.seen else "\n"
                    seen += shown.seen
                    shown.forget()
                    shown.press(keys)
            return shown.wait(), seen + shown.seen


@contextmanager
def alone() -> Iterator[None]:
    """Run only one of these tests at a time on a machine, because they use the usual ports."""
    with (Path(tempfile.gettempdir()) / "voiceguide-usual-ports.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_made(line: str, before: set[Path]) -> None:
    """Check that each file that the command names as its output exists, and that each exported session has the
    requested length.
    """
    for option, name in pairwise(shlex.split(line)):
        made = Path(name)
        if option not in ("-o", "--output-dir", "--svg", "--png", ">"):
            continue
        assert made.exists(), line
        assert any(made.iterdir()) if made.is_dir() else made.stat().st_size, line
    if not line.startswith("voiceguide export"):
        return
    sounds = [path for path in Path().rglob("*.mp3") if path not in before]
    assert sounds, line
    if asked := re.search(r"(?:-l|--length) (\S+)", line):
        wanted = parse_length(asked[1])
        assert {round(soundfile.info(path).duration, 2) for path in sounds} == {wanted}, line


def is_left_out(line: str) -> bool:
    kinds = NOT_RUN if ALL else (*NOT_RUN, *LONG)
    return any(re.search(kind, line) for kind in kinds)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page: Page, person: Person) -> None:
    """Each example of a page ends with status 0 and without a traceback, and makes the files that it names."""
    for line in page.lines:
        if FIRST[line] != page.name or is_left_out(line):
            continue
        lay_files(line)
        before = set(Path().rglob("*.mp3"))
        ended, said = person.types(line)
        assert ended == 0, (line, said)
        assert "Traceback" not in said, (line, said)
        if "--dry-run" not in line:
            check_made(line, before)


def test_what_is_not_run_is_there() -> None:
    """Every reason for not running an example belongs to an example that is still shown."""
    lines = [line for page in pages() for line in page.lines]
    assert not [kind for kind in (*NOT_RUN, *LONG) if not any(re.search(kind, line) for line in lines)]
