"""The text with which people ask for a background."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import BackgroundSpecError
from voiceguide.sound.backgrounds import (
    LOUDEST_DB,
    QUIETEST_DB,
    MixLayer,
    background_problem,
    looks_like_a_path,
    split_spec,
)


@pytest.mark.parametrize(
    ("spec", "parts"),
    [
        ("rain", [("rain", 0)]),
        ("rain:-3,bowls:-9", [("rain", -3), ("bowls", -9)]),
        (" rain : -3 , bowls ", [("rain", -3), ("bowls", 0)]),
        ("rain:+2.5", [("rain", 2.5)]),
        ("rain:−3 dB,drone", [("rain", -3), ("drone", 0)]),
        ("C:\\sounds\\sea.mp3:-4,rain", [("C:\\sounds\\sea.mp3", -4), ("rain", 0)]),
        ("./sea.mp3,rain:-6", [("./sea.mp3", 0), ("rain", -6)]),
    ],
)
def test_names_and_levels_are_distinguished(spec: str, parts: list[tuple[str, float]]) -> None:
    """Commas separate the layers. A number after a colon is a level in dB. The colon of a Windows drive belongs to the
    path.
    """
    assert split_spec(spec) == tuple(MixLayer(name, gain) for name, gain in parts)


@pytest.mark.parametrize("spec", ["", ",", "rain,", "rain,,bowls", "rain:-50", "rain:21", "none,rain", "a,b,c,d,e,f,g"])
def test_what_makes_no_sense_is_refused(spec: str) -> None:
    """Empty parts, levels out of range, `none` mixed with a sound, and too many layers are refused."""
    with pytest.raises(BackgroundSpecError) as caught:
        split_spec(spec)
    assert caught.value.text == spec


LAYERS = st.lists(
    st.tuples(st.from_regex(r"[a-z][a-z-]{0,10}", fullmatch=True), st.integers(int(QUIETEST_DB), int(LOUDEST_DB))),
    min_size=1,
    max_size=6,
).filter(lambda layers: len(layers) == 1 or all(name != "none" for name, _ in layers))


@given(LAYERS)
def test_what_is_written_is_read(layers: list[tuple[str, int]]) -> None:
    """Names and gains that are written as one text, with colons and commas, are read as the same names and gains."""
    assert split_spec(",".join(f"{name}:{gain}" for name, gain in layers)) == tuple(
        MixLayer(*layer) for layer in layers
    )


def test_a_path_is_known_by_its_look() -> None:
    """A text with a slash, a tilde or the ending of a sound file is a path; any other is a name."""
    assert all(map(looks_like_a_path, ["./sea", "sounds\\sea", "~sea", "sea.MP3", "sea.webm", "/x"]))
    assert not any(map(looks_like_a_path, ["sea", "rain-on-roof", "sea.md", "rain:-3"]))


@pytest.mark.parametrize("spec", ["rain:loud", "rain:", "bowls:-9,rain : loud"])
def test_a_known_sound_with_a_level_that_is_no_number(spec: str) -> None:
    """If the name is known and the level is not a number, the message is about the level."""
    assert "such as rain:-3" in background_problem(spec, sounds=None)
    assert "'loud' is not one" in background_problem(spec, sounds=None) or spec == "rain:"
