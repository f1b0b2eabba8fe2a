"""The terms of voices: what one must know before publishing their speech."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from voiceguide.publish._orders import Order
from voiceguide.session.stages import voice_for
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.engines.table import engine_entry
from voiceguide.speech.stage import voices


def voice_terms(orders: Sequence[Order]) -> list[str]:
    """The terms of every voice that will speak, one line each."""
    found: dict[str, str] = {}
    for order in orders:
        voice = voice_for(order.script, order.request)
        for one in filter(None, (voice, voice.fill)):
            found.setdefault(_called(one), _terms(one))
    return [f"{name}: {terms}" for name, terms in sorted(found.items())]


def _called(voice: VoiceChoice) -> str:
    name = Path(voice.name).name if engine_entry(voice.engine).in_folders else voice.name
    return f"{voice.engine}:{name}" if name else voice.engine


_TERMS: Final = {
    "pyttsx3": "a system's voice; espeak-ng's speech may be used freely, for other voices read your system's terms",
    "piper": "each voice has its own terms; read its model card before you publish",
    "kokoro": "Kokoro-82M, Apache-2.0",
    "recorded": "a person's voice; publish it only with their permission",
    "command": "a program's voice; its maker's terms apply",
    "fake": "hums",
}


def _terms(voice: VoiceChoice) -> str:
    if engine_entry(voice.engine).listed:
        for one in voices(voice.engine):
            if one.name == voice.name and one.terms:
                return one.terms
    return _TERMS[voice.engine]
