"""Compares scripts without their line numbers."""

from dataclasses import fields, is_dataclass
from typing import Any

from voiceguide.script.model import Place


def placeless(value: Any) -> Any:
    """The value as nested tuples, in which each object begins with the name of its class and each `Place` is None."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value):
        parts = (placeless(getattr(value, field.name)) for field in fields(value) if field.compare)
        return (type(value).__name__, *parts)
    if isinstance(value, tuple):
        return tuple(map(placeless, value))
    return value
