"""A freshly published site for the tests of publishing."""

from pathlib import Path

import pytest

from tests.publish.catalogues import published, written


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The folder of a published site: two practices, each at 30 s and at 1 min."""
    published(written(tmp_path), tmp_path / "site")
    return tmp_path / "site"
