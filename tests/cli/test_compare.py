"""Plans of several lengths side by side, and plans of a later visit."""

import json
from pathlib import Path

from tests.cli.running import VOICE, refused, run, written

SCRIPT = """---
title: A rest
---
# Hello {visit=first}
This is what it is about. You can stop at any time.

# Hello again {visit=again}
There you are. You can stop at any time.

# Quiet
Now it is quiet. [silence 5s-30s]

# More {optional}
And here is a little more of the same, for as long as there is time for it. [10s]

# The end {closing}
That was all.
"""


def test_lengths_stand_side_by_side(tmp_path: Path) -> None:
    """A row for each length shows where its time goes and what was left out; JSON has a plan for each."""
    script = written(tmp_path, SCRIPT.encode())
    table = run("plan", script, "--compare", "30s,1m", *VOICE).stdout.splitlines()
    assert [line.split()[0] for line in table] == ["length", "0:30", "1:00"]
    assert table[1].endswith("More")
    plans = json.loads(run("plan", script, "--compare", "30s,1m", "--json", *VOICE).stdout)
    assert [plan["length_s"] for plan in plans] == [30.0, 60.0]
    assert [plan["dropped"] for plan in plans] == [["More"], []]
    assert all(abs(sum(plan["shares"].values()) - 1) < 0.001 for plan in plans)
    assert "-l" in refused(run("plan", script, "--compare", "30s,1m", "-l", "2m", *VOICE), 2)


def test_a_file_is_for_the_first_time_unless_it_is_said(tmp_path: Path) -> None:
    """A practice is planned for a first visit, and with `--visit again` for a later one."""
    script = written(tmp_path, SCRIPT.encode())
    for words, title in (((), "Hello"), (("--visit", "again"), "Hello again")):
        said = json.loads(run("plan", script, "-l", "1m", "--json", *words, *VOICE).stdout)
        assert said["sections"][0]["title"] == title
