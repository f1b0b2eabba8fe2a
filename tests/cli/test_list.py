"""The list of practices, by what they are good for."""

import json
from pathlib import Path

import pytest

from tests.cli.running import run
from voiceguide.session.overview import NEEDS

OWN = {
    "loud": "title: Loud\nsummary: For a loud day.\nneed: hard, night\nnext: plain",
    "plain": "title: Plain",
    "wordy": f"title: Wordy\nsummary: {'word ' * 80}",
}


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three practices of the user: one that says what it is for, one that does not, and one with a long summary."""
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "scripts").mkdir()
    for name, front in OWN.items():
        (tmp_path / "scripts" / f"{name}.md").write_text(f"---\n{front}\n---\nHello.\n")


def shown(*words: str) -> list[str]:
    result = run("list", *words)
    assert result.exit_code == 0, result.stderr
    return str(result.stdout).splitlines()


def test_each_practice_stands_once_below_what_it_is_good_for_first() -> None:
    """The headings have a fixed order. A practice with two needs is listed only under the first."""
    lines = shown()
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings == [f"{words} (--need {need})" for need, words in NEEDS.items() if f"--need {need})" in str(lines)]
    rows = [line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")]
    assert len(rows) == len(set(rows))
    below = {
        name: next(h for h in reversed(headings) if lines.index(h) < at)
        for at, line in enumerate(lines)
        for name in OWN
        if line.startswith(f"  {name} ")
    }
    assert below["loud"].startswith("In a hard moment")
    assert below["plain"].startswith("For every day")


def test_a_practice_has_two_lines_at_most_and_they_fit() -> None:
    """Each practice takes at most two lines, however long its summary is."""
    lines = shown()
    assert max(map(len, lines)) <= 80
    at = next(number for number, line in enumerate(lines) if line.startswith("  wordy "))
    assert lines[at + 1].endswith("…")
    runs = "".join("x" if line.startswith("      ") else "|" for line in lines)
    assert "xx" not in runs


@pytest.mark.parametrize(("need", "there"), [("hard", True), ("night", True), ("sleep", False)])
def test_one_need_shows_what_helps_with_it(need: str, there: bool) -> None:
    """`--need` lists every practice for that need, also those with another main need, under one heading."""
    lines = shown("--need", need)
    assert any(line.startswith("  loud ") for line in lines) == there
    assert [line for line in lines if not line.startswith(" ")] == [f"{NEEDS[need]} (--need {need})"]  # type: ignore[index]


def test_a_need_that_nobody_knows_is_refused() -> None:
    """For an unknown need, the error lists the known ones."""
    result = run("list", "--need", "hart")
    assert result.exit_code == 2
    assert all(need in result.stderr for need in NEEDS)


def test_the_json_has_the_needs_too() -> None:
    """The JSON contains the needs of each practice, and the practice to hear next."""
    rows = {row["name"]: row for row in json.loads("\n".join(shown("--json")))}
    assert (rows["loud"]["needs"], rows["loud"]["next"]) == (["hard", "night"], "plain")
    assert (rows["plain"]["needs"], rows["plain"]["next"]) == (["everyday"], None)


def test_an_empty_list_says_why() -> None:
    """If no practice has the requested tag, `list` suggests similar tags. If practices have the tag, but none of them
    is for the requested need, the message says so.
    """
    result = run("list", "--tag", "sleeep")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no practice has the tag 'sleeep'; did you mean sleep?" in result.stderr
    both = run("list", "--tag", "kindness", "--need", "night")
    assert "no practice with the tag 'kindness' is listed under --need night" in both.stderr
