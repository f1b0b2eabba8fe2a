from pathlib import Path

import pytest

from tests.cli.running import SCRIPT, run, written
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.engines.table import voice_choice
from voiceguide.speech.writing_systems import unreadable_writing


@pytest.mark.parametrize(
    ("text", "voice", "lang", "writing"),
    [
        ("请坐下来。", "pyttsx3", "en", "Chinese characters"),
        ("请坐下来。", "pyttsx3", "zh", ""),
        ("请坐下来。", "piper:en_US-joe-medium", "zh", "Chinese characters"),
        ("Сядьте удобно.", "en-us+f3", "ru", "Cyrillic"),
        ("Сядьте удобно.", "pyttsx3", "ru", ""),
        ("おすわりください。", "pyttsx3", "zh", "Japanese"),
        ("日本語の瞑想。", "pyttsx3", "ja", "Chinese characters"),
        ("おすわりください。", "pyttsx3", "ja", ""),
        ("漢字 한국어", "pyttsx3", "ko", "Chinese characters"),
        ("Καθίστε.", "kokoro:af_heart", "el", "Greek"),
        ("Naïve café, Zürich, señor, œuvre, ½ µ ℃.", "en-us", "en", ""),
        ("Breathe. OK?", "pyttsx3", "ru", ""),
        ("请坐下来。", "command:say {text}", "en", ""),
        ("请坐下来。", "recorded:mine", "en", ""),
    ],
)
def test_a_voice_reads_the_writing_of_its_language_and_latin(text: str, voice: str, lang: str, writing: str) -> None:
    """A voice can read Latin letters and the writing of its own language. If a text has any other writing, the report
    names it. For programs and recordings there is no report.
    """
    found = unreadable_writing([Utterance(Place("it.md", 7), text)], voice_choice(voice), lang)
    assert (found.writing if found else "") == writing


def test_the_first_place_is_reported_and_how_many_there_are() -> None:
    """The report about writing that the voice cannot read gives the first line that has such writing, and the number of
    such sentences.
    """
    said = [Utterance(Place("it.md", line), text) for line, text in ((3, "Rest."), (4, "请坐。"), (9, "好。"))]
    found = unreadable_writing(said, voice_choice("pyttsx3"), "en")
    assert found is not None
    assert (found.place.line, found.sentences) == (4, 2)


def test_check_and_export_warn_before_it_is_spoken(tmp_path: Path) -> None:
    """`check` and `export` warn if an English voice would have to read a Chinese sentence; `check` also gives the line.
    If it is unknown what a voice can read, there is no warning.
    """
    script = written(tmp_path, SCRIPT.replace("Feel the chair that carries you.", "请坐下来。"))
    assert ":8: " in "".join(line for line in run("check", script).stdout.splitlines() if "Chinese" in line)
    made = run("export", script, "-l", "1m", "-o", tmp_path / "it.wav", "--voice", "pyttsx3:en-us", "-q")
    assert "cannot read Chinese characters" in made.stderr
    assert "Chinese" not in run("export", script, "-l", "1m", "-o", tmp_path / "b.wav", "--voice", "fake:calm").stderr


def test_check_asks_the_voice_that_would_speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the voice in the settings cannot read the script, `check` names this voice. A sign such as ℵ is not reported
    as foreign writing.
    """
    script = written(tmp_path, SCRIPT.replace("Feel the chair that carries you.", "ℵ, 请坐下来。"))
    monkeypatch.setenv("VOICEGUIDE_VOICE", "pyttsx3:en-us+m3")
    (shown,) = (line for line in run("check", script).stdout.splitlines() if "cannot read" in line)
    assert "pyttsx3:en-us+m3 cannot read Chinese characters, " in shown
