"""The table of results: a row for each measure, and the machine that they were measured on."""

import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from tests.benchmarks.place import Place


@dataclass(frozen=True)
class Row:
    """The result of a measure."""

    measured: str
    """The figures to be compared with the target."""
    detail: str
    """The things that were compared, each with its figure."""


@dataclass(frozen=True)
class Measure:
    """One thing to measure, with its name, its target and the function that measures it."""

    name: str
    """The name of the measure for `--only`."""
    what: str
    target: str
    take: Callable[[Place], Row]


def machine() -> str:
    """A line about the machine: its cores and load, and the versions of Python and of the compared programs."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()}){load}; "
        f"Python {platform.python_version()}; lameenc {version('lameenc')}; pydub {version('pydub')}; {_lame_version()}"
    )


def _lame_version() -> str:
    program = shutil.which("lame")
    if program is None:
        return "no lame"
    first = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return first.split("(")[0].strip()


def line(measure: Measure, row: Row) -> str:
    """A measure and its result as a row of a Markdown table."""
    return f"| {measure.name} | {measure.what} | {measure.target} | {row.measured} | {row.detail} |"


HEAD = "| name | measure | target | measured | in detail |\n| --- | --- | --- | --- | --- |"
