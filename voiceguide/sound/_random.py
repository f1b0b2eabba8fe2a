"""Reproducible random numbers."""

from __future__ import annotations  # naming the type must not load numpy.random, which is slow

from hashlib import sha256

import numpy as np


def seeded_rng(*words: str) -> np.random.Generator:
    """A generator seeded by these words: the same words give the same numbers, on every machine.

    PCG64 is named here because numpy's default generator may change.
    """
    seed = int.from_bytes(sha256("/".join(words).encode()).digest()[:16], "big")
    return np.random.Generator(np.random.PCG64(seed))
