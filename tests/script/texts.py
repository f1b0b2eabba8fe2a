"""A complete script, and functions that parse a text and return its mistakes."""

from voiceguide.errors import Mistake, ScriptError
from voiceguide.script.model import Script
from voiceguide.script.parser import parse

HEAD = "---\ntitle: T\n---\n"

WHOLE = """\
---
title: A self-compassion break
summary: Four small steps for a hard moment.
tags: [self-compassion, everyday]
length: 8m  # used when none is asked for
background: rain
voice: {rate: 0.95}
say: {Germer: GUR-mer}  # how to pronounce a word
---

# Arriving {arrival}
Find a position that is kind to your body. [5s]
Your eyes can be open or closed, and you can stop at any time.

# Breathing
[breathe in 4 out 6, 4-20 times]

# Resting in kindness {optional 2}
Stay here, in quiet, for a while.
[silence 30s-6m]
> If the mind has wandered, that is what minds do. Begin again.

# Closing {closing}
[bell]
"""


def script(text: str) -> Script:
    return parse(text, file="t.md", name="t")


def mistakes(text: str) -> tuple[Mistake, ...]:
    """The mistakes of a text; empty if it is a valid script."""
    try:
        script(text)
    except ScriptError as error:
        return error.mistakes
    return ()
