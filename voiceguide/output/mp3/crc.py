"""CRC-16 as the LAME tag has it, over any amount of data at the speed of memory."""

from functools import cache
from typing import Final

import numpy as np

_REFLECTED: Final = 0xA001  # x^16 + x^15 + x^2 + 1, lowest bit first
_PERIOD: Final = 32_767
"""x^32767 = 1 modulo this polynomial, which is (x + 1)(x^15 + x + 1): so a byte has the same weight in the checksum as
one 32 767 bytes (8 · 32 767 bits) before it, and data can be folded onto itself."""


class Crc16:
    """The checksum of a stream, begun at 0."""

    def __init__(self) -> None:
        self._folded = np.zeros(_PERIOD, np.uint8)
        self._count = 0

    def add(self, data: bytes) -> None:
        """Take in more of the stream."""
        at = self._count % _PERIOD
        turns = -(-(at + len(data)) // _PERIOD)
        padded = np.zeros(turns * _PERIOD, np.uint8)
        padded[at : at + len(data)] = np.frombuffer(data, np.uint8)
        self._folded ^= np.bitwise_xor.reduce(padded.reshape(turns, _PERIOD), axis=0)
        self._count += len(data)

    def value(self) -> int:
        """The checksum of all so far."""
        return crc16(np.roll(self._folded, -self._count % _PERIOD).tobytes())


def crc16(data: bytes) -> int:
    """The checksum of a little data."""
    table = _table()
    value = 0
    for byte in data:
        value = value >> 8 ^ table[(value ^ byte) & 0xFF]
    return value


@cache
def _table() -> tuple[int, ...]:
    """What each byte does to the checksum."""
    values = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_REFLECTED if value & 1 else 0)
        values.append(value)
    return tuple(values)
