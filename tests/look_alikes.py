"""Letters of other alphabets that a pattern takes for s, k or i if it ignores capitals."""

from collections.abc import Iterator

_TWINS = {"s": "ſ", "k": "\u212a", "i": "İı"}
"""`str.lower` leaves the long s and the dotless i as they are, and makes two characters of the dotted capital I."""


def look_alikes(text: str) -> Iterator[tuple[str, str]]:
    """The text with one letter after the other replaced; and the letter that is now in its place."""
    for at, sign in enumerate(text):
        for twin in _TWINS.get(sign.lower(), ""):
            yield text[:at] + twin + text[at + 1 :], twin
