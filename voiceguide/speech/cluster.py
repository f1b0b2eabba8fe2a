"""Speaks lines on a Dask cluster. Dask's scheduler distributes the tasks; this module sees to it that each task runs
where its voice is.

Every worker is checked when it joins. It gets a Dask resource for each voice that it has and that sounds the same as
here. A task is a few lines of one voice. It requires the resource of that voice, so only workers that have the voice
can run it. If a worker is lost, the scheduler gives its tasks to others.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from distributed import Client, KilledWorker, Security, wait
from distributed.comm import CommClosedError

from voiceguide.errors import ClusterError, SpeechError
from voiceguide.speech._cluster_worker import VoiceProbe, WorkerVoices, in_one_line, problems_of, speak_on_worker
from voiceguide.speech._worker import as_request
from voiceguide.speech._workers import ClipBytes, LineFailedError, speak_lines
from voiceguide.speech.engine import SpeechLine, VoiceChoice
from voiceguide.speech.engines.table import engine_entry
from voiceguide.speech.stage import SpeakLines
from voiceguide.units import Seconds

_LINES_A_TASK: Final = 4
_IN_FLIGHT: Final = 256
"""The most tasks that are submitted at a time, so that memory does not grow with the number of lines."""

_TIMEOUT: Final[Seconds] = 60.0
"""How many seconds to wait for a cluster that has become unreachable, or that has no worker. (If a cluster cannot be
reached at the very beginning, there is no wait.)
"""

_UNREACHABLE: Final = (
    TimeoutError,
    asyncio.TimeoutError,
    OSError,
    CommClosedError,
    CancelledError,
    asyncio.CancelledError,
)
"""The errors that are raised if a scheduler does not answer, or no longer knows a task."""

_POLL: Final[Seconds] = 2.0
_DISCONNECT: Final[Seconds] = 2.0
"""How long our client may take to disconnect."""

_MOST_KILLED: Final = 20
"""How many times, on average, a task may be lost and submitted again. After that we give up, because the tasks probably
make their workers crash.
"""


@dataclass(frozen=True)
class Tls:
    """The files for TLS: the certificate of the authority, our own certificate, and its key. None: the file that Dask's
    own configuration names.
    """

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


def require_safe(address: str) -> None:
    """Raise `ClusterError` if the address is incomplete, or if the connection to it is not encrypted and leaves this
    machine.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in ("tls", "tcp") or not host or not port:
        raise ClusterError(address, "write it like tls://HOST:8786")
    if parts.scheme == "tcp" and not _on_this_machine(host):
        raise ClusterError(
            address,
            "without encryption, anyone on the network could read the "
            "text, and run programs on the cluster; "
            f"use tls://{host}:{port} (docs/cluster.md)",
        )


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def speaking_on(
    address: str,
    voices: Sequence[tuple[VoiceChoice, str]],
    tls: Tls,
    say: Callable[[str], None],
    *,
    worker_wait: Seconds = _TIMEOUT,
) -> Iterator[SpeakLines]:
    """Yield a function that speaks on the cluster at this address while the block runs. `say` is called with messages:
    one for every voice that a worker lacks, and one whenever the connection is lost. `worker_wait` is how long lines
    wait for a new worker when all workers with their voice have gone.

    `voices` are the voices wanted on the cluster, each with the language of its words. Lines in other voices, and in
    voices that no worker has, are spoken on this machine. Raises `ClusterError`.
    """
    require_safe(address)
    cluster = _Cluster(address, list(dict.fromkeys(_probes(voices))), tls, say, worker_wait)
    try:
        cluster.connect()
        yield cluster.speak
    finally:
        cluster.close()


def _probes(voices: Sequence[tuple[VoiceChoice, str]]) -> Iterator[VoiceProbe]:
    for voice, lang in voices:
        entry = engine_entry(voice.engine)
        if entry.in_folders:  # recordings are on this machine only
            continue
        line = SpeechLine("Yes.", voice.name, "" if voice.name else lang.lower(), 1.0, 1.0, "plain")
        (fingerprint,) = entry.fingerprints([line])
        if fingerprint:
            yield VoiceProbe(voice.engine, line, fingerprint)


class _Cluster:
    """A connection to a scheduler, which is restored if it is lost."""

    def __init__(
        self, address: str, probes: Sequence[VoiceProbe], tls: Tls, say: Callable[[str], None], worker_wait: Seconds
    ) -> None:
        self._address, self._probes, self._tls, self._say, self._worker_wait = address, probes, tls, say, worker_wait
        self._labels = {(one.engine, one.line.voice, one.line.lang): one.label for one in probes}
        self._plugin = f"voiceguide-{uuid.uuid4().hex[:8]}"
        self._client: Any = None
        self._seen: dict[str, frozenset[str]] = {}
        """The connected workers that have been checked, each with the labels of the voices that it has."""
        self._able: set[str] = set()
        """The labels of all voices that any worker has, or had."""
        self._joined: set[str] = set()
        """The labels of the voices that newly joined workers have. `_cancel_stuck` empties it after it has looked for
        tasks that wait for these voices.
        """
        self._missing_for: dict[str, Seconds] = {}
        """The voices that some worker once had and no worker has now: for each, by its label, how many seconds it has
        been missing.
        """
        self._looked: Seconds = 0.0
        """When the workers were last checked, on the monotonic clock."""

    def connect(self) -> None:
        """Connect, and have every worker checked. Raises `ClusterError` if the cluster cannot be reached, if our
        certificates cannot be used, or if no worker has any of the voices.
        """
        self._client, security = None, self._security()
        self._missing_for.clear()
        end = time.monotonic() + _TIMEOUT
        while self._client is None:
            try:
                self._require_listener()
                self._client = Client(self._address, security=security, timeout=10, set_as_default=False)
            except (OSError, ValueError, CommClosedError) as error:
                if time.monotonic() > end or not self._able:  # do not wait for a cluster that was never reached
                    raise ClusterError(self._address, in_one_line(error)) from error
                time.sleep(_POLL)
        try:
            self._client.wait_for_workers(1, timeout=_TIMEOUT)
            self._register(end)
        except (OSError, TimeoutError, CommClosedError) as error:
            raise ClusterError(self._address, "it has no workers; start one (docs/cluster.md)") from error
        self._check_workers()
        if not self._able:
            raise ClusterError(self._address, "none of its workers has any of the voices you asked for")

    def _register(self, end: float) -> None:
        """Have all present and future workers checked. If a worker dies meanwhile, try again until `end`, on the
        monotonic clock.
        """
        while True:
            try:
                self._client.register_plugin(WorkerVoices(self._probes, self._plugin))
            except (OSError, CommClosedError):
                if time.monotonic() > end:
                    raise
                time.sleep(_POLL)
            else:
                return

    def _require_listener(self) -> None:
        """Raise OSError if nothing listens at the address. (Without this check, Dask's client would fail too, but leave
        behind a thread that reports errors later.)
        """
        parts = urlsplit(self._address)
        socket.create_connection((parts.hostname, parts.port or 0), timeout=5).close()

    def _security(self) -> Any:
        if self._address.startswith("tcp"):
            return None
        given = {"tls_ca_file": self._tls.ca, "tls_client_cert": self._tls.cert, "tls_client_key": self._tls.key}
        security = Security(require_encryption=True, **{key: str(file) for key, file in given.items() if file})
        try:
            proven = security.get_connection_args("client").get("ssl_context")
        except (OSError, ValueError) as error:
            raise ClusterError(self._address, f"its certificates cannot be used: {in_one_line(error)}") from error
        if proven is None:
            raise ClusterError(
                self._address, "it needs a certificate; give --tls-ca, --tls-cert and --tls-key (docs/cluster.md)"
            )
        return security

    def _check_workers(self) -> None:
        """Report which voices newly joined workers lack, and note which voices no worker has any more."""
        workers = set(self._client.scheduler_info(n_workers=-1)["workers"])
        for worker in self._seen.keys() - workers:
            del self._seen[worker]
        if new_workers := list(workers - self._seen.keys()):
            found = self._client.run(problems_of, self._plugin, workers=new_workers, on_error="ignore")
            for worker, problems in sorted(found.items()):
                if problems:  # if empty, the worker is still being checked
                    self._note(worker, problems)
        available = {label for labels in self._seen.values() for label in labels}
        before, self._looked = self._looked, time.monotonic()
        self._missing_for = {
            label: self._missing_for[label] + self._looked - before if label in self._missing_for else 0.0
            for label in self._able - available
        }

    def _note(self, worker: str, problems: Mapping[str, str]) -> None:
        self._seen[worker] = frozenset(label for label, problem in problems.items() if not problem)
        self._able |= self._seen[worker]
        self._joined |= self._seen[worker]
        for probe in self._probes:
            if problem := problems.get(probe.label, ""):
                self._say(f"{worker} does not speak {probe.display_name}: {problem}")

    def _require_workers(self, labels: set[str]) -> None:
        """Raise `ClusterError` if every one of these voices has been missing on all workers for longer than
        `worker_wait`.
        """
        if labels and min(self._missing_for.get(label, 0.0) for label in labels) > self._worker_wait:
            raise ClusterError(
                self._address,
                "all its workers have gone; what was spoken is kept; run the same command again to continue",
            )

    def speak(self, engine: str, lines: Sequence[SpeechLine]) -> Generator[tuple[int, ClipBytes], None, None]:
        """Speak all lines, yielding (index, clip) as they are finished. Lines in a voice that no worker has had are
        spoken on this machine, the others on the cluster. Raises what `speak_lines` raises, and `ClusterError`.
        """
        labels = [self._labels.get((engine, line.voice, line.lang), "") for line in lines]
        able = frozenset(self._able)
        local_lines = [index for index, label in enumerate(labels) if label not in able]
        if local_lines:
            try:
                for index, spoken in speak_lines(engine, [lines[index] for index in local_lines]):
                    yield local_lines[index], spoken
            except LineFailedError as failed:
                raise LineFailedError(local_lines[failed.index], failed.reason) from failed
        tasks: list[tuple[str, list[int]]] = []
        for label in dict.fromkeys(labels):
            of = [index for index, one in enumerate(labels) if one == label and label in able]
            tasks += [(label, of[at : at + _LINES_A_TASK]) for at in range(0, len(of), _LINES_A_TASK)]
        yield from self._run(engine, lines, tasks)

    def _run(
        self, engine: str, lines: Sequence[SpeechLine], tasks: list[tuple[str, list[int]]]
    ) -> Generator[tuple[int, ClipBytes], None, None]:
        waiting = list(reversed(tasks))
        in_flight: dict[Any, tuple[str, list[int]]] = {}
        killed = 0
        self._missing_for.clear()  # no line was waiting for a voice until now
        self._joined.clear()
        try:
            while waiting or in_flight:
                if self._client.status != "running":
                    waiting += in_flight.values()
                    in_flight.clear()
                    self._reconnect()
                while waiting and len(in_flight) < _IN_FLIGHT:
                    task = waiting.pop()
                    in_flight[self._submit(engine, lines, task)] = task
                for future in self._finished(list(in_flight)):
                    task = in_flight.pop(future)
                    results = self._results(future)
                    if results is None:
                        waiting.append(task)
                        killed += 1
                    else:
                        yield from _clips(task[1], results)
                self._require_workers({label for label, _ in in_flight.values()})
                waiting += self._cancel_stuck(in_flight)
                if killed > _MOST_KILLED * len(tasks):
                    raise ClusterError(self._address, "its workers keep crashing; look at their output")
        finally:
            if in_flight and self._client.status == "running":  # a lost scheduler no longer knows the tasks
                with self._ignoring_lost_connection():
                    self._client.cancel(list(in_flight), force=True)

    def _cancel_stuck(self, in_flight: dict[Any, tuple[str, list[int]]]) -> list[tuple[str, list[int]]]:
        """Cancel the tasks that wait for a voice of a newly joined worker, and return them, to be submitted again. This
        is needed because Dask assigns waiting tasks at the moment when a worker joins. The worker gets its voices a
        little later, and then Dask does not look at the waiting tasks again.
        """
        if not self._joined:
            return []
        with self._ignoring_lost_connection():
            begun = {key for keys in self._client.processing().values() for key in keys}
            stuck = [
                one
                for one in in_flight
                if in_flight[one][0] in self._joined and one.key not in begun and not one.done()
            ]
            self._client.cancel(stuck, force=True)
            self._joined.clear()
            return [in_flight.pop(one) for one in stuck]
        return []

    def _results(self, future: Any) -> list[Any] | None:
        """The result of a task. None if its workers died, if the scheduler does not answer, or if the scheduler no
        longer knows the task. Raises `ClusterError` if the task failed for another reason.
        """
        try:
            found: list[Any] = future.result(timeout=_TIMEOUT)
        except (KilledWorker, *_UNREACHABLE):
            return None
        except Exception as error:
            raise ClusterError(self._address, in_one_line(error)) from error
        return found

    def _submit(self, engine: str, lines: Sequence[SpeechLine], task: tuple[str, list[int]]) -> Any:
        label, indices = task
        requests = [as_request(lines[index]) for index in indices]
        return self._client.submit(
            speak_on_worker, self._plugin, engine, requests, pure=False, resources={label: 1}, retries=2
        )

    def _finished(self, futures: list[Any]) -> list[Any]:
        """Wait until a future ends, at most `_POLL` seconds, and check the workers. Returns all futures that have
        ended, successfully or not.
        """
        with self._ignoring_lost_connection(), self._client.as_current():
            wait(futures, timeout=_POLL, return_when="FIRST_COMPLETED")
        with self._ignoring_lost_connection():
            self._check_workers()
        return [future for future in futures if future.status in ("finished", "error", "cancelled", "lost")]

    @contextmanager
    def _ignoring_lost_connection(self) -> Iterator[None]:
        """Ignore time-outs, and errors of an unreachable scheduler. Any other error is raised."""
        try:
            yield
        except _UNREACHABLE:
            pass
        except RuntimeError:  # the client has given the scheduler up, and closed its event loop
            if self._client.status == "running":
                raise

    def _reconnect(self) -> None:
        """Connect again to the lost scheduler, or to a new one in its place."""
        self._say(f"lost the connection to the cluster at {self._address}; trying again")
        self.close()
        try:
            self.connect()
        except ClusterError as error:
            raise ClusterError(
                self._address,
                f"the connection was lost ({error.reason}); what was spoken is "
                "kept; run the same command again to continue",
            ) from error

    def close(self) -> None:
        """Have the workers end their engine processes, and disconnect. Raises no error if the scheduler is
        unreachable.
        """
        if self._client is None:
            return
        if self._client.status == "running":
            # ValueError: a new scheduler never had the plugin. KeyError: a worker that has just joined has none yet.
            with self._ignoring_lost_connection(), suppress(ValueError, KeyError):
                self._client.unregister_worker_plugin(self._plugin)
        with self._ignoring_lost_connection():
            self._client.close(timeout=_DISCONNECT)


def _clips(indices: list[int], results: list[Any]) -> Iterator[tuple[int, ClipBytes]]:
    failed: tuple[int, str] | None = None
    for index, (channels, held) in zip(indices, results, strict=True):
        if channels:
            yield index, ClipBytes(held, channels)
        else:
            failed = failed or (index, held)
    if failed:
        raise LineFailedError(failed[0], SpeechError(failed[1]))
