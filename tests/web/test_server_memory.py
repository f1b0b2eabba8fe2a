"""The memory that the server uses, as the Linux kernel reports it."""

from pathlib import Path

import pytest

from tests.web.conftest import Served, real, serving

STATUS = Path("/proc/self/status")

pytestmark = [*real, pytest.mark.skipif(not STATUS.is_file(), reason="the kernel of Linux reports it")]

MOST = 250
"""The limit for the server's memory, in MB."""


def megabytes(served: Served, name: str) -> float:
    """A figure about the server's memory in MB: `VmRSS` is what it uses now, `VmHWM` the most it has used."""
    rows = Path(f"/proc/{served.process.pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(row for row in rows if row.startswith(name)).split()[1]) / 1024


def test_sessions_that_were_made_do_not_stay_in_memory(tmp_path: Path) -> None:
    """While the server makes sessions, with new backgrounds and speech, it uses less than 250 MB. Six more sessions add
    less than 25 MB.
    """
    with serving(tmp_path) as running:
        for background in ("brown-noise", "rain", "ocean:-3,rain:-3"):
            running.begin({"practice": "rest", "length_s": 60, "seed": 1, "background": background})
        after_three = megabytes(running, "VmRSS")
        for length in range(6):
            running.begin({"practice": "rest", "length_s": 90 + length, "seed": 1})
        assert megabytes(running, "VmRSS") - after_three < 25
        assert megabytes(running, "VmHWM") < MOST
