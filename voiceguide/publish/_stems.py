"""Writes a session as two files: the words, and everything else. Played together, they are the session."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from voiceguide.mix.mixer import Mixer
from voiceguide.output.contract import Job, Render, Tags
from voiceguide.output.formats import output_for
from voiceguide.system.files import make_folder, whole_file
from voiceguide.timeline import Timeline

STEMS: Final = ("voice", "bed")


def stem_paths(base: Path, kind: str) -> tuple[Path, ...]:
    """The paths of a session's two stems: the words, and everything else. `base` is the session's path without its
    ending, and `kind` is the files' ending.
    """
    return tuple(base.with_name(f"{base.name}.{part}.{kind}") for part in STEMS)


def write_stems(timeline: Timeline, tags: Tags, paths: tuple[Path, ...]) -> None:
    """Write both stems of a session, each exactly as long as the session. A file that exists already is left as it is.
    Raises `OutputError`.
    """
    for part, path in zip(STEMS, paths, strict=True):
        if path.exists():
            continue
        named = replace(tags, title=f"{tags.title} ({part})", fingerprint=f"{tags.fingerprint}-{part}", cover=b"")
        make_folder(path.parent)
        with whole_file(path, force=True) as out:
            output_for(path).write(Job(stem(timeline, part), timeline.length, named), out, lambda frames: None)


def stem(timeline: Timeline, part: str) -> Render:
    """The samples of one stem: ``voice`` has the words, ``bed`` has backgrounds and bells."""
    words = tuple(placed for placed in timeline.clips if placed.words)
    others = tuple(placed for placed in timeline.clips if not placed.words)
    kept = replace(timeline, clips=words, beds=()) if part == "voice" else replace(timeline, clips=others)
    return Mixer(kept)
