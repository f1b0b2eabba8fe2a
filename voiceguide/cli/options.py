"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from voiceguide.config import LEVELS, RATES
from voiceguide.errors import LengthError
from voiceguide.lengths import parse_length
from voiceguide.script.languages import is_tag
from voiceguide.session.request import Afterwards
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHORTEST_FADE = 120.0
LONGEST_FADE = 300.0
"""How long a last fade takes: 2 to 5 minutes, for a shorter one wakes people. Judgement."""

Command = TypeVar("Command", bound=Callable[..., Any])


class LengthType(click.ParamType[Seconds]):
    """A length such as 90s, 10m, 7:30 or 10 (minutes), as seconds."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Seconds:
        """Seconds; anything that is no length is wrong usage."""
        if isinstance(value, float):
            return value
        try:
            return parse_length(str(value), bare=60.0)
        except LengthError as error:
            self.fail(str(error), param, ctx)


def _completed(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names if name.casefold().startswith(incomplete.casefold())]


def _files(incomplete: str) -> list[CompletionItem]:
    """Asks the shell for files that begin so."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


class PracticeType(click.ParamType[str]):
    """A practice by its name, title or path; - is what comes on stdin."""

    name = "practice"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, and files."""
        from voiceguide.config import folders
        from voiceguide.script.library import Library, bundled_scripts

        names = Library((folders().scripts, bundled_scripts())).names()
        return [*_completed(names, incomplete), *_files(incomplete)]


class LangType(click.ParamType[str]):
    """The tag of a language, such as de or pt-br."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; what is no tag is wrong usage."""
        if value and not is_tag(str(value)):
            self.fail(f"{value!r} is not a language code; write one such as en, en-gb or de", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The languages of the voices here that begin so."""
        from voiceguide.speech.voices import choices

        langs = {offered.voice.language for offered in choices((), None).voices} - {""}
        return _completed(sorted(langs), incomplete)


class FadeType(LengthType):
    """A length from `SHORTEST_FADE` to `LONGEST_FADE`, as seconds."""

    name = "fade"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Seconds:
        """Seconds; shorter fades wake people."""
        seconds = super().convert(value, param, ctx)
        if not SHORTEST_FADE <= seconds <= LONGEST_FADE:
            self.fail(f"a fade takes {SHORTEST_FADE / 60:g} to {LONGEST_FADE / 60:g} minutes", param, ctx)
        return seconds


class LengthsType(click.ParamType[tuple[Seconds, ...]]):
    """Several lengths with commas between them, as seconds."""

    name = "lengths"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Seconds, ...]:
        """Seconds, each once, in the order given."""
        if isinstance(value, tuple):
            return value
        one = LengthType()
        return tuple(dict.fromkeys(one.convert(part.strip(), param, ctx) for part in str(value).split(",")))


class NumbersType(click.ParamType[tuple[int, ...]]):
    """Whole numbers from 1 on, with commas between them."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers, each once, in order."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",")]
        if not all(part.isdecimal() and int(part) > 0 for part in parts):
            self.fail(f"{value!r} are not numbers of parts; write them like 4,7", param, ctx)
        return tuple(sorted(set(map(int, parts))))


class ThenType(click.ParamType[str]):
    """[SOUND:]LENGTH, checked and left as it was typed."""

    name = "then"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; what has no length in it is wrong usage."""
        try:
            parse_then(str(value))
        except LengthError as error:
            self.fail(f"{error}; write it like 40m or ocean:40m", param, ctx)
        return str(value)


def parse_then(text: str) -> Afterwards:
    """`[SOUND:]LENGTH`: 40m, ocean:40m, rain:-3,bowls:-9:1:30:00, or none: nothing. Raises `LengthError`."""
    if text.strip().casefold() == "none":
        return Afterwards(None, 0.0)
    for at in [-1, *(at for at, sign in enumerate(text) if sign == ":")]:
        try:
            length = parse_length(text[at + 1 :], bare=60.0)
        except LengthError:
            continue
        return Afterwards(text[:at].strip() if at > 0 and text[:at].strip() else None, length)
    raise LengthError(text, "it has no length")


class TextType(click.ParamType[str]):
    """A text with something in it."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text without white space at its ends; nothing at all is wrong usage, and no way to ask for the usual."""
        text = str(value).strip()
        if not text:
            self.fail("nothing stands there", param, ctx)
        return text


class BackgroundType(TextType):
    """A background: a name, a mix, a file, or none."""

    name = "background"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, the last one of a mix too, and files."""
        from voiceguide.config import folders
        from voiceguide.sound.catalogue import known_names

        before, comma, _ = incomplete.rpartition(",")
        names = [*known_names(folders().sounds, "background"), "none"]
        found = _completed((f"{before}{comma}{name}" for name in names), incomplete)
        return [*found, *_files(incomplete)]


class NumberRange(click.FloatRange):
    """Numbers of a range, among which there is no `nan`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        number = float(super().convert(value, param, ctx))
        if isnan(number):
            self.fail(f"{value!r} is no number", param, ctx)
        return number


class VoiceType(TextType):
    """ENGINE:NAME. A folder of recordings is made absolute, so that `--again` finds it from elsewhere."""

    name = "voice"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; whether there is such a voice is known when it speaks."""
        from voiceguide.speech.engines.table import placed

        return placed(super().convert(value, param, ctx), Path())

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The voices here that begin so, by their whole and their short names."""
        from voiceguide.speech.voices import choices

        found = choices((), None).voices
        return _completed(dict.fromkeys(name for one in found for name in (one.short_name, one.name)), incomplete)


class WordsType(click.ParamType[tuple[str, str]]):
    """The listener's own words, KEY=VALUE."""

    name = "key=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The key and the words."""
        key, equals, words = str(value).partition("=")
        if not equals or not key.strip() or not words.strip():
            self.fail(f"{value!r} is not KEY=VALUE, for example name=Robin", param, ctx)
        return key.strip().lower(), words.strip()


def session_options(command: Command) -> Command:
    """Everything that shapes a session."""
    for option in reversed(_SESSION):
        command = option(command)
    return command


_SESSION = (
    click.option("-l", "--length", type=LengthType(), help="How long: 10, 10m, 7m30s or 7:30."),
    click.option("--nearest", is_flag=True, help="Take the nearest length that fits, if this one does not."),
    click.option("-b", "--background", type=BackgroundType(), metavar="SOUND",
                 help="A name, a mix as rain:-3,bowls:-9, a file, or none."),
    click.option(
        "--background-level", type=NumberRange(*LEVELS), metavar="LU",
        help="How far the background lies under the voice, 12 to 26 (20).",
    ),
    click.option("--duck", type=NumberRange(0, 3), metavar="DB", help="Lower a loud background under the voice."),
    click.option("--voice", type=VoiceType(), metavar="ENGINE:NAME",
                 help="'voiceguide voices' shows them; recorded:FOLDER is your own."),
    click.option("--fill", type=VoiceType(), metavar="ENGINE:NAME",
                 help="Speaks the lines that your recordings do not have."),
    click.option("--voice-tone", type=click.Choice(["plain", "warm", "room"]), help="The voice's color (warm)."),
    click.option("--rate", type=NumberRange(*RATES), metavar="FACTOR", help="Speak slower or faster: 0.9, 1.1."),
    click.option("--path", type=click.Choice(["gentle", "inward"]), help="The gentle path is the safer beginning."),
    click.option("--for", "session", type=click.Choice(["day", "sleep"]), help="A session for the day or for sleep."),
    click.option("--visit", type=click.Choice(["first", "again"]),
                 help="As heard the first time, or as from the second on; play and bedtime look into the log."),
    click.option("--then", type=ThenType(), metavar="[SOUND:]LENGTH",
                 help="Afterwards the background alone, or another one, for so long: 40m, ocean:40m, none."),
    click.option("--fade", type=FadeType(), metavar="LENGTH", help="How long the last fade takes: 2m to 5m."),
    click.option("--seed", type=int, metavar="N", help="Which images are drawn, where a practice has any."),
    click.option("--set", "words", type=WordsType(), multiple=True, help="Your own words: --set name=Robin."),
)  # fmt: skip

mine_option = click.option("--mine", is_flag=True, help="With your own words in it, as 'voiceguide me' keeps them.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more.")
plain_option = click.option("--plain", is_flag=True, help="Plain lines, for a screen reader.")


@dataclass(frozen=True)
class TalkOptions:
    """How much a command says, and in what manner."""

    quiet: bool = False
    verbose: bool = False
    plain: bool = False


def talk_options(command: Command) -> Callable[..., Any]:
    """Give a command -q, -v and --plain; it gets them as `talk`."""

    @wraps(command)
    def talking(*given: Any, quiet: bool, verbose: bool, plain: bool, **options: Any) -> Any:
        return command(*given, talk=TalkOptions(quiet, verbose, plain), **options)

    return plain_option(verbose_option(quiet_option(talking)))
