from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3

from tests.output.jobs import TITLE, picture, tags
from voiceguide.output._id3 import id3_bytes
from voiceguide.output.contract import Tags
from voiceguide.timeline import CaptionLine, Chapter

LENGTH = 132_300


def read(data: bytes) -> ID3:
    """The tag as an independent program, mutagen, reads it, without conversion to version 2.4."""
    return ID3(BytesIO(data), translate=False)


def test_version_and_size() -> None:
    """The ID3 tag has version 2.3.0. The size in its header is written in four bytes of seven bits, and is right."""
    data = id3_bytes(tags(LENGTH), LENGTH)
    assert data[:6] == b"ID3\x03\x00\x00"
    assert sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True)) == len(data) - 10
    assert read(data).version == (2, 3, 0)


def test_every_frame() -> None:
    """Another program reads each field of the tag as it was given."""
    cover = picture()
    tag = read(id3_bytes(tags(LENGTH, cover=cover), LENGTH))
    said = {name: str(tag[name]) for name in ("TIT2", "TPE1", "TALB", "TCON", "TLAN", "TLEN", "COMM::dan", "USLT::dan")}
    assert said == {
        "TIT2": TITLE,
        "TPE1": "Ane Ø",
        "TALB": "Evenings",
        "TCON": "Meditation",
        "TLAN": "dan",
        "TLEN": "3000",
        "COMM::dan": "Made & kept",
        "USLT::dan": "Welcome.\nBreathe & rest, 静かに 🙂",
    }
    assert str(tag["TXXX:VOICEGUIDE_FINGERPRINT"]) == "f1-αβ"
    assert (tag["APIC:"].mime, tag["APIC:"].type, tag["APIC:"].data) == ("image/jpeg", 3, cover)


def test_text_is_of_version_2_3() -> None:
    """All text, also in chapters, is Latin-1 or UTF-16, because version 2.3 has no UTF-8."""
    tag = read(id3_bytes(tags(LENGTH), LENGTH))
    inner = [frame for chapter in tag.getall("CHAP") for frame in chapter.sub_frames.values()]
    encodings = {int(frame.encoding) for frame in [*tag.values(), *inner] if hasattr(frame, "encoding")}
    assert encodings == {0, 1}


def test_synchronised_text() -> None:
    """The synchronised lyrics contain each line with its time in milliseconds."""
    (words,) = read(id3_bytes(tags(LENGTH), LENGTH)).getall("SYLT")
    assert (words.format, words.type, words.lang) == (2, 1, "dan")
    assert words.text == [("Welcome.", 2), ("Breathe & rest, 静かに 🙂", 1000)]


@pytest.mark.parametrize("count", [1, 255, 256, 700])
def test_chapters_in_order_under_one_table(count: int) -> None:
    """With any number of chapters, their ids are unique, they are in order of time, and one ordered table lists each of
    them once.
    """
    chapters = tuple(Chapter("long " * (count - at), 44_100 * at, 44_100 * (at + 1)) for at in range(count))
    tag = read(id3_bytes(tags(LENGTH, chapters=chapters), 44_100 * count))
    found = tag.getall("CHAP")
    assert [(chapter.start_time, chapter.end_time) for chapter in found] == [
        (1000 * at, 1000 * (at + 1)) for at in range(count)
    ]
    assert {(chapter.start_offset, chapter.end_offset) for chapter in found} == {(0xFFFFFFFF, 0xFFFFFFFF)}
    tables = {table.element_id: table for table in tag.getall("CTOC")}
    (top,) = [table for table in tables.values() if table.flags & 2]
    assert all(table.flags & 1 for table in tables.values())
    assert top.sub_frames["TIT2"].text == [tags(LENGTH).title]
    reached = [
        leaf
        for child in top.child_element_ids
        for leaf in (tables[child].child_element_ids if child in tables else [child])
    ]
    assert reached == [chapter.element_id for chapter in found]
    assert len(set(reached)) == count


def test_empty_fields_are_left_out() -> None:
    """Empty fields are not in the tag, and without chapters it has no table of contents."""
    tag = read(id3_bytes(Tags("Calm"), LENGTH))
    assert sorted(tag.keys()) == ["TALB", "TCON", "TIT2", "TLAN", "TLEN", "TPE1"]


@given(
    title=st.text(), comment=st.text(), spoken=st.lists(st.text(), max_size=4), names=st.lists(st.text(), max_size=4)
)
@settings(max_examples=50, deadline=None)
def test_any_text_leaves_the_tag_whole(title: str, comment: str, spoken: list[str], names: list[str]) -> None:
    """With any text, even unpaired surrogates and line ends, all frames of the tag can be read, and no text is cut."""
    lines = tuple(CaptionLine(text, 1000 * at, 1000 * at + 500) for at, text in enumerate(spoken))
    chapters = tuple(Chapter(name, 1000 * at, 1000 * at + 1000) for at, name in enumerate(names))
    tag = read(id3_bytes(Tags(f"a{title}z", comment=f"a{comment}z", lines=lines, chapters=chapters), LENGTH))
    assert str(tag["TIT2"])[0] + str(tag["TIT2"])[-1] == "az"
    assert str(tag["COMM::eng"])[0] + str(tag["COMM::eng"])[-1] == "az"
    assert len(tag.getall("CHAP")) == len(names)
    assert not tag.unknown_frames


def test_same_tags_same_bytes() -> None:
    """The same session has the same tag to the byte."""
    given_tags = tags(LENGTH)
    assert id3_bytes(given_tags, LENGTH) == id3_bytes(given_tags, LENGTH)
