"""The worker process: starts one engine and answers requests until the main process closes the pipe or dies.

Nothing that an engine or its library prints can reach the pipe: stdout is redirected before the engine is started.
"""

import os
import queue
import shutil
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from voiceguide.errors import (
    EngineMissingError,
    LanguageNotSpokenError,
    ProgramNotFoundError,
    SpeechError,
    VoiceNotFoundError,
)
from voiceguide.speech._worker import Message, as_line, receive, send
from voiceguide.speech.engine import LoadingEngine, SpeechEngine
from voiceguide.system.process import lower_priority


def main(engine: str, folder: str, *, low_priority: bool) -> None:
    """Answer requests that come through stdin. The answers go to the original stdout. `folder` is for temporary files,
    shared by all workers; `low_priority` as in `Worker`.

    Ctrl-C is ignored here; the main process handles it.
    """
    if low_priority:
        lower_priority()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
    started: list[SpeechEngine] = []
    stopping = threading.Event()
    threading.Thread(
        target=_listen, args=(sys.stdin.buffer, requests, Path(folder), started, stopping), daemon=True
    ).start()
    _serve(engine, Path(folder), requests, answers, started, stopping)


def _listen(
    pipe: BinaryIO,
    requests: "queue.SimpleQueue[Message]",
    folder: Path,
    started: list[SpeechEngine],
    stopping: threading.Event,
) -> None:
    """Put requests from the pipe into the queue. When the pipe is closed, close the engine, remove this worker's files,
    and end the process at once, whatever the engine is doing.

    Files of other workers stay, because the main process may still be using those workers.
    """
    while (received := receive(pipe)) is not None:
        requests.put(received[0])
    stopping.set()
    with suppress(Exception):
        for engine in started:
            engine.close()
    shutil.rmtree(_own_folder(folder), ignore_errors=True)
    with suppress(OSError):
        folder.rmdir()
    os._exit(0)


def _serve(
    name: str,
    folder: Path,
    requests: "queue.SimpleQueue[Message]",
    answers: BinaryIO,
    started: list[SpeechEngine],
    stopping: threading.Event,
) -> None:
    answer: Message
    while True:
        body = b""
        try:
            if not started:
                started.append(_start(name, folder))
                answer = {"ready": True}
            else:
                answer, body = _answer(started[0], requests.get())
        except SpeechError as error:
            answer = _as_message(error)
        except Exception as error:  # a bug in an engine or its library: its state is unknown, so report and end
            traceback.print_exc()
            answer = {"failed": "bug", "reason": f"{type(error).__name__}: {error}"}
        if stopping.is_set():  # the engine is being closed, so its answer is worthless
            threading.Event().wait()
        send(answers, answer, body)
        if not started or answer.get("failed") == "bug":
            os._exit(1)


def _start(name: str, folder: Path) -> SpeechEngine:
    """Start the engine. Also import the modules that make clips, so that the first line need not wait for them."""
    import soxr  # noqa: F401

    import voiceguide.speech.treatment  # noqa: F401
    from voiceguide.speech.engines.table import engine_entry

    _own_folder(folder).mkdir(parents=True)
    return engine_entry(name).make(_own_folder(folder))


def _own_folder(folder: Path) -> Path:
    """The folder of this worker's temporary files."""
    return folder / str(os.getpid())


def _answer(engine: SpeechEngine, request: Message) -> tuple[Message, bytes]:
    if request["do"] == "voices":
        return {"voices": [_voice(voice) for voice in engine.voices()]}, b""
    if request["do"] == "load":
        if isinstance(engine, LoadingEngine):
            engine.load(request["voice"], request["lang"], cores=request["cores"])
        return {"loaded": True}, b""
    from voiceguide.dsp.samples import packed
    from voiceguide.speech.treatment import treated

    line = as_line(request)
    clip = treated(engine.speak(line), line.tone)
    return {"channels": clip.ndim}, packed(clip)


def _voice(voice: Any) -> list[Any]:
    return [voice.engine, voice.name, voice.language, voice.gender, voice.installed, voice.recommended]


def _as_message(error: SpeechError) -> Message:
    if isinstance(error, ProgramNotFoundError):
        return {"failed": "program", "voice": error.voice, "program": error.program, "near": error.near}
    if isinstance(error, LanguageNotSpokenError):
        return {"failed": "language", "engine": error.engine, "voice": error.voice, "remedy": error.remedy}
    if isinstance(error, VoiceNotFoundError):
        named = {
            "engine": error.engine,
            "voice": error.voice,
            "near": error.near,
            "remedy": error.remedy,
            "known": error.known,
        }
        return {"failed": "voice", **named}
    if isinstance(error, EngineMissingError):
        return {"failed": "engine", "engine": error.engine, "remedy": error.remedy}
    return {"failed": "speech", "reason": str(error)}
