"""Downloads files, resuming where a broken connection stopped.

The bytes that have arrived are kept in a part file, and the next attempt appends to it. When the part file's size and
checksum are right, the caller renames it.
"""

import http.client
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from voiceguide.errors import SpeechError, system_reason
from voiceguide.system.checksum import md5_of, sha256_of
from voiceguide.units import Seconds

_TIMEOUT: Final[Seconds] = 30.0
"""After this many seconds in which the server sends nothing, we give up."""

_CHUNK: Final = 1 << 18
_USER_AGENT: Final = "voiceguide"
_LARGEST_LIST: Final = 20_000_000


class DownloadError(SpeechError):
    """A file could not be downloaded. The error's text is the reason."""


@dataclass(frozen=True)
class RemoteFile:
    """A file to download, with the size and checksum it must have."""

    url: str
    size: int
    """The size of the file in bytes."""
    checksum: str
    """A SHA-256 or an MD5, in hexadecimal. An MD5 protects against damage, but not against forgery."""


def fetch_bytes(url: str) -> bytes:
    """Download a small file into memory. Raises `DownloadError`, also if the file is larger than 20 MB."""
    with _opened(url, 0) as response:
        try:
            data = bytes(response.read(_LARGEST_LIST + 1))
        except (OSError, http.client.HTTPException) as error:
            raise DownloadError(f"the connection to {urlsplit(url).hostname} broke") from error
    if len(data) > _LARGEST_LIST:
        limit = megabytes(_LARGEST_LIST)
        raise DownloadError(f"{urlsplit(url).hostname} sent more than {limit}, where a small file was expected")
    return data


def fetch(source: RemoteFile, part: Path, progress: Callable[[int], None]) -> None:
    """Download the whole file into `part`, continuing after the bytes that are already there. `progress` gets the
    number of bytes so far.

    Raises `DownloadError`. What has arrived is kept for the next attempt, unless it turned out to be wrong.
    """
    have = size_of(part)
    if have > source.size:
        part.unlink()
        have = 0
    try:
        if have < source.size:
            _resume(source, part, have, progress)
        if (size := size_of(part)) < source.size:
            raise DownloadError(
                f"the connection broke at {megabytes(size)} of {megabytes(source.size)}; "
                "run the same command again to continue"
            )
        if size > source.size or _digest(part, source.checksum) != source.checksum:
            part.unlink()
            raise DownloadError("the wrong file arrived and was deleted; run the same command to start again")
    except OSError as error:
        raise DownloadError(_cannot_write(error, part)) from error
    finally:
        if size_of(part) == 0:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def fetch_each(files: Sequence[tuple[RemoteFile, Path]], progress: Callable[[int, int], None]) -> Iterator[Path]:
    """Download files one after the other, each into its part file, and yield each part file when it is complete.
    `progress` gets two numbers of bytes: those that have arrived so far, and those of all files. Raises what `fetch`
    raises.
    """
    total = sum(source.size for source, _ in files)
    done = 0
    for source, part in files:

        def report(have: int, before: int = done) -> None:
            progress(before + have, total)

        fetch(source, part, report)
        done += source.size
        yield part


def megabytes(size: int) -> str:
    """A number of bytes in MB, for people: ``3.4 MB``, ``61 MB``."""
    return f"{size / 1e6:.0f} MB" if size >= 1e7 else f"{size / 1e6:.1f} MB"


def _resume(source: RemoteFile, part: Path, have: int, progress: Callable[[int], None]) -> None:
    """Download until the end, or until the connection breaks. Raises `DownloadError`, and OSError from the disk."""
    with _opened(source.url, have) as response:
        if have and response.status != http.HTTPStatus.PARTIAL_CONTENT:
            have = 0  # this server sends only whole files
        with part.open("ab" if have else "wb") as file:
            progress(have)
            while chunk := _received(response):
                file.write(chunk)
                have += len(chunk)
                progress(min(have, source.size))
                if have > source.size:
                    break
            file.flush()
            os.fsync(file.fileno())


def _received(response: http.client.HTTPResponse) -> bytes:
    """The next bytes, as soon as some arrive; empty at the end, or if the connection has broken."""
    try:
        return response.read1(_CHUNK)
    except http.client.IncompleteRead as broken:
        return broken.partial
    except (OSError, http.client.HTTPException):
        return b""


def _opened(url: str, first: int) -> Any:
    """The server's response, from byte `first` on if the server supports that. Raises `DownloadError`."""
    host = urlsplit(url).hostname
    headers = {"User-Agent": _USER_AGENT, **({"Range": f"bytes={first}-"} if first else {})}
    try:
        return urlopen(Request(url, headers=headers), timeout=_TIMEOUT)
    except HTTPError as error:
        error.close()
        raise DownloadError(f"{host} answered {error.code} {error.reason} for {urlsplit(url).path}") from error
    except URLError as error:
        raise DownloadError(f"{host} cannot be reached ({system_reason(error.reason)})") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DownloadError(f"{host} cannot be reached ({system_reason(error)})") from error


def _cannot_write(error: OSError, part: Path) -> str:
    kept = size_of(part)
    stays = f"; {megabytes(kept)} have arrived and are kept; run the same command again to continue" if kept else ""
    return f"{part.parent} cannot be written: {system_reason(error)}{stays}"


def size_of(path: Path) -> int:
    """The size of a file in bytes; 0 if it does not exist or cannot be read."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _digest(path: Path, like: str) -> str:
    """The file's checksum, of the same kind as `like`."""
    return md5_of(path) if len(like) == 32 else sha256_of(path)
