import subprocess
import sys
import time
from pathlib import Path

import pytest

from voiceguide.cli.bedtime import process_age


def test_a_process_knows_how_long_it_has_been_there() -> None:
    """The age that a process reports is more than 0, and at most the time that its parent measured
    since starting it.
    """
    program = "import sys; sys.stdin.readline(); from voiceguide.cli.bedtime import process_age; print(process_age())"
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    age = float(child.communicate("\n")[0])
    assert 0 < age <= time.monotonic() - began + 0.02


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="the system does not count from its start")
def test_the_beginning_is_read_after_the_name(tmp_path: Path) -> None:
    """The start time of a process is found even if the program's name contains spaces and brackets."""
    stat = tmp_path / "stat"
    fields = [str(number) for number in range(3, 53)]
    fields[22 - 3] = str(int((time.clock_gettime(time.CLOCK_BOOTTIME) - 5.0) * 100))
    stat.write_text(f"77 (a ) b (c) {' '.join(fields)}\n")
    assert process_age(stat) == pytest.approx(5.0, abs=0.5)


def test_where_the_system_does_not_tell_it_is_the_time_of_computing(tmp_path: Path) -> None:
    """If the system does not tell when the process began, `process_age` returns the processor time of the process,
    which is never more than its real age.
    """
    before = time.process_time()
    assert before <= process_age(tmp_path / "nothing") <= time.process_time()
