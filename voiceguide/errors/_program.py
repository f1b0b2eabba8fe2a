"""Errors of everything around a session: settings, log, terminal, the page, and publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from voiceguide.errors._base import VoiceguideError

if TYPE_CHECKING:
    from pathlib import Path


class LogError(VoiceguideError):
    """The log of sessions cannot be used. Data: `path`, `reason`, `damaged` (whether the file is not a log at all)."""

    def __init__(self, path: Path, reason: str, *, damaged: bool = False) -> None:
        self.path, self.reason, self.damaged = path, reason, damaged
        super().__init__(f"the log {path} cannot be used: {reason}")


class NoTerminalError(VoiceguideError):
    """A command asks questions, and there is no terminal for the answers. Data: `command`, `remedy`."""

    def __init__(self, command: str, remedy: str) -> None:
        self.command, self.remedy = command, remedy
        super().__init__(f"'voiceguide {command}' asks questions, and there is no terminal here; {remedy}")


class ConfigError(VoiceguideError):
    """A setting that cannot be used, or, if `key` is empty, a whole file. Data: `place` (a file or a variable; empty if
    the setting was just typed), `key`, `remedy`.
    """

    def __init__(self, place: str, key: str, remedy: str) -> None:
        self.place, self.key, self.remedy = place, key, remedy
        if not place:
            super().__init__(f"{key}: {remedy}{'' if remedy.endswith('?') else '.'} Nothing was changed")
        else:
            super().__init__(f"{place}: {key}: {remedy}" if key else f"{place} {remedy}")


class RequestError(VoiceguideError):
    """A request for a session that cannot be read or met. Data: `key`, `remedy`, `known` (whether requests have such a
    key).
    """

    def __init__(self, key: str, remedy: str, *, known: bool = True) -> None:
        self.key, self.remedy, self.known = key, remedy, known
        super().__init__(f"{key}: {remedy}" if known else f"{key} is not known here; {remedy}")


_MOST_LISTED: Final = 100
"""The most mistakes that are listed. If there are more, most of them are usually the same mistake, made often."""


class CatalogueError(VoiceguideError):
    """A catalogue, or a list of people, that cannot be published. Data: `file`, `mistakes` (each with its place and its
    remedy), `other` (the error of the other file, if both the catalogue and the list have mistakes; otherwise None).
    """

    def __init__(
        self, file: Path | str, mistakes: list[str] | tuple[str, ...], other: CatalogueError | None = None
    ) -> None:
        self.file, self.mistakes, self.other = str(file), tuple(mistakes), other
        more = len(self.mistakes) - _MOST_LISTED
        listed = [*self.mistakes[:_MOST_LISTED], *([f"and {more} more mistakes"] if more > 0 else [])]
        lines = [*(f"{file}: {mistake}" for mistake in listed), *([str(other)] if other else [])]
        super().__init__("\n".join(lines))


class BusyError(VoiceguideError):
    """Too many sessions are waiting to be made, so no more are accepted. Data: `waiting`."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(f"{waiting} sessions are waiting to be made; try again in a minute")


class AddressError(VoiceguideError):
    """The page cannot be served at an address. Data: `host`, `port`, `reason`, `free` (another port; 0: none found)."""

    def __init__(self, host: str, port: int, reason: str, free: int) -> None:
        self.host, self.port, self.reason, self.free = host, port, reason, free
        remedy = f"; --port {free} is free" if free else ""
        super().__init__(f"the page cannot be served at {host} port {port}: {reason}{remedy}")


class CertificateError(VoiceguideError):
    """A certificate cannot be used. Data: `cert`, `key`, `reason` (empty: the files are not certificates)."""

    def __init__(self, cert: Path, key: Path, reason: str = "") -> None:
        self.cert, self.key, self.reason = cert, key, reason
        fault = f"cannot be read: {reason}" if reason else "are not a certificate and its key in PEM format"
        super().__init__(f"{cert} and {key} {fault}")
