import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.config import Folders, folders
from voiceguide.errors import ConfigError
from voiceguide.person.own_words import KEYS, forget, merged, own_words, phrased, read_words, write_words


def at(folder: Path) -> Folders:
    return replace(folders(), config=folder / "config.toml")


def test_the_file_lies_beside_the_settings_and_is_private(tmp_path: Path) -> None:
    """A user's own words are stored in `me.toml`, in the folder of the settings. Only the owner can read this file. It
    is removed when no words are left.
    """
    file = at(tmp_path / "new").own_words
    write_words(file, {"dear": "Bella"})
    assert file == tmp_path / "new" / "me.toml"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    write_words(file, {})
    assert not file.exists()
    assert read_words(file) == {}


@settings(deadline=None, max_examples=60)
@given(
    words=st.dictionaries(
        st.sampled_from([*KEYS, "garden"]), st.text().map(lambda text: phrased("x", text)).filter(bool)
    )
)
def test_what_is_written_is_read_again(words: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every answer is read back as it was stored, with quotation marks and accents."""
    file = tmp_path_factory.mktemp("words") / "me.toml"
    write_words(file, words)
    assert read_words(file) == words


def test_comfort_alone_is_the_first_comfort_there_is(tmp_path: Path) -> None:
    """In a script, `{comfort}` stands for the first of the stored comforts, such as `comfort.mental`. If the listener
    stored words for `comfort` itself, it stands for those.
    """
    here = at(tmp_path)
    write_words(here.own_words, {"comfort.emotional": "a letter", "comfort.mental": "a puzzle"})
    assert dict(own_words(here))["comfort"] == "a puzzle"
    write_words(here.own_words, {"comfort.mental": "a puzzle", "comfort": "tea"})
    assert dict(own_words(here))["comfort"] == "tea"
    forget(here.own_words)
    assert own_words(here) == ()


def test_a_person_may_write_the_file_by_hand(tmp_path: Path) -> None:
    """The file may be written by hand, with capitals in a key and with a table such as `[comfort]`. Braces and brackets
    are removed from the words.
    """
    file = tmp_path / "me.toml"
    file.write_text('Name = "Kim {x}"\n[comfort]\nphysical = "a [5s] bath"\n', encoding="utf-8")
    assert read_words(file) == {"name": "Kim x", "comfort.physical": "a 5s bath"}


@pytest.mark.parametrize(
    ("text", "key"),
    [("name = 3", "name"), ('"a b" = "c"', "a b"), ("name = ", ""), ("name = [1]", "name")],
)
def test_mistakes_in_the_file_are_named(tmp_path: Path, text: str, key: str) -> None:
    """If the file has a mistake, the error gives the file's path and the key, if there is one. `forget` still deletes
    the file.
    """
    file = tmp_path / "me.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_words(file)
    assert (caught.value.place, caught.value.key) == (str(file), key)
    forget(file)
    assert not file.exists()


def test_words_for_one_session_go_before_stored_ones() -> None:
    """Words given with `--set` replace the stored words of the same name, whether the name is typed in upper or lower
    case. Other stored words stay.
    """
    stored = (("name", "Kim"), ("dear", "Bella"))
    assert dict(merged(stored, (("Name", "Robin"),))) == {"name": "Robin", "dear": "Bella"}
