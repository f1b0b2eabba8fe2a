"""Where a session is begun, when not at its beginning; and where it was left."""

from collections.abc import Callable
from typing import TypeAlias

from voiceguide.errors import SectionNotFoundError, StartTooLateError, nearest
from voiceguide.player.course import RUN_UP, Course
from voiceguide.player.memory import BrokenOff
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

Start: TypeAlias = Callable[[Course], Frames]
"""The frame of a course at which to begin."""


def at_time(seconds: Seconds) -> Start:
    """Begin so far into the session. Raises `StartTooLateError` when called for a session that is over by then."""

    def start(course: Course) -> Frames:
        if to_frames(seconds) >= course.length:
            raise StartTooLateError(seconds, to_seconds(course.length))
        return to_frames(seconds)

    return start


def at_section(name: str) -> Start:
    """Begin with a section named by its title, or by a part of that. Raises `SectionNotFoundError` when called."""

    def start(course: Course) -> Frames:
        wanted = name.strip().casefold()
        titles = [chapter.title.casefold() for chapter in course.chapters]
        ways = (wanted.__eq__, lambda title: title.startswith(wanted), lambda title: wanted in title)
        for fits in ways:
            for index, title in enumerate(titles):
                if wanted and fits(title):
                    return max(0, course.chapters[index].start - RUN_UP)
        known = [chapter.title for chapter in course.chapters]
        raise SectionNotFoundError(name, nearest(name, known) or known)

    return start


def where_left(left: BrokenOff) -> Start:
    """Begin a little before the place where a session was left: at the same words, whatever the length is now."""

    def start(course: Course) -> Frames:
        event = next((event for event in course.plan.events if left.address and event.address == left.address), None)
        if event is None:
            frame = to_frames(left.at_s)
        else:
            frame = event.start + min(to_frames(left.into_s), max(0, event.end - event.start))
        return course.a_little_before(min(frame, course.length))

    return start


def left_at(course: Course, frame: Frames) -> BrokenOff | None:
    """Where a session was left; None if all its words had been heard."""
    here = frame - course.delay
    plan = course.plan
    if here >= plan.length - plan.tail:
        return None
    begun = [event for event in plan.events if event.address and event.start <= here]
    if not begun:
        return BrokenOff(to_seconds(plan.length), max(0.0, to_seconds(here)))
    last = begun[-1]
    return BrokenOff(to_seconds(plan.length), to_seconds(here), last.address, to_seconds(here - last.start))
