"""Opening a background by the name that a person gives."""

from pathlib import Path

import numpy as np
import pytest

from tests.loudness import integrated_loudness
from tests.sound.conftest import noise, write
from voiceguide.errors import AudioFileError, BackgroundNotFoundError, BackgroundSpecError, RecipeError
from voiceguide.sound._recipe_file import recipe_from
from voiceguide.sound._toml_table import Table
from voiceguide.sound.backgrounds import knows_background, loop_key, open_background
from voiceguide.sound.bed import BED_LUFS, Bed


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests, so that each loop is rendered once."""
    return tmp_path_factory.mktemp("loops")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A sounds folder with a recording in it."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    write(folder / "creek.wav", noise(3 * 44_100))
    return folder


def opened(spec: str, cache: Path, sounds: Path | None = None, beside: Path | None = None) -> Bed:
    """Open the background that this text names."""
    return open_background(spec, sounds=sounds, cache_folder=cache, beside=beside)


def test_a_shipped_sound_is_rendered_once_and_then_mapped(cache: Path) -> None:
    """The first time a shipped background is opened, it is rendered and the progress is reported. The second time, its
    file is only mapped.
    """
    steps: list[tuple[int, int]] = []
    beds = [
        open_background(
            "brown-noise", sounds=None, cache_folder=cache, progress=lambda done, total: steps.append((done, total))
        )
        for _ in range(2)
    ]
    assert steps == [(1, 2), (2, 2)]
    assert beds[0].key == beds[1].key
    assert np.array_equal(beds[0].read(0, 10_000), beds[1].read(0, 10_000))
    assert integrated_loudness(beds[1].read(0, 60 * 44_100)) == pytest.approx(BED_LUFS, abs=0.5)


def test_a_mix_of_names_files_and_levels(cache: Path, own: Path) -> None:
    """A mix may consist of a shipped sound, a recording given by name and a file given by path, each with its level.
    The mix has the usual loudness of a bed.
    """
    path = write(own.parent / "sea.wav", noise(3 * 44_100, seed=5))
    mix = opened(f"brown-noise:-3,creek:-9,{path}:-12", cache, own)
    assert integrated_loudness(mix.read(0, 30 * 44_100)) == pytest.approx(BED_LUFS, abs=0.5)
    assert mix.loop_frames is None


def test_a_file_is_found_here_beside_the_script_and_by_name(
    cache: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path is looked for in the current folder, then in the folder of the script. A recording in the user's
    sounds folder is also found by its name.
    """
    script = own.parent / "scripts"
    script.mkdir()
    write(script / "sea, far:-3.wav", noise(2 * 44_100))
    monkeypatch.chdir(own)
    assert {opened(spec, cache, own, script).name for spec in ("creek", "creek.wav", "./creek.wav")} == {
        "creek",
        "creek.wav",
    }
    assert opened("sea, far:-3.wav", cache, None, script).name == "sea, far:-3.wav"


def test_none_is_a_floor_and_never_silence(cache: Path) -> None:
    """The background `none` is very soft noise, so that headphones stay awake."""
    heard = opened("none", cache).read(0, 44_100)
    assert -78 < 20 * np.log10(heard.std()) < -72
    assert not list(cache.glob("none*"))


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ("raim", BackgroundNotFoundError),
        ("rain,raim", BackgroundNotFoundError),
        ("rain:loud", BackgroundSpecError),
        ("a\0b", BackgroundNotFoundError),
        ("..", BackgroundNotFoundError),
        ("./missing.mp3", BackgroundNotFoundError),
        ("missing.mp3", BackgroundNotFoundError),
        ("~nobody-of-this-name/a.mp3", BackgroundNotFoundError),
        ("a\0b.mp3", BackgroundNotFoundError),
        ("x" * 5_000, BackgroundNotFoundError),
        ("x" * 5_000 + ".mp3", BackgroundNotFoundError),
        ("", BackgroundSpecError),
        ("  ", BackgroundSpecError),
        ("rain,,bowls", BackgroundSpecError),
        ("bell", BackgroundSpecError),
        ("rain,bell", BackgroundSpecError),
        ("none,rain", BackgroundSpecError),
        ("/", AudioFileError),
    ],
)
def test_what_is_not_there_is_refused(cache: Path, spec: str, error: type[Exception]) -> None:
    """A background with a wrong name or a wrong level raises the error for that mistake, and `knows_background` returns
    False. Only for a path that exists but is no sound does it return True, as it opens no file.
    """
    with pytest.raises(error):
        opened(spec, cache)
    assert knows_background(spec, sounds=None) == (error is AudioFileError)


def test_the_nearest_names_are_offered(cache: Path, own: Path) -> None:
    """For a misspelt name, the most similar one is suggested, also from the user's own sounds."""
    for spec, near in (("raim", "rain"), ("crek", "creek"), ("oceans", "ocean"), ("non", "none")):
        with pytest.raises(BackgroundNotFoundError) as caught:
            opened(spec, cache, own)
        assert caught.value.near[0] == near


def test_a_broken_recipe_of_ones_own_says_so(cache: Path, own: Path) -> None:
    """A mistake in the user's recipe is a recipe error, not a missing background."""
    (own / "mine.toml").write_text("title = 3")
    with pytest.raises(RecipeError):
        opened("mine", cache, own)


def test_a_changed_number_is_another_loop() -> None:
    """A recipe with another number or another name gets another key in the cache, so its loop is rendered anew. The
    name counts because it is the seed of the random numbers.
    """

    def key(name: str, level: int) -> str:
        layers = {"hiss": {"kind": "noise", "level": level}}
        return loop_key(recipe_from(Table("", "", {"title": "a", "summary": "b", "layers": layers}), name))

    assert len({key("one", 0), key("one", -3), key("two", 0)}) == 3
    assert key("one", 0) == key("one", 0)
