"""Completion in bash, which takes words apart at colons: `piper:en` arrives as three words."""

from typing import Any, Final

from click.shell_completion import BashComplete, CompletionItem, add_completion_class

_SPLITS: Final = ":"
"""The character that our voices, backgrounds and lengths contain, and at which bash splits words."""


class _Bash(BashComplete):
    """Rejoins words that bash has split at colons. Of each completion it offers only the part after the last colon,
    because bash keeps the part before it.
    """

    _kept = ""
    """The beginning of the word, up to its last colon, which bash keeps."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one to complete, and the beginning of that word."""
        before, last = super().get_completion_args()
        words: list[str] = []
        for word in (*before, last):
            if words and (word == _SPLITS or words[-1].endswith(_SPLITS)):
                words[-1] += word
            else:
                words.append(word)
        self._kept = words[-1] if last == _SPLITS else words[-1].removesuffix(last)
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """One completion, as a line for click's completion function in bash."""
        value = str(item.value)
        if value.casefold().startswith(self._kept.casefold()):
            value = value[len(self._kept) :]
        return f"{item.type},{value}"


def complete_in_bash() -> None:
    """Make click use our completion for bash from now on."""
    add_completion_class(_Bash)
