"""Compares scripts without their line numbers."""

from dataclasses import fields, is_dataclass
from typing import Any

from voiceguide.script.model import Place


def placeless(value: Any) -> Any:
    """A value without any `Place`, as nested tuples that begin with the name of their class."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value):
        parts = (placeless(getattr(value, field.name)) for field in fields(value) if field.compare)
        return (type(value).__name__, *parts)
    if isinstance(value, tuple):
        return tuple(map(placeless, value))
    return value
