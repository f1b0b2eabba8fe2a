"""Recordings of practices whose gaps are known: a voice in a room, with other sounds."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from voiceguide.dsp.samples import Samples

RATE = 44_100

LINES = (
    "Welcome. Find a place to sit.",
    "Let your shoulders come down.",
    "Notice the ground beneath you.",
    "Breathe in slowly, and breathe out.",
    "Be kind to yourself today.",
    "And slowly come back to the room.",
)


@dataclass(frozen=True)
class Made:
    """A generated recording: its file, its samples, and the places of its gaps."""

    path: Path
    samples: Samples
    """The samples as they were written, shape (frames, channels)."""
    gaps: tuple[tuple[float, float], ...]
    """The beginning and end of each gap between lines, in seconds."""


def spoken(folder: Path, text: str) -> Samples:
    """A line spoken by espeak-ng, without silence around it."""
    file = folder / "line.wav"
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "130", "-w", str(file), text], check=True)
    samples, rate = soundfile.read(file, dtype="float32")
    sound = np.flatnonzero(np.abs(samples) > 0.004)
    part = samples[sound[0] : sound[-1]]
    places = np.arange(0, len(part) - 1, rate / RATE)
    return np.asarray(np.interp(places, np.arange(len(part)), part) * 0.5, dtype=np.float32)


def made(
    folder: Path, rests: Sequence[float], *, room_db: float = -60.0, beneath: Samples | None = None, bell_in: int = -1,
    name: str = "talk.wav", channels: int = 1,
) -> Made:  # fmt: skip
    """Write a recording: spoken lines with gaps of `rests` seconds between them, over noise at `room_db`, or over
    `beneath` instead. In the gap with the index `bell_in`, a bell rings.
    """
    parts, gaps, at = [np.zeros(round(1.0 * RATE), dtype=np.float32)], [], RATE
    for index in range(len(rests) + 1):
        line = spoken(folder, LINES[index % len(LINES)])
        parts.append(line)
        at += len(line)
        if index < len(rests):
            rest = np.zeros(round(rests[index] * RATE), dtype=np.float32)
            if index == bell_in:
                ring = bell(3.0)
                rest[RATE : RATE + len(ring)] += ring
            parts.append(rest)
            gaps.append((at / RATE, (at + len(rest)) / RATE))
            at += len(rest)
    parts.append(np.zeros(round(1.5 * RATE), dtype=np.float32))
    voice = np.repeat(np.concatenate(parts)[:, np.newaxis], channels, axis=1)
    noise = np.random.default_rng(7).standard_normal(voice.shape) * 10 ** (room_db / 20)
    whole = voice + (noise if beneath is None else np.resize(beneath, len(voice))[:, np.newaxis])
    path = folder / name
    soundfile.write(path, whole.astype(np.float32), RATE, subtype="PCM_16")
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return Made(path, samples, tuple(gaps))


def bell(seconds: float) -> Samples:
    """A bell that is struck once and fades."""
    time = np.arange(round(seconds * RATE)) / RATE
    waves = sum(height * np.exp(-time / fall) * np.sin(2 * np.pi * hertz * time)
                for hertz, height, fall in ((440, 1.0, 0.5), (882, 0.5, 0.4), (1316, 0.3, 0.3)))  # fmt: skip
    return np.asarray(waves * np.minimum(1, time / 0.004) * 0.15, dtype=np.float32)


def melody(seconds: float) -> Samples:
    """Music without gaps: tones at random from five pitches. Each tone begins before the last one has faded."""
    chance = np.random.default_rng(3)
    out = np.zeros(round((seconds + 3) * RATE), dtype=np.float32)
    at = 0
    while at < seconds * RATE:
        time = np.arange(2 * RATE) / RATE
        hertz = float(chance.choice([262, 330, 392, 523, 659]))
        note = sum(np.sin(2 * np.pi * hertz * over * time) / over for over in (1, 2, 3, 4)) * np.exp(-time / 0.9)
        out[at : at + len(note)] += np.asarray(note, dtype=np.float32)[: len(out) - at] * 0.03
        at += round(float(chance.uniform(0.2, 0.5)) * RATE)
    return out[: round(seconds * RATE)]
