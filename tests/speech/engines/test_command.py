"""Any program as a voice: what the program receives, and how its output becomes sound."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from tests.speech.programs import ARGUMENT, PACED, SECONDS, STRANGE, STREAM, line, program, seconds
from voiceguide.errors import CommandError, ProgramNotFoundError
from voiceguide.speech.engines.command import CommandEngine
from voiceguide.speech.engines.command_line import command_line
from voiceguide.speech.engines.table import engine_entry
from voiceguide.speech.treatment import treated


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[CommandEngine]:
    """The engine for programs, with an empty folder of its own for the files it needs."""
    folder = tmp_path / "files"
    folder.mkdir()
    made = CommandEngine(folder)
    yield made
    made.close()


@pytest.mark.parametrize("kind", [ARGUMENT, PACED, STREAM, STRANGE], ids=["argument", "paced", "stream", "strange"])
def test_a_program_speaks(engine: CommandEngine, tmp_path: Path, kind: tuple[str, str]) -> None:
    """A program may take the text as an argument, from a file or from standard input, and write a WAV of any common
    format to a file or to standard output.
    """
    recording = engine.speak(line(program(tmp_path, *kind)))
    assert seconds(recording) == pytest.approx(SECONDS / (2 if kind is STRANGE else 1), abs=0.02)
    assert recording.samples.ndim == 1
    assert recording.samples.dtype == np.float32
    assert 0.2 < np.abs(recording.samples).max() < 0.35


@pytest.mark.parametrize("kind", ["u1", "i2", "i3", "i4", "f4", "f8"])
@pytest.mark.parametrize(("rate", "channels"), [(8_000, 2), (22_050, 1), (96_000, 1), (6_000, 1), (192_000, 1)])
def test_a_wav_of_any_kind_becomes_a_clip(
    engine: CommandEngine, tmp_path: Path, kind: str, rate: int, channels: int
) -> None:
    """A WAV becomes the same clip at any sample rate and with any size of sample, as integers or floats, mono or
    stereo.
    """
    body = f"put(wav(tone(0.5, {rate}, {channels}), {rate}, {channels}, '{kind}'), sys.argv[1])"
    recording = engine.speak(line(program(tmp_path, body, "{wav}")))
    assert seconds(recording) == pytest.approx(0.5, abs=0.01)
    assert np.abs(recording.samples).max() == pytest.approx(0.3, abs=0.02)
    assert len(treated(recording, "warm")) == pytest.approx(0.5 * 44_100, abs=1_500)


@pytest.mark.parametrize("stated", [0, 0xFFFFFFFF, 0x7FFFF000, 0x7FFFFFFF, 0x40000000, 0x10000000])
@pytest.mark.parametrize("where", ["sys.argv[1]", "None"])
def test_a_stream_that_does_not_know_its_length_is_taken_to_its_end(
    engine: CommandEngine, tmp_path: Path, stated: int, where: str
) -> None:
    """A header written into a pipe, as by espeak-ng, sox or ffmpeg, does not give the length of the sound. The sound is
    then read to the end of the output.
    """
    body = f"put(wav(tone(0.7), stated={stated}), {where})"
    command = program(tmp_path, body, "{wav}" if "argv" in where else "")
    assert seconds(engine.speak(line(command))) == pytest.approx(0.7, abs=0.001)


@pytest.mark.parametrize("kind", ["u1", "i2", "i3", "f4"])
@pytest.mark.parametrize("share", [0.5, 0.333, 0.25, 0.1])
def test_too_short_a_length_loses_no_words(engine: CommandEngine, tmp_path: Path, kind: str, share: float) -> None:
    """If the header of a WAV gives too short a length, for example in samples instead of bytes, the sound is still read
    to its end.
    """
    body = f"put(wav(tone(0.7), kind='{kind}', stated=2 * round({share} / 2 * 15435 * int('{kind}'[1]))), sys.argv[1])"
    assert seconds(engine.speak(line(program(tmp_path, body, "{wav}")))) == pytest.approx(0.7, abs=0.001)


@pytest.mark.parametrize(
    "after",
    [
        "b'LIST' + struct.pack('<I', 400) + b'INFO' + bytes(396)",
        "b'\\0id3 ' + struct.pack('<I', 300) + bytes(300)",
        "'\\nDone: one line spoken in 0.3 s, with the voice of the day… Goodbye, and thank you.\\n'.encode()",
    ],
    ids=["chunk", "chunk after an odd length", "words"],
)
def test_what_follows_the_sound_is_no_sound(engine: CommandEngine, tmp_path: Path, after: str) -> None:
    """If a further chunk of the WAV, or printed text, comes after the sound, it is not taken for sound."""
    body = f"put(wav(tone(0.7)) + {after})"
    assert seconds(engine.speak(line(program(tmp_path, body)))) == pytest.approx(0.7, abs=0.0001)


@pytest.mark.parametrize("kind", ["u1", "i2", "f4"])
@pytest.mark.parametrize("stated", [0, 0xFFFFFFFF, 3])
def test_words_after_a_stream_are_no_click(engine: CommandEngine, tmp_path: Path, kind: str, stated: int) -> None:
    """If a program prints text after a sound whose header does not give the length, the text is not
    played as a click.
    """
    body = f"put(wav(tone(0.7) + [0.0] * 2205, kind='{kind}', stated={stated})); print('\\nDone.')"
    recording = engine.speak(line(program(tmp_path, body)))
    assert seconds(recording) == pytest.approx(0.8, abs=0.0001)
    assert not recording.samples[-2000:].any()


def test_words_before_the_sound_are_stepped_over(engine: CommandEngine, tmp_path: Path) -> None:
    """Text that a program prints to standard output before the sound is skipped."""
    body = "print('RIFF? Loading…', flush=True); put(wav(tone(0.7)))"
    assert seconds(engine.speak(line(program(tmp_path, body)))) == pytest.approx(0.7, abs=0.001)


@pytest.mark.parametrize(
    "text",
    [
        "-o /etc/passwd",
        "--help",
        "\"; touch made; '",
        "$(touch made) `touch made`",
        "a b  c\td",
        "{wav} {rate}",
        "Öm 🙂",
    ],
)
@pytest.mark.parametrize("place", ["{text}", "--text={text}", "{file}", ""])
def test_no_text_becomes_an_option_or_a_command(engine: CommandEngine, tmp_path: Path, text: str, place: str) -> None:
    """The text of a line reaches the program whole, as one argument, in a file or on standard input. It is never taken
    for an option and never run by a shell.
    """
    noted = tmp_path / "noted"
    body = f"""
import json
heard = sys.stdin.read().rstrip("\\n")
json.dump([sys.argv[1:-1], heard], open({str(noted)!r}, "w"))
if os.path.isfile(sys.argv[1]):
    json.dump([open(sys.argv[1], encoding="utf-8").read().rstrip("\\n")], open({str(noted)!r}, "w"))
put(wav(tone(0.5)), sys.argv[-1])
"""
    engine.speak(line(program(tmp_path, body, f"{place} {{wav}}"), text))
    shown = {"{text}": f" {text}" if text.startswith("-") else text, "--text={text}": f"--text={text}"}
    import json

    got = json.loads(noted.read_text())
    if place in shown:
        assert got == [[shown[place]], ""]
    else:
        assert got == ([text] if place else [[], text])
    assert not list(tmp_path.rglob("made"))


def test_the_command_is_divided_into_words_and_other_braces_stay(engine: CommandEngine, tmp_path: Path) -> None:
    """Words of a command that are inside quotes stay one argument. Signs that a shell would expand, and names in braces
    that are no placeholders, reach the program unchanged.
    """
    noted = tmp_path / "noted"
    body = f"open({str(noted)!r}, 'w').write('|'.join(sys.argv[2:])); put(wav(tone(0.5)), sys.argv[1])"
    engine.speak(
        line(program(tmp_path, body, "{wav} 'a b' $HOME *.py {other} {} {text:x} '{\"a\": 1}' x{wpm}y # z"), rate=0.9)
    )
    assert noted.read_text() == 'a b|$HOME|*.py|{other}|{}|{text:x}|{"a": 1}|x135y|#|z'


def test_rate_and_pitch_have_their_places(engine: CommandEngine, tmp_path: Path) -> None:
    """A command can take the rate in three forms: as a factor, as words a minute, or as a stretch, which is a factor
    for the duration. It can take the pitch as a factor.
    """
    noted = tmp_path / "noted"
    body = f"open({str(noted)!r}, 'w').write(' '.join(sys.argv[2:])); put(wav(tone(0.5)), sys.argv[1])"
    engine.speak(line(program(tmp_path, body, "{wav} {rate} {wpm} {stretch} {pitch}"), rate=0.8, pitch=0.95))
    assert noted.read_text() == "0.8 120 1.25 0.95"


def test_a_program_that_is_not_there_is_named_with_its_like(
    engine: CommandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the program of a command does not exist, the error names the program and suggests an existing one with a
    similar name.
    """
    (tmp_path / "flite").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProgramNotFoundError) as missing:
        engine.speak(line("flitr -t {text} -o {wav}"))
    assert (missing.value.engine, missing.value.program, missing.value.near) == ("command", "flitr", ["flite"])
    assert missing.value.voice == "flitr -t {text} -o {wav}"
    with pytest.raises(ProgramNotFoundError) as unlike:
        engine.speak(line("./no-such-thing {text}"))
    assert unlike.value.near == []


@pytest.mark.parametrize(
    "command",
    [
        "",
        "  ",
        "{text}",
        "speak 'open",
        "sh -c 'say {text}'",
        "bash -lc {text}",
        "env python3 -c 'x(\"{text}\")'",
        "/bin/dash -c {text}",
        "python3 speak.py {txt} {wav}",
        "python3 speak.py {TEXT}",
        "python3 speak.py --out={wave}",
    ],
)
def test_a_command_that_cannot_be_is_refused_with_a_remedy(engine: CommandEngine, command: str) -> None:
    """A command is refused, with a remedy, if it is empty, has an open quote, misspells a placeholder, or would have
    the text run as code by a shell.

    With a misspelt placeholder, a program would say "txt" for each line of a session.
    """
    with pytest.raises(CommandError) as refused:
        engine.speak(line(command))
    assert refused.value.voice == command
    assert refused.value.remedy


def test_a_program_whose_path_has_blanks_asks_for_quotes(
    engine: CommandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the path of a program contains spaces and is not in quotes, the error says to put it in quotes. In quotes the
    program speaks.
    """
    (tmp_path / "my own voice").mkdir()
    speak = tmp_path / "my own voice" / "speak"
    speak.write_text(f'#!/bin/sh\nexec {program(tmp_path, *ARGUMENT[:1])} "$@"\n')
    speak.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as divided:
        engine.speak(line("./my own voice/speak {text} {wav}"))
    assert "'./my own voice/speak'" in divided.value.remedy
    assert seconds(engine.speak(line("'./my own voice/speak' {text} {wav}"))) == pytest.approx(SECONDS, abs=0.02)


def test_a_shell_may_be_asked_for_as_long_as_the_text_is_no_code(engine: CommandEngine, tmp_path: Path) -> None:
    """A command may start a shell if the text is passed to the shell as an argument and not as part of the code."""
    inner = program(tmp_path, ARGUMENT[0])
    assert seconds(engine.speak(line(f'sh -c \'{inner} "$1" "$2"\' sh {{text}} {{wav}}'))) > 1.0


@pytest.mark.real
@needs("espeak-ng")
@pytest.mark.parametrize(
    "command",
    [
        "espeak-ng -v en-us -s {wpm} -w {wav} -- {text}",
        "espeak-ng -v en-us -s {wpm} -f {file} --stdout",
        "espeak-ng -v en-us --stdin --stdout",
    ],
)
def test_espeak_itself_speaks_as_a_program(engine: CommandEngine, command: str) -> None:
    """espeak-ng speaks with the text as an argument, in a file or on standard input, and into a file or standard
    output.
    """
    recording = engine.speak(line(command, "Let your shoulders soften, and breathe."))
    assert 1.5 < seconds(recording) < 5.0
    assert recording.sample_rate == 22_050


@pytest.mark.real
@needs("espeak-ng", "sox")
def test_a_chain_of_programs_streams(engine: CommandEngine) -> None:
    """A command can be a chain of two programs: espeak-ng speaks, and sox converts the sound. The sound is read whole,
    although sox writes into a pipe and its header gives no length.
    """
    command = "sh -c 'espeak-ng --stdin --stdout | sox -t wav - -r 48000 -c 2 -b 24 -t wav -'"
    recording = engine.speak(line(command, "Let your shoulders soften, and breathe."))
    assert recording.sample_rate == 48_000
    assert 1.5 < seconds(recording) < 5.0


@pytest.mark.real
@needs("flite")
def test_flite_speaks_as_the_documentation_shows(engine: CommandEngine) -> None:
    """The command for flite in the documentation speaks. At a rate of 0.7, its `{stretch}` makes the speech 1.3 to 1.55
    times as long.
    """
    spoken = engine.speak(line("flite -voice slt -t {text} -o {wav}"))
    slower = engine.speak(line("flite -voice slt --setf duration_stretch={stretch} -t {text} -o {wav}", rate=0.7))
    assert 1.3 < seconds(slower) / seconds(spoken) < 1.55


@needs("flite")
@pytest.mark.real
@pytest.mark.parametrize("voice", ["awb", "kal", "slt"])
def test_the_hiss_around_a_line_of_flite_is_left_out(engine: CommandEngine, voice: str) -> None:
    """The 0.2 s of hiss that flite adds before a line is cut off, because the listener would hear it as a pause."""
    clip = treated(engine.speak(line(f"flite -voice {voice} -t {{text}} -o {{wav}}", "Oh.")), "plain")
    levels = np.abs(clip[: len(clip) // 441 * 441]).reshape(-1, 441).max(axis=1)
    assert np.flatnonzero(levels > 0.03 * levels.max())[0] <= 6


def test_what_a_command_can_honour_is_what_it_leaves_a_place_for() -> None:
    """A command is declared able to follow the rate if it has a placeholder for it: `{rate}`, `{wpm}` or `{stretch}`.
    It is able to follow the pitch if it has `{pitch}`.
    """
    able = engine_entry("command").capabilities
    assert able("flite -t {text} -o {wav}") == frozenset()
    for place in ("{rate}", "{wpm}", "{stretch}"):
        assert able(f"speak -r {place} {{text}}") == {"rate"}
    assert able("speak --pitch={pitch} --rate={rate}") == {"rate", "pitch"}


def test_the_fingerprint_changes_with_the_program_and_the_files_it_is_given(tmp_path: Path) -> None:
    """The fingerprint of a command changes when the script that it runs, or a model file named in an option, changes.
    The words to be spoken make no difference.
    """
    fingerprints = engine_entry("command").fingerprints
    model = tmp_path / "voice.onnx"
    model.write_text("one")
    voice = program(tmp_path, ARGUMENT[0], f"--model={model} {{text}} {{wav}}")
    seen = {*fingerprints([line(voice)])}
    assert seen == {*fingerprints([line(voice), line(voice, "Other words.")])}
    model.write_text("another")
    seen |= {*fingerprints([line(voice)])}
    (tmp_path / "speak.py").write_text("pass")
    seen |= {*fingerprints([line(voice)])}
    assert len(seen) == 3
    with pytest.raises(ProgramNotFoundError):
        fingerprints([line("no-such-program-here {text}")])


@pytest.mark.skipif(os.name != "posix", reason="there, backslashes divide folders")
def test_on_windows_backslashes_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On Windows, backslashes in the path of a program are kept. A batch file is refused, because a
    shell would run it.
    """
    program_file = tmp_path / "C:\\Voices\\my speak.exe"
    program_file.touch(mode=0o755)
    batch = tmp_path / "speak.cmd"
    batch.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("voiceguide.speech.engines.command_line.WINDOWS", True)
    command = command_line('"C:\\Voices\\my speak.exe" -o {wav}')
    assert (command.program, command.arguments) == (program_file, ("-o", "{wav}"))
    with pytest.raises(CommandError):
        command_line("speak.cmd {text}")
