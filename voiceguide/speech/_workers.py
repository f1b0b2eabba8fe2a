"""The worker pool that speaks a list of lines."""

import os
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.errors import SpeechError, system_reason
from voiceguide.speech._worker import Worker, WorkerLostError, as_request
from voiceguide.speech.engine import SpeechLine, Voice
from voiceguide.speech.engines.table import engine_entry
from voiceguide.system.files import abandoned_folders
from voiceguide.units import FRAME_RATE, Seconds

_LINES_PER_WORKER: Final = 4
"""There is at most one worker for each group of this many lines. If a worker had fewer lines to speak, starting it
would cost more time than it saves.
"""

_WORKERS: Final = (2, 8)
"""The least and the greatest number of workers, if the caller does not set a number and there are enough lines. Between
these limits, there is one worker for each core. Even on one core two workers help, because engines also wait. Each
worker takes 60 MB of memory.
"""

_MOST_CORES: Final = 4
"""The most cores that one worker uses. More than two have not been measured."""

_HEAD_START: Final[Seconds] = 0.6
"""If one worker begins alone, the others start when it has spoken two lines, or at the latest this many seconds after
its first line. Starting a worker keeps a core busy for about a second. A fast voice finishes its second line before the
others start, so that line is not delayed by them.
"""

_LINE_COST: Final[Seconds] = 1.0
"""Each line has a fixed cost, however short it is: as much work as this many seconds of speech. Measured with Kokoro;
with piper's `joe` the cost is higher.
"""

_FOLDERS: Final = "voiceguide-speech-"
_ATTEMPTS: Final = 2


@dataclass(frozen=True, eq=False)
class ClipBytes:
    """A finished clip."""

    data: bytes
    """Little-endian 16-bit samples at 44 100 Hz, interleaved."""
    channels: int

    @property
    def seconds(self) -> Seconds:
        """The clip's duration."""
        return len(self.data) / (2 * self.channels * FRAME_RATE)


@dataclass(frozen=True)
class SpeakingPace:
    """How quickly lines have been spoken so far."""

    cost: float
    """How many seconds pass for each second of speech that is made, with all workers speaking at once. For this,
    `_LINE_COST` is added to the duration of each line.
    """
    at: Seconds
    """When the latest line was ready, on the monotonic clock."""

    def work_for(self, seconds: Seconds) -> Seconds:
        """How many seconds it will probably take to make a line whose speech lasts `seconds`."""
        return self.cost * (seconds + _LINE_COST)


class LineFailedError(SpeechError):
    """One of the lines could not be spoken. Data: `index` of the line, `reason` (an error)."""

    def __init__(self, index: int, reason: SpeechError) -> None:
        self.index, self.reason = index, reason
        super().__init__(str(reason))


def speak_lines(
    engine: str,
    lines: Sequence[SpeechLine],
    *,
    workers: int | None = None,
    timeout: Seconds | None = None,
    low_priority: bool = False,
) -> Generator[tuple[int, ClipBytes], None, None]:
    """Speak all lines, yielding (index, clip) as they are finished, in any order. There are at most `workers` workers,
    and a short line may take `timeout` seconds. If one of these is None, the usual figure is used. `low_priority` as in
    `Worker`.

    A worker that hangs or dies is replaced, and its line is tried once more. Raises `LineFailedError` as soon as a line
    fails, and `SpeechError` if no temporary folder can be made. Leaving the iterator, by an error, Ctrl-C or `close`,
    ends all workers at once.
    """
    count = min(workers or _usual_workers(), _useful_workers(lines))
    with WorkerPool(engine, count, timeout, low_priority=low_priority) as pool:
        yield from pool.speak(lines)


def _useful_workers(lines: Sequence[SpeechLine]) -> int:
    return -(-len(lines) // _LINES_PER_WORKER)


class StandbyWorkers:
    """Workers of one engine. The first of them starts, and loads a voice, before the lines are known.

    The caller must close them. If an engine can use several cores, there is only one worker, because the first line is
    then ready sooner. (On two cores, one worker takes longer for all lines than two workers would: a fifth longer with
    Kokoro, and three fifths longer with piper's `joe`. Both still speak faster than a session needs.) For other
    engines, more workers start after the first lines. Before that, they would only take processor time from the first
    worker.
    """

    def __init__(self, engine: str, voice: str, lang: str) -> None:
        """Start the first worker. Raises `SpeechError`."""
        self.first_took: Seconds | None = None
        """How long the first line took to speak, without loading the voice; None: not known."""
        self.pace: SpeakingPace | None = None
        """How quickly the lines of the latest `speak` have been spoken so far; None: not known."""
        self._engine = engine
        alone = engine_entry(engine).many_cores
        self._crew = WorkerPool(engine, 1 if alone else _usual_workers())
        self._crew.load(voice, lang, cores=min(os.cpu_count() or 1, _MOST_CORES) if alone else 1)

    def speak(self, engine: str, lines: Sequence[SpeechLine]) -> Generator[tuple[int, ClipBytes], None, None]:
        """Speak all lines, yielding clips as `speak_lines` does. Lines of another engine get workers of their own."""
        if engine != self._engine:
            yield from speak_lines(engine, lines)
            return
        began, amount = time.monotonic(), 0.0
        with closing(self._crew.speak(lines, one_first=True)) as spoken:
            for number, (index, clip) in enumerate(spoken):
                if self._crew.loaded_at is not None:
                    now = time.monotonic()
                    took = now - max(began, self._crew.loaded_at)
                    amount += clip.seconds + _LINE_COST
                    self.pace = SpeakingPace(took / amount, now)
                    if number == 0:
                        self.first_took = took
                yield index, clip

    def close(self) -> None:
        """End all workers at once."""
        self._crew.close()


def _usual_workers() -> int:
    return min(max(_WORKERS[0], os.cpu_count() or 1), _WORKERS[1])


def engine_voices(engine: str) -> tuple[Voice, ...]:
    """The voices of an engine, best first. Raises `EngineMissingError` or `SpeechError`."""
    with WorkerPool(engine, 1) as pool:
        return pool.voices()


class WorkerPool:
    """Workers of one engine, each started when it is first needed, and a folder for their files. `close` ends the
    workers and removes the folder.
    """

    def __init__(self, engine: str, count: int, timeout: Seconds | None = None, *, low_priority: bool = False) -> None:
        """`low_priority` as in `Worker`. Raises `SpeechError` if no folder can be made."""
        self.loaded_at: Seconds | None = None
        """When the first worker had loaded its voice, on the monotonic clock; None: it has not, or loading failed."""
        timeout = engine_entry(engine).timeout if timeout is None else timeout
        try:
            for folder in abandoned_folders(Path(tempfile.gettempdir()), _FOLDERS):
                shutil.rmtree(folder, ignore_errors=True)
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDERS}{os.getpid()}-"))
        except OSError as error:
            raise SpeechError(f"no temporary file can be written: {system_reason(error)}") from error
        self._workers = [Worker(engine, self._folder, timeout, low_priority=low_priority) for _ in range(count)]

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once, whatever they are doing, and remove their files, even if interrupted."""
        try:
            for worker in self._workers:
                worker.stop()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def voices(self) -> tuple[Voice, ...]:
        """The voices of the engine, best first. Raises `EngineMissingError` or `SpeechError`."""
        answer, _ = self._workers[0].ask({"do": "voices"})
        return tuple(Voice(*fields) for fields in answer["voices"])

    def load(self, voice: str, lang: str, *, cores: int) -> None:
        """Make the first worker load a voice, and return without waiting. The voice's model will use `cores` cores. If
        the engine is not a `LoadingEngine`, the worker only starts. An error while loading is ignored here, because the
        first line will raise it again.
        """

        def load() -> None:
            with suppress(SpeechError):
                self._workers[0].ask({"do": "load", "voice": voice, "lang": lang, "cores": cores})
                self.loaded_at = time.monotonic()

        threading.Thread(target=load, name="loading", daemon=True).start()

    def speak(
        self, lines: Sequence[SpeechLine], *, one_first: bool = False
    ) -> Generator[tuple[int, ClipBytes], None, None]:
        """Speak all lines, yielding clips as `speak_lines` does. With `one_first`, the first worker begins alone; the
        others start once two lines are spoken, or `_HEAD_START` seconds after the first line.
        """
        done: queue.SimpleQueue[tuple[int, ClipBytes | SpeechError]] = queue.SimpleQueue()
        numbered, lock = iter(enumerate(lines)), threading.Lock()

        def work(worker: Worker) -> None:
            result: ClipBytes | SpeechError | None = None
            while not isinstance(result, SpeechError):
                with lock:
                    index, line = next(numbered, (-1, None))
                if line is None:
                    return
                result = _spoken(worker, line)
                done.put((index, result))

        first, second = threading.Event(), threading.Event()

        def work_later(worker: Worker) -> None:
            first.wait()
            second.wait(_HEAD_START)
            work(worker)

        for number, worker in enumerate(self._workers[: _useful_workers(lines)]):
            threading.Thread(target=work_later if one_first and number else work, args=(worker,), daemon=True).start()
        try:
            for _ in lines:
                index, result = _next(done)
                (second if first.is_set() else first).set()
                if isinstance(result, SpeechError):
                    raise LineFailedError(index, result)
                yield index, result
        finally:
            first.set()
            second.set()


def _spoken(worker: Worker, line: SpeechLine) -> ClipBytes | SpeechError:
    request = as_request(line)
    reason: SpeechError = SpeechError("")
    for _ in range(_ATTEMPTS):
        try:
            answer, data = worker.ask(request)
            return ClipBytes(data, answer["channels"])
        except WorkerLostError as error:
            reason = error
        except SpeechError as error:
            return error
    return reason


def _next(done: "queue.SimpleQueue[tuple[int, ClipBytes | SpeechError]]") -> tuple[int, ClipBytes | SpeechError]:
    """Wait for the next result, in short steps, because on Windows Ctrl-C has no effect during a long wait."""
    while True:
        try:
            return done.get(timeout=0.5)
        except queue.Empty:
            continue
