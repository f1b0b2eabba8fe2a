"""Reading recipes: every mistake is found, and the error names its key and what would be right."""

from pathlib import Path

import pytest

from tests.sound.recipes import read_recipe
from voiceguide.errors import RecipeError
from voiceguide.sound._recipe import Grains, Noise
from voiceguide.sound.catalogue import shipped_folder

HEAD = 'title = "Rain"\nsummary = "It rains."\n'
NOISE = HEAD + '[layers.hiss]\nkind = "noise"\n'
GRAINS = HEAD + '[layers.drops]\nkind = "grains"\nrate = 5\npitch = [500, 900]\nlength = [0.01, 0.05]\n'
BELL = HEAD + 'kind = "bell"\n[layers.it]\nkind = "strikes"\npitches = [440]\npartials = [[1, 0, 5]]\n'
TONES = HEAD + "[layers.a]\nkind = 'tones'\nnotes = [[440, 0]]\n"

MISTAKES = [
    ("summary = 'x'\n[layers.a]\nkind = 'noise'", "title", "missing"),
    ("title = 7\nsummary = 'x'", "title", "quotes"),
    ("title = ' '\nsummary = 'x'", "title", "quotes"),
    (HEAD, "layers", "[layers.NAME]"),
    (HEAD + "layers = 3", "layers", "[layers.NAME]"),
    (HEAD + "[layers]\nhiss = 3", "layers.hiss", "[layers.hiss]"),
    (HEAD + "[layers.Hiss]\nkind = 'noise'", "layers.Hiss", "lower-case letters"),
    (HEAD + "kind = 'bel'\n[layers.a]\nkind = 'noise'", "kind", "bell"),
    (HEAD + "colour = 3\n[layers.a]\nkind = 'noise'", "colour", "title"),
    (HEAD + "[layers.a]\nlevel = 0", "layers.a.kind", "missing"),
    (HEAD + "[layers.a]\nkind = 'noize'", "layers.a.kind", "noise"),
    (NOISE + "slop = -3", "layers.hiss.slop", "slope"),
    (NOISE + "slope = '-3'", "layers.hiss.slope", "number"),
    (NOISE + "slope = true", "layers.hiss.slope", "number"),
    (NOISE + "slope = nan", "layers.hiss.slope", "number"),
    (NOISE + "slope = inf", "layers.hiss.slope", "number"),
    (NOISE + "slope = -90", "layers.hiss.slope", "-18"),
    (NOISE + "band = [900, 100]", "layers.hiss.band", "[100, 900]"),
    (NOISE + "band = [1, 100]", "layers.hiss.band", "10"),
    (NOISE + "band = [100, 200, 300]", "layers.hiss.band", "two numbers"),
    (NOISE + "points = [[100, 0], [50, 0]]", "layers.hiss.points", "low to high"),
    (NOISE + "points = [[100, 0, 0]]", "layers.hiss.points", "[Hz, dB]"),
    (NOISE + "points = []", "layers.hiss.points", "[Hz, dB]"),
    (NOISE + "swell = 3", "layers.hiss.swell", "braces"),
    (NOISE + "swell = { gust = 3 }", "layers.hiss.swell.gust", "[swells.gust]"),
    (NOISE + "swell = { gist = 3 }\n[swells.gust]\nkind='drift'\nperiod=9", "layers.hiss.swell.gist", "gust"),
    (NOISE + "[swells.gust]\nkind = 'drift'", "swells.gust.period", "missing"),
    (NOISE + "[swells.gust]\nkind = 'drift'\nperiod = 0", "swells.gust.period", "0.05"),
    (NOISE + "[swells.gust]\nkind = 'gusts'\nperiod = 5", "swells.gust.kind", "drift"),
    (NOISE + "[swells.a]\nkind = 'follow'\nfollows = 'b'", "swells.a.follows", "above"),
    (NOISE + "[swells.a]\nkind = 'rolls'\nevery = 5\nrise = 4\nfall = 4", "swells.a.every", "longer"),
    (GRAINS + "rate2 = 5", "layers.drops.rate2", "rate"),
    (GRAINS.replace("rate = 5", "rate = 900").replace("0.05", "2"), "layers.drops.rate", "at once"),
    (GRAINS + "bunch = [1, 2.5]", "layers.drops.bunch", "whole"),
    (GRAINS + "room = { seconds = 1, mux = 0.2 }", "layers.drops.room.mux", "mix"),
    (HEAD + "[layers.a]\nkind = 'tones'\nnotes = [[440, 0]]\nharmonics = 2.5", "layers.a.harmonics", "whole"),
    (HEAD + "[layers.a]\nkind = 'tones'\nnotes = [440]", "layers.a.notes", "row 1"),
    (HEAD + "[layers.a]\nkind = 'strikes'\npitches = []\npartials = [[1, 0, 5]]", "layers.a.pitches", "list"),
    (HEAD + "[layers.a]\nkind = 'strikes'\npitches = [440]\npartials = [[1, 0, -5]]", "layers.a.partials", "seconds"),
    (BELL + "[layers.hiss]\nkind = 'noise'", "layers.hiss.kind", "strikes"),
    (BELL + "swell = { a = 3 }\n[swells.a]\nkind = 'drift'\nperiod = 3", "layers.it.swell", "remove it"),
    (NOISE + "slope = " + "9" * 400, "layers.hiss.slope", "number"),
    (GRAINS.replace("rate = 5", "rate = 900") + "bunch = 40\ngap = 0.001", "layers.drops.rate", "at once"),
    (GRAINS.replace("5\np", "900\np").replace("[0.01, 0.05]", "0.001") + "bunch = 30", "layers.drops.rate", "a second"),
    (TONES.replace("[440, 0]", ", ".join(["[440, 0]"] * 24)) + "harmonics = 40\nblur = 200", "layers.a.blur", "fewer"),
    (
        BELL.replace("[1, 0, 5]", ", ".join(["[1, 0, 60]"] * 24)).replace("[440]", str([440] * 12)),
        "layers.it.partials",
        "shorter",
    ),
    (BELL.replace("[440]", "[8000]").replace("[1, 0, 5]", "[40, 0, 5]"), "layers.it.partials", "ratios"),
    ("title = ", "the file", "TOML"),
    (HEAD + 'title = "twice"', "the file", "TOML"),
]


@pytest.mark.parametrize(("text", "key", "remedy"), MISTAKES)
def test_a_mistake_names_its_file_its_key_and_a_remedy(tmp_path: Path, text: str, key: str, remedy: str) -> None:
    """For every mistake, the error names the file, the key, and what would be right."""
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RecipeError) as caught:
        read_recipe(path)
    assert (caught.value.file, caught.value.key) == (str(path), key)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("data", [b"title = '\xff'", b"\x00" * 40, b"x = 1\n" * 400_000])
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    """A file that is not UTF-8, not TOML, or far too large raises an error for the file."""
    path = tmp_path / "wrong.toml"
    path.write_bytes(data)
    with pytest.raises(RecipeError):
        read_recipe(path)


def test_windows_text_is_read(tmp_path: Path) -> None:
    """A byte order mark and CRLF line ends are accepted."""
    path = tmp_path / "rain.toml"
    path.write_bytes(b"\xef\xbb\xbf" + NOISE.replace("\n", "\r\n").encode())
    assert read_recipe(path).title == "Rain"


def test_numbers_arrive_as_they_are_written(tmp_path: Path) -> None:
    """A recipe that is read has the numbers that are written in the file. A number that is left out has its documented
    default.
    """
    path = tmp_path / "mine.toml"
    path.write_text(GRAINS + "tone = 0.5\n[layers.hiss]\nkind = 'noise'\nband = [100, 200]\nlevel = -3", "utf-8")
    drops, hiss = read_recipe(path).layers
    assert isinstance(drops, Grains)
    assert (drops.rate, drops.pitch, drops.tone, drops.bunch, drops.echo) == (5, (500, 900), 0.5, (1, 1), None)
    assert isinstance(hiss, Noise)
    assert (hiss.band, hiss.level_db, hiss.slope, hiss.width) == ((100, 200), -3, 0, 1)


def test_every_shipped_recipe_is_valid_and_none_is_missing() -> None:
    """All shipped recipes exist, and each is read without a mistake."""
    recipes = {path.stem: read_recipe(path) for path in shipped_folder().glob("*.toml")}
    backgrounds = {name for name, recipe in recipes.items() if recipe.kind == "background"}
    assert backgrounds >= {
        "rain",
        "rain-on-roof",
        "thunder-far",
        "ocean",
        "stream",
        "wind",
        "forest-night",
        "fireplace",
        "brown-noise",
        "pink-noise",
        "white-noise",
        "bowls",
        "drone",
    }
    assert set(recipes) - backgrounds == {"bell", "bowl", "chime"}
    assert len({recipe.title for recipe in recipes.values()}) == len(recipes)
