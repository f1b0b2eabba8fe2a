"""Publishing, with real sessions in a real folder."""

import json
import re
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from tests.cli.running import refused, run
from tests.publish.catalogues import CATALOGUE, REST, WALK, held, published, written
from voiceguide.config import folders


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two practices at two lengths."""
    published(written(tmp_path), tmp_path / "site")
    return tmp_path / "site"


def index(site: Path) -> dict[str, dict[str, object]]:
    rows = json.loads((site / "index.json").read_text(encoding="utf-8"))["sessions"]
    return {row["name"]: row for row in rows}


def test_every_session_is_there(site: Path) -> None:
    """Each has its sound of the length asked for, captions, chapters, a plan and a cover, and is as large as told."""
    rows = index(site)
    assert list(rows) == [
        f"{name}-{length}-fake-calm-none" for name in ("rest", "walk") for length in ("00m30s", "01m")
    ]
    for row in rows.values():
        sound = site / str(row["audio"])
        assert sound.stat().st_size == row["bytes"]
        assert soundfile.info(sound).duration == pytest.approx(row["duration_s"], abs=0.001)
        for part in ("captions", "chapters", "plan", "cover", "page"):
            assert (site / str(row[part])).stat().st_size, part
    assert [row["duration_s"] for row in rows.values()] == [30.0, 60.0] * 2


def test_a_second_run_makes_nothing(site: Path) -> None:
    """No byte changes and no file is written, also where the catalogue is in another order."""
    before = held(site)
    told = published(site.parent / "class.toml", site)
    assert "0 made, 4 already there" in told.stderr
    assert held(site) == before
    other = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./walk.md", "./rest.md"').replace(
        '"30s", "1m"', '"1m", "30s"'
    )
    published(written(site.parent, other), site)
    assert held(site) == before


def test_a_second_run_needs_no_speech(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What was spoken may be gone: for sessions that are there nothing is spoken but the word that proves the voice."""
    before = held(site)
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "empty"))
    assert "0 made" in published(site.parent / "class.toml", site).stderr
    assert held(site) == before
    assert len(list((tmp_path / "empty").rglob("*.clip"))) == 1


def test_a_changed_line_makes_the_sessions_that_say_it(site: Path) -> None:
    """The optional section is heard in the longer session only: that one alone is made again, and stays that item."""
    before = index(site)
    script = site.parent / "rest.md"
    script.write_text(REST.replace("it stays", "it will stay"), encoding="utf-8")
    assert "1 made, 3 already there" in published(site.parent / "class.toml", site).stderr
    after = index(site)
    changed = [name for name in after if after[name]["audio"] != before[name]["audio"]]
    assert changed == ["rest-01m-fake-calm-none"]
    assert [row["guid"] for row in after.values()] == [row["guid"] for row in before.values()]
    assert (site / str(before[changed[0]]["audio"])).exists()


def test_another_bell_of_ones_own_makes_the_sessions_that_strike_it(tmp_path: Path) -> None:
    """Its recording is replaced under the same name: they are made again, once, and the others are not."""
    sounds = folders().sounds
    sounds.mkdir(parents=True, exist_ok=True)
    catalogue = written(tmp_path)
    (tmp_path / "rest.md").write_text(REST.replace("[1s-3s]", "[bell] [1s-3s]"), encoding="utf-8")
    published(catalogue, tmp_path / "site")
    (sounds / "bell.toml").write_text('kind = "bell"\n', encoding="utf-8")
    fading = np.exp(-np.arange(3 * 44_100) / 30_000)
    for pitch in (400.0, 600.0):
        soundfile.write(sounds / "bell.wav", 0.3 * fading * np.sin(np.arange(len(fading)) * pitch / 7_000), 44_100)
        assert "2 made, 2 already there" in published(catalogue, tmp_path / "site").stderr
    assert "0 made, 4 already there" in published(catalogue, tmp_path / "site").stderr


def test_a_changed_title_is_no_new_sound(site: Path) -> None:
    """The files are labelled anew, and keep their dates."""
    before = index(site)
    script = site.parent / "rest.md"
    script.write_text(REST.replace("A short rest", "A long rest"), encoding="utf-8")
    assert "2 made, 2 already there" in published(site.parent / "class.toml", site).stderr
    after = index(site)
    assert [row["published"] for row in after.values()] == [row["published"] for row in before.values()]
    assert {str(row["title"]) for row in after.values()} == {"A long rest", "Walking & <standing>"}


def test_a_damaged_file_is_made_again(site: Path) -> None:
    """A session that was cut short since is not taken for whole, nor one that has gone."""
    first, second = list(index(site).values())[:2]
    sound = site / str(first["audio"])
    whole = sound.read_bytes()
    sound.write_bytes(whole[:-5000])
    (site / str(second["audio"])).unlink()
    assert "2 made, 2 already there" in published(site.parent / "class.toml", site).stderr
    assert sound.read_bytes() == whole


@pytest.mark.parametrize("raw", ["{", "[]", '{"events": 3}', '{"events": [{"kind": "say", "text": "Yes."}]}'])
def test_a_damaged_plan_is_made_again(site: Path, raw: str) -> None:
    """The page shows what it says: a session whose plan cannot be read is not taken for whole."""
    plan = site / str(next(iter(index(site).values()))["plan"])
    whole = plan.read_bytes()
    plan.write_text(raw, encoding="utf-8")
    published(site.parent / "class.toml", site)
    assert plan.read_bytes() == whole


@pytest.mark.parametrize("name", ["a" * 250, "禅" * 83])
def test_a_practice_with_a_long_name_is_published(tmp_path: Path, name: str) -> None:
    """As long as a file's name can be: what is made of it has a shorter one, and keeps it."""
    catalogue = written(tmp_path, CATALOGUE.replace('"./rest.md", "./walk.md"', f'"./{name}.md"'))
    (tmp_path / f"{name}.md").write_text(REST, encoding="utf-8")
    published(catalogue, tmp_path / "site")
    (page,) = (tmp_path / "site" / "practice").iterdir()
    assert {row["page"] for row in index(tmp_path / "site").values()} == {f"practice/{page.name}"}
    assert "0 made, 2 already there" in published(catalogue, tmp_path / "site").stderr


def told_twice(catalogue: Path, site: Path) -> str:
    """What a run and a dry run refuse for, in the same words. Nothing is written by either."""
    before = held(site) if site.is_dir() else {}
    said = set()
    for options in ((), ("--dry-run",)):
        result = run("publish", catalogue, "-o", site, *options)
        assert (result.exit_code, result.stdout) == (1, "")
        said.add(result.stderr.splitlines()[-1])
        assert (held(site) if site.is_dir() else {}) == before
    (one,) = said
    return one


@pytest.mark.parametrize(
    "name", ["index.html", "feed.xml", "index.json", "about.html", "sw.js", "manifest.webmanifest"]
)
def test_another_website_is_not_overwritten(tmp_path: Path, name: str) -> None:
    """A folder that holds somebody's own is refused before anything is made, and stays as it is."""
    catalogue, site = written(tmp_path), tmp_path / "site"
    site.mkdir()
    (site / name).write_text("<html>My own</html>", encoding="utf-8")
    assert told_twice(catalogue, site) == (
        f"voiceguide: cannot write into {site}: it holds another website, whose {name} would be lost; "
        "name a folder of its own"
    )
    assert [path.name for path in site.iterdir()] == [name]


@pytest.mark.parametrize("among", ["nothing else", "a site of ours"])
def test_a_text_under_the_name_of_a_page_is_not_overwritten(tmp_path: Path, among: str) -> None:
    """Nothing is read from it, so nobody else would miss it: it was replaced without a word, and a dry run was silent
    too. An earlier page of ours is replaced.
    """
    catalogue, site = written(tmp_path), tmp_path / "site"
    if among != "nothing else":
        published(catalogue, site)
    page = site / "practice" / "walk.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("<html>What I wrote on walking</html>", encoding="utf-8")
    assert told_twice(catalogue, site) == (
        f"voiceguide: cannot write into {site}: it holds practice/walk.html, which voiceguide has not made and which "
        "would be lost; move it away, or name a folder of its own"
    )
    page.unlink()
    published(catalogue, site)
    (tmp_path / "walk.md").write_text(WALK.replace("Walking &", "Going &"), encoding="utf-8")
    published(catalogue, site)
    assert "Going" in page.read_text(encoding="utf-8")


def test_a_folder_in_place_of_a_page_is_told_at_once(tmp_path: Path) -> None:
    """It was found out only when all sessions had been made."""
    catalogue, page = written(tmp_path), tmp_path / "site" / "practice" / "rest.html"
    page.mkdir(parents=True)
    assert told_twice(catalogue, tmp_path / "site").endswith(f"{page}: it is a folder, but a file is needed")


def test_a_file_in_place_of_the_site_is_told_at_once(tmp_path: Path) -> None:
    """By its own name, where the site was to be somewhere below it too."""
    catalogue, file = written(tmp_path), tmp_path / "site"
    file.write_bytes(b"mine")
    for site in (file, file / "below" / "it"):
        assert told_twice(catalogue, site).startswith(f"voiceguide: cannot write into {file}: it is a file, ")
    assert file.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "missing", [("index.html", "index.json"), ("index.html", "index.json", "feed.xml"), ("about.html",)]
)
def test_what_a_stopped_run_has_left_is_ours(site: Path, missing: tuple[str, ...]) -> None:
    """A folder without a main page is one of ours all the same, and a main page of ours is enough."""
    before = held(site)
    for name in missing:
        (site / name).unlink()
    if "about.html" in missing:
        (site / "feed.xml").write_bytes(b"")
        (site / "index.json").write_bytes(b"{")
    published(site.parent / "class.toml", site)
    assert held(site).keys() == before.keys()
    assert linked(site)
    assert not [name for name, (text, _) in held(site).items() if text != before[name][0] and ".mp3" in name]


@pytest.mark.parametrize("part", ["static", "sessions", "practice"])
def test_a_file_in_place_of_a_folder_is_told_at_once(tmp_path: Path, part: str) -> None:
    """Before anything is made."""
    catalogue, site = written(tmp_path), tmp_path / "site"
    site.mkdir()
    (site / part).write_bytes(b"mine")
    assert told_twice(catalogue, site).startswith(f"voiceguide: cannot write into {site / part}: it is a file")
    assert list(held(site)) == [part]


@pytest.mark.parametrize("link", [None, "symlink_to", "hardlink_to"])
def test_a_text_that_is_read_does_not_become_a_page(site: Path, link: str | None) -> None:
    """A practice in the folder of the pages, under the name of its own page, was written over by it."""
    page = site / "practice" / "rest.html"
    page.write_text("<html><h1>A rest</h1><p>Rest now. (pause)</p><p>You can stop at any time.</p></html>")
    named, text = page, page.read_bytes()
    if link:
        (site.parent / "other").mkdir()
        named = site.parent / "other" / "rest.html"
        getattr(named, link)(page)
    other = CATALOGUE.replace('"./rest.md", "./walk.md"', f'"./{named.relative_to(site.parent)}"')
    catalogue = written(site.parent, other.replace('lengths = ["30s", "1m"]\n', ""))
    for _ in range(2):
        assert told_twice(catalogue, site) == (
            f"voiceguide: cannot write into {site}: it holds the script practice/rest.html, which would be replaced; "
            "name a folder of its own"
        )
    assert page.read_bytes() == text


def test_a_dry_run_promises_no_more_than_it_knows(site: Path, tmp_path: Path) -> None:
    """A changed line may be in a session or not: that is known as soon as it has been spoken, for whatever it was."""
    catalogue, before = site.parent / "class.toml", held(site)
    (site.parent / "rest.md").write_text(REST.replace("it stays", "it will stay on"), encoding="utf-8")
    told = run("publish", catalogue, "-o", site, "--dry-run").stdout.splitlines()
    assert [line[:8] for line in told] == ["changed?", "changed?", "there   ", "there   ", "up to 2 "]
    published(catalogue, tmp_path / "other")
    told = run("publish", catalogue, "-o", site, "--dry-run").stdout.splitlines()
    assert [line[:8] for line in told] == ["there   ", "changed ", "there   ", "there   ", "1 of 4 s"]
    assert held(site) == before
    assert "1 made, 3 already there" in published(catalogue, site).stderr


def test_a_cover_that_has_gone_is_told_by_a_dry_run(tmp_path: Path) -> None:
    """As a mistake, and not as a traceback."""
    catalogue, site = written(tmp_path), tmp_path / "site"
    (tmp_path / "rest.md").write_text(REST.replace("tags:", "cover: cover.png\ntags:"), encoding="utf-8")
    Image.new("RGB", (1400, 1400)).save(tmp_path / "cover.png")
    published(catalogue, site)
    (tmp_path / "cover.png").unlink()
    told = refused(run("publish", catalogue, "-o", site, "--dry-run"))
    assert told.startswith(f"{catalogue}: [[sessions]] 1 practices: {tmp_path / 'cover.png'} cannot be the cover")


def test_no_folder_of_this_machine_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sounds and programs are named by their paths in a catalogue, and by their own names in all that is published."""
    secret = tmp_path / "of anna at home"
    catalogue = loud(secret, CATALOGUE.replace('"./rest.md", "./walk.md"', '"./sub/walk.md"'))
    for name in ("sub", "of anna, too"):
        (secret / name).mkdir()
    (secret / "walk.md").rename(secret / "sub" / "walk.md")
    for name in ("sea.wav", "of anna, too/far.wav"):
        soundfile.write(secret / name, np.random.default_rng(1).normal(0, 0.05, 88_200), 22_050)
    command = f"command:{sys.executable} '{secret / 'voice.py'}' {{text}} {{wav}} '{secret / 'tone.wav'}'"
    text = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./sub/walk.md"').replace('"30s", "1m"', '"30s"')
    text = text.replace("fake:calm", command).replace(
        '"none"', f'"{secret / "of anna, too" / "far.wav"}", "./sea.wav:-3"'
    )
    catalogue.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    published(catalogue, tmp_path / "site")
    told = {str(path.relative_to(tmp_path)).encode() + path.read_bytes() for path in (tmp_path / "site").rglob("*.*")
            if path.is_file()}  # fmt: skip
    assert not [text for text in told if re.search(rb"of.anna|at.home|" + re.escape(sys.prefix.encode()), text)]
    sounds = {row["asked"]["background"] for row in index(tmp_path / "site").values()}  # type: ignore[index]
    assert sounds == {"far.wav", "sea.wav:-3"}


def test_old_files_go_when_asked(site: Path) -> None:
    """Without --prune everything stays; with it only what is ours and no longer linked goes."""
    shorter = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"')
    (site / "CNAME").write_text("example.org", encoding="utf-8")
    (site / "static" / "20240115").mkdir()
    (site / "stems").mkdir()
    mine = ("sessions/mine.mp3", "sessions/evening-20240115.mp3", "sessions/evening-20240115.vtt",
            "sessions/evening-20240115.jpg", "sessions/notes-20240115.json", "ground/walk-20240115.png",
            "static/20240115/photo.png", "static/20240115/page.css", "stems/song-20240115.voice.wav",
            "practice/mine.html")  # fmt: skip
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
    """Each title has a picture of its own, and the earlier ones stayed for ever. A picture of somebody's own stays,
    whatever it is called, and so does one that another's name leads to.
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
    told = published(site.parent / "class.toml", site, "--prune", "-v").stderr
    assert f"removed {first}" in told
    (now,) = set(covers(site)) - kept
    assert set(covers(site)) == {now, *kept}
    assert all(now in (site / page).read_text(encoding="utf-8") for page in ("feed.xml", "index.html", "index.json"))


def test_a_picture_of_ones_own_goes_when_another_is_named(site: Path) -> None:
    """Of the file in `image` the site has a copy: that goes, and the file itself stays, also inside the site."""
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
    """A file of an earlier run that is now a background stays, though nothing links to it."""
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
    """What the published feed links to stays, with --prune too, as long as not all that should replace it is there."""
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


def test_what_cannot_be_removed_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All the rest is removed, and the site is published."""
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name.startswith("walk-") and path.suffix == ".vtt":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    catalogue = written(site.parent, CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"'))
    told = [
        line for line in published(catalogue, site, "--prune").stderr.splitlines() if "could not be removed" in line
    ]
    left = sorted(str(site / name) for name in held(site) if "walk" in name)
    assert [line.partition(" could not")[0] for line in told] == left
    assert len(left) == 2


def test_a_failure_leaves_the_rest_whole(tmp_path: Path) -> None:
    """It is listed at the end with its reason, the status is 1, and what can be had is published."""
    catalogue = loud(tmp_path, CATALOGUE)
    result = run("publish", catalogue, "-o", tmp_path / "site")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[-3] == "voiceguide: 2 of 4 sessions failed:", lines
    assert all("rest.md:10: could not speak 'Now it is loud.'" in line for line in lines[-2:])
    assert [row["practice"] for row in index(tmp_path / "site").values()] == ["walk", "walk"]


def loud(folder: Path, catalogue: str) -> Path:
    """The catalogue with a voice that cannot say "loud", and a practice that says it."""
    path = written(folder, catalogue)
    (folder / "rest.md").write_text(REST.replace("Now it is quiet.", "Now it is loud."), encoding="utf-8")
    program, tone = folder / "voice.py", folder / "tone.wav"
    program.write_text("import sys, shutil\nassert 'loud' not in sys.argv[1]\nshutil.copy(sys.argv[3], sys.argv[2])\n")
    soundfile.write(tone, 0.2 * np.sin(np.arange(22_050) / 20), 22_050)
    voice = f"command:{sys.executable} {program} {{text}} {{wav}} {tone}"
    path.write_text(catalogue.replace("fake:calm", voice), encoding="utf-8")
    return path


def linked(site: Path) -> bool:
    """Whether everything that the index and the feed link to is there, as large as they say."""
    rows = index(site).values() if (site / "index.json").exists() else []
    feed = (site / "feed.xml").read_bytes() if (site / "feed.xml").exists() else b""
    enclosed = re.findall(rb'<enclosure url="http://localhost:9/sub/path/([^"]+)" length="(\d+)"', feed)
    sizes = [(name.decode(), int(size)) for name, size in enclosed] + [(str(r["audio"]), r["bytes"]) for r in rows]
    return all((site / name).stat().st_size == size for name, size in sizes)


def test_killed_at_any_time_the_site_is_whole(site: Path) -> None:
    """kill -9 after each message, while everything is made anew: what is linked is there; at last all is published."""
    for script in ("rest.md", "walk.md"):
        path = site.parent / script
        path.write_text(path.read_text(encoding="utf-8").replace("Now it is", "And now it is"), encoding="utf-8")
    command = [sys.executable, "-m", "voiceguide", "publish", str(site.parent / "class.toml"), "-o", str(site)]
    for stop in range(1, 6):
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
            assert running.stderr is not None
            for _ in range(stop):
                running.stderr.readline()
            running.send_signal(signal.SIGKILL)
        assert linked(site)
    published(site.parent / "class.toml", site)
    assert linked(site)
    assert not [name for name in held(site) if "voiceguide-part" in name]


def test_stems_are_in_step(tmp_path: Path) -> None:
    """Voice and background are as long as the session, and together they are it, to the last bit of 16."""
    site = tmp_path / "site"
    catalogue = written(tmp_path, CATALOGUE.replace('"none"', '"rain"').replace('"30s", "1m"', '"30s"'))
    published(catalogue, site, "--stems", "wav")
    for row in index(site).values():
        voice, bed = (soundfile.read(site / str(name), dtype="float32")[0] for name in row["stems"])  # type: ignore[attr-defined]
        whole = tmp_path / "whole.wav"
        name = tmp_path / f"{row['practice']}.md"
        done = run("export", name, "-l", "30s", "--voice", "fake:calm", "-b", "rain", "-o", whole, "--force")
        assert done.exit_code == 0, done.stderr
        mixed = soundfile.read(whole, dtype="float32")[0]
        assert voice.shape == bed.shape == mixed.shape
        assert abs(voice + bed - mixed).max() <= 1.6 / 32768
        assert abs(voice).max() > 0.05
