"""The public interface for other programs: `import voiceguide` and the names in it."""

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import voiceguide
from voiceguide import errors


def test_the_public_names_are_sorted_and_all_there() -> None:
    """Every name in `__all__` exists and is there once, in alphabetical order. `dir` lists exactly these names."""
    assert voiceguide.__all__ == sorted(set(voiceguide.__all__)) == dir(voiceguide)
    for name in voiceguide.__all__:
        assert getattr(voiceguide, name) is not None


def test_type_checkers_know_every_public_name() -> None:
    """Every public name that `__getattr__` loads is also imported for type checkers, which would take it for `Any`
    otherwise.
    """
    tree = ast.parse(Path(voiceguide.__file__).read_text(encoding="utf-8"))
    known = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(voiceguide.__all__) <= known | {"__version__"}


def test_every_error_is_public() -> None:
    """Every class of error is a public name, so that other programs can catch it."""
    raised = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.VoiceguideError)
    }
    assert raised <= set(voiceguide.__all__)


def test_every_error_is_handed_on_by_its_room() -> None:
    """Every class that a private module of `voiceguide.errors` defines can be imported from `voiceguide.errors`."""
    modules = [module for name, module in vars(errors).items() if isinstance(module, ModuleType) and name[:1] == "_"]
    defined = {
        name
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    }
    assert "CertificateError" in defined
    assert defined <= set(errors.__all__)
    assert errors.__all__ == sorted(set(errors.__all__))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """A name that does not exist raises AttributeError, as in any module."""
    with pytest.raises(AttributeError, match="'nothing'"):
        _: Any = voiceguide.nothing


def test_the_face_costs_nothing_until_it_is_used() -> None:
    """`import voiceguide` loads no other module of the package."""
    code = "import sys, voiceguide; print([name for name in sys.modules if name.startswith('voiceguide.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_session_is_read_made_and_saved(tmp_path: Path) -> None:
    """A script is read, made into a session of 60 s, and exported to a file of this length, all with
    the public names.
    """
    (tmp_path / "calm.md").write_text("---\ntitle: Calm\n---\n\n# Here\n\nBe here.\n\n[silence 10s-5m]\n", "utf-8")
    script = voiceguide.read(tmp_path / "calm.md")
    session = voiceguide.make(script, voiceguide.Request(length=60.0, voice="fake:calm", background="none"))
    saved = session.export(tmp_path / "calm.wav")
    assert (script.title, session.duration, session.plan.length) == ("Calm", 60.0, 60 * 44_100)
    assert saved.stat().st_size > 60 * 44_100 * 4
    assert session.render(0, 10).shape == (10, 2)
