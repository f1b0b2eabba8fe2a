"""A script to start from."""

from voiceguide.script.scalars import collapsed, write_scalar

_TEXT = """\
---
title: {title}
summary: One sentence about what this practice is for.
tags: [my own]
length: 10m  # used when no other length is asked for
background: rain
---

<!-- Everything between these signs is a note to yourself and is never spoken.
     'voiceguide check' looks this file over; 'voiceguide plan' shows what will be spoken when. -->

# Arriving {{arrival}}
Welcome. You can stop at any time, and your eyes may be open or closed.

Find a position that is kind to your body. [5s]

# Settling {{optional 1}}
<!-- A section marked optional is left out when time is short, the highest number first. -->
Feel where something holds you: a chair, a floor, a bed. [6s]
There is nothing you need to do about it. [8s]

# Breathing
If it is pleasant, breathe along for a while. Any other rhythm is just as good. [4s]

[breathe in 4 out 6, 3-15 times]

# Resting
<!-- An open silence takes most of the time that is left. A line that begins with > is a reminder, spoken inside the
     silence when that has grown long. -->
Stay here in quiet for a while, with whatever feels kind. [silence 20s-10m]

> If the mind has wandered, that is what minds do. You can begin again.

> Nothing has to happen here. Being here is enough.

# Coming back {{closing for=day}}
Let the quiet come to an end in its own time. [5s]

Feel your feet, and look around you, as slowly as you like. [5s]

Thank you for practising.

[bell]

# Letting go {{closing for=sleep}}
There is nothing left to do. You can stay just as you are. [8s]

Good night.
"""


def new_script(name: str) -> str:
    """The text of a small practice with notes, for the file called `name`. It has no mistakes and can be played."""
    title = collapsed(name.replace("-", " ").replace("_", " ")) or "my practice"
    return _TEXT.format(title=write_scalar(title[0].upper() + title[1:]))
