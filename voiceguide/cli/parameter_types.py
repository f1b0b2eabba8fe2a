"""How the values of options and arguments are read: lengths, numbers, names of practices, backgrounds and voices."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceguide.errors import LengthError
from voiceguide.lengths import parse_length
from voiceguide.script.languages import is_tag
from voiceguide.session.request import BedAfter
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHORTEST_FADE = 120.0
LONGEST_FADE = 300.0
"""In seconds. The last fade takes 2 to 5 minutes, because a shorter one wakes people. This range is our own judgement.
"""


class LengthType(click.ParamType[Seconds]):
    """A length such as 90s, 10m, 7:30 or 10 (minutes). Its value is in seconds."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Seconds:
        """The length in seconds; anything that is not a length is a usage error."""
        if isinstance(value, float):
            return value
        try:
            return parse_length(str(value), bare=60.0)
        except LengthError as error:
            self.fail(str(error), param, ctx)


def completed(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Completions for a shell: the names that begin with what was typed, in small or capital letters."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names if name.casefold().startswith(incomplete.casefold())]


def _files(incomplete: str) -> list[CompletionItem]:
    """A completion that asks the shell to complete file names. It must come first, because bash forgets the completions
    before it.
    """
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


class PracticeType(click.ParamType[str]):
    """A practice by its name, title or path; - is standard input."""

    name = "practice"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The practices whose names begin with what was typed, and files."""
        from voiceguide.config import folders
        from voiceguide.script.library import Library, bundled_scripts

        names = Library((folders().scripts, bundled_scripts())).names()
        return [*_files(incomplete), *completed(names, incomplete)]


class LangType(click.ParamType[str]):
    """A language code, such as de or pt-br."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; anything that is not a language code is a usage error."""
        if value and not is_tag(str(value)):
            self.fail(f"{value!r} is not a language code; write one such as en, en-gb or de", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The language codes of the installed voices, as far as they begin with what was typed."""
        from voiceguide.speech.voices import list_voices

        langs = {offered.voice.language for offered in list_voices((), None).voices} - {""}
        return completed(sorted(langs), incomplete)


class FadeType(LengthType):
    """A length from `SHORTEST_FADE` to `LONGEST_FADE`. Its value is in seconds."""

    name = "fade"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Seconds:
        """The length in seconds. A length outside the range is a usage error, because shorter fades wake people."""
        seconds = super().convert(value, param, ctx)
        if not SHORTEST_FADE <= seconds <= LONGEST_FADE:
            self.fail(f"a fade takes {SHORTEST_FADE / 60:g} to {LONGEST_FADE / 60:g} minutes, not {value}", param, ctx)
        return seconds


class LengthsType(click.ParamType[tuple[Seconds, ...]]):
    """Several lengths, separated by commas. Their values are in seconds."""

    name = "lengths"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Seconds, ...]:
        """The lengths in seconds, in the order given, without repetitions."""
        if isinstance(value, tuple):
            return value
        one = LengthType()
        return tuple(dict.fromkeys(one.convert(part.strip(), param, ctx) for part in str(value).split(",")))


class NumbersType(click.ParamType[tuple[int, ...]]):
    """Whole numbers from 1 up, separated by commas."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers in ascending order, without repetitions."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",")]
        if not all(part.isdecimal() and int(part) > 0 for part in parts):
            self.fail(f"{value!r} is not a list of part numbers; write it like 4,7", param, ctx)
        return tuple(sorted(set(map(int, parts))))


class ThenType(click.ParamType[str]):
    """What follows a session, as [SOUND:]LENGTH. It is checked, but kept as typed."""

    name = "then"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as typed, if it ends with a length or is "none"; any other text is a usage error."""
        try:
            parse_then(str(value))
        except LengthError as error:
            self.fail(str(error), param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The backgrounds whose names begin with what was typed, each followed by the colon before the length; and
        ``none``.
        """
        from voiceguide.config import folders
        from voiceguide.sound.catalogue import known_names

        names = known_names(folders().sounds, "background")
        return [*completed((f"{name}:" for name in names), incomplete), *completed(["none"], incomplete)]


def parse_then(text: str) -> BedAfter:
    """Read `[SOUND:]LENGTH`, such as 40m, ocean:40m or rain:-3,bowls:-9:1:30:00. "none" means that nothing follows.
    Raises `LengthError`.
    """
    if text.strip().casefold() == "none":
        return BedAfter(None, 0.0)
    for at in [-1, *(at for at, sign in enumerate(text) if sign == ":")]:
        try:
            length = parse_length(text[at + 1 :], bare=60.0)
        except LengthError:
            continue
        return BedAfter(text[:at].strip() if at > 0 and text[:at].strip() else None, length)
    raise LengthError(text, "write it like 40m or ocean:40m")


class TextType(click.ParamType[str]):
    """A text that is not empty."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The stripped text; an empty one is a usage error, not a way to ask for the default."""
        text = str(value).strip()
        if not text:
            self.fail("nothing is given; write a value, or leave out the option", param, ctx)
        return text


class BackgroundType(TextType):
    """A background: a name, a mix, a file, or none."""

    name = "background"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The backgrounds whose names begin with what was typed, or with what was typed last in a mix; and files."""
        from voiceguide.config import folders
        from voiceguide.sound.catalogue import known_names

        before, comma, _ = incomplete.rpartition(",")
        names = [*known_names(folders().sounds, "background"), "none"]
        found = completed((f"{before}{comma}{name}" for name in names), incomplete)
        return [*_files(incomplete), *found]


class NumberRange(click.ParamType[float]):
    """A number in a range. `nan` is refused. Click does not add the range to the help, so the help of each option names
    it.
    """

    name = "number"

    def __init__(self, least: float, greatest: float) -> None:
        self._least, self._greatest = least, greatest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; anything else, or a number outside the range, is a usage error."""
        try:
            number = float(value)
        except ValueError:
            number = nan
        if isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        if not self._least <= number <= self._greatest:
            self.fail(f"write a number from {self._least:g} to {self._greatest:g}, not {value}", param, ctx)
        return number


class CountRange(click.ParamType[int]):
    """A whole number in a range. Click does not add the range to the help, so the help of each option names it."""

    name = "n"

    def __init__(self, least: int, greatest: int | None = None) -> None:
        self._least, self._greatest = least, greatest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; anything else, or a number outside the range, is a usage error."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number", param, ctx)
        if number < self._least or (self._greatest is not None and number > self._greatest):
            limits = (
                f"of {self._least} or more" if self._greatest is None else f"from {self._least} to {self._greatest}"
            )
            self.fail(f"write a number {limits}, not {number}", param, ctx)
        return number


class VoiceType(TextType):
    """A voice, such as ENGINE:NAME. The path of a folder of recordings is made absolute, so that `--again` finds it
    from anywhere.
    """

    name = "voice"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; whether the voice exists is checked when it speaks."""
        from voiceguide.speech.engines.table import absolute_voice

        return absolute_voice(super().convert(value, param, ctx), Path())

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The installed voices whose full or short names begin with what was typed."""
        from voiceguide.speech.voices import list_voices

        found = list_voices((), None).voices
        return completed(dict.fromkeys(name for one in found for name in (one.short_name, one.name)), incomplete)


class WordsType(click.ParamType[tuple[str, str]]):
    """One of the listener's own words, as KEY=VALUE."""

    name = "key=value"

    def __init__(self, empty: str = "write it like {key}=Robin") -> None:
        """`empty`: what the error message advises if nothing follows the equals sign; {key} in it becomes the key."""
        self._empty = empty

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The key and the words."""
        key, equals, words = str(value).partition("=")
        if equals and key.strip() and not words.strip():
            remedy = self._empty.replace("{key}", key.strip())
            self.fail(f"nothing comes after {key.strip()}=; {remedy}", param, ctx)
        if not equals or not key.strip():
            self.fail(f"write it like name=Robin, not {value!r}", param, ctx)
        return key.strip().lower(), words.strip()
