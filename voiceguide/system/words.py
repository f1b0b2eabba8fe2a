"""Lists of words, written as one text: ``"the a an"``."""


def words_of(text: str) -> tuple[str, ...]:
    """The words in a text that is separated by spaces, in order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The same words as a set."""
    return frozenset(text.split())
