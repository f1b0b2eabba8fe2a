"""Several workers speaking a list of lines at once."""

import os
import queue
import shutil
import tempfile
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.errors import SpeechError
from voiceguide.speech.engine import Line, Voice
from voiceguide.speech.engines import engine_entry
from voiceguide.speech.leftovers import abandoned
from voiceguide.speech.wire import as_request
from voiceguide.speech.worker import Worker, WorkerLostError
from voiceguide.units import Seconds

_LINES_PER_WORKER: Final = 4
"""For fewer lines another worker is not worth its start."""

_WORKERS: Final = (2, 8)
"""As many as there are cores, within these: two overlap their waiting even on one, and each takes 60 MB."""

_FOLDERS: Final = "voiceguide-speech-"
_TRIES: Final = 2


@dataclass(frozen=True, eq=False)
class Spoken:
    """A finished clip."""

    data: bytes
    """Little-endian 16-bit samples at 44 100 Hz, interleaved."""
    channels: int


class LineFailedError(SpeechError):
    """One of the lines could not be spoken. Data: `index` of the line, `reason` (an error)."""

    def __init__(self, index: int, reason: SpeechError) -> None:
        self.index, self.reason = index, reason
        super().__init__(str(reason))


def speak_lines(
    engine: str, lines: Sequence[Line], *, workers: int | None = None, patience: Seconds | None = None
) -> Generator[tuple[int, Spoken], None, None]:
    """Speak all lines, yielding (index, clip) as they are finished, in any order.

    A worker that hangs or dies is replaced and its line tried once more. Raises `LineFailedError` for the first line
    that fails. Leaving the iterator, by an error, Ctrl-C or `close`, ends all workers at once.
    """
    count = min(workers or _usual_workers(), -(-len(lines) // _LINES_PER_WORKER))
    done: queue.SimpleQueue[tuple[int, Spoken | SpeechError]] = queue.SimpleQueue()
    turns = iter(enumerate(lines))
    turn = threading.Lock()

    def work(worker: Worker) -> None:
        result: Spoken | SpeechError | None = None
        while not isinstance(result, SpeechError):
            with turn:
                index, line = next(turns, (-1, None))
            if line is None:
                return
            result = _spoken(worker, line)
            done.put((index, result))

    with _crew(engine, count, patience) as crew:
        for worker in crew:
            threading.Thread(target=work, args=(worker,), daemon=True).start()
        for _ in lines:
            index, result = _next(done)
            if isinstance(result, SpeechError):
                raise LineFailedError(index, result)
            yield index, result


def _usual_workers() -> int:
    return min(max(_WORKERS[0], os.cpu_count() or 1), _WORKERS[1])


def engine_voices(engine: str) -> tuple[Voice, ...]:
    """The voices of an engine, best first. Raises `EngineMissingError` or `SpeechError`."""
    with _crew(engine, 1, None) as (worker,):
        answer, _ = worker.ask({"do": "voices"})
        return tuple(Voice(*fields) for fields in answer["voices"])


@contextmanager
def _crew(engine: str, count: int, patience: Seconds | None) -> Iterator[list[Worker]]:
    """Workers not yet started, and a folder for them; both are gone afterwards, even if interrupted twice."""
    patience = engine_entry(engine).patience if patience is None else patience
    try:
        _sweep(Path(tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDERS}{os.getpid()}-"))
    except OSError as error:
        raise SpeechError(f"there is no place for temporary files: {error}") from error
    crew = [Worker(engine, folder, patience) for _ in range(count)]
    try:
        yield crew
    finally:
        try:
            for worker in crew:
                worker.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(place: Path) -> None:
    """Remove the folders of masters that were killed together with all their workers."""
    for folder in place.glob(f"{_FOLDERS}*-*"):
        if abandoned(folder, folder.name[len(_FOLDERS) :].partition("-")[0]):
            shutil.rmtree(folder, ignore_errors=True)


def _spoken(worker: Worker, line: Line) -> Spoken | SpeechError:
    request = as_request(line)
    reason: SpeechError = SpeechError("")
    for _ in range(_TRIES):
        try:
            answer, data = worker.ask(request)
            return Spoken(data, answer["channels"])
        except WorkerLostError as error:
            reason = error
        except SpeechError as error:
            return error
    return reason


def _next(done: "queue.SimpleQueue[tuple[int, Spoken | SpeechError]]") -> tuple[int, Spoken | SpeechError]:
    """Wait in short turns: on Windows a longer wait would not let Ctrl-C through."""
    while True:
        try:
            return done.get(timeout=0.5)
        except queue.Empty:
            continue
