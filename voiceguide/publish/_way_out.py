"""The way out: the grounding practice, which is published with every catalogue, but is in no feed and no list."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from voiceguide.publish._orders import Order
from voiceguide.publish.model import PracticeSource
from voiceguide.script.library import grounding_practice
from voiceguide.session.request import Request, grounding_request
from voiceguide.speech.engines.table import engine_entry, voice_choice
from voiceguide.speech.preferences import speaks

GROUND_FOLDER: Final = "ground"
"""Its folder within the published one."""


def grounding(orders: Sequence[Order], source: PracticeSource) -> Order:
    """The grounding practice at its natural length, over the catalogue's background, in a voice of the catalogue that
    can speak it.
    """
    script = grounding_practice()
    wishes = grounding_request(source.usual)
    wishes = replace(wishes, usual_voices=tuple(one for one in wishes.usual_voices if _says_anything(one)), voice=None)
    for order in orders:
        voice = order.wishes.voice
        if voice and _says_anything(voice) and speaks(voice, script.lang):
            wishes = replace(wishes, voice=voice, usual_voices=())
            break
    return Order(script, _over(wishes, orders), (("as", "ground"),))


def _says_anything(voice: str) -> bool:
    """Whether a voice can speak any text. Recordings have only the practices they were made for."""
    return not engine_entry(voice_choice(voice).engine).in_folders


def _over(wishes: Request, orders: Sequence[Order]) -> Request:
    """The request with the first background that the catalogue asks for."""
    return replace(wishes, background=next((one.wishes.background for one in orders if one.wishes.background), None))
