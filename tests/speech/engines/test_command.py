"""Any program as a voice: what it is given, what is taken from it, and what becomes of those that misbehave."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from tests.speech.programs import ARGUMENT, PACED, STRANGE, STREAM, program
from tests.speech.test_worker import wait_for_end
from voiceguide.errors import CommandError, ProgramNotFoundError, SpeechError
from voiceguide.speech._worker import Worker, WorkerLostError, as_request
from voiceguide.speech._workers import LineFailedError, speak_lines
from voiceguide.speech.engine import Recording, SpeechLine
from voiceguide.speech.engines.command import CommandEngine
from voiceguide.speech.engines.command_line import command_line
from voiceguide.speech.engines.table import engine_entry
from voiceguide.speech.treatment import treated

TEXT = "Rest here, for a while."
SECONDS = 0.065 * len(TEXT)
"""What our well-behaved programs take for it."""

SHORT = 1.0
"""The time limit of a test that waits for it."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[CommandEngine]:
    """The engine, with a folder of its own."""
    folder = tmp_path / "files"
    folder.mkdir()
    made = CommandEngine(folder)
    yield made
    made.close()


def line(voice: str, text: str = TEXT, rate: float = 1.0, pitch: float = 1.0) -> SpeechLine:
    return SpeechLine(text, voice, "", rate, pitch, "plain")


def seconds(recording: Recording) -> float:
    return len(recording.samples) / recording.sample_rate


@pytest.mark.parametrize("kind", [ARGUMENT, PACED, STREAM, STRANGE], ids=["argument", "paced", "stream", "strange"])
def test_a_program_speaks(engine: CommandEngine, tmp_path: Path, kind: tuple[str, str]) -> None:
    """By argument, file or standard input, into a file or on standard output, in whatever kind of WAV."""
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
    """Each size of sample, whole numbers and floats, slow and fast: the same sound, through the treatment."""
    body = f"put(wav(tone(0.5, {rate}, {channels}), {rate}, {channels}, '{kind}'), sys.argv[1])"
    recording = engine.speak(line(program(tmp_path, body, "{wav}")))
    assert seconds(recording) == pytest.approx(0.5, abs=0.01)
    assert np.abs(recording.samples).max() == pytest.approx(0.3, abs=0.02)
    assert len(treated(recording, "warm")) == pytest.approx(0.5 * 44_100, abs=1_500)


@pytest.mark.parametrize("told", [0, 0xFFFFFFFF, 0x7FFFF000, 0x7FFFFFFF, 0x40000000, 0x10000000])
@pytest.mark.parametrize("where", ["sys.argv[1]", "None"])
def test_a_stream_that_does_not_know_its_length_is_taken_to_its_end(
    engine: CommandEngine, tmp_path: Path, told: int, where: str
) -> None:
    """As espeak-ng, sox and ffmpeg write it into a pipe."""
    body = f"put(wav(tone(0.7), told={told}), {where})"
    command = program(tmp_path, body, "{wav}" if "argv" in where else "")
    assert seconds(engine.speak(line(command))) == pytest.approx(0.7, abs=0.001)


@pytest.mark.parametrize("kind", ["u1", "i2", "i3", "f4"])
@pytest.mark.parametrize("share", [0.5, 0.333, 0.25, 0.1])
def test_a_length_told_too_short_loses_no_words(engine: CommandEngine, tmp_path: Path, kind: str, share: float) -> None:
    """A writer that counts samples, or what came first, and not bytes: the second half of the line was lost unheard."""
    body = f"put(wav(tone(0.7), kind='{kind}', told=2 * round({share} / 2 * 15435 * int('{kind}'[1]))), sys.argv[1])"
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
    """Another chunk, or words printed when all is done."""
    body = f"put(wav(tone(0.7)) + {after})"
    assert seconds(engine.speak(line(program(tmp_path, body)))) == pytest.approx(0.7, abs=0.0001)


@pytest.mark.parametrize("kind", ["u1", "i2", "f4"])
@pytest.mark.parametrize("told", [0, 0xFFFFFFFF, 3])
def test_words_after_a_stream_are_no_click(engine: CommandEngine, tmp_path: Path, kind: str, told: int) -> None:
    """A program that says when it is done, where nothing tells how long the sound was."""
    body = f"put(wav(tone(0.7) + [0.0] * 2205, kind='{kind}', told={told})); print('\\nDone.')"
    recording = engine.speak(line(program(tmp_path, body)))
    assert seconds(recording) == pytest.approx(0.8, abs=0.0001)
    assert not recording.samples[-2000:].any()


def test_words_before_the_sound_are_stepped_over(engine: CommandEngine, tmp_path: Path) -> None:
    """A program that greets on standard output before it streams."""
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
    """It arrives as one word, whole, and never begins like an option."""
    told = tmp_path / "told"
    body = f"""
import json
heard = sys.stdin.read().rstrip("\\n")
json.dump([sys.argv[1:-1], heard], open({str(told)!r}, "w"))
if os.path.isfile(sys.argv[1]):
    json.dump([open(sys.argv[1], encoding="utf-8").read().rstrip("\\n")], open({str(told)!r}, "w"))
put(wav(tone(0.5)), sys.argv[-1])
"""
    engine.speak(line(program(tmp_path, body, f"{place} {{wav}}"), text))
    shown = {"{text}": f" {text}" if text.startswith("-") else text, "--text={text}": f"--text={text}"}
    import json

    got = json.loads(told.read_text())
    if place in shown:
        assert got == [[shown[place]], ""]
    else:
        assert got == ([text] if place else [[], text])
    assert not list(tmp_path.rglob("made"))


def test_the_command_is_divided_into_words_and_other_braces_stay(engine: CommandEngine, tmp_path: Path) -> None:
    """Quotes hold a word together, stars and dollars are plain signs, and unknown places are no places."""
    told = tmp_path / "told"
    body = f"open({str(told)!r}, 'w').write('|'.join(sys.argv[2:])); put(wav(tone(0.5)), sys.argv[1])"
    engine.speak(
        line(program(tmp_path, body, "{wav} 'a b' $HOME *.py {other} {} {text:x} '{\"a\": 1}' x{wpm}y # z"), rate=0.9)
    )
    assert told.read_text() == 'a b|$HOME|*.py|{other}|{}|{text:x}|{"a": 1}|x135y|#|z'


def test_rate_and_pitch_have_their_places(engine: CommandEngine, tmp_path: Path) -> None:
    """As factors, as words a minute, and as the factor by which speech is stretched."""
    told = tmp_path / "told"
    body = f"open({str(told)!r}, 'w').write(' '.join(sys.argv[2:])); put(wav(tone(0.5)), sys.argv[1])"
    engine.speak(line(program(tmp_path, body, "{wav} {rate} {wpm} {stretch} {pitch}"), rate=0.8, pitch=0.95))
    assert told.read_text() == "0.8 120 1.25 0.95"


def test_a_program_that_is_not_there_is_named_with_its_like(
    engine: CommandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself, not with its arguments."""
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
    ["", "  ", "{text}", "speak 'open", "sh -c 'say {text}'", "bash -lc {text}", "env python3 -c 'x(\"{text}\")'",
     "/bin/dash -c {text}", "python3 speak.py {txt} {wav}", "python3 speak.py {TEXT}", "python3 speak.py --out={wave}"],
)  # fmt: skip
def test_a_command_that_cannot_be_is_refused_with_a_remedy(engine: CommandEngine, command: str) -> None:
    """Nothing to run, quotes that do not close, text where it would be run as code, a place that is misspelt.

    A voice that said "txt" for each line of a session was taken for a good one.
    """
    with pytest.raises(CommandError) as refused:
        engine.speak(line(command))
    assert refused.value.voice == command
    assert refused.value.remedy


def test_a_program_whose_path_has_blanks_asks_for_quotes(
    engine: CommandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there, and only divided; in quotes it speaks."""
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
    """The text comes as its own word, or on standard input."""
    inner = program(tmp_path, ARGUMENT[0])
    assert seconds(engine.speak(line(f'sh -c \'{inner} "$1" "$2"\' sh {{text}} {{wav}}'))) > 1.0


MISBEHAVING = {
    "nothing": ("pass", "{wav}", "nothing was written"),
    "nothing printed": ("sys.stdin.read()", "", "nothing was written"),
    "empty file": ("put(b'', sys.argv[1])", "{wav}", "nothing was written"),
    "no sound": ("put(b'I am no sound at all, sorry. ' * 9, sys.argv[1])", "{wav}", "not a sound file"),
    "silent": ("put(wav([0.0] * 9000), sys.argv[1])", "{wav}", "silent"),
    "empty wav": ("put(wav([]), sys.argv[1])", "{wav}", "empty"),
    "cut off": ("put(wav(tone(1.0))[:20000], sys.argv[1])", "{wav}", "cut off"),
    "cut off in its head": ("put(wav(tone(1.0))[:30], sys.argv[1])", "{wav}", "ends before its sound"),
    "not a number": ("put(wav([float('nan')] * 9000, kind='f4'), sys.argv[1])", "{wav}", "sample values"),
    "no sensible number": ("put(wav([1e30] * 9000, kind='f4'), sys.argv[1])", "{wav}", "sample values"),
    "no rate": ("put(wav(tone(0.5), rate=0), sys.argv[1])", "{wav}", "samples a second"),
    "no channels": ("put(wav(tone(0.5), channels=0), sys.argv[1])", "{wav}", "not a sound file"),
    "status": ("put(wav(tone(0.5)), sys.argv[1]); sys.exit(3)", "{wav}", "status 3"),
    "says why": ("print('x\\n\\x1b[1mno voice here\\x1b[0m\\r\\n', file=sys.stderr); sys.exit(1)", "{wav}",
                 "status 1: no voice here"),
    "says why elsewhere": ("print('bad voice'); sys.exit(1)", "{wav}", "status 1: bad voice"),
    "dies": ("os.abort()", "{wav}", "signal 6"),
    "hangs": ("time.sleep(600)", "{wav}", "not finished"),
    "hangs deaf": ("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)", "{wav}",
                   "not finished"),
    "waits for more": ("put(wav(tone(0.5))); time.sleep(600)", "", "not finished"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "arguments", "reason"), MISBEHAVING.values(), ids=MISBEHAVING)
def test_what_goes_wrong_is_named_and_the_next_line_is_spoken(
    tmp_path: Path, body: str, arguments: str, reason: str
) -> None:
    """Never silence instead of speech: the program, what it did, and the last it said."""
    limit = SHORT if reason == "not finished" else 60.0
    engine = CommandEngine(tmp_path, limit - 0.05 * len(TEXT))
    command = program(tmp_path, body, arguments)
    with pytest.raises(SpeechError) as failed:
        engine.speak(line(command))
    assert reason in str(failed.value)
    assert Path(sys.executable).name in str(failed.value)
    assert "\x1b" not in str(failed.value)
    assert engine.speak(line(program(tmp_path, *ARGUMENT, name="good.py")))


def test_a_flood_is_ended(tmp_path: Path) -> None:
    """A program that prints without end does not fill the disk: it is ended long before its time is over."""
    engine = CommandEngine(tmp_path)
    body = "block = bytes(1 << 20)\nwhile True: put(block)"
    with pytest.raises(SpeechError, match="more than any speech"):
        engine.speak(line(program(tmp_path, body), text="In."))


def test_a_script_without_its_interpreter_is_named(engine: CommandEngine, tmp_path: Path) -> None:
    """It is there, and cannot be started."""
    script = tmp_path / "speak"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    with pytest.raises(SpeechError, match="speak could not be started"):
        engine.speak(line(f"{script} {{text}} {{wav}}"))


LEAVES_A_CHILD = """
child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
open({pid!r}, "w").write(str(child.pid))
{then}
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="there is no way here to wait for a foreign process")
@pytest.mark.parametrize("then", ["put(wav(tone(0.5)))", "time.sleep(600)"], ids=["leaves", "hangs"])
def test_nothing_that_a_program_started_lives_on(tmp_path: Path, then: str) -> None:
    """A child that holds its pipes delays nothing and is ended with it, whether it was done or hung."""
    pid = tmp_path / "pid"
    engine = CommandEngine(tmp_path, SHORT)
    command = program(tmp_path, LEAVES_A_CHILD.format(pid=str(pid), then=then))
    if then.startswith("put"):
        assert seconds(engine.speak(line(command))) == pytest.approx(0.5, abs=0.01)
    else:
        with pytest.raises(SpeechError):
            engine.speak(line(command))
    assert wait_for_end(int(pid.read_text()))


def wait_for_file(file: Path) -> int:
    """The number that a program writes into `file` once it runs."""
    latest = time.monotonic() + 60.0
    while not (file.is_file() and file.read_text()):
        assert time.monotonic() < latest
        time.sleep(0.01)
    return int(file.read_text())


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="there is no way here to wait for a foreign process")
@pytest.mark.parametrize("how", ["stopped", "impatient", "master gone"])
def test_a_hanging_program_ends_with_its_worker(tmp_path: Path, how: str) -> None:
    """When the session is left, when the worker has waited long enough, and when their master has died."""
    pid = tmp_path / "pid"
    folder = tmp_path / "files"
    folder.mkdir()
    command = program(tmp_path, LEAVES_A_CHILD.format(pid=str(pid), then="time.sleep(600)"))
    worker = Worker("command", folder, timeout=SHORT if how == "impatient" else 600.0)
    raised: list[Exception] = []

    def ask() -> None:
        try:
            worker.ask(as_request(line(command)))
        except SpeechError as error:
            raised.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    child = wait_for_file(pid)
    if how == "stopped":
        worker.stop()
    elif how == "master gone":
        assert worker._process is not None
        assert worker._process.stdin is not None
        os.close(worker._process.stdin.fileno())  # as when the system closes all that a dead process held
    asking.join()
    assert wait_for_end(child)
    assert isinstance(raised[0], WorkerLostError)
    worker.stop()
    assert [path.name for path in folder.rglob("*")] == []


def test_a_line_that_a_program_cannot_speak_is_named(tmp_path: Path) -> None:
    """Through workers, as in a session; it is not tried twice, and the reason is the program's own."""
    count = tmp_path / "count"
    body = f"open({str(count)!r}, 'a').write('x'); print('out of memory', file=sys.stderr); sys.exit(7)"
    with pytest.raises(LineFailedError) as failed:
        list(speak_lines("command", [line(program(tmp_path, body, "{wav}"))]))
    assert "status 7: out of memory" in str(failed.value.reason)
    assert count.read_text() == "x"


def test_a_missing_program_crosses_the_process_border(tmp_path: Path) -> None:
    """With its data."""
    worker = Worker("command", tmp_path)
    try:
        with pytest.raises(ProgramNotFoundError) as missing:
            worker.ask(as_request(line("no-such-program-here {text}")))
        assert missing.value.program == "no-such-program-here"
    finally:
        worker.stop()


@pytest.mark.real
@needs("espeak-ng")
@pytest.mark.parametrize(
    "command",
    ["espeak-ng -v en-us -s {wpm} -w {wav} -- {text}", "espeak-ng -v en-us -s {wpm} -f {file} --stdout",
     "espeak-ng -v en-us --stdin --stdout"],
)  # fmt: skip
def test_espeak_itself_speaks_as_a_program(engine: CommandEngine, command: str) -> None:
    """By argument into a file, and by file and standard input as a stream."""
    recording = engine.speak(line(command, "Let your shoulders soften, and breathe."))
    assert 1.5 < seconds(recording) < 5.0
    assert recording.sample_rate == 22_050


@pytest.mark.real
@needs("espeak-ng", "sox")
def test_a_chain_of_programs_streams(engine: CommandEngine) -> None:
    """Through sox, which cannot go back to tell the length either."""
    command = "sh -c 'espeak-ng --stdin --stdout | sox -t wav - -r 48000 -c 2 -b 24 -t wav -'"
    recording = engine.speak(line(command, "Let your shoulders soften, and breathe."))
    assert recording.sample_rate == 48_000
    assert 1.5 < seconds(recording) < 5.0


@pytest.mark.real
@needs("flite")
def test_flite_speaks_as_the_documentation_shows(engine: CommandEngine) -> None:
    """The example of the documentation."""
    spoken = engine.speak(line("flite -voice slt -t {text} -o {wav}"))
    slower = engine.speak(line("flite -voice slt --setf duration_stretch={stretch} -t {text} -o {wav}", rate=0.7))
    assert 1.3 < seconds(slower) / seconds(spoken) < 1.55


@needs("flite")
@pytest.mark.real
@pytest.mark.parametrize("voice", ["awb", "kal", "slt"])
def test_the_hiss_around_a_line_of_flite_is_left_out(engine: CommandEngine, voice: str) -> None:
    """A fifth of a second of it, which would be a pause that nobody asked for."""
    clip = treated(engine.speak(line(f"flite -voice {voice} -t {{text}} -o {{wav}}", "Oh.")), "plain")
    levels = np.abs(clip[: len(clip) // 441 * 441]).reshape(-1, 441).max(axis=1)
    assert np.flatnonzero(levels > 0.03 * levels.max())[0] <= 6


def test_what_a_command_can_honour_is_what_it_leaves_a_place_for() -> None:
    """Rate in any of its units, and pitch; nothing else shapes its clips."""
    able = engine_entry("command").capabilities
    assert able("flite -t {text} -o {wav}") == frozenset()
    for place in ("{rate}", "{wpm}", "{stretch}"):
        assert able(f"speak -r {place} {{text}}") == {"rate"}
    assert able("speak --pitch={pitch} --rate={rate}") == {"rate", "pitch"}


def test_the_fingerprint_changes_with_the_program_and_the_files_it_is_given(tmp_path: Path) -> None:
    """The script that an interpreter runs and the model that an option names count too; nothing is started for it."""
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
    """`C:\\Voices\\speak.exe` is one program, and a batch file, which a shell would run, is refused."""
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
