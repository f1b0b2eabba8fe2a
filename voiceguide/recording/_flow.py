"""Follows a person who reads a take in one go: finds which line is being read, when it is over, and where each line is
in the take.

It has no clock and no screen: it gets sound and keys, and counts time in samples.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.recording._pieces import SHORTEST_PIECE, TakePiece, pieces_in
from voiceguide.recording._sound_levels import CLIPPED, FAINT, LevelStream, SoundLevels
from voiceguide.recording.matching import Match, Matching, stretch_around
from voiceguide.recording.sheet import SheetLine
from voiceguide.units import Seconds

FlowPhase: TypeAlias = Literal["room", "countdown", "reading"]

ROOM: Final[Seconds] = 2.0
"""How long the room is recorded before the first line, while nobody reads. After that, anything louder than the room
counts as reading.
"""

COUNTDOWN: Final = 2
"""Seconds that are counted down before a line. Readers who begin sooner are heard too."""

_LOOK_EVERY: Final[Seconds] = 0.2
_WINDOW: Final[Seconds] = 40.0
_WINDOW_LEAD: Final[Seconds] = 5.0
_WIDEST_WINDOW: Final[Seconds] = 120.0
"""Every `_LOOK_EVERY` seconds, speech is looked for in the latest part of the sound. This part begins `_WINDOW_LEAD`
seconds before the current line did, but it is at least `_WINDOW` and at most `_WIDEST_WINDOW` seconds long.
"""

_LINE_END: Final[tuple[tuple[float, Seconds], ...]] = ((0.7, 1.2), (0.45, 2.0))
"""Each pair is a share and a time in seconds. A line is over when at least this share of its expected duration has been
spoken, and it has then been quiet for at least this time. People also stop in the middle of sentences, but seldom for
so long.
"""

_BROKEN_OFF: Final[Seconds] = 2.5
_RETRY_SHARE: Final = 0.8
"""If a quiet of `_BROKEN_OFF` seconds comes before the smallest share in `_LINE_END` has been spoken, the sound was a
cough, or the reader broke off. The line is then asked for again.

If the second try is just as short, the words may simply take less time than expected. So this try counts as the whole
line if it lasts more than `_RETRY_SHARE` times as long as the first one, and the first one was longer than a cough (0.6
s).
"""

_LONGEST_STOP: Final[Seconds] = 0.6
"""Of each stop inside a line, at most this much counts as time spoken. A sound at the beginning or end of a line may be
a cough if it is further than this from the other words.
"""

_CLICK: Final[Seconds] = 0.25
"""After a key that restarts a line, sound is ignored for this long, because the microphone hears the click of the key.
"""

_SHORT_NOTE: Final = (
    "That was short for this line: read it again from the start, or press space if you have read all of it."
)
_SILENCE_WARNING: Final[Seconds] = 15.0
_PACES: Final = (0.6, 2.0)
_LEAST_PACES: Final = 3
"""Once this many lines have been read, the reader's own pace is used to estimate how long a line takes."""


@dataclass(frozen=True)
class FlowView:
    """A snapshot of the flow, for the teleprompter."""

    line: SheetLine
    following: SheetLine | None
    place: int
    """The number of the line among all that are to be read, from 1."""
    count: int
    phase: FlowPhase
    left: int
    """Whole seconds left of the countdown, or of listening to the room; 0 while the line is read."""
    note: str
    level: float
    """The current amplitude, 0 to 1."""


@dataclass
class Flow:
    """Follows a person who reads `lines` aloud in one go. It is given the sound, and finds where each line begins and
    ends, and whether it must be read again.
    """

    lines: Sequence[SheetLine]
    rate: int
    """Samples per second of the sound it is given."""
    over: bool = False
    """Whether everything is read, or the reader has left."""
    _index: int = 0
    _phase: FlowPhase = "room"
    _heard: int = 0
    _looked: Seconds = 0.0
    _begun: Seconds = 0.0
    _until: Seconds = ROOM
    _spans: dict[int, tuple[Seconds, Seconds]] = field(default_factory=dict)
    _skipped: set[int] = field(default_factory=set)
    _paces: dict[int, float] = field(default_factory=dict)
    _tried: tuple[int, Seconds] = (0, 0.0)
    _note: str = ""
    _level: float = 0.0
    _highest: float = 0.0

    def __post_init__(self) -> None:
        self._stream = LevelStream(self.rate)
        self._spoken = _SpokenPart()

    @property
    def now(self) -> Seconds:
        """The time on the flow's clock: how many seconds of sound it has been given so far."""
        return self._heard / self.rate

    @property
    def view(self) -> FlowView:
        """What the reader should see now."""
        following = self._next_unread(self._index + 1)
        left = max(1, int(np.ceil(self._until - self.now))) if self._phase != "reading" else 0
        return FlowView(
            self.lines[self._index],
            self.lines[following] if following is not None else None,
            self._index + 1,
            len(self.lines),
            self._phase,
            left,
            self._note,
            self._level,
        )

    def hear(self, block: Samples) -> None:
        """Take the next block of mono sound. If the current line is over, turn to the next one; if it was broken off,
        ask for it again.
        """
        self._heard += len(block)
        self._stream.add(block)
        self._level = float(np.abs(block).max(initial=0.0))
        self._highest = max(self._highest, self._level)
        if self.over or self.now - self._looked < _LOOK_EVERY:
            return
        self._looked, waited = self.now, not self._spoken
        self._spoken = self._spoken_part()
        if self._phase == "room":
            if self.now >= self._until:
                self._ask_for(self._index, self._spoken.current(self.now))
        elif self._spoken:
            self._phase, self._note = "reading", "" if waited else self._note
            self._check_line_end()
        elif self.now >= self._until:
            self._phase = "reading"
            if self.now - self._until > _SILENCE_WARNING:
                self._note = (
                    "Nothing is heard. Is the microphone on? "
                    "To use another one, press 'q' and start again with --device."
                )

    def press(self, key: str) -> None:
        """React to a key. Keys without a meaning here are ignored."""
        if key in ("q", "escape"):
            if self._spoken and self._share() >= _LINE_END[0][0]:
                self._finish_line()
            self.over = True
        elif key == "a":
            self._ask_for(self._index if self._spoken else self._previous(), self.now + _CLICK, "Once more.")
        elif key == "b":
            self._ask_for(self._previous(), self.now + _CLICK, "Once more.")
        elif key == "s":
            self._skipped.add(self._index)
            self._next_line()
        elif key in ("space", "\n", "\r") and self._phase == "reading":
            if self._spoken:
                self._finish_line()
                self._next_line()
            else:
                self._note = "Nothing was heard yet; press 's' to skip this line."

    @property
    def read(self) -> int:
        """How many lines have been read."""
        return len(self._spans)

    def end(self) -> SoundLevels:
        """End the flow, and return the levels of all its sound. No sound may be given to it afterwards."""
        self.over = True
        self._stream.add(np.zeros(0, dtype=np.float32), last=True)
        return SoundLevels(self._stream.levels, mono=True, clipped=0.0)

    def matching(self, take: Path, heard: SoundLevels, is_speech: Callable[[TakePiece], bool]) -> Matching:
        """Find the place of each line in the take. `heard`: the levels of the whole take, in which its pieces are
        found.

        `is_speech` says whether a piece is speech. A piece at either end of a line is left out, as a cough or a breath,
        if it is not speech and is apart from the words.
        """
        pieces = pieces_in(heard)
        matches = []
        for index, line in enumerate(self.lines):
            first, last = _words(pieces, self._spans.get(index, (0.0, 0.0)), is_speech)
            stretch = stretch_around(pieces, first, last, self.now) if last > first else None
            matches.append(Match(line, stretch, "sure" if stretch else "missing"))
        return Matching(take, self.now, tuple(matches))

    def _spoken_part(self) -> "_SpokenPart":
        """The part of the current line that has been spoken."""
        since, levels = self._stream.latest(max(_WINDOW, min(self.now - self._begun + _WINDOW_LEAD, _WIDEST_WINDOW)))
        pieces = pieces_in(SoundLevels(levels, mono=True, clipped=0.0))
        own = [one for one in pieces if since + one.end > self._begun + SHORTEST_PIECE]
        return _SpokenPart(tuple(TakePiece(max(self._begun, since + one.start), since + one.end) for one in own))

    def _share(self) -> float:
        """The share of the line's expected duration that has been spoken."""
        known = sorted(self._paces.values())
        pace = float(np.clip(known[len(known) // 2], *_PACES)) if len(known) >= _LEAST_PACES else 1.0
        # The duration of very short lines is hard to predict.
        return (self._spoken.seconds + 0.15) / (self.lines[self._index].seconds * pace + 0.15)

    def _check_line_end(self) -> None:
        quiet, share = self.now - self._spoken.end, self._share()
        broken_off = share < _LINE_END[-1][0] and quiet >= _BROKEN_OFF
        once_more = (
            broken_off and self._tried[0] == self._index and self._spoken.seconds > _RETRY_SHARE * self._tried[1] > 0.5
        )
        if once_more or any(share >= least and quiet >= enough for least, enough in _LINE_END):
            self._finish_line()
            self._next_line()
        elif broken_off:
            self._tried = (self._index, self._spoken.seconds)
            self._ask_for(self._index, self.now, _SHORT_NOTE)

    def _finish_line(self) -> None:
        self._spans[self._index] = (self._begun, self.now)
        self._paces[self._index] = self._spoken.seconds / max(0.1, self.lines[self._index].seconds)
        self._note = ""
        if self._highest >= CLIPPED:
            self._note = "That was too loud for the microphone: move back a little, and press 'a' to read it again."
        elif self._highest < FAINT:
            self._note = "That was very quiet: come a little nearer, and press 'a' to read it again."

    def _next_line(self) -> None:
        following = self._next_unread(self._index)
        if following is None:
            self.over = True
        else:
            self._ask_for(following, self.now, self._note)

    def _next_unread(self, index: int) -> int | None:
        """The index of the first line, from `index` on, that is still to be read; None if there is none."""
        left = (at for at in range(index, len(self.lines)) if at not in self._spans and at not in self._skipped)
        return next(left, None)

    def _previous(self) -> int:
        return max(0, self._index - 1)

    def _ask_for(self, index: int, begun: Seconds, note: str = "") -> None:
        """Ask for the line with this index. Sound from the time `begun` on belongs to it."""
        self._index, self._begun, self._until = index, begun, self.now + COUNTDOWN
        self._phase, self._spoken, self._note, self._highest = "countdown", _SpokenPart(), note, 0.0
        self._spans.pop(index, None)
        self._paces.pop(index, None)
        self._skipped.discard(index)


@dataclass(frozen=True)
class _SpokenPart:
    """The part of a line that has been spoken so far."""

    pieces: tuple[TakePiece, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @property
    def end(self) -> Seconds:
        return self.pieces[-1].end

    @property
    def seconds(self) -> Seconds:
        """Its duration. Of each stop inside it, at most `_LONGEST_STOP` counts."""
        stops = (after.start - before.end for before, after in zip(self.pieces, self.pieces[1:], strict=False))
        return sum(piece.seconds for piece in self.pieces) + sum(min(stop, _LONGEST_STOP) for stop in stops)

    def current(self, now: Seconds) -> Seconds:
        """When the sound that is heard now began; `now` if it is quiet."""
        return self.pieces[-1].start - 0.01 if self.pieces and now - self.pieces[-1].end < 0.3 else now


def _words(
    pieces: Sequence[TakePiece], span: tuple[Seconds, Seconds], is_speech: Callable[[TakePiece], bool]
) -> tuple[int, int]:
    """Which pieces are the words of a line: the index of the first one, and of the one after the last. Only pieces
    whose middle is within the line's `span` are considered. Coughs and breaths at the ends are left out, as
    `Flow.matching` says. Both indexes are 0 if there are no such pieces.
    """
    own = [at for at, one in enumerate(pieces) if span[0] <= (one.start + one.end) / 2 <= span[1]]
    if not own:
        return 0, 0
    first, last = own[0], own[-1]
    while first < last and pieces[first + 1].start - pieces[first].end > _LONGEST_STOP and not is_speech(pieces[first]):
        first += 1
    while first < last and pieces[last].start - pieces[last - 1].end > _LONGEST_STOP and not is_speech(pieces[last]):
        last -= 1
    return (first, last + 1) if first < last or is_speech(pieces[first]) else (own[0], own[-1] + 1)
