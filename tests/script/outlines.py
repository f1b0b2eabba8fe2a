"""Outlines of short scripts, and functions that look into them."""

from collections.abc import Callable

from tests.script.texts import HEAD, script
from voiceguide.errors import PracticeNotFoundError
from voiceguide.script.model import Script
from voiceguide.script.outline import Outline, OutlineItem, OutlineRepeat, OutlineSection, Rest, SubPractice
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.script.parser import parse

DAY = Listener()
SLEEP = Listener(session="sleep")

INNER = """---
title: Scan
say: {Neff: NEHF}
lang: en-gb
background: ocean
for: sleep
---
# Hello {arrival}
Welcome.
# Heart {optional 2}
Neff says rest. [silence 2m]
[sound rain]
[bell]
# Inward {path=inward}
Look.
# Goodbye {closing}
Farewell.
"""
"""The text of a practice with an opening, a heart, sections for one path and a closing, which tests include in another
practice.
"""


def finder(**texts: str) -> Callable[[str, Script], Script]:
    def find(name: str, within: Script) -> Script:
        if name not in texts:
            raise PracticeNotFoundError(name, ["scan"])
        return parse(texts[name], file=f"{name}.md", name=name)

    return find


def outlined(body: str, listener: Listener = DAY, /, **texts: str) -> Outline:
    return outline(script(HEAD + body), listener, finder(**texts))


def items(body: str, listener: Listener = DAY, /, **texts: str) -> tuple[OutlineItem, ...]:
    (part,) = outlined(body, listener, **texts).parts
    return part.items


def spoken(found: Outline) -> list[str]:
    return [utterance.text for utterance in utterances(found)]


def rests(found: tuple[OutlineItem, ...] | tuple[OutlineSection, ...]) -> list[Rest]:
    """All rests of an outline in order, also those inside repeats and practices."""
    rests_found: list[Rest] = []
    for item in found:
        if isinstance(item, Rest):
            rests_found.append(item)
        elif isinstance(item, OutlineSection | OutlineRepeat):
            rests_found += rests(item.items)
        elif isinstance(item, SubPractice):
            rests_found += rests(item.parts)
    return rests_found
