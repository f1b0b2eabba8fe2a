"""Errors of the files that a session is written to, and of the devices that play it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide.errors._base import VoiceguideError, or_list

if TYPE_CHECKING:
    from pathlib import Path


class OutputError(VoiceguideError):
    """The root of all errors of writing and playing a session."""


class FileThereError(OutputError):
    """A file would be overwritten. Data: `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} exists; --force replaces it")


class FolderError(OutputError):
    """A folder that is missing, or to which nothing can be written. Data: `folder`, `reason`."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"cannot write into {folder}: {reason}")


class FormatError(OutputError):
    """An unknown file ending, or an unknown kind of captions. Data: `ending` (or the kind), `known`."""

    def __init__(self, ending: str, known: list[str]) -> None:
        self.ending, self.known = ending, known
        what = f"a {ending} file" if ending else "a file without an ending"
        super().__init__(f"cannot write {what}; the ending may be {or_list(known)}")


class CoverError(OutputError):
    """A cover picture that cannot be used. Data: `path`, `reason`."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} cannot be the cover: {reason}")


class WriteFailedError(OutputError):
    """A file could not be written; or, before that, its earlier contents could not be read. An unfinished file is
    removed. Data: `path`, `reason`.
    """

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"could not write {path}: {reason}")


class NoSpeakersError(OutputError):
    """Sound cannot be played on this computer. Data: `reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        remedy = "connect headphones or loudspeakers, check that other programs can be heard, and try again"
        super().__init__(f"nothing can be played: {reason}; {remedy}; 'voiceguide export' saves a session as a file")


class DeviceNotFoundError(OutputError):
    """No sound device of that name. Data: `name`, `known`."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.name, self.known = name, known
        hint = f"; choose {or_list(known)}" if known else ""
        super().__init__(f"there is no sound device called {name!r}{hint}; 'voiceguide devices' shows the devices")
