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
"""The source of a program for `--voice command:`, as a user may write one: it hums for 2 s into a WAV file."""

CLINIC = '[[sessions]]\npractices = ["three-minute-pause"]\nlengths = ["3m"]\nbackgrounds = ["none"]\n'

NOTES = "Sit down.\n\nFeel the chair that carries you.\n\n(pause 20 seconds)\n\nTake your time.\n"


def text(words: str) -> Callable[[Path], object]:
    """Returns a function that writes these words to a given path."""
    return lambda path: path.write_text(words, encoding="utf-8")


def typed(*words: str) -> Callable[[Path], object]:
    """Returns a maker that runs this command, which itself writes the file."""

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
    """Makes a recording of eight minutes in which somebody speaks. It has enough pauses to be stretched to half an
    hour.
    """
    compressed(made(path.parent, [14.0] * 31, name="teacher.wav").path, path)


def take(practice: str) -> Callable[[Path], object]:
    """Returns a function that makes a recording of all lines of a practice, read one after the other,
    at a given path.
    """

    def make(path: Path) -> None:
        rest = np.zeros(round(1.2 * 44_100), dtype=np.float32)
        parts = [part for line in lines_of(practice) for part in (rest, aloud(path.parent, line.text))]
        room = np.random.default_rng(1).standard_normal(sum(map(len, parts)) + len(rest)) * 0.0003
        whole = path.with_name("take.wav")
        soundfile.write(whole, (np.concatenate((*parts, rest)) + room).astype(np.float32), 44_100)
        compressed(whole, path)

    return make


def compressed(wav: Path, path: Path) -> None:
    """Converts a wave file to the format that the ending of `path` names, and removes the wave file."""
    subprocess.run(["ffmpeg", "-v", "error", "-i", wav, path], check=True)
    wav.unlink()


def lines_of(practice: str) -> Sequence[SheetLine]:
    """The lines of a practice that a person would read aloud. The practice is a file in the current folder, or the name
    of one that comes with the program.
    """
    own = Path(practice)
    script = read(own if own.exists() else ROOT / "scripts" / f"{practice}.md")
    return sheet(script, Audience(), Library((ROOT / "scripts",)).included)


def recordings(practice: str) -> Callable[[Path], object]:
    """Returns a function that fills a folder with one recording for each line of a practice."""
    return lambda path: [hummed(path, line.text) for line in lines_of(practice)]


def voice(path: Path) -> None:
    """Makes a small piper voice that is named after the file at this path."""
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
"""(pattern, file, maker): if an example matches the pattern, it needs this file, and the maker makes it. A file that an
earlier example has made is kept.
"""


def lay_files(line: str) -> None:
    """Put the files that the command reads into the current folder, unless the command itself makes them."""
    if re.search(r"\bnew\b", line):
        return
    for said, name, make in FILES:
        if re.search(said, line) and not Path(name).exists() and f"-o {name}" not in line:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            make(Path(os.path.normpath(name)))
