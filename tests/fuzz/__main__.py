"""Feeds damaged files for some minutes: ``python -m tests.fuzz --minutes 10``. What it finds is kept in a folder."""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.fuzz.targets import targets, tries, trouble

SLOW_S = 5.0


@click.command()
@click.option("--minutes", type=float, default=10.0, show_default=True)
@click.option("--start", type=int, default=0, help="The number of the first try.")
@click.option("--keep", type=click.Path(path_type=Path), default=Path("fuzz-findings"), show_default=True)
def fuzz(minutes: float, start: int, keep: Path) -> None:
    """Damage scripts, recipes, settings and sounds, and see whether anything but a clear refusal comes of it."""
    warnings.simplefilter("error")
    share, found, count = minutes * 60 / len(targets()), 0, 0
    with TemporaryDirectory() as folder:
        for target in targets():
            end = time.monotonic() + share
            for number, data in tries(target, start):
                began = time.monotonic()
                if began > end:
                    break
                wrong = trouble(target, data, Path(folder))
                if not wrong and time.monotonic() - began > SLOW_S:
                    wrong = f"took {time.monotonic() - began:.1f} s"
                count += 1
                if wrong:
                    found += 1
                    keep.mkdir(exist_ok=True)
                    (keep / f"{target.name.replace(' ', '-')}-{number}").write_bytes(data)
                    click.echo(f"{target.name}, try {number}: {wrong[:300]}")
    click.echo(f"{count} tries, {found} findings")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    fuzz()
