"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from voiceguide.config import LEVELS, RATES, Tone
from voiceguide.errors import LengthError
from voiceguide.lengths import parse_length
from voiceguide.script.languages import is_tag
from voiceguide.script.model import PathName, SessionKind, Visit
from voiceguide.session.request import BedAfter
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHORTEST_FADE = 120.0
LONGEST_FADE = 300.0
"""In seconds. The last fade takes 2 to 5 minutes, because a shorter one wakes people. This range is our own judgement.
"""

Command = TypeVar("Command", bound=Callable[..., Any])


class LengthType(click.ParamType[Seconds]):
    """A length such as 90s, 10m, 7:30 or 10 (minutes), as seconds."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Seconds:
        """Seconds; anything that is not a length is a usage error."""
        if isinstance(value, float):
            return value
        try:
            return parse_length(str(value), bare=60.0)
        except LengthError as error:
            self.fail(str(error), param, ctx)


def completed(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """The names that begin this way, in small or capital letters, for a shell to offer."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names if name.casefold().startswith(incomplete.casefold())]


def _files(incomplete: str) -> list[CompletionItem]:
    """An offer that asks the shell to complete file names. It must be the first, because bash forgets the offers before
    it.
    """
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


class PracticeType(click.ParamType[str]):
    """A practice by its name, title or path; - is standard input."""

    name = "practice"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin this way, and files."""
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
        """The languages of the installed voices that begin this way."""
        from voiceguide.speech.voices import list_voices

        langs = {offered.voice.language for offered in list_voices((), None).voices} - {""}
        return completed(sorted(langs), incomplete)


class FadeType(LengthType):
    """A length from `SHORTEST_FADE` to `LONGEST_FADE`, as seconds."""

    name = "fade"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Seconds:
        """Seconds. A length outside the range is a usage error, because shorter fades wake people."""
        seconds = super().convert(value, param, ctx)
        if not SHORTEST_FADE <= seconds <= LONGEST_FADE:
            self.fail(f"a fade takes {SHORTEST_FADE / 60:g} to {LONGEST_FADE / 60:g} minutes", param, ctx)
        return seconds


class LengthsType(click.ParamType[tuple[Seconds, ...]]):
    """Several lengths, separated by commas, in seconds."""

    name = "lengths"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Seconds, ...]:
        """Seconds, each once, in the order given."""
        if isinstance(value, tuple):
            return value
        one = LengthType()
        return tuple(dict.fromkeys(one.convert(part.strip(), param, ctx) for part in str(value).split(",")))


class NumbersType(click.ParamType[tuple[int, ...]]):
    """Whole numbers from 1 up, separated by commas."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers, each once, in order."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",")]
        if not all(part.isdecimal() and int(part) > 0 for part in parts):
            self.fail(f"{value!r} is not a list of part numbers; write it like 4,7", param, ctx)
        return tuple(sorted(set(map(int, parts))))


class ThenType(click.ParamType[str]):
    """[SOUND:]LENGTH, checked and kept as typed."""

    name = "then"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; a text without a length is a usage error."""
        try:
            parse_then(str(value))
        except LengthError as error:
            self.fail(str(error), param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The backgrounds that begin this way, with the colon before the length."""
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
            self.fail("it is empty", param, ctx)
        return text


class BackgroundType(TextType):
    """A background: a name, a mix, a file, or none."""

    name = "background"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin this way, also for the last one in a mix, and files."""
        from voiceguide.config import folders
        from voiceguide.sound.catalogue import known_names

        before, comma, _ = incomplete.rpartition(",")
        names = [*known_names(folders().sounds, "background"), "none"]
        found = completed((f"{before}{comma}{name}" for name in names), incomplete)
        return [*_files(incomplete), *found]


class NumberRange(click.ParamType[float]):
    """Numbers in a range. The help of an option describes its range in words. `nan` is refused."""

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
            self.fail(f"it may be from {self._least:g} to {self._greatest:g}, not {value}", param, ctx)
        return number


class CountRange(click.ParamType[int]):
    """Whole numbers in a range. The help of an option describes its range in words."""

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
            most = "up" if self._greatest is None else f"to {self._greatest}"
            self.fail(f"it may be from {self._least} {most}, not {number}", param, ctx)
        return number


class VoiceType(TextType):
    """ENGINE:NAME. The path of a folder of recordings is made absolute, so that `--again` finds it from anywhere."""

    name = "voice"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; whether the voice exists is checked when it speaks."""
        from voiceguide.speech.engines.table import absolute_voice

        return absolute_voice(super().convert(value, param, ctx), Path())

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The installed voices whose full or short names begin this way."""
        from voiceguide.speech.voices import list_voices

        found = list_voices((), None).voices
        return completed(dict.fromkeys(name for one in found for name in (one.short_name, one.name)), incomplete)


class WordsType(click.ParamType[tuple[str, str]]):
    """The listener's own words, KEY=VALUE."""

    name = "key=value"

    def __init__(self, empty: str = "write it like {key}=Robin") -> None:
        """`empty`: the remedy if nothing follows the key; {key} is the key."""
        self._empty = empty

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The key and the words."""
        key, equals, words = str(value).partition("=")
        if equals and key.strip() and not words.strip():
            remedy = self._empty.replace("{key}", key.strip())
            self.fail(f"nothing comes after {key.strip()}=; {remedy}", param, ctx)
        if not equals or not key.strip():
            self.fail(f"{value!r} is not of the form KEY=VALUE, for example name=Robin", param, ctx)
        return key.strip().lower(), words.strip()


def session_options(command: Command) -> Callable[..., Any]:
    """Give a command all options that shape a session. Their values are passed to it as `choices`, together with that
    of --delay if the command has it.
    """

    @wraps(command)
    def with_choices(*given: Any, **options: Any) -> Any:
        from voiceguide.session.request import NOTHING_CHOSEN, SessionChoices

        chosen = {name: options.pop(name) for name in vars(NOTHING_CHOSEN) if name in options}
        return command(*given, choices=SessionChoices(**chosen), **options)

    shaped: Callable[..., Any] = with_choices
    for option in reversed(_SESSION):
        shaped = option(shaped)
    return shaped


_SESSION = (
    click.option(
        "-l", "--length", type=LengthType(), help="How long the session is: 10 or 10m (minutes), 7m30s or 7:30."
    ),
    click.option("--nearest", is_flag=True, help="If the length is not possible, use the nearest one that is."),
    click.option(
        "-b",
        "--background",
        type=BackgroundType(),
        metavar="SOUND",
        help="The background: a name, a mix like rain:-3,bowls:-9, a file, or none.",
    ),
    click.option(
        "--background-level",
        type=NumberRange(*LEVELS),
        metavar="LU",
        help="How far the background is below the voice: 12 to 26; usually 20.",
    ),
    click.option(
        "--duck",
        type=NumberRange(0, 3),
        metavar="DB",
        help="Make a loud background softer while the voice speaks, by 0 to 3 dB.",
    ),
    click.option(
        "--voice",
        type=VoiceType(),
        metavar="ENGINE:NAME",
        help="The voice; 'voiceguide voices' lists them. recorded:FOLDER plays your own recordings.",
    ),
    click.option(
        "--fill", type=VoiceType(), metavar="ENGINE:NAME", help="The voice that speaks lines you have not recorded."
    ),
    click.option("--voice-tone", type=click.Choice(get_args(Tone)), help="The tone of the voice; usually warm."),
    click.option("--rate", type=NumberRange(*RATES), metavar="FACTOR", help="Speak 0.5 to 2 times as fast as usual."),
    click.option(
        "--path",
        type=click.Choice(get_args(PathName)),
        help="The inward path may also turn to feelings; the gentle one is safer to begin with.",
    ),
    click.option(
        "--for",
        "session",
        type=click.Choice(get_args(SessionKind)),
        help="Make a session for the day, or one for sleep.",
    ),
    click.option(
        "--visit",
        type=click.Choice(get_args(Visit)),
        help="Speak the words for a first hearing, or for a later one. Without it: when you play, the log tells "
        "whether you have heard the practice; files are made for a first hearing.",
    ),
    click.option(
        "--then",
        type=ThenType(),
        metavar="[SOUND:]LENGTH",
        help="After the session, play on with its background or another one: 40m, ocean:40m, none.",
    ),
    click.option("--fade", type=FadeType(), metavar="LENGTH", help="How long the last fade is: 2m to 5m."),
    click.option(
        "--seed",
        type=int,
        metavar="N",
        help="For a practice with images: the same number always chooses the same images.",
    ),
    click.option(
        "--set",
        "words",
        type=WordsType(),
        multiple=True,
        help="Give one of your own words for this session: --set name=Robin.",
    ),
)

stop_after_option = click.option(
    "--stop-after",
    type=LengthType(),
    metavar="LENGTH",
    help="Stop after this time; the sound fades over the last two minutes.",
)
device_option = click.option(
    "--device", metavar="NAME", help="The device to play on; 'voiceguide devices' shows the names."
)
dark_option = click.option("--dark", is_flag=True, help="Show almost nothing on the screen, for a dark room.")
mine_option = click.option("--mine", is_flag=True, help="Include your own words from 'voiceguide me'.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Print more messages.")
plain_option = click.option("--plain", is_flag=True, help="Print plain lines, for a screen reader.")


@dataclass(frozen=True)
class ConsoleOptions:
    """How much a command says, and how."""

    quiet: bool = False
    verbose: bool = False
    plain: bool = False


def console_options(command: Command) -> Callable[..., Any]:
    """Give a command -q, -v and --plain; they are passed to it as `console`."""

    @wraps(command)
    def with_console(*given: Any, quiet: bool, verbose: bool, plain: bool, **options: Any) -> Any:
        if quiet and verbose:
            raise click.UsageError("-q says less and -v says more; use one of them")
        return command(*given, console=ConsoleOptions(quiet, verbose, plain), **options)

    return plain_option(verbose_option(quiet_option(with_console)))
