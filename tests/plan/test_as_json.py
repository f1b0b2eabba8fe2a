import json

from hypothesis import given, settings

from tests.plan.outlines import Pen, Scene, outline, outlines
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import to_json
from voiceguide.units import to_frames


def test_the_shape_is_the_documented_one() -> None:
    """A plan as JSON has the documented keys and values, with times in seconds. For an event whose length cannot
    change, `min_s`, `natural_s` and `max_s` are null.
    """
    pen = Pen()
    part = pen.part("Arriving", pen.say(2.0), pen.pause(5, 15), pen.sound("ocean"), pen.bell(2))
    extra = pen.part("Extra", pen.say(60.0), optional=1)
    scene = outline(part, extra), pen.durations
    shown = json.loads(json.dumps(to_json(fit(*scene, to_frames(40)))))
    assert list(shown) == [
        "practice",
        "length_s",
        "natural_s",
        "min_s",
        "max_s",
        "sections",
        "dropped",
        "shares",
        "events",
    ]
    assert (shown["practice"], shown["length_s"], shown["dropped"]) == ("calm", 40.0, ["Extra"])
    assert shown["sections"][0] == {
        "title": "Arriving",
        "start_s": 2.0,
        "end_s": shown["events"][-1]["end_s"],
        "keep": True,
    }
    assert [event["kind"] for event in shown["events"]] == ["say", "pause", "bell"]
    say, pause, _ = shown["events"]
    assert say == {
        "kind": "say",
        "start_s": 2.0,
        "end_s": 4.0,
        "section": "Arriving",
        "line": 1,
        "text": "Line 1.",
        "spoken": "Line one.",
        "min_s": None,
        "natural_s": None,
        "max_s": None,
    }
    assert (pause["min_s"], pause["natural_s"], pause["max_s"]) == (5.0, 8.660249, 15.0)


@settings(max_examples=25, deadline=None)
@given(scene=outlines())
def test_the_limits_shown_can_be_asked_for(scene: Scene) -> None:
    """A session of exactly the shortest or the longest length, as printed, can be planned."""
    shown = to_json(fit(*scene, limits(*scene).natural, nearest=True))
    for key in ("min_s", "max_s"):
        value = shown[key]
        assert isinstance(value, float)
        assert fit(*scene, to_frames(value)).length == to_frames(value)
