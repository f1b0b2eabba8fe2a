"""Keep the tests away from the user's own folders. Speech and loops made by one test are used again by later ones."""

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
    """Gives a folder that only the tests use. It has no settings, no practices, no clips and no voices from packages,
    so that the usual voice is the one of the platform. COLUMNS is unset, so that output is not wrapped to the width of
    a terminal.
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
    """Run the tests that record sound in real time first, so that no worker waits for them at the end. Only these tests
    are tried again, up to twice, because a shared machine may halt during one. Other tests are never tried again, so
    that a rare fault is not hidden.
    """
    for item in items:
        if _by_the_clock(item) and item.config.pluginmanager.hasplugin("rerunfailures"):
            item.add_marker(pytest.mark.flaky(reruns=2))
    items.sort(key=lambda item: not _by_the_clock(item))


def _by_the_clock(item: pytest.Item) -> bool:
    return "sound_server" in getattr(item, "fixturenames", ())


MOST_TRIED_AGAIN = 2
"""How many tests of a run may be tried again. More than that points to a fault, not to a machine that halted."""


def _tried_again(config: pytest.Config) -> int:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    return len(reporter.stats.get("rerun", [])) if reporter else 0


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With VOICEGUIDE_REQUIRE_REAL=1 the run fails if more than `MOST_TRIED_AGAIN` tests were tried again."""
    required = os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"
    if required and not session.exitstatus and _tried_again(session.config) > MOST_TRIED_AGAIN:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many tests were tried again, even if none was."""
    count = _tried_again(terminalreporter.config)
    terminalreporter.write_line(f"{count} tried again, at most {MOST_TRIED_AGAIN} may be")
