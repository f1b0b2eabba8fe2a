"""Publishing with `--people`: one session for each person, without showing who the people are."""

import csv
from pathlib import Path

import pytest
import soundfile

from tests.cli.running import run
from tests.publish.catalogues import REST, held

CATALOGUE = (
    '[[sessions]]\npractices = ["./rest.md"]\nlengths = ["40s"]\nvoices = ["fake:calm"]\nbackgrounds = ["none"]\n'
)
TABLE = "name;comfort;dear\nÆthelwyn;my piano;my dog Bella\nQuintilia;tea, with lemon;\n"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A folder with a practice that has placeholders for a person's own words, and a catalogue without a feed."""
    script = REST.replace("Now it is quiet.", "Now it is quiet, {name|you}. Think of {dear|somebody dear}.")
    script = script.replace("# More words", "# With {name|you}").replace("it stays", "there is {comfort|tea}")
    (tmp_path / "rest.md").write_text(script, encoding="utf-8")
    (tmp_path / "clinic.toml").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def made(clinic: Path, table: str | bytes = TABLE, *options: str) -> str:
    """Publish the sessions of the people in `table`, and return all output of the command."""
    (clinic / "people.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    result = run("publish", clinic / "clinic.toml", "--people", clinic / "people.csv", "-o", clinic / "out", *options)
    assert result.exit_code == 0, (result.stderr, result.exception)
    return result.stdout + result.stderr


def listed(clinic: Path) -> dict[str, str]:
    """The name of each person's file, by the person's name, read from the list that `publish` writes."""
    with (clinic / "out" / "who-has-which.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: row["file"] for row in csv.DictReader(file)}


def test_one_file_each_that_says_nothing(clinic: Path) -> None:
    """Each person gets one file. A person's name is not in the file's name and not in any message. Of the file's tags,
    only those with the spoken text contain the name. No feed is made.
    """
    said = made(clinic)
    out = clinic / "out"
    assert sorted(listed(clinic)) == ["Quintilia", "Æthelwyn"]
    assert {path.name for path in out.iterdir()} == {*listed(clinic).values(), "who-has-which.csv"}
    assert "thelwyn" not in said
    assert "uintilia" not in said
    from mutagen.id3 import ID3

    for name, file in listed(clinic).items():
        assert soundfile.info(out / file).duration == pytest.approx(40.0, abs=0.001)
        tags = ID3(out / file)
        assert name in str(tags.getall("USLT"))
        others = [frame for frame in tags.values() if frame.FrameID not in ("USLT", "SYLT")]
        assert not [frame for frame in others if name in str(frame) or "Bella" in str(frame)]
        assert not [chapter for chapter in tags.getall("CHAP") if name in str(chapter.sub_frames)]


def test_a_second_run_keeps_files_and_names(clinic: Path) -> None:
    """If only the order of the rows changes, nothing is made again. If one person's word changes, only this person's
    file is made again, under the same name.
    """
    made(clinic)
    before, files = held(clinic / "out"), listed(clinic)
    head, first, second, _ = TABLE.split("\n")
    assert "0 made, 2 already there" in made(clinic)
    assert held(clinic / "out") == before
    assert "0 made, 2 already there" in made(clinic, "\n".join((head, second, first)))
    assert listed(clinic) == files
    assert "1 made, 1 already there" in made(clinic, TABLE.replace("Bella", "Nero"))
    assert listed(clinic) == files


def damaged(text: str) -> dict[str, bytes]:
    """The bytes of the list of who has which file after other programs have damaged it in various ways. The key says
    what the damage is.
    """
    head, first, *rest = text.splitlines()
    whole = text.encode("utf-8-sig")
    return {
        "separated otherwise": text.replace(",", ";").encode("utf-8-sig"),
        "a short row": "\r\n".join([head, first.rpartition(",")[0], *rest]).encode("utf-8-sig"),
        "a row of one field": whole + b"a note\r\n",
        "words of another kind": text.replace('""name"": ', '""name"", ').encode("utf-8-sig"),
        "words in a list": text.replace("{", "[").replace("}", "]").replace('"": ""', '"", ""').encode("utf-8-sig"),
        "another name of a file": text.replace(".mp3", ".mp4").encode("utf-8-sig"),
        "columns in another order": text.replace("session,words", "words,session").encode("utf-8-sig"),
        "UTF-16": text.encode("utf-16"),
        "cut short": whole[: len(whole) // 2],
        "nothing": b"",
    }


def test_a_list_that_was_changed_is_not_overwritten(clinic: Path) -> None:
    """If the list of who has which file cannot be read, `publish` refuses and writes nothing, because only this list
    says whose file is whose.
    """
    made(clinic)
    path = clinic / "out" / "who-has-which.csv"
    whole = path.read_bytes()
    for name, raw in damaged(whole.decode("utf-8-sig")).items():
        path.write_bytes(raw)
        before = held(clinic / "out")
        for option in ("--quiet", "--dry-run"):
            result = run(
                "publish", clinic / "clinic.toml", "--people", clinic / "people.csv", "-o", clinic / "out", option
            )
            assert result.exit_code == 1, name
            assert result.stderr.splitlines()[-1].startswith(f"voiceguide: could not write {path}: another program"), (
                name
            )
            assert held(clinic / "out") == before, name
    path.write_bytes(whole)
    assert "0 made, 2 already there" in made(clinic)
    path.unlink()
    assert "2 made, 0 already there" in made(clinic)


@pytest.mark.parametrize("link", [None, "symlink_to", "hardlink_to"])
def test_the_list_is_no_table(clinic: Path, link: str | None) -> None:
    """`publish` refuses its own list of who has which file as the table of people. Earlier, it overwrote the list, with
    a file for each of its columns.
    """
    made(clinic)
    path = clinic / "out" / "who-has-which.csv"
    table = clinic / "again.csv" if link else path
    if link:
        getattr(table, link)(path)
    before = held(clinic / "out")
    result = run("publish", clinic / "clinic.toml", "--people", table, "-o", clinic / "out")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == (
        f"{table}: it is the list of who has which file, and would be overwritten; give your table another name"
    )
    assert held(clinic / "out") == before


def test_columns_may_be_called_like_those_of_the_list(clinic: Path) -> None:
    """Columns `file` and `words` in the table of people do not collide with the columns of the same
    names in the list.
    """
    table = "name;file;words\nAda;my cat;a song\n"
    made(clinic, table)
    assert "0 made, 1 already there" in made(clinic, table)


def test_stems_come_later_and_come_back(clinic: Path) -> None:
    """With `--stems`, missing stems are made, also for sessions that already exist. Without `--stems`, missing stems do
    not matter.
    """
    made(clinic)
    files, sounds = listed(clinic), held(clinic / "out")
    assert "2 made, 0 already there" in made(clinic, TABLE, "--stems", "flac")
    stems = {f"{Path(name).stem}.{part}.flac" for name in files.values() for part in ("voice", "bed")}
    assert {path.name for path in (clinic / "out").glob("*.flac")} == stems
    assert "0 made, 2 already there" in made(clinic, TABLE, "--stems", "flac")
    (clinic / "out" / sorted(stems)[0]).unlink()
    assert "1 made, 1 already there" in made(clinic, TABLE, "--stems", "flac")
    assert {path.name for path in (clinic / "out").glob("*.flac")} == stems
    assert "0 made, 2 already there" in made(clinic)
    after = held(clinic / "out")
    assert {name: after[name] for name in files.values()} == {name: sounds[name] for name in files.values()}


def test_a_dry_run_says_for_how_many(clinic: Path) -> None:
    """A dry run counts only people whose file is missing or would change, and writes nothing."""
    words = (*TABLE.splitlines(), "Ada;;my cat")
    assert dry(clinic, TABLE) == ("new     ", "2 of 2 sessions would be made: 1:20", "for 2 of 2 people")
    assert not (clinic / "out").exists()
    made(clinic)
    before = held(clinic / "out")
    assert dry(clinic, TABLE) == ("there   ", "0 of 2 sessions would be made: 0:00", "for 0 of 2 people")
    assert dry(clinic, "\n".join(words)) == ("new     ", "1 of 3 sessions would be made: 0:40", "for 1 of 3 people")
    assert dry(clinic, TABLE.replace("Bella", "Nero"))[::2] == ("changed ", "for 1 of 2 people")
    assert held(clinic / "out") == before


def dry(clinic: Path, table: str) -> tuple[str, str, str]:
    """Publish with `--dry-run`. Return the state of the only practice, how many sessions would be made and how long
    they are, and for how many people.
    """
    one, total = made(clinic, table, "--dry-run", "--quiet").splitlines()
    return one[:8], total.partition(", about")[0], one.rpartition("  ")[2]


@pytest.mark.parametrize("below", [".", "below/it"])
def test_a_file_in_place_of_the_folder_is_reported_at_once(clinic: Path, below: str) -> None:
    """If a file has the path of the output folder or of a folder above it, a run and a dry run both say so, and the
    file stays.
    """
    file = clinic / "out"
    file.write_bytes(b"mine")
    (clinic / "people.csv").write_text(TABLE, encoding="utf-8")
    for options in ((), ("--dry-run",)):
        result = run("publish", clinic / "clinic.toml", "--people", clinic / "people.csv", "-o", file / below, *options)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.splitlines()[-1].startswith(f"voiceguide: cannot write into {file}: it is a file, ")
    assert file.read_bytes() == b"mine"


def test_two_of_one_name_are_not_mixed_up(clinic: Path) -> None:
    """Two people of the same name are told apart by their other columns. If those change, neither person gets the
    other's file.
    """
    table = "name,dear\nAda,my cat\nAda,my dog\n"
    made(clinic, table)
    rows = (clinic / "out" / "who-has-which.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    cat = next(row.split(",")[0] for row in rows if "cat" in row)
    said = made(clinic, "name,dear\nAda,my dog\nAda,my horse\n")
    assert "1 made, 1 already there" in said
    rows = (clinic / "out" / "who-has-which.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert next(row.split(",")[0] for row in rows if "dog" in row) != cat


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("above", [(), ("", "  "), (";;;", ",,", "")])
def test_tables_as_programs_write_them(clinic: Path, separator: str, mark: bytes, above: tuple[str, ...]) -> None:
    """Tables are read with any of the three separators that Excel uses (semicolon, comma, tab), with Windows line ends,
    and with or without a byte order mark. Empty rows are skipped, also above the header.
    """
    lines = [separator.join(("Name", "dear")), separator.join(("Zoë", "my cat")), separator, ""]
    lines = [*above, *lines]
    made(clinic, mark + "\r\n".join(lines).encode())
    assert list(listed(clinic)) == ["Zoë"]


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"name;dear\n",
        b"name\nJos\xe9\n",
        b"first,last\nA,B\n",
        b"name;name\nA;B\n",
        b"name\nA;B\n",
        b"name;\nA;B\n",
        b'name;dear\n"A;B\n',
        b"name\n" + b"A" * 200 + b"\n",
        b"name\n...\n",
        b"name;dear\n=1+1;my dog\n",
        b"name;dear\nA;#N/A\n",
        "name;dear\nA;B\n".encode("utf-16"),
        b"PK\x03\x04\x14\x00\x06\x00\xff\xfe",
        b"name|dear\nA|B\n",
        pytest.param(b"name\n" + b"A\n" * 5_000_000, id="ten megabytes"),
    ],
)
def test_a_bad_table_is_reported_and_nothing_is_written(clinic: Path, table: bytes) -> None:
    """A mistake in the table of people is reported on one line that begins with the table's path. No folder is made."""
    people = clinic / "people.csv"
    people.write_bytes(table)
    result = run("publish", clinic / "clinic.toml", "--people", people, "-o", clinic / "out")
    assert result.exit_code == 1, result.stderr
    assert all(line.startswith(f"{people}: ") for line in result.stderr.splitlines())
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert not (clinic / "out").exists()


def test_words_that_a_row_lacks_are_reported_before_anything_is_made(clinic: Path) -> None:
    """If a placeholder has no fallback, every row of the table that lacks its word is reported before anything is made.
    If the whole column is missing, the error names the column.
    """
    script = clinic / "rest.md"
    script.write_text(script.read_text(encoding="utf-8").replace("{name|you}", "{name}"), encoding="utf-8")
    people = clinic / "people.csv"
    for table, lines in (("name;dear\nA;my dog\n;my cat\nB;\n;a tree\n", ["row 2: ", "row 4: "]), ("dear\nB\n", [""])):
        people.write_text(table, encoding="utf-8")
        result = run("publish", clinic / "clinic.toml", "--people", people, "-o", clinic / "out")
        assert result.exit_code == 1
        errors = result.stderr.splitlines()
        assert [place in line and "name" in line for place, line in zip(lines, errors, strict=True)] == [True] * len(
            lines
        )
        assert not (clinic / "out").exists()


def refused_for(clinic: Path, catalogue: str | None, table: str | None) -> list[str]:
    """The error lines for this catalogue and this table of people, each with the file's name. If a text is None, the
    file does not exist.
    """
    for name, text in (("clinic.toml", catalogue), ("people.csv", table)):
        (clinic / name).unlink(missing_ok=True)
        if text is not None:
            (clinic / name).write_text(text, encoding="utf-8")
    result = run("publish", clinic / "clinic.toml", "--people", clinic / "people.csv", "-o", clinic / "out")
    assert result.exit_code == 1, result.stdout
    assert not (clinic / "out").exists()
    return [line.removeprefix(f"{clinic}/") for line in result.stderr.splitlines()]


BAD_TABLE = "name;dear\n=1+1;my dog\nB;#N/A\n"


@pytest.mark.parametrize(
    ("catalogue", "table", "places"),
    [
        (CATALOGUE.replace('"40s"', '"x", "5h"'), BAD_TABLE, ["lengths", "lengths", "row 1", "row 2"]),
        (CATALOGUE.replace('"40s"', '"5h"'), "", ["lengths", "it is empty"]),
        (CATALOGUE.replace("fake:calm", "fakes:calm"), None, ["voices", "there is no such file"]),
        ("[[sessions", BAD_TABLE, ["it ends too soon", "row 1", "row 2"]),
        (None, BAD_TABLE, ["there is no such file", "row 1", "row 2"]),
        (None, None, ["there is no such file"] * 2),
        (CATALOGUE.replace('"40s"', '"5h"'), "name;dear\nA;my dog\n;my cat\n", ["lengths", "row 2: 'name'"]),
        (CATALOGUE.replace('"40s"', '"x"'), "name;dear\nA;my dog\nB;\n", ["lengths", "row 2: 'dear'"]),
    ],
)
def test_mistakes_in_both_files_are_reported_at_once(
    clinic: Path, catalogue: str | None, table: str | None, places: list[str]
) -> None:
    """Mistakes in the catalogue and in the table of people are reported in one run, those of the catalogue first.
    Earlier, two runs were needed.
    """
    script = clinic / "rest.md"
    text = script.read_text(encoding="utf-8").replace("{name|you}. Think", "{name}. Think")
    script.write_text(text.replace("{dear|", "{dear}, {dear|"), encoding="utf-8")
    lines = refused_for(clinic, catalogue, table)
    assert [place in line for place, line in zip(places, lines, strict=True)] == [True] * len(places), lines
    names = [line.partition(": ")[0] for line in lines]
    assert names == sorted(names)
    assert set(names) == {"clinic.toml", "people.csv"}


@pytest.mark.parametrize(
    ("table", "count"),
    [("nmae\nA\n", 1), ("name;\nA;\n", 1), ("name;dear\n=1;=1\n", 2), ("comfort.physical;name\n=1;B\n", 1), ("", 1)],
)
def test_a_mistake_in_the_table_is_none_of_the_practices(clinic: Path, table: str, count: int) -> None:
    """If a mistake in the table of people may be the reason why words seem to be missing, only this mistake is
    reported, and not the missing words.
    """
    script = clinic / "rest.md"
    text = script.read_text(encoding="utf-8").replace("{name|you}. Think", "{name}. Think")
    script.write_text(
        text.replace("{comfort|tea}", "{comfort|tea}" if "dear" in table else "{comfort}"), encoding="utf-8"
    )
    lines = refused_for(clinic, CATALOGUE, table)
    assert len(lines) == count, lines
    assert all(line.startswith("people.csv: ") for line in lines)


def test_all_words_that_are_missing_are_reported_at_once(clinic: Path) -> None:
    """One run reports every word that a practice needs and that has no column in the table, and every word that is
    empty in a row. Earlier, only the first was reported.
    """
    script = clinic / "rest.md"
    text = script.read_text(encoding="utf-8").replace("{name|you}. Think", "{name}. {Tea}! Think")
    script.write_text(text.replace("{dear|somebody dear}", "{dear}, {song}"), encoding="utf-8")
    lines = refused_for(clinic, CATALOGUE, "name;dear;comfort\nA;my dog;tea\n;;a walk\n")
    wanted = [
        ("clinic.toml", "{Tea}"),
        ("clinic.toml", "{song}"),
        ("people.csv", "row 2: 'name'"),
        ("people.csv", "row 2: 'dear'"),
    ]
    assert [file in line and what in line for (file, what), line in zip(wanted, lines, strict=True)] == [True] * 4, (
        lines
    )


def test_what_all_share_is_spoken_once(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that are the same for all people are spoken only once. Each further person adds only the lines that contain
    that person's own words.
    """
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(clinic / "cache"))
    made(clinic, "name;dear\nAda;my cat\n")
    one = len(list((clinic / "cache").rglob("*.clip")))
    made(clinic, "name;dear\n" + "".join(f"P{letter};my cat\n" for letter in "abcdef"))
    assert len(list((clinic / "cache").rglob("*.clip"))) == one + 6
