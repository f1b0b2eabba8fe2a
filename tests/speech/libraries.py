"""Skips tests if an espeak-ng library is missing on this machine."""

import os

import pytest

from voiceguide.errors import EngineMissingError
from voiceguide.speech.engines._espeak_library import SWITCH, LibrarySource, source, uses_espeak


def has_library(wanted: LibrarySource) -> pytest.MarkDecorator:
    """Skip a test if this espeak-ng library is missing. With VOICEGUIDE_REQUIRE_REAL=1 the test runs all the same, and
    fails.
    """
    try:
        there = uses_espeak() and source({SWITCH: wanted}) == wanted
    except EngineMissingError:
        there = False
    required = os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"
    return pytest.mark.skipif(not there and not required, reason=f"not on this machine: espeak-ng from the {wanted}")
