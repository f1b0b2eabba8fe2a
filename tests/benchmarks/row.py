"""The table: a row for each measure, and the machine it was measured on."""

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
    """The figure held against the target."""
    detail: str
    """What was compared with what, each with its figure."""


@dataclass(frozen=True)
class Measure:
    """Something that is measured."""

    name: str
    """For `--only`."""
    what: str
    target: str
    take: Callable[[Place], Row]


def machine() -> str:
    """The machine and the versions of what is measured."""
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
    """A row as a line of a Markdown table."""
    return f"| {measure.name} | {measure.what} | {measure.target} | {row.measured} | {row.detail} |"


HEAD = "| name | measure | target | measured | in detail |\n| --- | --- | --- | --- | --- |"
