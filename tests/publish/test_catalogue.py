"""Catalogues for `publish`, above all the mistakes that people make in them."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from tests.cli.running import refused, run
from tests.publish.catalogues import CATALOGUE, written
from voiceguide.course.library import new_course
from voiceguide.publish._catalogue import read_catalogue

FEED = '[feed]\ntitle = "T"\nbase_url = "https://example.org/t"\n'
SESSIONS = '[[sessions]]\npractices = ["./rest.md"]\nlengths = ["30s"]\nvoices = ["fake:calm"]\n'


def test_the_new_one_is_valid(tmp_path: Path) -> None:
    """The catalogue that `publish --new` writes can be published unchanged. `--new` does not overwrite an existing
    file.
    """
    path = tmp_path / "mine.toml"
    assert run("publish", "--new", path).exit_code == 0
    assert [table.lengths for table in read_catalogue(path).tables] == [(300.0, 600.0)]
    result = run("publish", path, "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("4 of 4 sessions would be made: 30:00")
    again = run("publish", "--new", path)
    assert again.exit_code == 1
    assert "exists" in again.stderr


def test_lists_multiply(tmp_path: Path) -> None:
    """Every practice is combined with every length, voice, background, kind and path. A session that two tables ask for
    is made once.
    """
    more = SESSIONS + 'backgrounds = ["none", "rain"]\nfor = ["day", "sleep"]\npath = ["gentle", "inward"]\n'
    path = written(tmp_path, FEED + more + more.replace('"30s"', '"30s", "1m"'))
    result = run("publish", path, "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("16 of 16 sessions")


def test_a_tag_stands_for_its_practices(tmp_path: Path) -> None:
    """A tag in the catalogue stands for all practices that have it."""
    path = written(tmp_path, FEED + '[[sessions]]\ntags = ["Sleep"]\nvoices = ["fake:calm"]\n')
    result = run("publish", path, "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) > 2


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
    "a photograph cut short": FEED + 'image = "cut.jpg"\n' + SESSIONS,
    "a practice with a name too long": FEED + f'[[sessions]]\npractices = ["./{"a" * 300}.md"]\n',
    "a session of a course with a name too long": FEED + f'[[sessions]]\npractices = ["./{"a" * 300}-1"]\n',
    "a language that nobody speaks": FEED + 'language = "xx"\n' + SESSIONS,
    "a band for a language": FEED + 'language = "zz-top"\n' + SESSIONS,
    "a course": FEED + '[[sessions]]\npractices = ["./a-course.md"]\n',
    "what is typed in": FEED + '[[sessions]]\npractices = ["-"]\n',
    "a key of two lines": FEED + SESSIONS + '"a\\nb" = 1\n',
    "a key of nothing": FEED + SESSIONS + '"" = 1\n',
    "a table of nothing": '"" = 1\n' + FEED + SESSIONS,
    "a key of many letters": FEED + SESSIONS + f'"{"a" * 3000}" = 1\n',
    "a picture of two lines": FEED + 'image = "a\\nb.png"\n' + SESSIONS,
    "a practice of two lines": FEED + '[[sessions]]\npractices = ["no\\none"]\n',
    "an address of other letters": '[feed]\ntitle = "T"\nbase_url = "https://exämple.org/"\n' + SESSIONS,
    "an address of a dot": '[feed]\ntitle = "T"\nbase_url = "https://./"\n' + SESSIONS,
    "an address of two dots": '[feed]\ntitle = "T"\nbase_url = "https://../"\n' + SESSIONS,
    "an address of a dash": '[feed]\ntitle = "T"\nbase_url = "https://-/"\n' + SESSIONS,
    "an address with a percent sign": '[feed]\ntitle = "T"\nbase_url = "https://example.org/%zz"\n' + SESSIONS,
    "a cover that is not there": FEED + SESSIONS.replace("rest", "no-cover"),
    "a cover cut short": FEED + SESSIONS.replace("rest", "cut-cover"),
    "two of one name, one by its tag": FEED + SESSIONS + 'tags = ["of-another-folder"]\n',
    "two sounds of one name": FEED + SESSIONS + 'backgrounds = ["./sea.wav", "./other/sea.wav"]\n',
    "another language": FEED + '[[sessions]]\npractices = ["./deutsch.md"]\nvoices = ["en-us"]\n',
}


SEVERAL = {"empty": 2}
"""The catalogues in `BAD` that contain more than one mistake, with the number of their mistakes."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the practices, pictures and sounds that the bad catalogues name. Some practices are in the user's
    own library.
    """
    rest = written(tmp_path).with_name("rest.md").read_text(encoding="utf-8")
    (tmp_path / "bad.md").write_text(rest.replace("[1s-3s]", "[pauze 3s]"), encoding="utf-8")
    (tmp_path / "words.md").write_text(rest.replace("Now it is", "{name}, now it is"), encoding="utf-8")
    (tmp_path / "talk.md").write_text(rest.replace("tags:", "voice: recorded:pieces\ntags:"), encoding="utf-8")
    (tmp_path / "deutsch.md").write_text(rest.replace("tags:", "lang: de\ntags:"), encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "rest.md").write_text(rest, encoding="utf-8")
    Image.new("RGB", (600, 600)).save(tmp_path / "small.png")
    Image.new("RGB", (2000, 1500)).save(tmp_path / "wide.png")
    Image.effect_noise((1500, 1500), 50).save(tmp_path / "cut.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "cut.jpg").read_bytes()[:100_000])
    for name, cover in (("no-cover", "no.jpg"), ("cut-cover", "cut.jpg")):
        (tmp_path / f"{name}.md").write_text(rest.replace("tags:", f"cover: {cover}\ntags:"), encoding="utf-8")
    (tmp_path / "a-course.md").write_text(new_course("a-course"), encoding="utf-8")
    for path in (tmp_path / "sea.wav", tmp_path / "other" / "sea.wav"):
        soundfile.write(path, np.random.default_rng(1).normal(0, 0.05, 44_100), 22_050)
    (tmp_path / "data" / "scripts").mkdir(parents=True)
    tagged = rest.replace("testing, rest", "of-another-folder")
    (tmp_path / "data" / "scripts" / "rest.md").write_text(tagged, encoding="utf-8")
    (tmp_path / "data" / "scripts" / "broken.md").write_text(rest.replace("[1s-3s]", "[pauze 3s]"), encoding="utf-8")
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    (tmp_path / "cut.png").write_bytes((tmp_path / "small.png").read_bytes()[:60])
    (tmp_path / "empty.png").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize("name", BAD)
def test_a_bad_catalogue_is_reported_and_nothing_is_written(name: str, folder: Path) -> None:
    """Each mistake is reported on one line that begins with the catalogue's path. There is no traceback, and no site
    folder is made.
    """
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
    assert len(lines) == len(set(lines)) == SEVERAL.get(name, 1)
    assert all(line.removeprefix(f"{catalogue}: ")[:1] not in ": " for line in lines)
    assert max(map(len, lines)) < len(str(catalogue)) + 500
    assert not site.exists()


def mistakes(catalogue: Path, text: str) -> list[str]:
    """The error lines for a catalogue with this text, without the catalogue's path at their beginning."""
    catalogue.write_text(text, encoding="utf-8")
    result = run("publish", catalogue, "--dry-run")
    assert result.exit_code == 1, result.stdout
    return [line.removeprefix(f"{catalogue}: ") for line in result.stderr.splitlines()]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FEED + 'author = "A\n' + SESSIONS, "line 4 cannot be read; is a quotation mark missing?"),
        (FEED + "author = “A”\n" + SESSIONS, 'line 4 cannot be read; write quotation marks like this: "…"'),
        (FEED + "author = A\n" + SESSIONS, 'line 4 cannot be read; write a text in quotation marks: "…"'),
        (FEED + 'title = "U"\n' + SESSIONS, "line 4 cannot be read; the same key is already further up"),
        (FEED + '[[sessions]]\ntags = ["rest"', "it ends too soon; is a bracket or a quotation mark missing?"),
        ("Sit down. [3s]\n\nRest.\n", "it is not a catalogue; 'voiceguide publish --new my-class.toml' writes one"),
        ('author = "A"\n' + FEED + SESSIONS, "author: it is not known here; if it belongs to the feed, write it below"),
    ],
)
def test_what_is_no_catalogue_is_told_in_plain_words(folder: Path, text: str, said: str) -> None:
    """A mistake in the form of the file is explained in plain words. Earlier, the message of the TOML parser was shown:
    "Illegal character …".
    """
    catalogue = folder / "bad.toml"
    catalogue.write_text(text, encoding="utf-8")
    [line] = run("publish", catalogue, "-o", folder / "out").stderr.splitlines()
    assert line.startswith(f"{catalogue}: {said}")


def test_all_mistakes_are_reported_at_once(folder: Path) -> None:
    """All mistakes in the catalogue and in the files that it names are reported in one run, each on its own line. No
    mistake hides another one in the same table.
    """
    lines = mistakes(
        folder / "class.toml",
        """
        [feed]
        title = ""
        [[sessions]]
        practices = ["no-one", "./bad.md", "./rest.md", 3]
        lengths = ["x", "5h"]
        voices = ["fakes:x"]
        backgrounds = ["rian"]
        for = 3
        [[sessions]]
        practices = ["./none.md"]
        backgrounds = ["./no.wav"]
        tags = ["slep"]
        [[sessions]]
        practices = ["./rest.md"]
        lengths = ["2s", "30s"]
        voices = ["fake:calm", "fakes:y"]
        """,
    )
    places = [(line.split(": ")[0].removeprefix("[[sessions]] "), line) for line in lines]
    assert sorted(place for place, _ in places) == sorted([
        "[feed] title", "[feed] base_url",
        "1 practices", "1 practices", "1 practices", "1 lengths", "1 lengths", "1 voices", "1 backgrounds", "1 for",
        "2 practices", "2 backgrounds", "2 tags",
        "3 lengths", "3 voices",
    ]), lines  # fmt: skip
    assert "cannot last 5:00:00" in "".join(lines)
    assert "cannot last 0:02" in "".join(lines)


@pytest.mark.parametrize(
    "table",
    [
        'practices = ["./deutsch.md"]\nvoices = [3]\n',
        'practices = ["./deutsch.md"]\nvoices = ["fakes:calm"]\n',
        'practices = ["./deutsch.md"]\nvoise = ["fake:calm"]\n',
        'practices = ["./no-sea.md"]\nvoices = ["fake:calm"]\nbackgrounds = [3]\n',
        'practices = ["./no-sea.md"]\nvoices = ["fake:calm"]\nbackgrounds = ["rian"]\n',
        'practices = ["./rest.md"]\nvoices = ["fakes:calm"]\nlengths = ["30s", "31m"]\n',
        'practices = ["./rest.md"]\nvoices = ["fake:calm"]\nfor = "night"\nlengths = ["30s"]\n',
        'practise = ["./rest.md"]\nvoices = ["fake:calm"]\nlengths = ["30s"]\n',
        'practices = ["./sub/none.md"]\nvoices = ["fake:calm"]\nbackgrounds = ["./beside.wav"]\n',
    ],
)
def test_what_was_refused_has_no_mistakes_of_its_own(folder: Path, table: str) -> None:
    """If a value in the catalogue is wrong, only this mistake is reported. Other mistakes that may be due to that value
    are not reported as well.
    """
    rest = (folder / "rest.md").read_text(encoding="utf-8")
    (folder / "no-sea.md").write_text(rest.replace("tags:", "background: ./nowhere.wav\ntags:"), encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sea.wav").rename(folder / "sub" / "beside.wav")
    assert len(mistakes(folder / "class.toml", f"{FEED}[[sessions]]\n{table}")) == 1


def test_a_broken_practice_of_ones_own_is_reported_after_tags(folder: Path) -> None:
    """A practice with a mistake is reported when the catalogue names it, even if an earlier search for
    tags skipped it.
    """
    (line,) = mistakes(
        folder / "class.toml",
        FEED + '[[sessions]]\ntags = ["of-another-folder"]\nvoices = ["fake:calm"]\n'
        '[[sessions]]\npractices = ["broken"]\n',
    )
    assert line.startswith("[[sessions]] 2 practices: broken has a mistake in line ")


def test_one_file_named_in_two_ways_is_one(folder: Path) -> None:
    """Two paths that lead to the same script count as one practice, however they are written."""
    catalogue = folder / "class.toml"
    twice = f'"./rest.md", "../{folder.name}/rest.md"'
    catalogue.write_text(FEED + SESSIONS.replace('"./rest.md"', twice), encoding="utf-8")
    result = run("publish", catalogue, "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("1 of 1 sessions")


def test_what_is_typed_in_is_not_published(folder: Path) -> None:
    """Standard input is refused as a practice, and is not read, because a later run would get other text there."""
    catalogue = folder / "class.toml"
    catalogue.write_text(FEED + '[[sessions]]\npractices = ["-"]\nlengths = ["x"]\n', encoding="utf-8")
    result = run("publish", catalogue, "--dry-run", given=(folder / "rest.md").read_text(encoding="utf-8"))
    assert result.exit_code == 1
    assert ["practices" in line or "lengths" in line for line in result.stderr.splitlines()] == [True, True]


def test_a_name_that_no_file_can_have_is_reported(tmp_path: Path) -> None:
    """If the path of the catalogue or of the table of people is too long, or leads through a file, one line says so."""
    long = tmp_path / f"{'a' * 300}.toml"
    assert refused(run("publish", long, "--dry-run")) == f"{long}: it cannot be read: file name too long"
    catalogue = written(tmp_path)
    assert refused(run("publish", catalogue, "--people", long, "--dry-run")).startswith(f"{long}: ")
    assert refused(run("publish", catalogue / "x", "--dry-run")).startswith(f"{catalogue / 'x'}: ")


def test_a_mistake_made_often_is_not_reported_for_ever(folder: Path) -> None:
    """Of 1 200 wrong lengths the first hundred are reported. A last line says how many more there are."""
    catalogue = folder / "class.toml"
    lengths = ",".join(f'"{minutes}m"' for minutes in range(40, 1240))
    catalogue.write_text(FEED + SESSIONS.replace('"30s"', lengths), encoding="utf-8")
    lines = run("publish", catalogue, "--dry-run").stderr.splitlines()
    assert len(lines) == 101
    assert lines[-1] == f"{catalogue}: and 1100 more mistakes"


def test_a_recording_whose_rights_are_stated_is_taken(folder: Path) -> None:
    """If the front matter of a practice with recordings has a `rights:` line, `publish` does not ask
    for such a line.
    """
    talk = folder / "talk.md"
    talk.write_text(talk.read_text(encoding="utf-8").replace("tags:", "rights: mine\ntags:"), encoding="utf-8")
    catalogue = folder / "class.toml"
    catalogue.write_text(FEED + '[[sessions]]\npractices = ["./talk.md"]\n', encoding="utf-8")
    assert "rights: mine" not in run("publish", catalogue, "--dry-run").stderr


def test_terms_are_reported(tmp_path: Path) -> None:
    """Each voice of the catalogue is named once, together with its terms of use."""
    path = written(tmp_path, CATALOGUE.replace('"fake:calm"', '"fake:calm", "en-us"'))
    lines = run("publish", path, "--dry-run").stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["voice fake:calm", "voice pyttsx3:en-us"]
