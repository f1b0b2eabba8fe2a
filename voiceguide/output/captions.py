"""Files beside a session's sound file: captions (WebVTT), lyrics (LRC), and chapters for podcast players (JSON).

Sources: W3C WebVTT 1; LRC as players read it (``[mm:ss.xx]``); podcast namespace, JSON chapters 1.2.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from voiceguide.errors import FormatError
from voiceguide.output.contract import Tags
from voiceguide.output.tag_text import clock, one_line
from voiceguide.system.files import whole_file
from voiceguide.timeline import CaptionLine
from voiceguide.units import Frames, to_milliseconds, to_seconds

_LEAST_MS: Final = 1
"""The shortest time for which a caption is shown, because in WebVTT its end must be after its start. Two captions also
start at least this far apart.
"""

_BLANK_AFTER_MS: Final = 3000
"""Quiet longer than this gets an empty LRC line, so that the last words do not stay on the screen."""


def caption_kinds() -> tuple[str, ...]:
    """The kinds of files that this module writes: ``vtt``, ``lrc``, ``chapters``."""
    return tuple(_kinds())


def captions_path(sound: Path, kind: str) -> Path:
    """The path of the file of one `kind` beside a sound file: ``calm-10m.vtt`` for ``calm-10m.mp3``. Raises
    `FormatError`.
    """
    ending, _ = _kind(kind)
    return sound.with_name(sound.stem + ending)


def captions_text(kind: str, tags: Tags, length: Frames) -> str:
    """The words of a session, or its chapters, as the text of a file of one `kind`. Raises `FormatError`."""
    _, make = _kind(kind)
    return make(tags, length)


def write_captions(kind: str, path: Path, tags: Tags, length: Frames, *, force: bool) -> None:
    """Write the words of a session, or its chapters, as a file of one `kind`, atomically.

    Raises `FormatError` for an unknown kind, and what `whole_file` raises.
    """
    text = captions_text(kind, tags, length)
    with whole_file(path, force=force) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def webvtt(tags: Tags, length: Frames) -> str:
    """The words as WebVTT, one cue for each line. Cues are in order and never overlap."""
    blocks = [f"WEBVTT - {_cue_text(tags.title)}".rstrip(" -")]
    cues = _cues(tags.lines)
    for index, (text, start, end) in enumerate(cues):
        if index + 1 < len(cues):
            end = min(end, cues[index + 1][1])
        blocks.append(f"{clock(start)} --> {clock(max(end, start + _LEAST_MS))}\n{_cue_text(text)}")
    return "\n\n".join(blocks) + "\n"


def lrc(tags: Tags, length: Frames) -> str:
    """The words as LRC, with times in hundredths of a second."""
    fields = (("ti", tags.title), ("ar", tags.artist), ("al", tags.album), ("la", tags.lang))
    head = [f"[{name}:{one_line(text)}]" for name, text in fields if one_line(text)]
    minutes, seconds = divmod(round(to_seconds(length)), 60)
    body: list[str] = []
    cues = _cues(tags.lines)
    for index, (text, start, end) in enumerate(cues):
        # Without the space, a line that begins with a bracket would be read as a second time stamp.
        body.append(f"[{_lrc_clock(start)}]{' ' if text.startswith('[') else ''}{text}")
        following = cues[index + 1][1] if index + 1 < len(cues) else to_milliseconds(length)
        if following - end > _BLANK_AFTER_MS:
            body.append(f"[{_lrc_clock(end)}]")
    return "\n".join([*head, f"[length:{minutes:02}:{seconds:02}]", *body]) + "\n"


def chapters_json(tags: Tags, length: Frames) -> str:
    """The chapters as JSON for podcast players, with times in seconds."""
    chapters = [
        {
            "startTime": round(to_seconds(chapter.start), 3),
            "endTime": round(to_seconds(chapter.end), 3),
            "title": one_line(chapter.title or tags.title),
        }
        for chapter in tags.chapters
    ]
    return json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False, indent=2) + "\n"


def _kinds() -> dict[str, tuple[str, Callable[[Tags, Frames], str]]]:
    """For each kind of file: the ending of its name, and the function that makes its text."""
    return {"vtt": (".vtt", webvtt), "lrc": (".lrc", lrc), "chapters": (".chapters.json", chapters_json)}


def _kind(name: str) -> tuple[str, Callable[[Tags, Frames], str]]:
    kinds = _kinds()
    if name not in kinds:
        raise FormatError(name, list(kinds))
    return kinds[name]


def _cues(lines: Sequence[CaptionLine]) -> list[tuple[str, int, int]]:
    """Each line that has words: its text, and its start and end in milliseconds. They are in the order of their starts,
    and no two start at the same time.
    """
    cues: list[tuple[str, int, int]] = []
    for line in sorted(lines, key=lambda line: line.start):
        text, start = one_line(line.text), to_milliseconds(line.start)
        if text:
            start = max(start, cues[-1][1] + _LEAST_MS) if cues else start
            cues.append((text, start, max(start + _LEAST_MS, to_milliseconds(line.end))))
    return cues


def _cue_text(text: str) -> str:
    """The text for WebVTT: the three characters that have a special meaning there are escaped."""
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lrc_clock(milliseconds: int) -> str:
    hundredths = milliseconds // 10
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"
