"""How much memory the server holds, as the kernel reports it."""

from pathlib import Path

import pytest

from tests.web.conftest import Served, real, serving

STATUS = Path("/proc/self/status")

pytestmark = [*real, pytest.mark.skipif(not STATUS.is_file(), reason="the kernel of Linux reports it")]

MOST = 250
"""Megabytes."""


def megabytes(served: Served, name: str) -> float:
    """`VmRSS`: what the server holds; `VmHWM`: the most that it held."""
    rows = Path(f"/proc/{served.process.pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(row for row in rows if row.startswith(name)).split()[1]) / 1024


def test_sessions_that_were_made_do_not_stay_in_memory(tmp_path: Path) -> None:
    """Backgrounds and speech made from nothing never take 250 MB of the server, and six more sessions hardly any."""
    with serving(tmp_path) as running:
        for background in ("brown-noise", "rain", "ocean:-3,rain:-3"):
            running.begin({"practice": "rest", "length_s": 60, "seed": 1, "background": background})
        after_three = megabytes(running, "VmRSS")
        for length in range(6):
            running.begin({"practice": "rest", "length_s": 90 + length, "seed": 1})
        assert megabytes(running, "VmRSS") - after_three < 25
        assert megabytes(running, "VmHWM") < MOST
