"""Makes keys for sessions and files from everything that shapes them. Keys are stored on disk, so they are made only of
plain values, and stay the same if a class is renamed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any

from voiceguide import __version__


def identity(*shaped_by: object) -> str:
    """A key for a file or session that this version of voiceguide makes from these values: 24 hexadecimal digits."""
    values = json.dumps([__version__, *map(plain, shaped_by)], sort_keys=True)
    return hashlib.sha256(values.encode()).hexdigest()[:24]


def plain(value: object, without: tuple[type, ...] = ()) -> Any:
    """The value in a form that JSON can store. A dataclass becomes a mapping of its fields by name. Three kinds of
    fields are left out: those with their default value, so that a new field with a default changes no key; those whose
    value belongs to a class in `without`; and those with `compare=False`. Raises TypeError for a value that has no such
    form.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | list):
        return [plain(one, without) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one, without) for key, one in value.items()}
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no plain form for a key")
    held = {one.name: getattr(value, one.name) for one in fields(value) if one.compare}
    usual = {one.name: _default(one) for one in fields(value)}
    return {
        name: plain(one, without) for name, one in held.items() if one != usual[name] and not isinstance(one, without)
    }


def _default(one: Field[Any]) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()
