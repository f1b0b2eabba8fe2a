"""The list of sounds: the shipped ones, the user's own recordings and recipes, and the problems of those that cannot be
used.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from voiceguide.errors import RecipeError
from voiceguide.sound._recipe import Recipe
from voiceguide.sound.catalogue import UserSound, find_sound, list_sounds

RECIPE = 'title = "Mine"\nsummary = "My own."\n[layers.hiss]\nkind = "noise"\n'


def test_ours_are_listed_with_title_and_summary() -> None:
    """Every shipped sound has a name, a title and a sentence, and none has a problem."""
    sounds = list_sounds(None)
    assert [sound.name for sound in sounds] == sorted(sound.name for sound in sounds)
    assert all(sound.title and sound.summary.endswith(".") for sound in sounds)
    assert not any(sound.problem or sound.own for sound in sounds)
    assert {"rain", "bell"} <= {sound.name for sound in sounds}


def test_a_recording_joins_by_its_name(tmp_path: Path) -> None:
    """A recording in the folder of sounds is listed, with a title made from its name. Other files are not listed."""
    for name in ("my-creek.mp3", "notes.txt", ".hidden.wav", "Storm.FLAC"):
        (tmp_path / name).write_bytes(b"x")
    own = {sound.name: sound for sound in list_sounds(tmp_path) if sound.own}
    assert set(own) == {"my-creek", "Storm"}
    assert own["my-creek"].title == "my creek"
    assert own["my-creek"].file == tmp_path / "my-creek.mp3"


def test_a_recipe_beside_a_recording_describes_it(tmp_path: Path) -> None:
    """A TOML file with the same name gives a recording its title, summary, kind, gain and trim."""
    (tmp_path / "gong.wav").write_bytes(b"x")
    (tmp_path / "gong.toml").write_text('title = "Gong"\nsummary = "Low."\nkind = "bell"\ngain = -3\ntrim = [0.5, 9]\n')
    assert find_sound("gong", tmp_path) == UserSound(
        "gong", "Gong", "Low.", "bell", tmp_path / "gong.wav", -3.0, (0.5, 9.0)
    )


def test_a_recipe_of_ones_own_stands_before_ours(tmp_path: Path) -> None:
    """A user's recipe that has the name of a shipped one replaces it, and the list marks it as the user's own."""
    (tmp_path / "rain.toml").write_text(RECIPE)
    found = find_sound("Rain", tmp_path)
    assert isinstance(found, Recipe)
    assert found.title == "Mine"
    assert [sound.own for sound in list_sounds(tmp_path) if sound.name == "rain"] == [True]


@pytest.mark.parametrize("beside", ["gain = 90", "trim = [5, 5.5]", "trim = 3", "volume = 3", RECIPE, "gain ="])
def test_a_mistake_beside_a_recording_is_found(tmp_path: Path, beside: str) -> None:
    """If the TOML file beside a recording has a mistake, opening the recording raises an error. The other sounds are
    still listed, and this one is listed with its problem.
    """
    (tmp_path / "gong.wav").write_bytes(b"x")
    (tmp_path / "gong.toml").write_text(beside)
    with pytest.raises(RecipeError):
        find_sound("gong", tmp_path)
    (broken,) = [sound for sound in list_sounds(tmp_path) if sound.problem]
    assert broken.name == "gong"


def test_a_missing_folder_is_an_empty_one(tmp_path: Path) -> None:
    """If the folder of the user's own sounds does not exist, only the shipped sounds are listed."""
    assert list_sounds(tmp_path / "missing") == list_sounds(None)
    assert find_sound("nothing", tmp_path / "missing") is None


def test_listing_loads_nothing_heavy() -> None:
    """Listing the sounds, and checking that one exists, do not load numpy."""
    code = (
        "import sys; from voiceguide.sound.backgrounds import knows_background as k;"
        "from voiceguide.sound.catalogue import list_sounds;"
        "assert list_sounds(None) and k('rain:-3,bowls', sounds=None);"
        "print([name for name in ('numpy', 'scipy', 'soundfile', 'PIL', 'soxr') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
