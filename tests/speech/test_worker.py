import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from voiceguide.errors import EngineMissingError, SpeechError, VoiceNotFoundError
from voiceguide.speech._worker import Message, Worker, WorkerLostError, as_request
from voiceguide.speech.engine import SpeechLine

SHORT = 1.0
"""The time limit, in seconds, for an engine that never answers."""


def request(voice: str, text: str = "Breathe in.") -> Message:
    return as_request(SpeechLine(text, voice, "en", 1.0, 1.0, "plain"))


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    """A worker with the fake engine, which hums in place of speaking."""
    made = Worker("fake", tmp_path)
    yield made
    made.stop()


def process_of(folder: Path) -> int:
    """The process id of the worker that uses `folder`. The worker's own folder in it is named after this id."""
    return next(int(path.name) for path in folder.iterdir() if path.name.isdecimal())


def wait_for_end(pid: int) -> bool:
    """Wait until the process has ended, at most 30 s. False if it has not."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 30.0)[0])
    finally:
        os.close(handle)


def test_what_a_library_prints_does_not_reach_the_answers(worker: Worker) -> None:
    """If an engine prints to standard output, the printed text does not mix with the worker's answers, which are the
    same as without it.
    """
    quiet = worker.ask(request("calm"))
    assert worker.ask(request("chatters")) == quiet
    assert len(quiet[1]) > 10_000


def test_errors_come_back_with_their_data(worker: Worker) -> None:
    """Errors of an engine are raised in this process with their data, and the worker speaks the next line."""
    with pytest.raises(VoiceNotFoundError) as unknown:
        worker.ask(request("clam"))
    assert (unknown.value.engine, unknown.value.voice, unknown.value.near[0]) == ("fake", "clam", "calm")
    with pytest.raises(SpeechError, match="always fails"):
        worker.ask(request("fails"))
    with pytest.raises(SpeechError):
        worker.ask(request("says-nothing"))
    assert worker.ask(request("calm"))[1]


@pytest.mark.parametrize("voice", ["dies", "crashes"])
def test_a_worker_that_dies_is_reported_and_replaced(worker: Worker, voice: str) -> None:
    """If a worker dies or crashes, the error gives the reason, and the next line is spoken by a new worker."""
    with pytest.raises(WorkerLostError) as lost:
        worker.ask(request(voice))
    assert lost.value.reason
    assert worker.ask(request("calm"))[1]


def test_a_worker_that_hangs_is_ended(tmp_path: Path) -> None:
    """A worker that does not answer within its time limit is ended, and the next line is spoken by a new worker."""
    worker = Worker("fake", tmp_path, timeout=SHORT)
    try:
        worker.ask(request("calm"))
        pid = process_of(tmp_path)
        with pytest.raises(WorkerLostError) as lost:
            worker.ask(request("hangs"))
        assert "answer" in lost.value.reason
        assert wait_for_end(pid)
        assert worker.ask(request("calm"))[1]
    finally:
        worker.stop()


def test_a_worker_killed_between_two_lines_is_reported(worker: Worker, tmp_path: Path) -> None:
    """If a worker is killed while it waits for a line, the next line raises an error."""
    worker.ask(request("calm"))
    os.kill(process_of(tmp_path), signal.SIGKILL)
    with pytest.raises(WorkerLostError):
        worker.ask(request("calm"))


def test_an_engine_that_is_not_there_is_named(tmp_path: Path) -> None:
    """If a worker's engine does not exist, the error is raised in this process, with a suggestion."""
    worker = Worker("pytsx3", tmp_path)
    try:
        with pytest.raises(EngineMissingError) as missing:
            worker.ask({"do": "voices"})
        assert missing.value.engine == "pytsx3"
        assert "pyttsx3" in missing.value.remedy
    finally:
        worker.stop()


def test_stopped_is_stopped(worker: Worker) -> None:
    """After `stop`, a worker speaks no further line and starts no new process. A second `stop` does no harm."""
    worker.ask(request("calm"))
    worker.stop()
    worker.stop()
    with pytest.raises(WorkerLostError):
        worker.ask(request("calm"))


def test_modules_in_the_current_folder_are_not_taken(
    tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file such as `wave.py` in the current folder is not imported by a worker in place of the module
    of that name.
    """
    (tmp_path / "wave.py").write_text("raise SystemExit('taken')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    assert worker.ask(request("calm"))[1]


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system tells no other process's priority")
@pytest.mark.parametrize("low_priority", [False, True])
def test_a_gentle_worker_gives_way(tmp_path: Path, low_priority: bool) -> None:
    """If low priority is asked for, a worker and, on Linux, its process group have a lower priority than this process.
    Otherwise the worker has the same priority.
    """
    worker = Worker("fake", tmp_path, low_priority=low_priority)
    try:
        assert worker.ask(request("calm"))[1]
        pid = process_of(tmp_path)
        lower = os.getpriority(os.PRIO_PROCESS, pid) - os.getpriority(os.PRIO_PROCESS, 0)
        assert lower == (10 if low_priority else 0) or (low_priority and os.getpriority(os.PRIO_PROCESS, pid) == 19)
        group = Path(f"/proc/{pid}/autogroup")
        if low_priority and group.exists():
            assert group.read_text(encoding="ascii").split()[-2:] == ["nice", "10"]
    finally:
        worker.stop()


MASTER = """
import sys, tempfile, threading
from pathlib import Path
from tests.speech.test_worker import request
from voiceguide.speech._worker import Worker
worker = Worker("fake", Path(sys.argv[1]))
worker.ask(request("calm"))
threading.Thread(target=worker.ask, args=(request("hangs"),), daemon=True).start()
print("speaking", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="there is no way here to wait for a foreign process")
def test_a_worker_ends_when_its_master_is_killed(tmp_path: Path) -> None:
    """If the master process is killed while a line is being spoken, the worker ends and leaves no files."""
    folder = tmp_path / "folder"
    folder.mkdir()
    master = subprocess.Popen(
        [sys.executable, "-c", MASTER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with master:
        assert master.stdout is not None
        assert master.stdout.readline() == b"speaking\n"
        pid = process_of(folder)
        master.kill()
    assert wait_for_end(pid)
    assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX")
def test_ctrl_c_does_not_reach_a_worker(worker: Worker, tmp_path: Path) -> None:
    """Ctrl-C in the terminal does not end a worker: it has a process group of its own and ignores the signal. Its
    master decides when it ends.
    """
    worker.ask(request("calm"))
    pid = process_of(tmp_path)
    assert os.getpgid(pid) != os.getpgid(0)
    os.kill(pid, signal.SIGINT)
    assert worker.ask(request("calm"))[1]
    assert process_of(tmp_path) == pid
