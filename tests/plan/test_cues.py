import pytest

from tests.plan.outlines import Pen, outline
from voiceguide.errors import ScriptError
from voiceguide.plan._composer import cue_mistakes
from voiceguide.plan.fit import fit, limits


def test_cues_that_fit_are_no_mistake() -> None:
    """A breath cue may take exactly as long as its phase of the breath."""
    pen = Pen()
    scene = outline(pen.part("Breath", pen.breaths(3, 6, lengths=(1.0, 2.0), cue=1.0))), pen.durations
    assert cue_mistakes(*scene) == ()


def test_a_long_cue_gives_way_to_the_short_one() -> None:
    """If the long words of a breath cue do not fit into its phase, the short words are spoken from the
    first breath on.
    """
    pen = Pen()
    scene = outline(pen.part("Breath", pen.breaths(3, 3, lengths=(1.5, 2.0), cue=1.8))), pen.durations
    plan = fit(*scene, limits(*scene).natural)
    assert [event.text for event in plan.events][:4] == ["In.", "Breathe out.", "In.", "Breathe out."]


def test_cues_longer_than_their_phase_are_refused_with_their_line() -> None:
    """If not even the short words of a cue fit into its phase, the script is refused: no word is cut
    short or left out.
    """
    pen = Pen()
    breaths = pen.breaths(3, 6, lengths=(1.0, 4.0), cue=3.0)
    inner = pen.practice("inner", None, pen.part("Heart", pen.loop(2, 2, breaths)))
    scene = outline(pen.part("Breath", inner)), pen.durations
    found = cue_mistakes(*scene)
    assert [(mistake.line, mistake.code, mistake.severity) for mistake in found] == [
        (breaths.place.line, "cue-too-long", "error")
    ]
    with pytest.raises(ScriptError) as caught:
        fit(*scene, 10**7)
    assert caught.value.mistakes == found
    with pytest.raises(ScriptError):
        limits(*scene)
