"""Errors of backgrounds, bells and sound files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from voiceguide.errors._base import VoiceguideError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path


NOTHING_HEARD: Final = "nothing is heard in it"
"""The reason why a sound file with nothing but silence cannot be used."""


NO_SUCH_FILE: Final = "there is no such file"
"""The reason why a sound file that does not exist cannot be used."""


class SoundError(VoiceguideError):
    """The root of all errors of backgrounds, bells and sound files."""


class BackgroundNotFoundError(SoundError):
    """No background or bell of that name, or no such file. Data: `name`, `near`."""

    def __init__(self, name: str, near: list[str]) -> None:
        self.name, self.near = name, near
        hint = did_you_mean(near) or "; 'voiceguide sounds' shows the backgrounds"
        super().__init__(f"there is no background called {name!r}{hint}")


class BackgroundSpecError(SoundError):
    """A background specification that cannot be read. Data: `text`, `remedy`."""

    def __init__(self, text: str, remedy: str) -> None:
        self.text, self.remedy = text, remedy
        super().__init__(f"{text!r} cannot be the background: {remedy}")


class AudioFileError(SoundError):
    """A sound file that cannot be used. Data: `path`, `reason`."""

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path, self.reason = path, reason
        missing = f"there is no file {path}; check its name and its folder"
        super().__init__(missing if reason == NO_SUCH_FILE else f"{path} cannot be used as sound: {reason}")


class RecipeError(SoundError):
    """A recipe with a mistake. Data: `file`, `key` (dotted), `remedy`."""

    def __init__(self, file: str, key: str, remedy: str) -> None:
        self.file, self.key, self.remedy = file, key, remedy
        super().__init__(f"{file}: {key}: {remedy}")


class BackgroundLostError(SoundError):
    """The process that was making a background ended before it was finished. Data: `name`, `reason`."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"the background {name} could not be made ({reason}); try again, or choose another one")
