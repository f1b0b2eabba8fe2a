"""Keeps the tests away from the user's own folders; speech and loops made by one test serve the next."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Machines are shared: how long an example takes proves nothing. The examples are always the same, so that a run tells
# something about the change and not about chance; `--hypothesis-profile search` looks for new ones.
settings.register_profile("shared", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the tests' own: no settings, no practices, an empty cache, and no voices in packages.

    So the usual voice is the platform's own, whatever is installed beside the tests. Output counts as read by nobody,
    so that lines are whole: workers of pytest-xdist are given a terminal's width.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COLUMNS", raising=False)
        os.unsetenv("COLUMNS")  # readline sets it for the processes that are begun, and Python does not know of it
        patch.setenv("VOICEGUIDE_VOICE_WHEELS", "off")
        patch.setenv("VOICEGUIDE_CONFIG", str(home / "config.toml"))
        patch.setenv("VOICEGUIDE_DATA", str(home / "data"))
        patch.setenv("VOICEGUIDE_CACHE", str(home / "cache"))
        yield home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that hear sound in real time come first, else a worker would have to wait for them when all else is done.

    Only they are tried again, for a shared machine may stand still in the middle of one. Other tests fail at their
    first failure: a line of speech that is lost once in six hundred is lost.
    """
    for item in items:
        if _by_the_clock(item) and item.config.pluginmanager.hasplugin("rerunfailures"):
            item.add_marker(pytest.mark.flaky(reruns=2))
    items.sort(key=lambda item: not _by_the_clock(item))


def _by_the_clock(item: pytest.Item) -> bool:
    return "sound_server" in getattr(item, "fixturenames", ())


MOST_TRIED_AGAIN = 2
"""More than that is a fault to be found, and no machine that stood still."""


def _tried_again(config: pytest.Config) -> int:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    return len(reporter.stats.get("rerun", [])) if reporter else 0


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything real is required, too many tests that were tried again fail the run."""
    required = os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"
    if required and not session.exitstatus and _tried_again(session.config) > MOST_TRIED_AGAIN:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many tests were tried again, also where it was none."""
    count = _tried_again(terminalreporter.config)
    terminalreporter.write_line(f"{count} tried again, at most {MOST_TRIED_AGAIN} may be")
