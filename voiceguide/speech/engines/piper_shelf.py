"""Finds piper's voices on this machine, by name, path or language. Starts nothing.

A voice is two files side by side, ``NAME.onnx`` (the model) and ``NAME.onnx.json`` (the model's settings). Only both
together count as a voice.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.config import folders
from voiceguide.errors import (
    EngineMissingError,
    VoiceDamagedError,
    VoiceNotFoundError,
    nearest,
    or_list,
    system_reason,
)
from voiceguide.script.languages import family, plain_tag
from voiceguide.speech.engine import SpeechLine, Voice, for_each_voice
from voiceguide.speech.engines._shelves import best_for, engine_version
from voiceguide.speech.engines.voice_wheels import WheelVoice, wheel_voices
from voiceguide.system.files import is_file
from voiceguide.system.notes import read_json

ENGINE: Final = "piper"
PACKAGE: Final = "piper-tts"
MODEL_ENDING: Final = ".onnx"
CONFIG_ENDING: Final = ".onnx.json"

RECOMMENDED: Final = Voice(ENGINE, "en_US-kristin-medium", "en-us", "female", installed=False, recommended=True)
"""The voice to install first. It was trained only on readings by Kristin Hughes for LibriVox, so it is in the public
domain, as its model card says: teachers may share what it speaks. (Many other voices derive from recordings released
for research only.)
"""

_PUBLISHED: Final = """
ar_JO-kareem-medium ca_ES-upc_ona-medium cs_CZ-jirka-medium cy_GB-gwryw_gogleddol-medium da_DK-talesyntese-medium
de_DE-thorsten-medium el_GR-rapunzelina-low es_ES-davefx-medium es_MX-claude-high fa_IR-amir-medium
fi_FI-harri-medium fr_FR-siwis-medium hu_HU-anna-medium is_IS-bui-medium it_IT-paola-medium ka_GE-natia-medium
kk_KZ-issai-high lb_LU-marylux-medium lv_LV-aivars-medium ml_IN-meera-medium ne_NP-google-medium nl_NL-ronnie-medium
nl_BE-nathalie-medium no_NO-talesyntese-medium pl_PL-gosia-medium pt_BR-faber-medium pt_PT-tugão-medium
ro_RO-mihai-medium ru_RU-irina-medium sk_SK-lili-medium sl_SI-artur-medium sr_RS-serbski_institut-medium
sv_SE-nst-medium sw_CD-lanfrica-medium tr_TR-dfki-medium uk_UA-ukrainian_tts-medium vi_VN-vais1000-medium
zh_CN-huayan-medium
"""
"""Voices from piper's own list: one for each language and each larger country, of medium quality if possible. With this
list, the program can say which voices can be installed even without a network.
"""

_SPEAKING: Final = 2
"""Raise this number when the same model speaks the same words differently than before. It is part of every clip's key,
so old clips are then no longer found.
"""

_NAME: Final = re.compile(r"(?P<lang>[a-z]{2,3}_[A-Za-z]{2,4})-[\w+]+-(?P<quality>\w+)")
"""The form of a published voice's name: ``en_US-kristin-medium``."""

_QUALITIES: Final = ("high", "medium", "low", "x_low")


@dataclass(frozen=True)
class ShelfVoice:
    """A voice whose files are on this machine."""

    name: str
    """``en_US-kristin-medium``, or whatever its file is called."""
    model: Path
    config: Path
    wheel: WheelVoice | None = None
    """The installed package that contains the voice; None: the voice is in the voices folder, or at any other path."""

    @property
    def language(self) -> str:
        """A BCP 47 tag in lower case, from the name or else from the settings file beside the model; empty if neither
        has it.
        """
        if is_voice_name(self.name):
            return _language_of(self.name)
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            known = read_json(self.config)
            return plain_tag(str(known.get("language", {}).get("code") or known["espeak"]["voice"]))
        return ""

    def as_voice(self, *, installed: bool = True) -> Voice:
        """The entry for this voice in lists of voices."""
        recommended = self.name == RECOMMENDED.name
        gender = RECOMMENDED.gender if recommended else self.wheel.wheel.gender if self.wheel else ""
        terms = f"from {self.wheel.wheel.package}: {self.wheel.wheel.terms}" if self.wheel else ""
        return Voice(ENGINE, self.name, self.language, gender, installed, recommended, terms)

    @property
    def is_sound(self) -> bool:
        """Whether the voice is undamaged, as far as `check` can tell. For a voice that is in no package there is
        nothing to check.
        """
        try:
            self.check()
        except VoiceDamagedError:
            return False
        return True

    def check(self) -> None:
        """Compare the checksums of the voice's files, if it is in a package. Raises `VoiceDamagedError`."""
        if self.wheel:
            self.wheel.check()


def is_voice_name(name: str) -> bool:
    """Whether `name` has the form of a published voice's name, so that the voice may be available for download."""
    return _NAME.fullmatch(name) is not None


def piper_version() -> str:
    """The version of the installed piper. Raises `EngineMissingError` with the command that installs it."""
    return engine_version(ENGINE, PACKAGE)


def shelf(folder: Path) -> tuple[ShelfVoice, ...]:
    """The voices in a folder, best first: the recommended voice, then English voices, then those of other languages.
    Within each of these groups, the better quality comes first; voices of the same quality are in the order of their
    names.
    """
    with suppress(OSError):
        return tuple(sorted(filter(_whole, map(_at, folder.glob(f"*{MODEL_ENDING}"))), key=_order))
    return ()


def voices_here(folder: Path) -> tuple[ShelfVoice, ...]:
    """The voices in a folder and in installed packages, best first. If a name is in both, the folder's voice counts."""
    own = shelf(folder)
    names = {voice.name for voice in own}
    packed = [ShelfVoice(found.wheel.voice, found.model, found.config, found) for found in wheel_voices()]
    return tuple(sorted((*own, *(voice for voice in packed if voice.name not in names)), key=_order))


def best_here(lang: str) -> str:
    """The name of the best installed voice for a language, even if it is damaged; "" if there is none, or piper is
    missing.
    """
    try:
        piper_version()
        return _best_for(lang.lower() or "en", voices_here(folders().voices)).name
    except (EngineMissingError, VoiceNotFoundError):
        return ""


def find_voice(name: str, lang: str, folder: Path) -> ShelfVoice:
    """The voice with this name (case is ignored), or at this path; if the name is "", the best one for a language.
    Starts nothing.

    Raises `VoiceDamagedError` or `VoiceNotFoundError`. If the voice may be available for download, the latter names the
    command for that.
    """
    known = voices_here(folder)
    if name and _is_path(name):
        return _at_path(name)
    named = (voice for voice in known if voice.name.lower() == name.lower())
    if found := _best_for(lang.lower() or "en", known) if not name else next(named, None):
        found.check()
        return found
    listed = (voice for voice in _published() if voice.name.lower() == name.lower())
    if there := next(listed, None):
        remedy = f"'voiceguide voices install piper:{there.name}' downloads it"
        raise VoiceNotFoundError(ENGINE, name, [], remedy, known=True)
    near = nearest(name, [voice.name for voice in known])
    fetch = f"'voiceguide voices install {name}' downloads it, if it exists" if is_voice_name(name) else ""
    meant = f"did you mean {or_list(near)}? If not, " if near and fetch else ""
    raise VoiceNotFoundError(ENGINE, name, near, meant + fetch)


def listed_voices() -> tuple[Voice, ...]:
    """All voices on this machine; also the recommended one, even if it is not here.

    A voice counts as installed only if piper is installed and the voice's files are not damaged.
    """
    try:
        speaks = bool(piper_version())
    except EngineMissingError:
        speaks = False
    found = [voice.as_voice(installed=speaks and voice.is_sound) for voice in voices_here(folders().voices)]
    return (*found, *([] if any(voice.name == RECOMMENDED.name for voice in found) else [RECOMMENDED]))


def _published() -> tuple[Voice, ...]:
    return (RECOMMENDED, *(Voice(ENGINE, name, _language_of(name), installed=False) for name in _PUBLISHED.split()))


def published(lang: str) -> tuple[Voice, ...]:
    """Voices for a language that can be downloaded, those with exactly its tag first. piper may offer others too."""
    fit = (voice for voice in _published() if family(voice.language) == family(lang))
    return tuple(sorted(fit, key=lambda voice: voice.language != plain_tag(lang)))


def fingerprints(lines: Sequence[SpeechLine]) -> list[str]:
    """For each line, a text that changes whenever the same words might sound different: see `EngineEntry`.

    It has piper's version, the voice's name, the content of the small settings file, and the model's size and
    modification time. (Reading the model's 60 MB would take a tenth of a second.) For a voice in a package, the known
    checksums of its files are used instead.
    """
    piper, folder = piper_version(), folders().voices
    return for_each_voice(lines, lambda name, lang: _fingerprint(piper, find_voice(name, lang, folder)))


def _fingerprint(piper: str, voice: ShelfVoice) -> str:
    if voice.wheel:  # its content is known, so its place and its age do not matter
        return f"piper {piper}, {_SPEAKING}, {voice.name}, {', '.join(voice.wheel.wheel.files.values())}"
    try:
        model, beside = voice.model.stat(), hashlib.sha256(voice.config.read_bytes()).hexdigest()
    except OSError as error:
        raise VoiceNotFoundError(ENGINE, voice.name, [], f"its files cannot be read: {system_reason(error)}") from error
    return f"piper {piper}, {_SPEAKING}, {voice.name}, {model.st_size}, {model.st_mtime_ns}, {beside}"


def _best_for(lang: str, known: Sequence[ShelfVoice]) -> ShelfVoice:
    return best_for(ENGINE, lang, known, next((voice.name for voice in published(lang)), None))


def _is_path(name: str) -> bool:
    return "/" in name or os.sep in name or name.lower().endswith(MODEL_ENDING)


def _at_path(name: str) -> ShelfVoice:
    try:
        voice = _at(Path(name).expanduser().absolute())
    except RuntimeError as error:  # ~NAME, and there is no such user
        raise VoiceNotFoundError(ENGINE, name, [], str(error)) from error
    if not is_file(voice.model) or voice.model.suffix.lower() != MODEL_ENDING:
        raise VoiceNotFoundError(ENGINE, name, [], f"there is no file {name} ending in {MODEL_ENDING}")
    if not is_file(voice.config):
        raise VoiceNotFoundError(ENGINE, name, [], f"{voice.config.name} must be beside it")
    return voice


def _at(model: Path) -> ShelfVoice:
    return ShelfVoice(model.stem, model, model.with_name(f"{model.name}.json"))


def _whole(voice: ShelfVoice) -> bool:
    return not voice.name.startswith(".") and is_file(voice.model) and is_file(voice.config)


def _order(voice: ShelfVoice) -> tuple[bool, bool, int, str]:
    named = _NAME.fullmatch(voice.name)
    quality = named["quality"] if named else ""
    rank = _QUALITIES.index(quality) if quality in _QUALITIES else len(_QUALITIES)
    return voice.name != RECOMMENDED.name, not voice.language.startswith("en"), rank, voice.name


def _language_of(name: str) -> str:
    return plain_tag(name.partition("-")[0])
