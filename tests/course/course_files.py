"""A small course and its practices, as files in the folders of a listener."""

from pathlib import Path

from voiceguide.course.library import Courses
from voiceguide.script.library import Library

TALK = """---
title: A talk
say: {Neff: nef}
---
# Hello {arrival}
This talk can be stopped at any time.
# The point
One thing is said here.
# Bye {closing}
The talk is over.
"""

DOING = """---
title: Something to do
---
# Hello {arrival}
You can stop doing this.
# The hands {path=gentle}
Hold your hands.
# The heart {path=inward}
Feel your heart, and your feet.
# Up {closing for=day}
Look around, and feel your feet.
# Down {closing for=sleep}
Stay where you are.
"""

COURSE = """---
title: Two evenings
summary: A course to try.
length: 3m
---
# First
Path: gentle
Take along: A kind touch.

Welcome. You can stop at any time.

[practice talk 40%]

Now the hands.

[practice doing]

So much for today.

# Second
Path: ask
Length: 2m

[practice doing]

# Third

[practice talk]
"""


def folder(tmp_path: Path, course: str = COURSE) -> Path:
    """A folder of practices with one course in it, called ``evenings``."""
    scripts = tmp_path / "scripts"
    (scripts / "courses").mkdir(parents=True)
    (scripts / "talk.md").write_text(TALK)
    (scripts / "doing.md").write_text(DOING)
    (scripts / "courses" / "evenings.md").write_text(course)
    return scripts


def both(tmp_path: Path) -> tuple[Courses, Library]:
    """The courses and the practices in a new folder that has one course, `evenings`, and its practices."""
    scripts = folder(tmp_path)
    return Courses([scripts]), Library([scripts])
