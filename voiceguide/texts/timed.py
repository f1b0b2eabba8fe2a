"""Reads words with the times at which they are spoken, from captions or lyrics beside a recording."""

from dataclasses import dataclass

from voiceguide.errors import TextError
from voiceguide.texts._captions import (
    SPAN,
    Cue,
    cleaned,
    cues_of,
    require_order,
    speaking_time,
    spoken,
    stamped_cues,
    without_rolling,
)
from voiceguide.texts._model import Passage, RefusedError
from voiceguide.units import Seconds


@dataclass(frozen=True)
class TimedWords:
    """Words that are spoken from `start` to `end`."""

    start: Seconds
    end: Seconds
    text: str


def timed_words(text: str, file: str) -> tuple[TimedWords, ...]:
    """The words of captions (SRT, WebVTT) or timed lyrics (LRC), in order; empty if there are no times. `file` is the
    file's name in messages. Raises `TextError` if the times go backward.
    """
    lines = text.split("\n")
    asides: list[Passage] = []
    found = list(cues_of(lines, asides) if any(SPAN.match(line) for line in lines) else stamped_cues(lines, asides))
    try:
        require_order(found)
    except RefusedError as error:
        raise TextError(file, error.line, error.reason) from error
    cues = [(cue, words) for cue in without_rolling([_clean(cue) for cue in found]) if (words := spoken(cue.text))]
    timed = []
    for index, (cue, words) in enumerate(cues):
        end = cue.end
        if end is None:
            end = cue.start + speaking_time(words)
            if index + 1 < len(cues):
                end = min(end, cues[index + 1][0].start)
        timed.append(TimedWords(cue.start, max(cue.start, end), words))
    return tuple(timed)


def _clean(cue: Cue) -> Cue:
    return Cue(cue.line, cue.start, cue.end, cleaned(cue.text))
