"""The voices that the page offers: the usual one first, with the user's own recordings, and without names of files."""

import wave
from pathlib import Path

import pytest

from tests.needs import needs
from tests.web.conftest import REST
from voiceguide.config import Folders, Settings
from voiceguide.errors import RequestError
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.engines.recorded import file_name
from voiceguide.web._practices import Practices
from voiceguide.web._voices import public_name

pytestmark = needs("espeak-ng")


@pytest.fixture
def home(tmp_path: Path) -> Folders:
    """The folders of a user whose own library has one practice, `REST`."""
    found = Folders(tmp_path / "config.toml", tmp_path / "scripts", tmp_path / "sounds", tmp_path / "cache")
    found.scripts.mkdir()
    (found.scripts / "rest.md").write_text(REST, encoding="utf-8")
    return found


def practices(home: Folders) -> Practices:
    return Practices(home, Settings(), (), mine=False)


def record(home: Folders, seconds: float = 1.0) -> Path:
    """Write a recording of the given duration for every line of the practice, as `record` does. Return the recordings'
    folder.
    """
    here, place = practices(home), home.scripts / "rest-recordings"
    place.mkdir(exist_ok=True)
    for one in utterances(outline(here.find("rest"), Listener(), here.library.included)):
        with wave.open(str(place / file_name(one.text)), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes(b"\x00\x10\x00\xf0" * round(8_000 * seconds))
    return place


def test_own_recordings_are_a_voice(home: Folders) -> None:
    """The user's own recordings of a practice are offered as a voice for this practice, and for no other."""
    assert all(voice_spec != "recorded" for voice_spec, _ in practices(home).voices_for(practices(home).find("rest")))
    place = record(home)
    assert ("recorded", "Your own recordings") in practices(home).voices_for(practices(home).find("rest"))
    order = practices(home).order({"practice": "rest", "voice": "recorded"}, owner=True)
    assert order.request.voice == f"recorded:{place}"
    assert order.asked["voice"] == "recorded"
    with pytest.raises(RequestError, match="there are no recordings"):
        practices(home).order({"practice": "three-minute-pause", "voice": "recorded"}, owner=True)


def test_a_line_that_is_read_anew_is_heard(home: Folders) -> None:
    """New recordings give a new session: the one made from the old recordings is not used again."""
    request = {"practice": "rest", "voice": "recorded", "seed": 1, "visit": "first"}
    record(home)
    before = practices(home).order(request, owner=True).id
    assert practices(home).order(request, owner=True).id == before
    record(home, seconds=2.0)
    assert practices(home).order(request, owner=True).id != before


def test_the_usual_voice_comes_first(home: Folders) -> None:
    """The usual voice is the first choice, with an empty `voice_spec`. No voice is listed twice."""
    record(home)
    offered = practices(home).voices_for(practices(home).find("rest"))
    assert offered[0][0] == ""
    assert offered[0][1].startswith("As usual: ")
    description = [words for _, words in offered]
    assert len(set(description)) == len(description)
    assert offered[0][1].removeprefix("As usual: ") not in description
    assert practices(home).order({"practice": "rest"}, owner=True).request.voice is None


def test_folders_and_commands_of_this_machine_are_shown_to_nobody(home: Folders) -> None:
    """The page calls a voice program only "command" and recordings in a folder only "recorded". It never shows the
    command line or the folder.
    """
    names = {
        public_name(VoiceChoice(engine, name), "en")
        for engine, name in (("command", "say --key 7 {text} {wav}"), ("recorded", "/private/voice"), ("piper", "joe"))
    }
    assert names == {"command", "recorded", "piper:joe"}
    record(home)
    shown = Practices(home, Settings(), ("command:say --key 7 {text} {wav}",), mine=False)
    offered = shown.voices_for(shown.find("rest"))
    assert offered[0][0] == ""
    assert not any("key" in f"{voice_spec} {words}" for voice_spec, words in offered)
