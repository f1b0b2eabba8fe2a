"""Reading all lines in one go. A simulated reader reads what is shown, in time that is counted in samples."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from tests.speech.recording import hum
from voiceguide.dsp.samples import Samples
from voiceguide.recording._flow import COUNTDOWN, ROOM, Flow, FlowView
from voiceguide.recording._pieces import TakePiece
from voiceguide.recording._teleprompter import PlainTeleprompter
from voiceguide.recording.matching import LEAD, TRAIL
from voiceguide.recording.sheet import SheetLine
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance

TEXTS = (
    "Let your shoulders come down, and rest your hands.",
    "Breathe in slowly, and breathe out.",
    "In.",
    "Whatever you feel now may be here, and it may go again.",
)
LINES = tuple(SheetLine(number, Utterance(Place("calm.md", number), text)) for number, text in enumerate(TEXTS, 1))
RATE = hum("In.")[1]


def words(line: SheetLine, pace: float = 1.0) -> Samples:
    """A hum that lasts as long as the line's estimated duration times `pace`."""
    count = round(line.seconds * pace * RATE)
    return np.resize(hum(line.text)[0], count) * np.minimum(1.0, np.arange(count)[::-1] / (0.02 * RATE))


def cough() -> Samples:
    count = round(0.3 * RATE)
    noise = np.random.default_rng(2).standard_normal(count)
    return (noise * np.hanning(count) * 0.1).astype(np.float32)


@dataclass
class Reader:
    """A simulated reader in front of a teleprompter. A test lets the reader speak, rest and press keys."""

    flow: Flow
    level: float = 0.0006
    said: dict[str, tuple[float, float]] = field(default_factory=dict)
    """For each line's id, the times at which its last reading began and ended, in seconds."""
    views: list[FlowView] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.room = np.random.default_rng(1)

    def hear(self, samples: Samples) -> None:
        """Give these sounds, with the noise of a room, to the teleprompter in blocks of a tenth of a second."""
        step = RATE // 10
        for first in range(0, len(samples), step):
            block = samples[first : first + step]
            noise = self.room.standard_normal(len(block)) * self.level
            self.flow.hear((block + noise).astype(np.float32))
            self.views.append(self.flow.view)

    def rest(self, seconds: float) -> None:
        self.hear(np.zeros(round(seconds * RATE), dtype=np.float32))

    def say(self, samples: Samples) -> None:
        line = self.flow.view.line
        start = self.flow.now
        self.hear(samples)
        self.said[line.id] = (start, self.flow.now)

    def until_next(self, most: float = 10.0) -> None:
        """Be silent until another line is shown."""
        line = self.flow.view.line
        for _ in range(round(most * 10)):
            if self.flow.over or self.flow.view.line is not line:
                return
            self.rest(0.1)
        raise AssertionError("it does not go on")

    def read(self, count: int = len(LINES), pace: float = 1.0) -> None:
        for _ in range(count):
            self.rest(0.5)
            self.say(words(self.flow.view.line, pace))
            self.until_next()


@pytest.fixture
def reader() -> Reader:
    made = Reader(Flow(LINES, RATE))
    made.rest(ROOM)
    return made


def stretches(
    reader: Reader, is_speech: Callable[[TakePiece], bool] = lambda piece: True
) -> Iterator[tuple[float, ...]]:
    """For each recorded line, the seconds of room sound before its words and after its words."""
    matching = reader.flow.matching(Path("take.wav"), reader.flow.end(), is_speech)
    for match in matching.matches:
        if match.stretch:
            start, end = reader.said[match.line.id]
            yield start - match.stretch.start, match.stretch.end - end


def is_whole(edges: tuple[float, ...]) -> bool:
    """Whether a recorded line contains all of its words, and little more."""
    return -0.02 < edges[0] < LEAD + 0.1 and -0.02 < edges[1] < TRAIL + 0.1


@pytest.mark.parametrize(("pace", "level"), [(0.75, 0.0001), (1.0, 0.0), (1.0, 0.003), (1.6, 0.0006)])
def test_it_goes_on_by_itself_and_every_line_is_whole(pace: float, level: float) -> None:
    """For quick and slow readers, in silence and in a noisy room, all lines are recorded completely without any key."""
    reader = Reader(Flow(LINES, RATE), level)
    reader.rest(ROOM)
    reader.read(pace=pace)
    assert reader.flow.over
    assert reader.flow.read == len(LINES)
    edges = list(stretches(reader))
    assert len(edges) == len(LINES)
    assert all(is_whole(one) for one in edges), edges


def test_pauses_are_counted_down_and_the_next_line_is_shown(reader: Reader) -> None:
    """First the teleprompter listens to the room for two seconds, then it counts down from 2, and then the first line
    may be read. The second line is shown beside it all the time.
    """
    shown = [(view.phase, view.left) for view in reader.views]
    assert shown[0] == ("room", 2)
    reader.rest(COUNTDOWN + 0.3)
    shown = [(view.phase, view.left) for view in reader.views]
    assert list(dict.fromkeys(shown)) == [("room", 2), ("room", 1), ("countdown", 2), ("countdown", 1), ("reading", 0)]
    assert {view.following for view in reader.views} == {LINES[1]}


def test_who_stops_in_a_sentence_is_waited_for(reader: Reader) -> None:
    """If the reader pauses for a second in the middle of a line, it is still recorded as one line."""
    whole = words(LINES[0])
    reader.rest(0.5)
    start = reader.flow.now
    reader.hear(whole[: len(whole) // 3])
    reader.rest(1.0)
    assert reader.flow.view.line is LINES[0]
    reader.hear(whole[len(whole) // 3 :])
    reader.said[LINES[0].id] = (start, reader.flow.now)
    reader.until_next()
    assert all(map(is_whole, stretches(reader)))


def test_what_is_broken_off_is_read_again(reader: Reader) -> None:
    """If the reader stops before half of a line, the line is shown again, and only the second reading is used."""
    reader.rest(0.5)
    reader.hear(words(LINES[0])[: RATE // 2])
    reader.rest(3.0)
    assert "read it again" in reader.flow.view.note
    assert reader.flow.view.line is LINES[0]
    reader.read(1)
    assert reader.flow.view.line is LINES[1]
    assert all(map(is_whole, stretches(reader)))


def test_a_line_that_is_short_twice_is_all_there_is(reader: Reader) -> None:
    """If a line seems too short, it is shown again once. If the second reading is as short, it is accepted."""
    short = words(LINES[3], 0.3)
    for _ in range(3):
        reader.read(1)
    for _ in range(2):
        reader.say(short)
        reader.rest(3.0)
    assert reader.flow.over
    assert reader.flow.read == 4


def test_a_line_said_again_by_one_key(reader: Reader) -> None:
    """If the reader presses `a` in the middle of a line, that line starts again. If the next line has been shown but
    not begun, the line before it is shown again.
    """
    reader.rest(0.5)
    reader.hear(words(LINES[0])[: RATE // 2])
    reader.flow.press("a")
    assert reader.flow.view.line is LINES[0]
    reader.rest(0.3)
    reader.read(1)
    assert reader.flow.view.line is LINES[1]
    reader.flow.press("a")
    assert reader.flow.view.line is LINES[0]
    reader.rest(0.3)
    reader.read(4)
    assert reader.flow.over
    edges = list(stretches(reader))
    assert len(edges) == 4
    assert all(map(is_whole, edges)), edges


def test_going_back_reads_only_what_is_not_read(reader: Reader) -> None:
    """A reader who has read two lines goes back to the first, reads it again, and skips the second with `s`. Then the
    third line, which is unread, is shown.
    """
    reader.read(2)
    reader.flow.press("b")
    reader.flow.press("b")
    assert reader.flow.view.line is LINES[0]
    reader.rest(0.3)
    reader.read(1)
    assert reader.flow.view.line is LINES[1]
    reader.flow.press("s")
    assert reader.flow.view.line is LINES[2]


def test_space_goes_on_at_once(reader: Reader) -> None:
    """After some words, the space bar shows the next line at once. Before any words, it shows a note that names the key
    for skipping.
    """
    reader.rest(COUNTDOWN + 0.5)
    reader.flow.press("space")
    assert "'s' to skip" in reader.flow.view.note
    reader.say(words(LINES[0], 0.35))
    reader.rest(0.4)
    reader.flow.press("space")
    assert reader.flow.view.line is LINES[1]
    reader.rest(1.0)
    assert reader.flow.read == 1
    assert all(map(is_whole, stretches(reader)))


@pytest.mark.parametrize("key", ["q", "escape"])
def test_leaving_keeps_what_was_read(reader: Reader, key: str) -> None:
    """If the reader leaves, all finished lines are kept, even one whose last word was just spoken. A line that was only
    begun is not kept.
    """
    reader.read(1)
    reader.rest(0.5)
    reader.say(words(LINES[1]))
    reader.rest(0.4)
    reader.flow.press(key)
    assert reader.flow.over
    assert reader.flow.read == 2
    other = Reader(Flow(LINES, RATE))
    other.rest(ROOM)
    other.read(1)
    other.rest(0.5)
    other.hear(words(LINES[1])[: RATE // 3])
    other.flow.press(key)
    assert other.flow.read == 1


def test_a_cough_before_the_words_is_no_part_of_the_line(reader: Reader) -> None:
    """A cough just before a line is not recognised as speech, so the recording of the line begins with its words."""
    reader.rest(0.5)
    coughed = reader.flow.now
    reader.hear(cough())
    reader.rest(0.9)
    reader.say(words(LINES[0]))
    reader.until_next()
    (left,) = stretches(reader, lambda piece: piece.start > coughed + 0.5)
    assert is_whole(left)


def test_what_was_too_loud_or_too_soft_is_reported(reader: Reader) -> None:
    """After a line that was too loud or too soft, a note says so. If nothing is heard for 25 s, the note is about the
    microphone. A good line clears the note.
    """
    reader.rest(0.5)
    reader.say(np.clip(words(LINES[0]) * 20, -1, 1))
    reader.until_next()
    assert "too loud" in reader.flow.view.note
    reader.say(words(LINES[1]) * 0.008 / np.abs(words(LINES[1])).max())
    reader.until_next()
    assert "very quiet" in reader.flow.view.note
    reader.rest(25.0)
    assert "--device" in reader.flow.view.note
    reader.say(words(LINES[2]))
    assert reader.flow.view.note == ""


def test_plain_each_line_is_written_once(reader: Reader) -> None:
    """The plain teleprompter prints each line of the script once and never overwrites what it has printed."""
    written: list[str] = []
    plain = PlainTeleprompter(written.append)
    reader.read()
    for view in reader.views:
        plain.show(view)
    whole = "\n".join(written)
    assert all(whole.count(line.text) == 1 for line in LINES)
    assert "\r" not in whole
    assert "\x1b" not in whole
