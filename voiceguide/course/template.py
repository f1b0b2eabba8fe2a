"""A course to start from."""

from voiceguide.script.library import written_title

_TEXT = """\
---
title: {title}
summary: One sentence about what this course is for.
length: 15m  # of each session that does not set its own
background: rain
---

<!-- Each heading is a session. Below it stand, if you like, Length:, Path: and Take along:, which are not spoken;
     then the words of the session, and its practices, as in any script.
     'voiceguide check FILE' looks it over; 'voiceguide course FILE' begins it. -->

# Beginning
Path: gentle
Take along: One kind touch a day.

Welcome to the first session. You can stop at any time, and your eyes may be open or closed. [3s-6s]

Today there is a short talk, and then something to do. [4s-8s]

[practice understanding-self-compassion 45%]

That was the talk. Now for the hands. [4s-8s]

[practice soothing-touch]

# Going on
<!-- Path: gentle is for everyone, Path: ask asks before it begins. Without it, the listener's own choice counts. -->
Length: 12m
Take along: One kind sentence a day.

Here is the second session. You can stop, or leave things out, or look around you. [3s-6s]

[practice your-phrases]
"""


def new_course(name: str) -> str:
    """The text of a small course with notes, for the file called `name`. It has no mistakes and can be played."""
    return _TEXT.format(title=written_title(name) or "My course")
