"""CRC-16 of the LAME tag."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.output.mp3._info import Crc16, crc16


def test_the_check_value() -> None:
    """It is the checksum known as CRC-16/ARC, whose check value is BB3D."""
    assert crc16(b"123456789") == 0xBB3D


@settings(deadline=None)
@given(st.lists(st.integers(0, 70_000), max_size=4), st.integers())
def test_folding_changes_nothing(sizes: list[int], seed: int) -> None:
    """Over any length, in any pieces, the fast checksum is the plain one."""
    parts = [random.Random(seed).randbytes(size) for size in sizes]
    checksum = Crc16()
    for part in parts:
        checksum.add(part)
    assert checksum.value() == crc16(b"".join(parts))
