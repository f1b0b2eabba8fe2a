"""Recording line by line, with a microphone and a keyboard that a test controls."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np
import pytest
import soundfile

from voiceguide.dsp.samples import Samples
from voiceguide.errors import NoSpeakersError
from voiceguide.recording.microphone_recorder import LineRecorder, Prompter, meter
from voiceguide.recording.sheet import SheetLine, recorded_in
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.treatment import treated_recording

RATE = 44_100
LINES = tuple(
    SheetLine(number, Utterance(Place("calm.md", number), text))
    for number, text in enumerate(("Breathe in.", "Breathe out.", "Rest."), 1)
)


def tone(seconds: float = 1.0, level: float = 0.3, pitch: float = 220.0) -> Samples:
    quiet = np.zeros(RATE // 4, dtype=np.float32)
    time = np.arange(round(seconds * RATE)) / RATE
    return np.concatenate((quiet, level * np.sin(2 * np.pi * pitch * time), quiet)).astype(np.float32)


class Hand:
    """A keyboard that gives the keys of a list, one at each read."""

    present = True

    def __init__(self, keys: list[str]) -> None:
        self.left = list(keys)

    def __enter__(self) -> "Hand":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Do nothing: this keyboard has not changed any terminal."""

    def read(self, timeout: float) -> list[str]:
        return [self.left.pop(0)]

    def suspend(self) -> None:
        """Do nothing: this keyboard has not changed any terminal."""


class HeldMicrophone:
    """A microphone whose recordings are the sounds of a list, in order."""

    name, rate, seconds = "held", RATE, 0.0

    def __init__(self, sounds: list[Samples]) -> None:
        self.left = list(sounds)

    @property
    def level(self) -> float:
        return float(np.abs(self.left[0]).max()) if len(self.left[0]) else 0.0

    def begin(self) -> None:
        """Do nothing: the sounds exist already."""

    def end(self) -> Samples:
        return self.left.pop(0)

    def drain(self) -> Samples:
        return self.left.pop(0)

    def close(self) -> None:
        """Do nothing: no device was opened."""


def read(
    folder: Path,
    keys: list[str],
    sounds: list[Samples],
    *,
    plain: bool = False,
    play_back: Callable[[Samples, int], None] | None = None,
) -> tuple[int, str, list[float]]:
    """Run the recorder with these keys and sounds. Returns the number of recordings that were kept, the text that was
    shown, and the seconds of each sound that was played back.
    """
    shown: list[str] = []
    played: list[float] = []

    def listen(samples: Samples, rate: int) -> None:
        played.append(len(treated_recording(samples, rate)) / RATE)

    hand, microphone = Hand(keys), HeldMicrophone(sounds)
    reading = LineRecorder(LINES, folder, microphone, hand, Prompter(shown.append, plain=plain), play_back or listen)
    kept = reading.run()
    assert hand.left == []
    assert microphone.left == []
    return kept, "".join(shown), played


KEEP = ["space", "space", "k"]


def pitch_of(folder: Path, line: SheetLine) -> int:
    (path,) = folder.glob(f"{line.id}*")
    samples, rate = soundfile.read(path)
    assert rate == RATE
    return round(float(np.argmax(np.abs(np.fft.rfft(samples))) * rate / len(samples)))


def test_each_line_is_shown_recorded_played_and_kept(tmp_path: Path) -> None:
    """The recording of each line is shown, played back, and kept in a file named after the line's id. Enter does the
    same as space and as k.
    """
    sounds = [tone(pitch=pitch) for pitch in (200.0, 300.0, 400.0)]
    kept, shown, played = read(tmp_path, [*KEEP, "\n", "\r", "\n", *KEEP], sounds)
    assert kept == 3
    assert [pitch_of(tmp_path, line) for line in LINES] == [200, 300, 400]
    assert recorded_in(tmp_path, LINES) == {line.id for line in LINES}
    assert all(line.text in shown and line.id in shown for line in LINES)
    assert len(played) == 3
    assert all(1.0 <= one < 1.3 for one in played)


def test_a_line_can_be_read_again_heard_again_skipped_and_gone_back_to(tmp_path: Path) -> None:
    """A recording that was read again or skipped instead of kept leaves no file. If the reader goes back to a line, the
    new recording replaces the old one.
    """
    keys = [*["space", "space", "a"], *["space", "space", "l", "k"], "s", "b", "b", *KEEP, "s", "q"]
    sounds = [tone(pitch=pitch) for pitch in (200.0, 300.0, 400.0)]
    kept, _, played = read(tmp_path, keys, sounds)
    assert kept == 1
    assert pitch_of(tmp_path, LINES[0]) == 400
    assert recorded_in(tmp_path, LINES) == {LINES[0].id}
    assert len(played) == 4


def test_quitting_after_a_recording_keeps_what_was_kept(tmp_path: Path) -> None:
    """On quitting, recordings that were kept stay, and one that was not kept leaves no file."""
    assert read(tmp_path, [*KEEP, "space", "space", "q"], [tone(), tone()])[0] == 1
    assert recorded_in(tmp_path, LINES) == {LINES[0].id}
    assert len(list(tmp_path.iterdir())) == 1


def test_keys_that_mean_nothing_do_nothing(tmp_path: Path) -> None:
    """Unknown keys have no effect, before, during and after a recording."""
    keys = ["x", "up", "k", "space", "x", "a", "space", "space", "x", "k", "q"]
    assert read(tmp_path, keys, [tone()])[0] == 1


@pytest.mark.parametrize("nothing", [np.zeros(0, dtype=np.float32), np.zeros(RATE, dtype=np.float32)])
def test_silence_is_never_kept(tmp_path: Path, nothing: Samples) -> None:
    """A silent recording, for example from a microphone that is off, is reported, and the line is asked for again."""
    kept, shown, _ = read(tmp_path, ["space", "space", "space", "space", "k", "q"], [nothing, tone()])
    assert kept == 1
    assert "--device" in shown
    assert pitch_of(tmp_path, LINES[0]) == 220


@pytest.mark.parametrize(
    ("sound", "said"),
    [(tone(level=1.0), "too loud"), (tone(level=0.005), "very quiet"), (tone(0.1)[RATE // 4 :], "shorter"),
     (tone(), "")],
)  # fmt: skip
def test_what_is_doubtful_is_said(tmp_path: Path, sound: Samples, said: str) -> None:
    """A recording that is clipped, faint or too short is reported. The reader decides whether to keep it."""
    kept, shown, _ = read(tmp_path, [*KEEP, "q"], [sound])
    assert kept == 1
    assert said in shown
    assert [one for one in ("too loud", "very quiet", "shorter") if one in shown] == ([said] if said else [])


def test_without_speakers_it_goes_on(tmp_path: Path) -> None:
    """Without speakers, a message says so, and recordings can still be kept."""

    def play_back(samples: Samples, rate: int) -> None:
        raise NoSpeakersError("no ears here")

    kept, shown, _ = read(tmp_path, [*KEEP, "q"], [tone()], play_back=play_back)
    assert kept == 1
    assert "no ears here" in shown


def test_plain_says_nothing_while_it_records(tmp_path: Path) -> None:
    """In plain mode, nothing is printed during a recording, because a screen reader would read it aloud into the
    microphone.
    """
    _, shown, _ = read(tmp_path, [*KEEP, "q"], [tone()], plain=True)
    assert "\r" not in shown
    assert "#" not in shown
    assert "recorded, 1.5 s" in shown
    _, drawn, _ = read(tmp_path, [*KEEP, "q"], [tone()])
    assert "\r" in drawn
    assert "recording; space ends it" in drawn


def test_the_meter_follows_the_level() -> None:
    """The meter shows the level in decibels, from silence to full scale, with a mark where it is too loud. Its width is
    constant.
    """
    bars = [meter(level) for level in (0.0, 0.001, 0.01, 0.1, 0.5, 0.98, 1.0)]
    lengths = [bar.count("#") for bar in bars]
    assert lengths == sorted(lengths)
    assert lengths[:4] == [0, 0, 10, 20]
    assert [bar.endswith("!") for bar in bars] == [False] * 6 + [True]
    assert {len(bar) for bar in bars} == {31}
