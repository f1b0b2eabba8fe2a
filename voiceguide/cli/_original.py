"""Checks where a command is about to write: it overwrites no file that it reads, and a picture has its own ending."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from voiceguide.system.install_hint import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from voiceguide.cli.context import App
    from voiceguide.script.model import Script
    from voiceguide.session.request import Request

WITH_O: Final = "choose another name with -o"


def refuse_original(
    output: Path, original: Path, what: str, *, written: str = "the output", remedy: str = WITH_O
) -> None:
    """Raise a `UsageError` if the output and the original are the same file, even by another path or a link. For the
    message, `what` says what the original is, and `written` what the output is.
    """
    with suppress(OSError, ValueError):
        if output.samefile(original):
            raise click.UsageError(f"{written} would overwrite {what}; {remedy}")


def refuse_sources(
    app: App, outputs: Iterable[tuple[Path, str]], script: Script, request: Request, *, remedy: str = WITH_O
) -> None:
    """Raise a `UsageError` if this session is made from a file that is also one of the outputs. Each output comes with
    its name for messages.
    """
    there = []
    for output, written in outputs:
        with suppress(OSError, ValueError):
            output.stat()
            there.append((output, written))
    if not there:
        return
    from voiceguide.session.sources import source_files

    for original, what in source_files(script, request, find=app.library.included, folders=app.folders):
        for output, written in there:
            refuse_original(output, original, what, written=written, remedy=remedy)


def refuse_other_ending(picture: Path, ending: str, option: str) -> None:
    """Raise a `UsageError` if the name of the picture, given with `option`, has another ending than `ending`."""
    if picture.suffix and picture.suffix.lower() != ending:
        other = quoted(str(picture.with_suffix(ending)))
        raise click.UsageError(f"the picture can only be a file ending in {ending}; write {option} {other}")
