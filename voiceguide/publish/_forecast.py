"""Forecasts a session's duration and size before it is made."""

from typing import Final

from voiceguide.output.contract import Quality
from voiceguide.plan.fit import limits
from voiceguide.publish._orders import Order
from voiceguide.publish.model import Forecast, PracticeSource
from voiceguide.session.overview import spoken_durations
from voiceguide.session.stages import outlined, target_length
from voiceguide.units import to_seconds

_BYTES_A_SECOND: Final[dict[Quality, int]] = {"standard": 16_000, "small": 8_000}

_LABELS: Final = 160_000
"""About how many bytes the tags of a sound file take. Most of them are the cover."""


def forecast(order: Order, state: str, source: PracticeSource, quality: Quality, people: int | None = None) -> Forecast:
    """A forecast of the duration and the size of an order. `state` says whether its session exists already. `people` is
    the number of people for whom the session would be made; None: it is for everyone. Speaks nothing. Raises
    `ScriptError` and `WordsMissingError`.
    """
    script, request = order.script, order.request
    practice = outlined(script, request, source.included)
    durations, measured = spoken_durations(practice.lines, practice.voice, practice.tone, folders=source.folders)
    seconds = to_seconds(target_length(script, request, limits(practice.outline, durations)))
    known = measured or order.length is not None
    size = round(seconds * _BYTES_A_SECOND[quality]) + _LABELS
    return Forecast(order.name, state, seconds, known, size, people)
