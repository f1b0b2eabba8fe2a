"""Keeps originals: no command writes what it makes over the file that it is made from."""

from contextlib import suppress
from pathlib import Path

import click


def refuse_original(output: Path, original: Path, what: str) -> None:
    """Raise a `UsageError` if the output is the original, also through a link. `what` says what the original is."""
    with suppress(OSError, ValueError):
        if output.samefile(original):
            raise click.UsageError(f"the output is {what} itself; give it another name with -o")
