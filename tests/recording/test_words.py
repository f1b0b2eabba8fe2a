"""The words of a recording: its own captions, and text that can be written into a script."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC

from voiceguide.errors import RecordingError
from voiceguide.recording._sections import pieces_of
from voiceguide.recording._stretches import HeardStretch
from voiceguide.recording._words import recording_words
from voiceguide.recording.conversion import _title_from
from voiceguide.texts.timed import TimedWords

CAPTION = "WEBVTT\n\n00:01.000 --> 00:02.000\nBreathe in.\n"


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.mp3"
    path.write_bytes(b"no sound")
    return path


@pytest.mark.parametrize(
    ("name", "lang"),
    [("talk.vtt", "en"), ("talk.de.vtt", "de"), ("talk.pt-BR.vtt", "pt-br"), ("talk.zh-Hant-TW.vtt", "zh-hant-tw"),
     ("talk.EN_gb.vtt", "en-gb"), ("talk.es-419.vtt", "es-419")],
)  # fmt: skip
def test_captions_may_name_their_language(talk: Path, name: str, lang: str) -> None:
    """A caption file's name may contain a language code, such as `talk.pt-BR.vtt`. The captions are used and the
    language is read from the name.
    """
    talk.with_name(name).write_text(CAPTION)
    found = recording_words(talk)
    assert (found.source, found.lang, [one.text for one in found.timed]) == (name, lang, ["Breathe in."])


@pytest.mark.parametrize("name", ["talk.2.vtt", "talk.part two.vtt", "talk.german.vtt", "talk2.vtt", "talk..vtt"])
def test_captions_of_another_recording_are_not_taken(talk: Path, name: str) -> None:
    """Captions of another recording are not used: `talk.2.vtt` belongs to `talk.2.mp3`, not to `talk.mp3`."""
    talk.with_name(name).write_text(CAPTION)
    assert not recording_words(talk).timed


def test_captions_with_a_recording_of_their_own_are_not_taken(talk: Path) -> None:
    """`talk.two.vtt` is used for `talk.mp3`, as if "two" were a language, but only if there is no `talk.two.mp3` to
    which it belongs.
    """
    talk.with_name("talk.two.vtt").write_text(CAPTION)
    assert recording_words(talk).timed
    talk.with_name("talk.two.mp3").touch()
    assert not recording_words(talk).timed
    assert recording_words(talk.with_name("talk.two.mp3")).timed


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux has a file that nobody can read from")
def test_captions_that_cannot_be_read_are_reported(talk: Path) -> None:
    """Captions that cannot be read are refused, and the error names the file."""
    captions = talk.with_suffix(".vtt")
    captions.symlink_to("/proc/self/mem")
    with pytest.raises(RecordingError) as caught:
        recording_words(talk)
    assert caught.value.path == captions


def test_title_and_author_hold_no_control_characters(tmp_path: Path) -> None:
    """Control characters are removed from the title and the author, so that the script can be read."""
    path = tmp_path / "talk.flac"
    soundfile.write(path, np.zeros(4_000), 8_000)
    tags = FLAC(path)
    tags["title"], tags["artist"] = "Rest\x07 now\x85", "A.\x1b B."
    tags.save()
    found = recording_words(path)
    assert (found.title, found.author) == ("Rest now", "A. B.")


def test_a_name_that_is_not_utf_8_becomes_a_title() -> None:
    """In a file name that is not UTF-8, each unreadable byte becomes a replacement character in the title."""
    assert _title_from(Path(os.fsdecode(b"my_caf\xe9 talk\x07.mp3"))) == "My caf\ufffd talk"


def test_words_of_pieces_hold_no_control_characters() -> None:
    """Control characters are removed from the words of pieces, whatever their source."""
    words = [TimedWords(1.0, 2.0, "Breathe\x07 in"), TimedWords(2.0, 3.0, "\ud800and out.")]
    (piece,) = pieces_of([HeardStretch(1.0, 3.0, "speech")], words)
    assert piece.text == "Breathe in \ufffdand out."
