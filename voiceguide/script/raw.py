"""An entry of the front matter as it was written, and the shapes it can be read in: text, list, map."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from voiceguide.script.findings import SlipError, short
from voiceguide.script.scalars import read_list, read_pair, read_plain, read_scalar, split_map, strip_comment

_BLOCK_TEXT: Final = re.compile(r"[|>][+-]?\d?")
_FLOW_COMMENT: Final = re.compile(r"[\]}][ \t]+#[^\]}]*$")


@dataclass(frozen=True)
class Raw:
    """A key with everything written after it."""

    key: str
    line: int
    rest: str
    """What stands after the colon, as it is."""
    block: tuple[tuple[int, str], ...]
    """The indented lines below, with their numbers."""

    def text(self) -> str:
        """The value as one line of text, which may be empty. Raises `SlipError`."""
        lines = [line for _, line in self.block]
        if _BLOCK_TEXT.fullmatch(self.rest.strip()):
            return " ".join(" ".join(lines).split())
        if not lines:
            return read_plain(self.rest)
        return read_scalar(" ".join([strip_comment(self.rest), *lines]))

    def some_text(self, example: str) -> str:
        """The same, but not empty. Raises `SlipError` with the example."""
        text = self.text()
        if not text:
            raise SlipError("value-missing", f"{self.key} has no value; write it like {self.key}: {example}")
        return text

    def items(self) -> tuple[str, ...]:
        """The value as a list: ``a, b``, ``[a, b]`` or lines that begin with a dash. Raises `SlipError`."""
        if self.rest.strip() or not self.block:
            return read_list(self._flow())
        return tuple(item for _, line in self.block if (item := read_plain(re.sub(r"^-(?=\s|$)", "", line))))

    @property
    def is_map(self) -> bool:
        """Whether it is written as ``{…}`` or as an indented block."""
        return self.rest.strip()[:1] == "{" or (not strip_comment(self.rest).strip() and bool(self.block))

    def pairs(self, read: Callable[[str, str], None] = lambda _name, _value: None) -> tuple[tuple[str, str], ...]:
        """The value as words with values, in order, each shown to `read`, which may raise `SlipError`.

        Raises `SlipError` with all mistakes together, each with its line.
        """
        found: dict[str, str] = {}
        slips: list[SlipError] = []
        for line, text in self._written_pairs():
            try:
                name, value = read_pair(text)
                if name in found:
                    raise SlipError("key-twice", f"{self.key} has {short(name)!r} twice; keep one of them")
                found[name] = value
                read(name, value)
            except SlipError as slip:
                slips.append(SlipError(slip.code, slip.message, line))
        if slips:
            raise SlipError(slips[0].code, slips[0].message, slips[0].line, tuple(slips[1:]))
        return tuple(found.items())

    def _written_pairs(self) -> list[tuple[int, str]]:
        """The pairs as they are written, with their lines. Raises `SlipError` where there are none."""
        if self.rest.strip()[:1] == "{":
            return [(self.line, pair) for pair in split_map(self._flow())]
        if self.is_map:
            return list(self.block)
        if strip_comment(self.rest).strip():
            read_scalar(self.rest)
            raise SlipError("map", f"{self.key} needs words with values; write it like {self.key}: {{word: value}}")
        raise SlipError("value-missing", f"{self.key} has no value; write it like {self.key}: {{word: value}}")

    def _flow(self) -> str:
        text = " ".join([self.rest, *(line for _, line in self.block)]).rstrip()
        comment = _FLOW_COMMENT.search(text) if text.lstrip()[:1] in ("[", "{") else None
        return text[: comment.start() + 1] if comment else strip_comment(text)
