"""The chart of a background or a bell: its spectrum at the top, its level over time below."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import hop_powers, lufs_each, weighted_power
from voiceguide.dsp.samples import Clip, Samples
from voiceguide.sound.bed import Bed
from voiceguide.units import FRAME_RATE, to_frames, to_seconds

SIZE: Final = (2_400, 1_720)
"""The width and height while drawing, in pixels. The picture is reduced to half of them, so that lines are smooth."""

SHOWN: Final = to_frames(120.0)
"""The longest stretch of a background that is measured and shown, in frames."""

_LINE: Final = (31, 88, 128)
_SOFT: Final = (176, 200, 214)
_GRID: Final = (228, 228, 224)
_INK: Final = (52, 52, 52)
_WINDOW: Final = 32_768
_BANDS: Final = 240
"""Points of the spectrum, evenly spaced from 20 Hz to 20 kHz on a logarithmic axis: about 24 per octave."""


def chart_png(bed: Bed, path: Path) -> None:
    """Draw up to two minutes of a background as a PNG file. Raises OSError, and `AudioFileError` for a damaged file."""
    frames = min(bed.loop_frames or SHOWN, SHOWN)
    _draw(bed.read(0, frames), bed.name, path)


def bell_chart_png(bell: Clip, name: str, path: Path) -> None:
    """Draw a bell as a PNG file. Raises OSError."""
    _draw(bell.read(0, bell.frames), name, path)


@dataclass(frozen=True)
class Panel:
    """A coordinate system in the picture: its edges in pixels, and the values (`across`, `up`) at these edges."""

    left: float
    top: float
    right: float
    bottom: float
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        """The pixel of a value on the horizontal axis."""
        part = (value - self.across[0]) / (self.across[1] - self.across[0])
        return self.left + part * (self.right - self.left)

    def y(self, value: float) -> float:
        """The pixel of a value on the vertical axis; values outside are drawn at the edge."""
        part = (value - self.up[0]) / (self.up[1] - self.up[0])
        return self.bottom - min(1.0, max(0.0, part)) * (self.bottom - self.top)


def _draw(samples: Samples, name: str, path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    small, large = ImageFont.load_default(30), ImageFont.load_default(44)
    pen.text((140, 36), name, fill=_INK, font=large)
    _spectrum_panel(pen, small, samples)
    _level_panel(pen, small, samples)
    picture.reduce(2).save(path, "PNG")


def _spectrum_panel(pen: Any, font: Any, samples: Samples) -> None:
    hertz, decibels = spectrum(samples)
    panel = Panel(140, 180, SIZE[0] - 60, 860, (np.log10(20), np.log10(20_000)), (-70.0, 5.0))
    pen.text(
        (140, 120),
        "Spectrum from 20 Hz to 20 kHz: power per hertz in dB; the strongest is at 0 dB",
        fill=_INK,
        font=font,
    )
    for value in (20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000):
        label = f"{value // 1_000}k" if value >= 1_000 else str(value)
        _upright(pen, font, panel, float(np.log10(value)), label)
    for level in range(-70, 1, 10):
        _across(pen, font, panel, level)
    _curve(pen, panel, [float(np.log10(value)) for value in hertz], decibels.tolist(), _LINE)


def _level_panel(pen: Any, font: Any, samples: Samples) -> None:
    powers = hop_powers(weighted_power(samples))
    short, long = loudness_over(powers, 4), loudness_over(powers, 30)
    middle = 6 * round(float(np.median(long)) / 6)
    top = max(middle + 12, int(np.ceil(short.max() / 6)) * 6)
    seconds = to_seconds(len(samples))
    panel = Panel(140, 1_040, SIZE[0] - 60, SIZE[1] - 80, (0.0, seconds), (top - 36.0, float(top)))
    words = "Level in LUFS over time in seconds; dark: measured over 3 s, pale: over 0.4 s"
    pen.text((140, 980), words, fill=_INK, font=font)
    step = 10 if seconds > 40 else 2
    for value in range(0, int(seconds) + 1, step):
        _upright(pen, font, panel, value, str(value))
    for level in range(top - 36, top + 1, 6):
        _across(pen, font, panel, level)
    _curve(pen, panel, [(count + 2) / 10 for count in range(len(short))], short.tolist(), _SOFT)
    _curve(pen, panel, [(count + 15) / 10 for count in range(len(long))], long.tolist(), _LINE)


def _upright(pen: Any, font: Any, panel: Panel, value: float, label: str) -> None:
    pen.line([(panel.x(value), panel.top), (panel.x(value), panel.bottom)], fill=_GRID, width=2)
    pen.text((panel.x(value), panel.bottom + 12), label, fill=_INK, font=font, anchor="ma")


def _across(pen: Any, font: Any, panel: Panel, level: float) -> None:
    pen.line([(panel.left, panel.y(level)), (panel.right, panel.y(level))], fill=_GRID, width=2)
    pen.text((panel.left - 16, panel.y(level)), f"{level:g}", fill=_INK, font=font, anchor="rm")


def _curve(pen: Any, panel: Panel, across: Sequence[float], up: Sequence[float], colour: tuple[int, int, int]) -> None:
    points = [(panel.x(one), panel.y(other)) for one, other in zip(across, up, strict=True)]
    pen.line(points, fill=colour, width=4, joint="curve")


def spectrum(samples: Samples) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Frequencies from 20 Hz to 20 kHz, and the power per hertz at each, in dB relative to the strongest."""
    window = np.hanning(_WINDOW).astype(np.float32)
    padded = np.pad(samples, ((0, max(0, _WINDOW - len(samples))), (0, 0)))
    power = np.zeros(_WINDOW // 2 + 1)
    for first in range(0, len(padded) - _WINDOW + 1, _WINDOW // 2):
        part = padded[first : first + _WINDOW].T * window
        power += (np.abs(np.fft.rfft(part, axis=1)) ** 2).sum(axis=0)
    edges = np.geomspace(20, 20_000, _BANDS + 1) * _WINDOW / FRAME_RATE
    starts, ends = np.floor(edges[:-1]).astype(int), np.ceil(edges[1:]).astype(int)
    bands = np.array([power[start:end].mean() for start, end in zip(starts, ends, strict=True)])
    strongest = max(float(bands.max()), 1e-30)
    return np.geomspace(20, 20_000, _BANDS), 10 * np.log10(np.maximum(bands / strongest, 1e-12))


def loudness_over(powers: NDArray[np.float64], tenths_long: int) -> NDArray[np.float64]:
    """Ungated loudness in LUFS, from the power of each tenth of a second. It is measured in windows of `tenths_long`
    tenths; a window begins at each tenth.
    """
    length = min(tenths_long, len(powers))
    windows = np.convolve(powers, np.full(length, 1 / length), mode="valid")
    return lufs_each(np.maximum(windows, 1e-12))
