"""The way out: the grounding practice is published beside every catalogue, in no feed and in no list."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from voiceguide.publish.orders import Order, PracticeSource
from voiceguide.script.library import grounding_practice
from voiceguide.session.request import Request
from voiceguide.speech.engines.table import engine_entry, voice_choice
from voiceguide.speech.preferences import speaks

GROUND_FOLDER: Final = "ground"
"""Where it lies in a published folder."""


def grounding(orders: Sequence[Order], source: PracticeSource) -> Order:
    """The grounding practice, as long as it takes, in a voice of the catalogue that can say it, over its background."""
    script = grounding_practice()
    wishes = replace(source.usual, length=None, nearest=True, session=None, path="gentle", words=(), then=None)
    wishes = replace(wishes, usual_voices=tuple(one for one in wishes.usual_voices if _says_anything(one)), voice=None)
    for order in orders:
        voice = order.wishes.voice
        if voice and _says_anything(voice) and speaks(voice, script.lang):
            wishes = replace(wishes, voice=voice, usual_voices=())
            break
    return Order(script, _over(wishes, orders), (("as", "ground"),))


def _says_anything(voice: str) -> bool:
    """Recordings say only the practices they were made for."""
    return not engine_entry(voice_choice(voice).engine).in_folders


def _over(wishes: Request, orders: Sequence[Order]) -> Request:
    """Over the first background that the catalogue asks for."""
    return replace(wishes, background=next((one.wishes.background for one in orders if one.wishes.background), None))
