"""Speaks the lines of a new script with two workers.

Run as a program, ``python -m tests.benchmarks.new_lines LINES FOLDER``, where FOLDER is the cache for the clips.
"""

import sys
from pathlib import Path

from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.engines.table import voice_choice
from voiceguide.speech.stage import speak

_WAYS = ("Slowly", "Gently", "In your own time", "If you like", "Without hurry", "Softly", "Once more", "Now")
_DOINGS = (
    "feel the soles of your feet",
    "let the shoulders sink",
    "notice the weight of the hands",
    "listen to what is near",
    "rest where you are",
    "let the jaw be loose",
)
_THENS = (
    "and stay with that for a moment",
    "and let it be as it is",
    "and see what is there",
    "and rest",
    "and come back after wandering",
    "and let the breath go its way",
    "and allow a little space",
)


def lines(count: int) -> list[str]:
    """`count` different sentences, but at most 336."""
    every = [f"{way}, {doing}, {then}." for way in _WAYS for doing in _DOINGS for then in _THENS]
    return every[:count]


def main(count: str, folder: str) -> None:
    """Speak `count` lines with two workers into a cache that has to be new. Raises ValueError if it is not."""
    utterances = [Utterance(Place("new.md", number), text) for number, text in enumerate(lines(int(count)), 1)]
    clips = speak(utterances, voice_choice(None, 1.0, 1.0), cache_folder=Path(folder), workers=2)
    if clips.made != len(utterances):
        raise ValueError(f"{clips.made} clips were made and not {len(utterances)}: the folder was not new")


if __name__ == "__main__":
    main(*sys.argv[1:])
