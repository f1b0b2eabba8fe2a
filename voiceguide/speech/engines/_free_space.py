"""Checks the disk space for a voice that is about to be installed."""

import shutil
from pathlib import Path

from voiceguide.errors import VoiceInstallError, system_reason
from voiceguide.system.download import megabytes


def require_space(name: str, folder: Path, needed: int) -> None:
    """Create the folder for the voice `name`. Raises `VoiceInstallError` if it cannot be made, or if less than
    `needed` bytes are free there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise VoiceInstallError(name, f"{folder} cannot be written: {system_reason(error)}") from error
    if needed > free:
        raise VoiceInstallError(name, f"{folder} has only {megabytes(free)} free, and {megabytes(needed)} are needed")
