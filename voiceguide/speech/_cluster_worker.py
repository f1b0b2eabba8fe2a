"""The code that runs on the workers of a Dask cluster: it checks which of the needed voices each worker has, and speaks
lines.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from distributed import WorkerPlugin, get_worker

from voiceguide.errors import SpeechError, VoiceguideError
from voiceguide.speech._worker import Message, Worker, as_request
from voiceguide.speech.engine import SpeechLine
from voiceguide.speech.engines.table import engine_entry
from voiceguide.system.files import abandoned_folders
from voiceguide.system.plain_text import collapsed

_FOLDERS: Final = "voiceguide-cluster-"
"""The first part of the name of every folder in which a worker keeps its temporary files."""


@dataclass(frozen=True)
class VoiceProbe:
    """A voice that workers need, with a fingerprint that shows whether a worker's voice is the same as ours."""

    engine: str
    line: SpeechLine
    fingerprint: str
    """Identifies everything that shapes the sound of this voice on our machine. If a worker has another fingerprint for
    the voice, the voice may sound different there.
    """

    @property
    def label(self) -> str:
        """The name of the Dask resource that workers with this voice have."""
        voice = f"{self.engine} {self.line.voice} {self.line.lang} {self.fingerprint}"
        return f"voiceguide-{hashlib.sha256(voice.encode()).hexdigest()[:16]}"

    @property
    def display_name(self) -> str:
        """The name of the voice, for people."""
        return f"{self.engine}:{self.line.voice or self.line.lang}"


def in_one_line(error: BaseException) -> str:
    """The message of an error, in one line; the name of its class if it has no message."""
    return collapsed(str(error)) or type(error).__name__


class WorkerVoices(WorkerPlugin):  # type: ignore[misc]
    """A plugin for a Dask worker. It knows which of the voices the worker has, and keeps the worker's engine processes
    running between tasks.
    """

    def __init__(self, probes: Sequence[VoiceProbe], name: str) -> None:
        self.name, self._probes = name, tuple(probes)
        self.problems: dict[str, str] = {}
        """For each voice, by its label, the reason why it cannot speak; "" if it can speak. The mapping is empty until
        all voices have been checked and Dask knows which of them this worker has.
        """

    async def setup(self, worker: Any) -> None:
        """Check the voices on a worker that has joined, and give it the Dask resource of each voice that can speak
        there.
        """
        for folder in abandoned_folders(Path(tempfile.gettempdir()), _FOLDERS):
            shutil.rmtree(folder, ignore_errors=True)
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDERS}{os.getpid()}-"))
        self._idle: list[tuple[str, Worker]] = []
        problems = await asyncio.to_thread(self._check_voices)
        able = {label: float(worker.state.nthreads) for label, problem in problems.items() if not problem}
        await worker.set_resources(**able)
        self.problems = problems

    def teardown(self, worker: Any) -> None:
        """End the engine processes and remove their files."""
        for _, speaker in self._idle:
            speaker.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _check_voices(self) -> dict[str, str]:
        return {probe.label: self._problem_with(probe) for probe in self._probes}

    def _problem_with(self, probe: VoiceProbe) -> str:
        try:
            entry = engine_entry(probe.engine)
            if tuple(entry.fingerprints([probe.line])) != (probe.fingerprint,):
                return "its files or its version differ from those on this machine"
            if not entry.knows_voices:
                self.speak(probe.engine, [as_request(probe.line)])
        except VoiceguideError as error:
            return in_one_line(error)
        except Exception as error:  # whatever is wrong with the worker, it cannot speak: report why
            return f"{type(error).__name__}: {in_one_line(error)}"
        return ""

    def speak(self, engine: str, requests: Sequence[Message]) -> list[tuple[int, bytes]]:
        """Speak lines. Returns, for each line, the number of channels and the packed samples. Raises `SpeechError`."""
        speaker = next((one for one in self._idle if one[0] == engine), None)
        if speaker is None:
            speaker = (engine, Worker(engine, self._folder, engine_entry(engine).timeout))
        else:
            self._idle.remove(speaker)
        try:
            return [(answer["channels"], data) for answer, data in map(speaker[1].ask, requests)]
        finally:
            self._idle.append(speaker)


def problems_of(plugin: str, dask_worker: Any) -> dict[str, str]:
    """For each voice, by its label, the reason why this worker cannot speak with it; "" if it can. The mapping is empty
    while the worker is still being checked. Dask passes the worker as `dask_worker`.
    """
    found = dask_worker.plugins.get(plugin)
    return dict(found.problems) if found is not None else {}


def speak_on_worker(plugin: str, engine: str, requests: Sequence[Message]) -> list[tuple[int, bytes | str]]:
    """Speak lines on the worker that runs this function. Returns, for each line, the number of channels and the packed
    samples; for a line that failed, 0 and the reason.
    """
    voices = get_worker().plugins[plugin]
    found: list[tuple[int, bytes | str]] = []
    for request in requests:
        try:
            found += voices.speak(engine, [request])
        except SpeechError as error:
            found.append((0, in_one_line(error)))
    return found
