"""The picture on a session: drawn from its title, or brought by its author."""

import hashlib
import warnings
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.errors import CoverError
from voiceguide.output.lettering import draw_title

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    _Plane = NDArray[np.float32]

SIDE: Final = 1400
"""Pixels on each side: the least that podcast directories ask for."""

_DRAWN: Final = 500
"""Pixels on each side while drawing: nothing but the letters has an edge sharp enough to need more."""

_JPEG_QUALITY: Final = 85
_KEPT_BYTES: Final = 1_000_000
"""A user's picture up to this size is taken as it is."""

_PALETTES: Final = (
    ("#12304a", "#6d9fa6", "#f7e6c4"),  # a shore in the morning
    ("#2a2346", "#a8748c", "#f9d9c2"),  # plum dusk
    ("#17352f", "#7f9f7d", "#f3eac6"),  # a wood
    ("#3b2730", "#bd8468", "#fde4bd"),  # clay
    ("#1f2c4b", "#8189b4", "#efe4f1"),  # lavender
    ("#0f3742", "#5fa3a8", "#eaf4e2"),  # a lagoon
    ("#2b2b45", "#a0859f", "#f7dede"),  # heather
    ("#21384f", "#8fa7bf", "#fdefd8"),  # mist
)
"""The colour above, the colour below, and the light; all calm, and all dark enough for light letters."""


@lru_cache(maxsize=4)
def cover_jpeg(title: str, subtitle: str | None, seed: str) -> bytes:
    """A square JPEG of `SIDE` pixels: a light over still water, with the title under it.

    The colours and the rings come from `seed` (the practice's name, say), so that a practice keeps its face. Letters
    that no font at hand can draw are left out with the whole title. The same on every run of one machine.
    """
    from PIL import Image

    scene = Image.fromarray(_scene(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()))
    picture = scene.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    draw_title(picture, title, subtitle)
    return _jpeg(picture)


def read_cover(path: Path) -> bytes:
    """A user's own picture as JPEG or PNG, at most `SIDE` pixels wide and high. Raises `CoverError`."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        data = _bytes(path)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as image:
                image.load()
                if _fits_as_it_is(image, data):
                    return data
                upright = ImageOps.exif_transpose(image)
    except UnidentifiedImageError:
        raise CoverError(path, "it is no picture that can be read; a JPEG or PNG can") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise CoverError(path, f"it is far too large; {SIDE}×{SIDE} pixels are enough") from error
    except OSError as error:
        raise CoverError(path, (error.strerror or str(error)).lower()) from error
    except Exception as error:  # What a damaged picture makes a decoder raise differs from kind to kind.
        raise CoverError(path, "it is damaged") from error
    upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return _jpeg(_opaque(upright))


def _bytes(path: Path) -> bytes:
    """What a file holds. A pipe or a device, which might have no end, is refused. Raises OSError."""
    if path.exists() and not path.is_file():
        raise OSError("it is not a file")
    return path.read_bytes()


def _fits_as_it_is(image: "Image.Image", data: bytes) -> bool:
    """Whether every player can show the picture without a change."""
    plain = image.format in ("JPEG", "PNG") and image.mode in ("RGB", "L") and getattr(image, "n_frames", 1) == 1
    return plain and max(image.size) <= SIDE and len(data) <= _KEPT_BYTES and not image.getexif()


def _opaque(image: "Image.Image") -> "Image.Image":
    """The picture in RGB, on white where it lets light through."""
    from PIL import Image

    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA"):
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("RGB")


def _jpeg(image: "Image.Image") -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return file.getvalue()


def _scene(digest: bytes) -> "NDArray[np.uint8]":
    """The picture without its letters, shape (_DRAWN, _DRAWN, 3). The bytes of `digest` choose what is particular."""
    import numpy as np

    above, below, light = (_colour(name) for name in _PALETTES[digest[0] % len(_PALETTES)])
    height, width = np.mgrid[0:_DRAWN, 0:_DRAWN].astype(np.float32) / _DRAWN
    x = width - (0.5 + (digest[1] / 255 - 0.5) * 0.16)
    y = height - (0.35 + (digest[2] / 255 - 0.5) * 0.06)
    distance = np.hypot(x, y)
    fall = np.clip(height * 1.05 + 0.12 * x, 0, 1)
    picture = _mixed(np.broadcast_to(above, (_DRAWN, _DRAWN, 3)), below, fall * fall * (3 - 2 * fall))
    picture = _mixed(picture, light, 0.55 * np.exp(-((distance / 0.27) ** 2)))
    shine = 0.62 + 0.38 * np.cos(np.arctan2(y, x) - 2 * np.pi * digest[3] / 255)
    picture = _mixed(picture, light, shine * _rings(distance, 5 + digest[4] % 3, digest[5] / 255))
    picture = _mixed(picture, light, 0.88 * _inside(distance, 0.085, 0.004))
    picture = _mixed(picture, np.ones(3, np.float32), 0.35 * np.exp(-((distance / 0.055) ** 2)))
    picture = _mixed(picture, above, 0.56 * np.exp(-(((height - 0.76) / 0.18) ** 2)))
    grain = np.random.default_rng(list(digest)).uniform(-0.5, 0.5, picture.shape)  # Hides the steps of the gradient.
    return np.clip(np.rint(picture * 255 + grain), 0, 255).astype(np.uint8)


def _rings(distance: "_Plane", count: int, phase: float) -> "_Plane":
    """Rings on the water around the light: wider apart, softer and fainter the further out."""
    import numpy as np

    total = np.zeros_like(distance)
    for ring in range(count):
        radius = 0.15 + 0.052 * ring * (1 + 0.22 * ring) + 0.02 * phase
        softness = 0.004 + 0.0038 * ring
        total += 0.36 * 0.76**ring * np.exp(-(((distance - radius) / softness) ** 2))
        total += 0.08 * 0.80**ring * _inside(distance, radius, softness)
    return total


def _inside(distance: "_Plane", radius: float, softness: float) -> "_Plane":
    """1 within the circle and 0 outside, with a soft edge."""
    import numpy as np

    edge: _Plane = 0.5 - 0.5 * np.tanh((distance - radius) / (2 * softness))
    return edge


def _mixed(picture: "_Plane", colour: "_Plane", amount: "_Plane") -> "_Plane":
    """The picture with that much of a colour over it, from 0 to 1."""
    import numpy as np

    share = np.clip(amount, 0, 1)[..., np.newaxis]
    return np.asarray(picture * (1 - share) + colour * share, np.float32)


def _colour(name: str) -> "_Plane":
    """``#rrggbb`` as three numbers from 0 to 1."""
    import numpy as np

    return np.array([int(name[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)
