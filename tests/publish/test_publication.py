"""Publishing real sessions into a real folder."""

import errno
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from tests.cli.running import refused, run
from tests.publish.catalogues import CATALOGUE, REST, held, index, linked, loud, published, written
from voiceguide.config import folders
from voiceguide.errors import ClipsError
from voiceguide.speech._cache import CachedClip, ClipCache
from voiceguide.system.files import PartFile


def test_every_session_is_there(site: Path) -> None:
    """Each session has a sound file of the right length and of the size in the index, captions, chapters, a plan, a
    cover and a page.
    """
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
    """A second run writes no file and changes no byte, even if the catalogue lists the same sessions in
    another order.
    """
    before = held(site)
    result = published(site.parent / "class.toml", site)
    assert "0 made, 4 already there" in result.stderr
    assert held(site) == before
    other = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./walk.md", "./rest.md"').replace(
        '"30s", "1m"', '"1m", "30s"'
    )
    published(written(site.parent, other), site)
    assert held(site) == before


def test_a_second_run_needs_no_speech(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If all sessions exist but the cache of clips is empty, a second run speaks only one word, to test the voice."""
    before = held(site)
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "empty"))
    assert "0 made" in published(site.parent / "class.toml", site).stderr
    assert held(site) == before
    assert len(list((tmp_path / "empty").rglob("*.clip"))) == 1


def test_a_changed_line_makes_the_sessions_that_say_it(site: Path) -> None:
    """If a line changes that only the longer session contains, only this session is made again. It keeps its guid in
    the feed.
    """
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
    """If a user adds a recording of their own as the bell, or replaces that recording, only the sessions that strike
    this bell are made again.
    """
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
    """If the title of a practice changes, its sessions are made again with the new title and keep their dates of
    publication.
    """
    before = index(site)
    script = site.parent / "rest.md"
    script.write_text(REST.replace("A short rest", "A long rest"), encoding="utf-8")
    assert "2 made, 2 already there" in published(site.parent / "class.toml", site).stderr
    after = index(site)
    assert [row["published"] for row in after.values()] == [row["published"] for row in before.values()]
    assert {str(row["title"]) for row in after.values()} == {"A long rest", "Walking & <standing>"}


def test_a_damaged_file_is_made_again(site: Path) -> None:
    """A session whose sound file was cut short or removed is made again."""
    first, second = list(index(site).values())[:2]
    sound = site / str(first["audio"])
    whole = sound.read_bytes()
    sound.write_bytes(whole[:-5000])
    (site / str(second["audio"])).unlink()
    assert "2 made, 2 already there" in published(site.parent / "class.toml", site).stderr
    assert sound.read_bytes() == whole


@pytest.mark.parametrize("raw", ["{", "[]", '{"events": 3}', '{"events": [{"kind": "say", "text": "Yes."}]}'])
def test_a_damaged_plan_is_made_again(site: Path, raw: str) -> None:
    """A session whose plan cannot be read is made again, because the page shows the plan."""
    plan = site / str(next(iter(index(site).values()))["plan"])
    whole = plan.read_bytes()
    plan.write_text(raw, encoding="utf-8")
    published(site.parent / "class.toml", site)
    assert plan.read_bytes() == whole


@pytest.mark.parametrize("name", ["a" * 250, "禅" * 83])
def test_a_practice_with_a_long_name_is_published(tmp_path: Path, name: str) -> None:
    """A practice with the longest possible file name is published. Its page gets a shorter name, which
    stays the same.
    """
    catalogue = written(tmp_path, CATALOGUE.replace('"./rest.md", "./walk.md"', f'"./{name}.md"'))
    (tmp_path / f"{name}.md").write_text(REST, encoding="utf-8")
    published(catalogue, tmp_path / "site")
    (page,) = (tmp_path / "site" / "practice").iterdir()
    assert {row["page"] for row in index(tmp_path / "site").values()} == {f"practice/{page.name}"}
    assert "0 made, 2 already there" in published(catalogue, tmp_path / "site").stderr


def test_a_dry_run_promises_no_more_than_it_knows(site: Path, tmp_path: Path) -> None:
    """After a line of a practice was changed, a dry run says "changed?" for all sessions that may contain this line.
    Once the line has been spoken, for example for another site, the dry run says which session changes.
    """
    catalogue, before = site.parent / "class.toml", held(site)
    (site.parent / "rest.md").write_text(REST.replace("it stays", "it will stay on"), encoding="utf-8")
    rows = run("publish", catalogue, "-o", site, "--dry-run").stdout.splitlines()
    assert [line[:8] for line in rows] == ["changed?", "changed?", "there   ", "there   ", "up to 2 "]
    published(catalogue, tmp_path / "other")
    rows = run("publish", catalogue, "-o", site, "--dry-run").stdout.splitlines()
    assert [line[:8] for line in rows] == ["there   ", "changed ", "there   ", "there   ", "1 of 4 s"]
    assert held(site) == before
    assert "1 made, 3 already there" in published(catalogue, site).stderr


def test_a_cover_that_has_gone_is_reported_by_a_dry_run(tmp_path: Path) -> None:
    """A cover picture that no longer exists is reported by a dry run on one line, without a traceback."""
    catalogue, site = written(tmp_path), tmp_path / "site"
    (tmp_path / "rest.md").write_text(REST.replace("tags:", "cover: cover.png\ntags:"), encoding="utf-8")
    Image.new("RGB", (1400, 1400)).save(tmp_path / "cover.png")
    published(catalogue, site)
    (tmp_path / "cover.png").unlink()
    error = refused(run("publish", catalogue, "-o", site, "--dry-run"))
    assert error.startswith(f"{catalogue}: [[sessions]] 1 practices: {tmp_path / 'cover.png'} cannot be the cover")


def test_no_folder_of_this_machine_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the catalogue names sounds and programs by their paths, no published file contains a folder of
    this machine.
    """
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
    texts = {
        str(path.relative_to(tmp_path)).encode() + path.read_bytes()
        for path in (tmp_path / "site").rglob("*.*")
        if path.is_file()
    }
    assert not [text for text in texts if re.search(rb"of.anna|at.home|" + re.escape(sys.prefix.encode()), text)]
    sounds = {row["asked"]["background"] for row in index(tmp_path / "site").values()}  # type: ignore[index]
    assert sounds == {"far.wav", "sea.wav:-3"}


def test_a_failure_leaves_the_rest_whole(tmp_path: Path) -> None:
    """If some sessions fail, the others are published. The failures are listed at the end with their reasons, and the
    exit status is 1.
    """
    catalogue = loud(tmp_path, CATALOGUE)
    result = run("publish", catalogue, "-o", tmp_path / "site")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[-3] == "voiceguide: 2 of 4 sessions failed:", lines
    assert all("rest.md:10: could not speak 'Now it is loud.'" in line for line in lines[-2:])
    assert [row["practice"] for row in index(tmp_path / "site").values()] == ["walk", "walk"]


def test_a_full_disk_ends_it_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, publishing stops at once and says so once, not again for every session."""
    kept: list[str] = []

    def keep(cache: ClipCache, key: str, data: bytes, channels: int) -> CachedClip:
        kept.append(key)
        raise ClipsError(tmp_path, "the disk is full")

    monkeypatch.setattr(ClipCache, "keep", keep)
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    result = run("publish", written(tmp_path / "from"), "-o", tmp_path / "site")
    assert result.exit_code != 0
    assert len(kept) == 1
    assert result.stderr.count("the disk is full") == 1
    assert "sessions failed" not in result.stderr


@pytest.mark.parametrize("people", [False, True])
def test_a_disk_that_is_full_of_sessions_ends_it_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people: bool
) -> None:
    """When the disk becomes full while a session is written, publishing stops at once and says so once, for a site and
    for a table of people.
    """
    finished: list[Path] = []

    def settle(part: PartFile) -> None:
        if part.path.suffix == ".mp3":
            finished.append(part.path)
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PartFile, "settle", settle)
    catalogue = written(tmp_path / "from")
    (tmp_path / "people.csv").write_text("name;dear\nA;my dog\nB;my cat\n", encoding="utf-8")
    who = ("--people", tmp_path / "people.csv") if people else ()
    result = run("publish", catalogue, "-o", tmp_path / "out", *who)
    assert result.exit_code == 1, result.stderr
    assert len(finished) == 1
    assert result.stderr.count("the disk is full") == 1
    assert "sessions failed" not in result.stderr


def test_killed_at_any_time_the_site_is_whole(site: Path) -> None:
    """While all sessions are made anew, the run is killed after one to five messages. Each time, every file that the
    site links to exists. A last run publishes everything.
    """
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
    """The stems are as long as the session. The sum of voice and background differs from the session only by the
    rounding to 16 bits.
    """
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
