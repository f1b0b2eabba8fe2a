"""The interface for notebooks, as docs/architecture.md shows it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.speech.libraries import has_library

PAGE = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.real
@has_library("wheel")
def test_the_example_for_notebooks_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example in the docs, run unchanged, makes ten seconds of samples, the whole session for pydub, and a file."""
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    assert names["samples"].shape == (441_000, 2)
    assert len(names["sound"]) == 200_000
    assert (tmp_path / "pause.mp3").stat().st_size > 1_000_000
