"""Programs and packages that tests need. If one is missing, the test is skipped. With VOICEGUIDE_REQUIRE_REAL=1 it
fails instead.
"""

import importlib
import os
import shutil
from typing import Any

import pytest


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip a test if one of the programs is missing. With VOICEGUIDE_REQUIRE_REAL=1 the test runs
    anyway, and so fails.
    """
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(
        bool(missing) and not _required(), reason=f"not on this machine: {', '.join(missing) or 'nothing'}"
    )


def package(name: str) -> Any:
    """Import a package or module and return it. If it is missing, the test or the module of tests is skipped. With
    VOICEGUIDE_REQUIRE_REAL=1 it fails instead.
    """
    if _required():
        return importlib.import_module(name)
    return pytest.importorskip(name, reason=f"not on this machine: {name}")


def _required() -> bool:
    return os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"
