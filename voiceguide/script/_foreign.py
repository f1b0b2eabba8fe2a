"""Recognises front matter of other programs: notes, and pages of websites, also begin with lines
between two ``---``.
"""

import re
from collections.abc import Sequence
from typing import Final

from voiceguide.errors import nearest
from voiceguide.script._front_matter import FENCE, KEYS
from voiceguide.system.plain_text import word_set

_KEY: Final = re.compile(r"([^\W\d_][\w .-]{0,40})[ \t]*:(?:\s|$)")
_OURS_ALONE: Final = ("for", "say", "cues", "need", "next", "rights")
"""Keys that only our scripts have."""
_OF_NOTES: Final = word_set(
    """
    aliases alias cssclass cssclasses date created modified updated layout permalink slug draft publish published
    categories category id uid uuid status type source url image weight toc parent related keywords description
    """
)
"""Keys of notes and pages. Nobody would write one of them in a script by mistake."""
_OUR_MARK: Final = (
    r"(?m)\[(?:silence|breathe)\b|^\s*\[(?:practice|images) [^\[\]]+\]\s*$|^\s*\[repeat \d[^\[\]]*\]\s*$"
    r"|^#+ .*\{[a-z][^{}]*\}\s*$"
)
_OUR_PAUSE: Final = r"(?m)^\s*\[\d[\d.]*\s?(?:s|m)\b[^\[\]]*\]\s*$"


def of_another_program(lines: Sequence[str]) -> bool:
    """Whether a text that begins with three dashes belongs to another program: it is a note, a page or YAML, and not a
    script of ours.

    A text whose first line after the dashes is an item of a list is YAML. Any other text is ours if it has only keys of
    ours, or if it has a key, a directive or an attribute that only our scripts have. (But ``tags`` without ``title``
    may be a note.) Of the texts that are left, one with a key of notes belongs to another program. One without such a
    key is ours only if each unknown key looks like a misspelt key of ours, or if a line is a pause such as ``[5s]``.
    """
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if next((line for line in lines[first + 1 :] if line.strip()), "").startswith("- "):
        return True
    end = next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() == FENCE), first)
    keys = [match[1].lower() for line in lines[first + 1 : end] if (match := _KEY.match(line))]
    unknown = [key for key in keys if key not in KEYS]
    body = "\n".join(lines[end + 1 :])
    if not (unknown or ("tags" in keys and "title" not in keys)) or any(key in _OURS_ALONE for key in keys):
        return False
    if re.search(_OUR_MARK, body):
        return False
    if any(key in _OF_NOTES for key in keys):
        return True
    misspelt = bool(unknown) and all(nearest(key, KEYS) for key in unknown)
    return not misspelt and not re.search(_OUR_PAUSE, body)
