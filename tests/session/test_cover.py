"""Which cover picture a session gets."""

from pathlib import Path

import pytest
from PIL import Image

import voiceguide


def made(folder: Path, cover: str) -> None:
    """Export a practice whose front matter names a cover."""
    script = folder / "calm.md"
    script.write_text(f"---\ntitle: Calm\ncover: {cover}\n---\n\n# Here\n\nBe here.\n\n[silence 3s-5m]\n", "utf-8")
    session = voiceguide.make(voiceguide.read(script), voiceguide.Request(length=20, voice="fake:calm"))
    session.export(folder / "calm.mp3", force=True)


def test_a_cover_lies_beside_its_script_or_below(tmp_path: Path) -> None:
    """A script can only name a cover in its own folder or below it: a path that leads upward is refused, and so is a
    link that leads out of the folder.
    """
    home, folder = tmp_path / "home", tmp_path / "downloads"
    home.mkdir()
    (folder / "pictures").mkdir(parents=True)
    Image.new("RGB", (64, 64), "navy").save(home / "private.jpg")
    Image.new("RGB", (64, 64), "green").save(folder / "pictures" / "a.jpg")
    (folder / "link.jpg").symlink_to(home / "private.jpg")
    made(folder, "pictures/a.jpg")
    for cover in ("../home/private.jpg", str(home / "private.jpg"), "link.jpg", "https://example.org/cover.jpg"):
        with pytest.raises(voiceguide.CoverError):
            made(folder, cover)
