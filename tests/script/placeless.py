"""Scripts without line numbers, so that two of them can be compared by what they say."""

from dataclasses import fields, is_dataclass
from typing import Any

from voiceguide.script.model import Place


def placeless(value: Any) -> Any:
    """The value with every `Place` taken out, as nested tuples that begin with the name of their class."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value):
        parts = (placeless(getattr(value, field.name)) for field in fields(value) if field.compare)
        return (type(value).__name__, *parts)
    if isinstance(value, tuple):
        return tuple(map(placeless, value))
    return value
