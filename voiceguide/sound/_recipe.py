"""The recipe of a soundscape: layers of sound, and the swells that make them louder and softer.

The renderer works from these values. `_recipe_file` reads them.
"""

import json
from dataclasses import astuple, dataclass
from typing import Final, Literal, TypeAlias

from voiceguide.units import MP3_FRAME, Frames, Seconds

LOOP_FRAMES: Final[Frames] = 4_608 * MP3_FRAME
"""The length of the loop of every background that has a recipe: 120.37 s, a whole number of MP3 frames. It is the same
for all, so that a mix of several is a loop too. In frames it is 2¹⁶ · 3⁴, which makes the Fourier transform fast.
"""

HIGHEST: Final = 20_000.0
"""Harmonics and partials above this frequency, in Hz, are left out."""

RENDERER_VERSION: Final = 2
"""Raised by one whenever the same recipe would give other samples, so that old loops in the cache are not used."""

SoundKind: TypeAlias = Literal["background", "bell"]
Bounds: TypeAlias = tuple[float, float]
"""The least and the greatest value."""


@dataclass(frozen=True)
class Drift:
    """A slow, random rise and fall."""

    name: str
    period: Seconds
    """The time from one crest to the next, on average, in seconds."""
    spread: float
    """How much left and right differ: from 0, the same, to 1, independent."""


@dataclass(frozen=True)
class Waves:
    """One wave after another, each with its own length and height."""

    name: str
    every: Bounds
    """Seconds from one wave to the next."""
    rise: float
    """The share of a wave's length in which it rises, 0–1."""
    height: Bounds
    """The height of the crests, 0–1."""
    across: Seconds
    """How many seconds a wave takes to move from one side to the other."""


@dataclass(frozen=True)
class Rolls:
    """Single rises and falls, now and then, with nothing in between: distant thunder, for example."""

    name: str
    every: Bounds
    """Seconds from the start of one roll to the start of the next."""
    rise: Bounds
    """Seconds in which a roll rises."""
    fall: Bounds
    """Seconds in which a roll falls."""
    height: Bounds
    """The height of the crests, 0–1."""


@dataclass(frozen=True)
class Follow:
    """The same curve as the swell named `follows`, but `delay` seconds later."""

    name: str
    follows: str
    delay: Seconds


Swell: TypeAlias = Drift | Waves | Rolls | Follow


@dataclass(frozen=True)
class Echo:
    """The reverberation of a room."""

    seconds: Seconds
    """Seconds until the echo has fallen by 60 dB."""
    mix: float
    """0: only the sound. 1: only the echo."""


@dataclass(frozen=True)
class Common:
    """The values that every kind of layer has."""

    name: str
    level_db: float
    """The level relative to the other layers, in dB. Before it is applied, all layers of a background are made equally
    loud (K-weighted mean power). The layers of a bell are not: there it is simply the gain of the strike.
    """
    width: float
    """0: the same in both ears. 1: as wide as possible."""
    swells: tuple[tuple[str, float], ...]
    """The swells that make this layer louder and softer: the name of each, and its depth in dB. The gain is −depth dB
    at the trough of the swell, and 0 dB at its crest.
    """


@dataclass(frozen=True)
class Noise(Common):
    """Steady noise with a given spectrum."""

    slope: float
    """The slope of the spectrum, in dB per octave: white 0, pink −3, brown −6."""
    band: Bounds
    """The edges of the band, in Hz. Beyond both edges the noise gets softer."""
    steepness: float
    """How fast the noise gets softer beyond the edges, in dB per octave."""
    points: tuple[tuple[float, float], ...]
    """A spectrum that is added to the slope: points (Hz, dB), with straight lines between them on a
    logarithmic axis.
    """


@dataclass(frozen=True)
class Grains(Common):
    """Many short sounds: drops, crackles, bubbles, chirps."""

    rate: float
    """How many bunches of grains there are per second."""
    regular: float
    """0: random, like rain. 1: regular, like a clock."""
    pitch: Bounds
    """The pitch of a grain, in Hz."""
    length: Bounds
    """Seconds until a grain has died away."""
    attack: Seconds
    tone: float
    """0: noise around the pitch. 1: a clear tone."""
    blur: float
    """Width of the noise around the pitch, in octaves."""
    glide: float
    """How many octaves the pitch rises during a grain; if negative, it falls."""
    spread: float
    """The difference between the softest and the loudest grains, in dB."""
    bunch: tuple[int, int]
    """The number of grains in a bunch."""
    gap: Bounds
    """Seconds between the grains of a bunch."""
    echo: Echo | None


@dataclass(frozen=True)
class Tones(Common):
    """Held notes."""

    notes: tuple[tuple[float, float], ...]
    """The frequency of each note, in Hz, and its level in dB."""
    harmonics: int
    tilt: float
    """The change in level from one harmonic to the one an octave above it, in dB."""
    blur: float
    """How far each harmonic is smeared over the frequencies around it, in cents. It sounds like the slow beating of
    many players.
    """
    shimmer: float
    """The share of each harmonic that is smeared, from 0 (perfectly still) to 1."""


@dataclass(frozen=True)
class Strikes(Common):
    """Struck things: bowls, bells, chimes."""

    every: Bounds
    """Seconds from one strike to the next. A bell is struck once."""
    pitches: tuple[float, ...]
    """Each strike has one of these pitches, in Hz."""
    partials: tuple[tuple[float, float, float], ...]
    """For each partial: its ratio to the pitch, its level in dB, and the seconds until it has fallen by 60 dB."""
    attack: Seconds
    """Seconds until the strike has its full level."""
    beat: float
    """How far apart the two halves of each partial are, in Hz. They beat, which makes the slow wavering of a bowl. For
    each partial, this is multiplied by a random factor from 0.6 to 1.4.
    """
    spread: float
    """The difference between the softest and the loudest strikes, in dB."""


Layer: TypeAlias = Noise | Grains | Tones | Strikes


@dataclass(frozen=True)
class Recipe:
    """The recipe of a whole soundscape or bell."""

    name: str
    title: str
    summary: str
    kind: SoundKind
    seed: int
    length: Seconds
    """The length of a bell, in seconds; 0 for a background, because every background's loop has `LOOP_FRAMES`."""
    swells: tuple[Swell, ...]
    layers: tuple[Layer, ...]

    @property
    def even(self) -> bool:
        """Whether it sounds the same everywhere. This is so if each layer is noise, or grains that come too fast to be
        counted, and if the layer's swells are too weak to be noticed.
        """
        return all(_even(layer) for layer in self.layers)

    @property
    def numbers(self) -> str:
        """All its values as JSON, without the names of its fields. The keys of its cached loop and bell are made from
        it, so that renaming a field changes no key.
        """
        return json.dumps(astuple(self), ensure_ascii=False)


_COUNTLESS: Final = 50.0
"""From this rate on, in bunches per second, grains are heard as one continuous sound."""

_HARDLY_DB: Final = 2.0
"""The greatest depth of a swell that nobody notices, in dB."""


def _even(layer: Layer) -> bool:
    rush = isinstance(layer, Noise) or (isinstance(layer, Grains) and layer.rate >= _COUNTLESS)
    return rush and all(abs(depth) <= _HARDLY_DB for _, depth in layer.swells)
