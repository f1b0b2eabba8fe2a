"""The grounding practice. It is published on every site, but not in the feed, and not in the list of practices."""

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
"""The folder of the grounding practice within the published folder."""


def grounding(orders: Sequence[Order], source: PracticeSource) -> Order:
    """The grounding practice at its natural length. Its background is the first that the catalogue asks for, if any.
    Its voice is the first of the catalogue that can speak this practice, else the usual voice.
    """
    script = grounding_practice()
    request = grounding_request(source.usual)
    usual = tuple(one for one in request.usual_voices if _can_say_anything(one))
    request = replace(request, usual_voices=usual, voice=None)
    for order in orders:
        voice = order.request.voice
        if voice and _can_say_anything(voice) and speaks(voice, script.lang):
            request = replace(request, voice=voice, usual_voices=())
            break
    return Order(script, _with_background(request, orders), (("as", "ground"),))


def _can_say_anything(voice: str) -> bool:
    """Whether a voice can speak any text. A person's recordings cannot: they contain only the practices they were made
    for.
    """
    return not engine_entry(voice_choice(voice).engine).in_folders


def _with_background(request: Request, orders: Sequence[Order]) -> Request:
    """The same request with the first background that the catalogue asks for; without a background if it
    asks for none.
    """
    return replace(request, background=next((one.request.background for one in orders if one.request.background), None))
