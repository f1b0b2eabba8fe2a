"""Checks, before a command begins, that the libraries it needs are installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

import click


def require_libraries(what: str, extra: str, packages: Sequence[str]) -> None:
    """Raise `click.ClickException` if any of `packages` is missing. Its message says that `what` needs the missing
    ones, and gives the command that installs our extra `extra`, which contains them.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        from voiceguide.system.install_hint import install_command

        command, them = install_command(extra, " ".join(packages)), "them" if len(missing) > 1 else "it"
        raise click.ClickException(f"{what} needs {' and '.join(missing)}; install {them} with: {command}")
