"""Makes a `Script` from a session of a course: its own words, its practices one after another, and the closing of the
last practice.

The arrival and the closing are a practice's first and last sections; included practices are heard without them. Authors
of courses need not write any: if a session has no words before its first practice, it begins with the arrival of that
practice, and it always ends with the closing of its last practice, by day and at night.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from voiceguide.course.model import Course, CourseSession
from voiceguide.script.model import Inset, Item, Script, Section


def session_script(course: Course, session: CourseSession, find: Callable[[str, Script], Script]) -> Script:
    """The script of the whole session. `find` gets the name of a practice and the script that includes it, and reads
    the practice.

    Raises `PracticeNotFoundError` and `ScriptError` for the practices in it.
    """
    written = session.written
    section = written.sections[0]
    practices = [find(item.practice, written) for item in section.items if isinstance(item, Inset)]
    sections = (*_arrival(section, practices[0]), *_parts(section, practices), *_ending(practices[-1]))
    return replace(
        written,
        name=f"{course.name}-{session.number:0{len(str(course.count))}}",
        title=session.title,
        album=written.album or course.title,
        length=session.length,
        say=tuple(dict((*practices[-1].say, *practices[0].say, *written.say)).items()),
        sections=sections,
    )


def _arrival(section: Section, first: Script) -> Iterator[Section]:
    words = _until_inset(section.items)
    if words:
        yield replace(section, items=words, arrival=True)
        return
    yield from (part for part in first.sections if part.arrival)


def _parts(section: Section, practices: list[Script]) -> Iterator[Section]:
    """A section for each practice, with the practice's title. In it come the session's words before that practice, and
    then the practice. Two kinds of words are placed differently: those before the first practice are left out here,
    because they are in the arrival already; and those after the last practice are added to the last section.
    """
    rest = section.items[len(_until_inset(section.items)) :]
    begun: list[Item] = []
    titles = iter([practice.title for practice in practices])
    made: list[Section] = []
    for item in rest:
        begun.append(item)
        if isinstance(item, Inset):
            made.append(replace(section, title=next(titles), items=tuple(begun)))
            begun = []
    made[-1] = replace(made[-1], items=(*made[-1].items, *begun))
    yield from made


def _until_inset(items: tuple[Item, ...]) -> tuple[Item, ...]:
    at = next(at for at, item in enumerate(items) if isinstance(item, Inset))
    return items[:at]


def _ending(last: Script) -> Iterator[Section]:
    yield from (part for part in last.sections if part.closing)
