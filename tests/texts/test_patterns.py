"""The regular expressions of the readers: each is valid, and none is compiled before it is needed."""

import re
import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voiceguide import texts
from voiceguide.texts._patterns import Pattern

PATTERNS = [
    (f"{module.name}.{name}", value)
    for module in iter_modules(texts.__path__)
    for name, value in vars(import_module(f"voiceguide.texts.{module.name}")).items()
    if isinstance(value, Pattern)
]


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_each_is_a_regular_expression(name: str, pattern: Pattern) -> None:
    """Each pattern is a valid regular expression and matches an empty text at most once."""
    assert len(pattern.findall("")) <= 1


@pytest.mark.parametrize("pattern", [pytest.param(one, id=name) for name, one in PATTERNS if one.needs or one.wide])
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_it_finds_holds_what_it_needs(pattern: Pattern, data: st.DataObject) -> None:
    """Every text that a pattern can match contains one of the characters or words in its `needs`; if the pattern is
    `wide`, it contains a character that is not ASCII. So the pattern can be skipped for other texts.
    """
    found = data.draw(st.from_regex(re.compile(pattern.pattern, pattern.flags)))
    assert not pattern.needs or any(sign in found for sign in pattern.needs)
    assert not pattern.wide or not found.isascii()


def test_nothing_is_compiled_when_the_room_is_entered() -> None:
    """Importing the readers compiles no pattern. So nobody waits for the patterns of forms that are not used."""
    code = (
        "import sys\n"
        "import voiceguide.texts.practice\n"
        "from voiceguide.texts._patterns import Pattern\n"
        "rooms = [module for name, module in sys.modules.items() if name.startswith('voiceguide.texts.')]\n"
        "known = [value for room in rooms for value in vars(room).values() if isinstance(value, Pattern)]\n"
        "print(len(known) > 50, [one.pattern for one in known if '_compiled' in vars(one)])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True []\n"
