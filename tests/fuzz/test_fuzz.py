"""A little of the fuzzing, at every run."""

from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz.targets import Target, targets, tries, trouble


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_damaged_files_are_read_or_refused_in_a_sentence(target: Target, tmp_path: Path) -> None:
    """Sixty damaged copies of each kind of file: no traceback, no hang, nothing lost on the way."""
    some = islice(tries(target, 0), 60)
    wrong = {one.number: said for one in some if (said := trouble(target, one.file, tmp_path))}
    assert not wrong
