"""Functions that piper and Kokoro share, because both find their voices as files on this machine."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol, TypeVar

from voiceguide.errors import EngineMissingError, LanguageNotSpokenError
from voiceguide.script.languages import family, plain_tag
from voiceguide.system.install_hint import install_command


class _OfALanguage(Protocol):
    @property
    def language(self) -> str: ...


_Shelved = TypeVar("_Shelved", bound=_OfALanguage)


def engine_version(engine: str, package: str) -> str:
    """The version of an engine's package. Raises `EngineMissingError` with the command that installs it."""
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise EngineMissingError(engine, f"install it with: {install_command(engine, package)}") from error


def best_for(engine: str, lang: str, shelf: Sequence[_Shelved], download: str | None) -> _Shelved:
    """The first voice on the `shelf` for a language: one with exactly its tag or, if there is none, one for the same
    language in another country.

    If there is none either, raises `LanguageNotSpokenError` with the command that installs the voice named `download`.
    If `download` is None, no voice for the language can be downloaded, and the error names no command.
    """
    of_family = [voice for voice in shelf if family(voice.language) == family(lang)]
    if not of_family:
        remedy = f"'voiceguide voices install {download}' downloads one" if download else ""
        raise LanguageNotSpokenError(engine, lang, remedy)
    return next((voice for voice in of_family if voice.language == plain_tag(lang)), of_family[0])
