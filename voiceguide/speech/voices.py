"""The list of all engines' voices. It shows which voice is in use, and which one is recommended."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from voiceguide.errors import EngineMissingError, SpeechError, VoiceDamagedError, VoiceNotFoundError
from voiceguide.script.languages import family, language_name, plain_tag
from voiceguide.speech.engine import SpeechLine, Voice, VoiceChoice
from voiceguide.speech.engines.piper_shelf import published
from voiceguide.speech.engines.table import (
    DEFAULT_ENGINE,
    engine_display_name,
    engine_entry,
    engine_names,
    usual_voice,
    voice_choice,
)
from voiceguide.speech.engines.voice_wheels import wheel_voices
from voiceguide.speech.preferences import why_unusable
from voiceguide.speech.stage import voices as voices_of
from voiceguide.speech.writing_systems import unreadable_by


@dataclass(frozen=True)
class ListedVoice:
    """A voice in the list."""

    voice: Voice
    in_use: bool
    """Whether this voice speaks if no other voice is asked for."""

    @property
    def name(self) -> str:
        """The voice's name on the command line: ``ENGINE:VOICE``."""
        return f"{self.voice.engine}:{self.voice.name}"

    @property
    def short_name(self) -> str:
        """The shortest name on the command line: for a voice of the default engine, without the engine."""
        return self.voice.name if self.voice.engine == DEFAULT_ENGINE else self.name

    @property
    def description(self) -> str:
        """A description for people: ``espeak, American, female``."""
        known = (
            engine_display_name(self.voice.engine),
            language_name(self.voice.language) if self.voice.language else "",
            self.voice.gender,
            f"cannot read {writing}" if (writing := unreadable_by(self.voice.engine, self.voice.language)) else "",
        )
        return ", ".join(filter(None, known))

    def as_json(self) -> dict[str, Any]:
        """The object that `voices --json` prints."""
        fields = {name: value for name, value in vars(self.voice).items() if name != "terms" or value}
        return {**fields, "in_use": self.in_use}


@dataclass(frozen=True)
class VoiceList:
    """All voices to choose from."""

    voices: tuple[ListedVoice, ...]
    problems: tuple[str, ...]
    """Messages for people: why the chosen voice can never speak, why the voices of an engine are missing, and which
    voices are damaged.
    """


def list_voices(usual_voices: Sequence[str] = (), lang: str | None = None) -> VoiceList:
    """The voices of all engines, those of the default engine first. With `lang`, only voices that speak this language;
    piper's voices that can be downloaded for it are listed too, at the end. A voice in use that no engine lists comes
    before all others.

    An engine that cannot list its voices is reported in `problems`; the others are still listed. `usual_voices` are the
    voices that speak unless another one is asked for; only the first of them, the preferred one, counts here.
    """
    with ThreadPoolExecutor() as asking:
        answers = list(asking.map(_listed, engine_names()))
    found = [voice for voices, _ in answers for voice in voices]
    voice_spec = next(iter(usual_voices), "")
    trouble = why_unusable(voice_spec) if voice_spec else ""
    used = None if trouble else _used(voice_choice(voice_spec or usual_voice(lang or "en")), found, lang)
    listed = _with_recommended(found)
    if lang:
        others = [voice for voice in published(lang) if not any(_same(voice, one) for one in found)]
        listed = [*_speaking(listed, lang), *_speaking(others, lang)]
    fits = used is not None and (not lang or not used.language or bool(_speaking([used], lang)))
    if used and fits and not any(_same(used, voice) for voice in found):
        listed.insert(0, used)
    offered = tuple(ListedVoice(one, used is not None and _same(one, used)) for one in listed)
    return VoiceList(offered, tuple(filter(None, (trouble, *(problem for _, problem in answers), *_damaged()))))


def _damaged() -> list[str]:
    """What is wrong with each damaged voice in an installed package: one message for each."""
    problems = []
    for voice in wheel_voices():
        try:
            voice.check()
        except VoiceDamagedError as error:
            problems.append(str(error))
    return problems


def shortlist(offered: Sequence[ListedVoice], lang: str | None = None) -> tuple[ListedVoice, ...]:
    """The most important of the `offered` voices, in the same order. These are the voice in use, the recommended voice,
    every installed voice of an engine that is not the default, and two voices of each engine: the first that is
    installed, and the first that is not. These two must speak `lang`; None: English.
    """
    firsts: set[tuple[str, bool]] = set()
    kept = []
    for one in offered:
        kind = (one.voice.engine, one.voice.installed)
        speaks = bool(_speaking([one.voice], lang or "en"))
        natural = one.voice.installed and one.voice.engine != DEFAULT_ENGINE
        if one.in_use or one.voice.recommended or natural or (speaks and kind not in firsts):
            kept.append(one)
            firsts.update({kind} if speaks else ())
    return tuple(kept)


def _listed(engine: str) -> tuple[tuple[Voice, ...], str]:
    """The engine's voices, and "". If they cannot be listed: no voices, and the reason."""
    try:
        return voices_of(engine), ""
    except SpeechError as error:
        return (), str(error)


def _used(chosen: VoiceChoice, found: Sequence[Voice], lang: str | None) -> Voice | None:
    """The voice in use: the chosen one, whether it is listed or not. If only an engine was chosen, the engine's first
    installed voice that speaks the language; None if there is none.
    """
    of_engine = [voice for voice in found if voice.engine == chosen.engine]
    if not chosen.name:
        return next(iter(_speaking([voice for voice in of_engine if voice.installed], lang or "en")), None)
    listed = [voice for voice in of_engine if voice.name.lower() == chosen.name.lower()]
    return listed[0] if listed else Voice(chosen.engine, chosen.name, _language(chosen), installed=_is_there(chosen))


def _language(chosen: VoiceChoice) -> str:
    return engine_entry(chosen.engine).language(chosen.name)


def _is_there(chosen: VoiceChoice) -> bool:
    entry = engine_entry(chosen.engine)
    try:
        entry.fingerprints([SpeechLine("Yes.", chosen.name, "", 1.0, 1.0, "plain")])
    except (EngineMissingError, VoiceNotFoundError, VoiceDamagedError):
        return False
    return entry.knows_voices


def _with_recommended(found: Sequence[Voice]) -> list[Voice]:
    """The voices, one of them marked as recommended: the one that an engine recommends; if there is none, the first."""
    if not found or any(voice.recommended for voice in found):
        return list(found)
    return [replace(found[0], recommended=True), *found[1:]]


def _same(one: Voice, other: Voice) -> bool:
    return (one.engine, one.name) == (other.engine, other.name)


def _speaking(voices: Sequence[Voice], lang: str) -> list[Voice]:
    """The voices whose tag is `lang`, or begins with it, as ``en-gb-scotland`` begins with ``en-gb``. If there are
    none, all voices of the same language.
    """
    tag = plain_tag(lang)
    of_tag = [voice for voice in voices if voice.language == tag or voice.language.startswith(f"{tag}-")]
    return of_tag or [voice for voice in voices if voice.language and family(voice.language) == family(lang)]
