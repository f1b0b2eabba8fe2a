"""Checks that the libraries of a command are installed, before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

import click


def require_libraries(what: str, extra: str, packages: Sequence[str]) -> None:
    """Raises `click.ClickException` with the command that installs one of our extras, if any of its packages is
    missing. `what` needs them.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        from voiceguide.system.install_hint import install_command

        command, them = install_command(extra, " ".join(packages)), "them" if len(missing) > 1 else "it"
        raise click.ClickException(f"{what} needs {' and '.join(missing)}; install {them} with: {command}")
