from dataclasses import replace
from pathlib import Path

import mutagen
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.output.jobs import ignore, job
from voiceguide.output._id3 import id3_bytes
from voiceguide.output.formats import output_for
from voiceguide.output.tags import read_fingerprint, tags_size


def test_an_mp3_by_its_tag_alone(tmp_path: Path) -> None:
    """An MP3 is recognised by the tag at its start, whatever its name is."""
    path = tmp_path / "calm"
    path.write_bytes(id3_bytes(job(1000).tags, 1000) + bytes(2000))
    assert read_fingerprint(path) == "f1-αβ"


@pytest.mark.parametrize("cover", [0, 100, 300_000])
def test_where_the_sound_begins(tmp_path: Path, cover: int) -> None:
    """The sound begins right after the tags, however large they are, and at byte 0 in a file without tags or with a
    damaged one.
    """
    tag = id3_bytes(replace(job(1000).tags, cover=b"\xff\xd8\xff" + bytes(cover)), 1000)
    path = tmp_path / "calm.mp3"
    for data, size in ((tag + b"\xff\xfb", len(tag)), (b"\xff\xfb" * 20, 0), (tag[:9], 0), (b"", 0)):
        path.write_bytes(data)
        assert tags_size(path) == size


@pytest.mark.parametrize("ending", [".wav", ".flac", ".ogg", ".opus"])
def test_the_name_does_not_matter(tmp_path: Path, ending: str) -> None:
    """The format of a file is found from its contents, so a renamed file is recognised."""
    path = tmp_path / f"a{ending}"
    output_for(path).write(job(2000), path, ignore)
    assert read_fingerprint(path.rename(tmp_path / "b.mp3")) == "f1-αβ"


@pytest.mark.parametrize(
    "head", [b"", b"ID3\x03\x00\x00", b"RIFF", b"RF64", b"fLaC", b"OggS", b"RIFF\xff\xff\xff\xffWAVE"]
)
@given(rest=st.binary(max_size=300))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_rubbish_has_none(tmp_path: Path, head: bytes, rest: bytes) -> None:
    """A damaged file has no fingerprint, and raises no error."""
    path = tmp_path / "rubbish"
    path.write_bytes(head + rest)
    assert read_fingerprint(path) == ""


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (".mp3", {"TRCK": "3/8"}),
        (".wav", {"TRCK": "3/8"}),
        (".flac", {"tracknumber": "3", "tracktotal": "8"}),
        (".ogg", {"tracknumber": "3", "tracktotal": "8"}),
        (".opus", {"tracknumber": "3", "tracktotal": "8"}),
    ],
)
def test_the_place_in_an_album(tmp_path: Path, ending: str, said: dict[str, str]) -> None:
    """The place in the album is stored in every format. Without a place, the field is left out."""
    path = tmp_path / f"a{ending}"
    plain = job(2000)
    output_for(path).write(replace(plain, tags=replace(plain.tags, track=(3, 8))), path, ignore)
    found = mutagen.File(path).tags
    for field, text in said.items():
        shown = found[field]
        assert str(shown[0]) == text
    output_for(path).write(plain, path, ignore)
    assert not any(field in mutagen.File(path).tags for field in said)


@pytest.mark.parametrize("ending", [".wav", ".flac", ".ogg", ".opus"])
def test_a_file_cut_short(tmp_path: Path, ending: str) -> None:
    """A file that was cut off gives its fingerprint or none, and never an error."""
    path = tmp_path / f"a{ending}"
    output_for(path).write(job(2000), path, ignore)
    whole = path.read_bytes()
    for size in range(0, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:size])
        assert read_fingerprint(path) in ("", "f1-αβ")
