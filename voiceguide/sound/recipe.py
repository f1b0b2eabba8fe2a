"""A soundscape as written down: layers of sound and the swells that move them.

These values are what the renderer works from. How they are read from a file stands in `_read_recipe`.
"""

import json
from dataclasses import astuple, dataclass
from typing import Final, Literal, TypeAlias

from voiceguide.units import MP3_FRAME, Frames, Seconds

LOOP_FRAMES: Final[Frames] = 4_608 * MP3_FRAME
"""The length all loops share, so that a mix of several is a loop too: 120.37 s, whole MP3 frames, and
2¹⁶ · 3⁴ frames, which the Fourier transform likes."""

HIGHEST: Final = 20_000.0
"""Hz. Notes and partials above are not made."""

RENDERER_VERSION: Final = 2
"""Goes up by one whenever the same recipe would give other samples, so that no old loop is taken for a new one."""

Kind: TypeAlias = Literal["background", "bell"]
Span: TypeAlias = tuple[float, float]
"""Least and greatest."""


@dataclass(frozen=True)
class Drift:
    """A slow random rising and falling."""

    name: str
    period: Seconds
    """From crest to crest, on average."""
    spread: float
    """How much left and right go their own ways: 0 together, 1 apart."""


@dataclass(frozen=True)
class Waves:
    """One wave after the other, each of its own length and height."""

    name: str
    every: Span
    """Seconds from one wave to the next."""
    rise: float
    """The part of a wave's length in which it rises, 0–1."""
    height: Span
    """Of the crests, 0–1."""
    across: Seconds
    """How long a wave takes from one side to the other."""


@dataclass(frozen=True)
class Rolls:
    """Something that comes and goes now and then, with nothing between."""

    name: str
    every: Span
    """Seconds from the start of one to the start of the next."""
    rise: Span
    """Seconds of coming."""
    fall: Span
    """Seconds of going."""
    height: Span
    """Of the crests, 0–1."""


@dataclass(frozen=True)
class Follow:
    """Another swell, a little later."""

    name: str
    follows: str
    delay: Seconds


Swell: TypeAlias = Drift | Waves | Rolls | Follow


@dataclass(frozen=True)
class Echo:
    """An echo that fills the space behind a sound."""

    seconds: Seconds
    """Until it has fallen by 60 dB."""
    mix: float
    """0: only the sound. 1: only the echo."""


@dataclass(frozen=True)
class Common:
    """What every layer has."""

    name: str
    level_db: float
    """Of the whole layer against the others, after all have been made equally loud (K-weighted mean power)."""
    width: float
    """0: the same in both ears. 1: as wide as it goes."""
    swells: tuple[tuple[str, float], ...]
    """Swells and their depth: the gain in dB moves from −depth at the trough to 0 at the crest."""


@dataclass(frozen=True)
class Noise(Common):
    """A steady rush with a spectrum."""

    slope: float
    """dB per octave: white 0, pink −3, brown −6."""
    band: Span
    """Hz; it fades beyond both edges."""
    steepness: float
    """dB per octave beyond the band's edges."""
    points: tuple[tuple[float, float], ...]
    """(Hz, dB): a spectrum drawn by hand on top of the slope; straight lines on a logarithmic axis."""


@dataclass(frozen=True)
class Grains(Common):
    """Many short sounds: drops, crackles, bubbles, chirps."""

    rate: float
    """Bunches per second."""
    regular: float
    """0: by chance, like rain. 1: like a clock."""
    pitch: Span
    """Hz."""
    length: Span
    """Seconds until a grain has died away."""
    attack: Seconds
    tone: float
    """0: noise around the pitch. 1: a clear tone."""
    blur: float
    """Width of the noise around the pitch, in octaves."""
    glide: float
    """Octaves the pitch moves during a grain."""
    spread: float
    """dB between the softest and the loudest grains."""
    bunch: tuple[int, int]
    """How many grains come together."""
    gap: Span
    """Seconds between the grains of a bunch."""
    room: Echo | None


@dataclass(frozen=True)
class Tones(Common):
    """Held notes."""

    notes: tuple[tuple[float, float], ...]
    """(Hz, dB)."""
    harmonics: int
    tilt: float
    """dB per octave from one harmonic to the next."""
    blur: float
    """Cents by which each harmonic is smeared: the slow beating of many players."""
    shimmer: float
    """0: perfectly still. 1: all of it is smeared."""


@dataclass(frozen=True)
class Strikes(Common):
    """Things struck: bowls, bells, chimes."""

    every: Span
    """Seconds from one strike to the next. A bell is struck once."""
    pitches: tuple[float, ...]
    """Hz; each strike takes one of them."""
    partials: tuple[tuple[float, float, float], ...]
    """(ratio to the pitch, dB, seconds until it has fallen by 60 dB)."""
    attack: Seconds
    """Until the strike has its full level."""
    beat: float
    """Hz between the two halves of each partial: the slow wavering of a bowl."""
    spread: float
    """dB between the softest and the loudest strikes."""


Layer: TypeAlias = Noise | Grains | Tones | Strikes


@dataclass(frozen=True)
class Recipe:
    """A whole soundscape or bell."""

    name: str
    title: str
    summary: str
    kind: Kind
    seed: int
    length: Seconds
    """Of a bell; 0 for a background, whose loop has `LOOP_FRAMES`."""
    swells: tuple[Swell, ...]
    layers: tuple[Layer, ...]

    @property
    def even(self) -> bool:
        """Whether it sounds alike everywhere: made of noise and of grains too many to count, which hardly swell."""
        return all(_even(layer) for layer in self.layers)

    @property
    def numbers(self) -> str:
        """All that is written in it, as JSON, for keys on disk: values only, so that our names may change."""
        return json.dumps(astuple(self), ensure_ascii=False)


_COUNTLESS: Final = 50.0
"""Grains per second that are heard as one rush."""

_HARDLY_DB: Final = 2.0
"""A swell of a background that nobody notices."""


def _even(layer: Layer) -> bool:
    rush = isinstance(layer, Noise) or (isinstance(layer, Grains) and layer.rate >= _COUNTLESS)
    return rush and all(abs(depth) <= _HARDLY_DB for _, depth in layer.swells)
