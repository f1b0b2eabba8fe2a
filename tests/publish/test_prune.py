"""Which files `publish --prune` removes, and which it keeps."""

from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.running import run
from tests.publish.catalogues import CATALOGUE, REST, held, index, linked, loud, published, written


def test_old_files_go_when_asked(site: Path) -> None:
    """Without `--prune` no file is removed. With it, only files that `publish` made and that nothing links to any more
    are removed.
    """
    shorter = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"')
    (site / "CNAME").write_text("example.org", encoding="utf-8")
    (site / "static" / "20240115").mkdir()
    (site / "stems").mkdir()
    mine = (
        "sessions/mine.mp3",
        "sessions/evening-20240115.mp3",
        "sessions/evening-20240115.vtt",
        "sessions/evening-20240115.jpg",
        "sessions/notes-20240115.json",
        "ground/walk-20240115.png",
        "static/20240115/photo.png",
        "static/20240115/page.css",
        "stems/song-20240115.voice.wav",
        "practice/mine.html",
    )
    for name in mine:
        (site / name).write_bytes(b"mine")
    (site / "sessions" / "old-20240115.mp3").mkdir()
    before = set(held(site))
    published(written(site.parent, shorter), site)
    assert set(held(site)) == before
    published(site.parent / "class.toml", site, "--prune")
    gone = before - set(held(site))
    assert gone
    assert all("walk" in name for name in gone)
    assert [name for name in held(site) if "walk" in name] == ["ground/walk-20240115.png"]
    assert (site / "sessions" / "old-20240115.mp3").is_dir()


def covers(site: Path) -> list[str]:
    return sorted(path.name for path in site.iterdir() if path.name.startswith("cover-"))


def test_old_pictures_of_the_feed_go_when_asked(site: Path) -> None:
    """When the feed's title changes, `--prune` removes the feed's earlier picture. It keeps a user's own pictures,
    whatever their names, and a symbolic link to one. Earlier, old pictures of the feed stayed.
    """
    (first,) = covers(site)
    Image.new("RGB", (20, 20)).save(site / "cover-20240115.jpg")
    (site / "cover-of-my-book.jpg").write_bytes((site / first).read_bytes())
    (site / f"{first}.bak").write_bytes((site / first).read_bytes())
    mine = Image.effect_noise((1500, 1500), 50)
    mine.save(site.parent / "mine.png")
    name = f"cover-{sha256((site.parent / 'mine.png').read_bytes()).hexdigest()[:8]}.png"
    (site / name).symlink_to(site.parent / "mine.png")
    kept = {"cover-20240115.jpg", "cover-of-my-book.jpg", f"{first}.bak", name}
    published(written(site.parent, CATALOGUE.replace("Evenings &", "Mornings &")), site)
    assert first in covers(site)
    assert len(covers(site)) == 6
    errors = published(site.parent / "class.toml", site, "--prune", "-v").stderr
    assert f"removed {first}" in errors
    (now,) = set(covers(site)) - kept
    assert set(covers(site)) == {now, *kept}
    assert all(now in (site / page).read_text(encoding="utf-8") for page in ("feed.xml", "index.html", "index.json"))


def test_a_picture_of_ones_own_goes_when_another_is_named(site: Path) -> None:
    """When `image` is no longer in the catalogue, `--prune` removes the site's copy of that picture. The original
    stays, even if it is inside the site.
    """
    Image.effect_noise((1500, 1500), 50).save(site / "mine.png")
    with_mine = CATALOGUE.replace("language =", 'image = "site/mine.png"\nlanguage =')
    published(written(site.parent, with_mine), site, "--prune")
    (copy,) = covers(site)
    assert (site / copy).read_bytes() == (site / "mine.png").read_bytes()
    published(written(site.parent), site, "--prune")
    assert copy not in covers(site)
    assert len(covers(site)) == 1
    assert (site / "mine.png").exists()


def test_what_is_still_read_does_not_go(site: Path) -> None:
    """A session of an earlier run that is now used as a background is kept, though nothing links to it."""
    walk = str(index(site)["walk-01m-fake-calm-none"]["audio"])
    cover = covers(site)[0]
    rest = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"').replace("Evenings", "Mornings")
    over_walk = written(site.parent, rest.replace('["none"]', f'["./site/{walk}"]'))
    for _ in range(2):
        published(over_walk, site, "--prune")
        assert [name for name in held(site) if "/walk" in name] == [walk]
        assert cover not in covers(site)
    published(written(site.parent, rest), site, "--prune")
    assert not (site / walk).exists()


def test_nothing_goes_where_something_failed(tmp_path: Path) -> None:
    """If a session fails, `--prune` removes nothing, so that everything the published feed links to still exists."""
    catalogue, site = loud(tmp_path, CATALOGUE.replace('"30s", "1m"', '"30s"')), tmp_path / "site"
    (tmp_path / "rest.md").write_text(REST, encoding="utf-8")
    published(catalogue, site)
    before = held(site)
    for lengths, scripts in (('"1m"', ("rest.md", "walk.md")), ('"1m"', ("rest.md",))):
        catalogue.write_text(catalogue.read_text(encoding="utf-8").replace('"30s"', lengths), encoding="utf-8")
        for name in ("rest.md", "walk.md"):
            said = "Now it is loud." if name in scripts else "Now it is quiet."
            (tmp_path / name).write_text(REST.replace("Now it is quiet.", said), encoding="utf-8")
        result = run("publish", catalogue, "-o", site, "--prune")
        assert result.exit_code == 1
        assert result.stderr.splitlines()[-1].startswith("no old files were removed")
        assert set(before) <= set(held(site))
        assert linked(site)


def test_what_cannot_be_removed_is_reported(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be removed is reported. The other old files are removed, and the site is published."""
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name.startswith("walk-") and path.suffix == ".vtt":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    catalogue = written(site.parent, CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"'))
    refused = [
        line for line in published(catalogue, site, "--prune").stderr.splitlines() if "could not be removed" in line
    ]
    left = sorted(str(site / name) for name in held(site) if "walk" in name)
    assert [line.partition(" could not")[0] for line in refused] == left
    assert len(left) == 2
