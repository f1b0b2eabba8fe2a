"""Catalogues as people write them, with their mistakes."""

from pathlib import Path

import pytest
from PIL import Image

from tests.cli.running import run
from tests.publish.catalogues import CATALOGUE, written
from voiceguide.publish._catalogue import read_catalogue

FEED = '[feed]\ntitle = "T"\nbase_url = "https://example.org/t"\n'
SESSIONS = '[[sessions]]\npractices = ["./rest.md"]\nlengths = ["30s"]\nvoices = ["fake:calm"]\n'


def test_the_new_one_is_valid(tmp_path: Path) -> None:
    """What --new writes can be published as it is, and is not written over another one."""
    path = tmp_path / "mine.toml"
    assert run("publish", "--new", path).exit_code == 0
    assert [table.lengths for table in read_catalogue(path).tables] == [(300.0, 600.0)]
    told = run("publish", path, "--dry-run")
    assert told.exit_code == 0, told.stderr
    assert told.stdout.splitlines()[-1].startswith("4 of 4 sessions would be made: 30:00")
    again = run("publish", "--new", path)
    assert again.exit_code == 1
    assert "exists" in again.stderr


def test_lists_multiply(tmp_path: Path) -> None:
    """Every practice at every length, voice, background, kind and path; a session named twice is there once."""
    more = SESSIONS + 'backgrounds = ["none", "rain"]\nfor = ["day", "sleep"]\npath = ["gentle", "inward"]\n'
    path = written(tmp_path, FEED + more + more.replace('"30s"', '"30s", "1m"'))
    told = run("publish", path, "--dry-run")
    assert told.exit_code == 0, told.stderr
    assert told.stdout.splitlines()[-1].startswith("16 of 16 sessions")


def test_a_tag_stands_for_its_practices(tmp_path: Path) -> None:
    """All practices with a tag are taken, each once, beside those that are named."""
    path = written(tmp_path, FEED + '[[sessions]]\ntags = ["Sleep"]\nvoices = ["fake:calm"]\n')
    told = run("publish", path, "--dry-run")
    assert told.exit_code == 0, told.stderr
    assert len(told.stdout.splitlines()) > 2


BAD = {
    "no file": None,
    "empty": "",
    "no toml": "[feed",
    "a key twice": FEED + 'title = "U"\n' + SESSIONS,
    "not UTF-8": b"[feed]\ntitle = '\xff'\n",
    "no feed": SESSIONS,
    "no sessions": FEED,
    "sessions as one table": FEED + "[sessions]\npractices = 3\n",
    "an unknown table": FEED + SESSIONS + "[voices]\n",
    "an unknown key of the feed": FEED + 'titel = "T"\n' + SESSIONS,
    "an unknown key of sessions": FEED + SESSIONS + 'length = "10m"\n',
    "no title": '[feed]\nbase_url = "https://example.org"\n' + SESSIONS,
    "an empty title": '[feed]\ntitle = " "\nbase_url = "https://example.org"\n' + SESSIONS,
    "a title that is a number": '[feed]\ntitle = 3\nbase_url = "https://example.org"\n' + SESSIONS,
    "no address": '[feed]\ntitle = "T"\n' + SESSIONS,
    "an address without http": '[feed]\ntitle = "T"\nbase_url = "example.org"\n' + SESSIONS,
    "an address of a file": '[feed]\ntitle = "T"\nbase_url = "file:///tmp"\n' + SESSIONS,
    "an address with a port that is none": '[feed]\ntitle = "T"\nbase_url = "http://a:b/"\n' + SESSIONS,
    "a language that is none": FEED + 'language = "english"\n' + SESSIONS,
    "a picture that is not there": FEED + 'image = "no.jpg"\n' + SESSIONS,
    "a picture that is none": FEED + 'image = "rest.md"\n' + SESSIONS,
    "a small picture": FEED + 'image = "small.png"\n' + SESSIONS,
    "a picture that is no square": FEED + 'image = "wide.png"\n' + SESSIONS,
    "an unknown practice": FEED + '[[sessions]]\npractices = ["self-compasion-break"]\n',
    "a file that is not there": FEED + '[[sessions]]\npractices = ["./none.md"]\n',
    "a script with a mistake": FEED + '[[sessions]]\npractices = ["./bad.md"]\n',
    "nothing named": FEED + '[[sessions]]\nlengths = ["10m"]\n',
    "an empty list": FEED + "[[sessions]]\npractices = []\n",
    "a practice that is a number": FEED + "[[sessions]]\npractices = [3]\n",
    "an unknown tag": FEED + '[[sessions]]\ntags = ["slep"]\n',
    "a length that is none": FEED + SESSIONS.replace('"30s"', '"10 apples"'),
    "a length of nothing": FEED + SESSIONS.replace('"30s"', "0"),
    "a length that is true": FEED + SESSIONS.replace('"30s"', "true"),
    "too short": FEED + SESSIONS.replace('"30s"', '"2s"'),
    "too long": FEED + SESSIONS.replace('"30s"', '"5h"'),
    "an engine that is none": FEED + SESSIONS.replace("fake:calm", "fakes:calm"),
    "a voice that is not there": FEED + SESSIONS.replace("fake:calm", "piper:en_US-nobody-low"),
    "recordings that are not there": FEED + SESSIONS.replace("fake:calm", "recorded:nowhere"),
    "a background that is none": FEED + SESSIONS + 'backgrounds = ["rian"]\n',
    "a background file that is not there": FEED + SESSIONS + 'backgrounds = ["./no.wav"]\n',
    "a kind that is none": FEED + SESSIONS + 'for = "night"\n',
    "a path that is none": FEED + SESSIONS + 'path = ["outward"]\n',
    "words that nobody gave": FEED + '[[sessions]]\npractices = ["./words.md"]\n',
    "a recording without rights": FEED + '[[sessions]]\npractices = ["./talk.md"]\n',
    "two of one name": FEED + '[[sessions]]\npractices = ["./rest.md", "./other/rest.md"]\n',
    "the feed twice": '[[feed]]\ntitle = "T"\n' + SESSIONS,
    "the feed as a text": 'feed = "T"\n' + SESSIONS,
    "sessions as a text": 'sessions = "noticing"\n' + FEED,
    "sessions as texts": 'sessions = ["noticing"]\n' + FEED,
    "two authors": FEED + 'author = ["A", "B"]\n' + SESSIONS,
    "a title that rings": '[feed]\ntitle = "T\\u0007"\nbase_url = "https://example.org"\n' + SESSIONS,
    "a description no feed can hold": FEED + 'description = "a\\u0001b"\n' + SESSIONS,
    "an author no feed can hold": FEED + 'author = "a\\uffffb"\n' + SESSIONS,
    "a picture that is a folder": FEED + 'image = "other"\n' + SESSIONS,
    "a picture that is an address": FEED + 'image = "https://example.org/cover.jpg"\n' + SESSIONS,
    "a picture cut short": FEED + 'image = "cut.png"\n' + SESSIONS,
    "a picture of no bytes": FEED + 'image = "empty.png"\n' + SESSIONS,
    "a picture with a name too long": FEED + f'image = "{"a" * 300}.png"\n' + SESSIONS,
    "an address with a space": '[feed]\ntitle = "T"\nbase_url = "https://example org/"\n' + SESSIONS,
    "an address with a question": '[feed]\ntitle = "T"\nbase_url = "https://example.org/?a=1"\n' + SESSIONS,
    "an address with a password": '[feed]\ntitle = "T"\nbase_url = "https://me:x@example.org/"\n' + SESSIONS,
    "an address with brackets": '[feed]\ntitle = "T"\nbase_url = "https://example.org/<b>"\n' + SESSIONS,
    "an address that goes up": '[feed]\ntitle = "T"\nbase_url = "https://example.org/a/../b"\n' + SESSIONS,
    "an address of no scheme": '[feed]\ntitle = "T"\nbase_url = "//example.org/"\n' + SESSIONS,
    "a negative length": FEED + SESSIONS.replace('"30s"', "-5"),
    "a length that is no number": FEED + SESSIONS.replace('"30s"', "nan"),
    "a length without end": FEED + SESSIONS.replace('"30s"', "inf"),
    "a length of 400 figures": FEED + SESSIONS.replace('"30s"', "1" + "0" * 399),
    "a length of a list": FEED + SESSIONS.replace('"30s"', '["30s"]'),
    "a length of a time": FEED + SESSIONS.replace('"30s"', "00:10:00"),
    "a folder of practices": FEED + '[[sessions]]\npractices = ["./other"]\n',
    "a practice that is a picture": FEED + '[[sessions]]\npractices = ["./wide.png"]\n',
    "a practice of an address": FEED + '[[sessions]]\npractices = ["https://example.org/rest.md"]\n',
    "an empty tag": FEED + '[[sessions]]\ntags = [""]\n',
    "an empty voice": FEED + SESSIONS.replace("fake:calm", ""),
    "a program that is not there": FEED + SESSIONS.replace("fake:calm", "command:no-such-program {text} {wav}"),
    "a background that is a folder": FEED + SESSIONS + 'backgrounds = ["./other"]\n',
    "a background that is no sound": FEED + SESSIONS + 'backgrounds = ["./rest.md"]\n',
    "UTF-16": (FEED + SESSIONS).encode("utf-16"),
    "an unclosed text": FEED + 'author = "A\n' + SESSIONS,
    "quotes of a text program": FEED + "author = “A”\n" + SESSIONS,
    "another form": '{"feed": {"title": "T"}}',
    "brackets without end": FEED + "a = " + "[" * 5000,
    "nothing but zeros": bytes(100),
    "fifty megabytes": b"#" * 50_000_000,
    "another language": FEED + '[[sessions]]\npractices = ["./deutsch.md"]\nvoices = ["en-us"]\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Practices and pictures that mistakes are made with."""
    rest = written(tmp_path).with_name("rest.md").read_text(encoding="utf-8")
    (tmp_path / "bad.md").write_text(rest.replace("[1s-3s]", "[pauze 3s]"), encoding="utf-8")
    (tmp_path / "words.md").write_text(rest.replace("Now it is", "{name}, now it is"), encoding="utf-8")
    (tmp_path / "talk.md").write_text(rest.replace("tags:", "voice: recorded:pieces\ntags:"), encoding="utf-8")
    (tmp_path / "deutsch.md").write_text(rest.replace("tags:", "lang: de\ntags:"), encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "rest.md").write_text(rest, encoding="utf-8")
    Image.new("RGB", (600, 600)).save(tmp_path / "small.png")
    Image.new("RGB", (2000, 1500)).save(tmp_path / "wide.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "small.png").read_bytes()[:60])
    (tmp_path / "empty.png").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize("name", BAD)
def test_a_bad_catalogue_is_told_and_nothing_is_written(name: str, folder: Path) -> None:
    """Each mistake is one line that begins with the file's name, there is no traceback, and no folder is made."""
    catalogue, site = folder / "class.toml", folder / "site"
    held = BAD[name]
    if held is None:
        catalogue.unlink()
    else:
        catalogue.write_bytes(held if isinstance(held, bytes) else held.encode())
    result = run("publish", catalogue, "-o", site)
    assert result.exit_code == 1, result.stderr
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines
    assert all(line.startswith(f"{catalogue}: ") for line in lines)
    assert len(lines) == len(set(lines)) <= 3
    assert max(map(len, lines)) < len(str(catalogue)) + 500
    assert not site.exists()


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    """Those of the file together, and those of what it names together, each on a line of its own."""
    catalogue = folder / "class.toml"
    catalogue.write_text(FEED + '[[sessions]]\npractices = ["no-one", "./bad.md"]\nvoices = ["fakes:x"]\n'
                         '[[sessions]]\ntags = ["slep"]\n', encoding="utf-8")  # fmt: skip
    assert len(run("publish", catalogue, "--dry-run").stderr.splitlines()) == 4
    catalogue.write_text('[feed]\ntitle = ""\n[[sessions]]\nlengths = ["x", "y"]\nfor = 3\n', encoding="utf-8")
    assert len(run("publish", catalogue, "--dry-run").stderr.splitlines()) == 6


def test_a_mistake_made_often_is_not_told_for_ever(folder: Path) -> None:
    """Of thousands of wrong lengths a hundred are told, and how many more there are."""
    catalogue = folder / "class.toml"
    lengths = ",".join(f'"{minutes}m"' for minutes in range(40, 1240))
    catalogue.write_text(FEED + SESSIONS.replace('"30s"', lengths), encoding="utf-8")
    lines = run("publish", catalogue, "--dry-run").stderr.splitlines()
    assert len(lines) == 101
    assert lines[-1] == f"{catalogue}: and 1100 more like these"


def test_a_recording_whose_rights_are_told_is_taken(folder: Path) -> None:
    """With `rights:` in its front matter the same practice is refused only for what else it lacks."""
    talk = folder / "talk.md"
    talk.write_text(talk.read_text(encoding="utf-8").replace("tags:", "rights: mine\ntags:"), encoding="utf-8")
    catalogue = folder / "class.toml"
    catalogue.write_text(FEED + '[[sessions]]\npractices = ["./talk.md"]\n', encoding="utf-8")
    assert "rights: mine" not in run("publish", catalogue, "--dry-run").stderr


def test_terms_are_told(tmp_path: Path) -> None:
    """Each voice that will speak is named once with its terms."""
    path = written(tmp_path, CATALOGUE.replace('"fake:calm"', '"fake:calm", "en-us"'))
    lines = run("publish", path, "--dry-run").stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["voice fake:calm", "voice pyttsx3:en-us"]
