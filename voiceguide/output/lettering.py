"""The title on a cover: set large and centred, in a font that has all its letters."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from voiceguide.output._tag_text import one_line

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFont import FreeTypeFont

_INK: Final = "#fffaf0"
_SHADE: Final = (12, 16, 26)
_WIDEST: Final = 0.80
"""Of the picture's width: the longest line."""
_TALLEST: Final = 0.33
"""Of the picture's height: all lines of the title together."""
_MIDDLE: Final = 0.74
"""Where the middle of the title stands, of the picture's height."""
_SIZES: Final = (0.100, 0.088, 0.077, 0.067, 0.058, 0.050)
"""Letter sizes to try, the largest first, of the picture's height."""
_MOST_LINES: Final = 4
_LEADING: Final = 1.18
"""From one line to the next, in letter sizes."""
_SUBTITLE_SIZE: Final = 0.036
_SUBTITLE_GAP: Final = 0.055
"""From the middle of the title's last line to that of the subtitle, besides half a line; of the picture's height."""

_SYSTEM_FONTS: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf",
                        "arial.ttf", "Helvetica.ttc", "NotoSansCJK-Regular.ttc", "YuGothM.ttc", "msyh.ttc",
                        "malgun.ttf", "Hiragino Sans GB.ttc", "Arial Unicode.ttf")  # fmt: skip
"""Tried in this order for letters that Pillow's own font lacks; it has ASCII, quotes and little more."""

_PLAINER: Final = {0x2010: "-", 0x2013: "-", 0x2014: "-", 0xFE0F: None}
"""Dashes that many a font lacks, and the sign that turns the one before it into an emoji."""

_NO_FONT_HAS: Final = 0x10FFFF
"""Not a character: it is drawn as the box that stands for whatever a font lacks."""


@dataclass(frozen=True)
class _Setting:
    """Lines of text in one size of a font."""

    font: "FreeTypeFont"
    lines: tuple[str, ...]
    size: float
    """In pixels."""


def draw_title(picture: "Image.Image", title: str, subtitle: str | None) -> None:
    """Draw the title, and the subtitle small below it, onto an RGB picture; whichever no font can draw is left out."""
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
    """The text without emoji and invisible signs, its dashes plain; empty where letters would have to be shaped.

    Scripts written from right to left, or with marks that move (Arabic, Hindi, Thai), need a shaping engine.
    """
    plain = unicodedata.normalize("NFC", one_line(text)).translate(
        {0x2010: "-", 0x2013: "-", 0x2014: "-", 0xFE0F: None}
    )
    shown = "".join(sign for sign in plain if unicodedata.category(sign) not in ("So", "Sk", "Cf", "Co", "Cn"))
    for sign in shown:
        if unicodedata.bidirectional(sign) in ("R", "AL") or unicodedata.category(sign) in ("Mn", "Mc"):
            return ""
    return " ".join(shown.split())


def _draw(pen: object, setting: _Setting, centre: float, middle: float, strength: int) -> float:
    """Draw the lines around `middle`; where the last one ends, half a line below its middle."""
    top = middle - _LEADING * setting.size * (len(setting.lines) - 1) / 2
    for index, line in enumerate(setting.lines):
        place = (centre, top + _LEADING * setting.size * index)
        pen.text(place, line, font=setting.font, fill=strength, anchor="mm")  # type: ignore[attr-defined]
    return top + _LEADING * setting.size * (len(setting.lines) - 0.5)


def _set(text: str, sizes: tuple[float, ...], at_most: int, width: int, height: int) -> _Setting | None:
    """The text in the largest size in which all of it has room; in the smallest it is cut short where it must be."""
    make = _font_for(text)
    if make is None:
        return None
    for size in sizes:
        font, pixels = make(size * height), size * height
        most = min(at_most, int(_TALLEST / (size * _LEADING)))
        lines = _balanced(text, font, _WIDEST * width)
        if len(lines) <= most and _broken_words(text, lines) == 0:
            return _Setting(font, lines, pixels)
    kept = lines[:most]
    if len(lines) > most:
        kept = (*kept[:-1], kept[-1][:-1].rstrip() + "…")
    return _Setting(font, kept, pixels)


def _font_for(text: str) -> "Callable[[float], FreeTypeFont] | None":
    """What makes the first font with every letter of the text, in a size in pixels. None: there is none, or no text."""
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
        except OSError:  # No such font here.
            continue
    return None


def _has_all(font: "FreeTypeFont", text: str) -> bool:
    box = _look(font, chr(_NO_FONT_HAS))
    return all(_look(font, sign) != box for sign in set(text) - {" "})


def _look(font: "FreeTypeFont", sign: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(sign)
    return mask.size, bytes(mask)


def _balanced(text: str, font: "FreeTypeFont", width: float) -> tuple[str, ...]:
    """Lines no wider than `width`, as few as can be and then as even as can be: no word stands alone on the last."""
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
    """How many words the lines divide; never any in writing without spaces between words."""
    divided = len(" ".join(lines).split()) - len(text.split())
    return 0 if any(unicodedata.east_asian_width(sign) == "W" for sign in text) else divided
