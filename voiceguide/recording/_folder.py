"""The folder that a recording becomes: whole, or not there at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from voiceguide.errors import AudioFileError, FileThereError, FolderError
from voiceguide.script.model import PIECES
from voiceguide.sound.pieces import INDEX

_PART: Final = ".voiceguide-part-"


def require_free(folder: Path, *, force: bool) -> None:
    """Check that the folder can be made, or may be replaced with `force`. Raises `FolderError` and `FileThereError`."""
    if not folder.exists():
        if not folder.resolve().parent.is_dir():
            raise FolderError(folder.resolve().parent, "there is no such folder")
        return
    if not folder.is_dir():
        raise FolderError(folder, "it is a file, and a recording becomes a folder")
    ours = (folder / PIECES / INDEX).is_file()
    if not ours and any(folder.iterdir()):
        raise FolderError(folder, "it holds other files; name a folder that is not there yet")
    if ours and not force:
        raise FileThereError(folder)


@contextmanager
def new_folder(folder: Path, *, force: bool) -> Iterator[Path]:
    """A new folder to write into. At the end it is moved to its own name, complete; after any error it is deleted."""
    target = folder.resolve()
    try:
        made = Path(tempfile.mkdtemp(prefix=_PART, dir=target.parent))
    except OSError as error:
        raise FolderError(target.parent, (error.strerror or str(error)).lower()) from error
    try:
        yield made
        require_free(folder, force=force)
        made.chmod(0o755)
        if target.exists():
            old = made / f"{_PART}old"
            target.replace(old)
            made.replace(target) if not old.exists() else _swapped(made, old, target)
        else:
            made.replace(target)
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError):
            raise FolderError(folder, (error.strerror or str(error)).lower()) from error
        raise AudioFileError(folder, f"the pieces cannot be written: {error}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _swapped(made: Path, old: Path, target: Path) -> None:
    made.replace(target)
    shutil.rmtree(target / old.name, ignore_errors=True)
