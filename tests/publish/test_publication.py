"""Publishing, with real sessions in a real folder."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.running import run
from tests.publish.catalogues import CATALOGUE, REST, held, published, written
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


def test_old_files_go_when_asked(site: Path) -> None:
    """Without --prune everything stays; with it only what is ours and no longer linked goes."""
    shorter = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"')
    (site / "sessions" / "mine.mp3").write_bytes(b"mine")
    (site / "CNAME").write_text("example.org", encoding="utf-8")
    before = set(held(site))
    published(written(site.parent, shorter), site)
    assert set(held(site)) == before
    published(site.parent / "class.toml", site, "--prune")
    gone = before - set(held(site))
    assert gone
    assert all("walk" in name for name in gone)
    assert not [name for name in held(site) if "walk" in name]


def test_a_failure_leaves_the_rest_whole(tmp_path: Path) -> None:
    """It is listed at the end with its reason, the status is 1, and what can be had is published."""
    catalogue = written(tmp_path)
    (tmp_path / "rest.md").write_text(REST.replace("Now it is quiet.", "Now it is loud."), encoding="utf-8")
    program, tone = tmp_path / "voice.py", tmp_path / "tone.wav"
    program.write_text("import sys, shutil\nassert 'loud' not in sys.argv[1]\nshutil.copy(sys.argv[3], sys.argv[2])\n")
    soundfile.write(tone, 0.2 * np.sin(np.arange(22_050) / 20), 22_050)
    voice = f"command:{sys.executable} {program} {{text}} {{wav}} {tone}"
    catalogue.write_text(CATALOGUE.replace("fake:calm", voice), encoding="utf-8")
    result = run("publish", catalogue, "-o", tmp_path / "site")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[-3] == "voiceguide: 2 of 4 sessions failed:", lines
    assert all("rest.md:10: could not speak 'Now it is loud.'" in line for line in lines[-2:])
    assert [row["practice"] for row in index(tmp_path / "site").values()] == ["walk", "walk"]


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
