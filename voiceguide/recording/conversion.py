"""Makes a practice from a recording: a folder with its pieces, their sound unchanged, and a script that plays them."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.errors import NOTHING_HEARD, RecordingError
from voiceguide.output.tag_text import one_line
from voiceguide.recording._cutter import Cutter
from voiceguide.recording._detector import detector
from voiceguide.recording._folder import new_folder, require_free, temporary_folder
from voiceguide.recording._recogniser import Recogniser, recogniser
from voiceguide.recording._room import Room, room_in
from voiceguide.recording._sections import (
    RecordedPiece,
    RecordedSection,
    RecordingInfo,
    pieces_of,
    script_of,
    sections_of,
)
from voiceguide.recording._sound_levels import SoundLevels, loudness, measured_levels, mono_part
from voiceguide.recording._sounds import SHORTEST_GAP
from voiceguide.recording._stretches import Stretches, stretches
from voiceguide.recording._words import RecordingWords, recording_words
from voiceguide.script.model import PIECES
from voiceguide.script.writer import write
from voiceguide.session.progress import Progress
from voiceguide.sound.audio_file import open_source
from voiceguide.sound.pieces import INDEX
from voiceguide.system.files import make_folder
from voiceguide.texts.timed import TimedWords
from voiceguide.units import FRAME_RATE, Frames, Seconds, format_clock, to_seconds

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import SoundSource

LISTENING, FINDING, TRANSCRIBING, CUTTING = "Listening", "Finding the gaps", "Writing down the words", "Cutting"

LONGEST: Final[Seconds] = 4 * 3600.0
_SHORTEST: Final[Seconds] = 3.0
_PADDING: Final[Seconds] = 1.0
"""How much longer than `LONGEST` a file may be. Encoders add some hundredths of a second at both ends, so a recording
of exactly four hours is a little longer as an MP3.
"""

_GRID: Final = 100
"""Steps per second. Every piece begins and ends at such a step, so that a script can state gaps exactly."""

_CLIPPED: Final = 0.002

_NAME_CHARACTERS: Final = 60
"""The most characters in the name of a temporary practice. They take at most 240 bytes, which every file system
accepts.
"""


@dataclass(frozen=True)
class ConvertedRecording:
    """What was found in a recording."""

    recording: Path
    seconds: Seconds
    sections: tuple[RecordedSection, ...]
    entrance: Seconds
    room: Room
    spoken: Seconds
    """The duration of all speech together."""
    clipped: bool
    words_from: str
    """The source of the words; empty if there are none."""
    guessed: bool = False
    """Whether a recogniser guessed the words."""

    def as_lines(self) -> Iterator[str]:
        """The report, for people."""
        pieces = [piece for section in self.sections for piece in section.pieces]
        bells = sum(piece.kind == "bell" for piece in pieces)
        parts = "1 part" if len(self.sections) == 1 else f"{len(self.sections)} parts"
        with_bells = f", {bells} of them a bell" if bells == 1 else f", {bells} of them bells" if bells else ""
        yield (
            f"{self.recording.name}: {format_clock(self.seconds)}, of which {format_clock(self.spoken)} is spoken; "
            f"{len(pieces)} pieces{with_bells}, {parts}"
        )
        for number, section in enumerate(self.sections, 1):
            start = section.pieces[0].start
            length = format_clock(section.pieces[-1].end + section.gaps[-1] - start)
            yield f"{number:>4}  {format_clock(start):>7}  {length:>6}  {section.title}"
        yield from self.notes()

    def notes(self) -> Iterator[str]:
        """What else to tell the user, apart from the list of sections: where the words come from, music under the
        voice, distortion, and permission.
        """
        if self.guessed:
            yield f"the words are a machine's guess ({self.words_from}): check them, many are wrong"
        elif self.words_from:
            yield f"the words are from {self.words_from}"
        else:
            yield (
                "there are no captions beside the recording, so its pieces are named by their times; "
                "in the script, you can write their words in place of the times"
            )
        if self.room.music:
            yield "there is music under the voice: gaps can be made shorter, not longer"
        if self.clipped:
            yield "the recording is distorted in places (too loud for the recorder), and so are its pieces"
        yield "use the new practice only for yourself, unless the recording is yours or you have permission"

    def as_json(self) -> dict[str, Any]:
        """The report for programs. Times are in seconds."""
        return {
            "file": str(self.recording),
            "form": "recording",
            "length_s": round(self.seconds, 3),
            "spoken_s": round(self.spoken, 3),
            "music": self.room.music,
            "distorted": self.clipped,
            "words_from": self.words_from or None,
            "words_guessed": self.guessed,
            "parts": [
                {
                    "title": section.title,
                    "start_s": round(section.pieces[0].start, 3),
                    "pieces": [asdict(piece) for piece in section.pieces],
                    "gaps_s": [round(gap, 3) for gap in section.gaps],
                }
                for section in self.sections
            ],
        }


def convert(
    recording: Path,
    folder: Path,
    *,
    cache: Path,
    progress: Progress,
    optional: Sequence[int] = (),
    force: bool = False,
    recognise: bool = False,
) -> ConvertedRecording:
    """Make a folder with a practice from a recording. If that fails, nothing is left behind.

    A folder that is not empty is replaced only with `force`, and only if `convert` made all that is in it. With
    `recognise`, a recogniser guesses the words if neither a file beside the recording nor its tags have them. Raises
    `AudioFileError`, `RecordingError`, `FileThereError` and `FolderError`.
    """
    require_free(folder, recording, force=force)
    speech_detector, transcriber = detector(), recogniser() if recognise else None
    source = open_source(recording, cache)
    seconds = source.frames / source.rate
    _require_length(recording, seconds)
    words = recording_words(recording)
    heard = measured_levels(source, lambda done, total: progress(LISTENING, done, total))
    found = stretches(source, heard, speech_detector, lambda done, total: progress(FINDING, done, total))
    _require_speech(recording, heard, found)
    guessed = transcriber is not None and not words.timed
    if transcriber and guessed:
        words = _transcribed(source, found, transcriber, words, progress)
    length = round(source.frames * FRAME_RATE / source.rate)
    pieces = _on_grid(pieces_of(found.heard, words.timed), length)
    gaps = _gaps(pieces, length)
    _require_gaps(recording, pieces, gaps)
    loud = loudness(heard)
    room = room_in(heard, gaps, loud, _voice_db(found, loud))
    if found.restless and not room.music:
        room = Room(room.window, room.places, room.gaps, room.level_db, music=True)
    lengths = [end - start for start, end in gaps]
    sections = sections_of(pieces, lengths, named=not guessed)
    info = RecordingInfo(folder.resolve().name, words.title or _title_from(recording), words.author, words.lang)
    script = script_of(sections, lengths[0], info, optional=optional, growing=not room.music)
    with new_folder(folder, recording, force=force) as made:
        cutter = Cutter(made / PIECES, source, heard.mono, pieces, gaps, room)
        cutter.cut(lambda done: progress(CUTTING, done, seconds))
        (made / PIECES / INDEX).write_text(json.dumps(cutter.index(found), indent=1) + "\n", encoding="utf-8")
        (made / f"{info.name}.md").write_text(write(script), encoding="utf-8")
    spoken = sum(one.seconds for one in found.heard if one.kind == "speech")
    return ConvertedRecording(
        recording,
        seconds,
        sections,
        lengths[0],
        room,
        spoken,
        heard.clipped > _CLIPPED,
        words.source,
        guessed,
    )


@contextmanager
def converted(
    recording: Path, *, cache: Path, progress: Progress, optional: Sequence[int] = ()
) -> Iterator[tuple[ConvertedRecording, Path]]:
    """What was found in a recording, and the path of a script that plays it. The script and its pieces exist only while
    the block runs. Raises what `convert` raises.
    """
    make_folder(cache)
    name = one_line(recording.stem).strip(" .")[:_NAME_CHARACTERS] or "recording"
    with temporary_folder(cache, "pieces-") as place:
        folder = place / name
        yield convert(recording, folder, cache=cache, progress=progress, optional=optional), folder / f"{name}.md"


def _transcribed(
    source: "SoundSource", found: Stretches, transcriber: Recogniser, words: RecordingWords, progress: Progress
) -> RecordingWords:
    """The same `words`, but with the text that the recogniser hears in the speech of the recording."""
    timed: list[TimedWords] = []
    for one in found.heard:
        if one.kind == "speech":
            heard = transcriber.words(mono_part(source, one.start, one.end))
            timed += [TimedWords(one.start + word.start, one.start + word.end, word.text) for word in heard]
        progress(TRANSCRIBING, one.end, found.seconds)
    return replace(words, timed=tuple(timed), source=transcriber.name)


def _require_length(recording: Path, seconds: Seconds) -> None:
    if not _SHORTEST <= seconds <= LONGEST + _PADDING:
        lasts = format_clock(int(seconds) if seconds < _SHORTEST else seconds)
        raise RecordingError(recording, f"it lasts {lasts}; a recording may last 3 seconds to 4 hours")


def _require_speech(recording: Path, heard: SoundLevels, found: Stretches) -> None:
    if not len(heard.levels) or float(heard.levels.max()) < -90.0:
        raise RecordingError(recording, NOTHING_HEARD)
    if not any(one.kind == "speech" for one in found.heard):
        raise RecordingError(recording, "there is sound in it, but nobody speaks; use a recording of someone speaking")


def _require_gaps(recording: Path, pieces: Sequence[RecordedPiece], gaps: Sequence[tuple[Seconds, Seconds]]) -> None:
    if len(pieces) < 2 or not any(end - start > SHORTEST_GAP for start, end in gaps[1:-1]):
        change = "so it cannot be divided, or get another length; use a recording with longer pauses"
        reason = f"there is no gap of a second in it, {change}"
        raise RecordingError(recording, reason)


def _voice_db(found: Stretches, loud: NDArray[np.float32]) -> float:
    parts = [loud[round(one.start * 100) : round(one.end * 100)] for one in found.heard if one.kind == "speech"]
    return float(np.percentile(np.concatenate(parts), 80))


def _on_grid(pieces: Sequence[RecordedPiece], length: Frames) -> tuple[RecordedPiece, ...]:
    """The pieces, extended at both ends to the next step of `_GRID`."""
    made: list[RecordedPiece] = []
    for piece in pieces:
        start = int(piece.start * _GRID + 1e-6) / _GRID
        end = -int(-piece.end * _GRID - 1 + 2e-6) / _GRID
        start = max(start, made[-1].end if made else 0.0)
        made.append(RecordedPiece(piece.id, start, min(end, to_seconds(length)), piece.kind, piece.text))
    return tuple(made)


def _gaps(pieces: Sequence[RecordedPiece], length: Frames) -> tuple[tuple[Seconds, Seconds], ...]:
    ends = [0.0, *(piece.end for piece in pieces)]
    starts = [*(piece.start for piece in pieces), to_seconds(length)]
    return tuple(zip(ends, starts, strict=True))


def _title_from(recording: Path) -> str:
    words = one_line(recording.stem.replace("_", " ").replace("-", " "))
    return words[:1].upper() + words[1:] or "A recording"
