"""Notes and pages of other programs: Markdown with that program's own keys between dashes above the text."""

import pytest

from tests.texts.heard import heard, read, spoken
from voiceguide.errors import ScriptError, TextError
from voiceguide.script.parser import is_ours

NOTES = [
    ("tags:\n  - sleep\naliases: [Rest]\ndate: 2024-03-01\n", "# Evening Rest\n\n", "Evening Rest"),
    ('layout: post\ntitle: "Evening Rest"\npermalink: /rest/\n', "", "Evening Rest"),
    ("tags: sleep\n", "", "My note"),
    ("title: Evening Rest\ncssclass: wide\nmood:\n    soft\n", "", "Evening Rest"),
    ("title: Evening Rest\nmusic: harp\n", "", "Evening Rest"),
    ("title: Evening Rest\nid: 20240301\nlenght: 10m\n", "", "Evening Rest"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("keys", "heading", "title"), NOTES, ids=[keys.split(":")[0] for keys, _, _ in NOTES])
def test_a_note_is_read_as_markdown(keys: str, heading: str, title: str, end: str) -> None:
    """A note is read as Markdown. Its title is the one in its keys, or else its first heading, or else the file's name.
    Each line of keys is in the report.
    """
    text = f"---\n{keys}---\n{heading}Sit down.\n\n[pause 10s]\n\nRest.\n".replace("\n", end)
    found = read(text, "my-note.md")
    assert found.report is not None
    assert (found.report.form, found.script.title) == ("Markdown", title)
    assert heard(found.script).words == ("sit", "down", "rest")
    reported = " ".join(left.text for left in found.report.left_out)
    assert all(row.strip() in reported for row in keys.splitlines())


@pytest.mark.parametrize(
    ("keys", "body", "wrong"),
    [
        ("title: Rest\nlenght: 10m\n", "Rest now.", "lenght"),
        ("title: Rest\nvioce: harp\n", "(pause)", "vioce"),
        ("title: Rest\nmood: soft\n", "Rest now.\n\n[5s]\n\nGo.", "mood"),
        ("title: Rest\ndate: 2024\n", "Rest now.\n\n[silence 1m]\n\nGo.", "date"),
        ("title: Rest\ndate: 2024\n", "# Rest {optional}\n\nRest now.", "date"),
        ("title: Rest\ndate: 2024\n", "[practice body-scan 40%]", "date"),
        ("title: Rest\ndate: 2024\n", "[repeat 2-6]\nRest now.\n[end]", "date"),
        ("title: Rest\ndate: 2024\n", "[images ./pictures.md, 12 times]", "date"),
        ("title: Rest\ndate: 2024\nneed: sleep\n", "Rest now.", "date"),
        ("lang: en\n", "Rest now.", "title"),
        ("summary: soft\n", "Rest now.", "title"),
    ],
)
def test_a_script_of_ours_with_a_wrong_key_is_refused(keys: str, body: str, wrong: str) -> None:
    """If a file's unknown key is similar to one of ours, or the text below the keys has directives of our format, the
    file is read as our format, and its mistakes are errors.
    """
    text = f"---\n{keys}---\n\n{body}\n"
    assert is_ours(text.encode())
    with pytest.raises(ScriptError, match=wrong):
        read(text, "rest.md")


@pytest.mark.parametrize("body", ["[practice](https://example.com)", "[repeat this twice]", "See [images of it] here."])
def test_words_in_brackets_are_no_directives(body: str) -> None:
    """If words in brackets begin like a directive of ours but are a link, a remark or a reference, the file is still
    not taken for a script in our format.
    """
    assert not is_ours(f"---\ntitle: Rest\ndate: 2024\n---\n\n{body}\n".encode())


def test_what_a_note_holds_for_its_program_is_left_out() -> None:
    """Pictures, comments, templates and tags that a note contains for its own program are left out and reported. Of a
    link, the shown name is spoken.
    """
    text = (
        "---\naliases: [Rest]\n---\n{% include head.html %}\n\nBreathe with [[Box breathing|the breath]].\n\n"
        "![[lake.png]]\n\n%%remember the bell%%\n\nRest. %%pause 5s%%\n\n{: .wide}\nGo on.\n\n#sleep #calm\n"
    )
    assert spoken(text, "a.md") == ["Breathe with the breath.", "Rest.", "[5]", "Go on."]
    report = read(text, "a.md").report
    assert report is not None
    assert len(report.left_out) == 6


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("- say: Sit down.\n- pause: 5\n- say: Rest.\n", "text"),
        ("---\n- say: Sit down.\n- pause: 5\n- say: Rest.\n", "text.md"),
        ("title: Rest\nsteps:\n  - text: Sit down.\n    pause: 5\n  - text: Rest.\n", "text.txt"),
        ("title: Rest\n\nsteps:\n- Sit down.\n- Rest.\n", "text.yaml"),
    ],
)
def test_yaml_is_refused_with_what_to_do(text: str, name: str) -> None:
    """A text in YAML is refused, and the error suggests JSON. If another form is requested, the text is read as that
    form.
    """
    with pytest.raises(TextError, match=r"YAML.*JSON"):
        read(text, name)
    if not text.startswith("---"):
        assert "sit" in heard(read(text, name, form="text").script).words
