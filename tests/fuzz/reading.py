"""Functions that read a damaged file, one for each kind of file, and assert what must hold if the file can be read."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.recording.test_matching import LINES, TAKE
from tests.sound.recipes import read_recipe
from tests.texts.heard import heard
from voiceguide import config
from voiceguide.course._parser import looks_like_course, read_course
from voiceguide.course._scripts import session_script
from voiceguide.course.progress import ProgressFile
from voiceguide.errors import TextError
from voiceguide.person import checkin
from voiceguide.person.own_words import read_words, write_words
from voiceguide.pictures.cover import read_cover
from voiceguide.player.memory import recall
from voiceguide.publish._catalogue import read_catalogue
from voiceguide.publish._index import INDEX, read_index
from voiceguide.publish._people_table import read_people
from voiceguide.recording.matching import read_matching, write_matching
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.model import Script
from voiceguide.script.parser import is_ours, parse, read
from voiceguide.script.writer import write
from voiceguide.session.overview import overview
from voiceguide.session.request import Request
from voiceguide.sound.audio_file import open_source
from voiceguide.speech.engines.piper_shelf import ShelfVoice
from voiceguide.system.toml import change_value, read_toml
from voiceguide.texts.practice import read_bytes

recipe = read_recipe
cover = read_cover
people = read_people

_LIBRARY = Library((bundled_scripts(),))
_NOWHERE = Path("/nowhere")
_FOLDERS = config.Folders(config=_NOWHERE, scripts=_NOWHERE, sounds=_NOWHERE, cache=_NOWHERE)


def script(path: Path) -> None:
    """Read a script. If it is written and read again, its sections must have the same titles. Its overview, which the
    list of practices shows, must work.
    """
    found = read(path)
    again = parse(write(found), file=path.name, name=path.stem)
    assert [section.title for section in again.sections] == [section.title for section in found.sections]
    _looked_over(found)


def text(path: Path) -> None:
    """Read a found text. The script that `convert` makes of it must have the same words and pauses when it is read. If
    the text is refused, the error must be one line.
    """
    data = path.read_bytes()
    try:
        found = read_bytes(data, file=path.name, name=path.stem)
    except TextError as error:
        if "\n" in str(error):
            raise AssertionError(f"more than a line: {error}") from error
        raise
    if found.report is not None:
        again = parse(found.text, file="out.md", name="out")
        assert write(again) == found.text
        assert heard(again) == heard(found.script)
        _looked_over(found.script)
    else:
        assert is_ours(data)


def _looked_over(found: Script) -> None:
    request = Request(voice="fake:calm", words=(("name", "Robin"),))
    overview(found, request, find=_LIBRARY.included, folders=_FOLDERS)


def course(path: Path) -> None:
    """Read a course. The overview of each of its sessions must work."""
    looks_like_course(path.read_bytes().decode(errors="replace"))
    found = read_course(path)
    for session in found.sessions:
        _looked_over(session_script(found, session, _LIBRARY.included))


def catalogue(path: Path) -> None:
    """Read a catalogue, both without a feed and with one."""
    read_catalogue(path, linked=False)
    read_catalogue(path)


def matching(path: Path) -> None:
    """Read the matching of a take. If it is written and read again, the same lines must be missing."""
    found = read_matching(path, TAKE, 75.0, LINES)
    again = path.with_name("again.txt")
    write_matching(again, found, force=True)
    same = read_matching(again, TAKE, 75.0, LINES)
    assert [one.stretch is None for one in same.matches] == [one.stretch is None for one in found.matches]


def settings(path: Path) -> None:
    """Read settings. If one value is changed, all others must stay the same."""
    before = read_toml(path)
    change_value(path, "length", "10m")
    assert read_toml(path) == {**before, "length": "10m"}
    config.load(path, {})


def own_words(path: Path) -> None:
    """Read a user's own words. If they are written and read again, they must be the same."""
    words = read_words(path)
    write_words(path, words)
    assert read_words(path) == words


def notes(path: Path) -> None:
    """Read a file as each of the small files that voiceguide keeps for itself. Whatever it contains, there must be no
    error, and new progress in a course must be stored and read back.
    """
    recall(path)
    checkin.recall(path)
    checkin.to_be_offered(path)
    ShelfVoice("mine", path, path).as_voice()
    read_index(path.replace(path.with_name(INDEX)).parent)
    index = path.with_name(INDEX)
    progress = ProgressFile(index)
    one = replace(progress.of("a-kind-beginning"), furthest=5)
    progress.save("a-kind-beginning", one)
    assert progress.of("a-kind-beginning") == one
    assert json.loads(index.read_text(encoding="utf-8"))


def sound(path: Path) -> None:
    """Read up to 100 frames at the beginning, middle and end of a sound file. Each time, the number of frames asked for
    must come.
    """
    with TemporaryDirectory() as cache:
        source = open_source(path, Path(cache))
        for first in (0, source.frames // 2, max(0, source.frames - 100)):
            last = min(source.frames, first + 100)
            assert source.read(first, last).shape == (last - first, 2)
