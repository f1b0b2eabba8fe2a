"""Makes the outline of a practice even if the listener's own words are missing. Placeholders take their place, so that
all missing words are reported at once.
"""

from dataclasses import replace
from typing import Final

from voiceguide.errors import WordsMissingError
from voiceguide.script.model import Script
from voiceguide.script.outline import Outline
from voiceguide.script.outliner import FindPractice, outline
from voiceguide.session.request import Request
from voiceguide.session.stages import listener

_STAND_IN: Final = "someone dear"


def outline_and_missing_words(
    script: Script, request: Request, find: FindPractice
) -> tuple[Outline, tuple[WordsMissingError, ...]]:
    """The outline for this listener, and an error for each key whose words are missing, with the first place that needs
    them.

    Raises the other errors of `outline`.
    """
    missing: dict[str, WordsMissingError] = {}
    while True:
        words = (*request.words, *((key, _STAND_IN) for key in missing))
        try:
            return outline(script, listener(replace(request, words=words)), find), tuple(missing.values())
        except WordsMissingError as error:
            if error.variable.lower() in missing:
                raise
            missing[error.variable.lower()] = error
