"""Which espeak-ng libraries there are on the machine that runs the tests."""

import os

import pytest

from voiceguide.errors import EngineMissingError
from voiceguide.speech.engines._espeak_library import SWITCH, LibrarySource, source, uses_espeak


def has_library(wanted: LibrarySource) -> pytest.MarkDecorator:
    """Skip where this library is missing; with VOICEGUIDE_REQUIRE_REAL=1 run all the same, and so fail."""
    try:
        there = uses_espeak() and source({SWITCH: wanted}) == wanted
    except EngineMissingError:
        there = False
    required = os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"
    return pytest.mark.skipif(not there and not required, reason=f"not on this machine: espeak-ng from the {wanted}")
