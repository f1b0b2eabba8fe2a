"""Chance that comes out the same each time."""

from __future__ import annotations  # numpy.random, which takes its time to load, is not needed to name its type

from hashlib import sha256

import numpy as np


def seeded_rng(*words: str) -> np.random.Generator:
    """A generator seeded by these words: the same words, the same numbers, on every machine.

    PCG64 is named here because numpy's default generator may change.
    """
    seed = int.from_bytes(sha256("/".join(words).encode()).digest()[:16], "big")
    return np.random.Generator(np.random.PCG64(seed))
