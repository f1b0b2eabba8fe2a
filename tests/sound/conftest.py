"""Fixtures: loops that are rendered once and shared, and a function that writes sound files."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.sound.recipes import read_recipe
from voiceguide.dsp.samples import Samples
from voiceguide.sound._levels import tenths
from voiceguide.sound._recipe import LOOP_FRAMES, Recipe
from voiceguide.sound._recipe_loop import render_loop
from voiceguide.sound.catalogue import shipped_folder

Rendered: TypeAlias = Callable[[str], Samples]
"""A function from the name of a shipped recipe to its loop."""

SHORT = LOOP_FRAMES // 4
"""The length of a short loop in frames (30 s), long enough for most tests."""


def shipped(name: str) -> Recipe:
    """A recipe that comes with the program."""
    return read_recipe(shipped_folder() / f"{name}.toml")


@pytest.fixture(scope="session")
def short_loop() -> Rendered:
    """A function from the name of a shipped recipe to 30 s of its loop, which it renders once."""
    return cache(lambda name: render_loop(shipped(name), SHORT))


@pytest.fixture(scope="session")
def short_powers(short_loop: Rendered) -> Callable[[str], NDArray[np.float64]]:
    """A function from the name of a shipped recipe to the K-weighted power of each tenth of a second of
    its short loop.
    """
    return cache(lambda name: tenths(short_loop(name)))


@pytest.fixture(scope="session")
def whole_loop() -> Rendered:
    """A function from the name of a shipped recipe to its whole loop, which it renders once."""
    return cache(lambda name: render_loop(shipped(name)))


def noise(frames: int, channels: int = 2, level: float = 0.1, seed: int = 1) -> Samples:
    """White noise, shape (frames, channels)."""
    rng = np.random.default_rng(seed)
    made: Samples = (level * rng.standard_normal((frames, channels))).astype(np.float32)
    return made


def write(path: Path, samples: Samples, rate: int = 44_100, subtype: str | None = None) -> Path:
    """Write a sound file in the format that its ending names, in pieces that libsndfile accepts."""
    import soundfile

    channels = 1 if samples.ndim == 1 else samples.shape[1]
    with soundfile.SoundFile(path, "w", rate, channels, subtype=subtype) as file:
        for first in range(0, len(samples), 65_536):
            file.write(samples[first : first + 65_536])
    return path
