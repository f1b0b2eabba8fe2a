"""Letters that look like s, k or i, such as the Turkish "ı". A regular expression that ignores case takes them for s, k
or i.
"""

from collections.abc import Iterator

_TWINS = {"s": "ſ", "k": "\u212a", "i": "İı"}
"""For each letter, the letters that look like it. `str.lower` leaves "ſ" and "ı" as they are, and makes two characters
of "İ".
"""


def look_alikes(text: str) -> Iterator[tuple[str, str]]:
    """Each version of the text with one letter replaced by a look-alike, together with this look-alike."""
    for at, sign in enumerate(text):
        for twin in _TWINS.get(sign.lower(), ""):
            yield text[:at] + twin + text[at + 1 :], twin
