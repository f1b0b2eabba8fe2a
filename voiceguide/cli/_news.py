"""Notes that a listener sees only once."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from voiceguide.errors import ConfigError
from voiceguide.system.toml import change_value, read_toml

if TYPE_CHECKING:
    from voiceguide.config import Folders


def is_news(topic: str, folders: Folders) -> bool:
    """Whether the note about this topic has never been shown on this machine. From now on it counts as shown; if that
    cannot be saved, the note is shown again next time.
    """
    file = folders.scripts.parent / "told.toml"
    with suppress(ConfigError):
        if read_toml(file).get(topic):
            return False
        change_value(file, topic, True)
    return True
