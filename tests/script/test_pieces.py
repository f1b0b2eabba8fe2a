"""Scripts that `convert` makes from a recording, whose words are pieces of that recording."""

import pytest

from voiceguide.errors import ScriptError
from voiceguide.script.model import Paragraph, Pause, Range, Silence
from voiceguide.script.outline import Say
from voiceguide.script.outliner import Listener, outline
from voiceguide.script.parser import parse
from voiceguide.script.writer import write

SCRIPT = """---
title: A talk
voice:
  name: pieces:pieces
---

# Part 1 {keep}
[1.2s, 0.3s-5s]

[piece 0001] Breathe in. And breathe out, all the way. [3.2s, 0.64s-12.8s]

[piece 0002] Breathe in. And breathe out, all the way.

[silence 45s, 9s-4m30s open]
"""


def test_a_piece_is_said_in_one_go() -> None:
    """A piece is one utterance with its own id, however many sentences it has. Equal words can be two pieces."""
    made = outline(parse(SCRIPT, file="talk.md", name="talk"), Listener(), lambda name, script: script)
    said = [item.utterance for part in made.parts for item in part.items if isinstance(item, Say)]
    assert [one.piece for one in said] == ["0001", "0002"]
    assert said[0].text == said[1].text
    assert made.recorded


def test_a_length_may_name_what_it_is_and_both_its_ends() -> None:
    """`[3.2s, 0.64s-12.8s]` is a pause of 3.2 s that can be anything between 0.64 s and 12.8 s if needed."""
    items = parse(SCRIPT, file="talk.md", name="talk").sections[0].items
    assert [item.length for item in items if isinstance(item, Pause | Silence)] == [
        Range(0.3, 1.2, 5.0),
        Range(0.64, 3.2, 12.8),
        Range(9.0, 45.0, 270.0),
    ]
    assert [item.piece for item in items if isinstance(item, Paragraph)] == ["0001", "0002"]


def test_such_a_script_is_written_as_it_is_read() -> None:
    """A script with pieces of a recording stays the same when it is parsed and written again."""
    script = parse(SCRIPT, file="talk.md", name="talk")
    again = write(script)
    assert write(parse(again, file="talk.md", name="talk")) == again
    assert "[piece 0002] Breathe in." in again
    assert "[3.2s, 0.64s-12.8s]" in again


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("[piece] Words.", "piece"),
        ("[piece two words] Words.", "piece"),
        ("[piece 0001]\n\n[3s]\n\nWords.", "piece-words"),
        ("Words.\n\n[piece 0001]", "piece-words"),
        ("Words. [30s, 1s-10s]", "range"),
        ("Words. [3s, 10s-1s]", "range"),
    ],
)
def test_mistakes_are_reported(body: str, code: str) -> None:
    """A piece without a valid id or without words is a mistake. So is a pause whose length is outside its own range."""
    with pytest.raises(ScriptError) as caught:
        parse(f"---\ntitle: A talk\n---\n{body}\n", file="talk.md", name="talk")
    assert [mistake.code for mistake in caught.value.mistakes] == [code]
