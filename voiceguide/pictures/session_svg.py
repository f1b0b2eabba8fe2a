"""The timeline picture of a session, as SVG: what sounds when, in labelled rows.

Below the rows are round times, above them the names of sections.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from voiceguide.pictures._svg import Drawing, clipped, text_width, wrapped
from voiceguide.plan.figures import BELL
from voiceguide.plan.model import Event, Plan, PlanSection
from voiceguide.timeline import BedAt, Timeline
from voiceguide.units import Frames, format_clock, to_frames, to_seconds

LEFT: Final = 112.0
"""The x at which time begins. The names of the rows are to its left."""
RIGHT: Final = 1100.0
"""The x at which time ends. To its right is room for the names of the last sections."""
MOST_NAMES: Final = 24
"""The number of levels for names. A section whose name would need a higher level has its name only as a tooltip."""
_STAIRS: Final = 18
"""The most levels for names that rise like stairs, so that no name crosses the line of another. Stairs of more levels
would fill most of the picture; the names are then packed closely instead.
"""
_BREAK: Final = 110.0
"""The width to which a long stretch of only background is shortened."""
_TICKS: Final = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800)


class Axis:
    """The horizontal place of each moment. A long stretch of only background is shortened."""

    def __init__(self, plan: Plan, length: Frames) -> None:
        self._length = max(1, length)
        last = max((event.end for event in plan.events), default=0)
        begin, end = last + to_frames(120), length - to_frames(360)
        self.cut = (begin, end) if end - begin > max(to_frames(480), length // 3) else (length, length)
        broken = _BREAK if self.cut[0] < self.cut[1] else 0.0
        self._scale = (RIGHT - LEFT - broken) / (self._length - (self.cut[1] - self.cut[0]))

    def at(self, frame: Frames) -> float:
        """The x of a frame, from `LEFT` to `RIGHT`."""
        begin, end = self.cut
        hidden = min(max(frame - begin, 0), end - begin)
        return LEFT + (frame - hidden) * self._scale + (_BREAK * hidden / (end - begin) if hidden else 0.0)

    def ticks(self) -> Iterator[Frames]:
        """Round times, far enough apart for their labels, and the end of the session."""
        step = next((to_frames(tick) for tick in _TICKS if to_frames(tick) * self._scale >= 62), to_frames(_TICKS[-1]))
        for tick in range(0, self._length, step):
            beside_the_end = self.at(self._length) - self.at(tick) < 50
            if not beside_the_end and not self.cut[0] - step // 4 < tick < self.cut[1] + step // 4:
                yield tick
        yield self._length


def name_levels(starts: Sequence[float], widths: Sequence[float]) -> list[int]:
    """The level of each section's name, counted upward from the rows, such that names do not overlap.

    A name extends to the right of its section's line, so it is set above every name whose line it would cross. If that
    takes more than `_STAIRS` levels, names are packed more closely, and may cross lines.
    """
    levels = [0] * len(starts)
    for index in range(len(starts) - 1, -1, -1):
        later = range(index + 1, len(starts))
        crossed = [levels[other] for other in later if starts[other] < starts[index] + widths[index]]
        levels[index] = max(crossed, default=-1) + 1
    return levels if max(levels, default=0) < _STAIRS else _packed(starts, widths)


def _packed(starts: Sequence[float], widths: Sequence[float]) -> list[int]:
    """For each name, the lowest level that has room for it. Names do not overlap each other, but may cross lines."""
    ends: list[float] = []
    levels = []
    for start, width in zip(starts, widths, strict=True):
        level = next((index for index, end in enumerate(ends) if end <= start), len(ends))
        ends[level : level + 1] = [start + width]
        levels.append(level)
    return levels


_WIDTH: Final = 1240.0
_NAME_HEIGHT: Final = 17.0
_THINNEST: Final = 1.2
_FLOOR_DB: Final = 60.0
"""A background that is this many dB or more below the loudest level is drawn with no height."""


class _Row(NamedTuple):
    kind: str
    name: str
    height: float


_ROWS: Final = (
    _Row("say", "voice", 32),
    _Row("reminder", "reminders", 18),
    _Row("breath", "breaths", 34),
    _Row("pause", "pauses", 18),
    _Row("silence", "silence", 32),
    _Row("bell", "bells", 20),
)
_BED: Final = _Row("bed", "background", 58)
_BETWEEN: Final = 10.0


def session_svg(plan: Plan, timeline: Timeline) -> str:
    """An SVG document that shows `plan` as `timeline` lays it out: sections, words, quiet, breaths, bells, background.

    It has colours for a light and for a dark screen, and a title and a description for people who cannot see it.
    """
    return _Picture(plan, timeline).drawn()


class _Picture:
    """One picture, drawn from top to bottom."""

    def __init__(self, plan: Plan, timeline: Timeline) -> None:
        self._plan = plan
        self._timeline = timeline
        self._axis = Axis(plan, timeline.length)
        self._drawing = Drawing()
        self._events = [(row, [event for event in plan.events if event.kind == row.kind]) for row in _ROWS]

    def drawn(self) -> str:
        drawing, axis = self._drawing, self._axis
        title = self._plan.title or self._plan.practice
        clock = format_clock(to_seconds(self._timeline.length))
        drawing.text(24, 36, clipped(title, 940, 20), "title")
        drawing.text(24, 58, clipped(self._summary(), _WIDTH - 48, 13), "soft")
        starts = [axis.at(section.start) for section in self._plan.sections]
        levels = name_levels(starts, [text_width(self._name(section), 12) + 12 for section in self._plan.sections])
        top = 78 + _NAME_HEIGHT * (max((level for level in levels if level < MOST_NAMES), default=-1) + 1)
        rows = [(row, events) for row, events in self._events if events]
        bottom = top + 2 * _BETWEEN + sum(row.height + _BETWEEN for row, _ in rows) + _BED.height
        self._sections(levels, top, bottom)
        self._times(bottom)
        y = top + _BETWEEN
        for row, events in rows:
            self._row(row, events, y)
            y += row.height + _BETWEEN
        self._background(y)
        self._break_sign(top, bottom)
        height = bottom + 34
        for line in wrapped(self._left_out(), _WIDTH - 48, 13) if self._plan.dropped else []:
            height += 20
            drawing.text(24, height - 14, line, "soft")
        return drawing.document(_WIDTH, height, f"{title}, {clock}", self._description())

    # words

    def _name(self, section: PlanSection) -> str:
        return section.title or self._plan.title or self._plan.practice

    def _left_out(self) -> str:
        return "Left out because time is short: " + ", ".join(self._plan.dropped) + "."

    def _summary(self) -> str:
        parts = [f"{format_clock(to_seconds(self._timeline.length))} in all"]
        parts += [f"{row.name} {_amount(row.kind, events)}" for row, events in self._events if events]
        return "  ·  ".join(parts)

    def _description(self) -> str:
        """A description of the picture in words."""
        sections = [
            f"{self._name(section)} from {format_clock(to_seconds(section.start))}" for section in self._plan.sections
        ]
        sentences = [f"The timeline of a guided session: {self._summary().replace('  ·  ', ', ')}."]
        sentences += [f"Sections: {'; '.join(sections)}."] if sections else []
        sentences += [self._left_out()] if self._plan.dropped else []
        beds = list(dict.fromkeys(bed.bed.name for bed in self._timeline.beds))
        return " ".join([*sentences, f"Background: {', '.join(beds)}."])

    # behind the rows

    def _sections(self, levels: Sequence[int], top: float, bottom: float) -> None:
        names: list[tuple[float, float, str]] = []
        for index, (section, level) in enumerate(zip(self._plan.sections, levels, strict=True)):
            left, right = self._axis.at(section.start), self._axis.at(section.end)
            name, y = self._name(section), top - 6 - level * _NAME_HEIGHT
            shown = clipped(name, _WIDTH - left - 12, 12) if level < MOST_NAMES else ""
            if index % 2 == 0 or shown != name:
                style = "band" if index % 2 == 0 else "paper"
                self._drawing.box(left, top, max(right - left, 0.5), bottom - top, style, tooltip=name)
            if shown:
                self._drawing.path([(left, top), (left, bottom)], "line")
                self._drawing.path([(left, y - 10), (left, top)], "flag")
                names.append((left + 4, y, shown))
        for x, y, name in names:  # after all lines, so that none crosses a name
            self._drawing.text(x, y, name, "ink name halo")

    def _times(self, bottom: float) -> None:
        self._drawing.path([(LEFT, bottom), (RIGHT, bottom)], "line")
        for tick in self._axis.ticks():
            x = self._axis.at(tick)
            self._drawing.path([(x, bottom), (x, bottom + 5)], "flag")
            self._drawing.text(x, bottom + 19, format_clock(to_seconds(tick)), "soft middle name")

    def _break_sign(self, top: float, bottom: float) -> None:
        """Draw the tear where a long stretch of only background has been cut out of the picture."""
        begin, end = self._axis.cut
        if begin == end:
            return
        left, right = self._axis.at(begin) + 12, self._axis.at(end) - 12
        steps = [(index * 8.0, 4.0 * (index % 2)) for index in range(int((bottom - top) / 8) + 2)]
        edge = [(left + shift, top + y) for y, shift in steps] + [(right + shift, top + y) for y, shift in steps[::-1]]
        self._drawing.path(edge, "torn", closed=True)
        middle, y = (left + right) / 2 + 2, (top + bottom) / 2
        for index, words in enumerate((format_clock(to_seconds(end - begin)), "background", "alone")):
            self._drawing.text(middle, y + 16 * index, words, "soft middle")

    # the rows

    def _row(self, row: _Row, events: Sequence[Event], y: float) -> None:
        middle = y + row.height / 2
        self._drawing.text(LEFT - 10, middle + 4.5, row.name, "ink end")
        if row.kind == "breath":
            self._breaths(events, y, row.height)
        elif row.kind == "bell":
            for event in events:
                self._bell(event, middle)
        else:
            for event in events:
                self._block(row, event, y)

    def _block(self, row: _Row, event: Event, y: float) -> None:
        left, right = self._axis.at(event.start), self._axis.at(event.end)
        duration = _duration(event.end - event.start)
        style = "voice" if row.kind == "say" else row.kind
        self._drawing.box(left, y, max(right - left, _THINNEST), row.height, style, tooltip=_said(event) or duration)
        if row.kind == "silence" and right - left > text_width(duration, 12) + 8:
            self._drawing.text((left + right) / 2, y + row.height / 2 + 4.5, duration, "ink name middle")

    def _breaths(self, events: Sequence[Event], y: float, height: float) -> None:
        """Draw timed breathing as a line that moves like a chest: up with the in-breath, down with the out-breath."""
        low, high = y + height - 1.5, y + 1.5
        runs: list[list[tuple[float, float]]] = []
        end = -1
        for event in events:
            if event.start != end:
                runs.append([(self._axis.at(event.start), low)])
            full = event.phase in ("in", "hold")
            runs[-1].append((self._axis.at(event.end), high if full else low))
            end = event.end
        for run in runs:
            self._drawing.path(run, "wave")

    def _bell(self, event: Event, y: float) -> None:
        soft = not event.address  # a bell inside a silence
        tooltip = f"{_clock(event.start)}  " + ("soft bell" if soft else f"bell, {_times(event.strikes)}")
        for strike in range(event.strikes):
            x = self._axis.at(event.start + strike * BELL)
            self._drawing.circle(x, y, 3 if soft else 5, "bell", tooltip=tooltip)
            if not soft:
                self._drawing.circle(x, y, 8.5, "ring")

    def _background(self, y: float) -> None:
        self._drawing.text(LEFT - 10, y + _BED.height / 2 - 3, _BED.name, "ink end")
        self._drawing.text(LEFT - 10, y + _BED.height / 2 + 13, "level", "soft end name")
        levels = [_levels_of(bed) for bed in self._timeline.beds]
        loudest = max((level for corners in levels for _, level in corners), default=0.0)
        for bed, corners in zip(self._timeline.beds, levels, strict=True):
            line = [(self._axis.at(frame), self._height(level - loudest, y)) for frame, level in corners]
            floor = y + _BED.height
            self._drawing.path(
                [(line[0][0], floor), *line, (line[-1][0], floor)], "bed", tooltip=bed.bed.name, closed=True
            )
        shown = ""
        for bed in self._timeline.beds:
            left, right = self._axis.at(bed.start), self._axis.at(bed.end)
            if bed.bed.name != shown and right - left > 60:
                self._drawing.text(
                    left + 24, y + _BED.height - 10, clipped(bed.bed.name, right - left - 30, 12), "ink name"
                )
            shown = bed.bed.name

    def _height(self, below_db: float, y: float) -> float:
        return y + _BED.height * min(max(-below_db / _FLOOR_DB, 0.0), 1.0)


def _levels_of(bed: BedAt) -> list[tuple[Frames, float]]:
    """The corners of the line that shows a background's level, each with its frame and the level in dB. Equal-power
    fades are approximated by short straight lines.
    """
    points = bed.level.points
    if not points:
        return [(bed.start, 0.0), (bed.end, 0.0)]
    corners = [(bed.start, points[0].gain_db)] if bed.start < points[0].frame else []
    for point, after in zip(points, (*points[1:], None), strict=True):
        corners.append((point.frame, point.gain_db))
        if after is not None and point.curve == "power":
            corners += _power_corners(point.frame, point.gain_db, after.frame, after.gain_db)
    return [*corners, (bed.end, points[-1].gain_db)] if points[-1].frame < bed.end else corners


def _power_corners(start: Frames, start_db: float, end: Frames, end_db: float) -> list[tuple[Frames, float]]:
    from math import log10

    steps = 8
    first, last = 10 ** (start_db / 10), 10 ** (end_db / 10)
    shares = [step / steps for step in range(1, steps)]
    return [
        (round(start + (end - start) * one), 10 * log10(max(first + (last - first) * one, 1e-12))) for one in shares
    ]


def _amount(kind: str, events: Sequence[Event]) -> str:
    """How much there is of one kind of events: the number of bells, reminders or breaths; for other kinds, how long
    they take in all.
    """
    if kind == "bell":
        return str(sum(event.strikes for event in events))
    if kind == "reminder":
        return str(len(events))
    if kind == "breath":
        return str(sum(event.phase == "in" for event in events) or len(events))
    return _duration(sum(event.end - event.start for event in events))


def _said(event: Event) -> str:
    return f"{_clock(event.start)}  {event.text}" if event.text else ""


def _clock(frame: Frames) -> str:
    return format_clock(to_seconds(frame))


def _duration(frames: Frames) -> str:
    seconds = to_seconds(frames)
    return f"{seconds:.0f} s" if seconds < 59.5 else format_clock(seconds)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
