from pathlib import Path

import pytest
from mutagen.flac import FLAC, Picture
from mutagen.oggopus import OggOpus

from tests.output.jobs import ignore, job, largest_file, picture, tags
from voiceguide.output._soundfile import SoundFileOutput, comment_fields, write_comments
from voiceguide.timeline import Chapter
from voiceguide.units import FRAME_RATE


def test_fields() -> None:
    """The start of each chapter is written as hours, minutes, seconds and milliseconds, also after the first hour."""
    chapters = (Chapter("", 0, 1), Chapter("Rest", 3661 * FRAME_RATE + 22_050, 1))
    fields = comment_fields(tags(1, title="Calm", chapters=chapters))
    assert {name: text for name, text in fields.items() if name.startswith("CHAPTER")} == {
        "CHAPTER000": "00:00:00.000",
        "CHAPTER000NAME": "Calm",
        "CHAPTER001": "01:01:01.500",
        "CHAPTER001NAME": "Rest",
    }


def test_chapters_end_where_their_numbers_do() -> None:
    """Vorbis comments number chapters with three digits, so the first thousand chapters are stored. Further ones are
    left out without an error.
    """
    fields = comment_fields(tags(1, chapters=tuple(Chapter("x", at, at + 1) for at in range(1200))))
    assert "CHAPTER999" in fields
    assert "CHAPTER1000" not in fields


def test_picture_with_its_size(tmp_path: Path) -> None:
    """FLAC and Ogg carry the same picture block, with the picture's true size."""
    import base64

    cover = picture(90)
    for kind, ending in (("flac", ".flac"), ("opus", ".opus")):
        path = tmp_path / f"a{ending}"
        SoundFileOutput(kind).write(job(3000, cover=cover), path, ignore)  # type: ignore[arg-type]
        if kind == "flac":
            (block,) = FLAC(path).pictures
        else:
            block = Picture(base64.b64decode(OggOpus(path)["METADATA_BLOCK_PICTURE"][0]))
        assert (block.type, block.mime, block.width, block.height, block.data) == (3, "image/jpeg", 90, 90, cover)


def test_a_foreign_file_is_an_os_error(tmp_path: Path) -> None:
    """A FLAC file that is so broken that mutagen cannot write its tags raises an OSError, like a failed write."""
    path = tmp_path / "a.flac"
    path.write_bytes(b"no such file")
    with pytest.raises(OSError, match="tags"):
        write_comments(path, "flac", tags(1))


def test_a_full_disk_while_tagging(tmp_path: Path) -> None:
    """If the disk is full while the tags are written, an OSError with the number of the system's error is raised."""
    path = tmp_path / "a.flac"
    SoundFileOutput("flac").write(job(3000, cover=b""), path, ignore)
    with largest_file(path.stat().st_size), pytest.raises(OSError, match="large") as raised:
        write_comments(path, "flac", tags(1, cover=picture(900)))
    assert raised.value.errno is not None
