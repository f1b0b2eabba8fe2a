"""Marks tests that use real programs: they skip with a reason where a program is missing, unless it is required."""

import os
import shutil

import pytest


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip where one of the programs is missing; with VOICEGUIDE_REQUIRE_REAL=1 run all the same, and so fail."""
    missing = [program for program in programs if shutil.which(program) is None]
    required = os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"
    return pytest.mark.skipif(
        bool(missing) and not required, reason=f"not on this machine: {', '.join(missing) or 'nothing'}"
    )
