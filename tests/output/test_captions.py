import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.needs import needs
from tests.output.jobs import tags
from voiceguide.errors import FileThereError, FormatError
from voiceguide.output.captions import caption_kinds, captions_path, chapters_json, lrc, webvtt, write_captions
from voiceguide.output.contract import Tags
from voiceguide.output.tag_text import one_line
from voiceguide.timeline import CaptionLine, Chapter
from voiceguide.units import FRAME_RATE

HOUR = 3600 * FRAME_RATE
CUE = re.compile(r"(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})\n(.+)")


def cues(text: str) -> list[tuple[int, int, str]]:
    """The start and end of each WebVTT cue in milliseconds, and its words. Anything but a header and well-formed cues
    fails the test.
    """
    head, *blocks = text.removesuffix("\n").split("\n\n")
    assert head.startswith("WEBVTT")
    assert "\n" not in head
    read = []
    for block in blocks:
        match = CUE.fullmatch(block)
        assert match is not None, block
        numbers = [int(number) for number in match.groups()[:8]]
        start, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (numbers[:4], numbers[4:]))
        read.append((start, end, match[9]))
    return read


lines = st.lists(
    st.builds(
        lambda text, start, length: CaptionLine(text, start, start + length),
        st.text(max_size=12),
        st.integers(0, 2 * HOUR),
        st.integers(0, 20 * FRAME_RATE),
    ),
    max_size=8,
)


@given(lines, st.text(max_size=20))
def test_webvtt_is_always_valid(spoken: list[CaptionLine], title: str) -> None:
    """Whatever the words, WebVTT cues are in order, have a duration and never overlap, and no line is lost."""
    read = cues(webvtt(Tags(title, lines=tuple(spoken)), 3 * HOUR))
    assert len(read) == sum(bool(one_line(line.text)) for line in spoken)
    assert all(start < end for start, end, _ in read)
    assert all(one[1] <= following[0] for one, following in pairwise(read))
    assert not any("<" in words or "-->" in words for _, _, words in read)


def test_webvtt_times_and_words() -> None:
    """WebVTT cues have the times of the lines, also after an hour, and special characters are escaped."""
    spoken = (
        CaptionLine("Rest & <wait> --> here", HOUR + 22_050, HOUR + FRAME_RATE),
        CaptionLine("Welcome.", 0, FRAME_RATE),
    )
    assert cues(webvtt(Tags("A & B", lines=spoken), 2 * HOUR)) == [
        (0, 1000, "Welcome."),
        (3_600_500, 3_601_000, "Rest &amp; &lt;wait&gt; --&gt; here"),
    ]


@pytest.mark.real
@needs("ffmpeg")
def test_webvtt_as_ffmpeg_reads_it(tmp_path: Path) -> None:
    """ffmpeg reads our WebVTT file and finds every line with its words."""
    path = tmp_path / "calm.vtt"
    write_captions("vtt", path, tags(3 * FRAME_RATE), 3 * FRAME_RATE, force=False)
    made = subprocess.run(
        ["ffmpeg", "-v", "warning", "-i", str(path), "-f", "srt", "-"], capture_output=True, check=True
    )
    assert made.stderr == b""
    assert [part.split("\n")[2] for part in made.stdout.decode().strip().split("\n\n")] == [
        "Welcome.",
        "Breathe & rest, 静かに 🙂",
    ]


def test_lrc() -> None:
    """LRC lyrics begin with the title, artist and album of the session. Before a long silence, an empty line removes
    the last words from the screen.
    """
    spoken = (
        CaptionLine("Welcome.", FRAME_RATE, 2 * FRAME_RATE),
        CaptionLine("Sit.", 3 * FRAME_RATE, 4 * FRAME_RATE),
        CaptionLine("End.", HOUR, HOUR + FRAME_RATE),
    )
    assert lrc(Tags("Calm", "Ane", "Evenings", lang="da", lines=spoken), HOUR + 2 * FRAME_RATE).splitlines() == [
        "[ti:Calm]",
        "[ar:Ane]",
        "[al:Evenings]",
        "[la:da]",
        "[length:60:02]",
        "[00:01.00]Welcome.",
        "[00:03.00]Sit.",
        "[00:04.00]",
        "[60:00.00]End.",
    ]


@given(lines)
def test_lrc_is_in_order(spoken: list[CaptionLine]) -> None:
    """The times in LRC lyrics never go back, whatever the lines."""
    body = lrc(Tags("Calm", lines=tuple(spoken)), 3 * HOUR).splitlines()[5:]
    times = [re.match(r"\[(\d+):(\d\d\.\d\d)\]", line) for line in body]
    seconds = [int(time[1]) * 60 + float(time[2]) for time in times if time]
    assert seconds == sorted(seconds)
    assert len(seconds) == len(body)


def test_chapters_json() -> None:
    """Podcast chapters are JSON of version 1.2, with times in seconds. A chapter without a title gets the title of the
    session.
    """
    chapters = (Chapter("", 0, FRAME_RATE), Chapter('"Ånde"', FRAME_RATE, FRAME_RATE * 5 // 2))
    assert json.loads(chapters_json(Tags("Calm", chapters=chapters), HOUR)) == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0.0, "endTime": 1.0, "title": "Calm"},
            {"startTime": 1.0, "endTime": 2.5, "title": '"Ånde"'},
        ],
    }


@pytest.mark.parametrize("kind", caption_kinds())
def test_beside_the_sound(tmp_path: Path, kind: str) -> None:
    """Captions are saved beside the sound, under the same name, in UTF-8. They are replaced only with `force`."""
    path = captions_path(tmp_path / "calm-10m.mp3", kind)
    assert path.name == {"vtt": "calm-10m.vtt", "lrc": "calm-10m.lrc", "chapters": "calm-10m.chapters.json"}[kind]
    write_captions(kind, path, tags(HOUR), HOUR, force=False)
    assert "nåde" in path.read_text(encoding="utf-8") or "Ånde" in path.read_text(encoding="utf-8")
    assert b"\r" not in path.read_bytes()
    with pytest.raises(FileThereError):
        write_captions(kind, path, tags(HOUR), HOUR, force=False)
    write_captions(kind, path, Tags("other"), HOUR, force=True)
    assert list(tmp_path.iterdir()) == [path]


def test_unknown_kinds(tmp_path: Path) -> None:
    """An unknown kind of captions is refused before anything is written, and the error names the known kinds."""
    for attempt in (
        lambda: captions_path(tmp_path / "calm.mp3", "srt"),
        lambda: write_captions("srt", tmp_path / "calm.srt", Tags("x"), HOUR, force=True),
    ):
        with pytest.raises(FormatError) as raised:
            attempt()
        assert (raised.value.ending, raised.value.known) == ("srt", list(caption_kinds()))
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_begins_with_a_bracket_has_one_time() -> None:
    """If a spoken line begins with ``[00:01]``, a space before the bracket keeps players from taking the words for a
    second time.
    """
    text = lrc(Tags("A", lines=(CaptionLine("[00:01] and on", FRAME_RATE, 2 * FRAME_RATE),)), 3 * FRAME_RATE)
    assert "[00:01.00] [00:01] and on" in text.splitlines()
