from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.output.jobs import ignore, job
from voiceguide.output._id3 import id3_bytes
from voiceguide.output.formats import output_for
from voiceguide.output.tags import read_fingerprint


def test_an_mp3_by_its_tag_alone(tmp_path: Path) -> None:
    """The tag at the start of a file is enough, whatever the file is called."""
    path = tmp_path / "calm"
    path.write_bytes(id3_bytes(job(1000).tags, 1000) + bytes(2000))
    assert read_fingerprint(path) == "f1-αβ"


@pytest.mark.parametrize("ending", [".wav", ".flac", ".ogg", ".opus"])
def test_the_name_does_not_matter(tmp_path: Path, ending: str) -> None:
    """The kind is seen from what is inside, so that a renamed file is known again."""
    path = tmp_path / f"a{ending}"
    output_for(path).write(job(2000), path, ignore)
    assert read_fingerprint(path.rename(tmp_path / "b.mp3")) == "f1-αβ"


@pytest.mark.parametrize(
    "head", [b"", b"ID3\x03\x00\x00", b"RIFF", b"RF64", b"fLaC", b"OggS", b"RIFF\xff\xff\xff\xffWAVE"]
)
@given(rest=st.binary(max_size=300))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_rubbish_has_none(tmp_path: Path, head: bytes, rest: bytes) -> None:
    """A damaged file raises nothing: it is simply not this session."""
    path = tmp_path / "rubbish"
    path.write_bytes(head + rest)
    assert read_fingerprint(path) == ""


@pytest.mark.parametrize("ending", [".wav", ".flac", ".ogg", ".opus"])
def test_a_file_cut_short(tmp_path: Path, ending: str) -> None:
    """A file that lost its end gives its fingerprint or none, and never an error."""
    path = tmp_path / f"a{ending}"
    output_for(path).write(job(2000), path, ignore)
    whole = path.read_bytes()
    for size in range(0, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:size])
        assert read_fingerprint(path) in ("", "f1-αβ")
