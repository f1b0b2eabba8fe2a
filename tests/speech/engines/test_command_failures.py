"""Programs that misbehave as voices: the errors they cause, and how they and the processes they started are ended."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.speech.programs import ARGUMENT, TEXT, line, program, seconds
from tests.speech.test_worker import wait_for_end
from voiceguide.errors import ProgramNotFoundError, SpeechError
from voiceguide.speech._worker import Worker, WorkerLostError, as_request
from voiceguide.speech._workers import LineFailedError, speak_lines
from voiceguide.speech.engines.command import CommandEngine

SHORT = 1.0
"""The time limit for a program, in seconds, in tests that wait until it is over."""

MISBEHAVING = {
    "nothing": ("pass", "{wav}", "nothing was written"),
    "nothing printed": ("sys.stdin.read()", "", "nothing was written"),
    "empty file": ("put(b'', sys.argv[1])", "{wav}", "nothing was written"),
    "no sound": ("put(b'I am no sound at all, sorry. ' * 9, sys.argv[1])", "{wav}", "not a sound file"),
    "silent": ("put(wav([0.0] * 9000), sys.argv[1])", "{wav}", "the sound it wrote is silent"),
    "empty wav": ("put(wav([]), sys.argv[1])", "{wav}", "empty"),
    "cut off": ("put(wav(tone(1.0))[:20000], sys.argv[1])", "{wav}", "cut off"),
    "cut off in its head": ("put(wav(tone(1.0))[:30], sys.argv[1])", "{wav}", "ends before its sound"),
    "not a number": ("put(wav([float('nan')] * 9000, kind='f4'), sys.argv[1])", "{wav}", "sample values"),
    "no sensible number": ("put(wav([1e30] * 9000, kind='f4'), sys.argv[1])", "{wav}", "sample values"),
    "no rate": ("put(wav(tone(0.5), rate=0), sys.argv[1])", "{wav}", "samples a second"),
    "no channels": ("put(wav(tone(0.5), channels=0), sys.argv[1])", "{wav}", "not a sound file"),
    "status": ("put(wav(tone(0.5)), sys.argv[1]); sys.exit(3)", "{wav}", "status 3"),
    "says why": (
        "print('x\\n\\x1b[1mno voice here\\x1b[0m\\r\\n', file=sys.stderr); sys.exit(1)",
        "{wav}",
        "status 1: no voice here",
    ),
    "says why elsewhere": ("print('bad voice'); sys.exit(1)", "{wav}", "status 1: bad voice"),
    "dies": ("os.abort()", "{wav}", "signal 6"),
    "hangs": ("time.sleep(600)", "{wav}", "not finished"),
    "hangs deaf": (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
        "{wav}",
        "not finished",
    ),
    "waits for more": ("put(wav(tone(0.5))); time.sleep(600)", "", "not finished"),
}


@pytest.mark.parametrize(("body", "arguments", "reason"), MISBEHAVING.values(), ids=MISBEHAVING)
def test_what_goes_wrong_is_named_and_the_next_line_is_spoken(
    tmp_path: Path, body: str, arguments: str, reason: str
) -> None:
    """If a program gives no proper speech, the error names the program, the problem and the program's last message, and
    the next line is spoken.
    """
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
    """A program that prints without end is ended before its time limit, so that it does not fill the disk."""
    engine = CommandEngine(tmp_path)
    body = "block = bytes(1 << 20)\nwhile True: put(block)"
    with pytest.raises(SpeechError, match="more than any speech"):
        engine.speak(line(program(tmp_path, body), text="In."))


def test_a_script_without_its_interpreter_is_named(tmp_path: Path) -> None:
    """If the interpreter of a script does not exist, the error says that the script could not be started."""
    script = tmp_path / "speak"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    with pytest.raises(SpeechError, match="speak could not be started"):
        CommandEngine(tmp_path).speak(line(f"{script} {{text}} {{wav}}"))


LEAVES_A_CHILD = """
child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
open({pid!r}, "w").write(str(child.pid))
{then}
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="there is no way here to wait for a foreign process")
@pytest.mark.parametrize("then", ["put(wav(tone(0.5)))", "time.sleep(600)"], ids=["leaves", "hangs"])
def test_nothing_that_a_program_started_lives_on(tmp_path: Path, then: str) -> None:
    """A child process that a program leaves behind delays nothing. It is ended with the program, whether the program
    finishes or hangs.
    """
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
    """Wait until a program has written a number into `file`, at most a minute, and return the number."""
    latest = time.monotonic() + 60.0
    while not (file.is_file() and file.read_text()):
        assert time.monotonic() < latest
        time.sleep(0.01)
    return int(file.read_text())


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="there is no way here to wait for a foreign process")
@pytest.mark.parametrize("how", ["stopped", "impatient", "master gone"])
def test_a_hanging_program_ends_with_its_worker(tmp_path: Path, how: str) -> None:
    """A program that hangs is ended, with its child process, when its worker is stopped, when the time limit is over,
    or when the worker's master dies.
    """
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
    """If a program fails to speak a line, it is not run a second time, and the error gives the
    program's own message.
    """
    count = tmp_path / "count"
    body = f"open({str(count)!r}, 'a').write('x'); print('out of memory', file=sys.stderr); sys.exit(7)"
    with pytest.raises(LineFailedError) as failed:
        list(speak_lines("command", [line(program(tmp_path, body, "{wav}"))]))
    assert "status 7: out of memory" in str(failed.value.reason)
    assert count.read_text() == "x"


def test_a_missing_program_crosses_the_process_border(tmp_path: Path) -> None:
    """If the program that a worker is to run does not exist, the same error is raised in this process, with the name of
    the program.
    """
    worker = Worker("command", tmp_path)
    try:
        with pytest.raises(ProgramNotFoundError) as missing:
            worker.ask(as_request(line("no-such-program-here {text}")))
        assert missing.value.program == "no-such-program-here"
    finally:
        worker.stop()
