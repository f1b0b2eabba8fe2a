import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.outlines import Pen, Scene, outline, outlines
from voiceguide.dsp.envelope import Envelope, Point
from voiceguide.pictures._svg import clipped, plain, text_width, wrapped
from voiceguide.pictures.session_svg import LEFT, RIGHT, Axis, name_levels, session_svg
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Plan
from voiceguide.timeline import BedAt, Timeline
from voiceguide.units import Frames, to_frames

SVG = "{http://www.w3.org/2000/svg}"


class NamedBed:
    """A background with a name only. To read its sound is an error."""

    loop_frames = None
    even = False

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, first: Frames, last: Frames) -> None:
        raise AssertionError("a picture needs no sound")


def timeline(plan: Plan, *names: str, length: Frames | None = None) -> Timeline:
    """The timeline of a plan over the backgrounds with these names, one after another. Each is faded in and out, and
    has the same share of the time.
    """
    total = plan.length if length is None else length
    step = total // max(1, len(names))
    beds = []
    for index, name in enumerate(names):
        points = (Point(index * step, -60.0, "power"), Point(index * step + 100, 0.0), Point((index + 1) * step, -60.0))
        beds.append(BedAt(index * step, (index + 1) * step, NamedBed(name), Envelope(points)))  # type: ignore[arg-type]
    return Timeline(total, (), tuple(beds), (), ())


def drawn(scene: Scene, seconds: float, *names: str) -> tuple[Plan, ET.Element]:
    plan = fit(*scene, to_frames(seconds), nearest=True)
    return plan, ET.fromstring(session_svg(plan, timeline(plan, *(names or ("rain",)))))


def shapes(picture: ET.Element, style: str) -> list[ET.Element]:
    return [element for element in picture.iter() if style in element.get("class", "").split()]


def words(picture: ET.Element) -> Iterator[str]:
    return (element.text or "" for element in picture.iter(f"{SVG}text"))


@pytest.fixture
def sitting() -> Scene:
    pen = Pen()
    reminder = pen.words(4.0, "Begin again.")
    parts = (
        pen.part("Arriving", pen.say(), pen.pause(2, 20), pen.say()),
        pen.part("Breath", pen.say(), pen.breaths(4, 8), pen.sound("ocean")),
        pen.part("Sitting", pen.say(), pen.bell(3), pen.silence(60, 900, reminders=(reminder,), is_open=True)),
        pen.part("Closing", pen.say(), pen.bell()),
    )
    return outline(*parts), pen.durations


def test_everything_of_the_plan_is_there(sitting: Scene) -> None:
    """The picture has a row with a name for each kind of event, a shape for each event, and as many bell strokes as the
    plan. The names of the sections are written in it.
    """
    plan, picture = drawn(sitting, 600)
    kinds = [event.kind for event in plan.events]
    for style, kind in (("voice", "say"), ("pause", "pause"), ("silence", "silence"), ("reminder", "reminder")):
        assert len(shapes(picture, style)) == kinds.count(kind)  # type: ignore[arg-type]
    assert len(shapes(picture, "wave")) == 1
    assert len(shapes(picture, "bell")) == sum(event.strikes for event in plan.events)
    assert {"voice", "pauses", "silence", "reminders", "breaths", "bells", "background", "rain"} <= set(words(picture))
    assert {"Arriving", "Breath", "Sitting", "Closing"} <= set(words(picture))


def test_events_lie_where_they_sound(sitting: Scene) -> None:
    """The shape of each spoken line begins and ends where the line does on the time axis. The axis reaches from `LEFT`
    to `RIGHT`.
    """
    plan, picture = drawn(sitting, 600)
    axis = Axis(plan, plan.length)
    said = [event for event in plan.events if event.kind == "say"]
    for event, box in zip(said, shapes(picture, "voice"), strict=True):
        assert float(box.get("x", "")) == pytest.approx(axis.at(event.start), abs=0.01)
        assert float(box.get("width", "")) == pytest.approx(axis.at(event.end) - axis.at(event.start), abs=0.01)
    assert axis.at(0) == LEFT
    assert axis.at(plan.length) == pytest.approx(RIGHT)


def test_the_breath_rises_and_falls(sitting: Scene) -> None:
    """The curve of the breath goes up to its highest level with each in-breath, and down to its lowest with each
    out-breath.
    """
    _, picture = drawn(sitting, 600)
    way = [tuple(map(float, point.split())) for point in shapes(picture, "wave")[0].get("d", "")[1:].split("L")]
    heights = [point[1] for point in way]
    assert heights[0::2] == [max(heights)] * len(heights[0::2])
    assert heights[1::2] == [min(heights)] * len(heights[1::2])


def test_those_who_cannot_see_have_its_description(sitting: Scene) -> None:
    """The picture has a title and a description in words, and each line of words can be read by pointing at it."""
    _, picture = drawn(sitting, 600)
    assert picture.get("role") == "img"
    named = {element.get("id"): element.text or "" for element in picture if element.get("id")}
    assert picture.get("aria-labelledby", "").split() == list(named)
    title, description = named.values()
    assert title == "Calm, 10:00"
    for part in ("Arriving from 0:02", "Closing from", "bells 5", "Background: rain."):
        assert part in description
    tips = [element.text for box in shapes(picture, "voice") for element in box]
    assert tips[0] == "0:02 Line 2."


def test_it_has_colours_for_light_and_for_dark(sitting: Scene) -> None:
    """Every style of the picture, also the paper behind it, has a colour for the light and for the dark scheme."""
    _, picture = drawn(sitting, 600)
    style = next(element.text or "" for element in picture.iter(f"{SVG}style"))
    light, dark = style.split("@media (prefers-color-scheme:dark)")
    for name in ("paper", "ink", "soft", "voice", "reminder", "pause", "silence", "bell", "wave", "bed"):
        assert f".{name}{{" in light
        assert f".{name}{{" in dark


def test_hostile_words_stay_words() -> None:
    """Mark-up in titles, lines and names of backgrounds is shown as text. It cannot add elements or
    break the document.
    """
    pen = Pen()
    evil = "</text><script>alert('\"&')</script>\x00\x0b\ud800 ]]>"
    pen_part = pen.part(evil, pen.say(), optional=0)
    extra = pen.part(evil + "2", pen.say(60.0), optional=1)
    line = pen.words(2.0, evil)
    scene = (
        outline(pen_part, extra, pen.part("End", pen.say(), pen.silence(1, 2, reminders=(line,)))),
        pen.durations,
    )
    plan, picture = drawn(scene, 0, evil)
    assert plan.dropped
    assert not list(picture.iter(f"{SVG}script"))
    assert any("<script>" in text for text in words(picture))


@settings(max_examples=40, deadline=None)
@given(scene=outlines(), part=st.floats(0, 1))
def test_any_session_can_be_drawn(scene: Scene, part: float) -> None:
    """For any plan, the picture is well-formed XML, and everything in it is inside its borders."""
    ends = limits(*scene)
    plan = fit(*scene, ends.least + round((ends.greatest - ends.least) * part), nearest=True)
    picture = ET.fromstring(session_svg(plan, timeline(plan, "rain", "ocean")))
    width, height = float(picture.get("width", "")), float(picture.get("height", ""))
    for box in picture.iter(f"{SVG}rect"):
        x, y = float(box.get("x", 0)), float(box.get("y", 0))
        assert 0 <= x <= x + float(box.get("width", "")) <= width
        assert 0 <= y <= y + float(box.get("height", "")) <= height


def test_hours_of_background_alone_are_drawn_short(sitting: Scene) -> None:
    """If the bed continues for hours after a practice, the axis is interrupted there and the picture shows the full
    length, so that the practice keeps at least a third of the width.
    """
    plan = fit(*sitting, to_frames(600))
    night = to_frames(8 * 3600)
    picture = ET.fromstring(session_svg(plan, timeline(plan, "rain", length=night)))
    assert len(shapes(picture, "torn")) == 1
    assert "8:00:00" in set(words(picture))
    axis = Axis(plan, night)
    assert axis.at(plan.events[-1].end) > LEFT + (RIGHT - LEFT) / 3
    frames = range(0, night, to_frames(60))
    places = [axis.at(frame) for frame in frames]
    assert places == sorted(places)
    assert axis.at(night) == pytest.approx(RIGHT)


def test_an_ordinary_session_is_not_torn(sitting: Scene) -> None:
    """In an ordinary session, the axis is not interrupted, and the last fade has its true length."""
    _, picture = drawn(sitting, 600)
    assert shapes(picture, "torn") == []


def test_every_section_has_its_name_even_among_very_many() -> None:
    """In a session with 80 sections, not all of their names can be written. Each name that is not written appears as a
    tooltip when one points at the section.
    """
    pen = Pen()
    titles = [f"A rather long name for section {number}" for number in range(80)]
    scene = outline(*(pen.part(title, pen.say()) for title in titles)), pen.durations
    _, picture = drawn(scene, 600)
    tooltips = {element.text for element in picture.iter(f"{SVG}title")}
    written = set(words(picture))
    assert not set(titles) <= written
    assert set(titles) <= written | tooltips


@given(
    steps=st.lists(st.floats(0.0, 60.0), min_size=1, max_size=60),
    widths=st.lists(st.floats(10.0, 200.0), min_size=60, max_size=60),
)
def test_names_do_not_meet(steps: list[float], widths: list[float]) -> None:
    """Names that would overlap are written at different heights. With up to 18 sections, the earlier of two such names
    is higher, so that no line to a section crosses a name.
    """
    starts = [sum(steps[: index + 1]) for index in range(len(steps))]
    levels = name_levels(starts, widths[: len(starts)])
    for one in range(len(starts)):
        for other in range(one + 1, len(starts)):
            if starts[other] < starts[one] + widths[one]:
                assert levels[one] != levels[other]
                if len(starts) <= 18:
                    assert levels[one] > levels[other]


@given(text=st.text(max_size=60), width=st.floats(20, 400))
def test_words_are_shortened_to_their_room(text: str, width: float) -> None:
    """Text that is wider than its space is cut, with "…" at its end, or left out. When text is wrapped into lines, each
    line fits the width.
    """
    short = clipped(text, width, 12)
    assert text_width(short, 12) <= width
    assert short == text or short == "" or short.endswith("…")
    assert all(text_width(line, 12) <= width for line in wrapped(text, width, 12))


@given(text=st.text())
def test_any_text_can_stand_in_the_document(text: str) -> None:
    """Any text, even with control characters and unpaired surrogates, gives well-formed XML."""
    ET.fromstring(f"<a>{plain(text)}</a>")
