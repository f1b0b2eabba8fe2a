from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.errors import ConfigError
from voiceguide.system.toml import change_value, read_toml, write_whole

WRITTEN = """\
# what I like
length = "12m"  # most days
background_level = 20   # LU
path = 'gentle'        # or "inward"
"voice" = "a # b"
plain = false
"""


def changed(folder: Path, text: str, key: str, value: str | float | bool | None) -> str:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    change_value(file, key, value)
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("length", "9m", 'length = "12m"', 'length = "9m"'),
        ("background-level", 18.0, "background_level = 20 ", "background_level = 18.0 "),
        ("path", "inward", "path = 'gentle'", 'path = "inward"'),
        ("voice", "c", '"voice" = "a # b"', '"voice" = "c"'),
        ("plain", True, "plain = false", "plain = true"),
    ],
)
def test_one_value_changes_and_nothing_else(
    tmp_path: Path, key: str, value: str | float | bool, old: str, new: str
) -> None:
    """When a value is changed, the comments, the layout, the order and the other values stay as a person wrote them."""
    assert changed(tmp_path, WRITTEN, key, value) == WRITTEN.replace(old, new)


def test_a_new_value_comes_last_and_an_old_one_can_go(tmp_path: Path) -> None:
    """A new value is added at the end, before any table. A removed value leaves no trace."""
    assert changed(tmp_path, WRITTEN, "rate", 0.9) == WRITTEN + "rate = 0.9\n"
    assert changed(tmp_path, "a = 1", "b", "x") == 'a = 1\nb = "x"\n'
    assert changed(tmp_path, "a = 1\n[t]\nb = 2\n", "b", "x") == 'a = 1\nb = "x"\n\n[t]\nb = 2\n'
    assert changed(tmp_path, WRITTEN, "length", None) == WRITTEN.replace('length = "12m"  # most days\n', "")
    assert changed(tmp_path, WRITTEN, "rate", None) == WRITTEN


@pytest.mark.parametrize(
    "artful", ['x = """\npath = "gentle"\n"""\npath = """\ngentle"""\n', "path = [\n'gentle',\n]\n"]
)
def test_values_over_several_lines_can_be_changed(tmp_path: Path, artful: str) -> None:
    """A value that is written over several lines, or in an unusual form, can be changed, and all other values keep
    their meaning.
    """
    file = tmp_path / "config.toml"
    file.write_text(artful, encoding="utf-8")
    before = read_toml(file)
    change_value(file, "path", "inward")
    assert read_toml(file) == {**before, "path": "inward"}


@settings(deadline=None, max_examples=40)
@given(values=st.lists(st.tuples(st.sampled_from("abc"), st.text() | st.floats(0, 99) | st.booleans() | st.none())))
def test_any_run_of_changes_gives_the_values_last_set(
    values: list[tuple[str, str | float | bool | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After any number of changes, in any order, each key has the value that it was given last."""
    file = tmp_path_factory.mktemp("toml") / "config.toml"
    for key, value in values:
        change_value(file, key, value)
    assert read_toml(file) == {key: value for key, value in dict(values).items() if value is not None}


def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    """If there is a file in place of the settings' folder, writing the settings raises an error, and no new file is
    left.
    """
    (tmp_path / "f").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError):
        write_whole(tmp_path / "f" / "config.toml", "a = 1\n")
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_what_no_file_can_hold_is_an_error(tmp_path: Path) -> None:
    """A value with half of a surrogate pair cannot be stored as UTF-8: an error is raised, and no file is written."""
    with pytest.raises(ConfigError):
        change_value(tmp_path / "config.toml", "voice", "\udcff")
    assert not list(tmp_path.iterdir())
