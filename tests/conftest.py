"""Keeps the tests away from the user's own folders; speech and loops made by one test serve the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("shared", deadline=None)  # machines are shared: how long an example takes proves nothing
settings.load_profile("shared")


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the tests' own: no settings, no practices, an empty cache."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEGUIDE_CONFIG", str(home / "config.toml"))
        patch.setenv("VOICEGUIDE_DATA", str(home / "data"))
        patch.setenv("VOICEGUIDE_CACHE", str(home / "cache"))
        yield home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What uses real programs is tried again where a machine stood still for a moment; sound by the clock comes first.

    Else a worker would have to wait for that sound when all else is done.
    """
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(pytest.mark.flaky(reruns=2))
    items.sort(key=lambda item: "sound_server" not in getattr(item, "fixturenames", ()))
