"""Finds Kokoro's voices on this machine, by name or language. Starts nothing.

All voices share one model; a voice is a table of numbers beside it. The subfolder ``kokoro`` of the voices folder
contains ``kokoro-v1.0.onnx`` or ``kokoro-v1.0.int8.onnx`` (a quarter of the size, and it sounds as good), and a file
``NAME.bin`` for each voice.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.config import folders
from voiceguide.errors import EngineMissingError, VoiceNotFoundError, nearest, system_reason
from voiceguide.script.languages import family
from voiceguide.speech.engine import SpeechLine, Voice, for_each_voice
from voiceguide.speech.engines._shelves import best_for, engine_version

ENGINE: Final = "kokoro"
PACKAGE: Final = "kokoro-onnx"

TABLE_ENDING: Final = ".bin"
ROWS: Final = 510
"""A table has one row of `COLUMNS` numbers for each possible length of a text, from 1 to 510 phonemes."""

COLUMNS: Final = 256
TABLE_SIZE: Final = ROWS * COLUMNS * 4
"""The size of a voice's table, in bytes: each number takes four."""

_SPEAKING: Final = 1
"""Raise this number when the same model speaks the same words differently than before. It is part of every clip's key,
so old clips are then no longer found.
"""


@dataclass(frozen=True)
class Model:
    """The model, in one of its two sizes."""

    file: str
    size: int
    """The size of its file, in bytes."""
    sha256: str


FULL: Final = Model("kokoro-v1.0.onnx", 325_532_387, "7d5df8ecf7d4b1878015a32686053fd0eebe2bc377234608764cc0ef3636a6c5")
SMALL: Final = Model(
    "kokoro-v1.0.int8.onnx", 92_361_271, "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
)
MODELS: Final = (FULL, SMALL)
"""The first of these that is installed is used. The large model comes first, because whoever installed it wants to use
it.
"""

_LANGUAGES: Final = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}
"""The language of a voice, by the first letter of its name. There are Chinese and Japanese voices too, but they need
another front end.
"""

_GENDERS: Final = {"f": "female", "m": "male"}

_BEST: Final = ("af_heart", "bf_emma", "af_bella", "ff_siwis")
"""The voices that Kokoro's makers rate best, the best first."""

_TABLES: Final = """
af_alloy c4a6b876047fd7fb472edf4ebd63cfac7c3b958a7cae7c106e8f038ca6308c45
af_aoede 4a004c33430762e2461eedb2013fad808ef4ab3121f5300f554476caf58d8361
af_bella f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b
af_heart d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b
af_jessica a240a5e3c15b43563d6e923bdca8ef5613a23471d9b77653694012435df23bd8
af_kore 9be5221b6a941c04b561959b8ff0b06e809444dcc4ab7e75a7b23606f691819e
af_nicole cd2191ab31b914ed7b318416b0e4440fdf392ddad9106a060819aa600a64f59a
af_nova 18778272caa0d0eebaea251c35fd635f038434f9eee5e691d02a174bd328414f
af_river 00a2bcf82b1d86e8f19902ede58c65ccf6c0e43b44b7d74fad54e5d8933c9c30
af_sarah 4409fbc125afabacc615d94db5398d847006a737b0247d6892b7a9a0007a2f0a
af_sky 4435255c9744f3f31659e0d714ab7689bf65d9e77ec1cce060f083912614f0b9
am_adam 162b035ed91cfc48b6046982184c645f72edcdd1b82843347f605d7bf7b15716
am_echo 3968b92c3c4cd1c4416dbded36c13eaa388a90d5788d02a13e4d781f5f8cf3c3
am_eric e8b5be17edd1e3636901ce7598baafe2dc8dd8ff707a0c23bf9e461add7e2832
am_fenrir c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43
am_liam 52403be32fd047c6a44517cb0bcd6b134f2a18baa73e70ef41651e0eab921ade
am_michael 1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1
am_onyx da5d135b424164916d75a68ffb4c2abce3d7d5ccc82dd1ee6cf447ce286145e6
am_puck fcf73c989033e9233e0b98713eca600c8c74dcc1614b37009d5450ff4a2274a0
am_santa 61150cf726ab6c5ed7a99f90a304f91f5a72c00c592e89ec94e5df11c319227a
bf_alice 08afa6ba24da61ea5e8efa139e5aadc938d83f0a6da5a900adaf763ac1da5573
bf_emma 669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73
bf_isabella 3754352c4aaa46d17f27654ab7518d65b62ad6163a0f55a5f4330c2da2c4e94f
bf_lily 5e0ee32ebe64a467124976b14e69590746f1c4ce41a12b587a50c862edfea335
bm_daniel 6b3194bbceffb746733cbc22c8f593dd44e401a71d53895a2dca891bc595a1e8
bm_fable f889083196807b4adb15e9204252165f503b8d33d3982e681c52443c49d798f1
bm_george c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc
bm_lewis b8f671cef828c30e66fdf0b0756a76bba58f6bb3398cbbf27058642acbcedb97
ef_dora f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532
em_alex 27809e9eafdcbcfff90a3016c697568676531de2a2c39cee29c96c7bd6b83e95
em_santa ad43b774e1ca24d05c6161297d8aeb770ac3d29bb95daf516727af5f7d543683
ff_siwis a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861
hf_alpha 040be6a4425411cc01fda5fd06693c76bfa78572632852bc8cda9c99232ffb56
hf_beta cd83ae0bb9b2e4e4fb92b4973bd8d1822ca0036d3c498bf4fc89aa8e33917cc7
hm_omega b02d9222d9ed00ce26b302173a862c2c93f96cc40b5c422b8d14910b9ff34137
hm_psi 644daf88ba8aeb7bd08950bbdcd4453bb280864e49dc4df93fabc6be32e03f37
if_sara 409b69248798fcdc2542330c76953d230710f19b057e59cb82fdc3c4cf71265c
im_nicola bc578e510d52a96d6940d46f12e96d7b3df00905dbea075113226d100e6e1ab0
pf_dora 3da7b5b2d91847ebf5646f57631af6ececae3c29a89cd300f06edf9aa6cfe9ee
pm_alex 0175c753f59c54e7fd5a995bedef0c5ff2fb67e0043dd3dcb2ae74ec2acbeb2a
pm_santa 8b012db3185778afe2e45a62cbad69db73021774fe68dda634bcc748a982eede
"""
"""Every voice whose language the front end can speak, and the SHA-256 of its table."""

TABLES: Final = dict(line.split() for line in _TABLES.split("\n") if line)


@dataclass(frozen=True)
class KokoroVoice:
    """A voice whose files are on this machine."""

    name: str
    model: Path
    table: Path

    @property
    def language(self) -> str:
        """A BCP 47 tag in lower case."""
        return language_of(self.name)


def language_of(name: str) -> str:
    """The language tag that the name of a voice implies: ``en-us`` for ``af_heart``; empty if it implies none."""
    return _LANGUAGES.get(name[:1].lower(), "") if name[2:3] == "_" and name[1:2].lower() in _GENDERS else ""


def kokoro_version() -> str:
    """The version of the installed front end, `kokoro-onnx`. Raises `EngineMissingError` with the command that installs
    it.
    """
    return engine_version(ENGINE, PACKAGE)


def place(voices: Path) -> Path:
    """The folder for Kokoro's files within the voices folder."""
    return voices / "kokoro"


def model_in(folder: Path) -> Path | None:
    """The model to use; None if none is installed."""
    return next((folder / model.file for model in MODELS if (folder / model.file).is_file()), None)


def shelf(voices: Path) -> tuple[KokoroVoice, ...]:
    """The installed voices, best first; none if the model is missing."""
    folder = place(voices)
    with suppress(OSError):
        if model := model_in(folder):
            tables = [path for path in folder.glob(f"*{TABLE_ENDING}") if path.stat().st_size == TABLE_SIZE]
            found = [KokoroVoice(path.stem, model, path) for path in tables if language_of(path.stem)]
            return tuple(sorted(found, key=lambda voice: _order(voice.name)))
    return ()


def find_voice(name: str, lang: str, voices: Path) -> KokoroVoice:
    """The voice with this name (case is ignored); if the name is "", the best one for a language.

    Raises `VoiceNotFoundError`. It names the command that installs the voice, if the voice can be installed.
    """
    known = shelf(voices)
    if not name:
        return _best_for(lang or "en", known)
    for voice in known:
        if voice.name == name.lower():
            return voice
    if name.lower() in TABLES:
        remedy = f"'voiceguide voices install kokoro:{name.lower()}' downloads it"
        raise VoiceNotFoundError(ENGINE, name, [], remedy, known=True)
    raise VoiceNotFoundError(ENGINE, name, nearest(name, [*(voice.name for voice in known), *TABLES]))


def best_here(lang: str) -> str:
    """The name of the best installed voice for a language; "" if there is none, or the engine is missing."""
    try:
        kokoro_version()
        return _best_for(lang or "en", shelf(folders().voices)).name
    except (EngineMissingError, VoiceNotFoundError):
        return ""


def listed_voices() -> tuple[Voice, ...]:
    """All voices that are installed or could be, the installed ones first. If the engine is missing, no voice counts as
    installed.
    """
    try:
        speaks = bool(kokoro_version())
    except EngineMissingError:
        speaks = False
    here = [voice.name for voice in shelf(folders().voices)]
    names = [*here, *sorted((name for name in TABLES if name not in here), key=_order)]
    return tuple(_voice(name, installed=speaks and name in here) for name in names)


def fingerprints(lines: Sequence[SpeechLine]) -> list[str]:
    """For each line, a text that changes whenever the same words might sound different: see `EngineEntry`.

    It has the version of the front end, and the size and modification time of the model and of the voice's table.
    """
    kokoro, voices = kokoro_version(), folders().voices
    return for_each_voice(lines, lambda name, lang: _fingerprint(kokoro, find_voice(name, lang, voices)))


def _fingerprint(kokoro: str, voice: KokoroVoice) -> str:
    try:
        stamps = [
            f"{path.name}, {(known := path.stat()).st_size}, {known.st_mtime_ns}" for path in (voice.model, voice.table)
        ]
    except OSError as error:
        raise VoiceNotFoundError(ENGINE, voice.name, [], f"its files cannot be read: {system_reason(error)}") from error
    return f"kokoro-onnx {kokoro}, {_SPEAKING}, {', '.join(stamps)}"


def _best_for(lang: str, known: Sequence[KokoroVoice]) -> KokoroVoice:
    published = (name for name in sorted(TABLES, key=_order) if family(language_of(name)) == family(lang))
    download = next((f"{ENGINE}:{name}" for name in published), None)
    return best_for(ENGINE, lang, known, download)


def _voice(name: str, *, installed: bool) -> Voice:
    return Voice(ENGINE, name, language_of(name), _GENDERS[name[1]], installed)


def _order(name: str) -> tuple[bool, int, str]:
    return not name.startswith(("a", "b")), _BEST.index(name) if name in _BEST else len(_BEST), name
