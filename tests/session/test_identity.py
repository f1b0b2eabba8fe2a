"""The keys of sessions and files: they depend on everything that shapes the sound, but not on the names of classes."""

import json
from dataclasses import dataclass, field, replace

import pytest

from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.model import Place
from voiceguide.script.outliner import Listener, outline
from voiceguide.session.identity import identity, plain
from voiceguide.session.request import BedAfter, Request

LIBRARY = Library([bundled_scripts()])


@dataclass(frozen=True)
class Before:
    """A class in an earlier version of the program."""

    name: str
    inner: tuple[object, ...] = ()


@dataclass(frozen=True)
class Later:
    """The same class in a later version: it has another name, and two more fields."""

    name: str
    inner: tuple[object, ...] = ()
    added: float = 1.0
    more: tuple[str, ...] = field(default_factory=tuple)


def test_a_field_that_is_added_leaves_the_key_alone() -> None:
    """A new field with its default value does not change the key, even deep inside a value. Nor does a new name of the
    class.
    """
    assert identity(Before("one", (Before("two"),))) == identity(Later("one", (Later("two"),)))
    assert identity(Before("one")) != identity(Later("one", added=2.0))


def test_every_value_counts() -> None:
    """A different value gives a different key. So does a different order, or the same value in a different field."""
    asked = Request(length=60.0, voice="fake:calm", then=BedAfter(None, 30.0))
    keys = [
        identity(one)
        for one in (
            asked,
            replace(asked, length=61.0),
            replace(asked, voice=None, fill="fake:calm"),
            replace(asked, then=BedAfter("rain", 30.0)),
            replace(asked, then=None),
        )
    ]
    assert len(set(keys)) == len(keys)
    assert identity("a", "b") != identity("b", "a")


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_practice_has_a_plain_form(name: str) -> None:
    """A script and its outline become plain JSON values. If values of the type `Place` are left out, the outline
    contains neither file names nor line numbers.
    """
    script = LIBRARY.find(name)
    outlined = outline(script, Listener(), LIBRARY.included)
    for value in (plain(script), plain(outlined)):
        assert json.loads(json.dumps(value)) == value
    held = json.dumps(plain(outlined, without=(Place,)))
    assert script.file not in held
    assert '"line"' not in held


def test_what_has_no_plain_form_is_no_key() -> None:
    """`identity` raises an error for a value that has no plain form. Its text may differ between runs of the program,
    so that a key made from it would never be found again.
    """
    with pytest.raises(TypeError):
        identity(object())
