"""A small part of the fuzzing, in every test run."""

from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz.targets import Target, targets, tries, trouble


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_damaged_files_are_read_or_refused_in_a_sentence(target: Target, tmp_path: Path) -> None:
    """Sixty damaged files of each kind are read, or refused with an error of voiceguide's own, without a traceback or a
    hang.
    """
    some = islice(tries(target, 0), 60)
    wrong = {one.number: said for one in some if (said := trouble(target, one.file, tmp_path))}
    assert not wrong
