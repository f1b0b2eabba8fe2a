"""The quiet between two pieces of a recording, made as long as is wanted. It consists of recorded gaps, joined by room
tone or a cross-fade.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples, factor
from voiceguide.sound._bands import Shade
from voiceguide.sound._gap_shade import shade_of
from voiceguide.sound._kept_parts import KeptPart, kept_of
from voiceguide.sound._piece_files import as_stereo
from voiceguide.sound._recorded_gap import RecordedGap
from voiceguide.sound._room_tone import RoomTone
from voiceguide.units import Frames, to_frames

_VERSION: Final = 2
"""Raised by one whenever a change to the code makes the same gaps sound different. It is part of the keys, so that
older sound is not reused.
"""

_CROSS: Final[Frames] = to_frames(0.3)
"""The longest cross-fade between a recorded gap and the synthetic room tone."""

_CLOSE: Final[Frames] = to_frames(1.0)
"""The longest cross-fade between two kept parts that touch, with no room tone between them."""

_BRIDGE: Final[Frames] = to_frames(0.6)
"""The least length of the room tone between two kept parts in a room with a hum: 0.6 s, or a third of the quiet if the
quiet is shorter than 1.8 s. In 0.6 s, the hum can move from any phase to any other with its frequency changed by less
than one hertz.
"""

_LISTEN: Final[Frames] = to_frames(0.25)
"""How much sound on each side of a place is used to measure the hum there."""

_STRONGEST: Final = 4.0
"""The hum in a gap is taken to have at most this many times the amplitude of the room's usual hum."""


@dataclass(frozen=True, eq=False)
class Transition:
    """The change from one kept part of a recorded gap to the next, which may belong to another gap."""

    before: KeptPart
    after: KeptPart

    @cached_property
    def cross(self) -> Frames:
        """The length of each cross-fade in frames. The parts are cross-faded with the room tone between them, or with
        each other if there is no room tone.
        """
        begins, ends = self.after.first, self.before.gap.frames - self.before.last
        if made := self.after.at - self.before.end:
            return max(0, min(_CROSS, made // 2, ends, begins))
        one, other = self.before.last - self.before.first, self.after.last - self.after.first
        return max(0, min(_CLOSE, one // 2, other // 2, 2 * ends, 2 * begins))

    @property
    def falls(self) -> Frames:
        """When the earlier part begins to fade out, in frames from the start of the quiet between the two pieces."""
        return self.before.end - (self.cross // 2 if self.after.at == self.before.end else 0)

    @property
    def rises(self) -> Frames:
        """When the later part begins to fade in, in frames from the start of the quiet between the two pieces."""
        return self.falls if self.after.at == self.before.end else self.after.at - self.cross

    @property
    def end(self) -> Frames:
        """When the later part is fully faded in, in frames from the start of the quiet between the two pieces."""
        return self.rises + self.cross


@dataclass(frozen=True, eq=False)
class GapClip:
    """The quiet between two pieces: parts of one recorded gap, or the beginning of one gap and the end of another.
    Where two parts do not touch, there is synthetic room tone between them.
    """

    head: RecordedGap
    """The recorded gap with which the quiet begins."""
    tail: RecordedGap
    """The recorded gap with which the quiet ends."""
    room: RoomTone
    recording: str
    """A text that identifies the recording."""
    frames: Frames

    @cached_property
    def key(self) -> str:
        """Identifies this sound: equal keys mean equal samples. Raises `AudioFileError`."""
        gaps = f"{_VERSION} {self.head.key()} {self.tail.key()}"
        return f"{self._seed}:{self.frames}:{blake2b(gaps.encode(), digest_size=12).hexdigest()}"

    @cached_property
    def _seed(self) -> str:
        named = f"{self.room.key} {self.recording} {self.head.number} {self.tail.number}"
        return blake2b(named.encode(), digest_size=12).hexdigest()

    @cached_property
    def _kept(self) -> tuple[KeptPart, ...]:
        return kept_of(self.head, self.tail, self.frames, _BRIDGE if self.room.tones else 0)

    @cached_property
    def _transitions(self) -> tuple[Transition, ...]:
        return tuple(Transition(before, after) for before, after in pairwise(self._kept))

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2). Raises `AudioFileError`."""
        if self.head is self.tail and self.frames == self.head.frames:
            return as_stereo(self.head.read(first, last))
        out = np.zeros((last - first, self.head.channels), dtype=np.float32)
        amplitude, power = np.zeros((2, last - first), dtype=np.float32)
        for kept, begin, end, gains in self._recorded(first, last):
            shift = kept.first - kept.at
            part = slice(begin - first, end - first)
            out[part] += kept.gap.read(begin + shift, end + shift) * gains[:, np.newaxis]
            amplitude[part] += gains
            power[part] += np.square(gains)
        for number, transition in enumerate(self._transitions):
            begin, end = max(first, transition.falls), min(last, transition.end)
            if transition.after.at > transition.before.end and begin < end:
                part = slice(begin - first, end - first)
                out[part] += self._made(number, np.arange(begin, end), amplitude[part], power[part])
        return as_stereo(out)

    def _recorded(self, first: Frames, last: Frames) -> Iterator[tuple[KeptPart, Frames, Frames, NDArray[np.float32]]]:
        """The kept parts that are heard between the frames `first` and `last` of the quiet. Each comes with the range
        of these frames in which it is heard (its first frame, and the frame at which it ends), and with its gain at
        each frame of that range.
        """
        for number, kept in enumerate(self._kept):
            into = self._transitions[number - 1] if number else None
            out_of = self._transitions[number] if number < len(self._transitions) else None
            begin = max(first, _rising_from(into) if into else 0)
            end = min(last, _fallen_at(out_of) if out_of else self.frames)
            if begin >= end:
                continue
            middles = np.arange(begin, end) + 0.5
            gains = np.ones(end - begin, dtype=np.float32)
            if into and into.cross:
                gains *= _falling(1 - (middles - into.rises) / into.cross)
            if out_of and out_of.cross:
                gains *= _falling((middles - out_of.falls) / out_of.cross)
            yield kept, begin, end, gains

    def _made(
        self, number: int, places: NDArray[np.int64], amplitude: NDArray[np.float32], power: NDArray[np.float32]
    ) -> Samples:
        """The synthetic room tone in transition number `number` at the frames `places`, shape (frames, channels).
        `amplitude` is the sum of the gains of the recorded parts at these frames, and `power` the sum of their squares.

        Where the recorded parts are faded, the synthetic noise supplies the power that is missing. The synthetic hum
        is in phase with the recorded hum, so it supplies the missing amplitude instead.
        """
        noise = self.room.noise(self._seed, int(places[0]), int(places[-1]) + 1, self._shades[number])
        noise = noise * np.sqrt(np.maximum(0.0, 1 - power))[:, np.newaxis]
        if self.room.tones:
            begin, end = self._hums[number]
            transition = self._transitions[number]
            share = np.clip(
                (places - transition.before.end) / max(1, transition.after.at - transition.before.end), 0.0, 1.0
            )
            way = np.angle(end * np.conj(begin))
            angles = np.angle(begin)[:, np.newaxis] + way[:, np.newaxis] * share
            gains = np.abs(begin)[:, np.newaxis] + (np.abs(end) - np.abs(begin))[:, np.newaxis] * share
            noise = noise + self.room.hum(places, angles, gains) * np.maximum(0.0, 1 - amplitude)[:, np.newaxis]
        return np.asarray(noise, dtype=np.float32)

    @cached_property
    def _hums(self) -> tuple[tuple[NDArray[np.complex128], NDArray[np.complex128]], ...]:
        """For each transition, how the hum differs from the usual hum: first where the room tone begins, then where it
        ends. Each of the two arrays has one complex ratio (amplitude and phase) for each tone of the hum.
        """
        return tuple(
            (
                self._hum(
                    transition.before,
                    transition.before.last + transition.cross // 2,
                    transition.before.gap.gap.before_db,
                ),
                self._hum(
                    transition.after, transition.after.first - transition.cross // 2, transition.after.gap.gap.after_db
                ),
            )
            for transition in self._transitions
        )

    def _hum(self, kept: KeptPart, middle: Frames, level_db: float) -> NDArray[np.complex128]:
        first, last = max(0, middle - _LISTEN), min(kept.gap.frames, middle + _LISTEN)
        if last - first < _LISTEN:
            return np.full(len(self.room.tones), factor(level_db), dtype=np.complex128)
        found = self.room.heard_hum(kept.gap.read(first, last), first + kept.at - kept.first)
        return np.asarray(found * np.minimum(1.0, _STRONGEST / np.maximum(np.abs(found), 1e-9)))

    @cached_property
    def _shades(self) -> tuple[Shade, ...]:
        """For each transition, how the noise of its room tone differs from the usual noise."""
        hums = self._hums if self.room.tones else ()
        found = []
        for number, transition in enumerate(self._transitions):
            gains = np.abs(np.array(hums[number])).mean(axis=0) if hums else np.zeros(0)
            found.append(
                shade_of(transition.before, transition.after, number, len(self._transitions), self.room, gains)
            )
        return tuple(found)


def _rising_from(transition: Transition) -> Frames:
    """The first frame at which the part after a transition is heard."""
    return transition.rises if transition.cross else transition.after.at


def _fallen_at(transition: Transition) -> Frames:
    """The first frame at which the part before a transition is no longer heard."""
    return transition.falls + transition.cross if transition.cross else transition.before.end


def _falling(share: NDArray[np.float64]) -> NDArray[np.float32]:
    """The gains of an equal-power fade-out: 1 where `share` is 0, 0 where it is 1."""
    return np.cos(np.clip(share, 0.0, 1.0) * (np.pi / 2)).astype(np.float32)
