"""Writes SVG: a drawing that collects shapes and text, with colours for a light and for a dark screen."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from voiceguide.system.plain_text import collapsed

_COLOURS: Final = {
    "paper": ("#fbfaf7", "#14171c"),
    "ink": ("#23272e", "#ebe8e1"),
    "soft": ("#5c626d", "#a5abb6"),
    "line": ("#d9d5cb", "#363b45"),
    "band": ("#f1eee6", "#1c2027"),
    "voice": ("#2b5f93", "#7db4ea"),
    "reminder": ("#7d4ea6", "#c6a1ea"),
    "breath": ("#1f7a6b", "#62c8b3"),
    "pause": ("#96793f", "#c2a566"),
    "silence": ("#a9cbb9", "#2f5546"),
    "silence-edge": ("#4c7d67", "#7cbfa0"),
    "bell": ("#b3591a", "#eda35f"),
    "bed": ("#cfd4de", "#363e4d"),
    "bed-edge": ("#67718a", "#9ba6bd"),
}
"""For each colour, its value on a light screen, and its value on a dark one."""

_LIGHT: Final = {name: light for name, (light, _) in _COLOURS.items()}
_DARK: Final = {name: dark for name, (_, dark) in _COLOURS.items()}

_FONTS: Final = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"
_RULES: Final = (
    ("paper", "fill", "paper"),
    ("band", "fill", "band"),
    ("ink", "fill", "ink"),
    ("soft", "fill", "soft"),
    ("title", "fill", "ink"),
    ("voice", "fill", "voice"),
    ("reminder", "fill", "reminder"),
    ("pause", "fill", "pause"),
    ("bell", "fill", "bell"),
    ("line", "stroke", "line"),
    ("flag", "stroke", "soft"),
    ("ring", "stroke", "bell"),
    ("wave", "stroke", "breath"),
    ("silence", "fill", "silence"),
    ("silence", "stroke", "silence-edge"),
    ("bed", "fill", "bed"),
    ("bed", "stroke", "bed-edge"),
    ("torn", "fill", "paper"),
    ("torn", "stroke", "soft"),
    ("halo", "stroke", "paper"),
)
_SHAPES: Final = (
    f"text{{font-family:{_FONTS};font-size:13px}}.title{{font-size:20px;font-weight:600}}.name{{font-size:12px}}"
    ".end{text-anchor:end}.middle{text-anchor:middle}.wave{fill:none;stroke-width:1.6;stroke-linejoin:round}"
    ".halo{paint-order:stroke;stroke-width:3px}.line,.flag,.ring,.silence,.bed,.torn{stroke-width:1}.ring{fill:none}"
)

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may contain (production 2, Char)."""


class Drawing:
    """Collects the elements of one picture."""

    def __init__(self) -> None:
        self._elements: list[str] = []

    def text(self, x: float, y: float, words: str, style: str) -> None:
        """Add text with its baseline at `y`, beginning at `x` unless the style says otherwise."""
        if words:
            self._elements.append(f'<text x="{_n(x)}" y="{_n(y)}" class="{style}">{plain(words)}</text>')

    def box(self, x: float, y: float, width: float, height: float, style: str, tooltip: str = "") -> None:
        """Add a rectangle; `tooltip` is shown when the pointer is over it."""
        corner = ' rx="2"' if style not in ("paper", "band") and width > 4 else ""
        size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        self._shape(f'rect {size}{corner} class="{style}"', "rect", tooltip)

    def circle(self, x: float, y: float, radius: float, style: str, tooltip: str = "") -> None:
        """Add a circle around a point; `tooltip` is shown when the pointer is over it."""
        self._shape(f'circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" class="{style}"', "circle", tooltip)

    def path(self, points: Iterable[tuple[float, float]], style: str, tooltip: str = "", closed: bool = False) -> None:
        """Add a line through points, and with `closed` back to the first; `tooltip` is shown when the pointer is over
        it.
        """
        way = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        if way:
            self._shape(f'path d="M{way}{"Z" if closed else ""}" class="{style}"', "path", tooltip)

    def _shape(self, inside: str, name: str, tooltip: str) -> None:
        self._elements.append(f"<{inside}><title>{plain(tooltip)}</title></{name}>" if tooltip else f"<{inside}/>")

    def document(self, width: float, height: float, title: str, description: str) -> str:
        """The whole picture as SVG. A screen reader reads `title` and `description`."""
        dark = "".join(_rules(_DARK))
        style = f"{_SHAPES}{''.join(_rules(_LIGHT))}@media (prefers-color-scheme:dark){{{dark}}}"
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" '
                f'height="{_n(height)}" role="img" aria-labelledby="session-title session-description">',
                f'<title id="session-title">{plain(title)}</title>',
                f'<desc id="session-description">{plain(description)}</desc>',
                f"<style>{style}</style>",
                f'<rect width="{_n(width)}" height="{_n(height)}" class="paper"/>',
                *self._elements,
                "</svg>",
                "",
            ]
        )


def _rules(colours: dict[str, str]) -> list[str]:
    return [f".{style}{{{what}:{colours[colour]}}}" for style, what, colour in _RULES]


def plain(words: str) -> str:
    """Words as XML text, escaped so that no character can start an element or break the document."""
    return escape(_NOT_XML.sub("�", collapsed(words)), {'"': "&quot;"})


def text_width(words: str, size: float) -> float:
    """Roughly how wide words are at a font size. It cannot be known exactly, because the viewer chooses the font."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in words)
    thin = sum(letter in " .,;:!'’|ijlt()[]" for letter in words)
    return size * (0.6 * (len(words) - wide - thin) + 0.36 * thin + 1.05 * wide)


def clipped(words: str, width: float, size: float) -> str:
    """The words, shortened if they are wider than roughly this width."""
    if text_width(words, size) <= width:
        return words
    kept = words
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""


def wrapped(words: str, width: float, size: float) -> list[str]:
    """The words as lines of roughly this width. A single word that is wider is shortened, on a line of its own."""
    lines: list[str] = []
    for word in words.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(clipped(word, width, size))
    return lines


def _n(number: float) -> str:
    """A number with at most two decimals, without trailing zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
