"""Finds names in front of words: those of speakers in transcripts, and ids such as ``intro-welcome:``, by which a
program finds a line.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from voiceguide.texts._brackets import is_cue_line
from voiceguide.texts._patterns import COLONS, Pattern

_NAMED: Final = Pattern(
    r"^[>\s]*[*_]{0,2}(?P<name>[A-ZÀ-Þ][\w.'’\-]{0,30}(?:[ \u00a0]+(?:[A-ZÀ-Þ(][\w.'’\-)]{0,30}|\d{1,3})){0,3})"
    r"[*_]{0,2}\s*[:：][*_]{0,2}[ \t]+(?=\S)",
    needs=COLONS,
)
_NO_NAMES: Final = Pattern(
    r"(?i)(?:in|ex)?hal\w*|in|out|hold|pause|breath\w*|notice|feel|remember|note|now|then|step|part|stage|phase|day|"
    r"week|one|two|three|four|five|first|second|third|left|right|say|ein|aus|halten|einatmen|ausatmen|inspir\w*|expir\w*|"
    r"inhala|exhala|\d+"
)
"""Matches words that begin lines of an exercise and are nobody's name."""


_LINE_NAMED: Final = Pattern(
    r"^[>\s]*[*_`]{0,2}(?P<name>[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)+)[*_`]{0,2}\s*:\s+(?=\S)", needs=":"
)


def line_names(rows: Iterable[str]) -> frozenset[str]:
    """The ids in front of lines, as in ``intro-welcome: You can stop.``, by which a program finds them. Empty unless at
    least three lines, and half of all lines, have such an id.
    """
    known = [row for row in rows if row.strip()]
    names = [match["name"] for row in known if (match := _LINE_NAMED.match(row))]
    return frozenset(names) if len(names) >= 3 and len(names) >= 0.5 * len(known) else frozenset()


def named_speakers(rows: Iterable[str], *, least: int = 3, share: float = 0.5) -> frozenset[str]:
    """The names in front of words, if enough rows have a name and the names are repeated; otherwise empty.

    At least `least` rows must have a name, and at least the part `share` of all rows. One name must occur twice, and
    there may be at most 7 different names for every 10 rows that have one.
    """
    known = [row for row in rows if row.strip()]
    names = Counter(match["name"] for row in known if (match := _NAMED.match(row)) and not is_cue_line(row))
    for name in [name for name in names if _NO_NAMES.fullmatch(name.split()[0])]:
        del names[name]
    count = sum(names.values())
    if count < least or count < share * len(known) or max(names.values()) < 2 or len(names) > 0.7 * count:
        return frozenset()
    return frozenset(names)


def without_speaker(row: str, names: frozenset[str]) -> tuple[str, str]:
    """The row without the name in front of it, and the name with its colon. The name is empty if it is none
    of `names`.
    """
    match = (_NAMED.match(row) or _LINE_NAMED.match(row)) if names and not is_cue_line(row) else None
    return (row[match.end() :], match[0].strip()) if match and match["name"] in names else (row, "")
