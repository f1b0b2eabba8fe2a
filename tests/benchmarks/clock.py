"""Runs commands and measures their time by the clock, their processor time and their memory, child
processes included.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """The time that a command took."""

    wall: float
    """Seconds by the clock."""
    cpu: float
    """Seconds of processor time, of the command and of the child processes that it waited for."""

    def __str__(self) -> str:
        return f"{self.wall:.2f} s (cpu {self.cpu:.2f} s)"


class CommandFailedError(Exception):
    """A measured command ended with an error."""


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Spent:
    """Run the command to its end and measure its time. Works only on POSIX systems, because of `wait4`. Raises
    `CommandFailedError`.
    """
    return _run(command, environment, lambda pid: None)


def median_of(times: int, one: Callable[[], Spent]) -> Spent:
    """Call `one` several times. The result has the median of each figure."""
    runs = [one() for _ in range(times)]
    return Spent(statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))


def paired(times: int, ours: Callable[[], Spent], other: Callable[[], Spent]) -> tuple[Spent, Spent]:
    """The median times of two commands. They run in turn, so that other work on the machine slows both alike."""
    pairs = [(ours(), other()) for _ in range(times)]
    first, second = (iter([pair[side] for pair in pairs]) for side in (0, 1))
    return median_of(times, lambda: next(first)), median_of(times, lambda: next(second))


def peak_memory(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """The most memory that the command and its children had at one time, in bytes: their PSS, sampled every 50 ms.
    Linux only.
    """
    if sys.platform != "linux":
        raise CommandFailedError("the memory of a process tree is measured on Linux only")
    peak = 0
    over = threading.Event()

    def watch(pid: int) -> None:
        nonlocal peak
        while not over.wait(0.05):
            peak = max(peak, sum(_pss(process) for process in _tree(pid)))

    def begin(pid: int) -> None:
        threading.Thread(target=watch, args=(pid,), daemon=True).start()

    try:
        _run(command, environment, begin)
    finally:
        over.set()
    return peak


def _run(command: Sequence[str], environment: Mapping[str, str] | None, begun: Callable[[int], None]) -> Spent:
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        begun(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailedError(f"{Path(command[0]).name} {' '.join(command[1:4])} ended with {process.returncode}")
    return Spent(wall, used.ru_utime + used.ru_stime)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for file in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in _text(file).split()]
    return found


def _pss(pid: int) -> int:
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _text(file: Path) -> str:
    """The file's text; empty if the process has just ended."""
    try:
        return file.read_text()
    except OSError:
        return ""
