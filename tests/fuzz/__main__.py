"""Read damaged files for some minutes: ``python -m tests.fuzz --minutes 10``. Files that cause a fault are kept in a
folder.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.fuzz.targets import targets, tries, trouble


@click.command()
@click.option("--minutes", type=float, default=10.0, show_default=True)
@click.option("--start", type=int, default=0, help="The number of the first try.")
@click.option("--keep", type=click.Path(path_type=Path), default=Path("fuzz-findings"), show_default=True)
@click.option("--only", default="", metavar="WORD", help="Only kinds of file with this word in their names.")
def fuzz(minutes: float, start: int, keep: Path, only: str) -> None:
    """Damage scripts, texts, courses, recipes, catalogues, settings and sounds, and report every file that is neither
    read nor refused with a clear error.
    """
    warnings.simplefilter("error")
    wanted = [target for target in targets() if only in target.name]
    found, count = 0, 0
    with TemporaryDirectory() as folder:
        for target in wanted:
            end = time.monotonic() + minutes * 60 / len(wanted)
            for one in tries(target, start):
                if time.monotonic() > end:
                    break
                count += 1
                if wrong := trouble(target, one.file, Path(folder)):
                    found += 1
                    keep.mkdir(exist_ok=True)
                    kept = keep / f"{target.name.replace(' ', '-')}-{one.number}-{one.file.name}"
                    kept.write_bytes(one.file.data)
                    click.echo(f"{target.name}, try {one.number}: {wrong[:300]}")
    click.echo(f"{count} tries, {found} findings")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    fuzz()
