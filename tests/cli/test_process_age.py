import subprocess
import sys
import time
from pathlib import Path

import pytest

from voiceguide.cli.bedtime import process_age


def test_a_process_knows_how_long_it_has_been_there() -> None:
    """The age that a process finds includes what it has waited for, and is no more than its parent has measured."""
    program = "import sys; sys.stdin.readline(); from voiceguide.cli.bedtime import process_age; print(process_age())"
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    age = float(child.communicate("\n")[0])
    assert 0 < age <= time.monotonic() - began + 0.02


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="the system does not count from its start")
def test_the_beginning_is_read_after_the_name(tmp_path: Path) -> None:
    """A program's name may hold blanks and brackets; the field is found all the same."""
    stat = tmp_path / "stat"
    fields = [str(number) for number in range(3, 53)]
    fields[22 - 3] = str(int((time.clock_gettime(time.CLOCK_BOOTTIME) - 5.0) * 100))
    stat.write_text(f"77 (a ) b (c) {' '.join(fields)}\n")
    assert process_age(stat) == pytest.approx(5.0, abs=0.5)


def test_where_the_system_does_not_tell_it_is_the_time_of_computing(tmp_path: Path) -> None:
    """The age is then no more than the time that has passed, and there is no error."""
    before = time.process_time()
    assert before <= process_age(tmp_path / "nothing") <= time.process_time()
