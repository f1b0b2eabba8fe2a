"""The guide to sounds is right: its recipe works, and it explains every key of a recipe."""

import re
from pathlib import Path

import pytest

from voiceguide.errors import RecipeError
from voiceguide.sound._recipe import Recipe
from voiceguide.sound._recipe_file import recipe_from
from voiceguide.sound._recipe_loop import render_loop
from voiceguide.sound._toml_table import Table
from voiceguide.sound.catalogue import find_sound

GUIDE = (Path(__file__).parents[2] / "docs" / "sound.md").read_text("utf-8")

EVERYTHING = {
    "title": "t",
    "summary": "s",
    "layers": {
        "noise": {"kind": "noise"},
        "grains": {"kind": "grains", "rate": 1, "pitch": 500, "length": 0.1, "room": {"seconds": 1}},
        "tones": {"kind": "tones", "notes": [[440, 0]]},
        "strikes": {"kind": "strikes", "pitches": [440], "partials": [[1, 0, 5]]},
    },
    "swells": {
        "a": {"kind": "drift", "period": 5},
        "b": {"kind": "waves", "every": [6, 11]},
        "c": {"kind": "rolls", "every": 40, "rise": 4, "fall": 9},
        "d": {"kind": "follow", "follows": "a"},
    },
}


def example() -> str:
    """The text of the guide's example recipe, which begins with the title "Drizzle", without its indentation."""
    start = GUIDE.index('    title = "Drizzle"')
    block = re.match(r"(?:    .*\n|\n)+", GUIDE[start:])
    assert block
    return re.sub(r"^    ", "", block[0], flags=re.MULTILINE)


def test_the_recipe_in_the_guide_can_be_played(tmp_path: Path) -> None:
    """The guide's recipe, copied into a file, can be rendered. If its key `slope` is misspelt as in the guide, the
    error message is the one that the guide shows.
    """
    path = tmp_path / "drizzle.toml"
    path.write_text(example(), "utf-8")
    recipe = find_sound("drizzle", tmp_path)
    assert isinstance(recipe, Recipe)
    assert render_loop(recipe, 2_304 * 20).std() > 0.001
    path.write_text(example().replace("slope", "slop"), "utf-8")
    with pytest.raises(RecipeError) as caught:
        find_sound("drizzle", tmp_path)
    assert str(caught.value).replace(str(path), path.name) in GUIDE


def test_every_key_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key that a recipe may have is mentioned in the guide, marked as code."""
    asked: set[str] = set()
    finish = Table.finish

    def noted(table: Table) -> None:
        asked.update(table.asked)
        finish(table)

    monkeypatch.setattr(Table, "finish", noted)
    recipe_from(Table("", "", EVERYTHING), "it")
    explained = set(re.findall(r"[a-z]+", " ".join(re.findall(r"`([^`]+)`", GUIDE))))
    assert len(asked) > 30
    assert asked - explained == set()
