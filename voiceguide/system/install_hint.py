"""Finds out which libraries are installed, and which command installs more. The command is correct in any shell."""

import os
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeVar

_PLAIN: Final = re.compile(r"[\w./\\:+-]+")


_Made = TypeVar("_Made")


def first_installed(makers: "Iterable[Callable[[], _Made]]") -> "_Made | None":
    """Call `makers`, each of which needs some library, until one of them raises no ImportError, and return its result.
    None if the libraries of all of them are missing.
    """
    for make in makers:
        with suppress(ImportError):
            return make()
    return None


def install_command(extra: str, package: str) -> str:
    """The command that installs the libraries of one of our extras into the environment we run in.

    `package` is the package that the extra requires; pipx needs its name. Words with brackets or spaces are put in
    double quotes, which sh, bash, zsh, fish, PowerShell and cmd all accept. (If the path to Python contains a space,
    PowerShell would need an ``&`` before it, which cmd refuses.)
    """
    home = Path(sys.prefix)
    if (home / "pipx_metadata.json").is_file():
        return f"pipx inject {quoted(home.name)} {package}"
    wanted = f'"voiceguide[{extra}]"'
    if _activated(home):
        return f"pip install {wanted}"
    python = quoted(_shortest(Path(sys.executable)))
    if find_spec("pip") is None:  # made by uv
        return f"uv pip install --python {python} {wanted}"
    return f"{python} -m pip install {wanted}"


def _activated(home: Path) -> bool:
    """Whether typing ``pip``, without a path, runs the pip of the environment in the folder `home`."""
    active = os.environ.get("VIRTUAL_ENV") or os.environ.get("CONDA_PREFIX")
    return bool(active) and Path(str(active)).resolve() == home.resolve() and find_spec("pip") is not None


def _shortest(path: Path) -> str:
    """The path, made relative to the current folder if it is inside that folder. Links are not resolved."""
    try:
        inside = path.relative_to(Path.cwd())
    except (ValueError, OSError):
        return str(path)
    return str(inside) if len(inside.parts) > 1 else f".{os.sep}{inside}"


def quoted(word: str) -> str:
    """The word as one types it in a shell: in double quotes if it has blanks or signs. Quotes within it are kept."""
    return word if _PLAIN.fullmatch(word) else f'"{word}"'
