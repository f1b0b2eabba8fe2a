import os
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.output.jobs import picture
from voiceguide.errors import CoverError, OutputError
from voiceguide.pictures.cover import SIDE, _scene, cover_jpeg, read_cover


def opened(data: bytes) -> Image.Image:
    """The picture, completely decoded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("title", "subtitle"),
    [
        ("A self-compassion break", "10 minutes"),
        ("", None),
        ("Ro og nåde – 静 🌊", "7:30"),
        ("word " * 200, "x" * 300),
        ("سلام", None),
        ("\ud800\x00", "\n"),
    ],
)
def test_a_drawn_cover(title: str, subtitle: str | None) -> None:
    """Any title gives a square JPEG of the size that podcast directories ask for, as a small file."""
    data = cover_jpeg(title, subtitle, title)
    image = opened(data)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIDE, SIDE))
    assert len(data) < 150_000


def test_the_seed_is_the_face() -> None:
    """Covers with the same words and seed are the same to the byte. Another seed gives another picture. Other words
    with the same seed leave the colours as they are.
    """
    calm = cover_jpeg("Calm", None, "calm")
    assert cover_jpeg("Calm", None, "calm") == calm
    assert cover_jpeg("Calm", None, "other") != calm
    corner = (slice(0, 300), slice(0, 300))
    other_words = np.asarray(opened(cover_jpeg("Still", "5 minutes", "calm")))[corner]
    assert np.abs(np.asarray(opened(calm))[corner].astype(int) - other_words).max() < 12


def test_every_palette_lets_the_title_be_read() -> None:
    """Behind the title, the picture is dark enough for light letters: the contrast is at least 3 to 1 (WCAG, large
    text).
    """
    for palette, rest in zip(range(8), (0, 255) * 4, strict=True):
        ground = _scene(bytes([palette] + 31 * [rest]))[307:436, 54:446] / 255
        linear = np.where(ground <= 0.04045, ground / 12.92, ((ground + 0.055) / 1.055) ** 2.4)
        luminance = (linear @ np.array([0.2126, 0.7152, 0.0722])).max()
        assert 1.05 / (luminance + 0.05) > 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_fitting_picture_stays_as_it_is(tmp_path: Path, kind: str) -> None:
    """A JPEG or PNG of 500 by 500 pixels, which every player can show, is used unchanged as the cover."""
    path = tmp_path / "cover"
    path.write_bytes(picture(500, kind))
    assert read_cover(path) == path.read_bytes()


@pytest.mark.parametrize(
    ("mode", "kind", "size"),
    [
        ("RGB", "JPEG", (3000, 1500)),
        ("RGBA", "PNG", (200, 100)),
        ("P", "GIF", (50, 50)),
        ("CMYK", "JPEG", (60, 60)),
        ("I;16", "PNG", (1600, 40)),
        ("LA", "PNG", (30, 30)),
        ("1", "PNG", (30, 30)),
        ("RGB", "WEBP", (30, 30)),
    ],
)
def test_other_pictures_are_made_to_fit(tmp_path: Path, mode: str, kind: str, size: tuple[int, int]) -> None:
    """Pictures that are too large, transparent or of an unusual format become RGB JPEGs with the same ratio of width to
    height.
    """
    path = tmp_path / "cover"
    Image.new(mode, size).save(path, kind)
    image = opened(read_cover(path))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert max(image.size) == min(SIDE, max(size))
    assert image.width / image.height == pytest.approx(size[0] / size[1], rel=0.02)


def test_what_shines_through_is_white(tmp_path: Path) -> None:
    """A transparent picture is put on white, whatever colour is hidden in its transparent parts."""
    path = tmp_path / "cover.png"
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(path)
    assert min(opened(read_cover(path)).getpixel((10, 10))) > 250  # type: ignore[arg-type]


def test_a_photo_is_turned_upright(tmp_path: Path) -> None:
    """A photo whose data say that it was taken sideways is turned upright."""
    path = tmp_path / "cover.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (100, 50)).save(path, exif=exif)
    assert opened(read_cover(path)).size == (50, 100)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_pipe_is_no_picture(tmp_path: Path) -> None:
    """A pipe is refused as a picture at once, without waiting for somebody to write into it."""
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(CoverError) as raised:
        read_cover(tmp_path / "pipe.jpg")
    assert raised.value.reason == "it is not a file"


def test_pictures_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file, a folder, a text, an empty file, a truncated picture and a huge one are refused. The error has
    the path and a reason.
    """
    (tmp_path / "text.jpg").write_text("not a picture")
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "half.jpg").write_bytes(picture(300)[:5000])
    (tmp_path / "half.png").write_bytes(picture(300, "PNG")[:5000])
    Image.new("1", (400, 400)).save(tmp_path / "huge.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100_000)
    names = ["missing.jpg", ".", "text.jpg", "empty.jpg", "half.jpg", "half.png", "huge.png"]
    for path in [tmp_path / name for name in names] + [Path("nul\0")]:
        with pytest.raises(CoverError) as raised:
            read_cover(path)
        assert raised.value.path == path
        assert raised.value.reason
        assert isinstance(raised.value, OutputError)
