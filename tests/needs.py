"""What tests need that is real: where it is missing they skip with a reason, or fail if it is required."""

import importlib
import os
import shutil
from typing import Any

import pytest


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip where one of the programs is missing; with VOICEGUIDE_REQUIRE_REAL=1 run all the same, and so fail."""
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(
        bool(missing) and not _required(), reason=f"not on this machine: {', '.join(missing) or 'nothing'}"
    )


def package(name: str) -> Any:
    """The package or module of this name; where it is missing, the test or its module is skipped, or fails."""
    if _required():
        return importlib.import_module(name)
    return pytest.importorskip(name, reason=f"not on this machine: {name}")


def _required() -> bool:
    return os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"
