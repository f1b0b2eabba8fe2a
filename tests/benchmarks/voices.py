"""How good each installed voice is: how well a speech recogniser understands it, how a program rates its sound, and how
much time it takes.

The recogniser is pocketsphinx 5 with the American English model that its wheel contains. The sound is rated by DNSMOS
P.808 from speechmos. Both run on this machine and offline. Neither replaces a human listener.
"""

import os
import re
import resource
import shutil
import statistics
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from tests.benchmarks.place import PRACTICE, MissingError, Place
from tests.benchmarks.row import Row
from voiceguide.dsp.samples import Clip, Samples
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.speech.engines.table import voice_choice
from voiceguide.speech.stage import speak
from voiceguide.speech.voices import list_voices, shortlist
from voiceguide.units import FRAME_RATE, to_seconds

LINES = 40
_HEARD_AT = 16_000
_LOUD = 0.05
"""A sample above this amplitude is speech. The noise floor of a session without a background is a
hundred times softer.
"""

_JUDGED = 12
"""How many lines DNSMOS rates."""


@dataclass(frozen=True)
class Figures:
    """The figures of one voice."""

    errors: float
    mos: float
    words_a_minute: float
    speech_a_second: float
    """Seconds of speech that one second of processor time makes, the start of the worker included."""
    first_word: float | None
    """Seconds from Enter in `play` to the first word. None if there is no sound server."""

    def __str__(self) -> str:
        first = "–" if self.first_word is None else f"{self.first_word:.1f} s"
        return (
            f"{self.errors:.2f} word errors, DNSMOS P.808 {self.mos:.2f}, {self.words_a_minute:.0f} words/min, "
            f"{self.speech_a_second:.1f} s of speech a processor second, first word after {first}"
        )


def voices(place: Place) -> Row:
    """The figures of each installed voice on the short list for English."""
    offered = [one.name for one in shortlist(list_voices((), "en").voices, "en") if one.voice.installed]
    rows = [f"**{name}**: {measured(name, place)}" for name in offered]
    return Row(f"{len(rows)} voices", f"{LINES} lines of {PRACTICE} as clips of a session; " + "; ".join(rows))


def measured(voice: str, place: Place) -> Figures:
    """Let the voice speak the lines of a practice, and measure the speech. Raises `MissingError`."""
    said = practice_lines(LINES)
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        before = _children()
        clips = speak(said, voice_choice(voice), cache_folder=Path(folder), workers=1)
        spent = _children() - before
        seconds = sum(to_seconds(clips.duration(one)) for one in said)
        heard = {one.plain: at_16_khz(clips[one]) for one in said}
    words = sum(len(_words(one.plain)) for one in said)
    return Figures(
        errors=sum(errors(text, recognised(sound)) for text, sound in heard.items()) / words,
        mos=statistics.mean(_judged(sound) for sound in list(heard.values())[:_JUDGED]),
        words_a_minute=60 * words / seconds,
        speech_a_second=seconds / spent,
        first_word=_first_word(voice, place),
    )


def practice_lines(count: int) -> list[Utterance]:
    """The first `count` different lines of the practice, at normal rate and pitch."""
    library = Library((bundled_scripts(),))
    script = library.find(PRACTICE)
    spoken = utterances(outline(script, Listener("gentle", None, (), 0), library.included))
    different = {one.plain: replace(one, rate=1.0, pitch=1.0) for one in spoken}
    return list(different.values())[:count]


def at_16_khz(clip: Clip) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """One channel of a clip at 16 kHz, the rate that recognisers need."""
    samples = clip.read(0, clip.frames)[:, 0]
    return np.asarray(soxr.resample(samples, FRAME_RATE, _HEARD_AT), dtype=np.float32)


def recognised(sound: "np.ndarray[Any, np.dtype[np.float32]]") -> str:
    """The words that pocketsphinx recognises. Raises `MissingError`."""
    try:
        from pocketsphinx import Decoder
    except ImportError as error:
        raise MissingError("pocketsphinx is not installed") from error
    global _decoder
    _decoder = _decoder or Decoder(loglevel="FATAL")
    quiet = np.zeros(_HEARD_AT // 2, dtype=np.float32)
    samples = np.clip(np.concatenate([quiet, sound, quiet]), -1, 1)
    _decoder.start_utt()
    _decoder.process_raw((samples * 32767).astype("<i2").tobytes(), full_utt=True)
    _decoder.end_utt()
    hypothesis = _decoder.hyp()
    return str(hypothesis.hypstr) if hypothesis else ""


_decoder: Any = None


def errors(text: str, heard: str) -> int:
    """How many words have to be added, left out or changed to turn one text into the other."""
    wanted, got = _words(text), _words(heard)
    row = list(range(len(got) + 1))
    for index, word in enumerate(wanted, 1):
        diagonal, row[0] = row[0], index
        for at, other in enumerate(got, 1):
            diagonal, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, diagonal + (word != other))
    return row[-1]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))


def _judged(sound: "np.ndarray[Any, np.dtype[np.float32]]") -> float:
    try:
        from speechmos import dnsmos
    except ImportError as error:
        raise MissingError("speechmos is not installed") from error
    scores: Mapping[str, float] = dnsmos.run(np.clip(sound, -1, 1), sr=_HEARD_AT)
    return float(scores["p808_mos"])


def _first_loud(samples: Samples) -> int | None:
    """The first frame that is loud enough to be speech. None if there is no such frame."""
    loud = np.flatnonzero(np.abs(samples).max(axis=1) > _LOUD)
    return int(loud[0]) if len(loud) else None


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _first_word(voice: str, place: Place) -> float | None:
    """Seconds from Enter in `play` to the first word, with an empty cache. None if there is no sound server. The
    session has no background, so the first loud sound is the voice.

    The quiet before the first word, which the plan of the session asks for, is included.
    """
    from tests.player.player_process import PlayerProcess
    from tests.player.sound_server import Recorder, SoundServer

    if not all(map(shutil.which, ("pulseaudio", "parec"))):
        return None
    own = {name: value for name, value in os.environ.items() if name == "VOICEGUIDE_DATA"}
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        server = SoundServer(Path(folder) / "sound")
        try:
            cache = {"VOICEGUIDE_CACHE": f"{folder}/cache", "VOICEGUIDE_CONFIG": f"{folder}/config.toml"}
            words = ["play", PRACTICE, "-l", "10m", "-b", "none", "--voice", voice]
            environment = {**server.environment, **own, **cache}
            with Recorder(server) as recorder, PlayerProcess(words, environment) as player:
                while (first := _first_loud(recorder.samples())) is None:
                    assert player.process.poll() is None, player.seen
                    threading.Event().wait(0.5)
                    _ = player.seen
                heard = recorder.heard_at(first)
                player.press("q")
                player.wait()
                return heard - player.began
        finally:
            server.kill()
