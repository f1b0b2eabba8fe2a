"""Lists of words, written as one text: ``"the a an"``."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list that is written with spaces between them, in their order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The same words where only being among them matters."""
    return frozenset(text.split())
