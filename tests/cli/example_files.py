"""The files that the examples read. They are put into the folder in which the examples are run."""

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import soundfile

from tests.cli.running import SCRIPT, run
from tests.needs import package
from tests.recording.practices import made
from tests.recording.practices import spoken as aloud
from tests.speech.recording import hummed
from tests.speech.small_voice import small_voice
from voiceguide.recording.sheet import Audience, SheetLine, sheet
from voiceguide.script.library import Library
from voiceguide.script.parser import read

ROOT = Path(__file__).parents[2]

SPEAKS = """import argparse, math, struct, wave
asked = argparse.ArgumentParser()
for word in ("--in", "--out", "--speed"):
    asked.add_argument(word)
asked = asked.parse_args()
with wave.open(asked.out, "wb") as out:
    out.setparams((1, 2, 22050, 0, "NONE", ""))
    hum = [0.4 * math.sin(n / 20) * abs(math.sin(n / 2000)) for n in range(44100)]
    out.writeframes(b"".join(struct.pack("<h", round(32767 * sample)) for sample in hum))
"""
"""A small program that speaks, like one that a user may have written."""

CLINIC = '[[sessions]]\npractices = ["three-minute-pause"]\nlengths = ["3m"]\nbackgrounds = ["none"]\n'

NOTES = "Sit down.\n\nFeel the chair that carries you.\n\n(pause 20 seconds)\n\nTake your time.\n"


def text(words: str) -> Callable[[Path], object]:
    """Makes a file of these words."""
    return lambda path: path.write_text(words, encoding="utf-8")


def typed(*words: str) -> Callable[[Path], object]:
    """Makes the file by running the command that would write it."""

    def make(path: Path) -> None:
        result = run(*words)
        assert result.exit_code == 0, result.stderr

    return make


def document(path: Path) -> None:
    """Makes a word processor document."""
    whole = package("docx").Document()
    for paragraph in NOTES.split("\n\n"):
        whole.add_paragraph(paragraph)
    whole.save(path)


def teacher(path: Path) -> None:
    """Makes a recording of eight minutes in which somebody speaks, with as many pauses as half an hour needs."""
    compressed(made(path.parent, [14.0] * 31, name="teacher.wav").path, path)


def take(practice: str) -> Callable[[Path], object]:
    """Makes a recording of all lines of a practice, read one after the other."""

    def make(path: Path) -> None:
        rest = np.zeros(round(1.2 * 44_100), dtype=np.float32)
        parts = [part for line in lines_of(practice) for part in (rest, aloud(path.parent, line.text))]
        room = np.random.default_rng(1).standard_normal(sum(map(len, parts)) + len(rest)) * 0.0003
        whole = path.with_name("take.wav")
        soundfile.write(whole, (np.concatenate((*parts, rest)) + room).astype(np.float32), 44_100)
        compressed(whole, path)

    return make


def compressed(wav: Path, path: Path) -> None:
    """Makes a sound file of another format, and removes the wave file it is made from."""
    subprocess.run(["ffmpeg", "-v", "error", "-i", wav, path], check=True)
    wav.unlink()


def lines_of(practice: str) -> Sequence[SheetLine]:
    """The lines to read aloud: of a practice in the current folder, or of one that comes with the program."""
    own = Path(practice)
    script = read(own if own.exists() else ROOT / "scripts" / f"{practice}.md")
    return sheet(script, Audience(), Library((ROOT / "scripts",)).included)


def recordings(practice: str) -> Callable[[Path], object]:
    """Makes a folder with a recording of every line."""
    return lambda path: [hummed(path, line.text) for line in lines_of(practice)]


def voice(path: Path) -> None:
    """Makes a small voice with that name."""
    small_voice(path.parent, path.stem)


Maker = Callable[[Path], object]

FILES: tuple[tuple[str, str, Maker], ...] = (
    (r"my-practice", "my-practice.md", typed("new", "my-practice")),
    (r"my-course\.md", "my-course.md", typed("new", "--course", "my-course")),
    (r"quiet-minute\.md", "quiet-minute.md", text(SCRIPT)),
    (r"evening\.md", "evening.md", text(SCRIPT)),
    (r"notes\.txt", "notes.txt", text(NOTES)),
    (r"notes\.docx", "notes.docx", document),
    (r"handout\.docx", "handout.docx", document),
    (r"sent\.docx", "what-my-teacher-sent.docx", document),
    (r"my-teacher\.mp3|teacher/teacher", "my-teacher.mp3", teacher),
    (r"teacher/teacher", "teacher", typed("convert", "my-teacher.mp3", "-o", "teacher/")),
    (r"record three-minute-pause .*take\.m4a", "take.m4a", take("three-minute-pause")),
    (r"record my-practice\.md .*take\.m4a", "take.m4a", take("my-practice.md")),
    (r"recorded:my-practice-recordings", "my-practice-recordings", recordings("my-practice.md")),
    (r"recorded:three-minute-pause", "three-minute-pause-recordings", recordings("three-minute-pause")),
    (r"my-class\.toml", "my-class.toml", typed("publish", "--new", "my-class.toml")),
    (r"clinic\.toml", "clinic.toml", text(CLINIC)),
    (r"people\.csv", "people.csv", text("name;comfort\nAda;a warm bath\n")),
    (r"speak\.py", "speak.py", text(SPEAKS)),
    (r"en_GB-cori-high\.onnx", "en_GB-cori-high.onnx", voice),
    (r"NAME\.onnx", "NAME.onnx", voice),
    (r"play.*--voice piper:en_US-kristin", "../data/voices/en_US-kristin-medium.onnx", voice),
    (r"piper:en_US-joe-medium en-us", "../data/voices/en_US-joe-medium.onnx", voice),
)
"""(pattern, file, maker): an example that contains the pattern needs this file, and the maker makes it. If an earlier
example has made the file, it stays.
"""


def lay_files(line: str) -> None:
    """Put the files that the command reads into the current folder, unless the command itself makes them."""
    if re.search(r"\bnew\b", line):
        return
    for said, name, make in FILES:
        if re.search(said, line) and not Path(name).exists() and f"-o {name}" not in line:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            make(Path(os.path.normpath(name)))
