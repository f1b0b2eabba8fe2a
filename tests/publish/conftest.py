"""A site as it was just published."""

from pathlib import Path

import pytest

from tests.publish.catalogues import published, written


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two practices at two lengths."""
    published(written(tmp_path), tmp_path / "site")
    return tmp_path / "site"
