from pathlib import Path

import pytest

from voiceguide.errors import FormatError
from voiceguide.output._soundfile import SoundFileOutput
from voiceguide.output.formats import endings, output_for


def test_every_ending_has_its_output() -> None:
    """Every known file ending has an output, MP3 first."""
    assert endings()[0] == ".mp3"
    assert all(hasattr(output_for(Path(f"calm{ending}")), "write") for ending in endings())


def test_case_does_not_matter() -> None:
    """A file ending in capitals, such as `.OGG`, gives the same output as `.ogg`."""
    assert output_for(Path("CALM.OGG")) == SoundFileOutput("vorbis")


@pytest.mark.parametrize(
    ("name", "ending"),
    [("calm.xyz", ".xyz"), ("calm", ""), (".mp3", ""), ("a.mp3/calm", ""), ("calm.mp3 ", ".mp3 ")],
)
def test_unknown_endings(name: str, ending: str) -> None:
    """An unknown ending, or none, is refused, and the error names the known ones."""
    with pytest.raises(FormatError) as raised:
        output_for(Path(name))
    assert raised.value.ending == ending
    assert raised.value.known == list(endings())
