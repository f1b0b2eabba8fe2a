"""The cover of a session: a picture drawn with its title, or the user's own picture.

The title is large and centred, in a font that has all its letters.
"""

import hashlib
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.errors import CoverError, system_reason
from voiceguide.output.tag_text import one_line
from voiceguide.system.plain_text import collapsed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image
    from PIL.ImageFont import FreeTypeFont

    _Plane = NDArray[np.float32]


_INK: Final = "#fffaf0"
_SHADE: Final = (12, 16, 26)
_WIDEST: Final = 0.80
"""The greatest width of a line, as a share of the picture's width."""
_TALLEST: Final = 0.33
"""The greatest height of all lines of the title together, as a share of the picture's height."""
_MIDDLE: Final = 0.74
"""The middle of the title, as a share of the picture's height."""
_SIZES: Final = (0.100, 0.088, 0.077, 0.067, 0.058, 0.050)
"""Font sizes to try, the largest first, as shares of the picture's height."""
_MOST_LINES: Final = 4
_LEADING: Final = 1.18
"""The distance from one line to the next, in font sizes."""
_SUBTITLE_SIZE: Final = 0.036
_SUBTITLE_GAP: Final = 0.055
"""The distance from the bottom of the title's last line to the middle of the subtitle, as a share of the picture's
height. The bottom of a line is half a line below its middle.
"""

_SYSTEM_FONTS: Final = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "Arial.ttf",
    "arial.ttf",
    "Helvetica.ttc",
    "NotoSansCJK-Regular.ttc",
    "YuGothM.ttc",
    "msyh.ttc",
    "malgun.ttf",
    "Hiragino Sans GB.ttc",
    "Arial Unicode.ttf",
)
"""The fonts that are tried, in this order, if a letter is not in Pillow's own font, which has ASCII, quotation marks
and little more.
"""

_PLAINER: Final = {0x2010: "-", 0x2013: "-", 0x2014: "-", 0xFE0F: None}
"""Characters to replace. Many fonts lack these dashes, so they become hyphens. U+FE0F, which turns the character before
it into an emoji, is removed.
"""

_NO_FONT_HAS: Final = 0x10FFFF
"""A code point that is not a character, so every font draws it as its box for missing characters."""


@dataclass(frozen=True)
class _TitleLayout:
    """Lines of text in one size of a font."""

    font: "FreeTypeFont"
    lines: tuple[str, ...]
    size: float
    """In pixels."""


def draw_title(picture: "Image.Image", title: str, subtitle: str | None) -> None:
    """Draw the title, and the subtitle small below it, onto an RGB picture. Either of them is left out if no font can
    draw it.
    """
    from PIL import Image, ImageDraw, ImageFilter

    ink = Image.new("L", picture.size, 0)
    pen = ImageDraw.Draw(ink)
    width, height = picture.size
    below = _MIDDLE * height
    setting = _set(drawable(title), _SIZES, _MOST_LINES, width, height)
    if setting is not None:
        below = _draw(pen, setting, width / 2, below, 255)
    small = _set(drawable(subtitle or ""), (_SUBTITLE_SIZE,), 1, width, height)
    if small is not None:
        _draw(pen, small, width / 2, below + _SUBTITLE_GAP * height, 215)
    shade = ink.filter(ImageFilter.GaussianBlur(height / 64)).point([min(120, level) for level in range(256)])
    picture.paste(_SHADE, mask=shade)
    picture.paste(_INK, mask=ink)


def drawable(text: str) -> str:
    """The text without emoji and invisible characters, and with plain dashes; empty if its letters need shaping.

    Writing that runs from right to left, or whose marks must be placed (Arabic, Hindi, Thai), needs a shaping engine,
    which Pillow may lack.
    """
    plain = unicodedata.normalize("NFC", one_line(text)).translate(_PLAINER)
    shown = "".join(sign for sign in plain if unicodedata.category(sign) not in ("So", "Sk", "Cf", "Co", "Cn"))
    for sign in shown:
        if unicodedata.bidirectional(sign) in ("R", "AL") or unicodedata.category(sign) in ("Mn", "Mc"):
            return ""
    return collapsed(shown)


def _draw(pen: object, setting: _TitleLayout, centre: float, middle: float, strength: int) -> float:
    """Draw the lines around `middle`. Returns where the last one ends: half a line below its middle."""
    top = middle - _LEADING * setting.size * (len(setting.lines) - 1) / 2
    for index, line in enumerate(setting.lines):
        place = (centre, top + _LEADING * setting.size * index)
        pen.text(place, line, font=setting.font, fill=strength, anchor="mm")  # type: ignore[attr-defined]
    return top + _LEADING * setting.size * (len(setting.lines) - 0.5)


def _set(text: str, sizes: tuple[float, ...], at_most: int, width: int, height: int) -> _TitleLayout | None:
    """Lay out the text in the largest size in which all of it fits. If it fits in none, the smallest size is used, and
    the text is shortened if needed. None if there is no text, or no font with all its letters.
    """
    make = _font_for(text)
    if make is None:
        return None
    for size in sizes:
        font, pixels = make(size * height), size * height
        most = min(at_most, int(_TALLEST / (size * _LEADING)))
        lines = _balanced(text, font, _WIDEST * width)
        if len(lines) <= most and _broken_words(text, lines) == 0:
            return _TitleLayout(font, lines, pixels)
    kept = lines[:most]
    if len(lines) > most:
        kept = (*kept[:-1], kept[-1][:-1].rstrip() + "…")
    return _TitleLayout(font, kept, pixels)


def _font_for(text: str) -> "Callable[[float], FreeTypeFont] | None":
    """The first font that has every letter of the text, as a function that makes the font in a size in pixels. None if
    no font has them all, or if there is no text.
    """
    from PIL import ImageFont

    def own(size: float) -> "FreeTypeFont":
        font = ImageFont.load_default(size=size)
        if not isinstance(font, ImageFont.FreeTypeFont):
            raise OSError("Pillow was built without FreeType")
        return font

    def from_system(name: str) -> "Callable[[float], FreeTypeFont]":
        return lambda size: ImageFont.truetype(name, size)

    for make in (own, *map(from_system, _SYSTEM_FONTS)):
        try:
            if text and _has_all(make(40), text):
                return make
        except OSError:  # This machine has no such font.
            continue
    return None


def _has_all(font: "FreeTypeFont", text: str) -> bool:
    box = _glyph(font, chr(_NO_FONT_HAS))
    return all(_glyph(font, sign) != box for sign in set(text) - {" "})


def _glyph(font: "FreeTypeFont", sign: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(sign)
    return mask.size, bytes(mask)


def _balanced(text: str, font: "FreeTypeFont", width: float) -> tuple[str, ...]:
    """The text in as few lines of at most `width` as possible. Their lengths are as even as possible, so that no word
    is left alone on the last line.
    """
    lines = _wrapped(text, font, width)
    for narrower in range(95, 40, -5):
        tried = _wrapped(text, font, width * narrower / 100)
        if len(tried) > len(lines) or _broken_words(text, tried) > _broken_words(text, lines):
            break
        lines = tried
    return lines


def _wrapped(text: str, font: "FreeTypeFont", width: float) -> tuple[str, ...]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width or word == "-":  # A dash begins no line.
            line = longer
            continue
        lines.append(line)
        line = ""
        for sign in word:
            if line and font.getlength(line + sign) > width:
                lines.append(line)
                line = ""
            line += sign
    return tuple(filter(None, (*lines, line)))


def _broken_words(text: str, lines: tuple[str, ...]) -> int:
    """How many line breaks divide a word. It is 0 for a text with any wide character, because Chinese, Japanese and
    Korean words may be divided anywhere.
    """
    divided = len(" ".join(lines).split()) - len(text.split())
    return 0 if any(unicodedata.east_asian_width(sign) == "W" for sign in text) else divided


SIDE: Final = 1400
"""Pixels on each side: the minimum that podcast directories require."""

_DRAWN: Final = 500
"""Pixels on each side while the scene is drawn. It is then enlarged to `SIDE`, which does not show, because its edges
are soft. The letters, whose edges are sharp, are drawn after that.
"""

_JPEG_QUALITY: Final = 85
_KEPT_BYTES: Final = 1_000_000
"""A user's picture that has more bytes than this is encoded again."""

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
"""For each palette, the colour at the top of the picture, the colour at its bottom, and the colour of the light; all
calm, and dark enough for light letters.
"""


@lru_cache(maxsize=32)
def cover_jpeg(title: str, subtitle: str | None, seed: str) -> bytes:
    """A square JPEG of `SIDE` pixels: a light over still water, with the title below it.

    Colours and rings depend only on `seed` (for example the practice's name), so that a practice keeps its look. If no
    font here can draw the title, it is left out. On one machine, the result is always the same.
    """
    from PIL import Image

    scene = Image.fromarray(_scene(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()))
    picture = scene.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    draw_title(picture, title, subtitle)
    return _jpeg(picture)


def beside_script(folder: Path, cover: str) -> Path:
    """The path of a script's picture. It must be in the script's folder or below it, because a stranger's script must
    not include the listener's other files. Raises `CoverError`.
    """
    path = folder / cover
    if "://" in cover:
        raise CoverError(path, "pictures are not downloaded; save this one in the script's folder, and write its name")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CoverError(path, "a cover must be in the script's folder or in one below it; copy it there")
    return path


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
        raise CoverError(path, "it is not a picture that can be read; use a JPEG or PNG") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise CoverError(path, f"it is far too large; {SIDE}×{SIDE} pixels is enough") from error
    except OSError as error:
        raise CoverError(path, system_reason(error)) from error
    except Exception as error:  # Each decoder raises other errors for a damaged picture.
        raise CoverError(path, "it is damaged; use another picture") from error
    upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return _jpeg(_opaque(upright))


def _bytes(path: Path) -> bytes:
    """The contents of a file. A pipe or a device, which might have no end, is refused. Raises OSError."""
    if path.exists() and not path.is_file():
        raise OSError("it is not a file")
    return path.read_bytes()


def _fits_as_it_is(image: "Image.Image", data: bytes) -> bool:
    """Whether the picture may be used unchanged: every player can show it, it is not too large, and it has no EXIF
    data.
    """
    plain = image.format in ("JPEG", "PNG") and image.mode in ("RGB", "L") and getattr(image, "n_frames", 1) == 1
    return plain and max(image.size) <= SIDE and len(data) <= _KEPT_BYTES and not image.getexif()


def _opaque(image: "Image.Image") -> "Image.Image":
    """The picture in RGB, on white where it is transparent."""
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
    """The picture without letters, shape (_DRAWN, _DRAWN, 3). The bytes of `digest` choose its colours, and where the
    light and its rings are.
    """
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
    grain = np.random.default_rng(list(digest)).uniform(-0.5, 0.5, picture.shape)  # Hides steps in the gradient.
    return np.clip(np.rint(picture * 255 + grain), 0, 255).astype(np.uint8)


def _rings(distance: "_Plane", count: int, phase: float) -> "_Plane":
    """Rings on the water around the light. The further out, the wider apart, softer and fainter they are."""
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
    """The picture blended with a colour; `amount` goes from 0 (the picture) to 1 (the colour)."""
    import numpy as np

    share = np.clip(amount, 0, 1)[..., np.newaxis]
    return np.asarray(picture * (1 - share) + colour * share, np.float32)


def _colour(name: str) -> "_Plane":
    """The colour ``#rrggbb`` as three numbers from 0 to 1."""
    import numpy as np

    return np.array([int(name[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)
