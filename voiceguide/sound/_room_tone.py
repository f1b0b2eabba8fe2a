"""Room tone: the sound of a room in which nobody speaks, synthesised at any length, without repetition.

It does not reuse the recording itself. Most recordings have only a few clean seconds of room, and repeating parts of
them (grains) would be heard: a car, a click or a bird in one of them becomes a pattern. Noise with the spectrum of the
room has neither seams nor a period. It is random in amplitude and phase for each stretch, so it is Gaussian, like the
noise of rooms, microphones, rain and tape. A hum is not noise: as noise, its tones would waver. So its tones are
removed from the spectrum and synthesised as steady tones.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples
from voiceguide.sound._bands import MIDDLES, Shade, weights
from voiceguide.units import FRAME_RATE, Frames

_TONE_PROMINENCE: Final = 10.0
"""A tone of a hum has at least this many times the power of the frequencies around it."""

_STEADY: Final = 0.35
"""A tone of a hum has nearly the same height in all windows: the standard deviation of its height, divided by the mean,
is at most this. For noise, this ratio is 0.52.
"""

_NEIGHBOURS: Final = 24
_LOBE: Final = 3
"""The window spreads the power of a tone over this many bins on each side of it."""

_MOST_TONES: Final = 60

_LEAST_POWER: Final = 1e-14
"""The power that is added to the usual noise before a `Shade` is applied: −140 dBFS, which nobody hears. Without it, no
gain could make noise in a band that is usually empty.
"""

_SHOWN: Final[Frames] = 8_192
_SPREAD: Final = ((-1, 1 / 6), (0, 2 / 3), (1, 1 / 6))
"""How a Hann window spreads the power of a tone over bins: the distance of a bin from the tone, and its share of the
power.
"""


@dataclass(frozen=True)
class SteadyTone:
    """One steady tone of a hum."""

    hertz: float
    amplitudes: tuple[complex, ...]
    """The amplitude and phase in each channel, as one complex number."""


@dataclass(frozen=True, eq=False)
class RoomTone:
    """The sound of a room."""

    windows: NDArray[np.float32]
    """Clean stretches of the room's sound, shape (windows, frames, channels); the number of frames is a power of two.
    """

    @cached_property
    def key(self) -> str:
        """Identifies this sound of a room."""
        return blake2b(np.ascontiguousarray(self.windows).tobytes(), digest_size=12).hexdigest()

    @property
    def channels(self) -> int:
        """The number of channels: one or two."""
        return int(self.windows.shape[2])

    @cached_property
    def level(self) -> float:
        """The root mean square of the room's sound over all channels; 0 for digital silence."""
        return float(np.sqrt(np.square(self.windows, dtype=np.float64).mean())) if self.windows.size else 0.0

    def noise(self, seed: str, first: Frames, last: Frames, shade: Shade | None = None) -> Samples:
        """Frames `first` up to `last` of the endless noise for this seed, shape (last - first, channels). `shade` makes
        it differ from the usual noise of the room.
        """
        out = np.zeros((last - first, self.channels), dtype=np.float32)
        if not (self.level or shade) or first >= last:
            return out
        size = self.windows.shape[1]
        hop = size // 2
        shape = np.sin(np.pi * (np.arange(size) + 0.5) / size).astype(np.float32)[:, np.newaxis]
        for number in range(first // hop - 1, (last - 1) // hop + 1):
            start = number * hop
            begin, end = max(first, start), min(last, start + size)
            if begin < end:
                gains = shade.at(start + hop, size) if shade else None
                grain = self._grain(seed, number, gains) * shape
                out[begin - first : end - first] += grain[begin - start : end - start]
        return out

    def hum(
        self, places: NDArray[np.int64], angles: NDArray[np.float64], gains: NDArray[np.float64] | None = None
    ) -> Samples:
        """The hum at these frames, shape (places, channels). `angles` are added to the phases of the tones, and their
        amplitudes are multiplied by `gains`. Both have the shape (tones, places).
        """
        out = np.zeros((len(places), self.channels), dtype=np.float32)
        for number, (tone, angle) in enumerate(zip(self.tones, angles, strict=True)):
            waves = np.exp(1j * (2 * np.pi * ((places * (tone.hertz / FRAME_RATE)) % 1.0) + angle))
            if gains is not None:
                waves *= gains[number]
            for channel, amplitude in enumerate(tone.amplitudes):
                out[:, channel] += (amplitude * waves).real.astype(np.float32)
        return out

    def heard_hum(self, samples: Samples, first: Frames) -> NDArray[np.complex128]:
        """How the hum in `samples`, a recording of the room that begins at frame `first`, differs from the usual hum.
        The result has one complex number for each tone, the ratio of its amplitude and phase to the usual ones, shape
        (tones,).
        """
        shape = np.hanning(len(samples) + 2)[1:-1]
        places = np.arange(first, first + len(samples))
        found = []
        for tone in self.tones:
            wave = shape * np.exp(-2j * np.pi * ((places * (tone.hertz / FRAME_RATE)) % 1.0))
            usual = np.array(tone.amplitudes)
            scale = max(1e-30, float(shape.sum() / 2 * np.square(np.abs(usual)).sum()))
            found.append(wave @ samples @ np.conj(usual) / scale)
        return np.array(found, dtype=np.complex128)

    def angles(self, samples: Samples, first: Frames) -> NDArray[np.float64]:
        """How far the phase of each tone is ahead of its usual phase, in radians, shape (tones,). `samples` are a
        recording of the room that begins at frame `first`.
        """
        return np.angle(self.heard_hum(samples, first))

    @cached_property
    def noise_powers(self) -> NDArray[np.float64]:
        """The power (mean square) of the room's usual noise in each band, shape (channels, bands). The hum is left out,
        and `_LEAST_POWER` is added.
        """
        left, both, right = (np.square(np.abs(one)) for one in self._shaded_colours)
        size = self.windows.shape[1]
        return np.asarray(np.array([left, both + right][: self.channels]) @ weights(size) * (2 / size**2))

    @cached_property
    def hum_powers(self) -> NDArray[np.float64]:
        """The power (mean square) of each tone of the hum in each band, shape (tones, channels, bands). This is the
        power as it appears in a window of 8 192 frames.
        """
        share = weights(_SHOWN)
        found = np.zeros((len(self.tones), self.channels, len(MIDDLES)))
        for number, tone in enumerate(self.tones):
            middle = round(tone.hertz * _SHOWN / FRAME_RATE)
            spread = sum(share[max(0, middle + off)] * part for off, part in _SPREAD)
            found[number] = np.square(np.abs(np.array(tone.amplitudes)))[:, np.newaxis] / 2 * spread
        return found

    def _grain(self, seed: str, number: int, gains: NDArray[np.float32] | None) -> NDArray[np.float32]:
        digest = blake2b(f"{seed} {number}".encode(), digest_size=8).digest()
        drawn = np.random.default_rng(int.from_bytes(digest, "big"))
        left, both, right = self._colours if gains is None else self._shaded_colours
        shape = (2, 2, len(left)) if self.channels == 2 else (1, 2, len(left))
        parts = drawn.standard_normal(shape, dtype=np.float32) * np.float32(np.sqrt(0.5))
        noise = parts[:, 0] + 1j * parts[:, 1]
        spectra = np.array(
            [noise[0] * left] if self.channels == 1 else [noise[0] * left, noise[0] * both + noise[1] * right]
        )
        if gains is not None:
            spectra *= gains
        sound = np.fft.irfft(spectra, self.windows.shape[1], axis=1)
        return np.asarray(sound.T, dtype=np.float32)

    @cached_property
    def _shaded_colours(self) -> tuple[NDArray[np.complex64], ...]:
        """The same as `_colours`, with `_LEAST_POWER` added at every frequency."""
        left, both, right = self._colours
        least = np.square(np.abs(np.array((left, right)))) + _LEAST_POWER * self.windows.shape[1]
        return np.sqrt(least[0]).astype(np.complex64), both, np.sqrt(least[1]).astype(np.complex64)

    @cached_property
    def _spectra(self) -> NDArray[np.complex128]:
        """The spectrum of each window, shape (windows, bins, channels). It is scaled so that for white noise the mean
        square of a bin is the mean square of the samples.
        """
        size = self.windows.shape[1]
        shape = np.hanning(size)
        found = np.fft.rfft(self.windows * shape[:, np.newaxis], axis=1) / np.sqrt(np.square(shape).sum())
        return np.asarray(found)

    @cached_property
    def _peaks(self) -> tuple[int, ...]:
        """The bins of the tones of a hum, the strongest first."""
        magnitudes = np.abs(self._spectra).mean(axis=2)
        if len(magnitudes) < 4:
            return ()
        mean, spread = magnitudes.mean(axis=0), magnitudes.std(axis=0)
        power = np.square(mean)
        found = []
        for place in range(_LOBE + 1, len(power) - _LOBE - 1):
            if (
                power[place] < power[place - 1]
                or power[place] < power[place + 1]
                or spread[place] > _STEADY * mean[place]
            ):
                continue
            around = power[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
            if power[place] > _TONE_PROMINENCE * np.median(around):
                found.append(place)
        return tuple(sorted(found, key=lambda place: -power[place])[:_MOST_TONES])

    @cached_property
    def tones(self) -> tuple[SteadyTone, ...]:
        """The steady tones of the hum, the loudest first."""
        size = self.windows.shape[1]
        scale = 2 * np.sqrt(np.square(np.hanning(size)).sum()) / np.hanning(size).sum()
        tones = []
        for place in self._peaks:
            power = np.square(np.abs(self._spectra[:, place - 1 : place + 2])).mean(axis=(0, 2))
            before, here, after = np.log(np.maximum(power, 1e-30))
            off = 0.5 * (before - after) / min(before - 2 * here + after, -1e-9)
            peak = here - 0.25 * (before - after) * off
            own = np.square(np.abs(self._spectra[:, place])).mean(axis=0)
            heights = np.sqrt(np.exp(peak - here) * own) * scale
            angles = np.zeros(self.channels)
            if self.channels == 2:
                angles[1] = np.angle((self._spectra[:, place, 1] * self._spectra[:, place, 0].conj()).mean())
            start = np.exp(1j * 2.4 * place)
            tones.append(SteadyTone((place + off) * FRAME_RATE / size, tuple(start * heights * np.exp(1j * angles))))
        return tuple(tones)

    @cached_property
    def _colours(self) -> tuple[NDArray[np.complex64], NDArray[np.complex64], NDArray[np.complex64]]:
        """The three spectra (left, both, right) that give noise the sound of the room. The left channel is a first
        noise times `left`. The right channel is the same noise times `both`, plus a second noise times `right`.
        """
        spectra = self._spectra
        first, last = spectra[:, :, 0], spectra[:, :, -1]
        powers = [np.square(np.abs(one)).mean(axis=0) for one in (first, last)]
        cross = (last * first.conj()).mean(axis=0)
        for place in self._peaks:
            for values in (*powers, cross):
                around = np.concatenate(
                    (
                        values[max(0, place - _NEIGHBOURS) : place - _LOBE],
                        values[place + _LOBE + 1 : place + _NEIGHBOURS],
                    )
                )
                values[place - _LOBE : place + _LOBE + 1] = np.median(np.abs(around)) if len(around) else 0.0
        left = np.sqrt(powers[0])
        both = cross / np.maximum(left, 1e-15)
        right = np.sqrt(np.maximum(0.0, powers[1] - np.square(np.abs(both))))
        root = np.sqrt(self.windows.shape[1])
        return tuple(np.asarray(one * root, dtype=np.complex64) for one in (left, both, right))  # type: ignore[return-value]
