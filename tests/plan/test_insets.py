import pytest

from tests.plan.outlines import Pen, Scene, outline
from tests.plan.truths import check
from voiceguide.plan._apportionment import Claim, allot
from voiceguide.plan._slots import Size
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Plan
from voiceguide.script.outline import Say, SubPractice
from voiceguide.units import to_frames, to_seconds


@pytest.fixture
def pen() -> Pen:
    return Pen()


def heart(pen: Pen, name: str, share: float | None, greatest: float = 3600.0) -> SubPractice:
    """A practice to include, which can last from about half a minute to `greatest` seconds."""
    return pen.practice(name, share, pen.part("Inner", pen.say(), pen.silence(20, greatest - 10)))


def lengths(plan: Plan) -> list[float]:
    """The length in minutes of each practice that the first section includes, with the gap after it."""
    begins: dict[int, int] = {}
    for event in plan.events:
        if len(event.address) == 4:
            begins.setdefault(event.address[1], event.start)
    ends = [*list(begins.values())[1:], plan.sections[-1].start]
    return [round(to_seconds(end - begin) / 60, 1) for begin, end in zip(begins.values(), ends, strict=True)]


def routine(pen: Pen, *practices: SubPractice) -> Scene:
    return outline(pen.part("Evening", *practices), pen.part("Closing", pen.say(1.0))), pen.durations


def test_shares_are_of_the_time_left(pen: Pen) -> None:
    """Each included practice gets its share of the time that is left beside the script's own words and gaps. The one
    without a share gets the rest.
    """
    scene = routine(pen, heart(pen, "breath", 0.25), heart(pen, "body", 0.45), heart(pen, "images", None))
    plan = fit(*scene, to_frames(45 * 60))
    check(plan, *scene, to_frames(45 * 60))
    rest = 45 - (4 + 1 + 12) / 60
    assert lengths(plan) == pytest.approx([rest * 0.25, rest * 0.45, rest * 0.3], abs=0.1)


def test_practices_without_a_share_divide_the_rest(pen: Pen) -> None:
    """Two included practices without a share divide the rest of the time equally."""
    scene = routine(pen, heart(pen, "breath", 0.5), heart(pen, "body", None), heart(pen, "images", None))
    first, second, third = lengths(fit(*scene, to_frames(40 * 60)))
    assert second == third
    assert first == pytest.approx(2 * second, abs=0.1)


def test_what_one_cannot_take_goes_to_the_others(pen: Pen) -> None:
    """If an included practice cannot be as long as its share, the other one gets the remaining time, even beyond its
    own share.
    """
    scene = routine(pen, heart(pen, "breath", 0.5, greatest=300.0), heart(pen, "body", 0.5))
    first, second = lengths(fit(*scene, to_frames(30 * 60)))
    assert first == pytest.approx(5.0, abs=0.1)
    assert second == pytest.approx(24.8, abs=0.11)


def test_a_practice_in_a_block_has_its_share_altogether(pen: Pen) -> None:
    """If a practice is included inside a repeated block, all rounds together get its share."""
    loop = pen.loop(2, 2, heart(pen, "breath", 0.5))
    scene = outline(pen.part("Evening", loop, heart(pen, "body", 0.5)), pen.part("Closing", pen.say())), pen.durations
    plan = fit(*scene, to_frames(40 * 60))
    silences = [to_seconds(event.end - event.start) for event in plan.events if event.kind == "silence"]
    assert silences[0] == pytest.approx(silences[1], abs=0.001)
    assert silences[2] == pytest.approx(2 * silences[0], abs=10)


def test_a_practice_gives_way_before_a_section_is_left_out(pen: Pen) -> None:
    """If time is short, an included practice leaves out its own optional sections first. The section that includes it
    is left out only if that is not enough.
    """
    extras = [pen.part(f"Extra {number}", pen.say(600.0), optional=number) for number in (1, 2)]
    inner = pen.practice("inner", 0.5, pen.part("Heart", pen.say(60.0)), *extras)
    evening = pen.part("Evening", pen.say(60.0), pen.silence(10.0, 600.0))
    scene = outline(evening, pen.part("Long", inner, optional=1), pen.part("Closing", pen.say())), pen.durations
    assert fit(*scene, to_frames(600)).dropped == ("inner: Extra 1", "inner: Extra 2")
    assert fit(*scene, to_frames(120)).dropped == ("Long",)


def test_sections_left_out_inside_are_named_with_their_practice(pen: Pen) -> None:
    """If a section of an included practice is left out, the plan lists it after the names of all practices around it,
    such as "inner: innermost: Extra".
    """
    extra = pen.part("Extra", *(pen.say(20.0) for _ in range(5)), optional=1)
    innermost = pen.practice("innermost", None, pen.part("Core", pen.say()), extra)
    inner = pen.practice("inner", None, pen.part("Heart", innermost))
    scene = outline(pen.part("Evening", inner)), pen.durations
    plan = fit(*scene, limits(*scene).least)
    assert plan.dropped == ("inner: innermost: Extra",)
    assert [section.title for section in plan.sections] == ["Evening"]


def test_holes_of_a_practice_are_filled_by_the_others() -> None:
    """If an included practice has only certain possible lengths, it gets one of them near its share. Another practice
    takes the difference, exact to the frame.
    """
    rigid = Claim(0.5, ((100, 100), (200, 200)))
    elastic = Claim(0.5, ((50, 500),))
    assert allot(400, Size(10, 10, 10), [rigid, elastic]) == [200, 190]
    assert allot(260, Size(10, 10, 10), [rigid, elastic]) == [100, 150]
    assert allot(700, Size(0, 0, 0), [rigid, elastic]) == [200, 500]
    assert allot(300, Size(0, 0, 0), [rigid, rigid]) in ([100, 200], [200, 100])


def test_parts_without_a_title_are_left_out_silently(pen: Pen) -> None:
    """Sections without a title, such as images, are left out in the order of their numbers and are not listed as left
    out.
    """
    images = [pen.part("", pen.say(1.0), pen.pause(2, 4), optional=number) for number in range(1, 200)]
    inset = pen.practice("images", None, pen.part("", pen.say(1.0)), *images)
    scene = outline(pen.part("Images", inset), pen.part("Closing", pen.say(1.0))), pen.durations
    plan = fit(*scene, to_frames(120))
    check(plan, *scene, to_frames(120))
    assert plan.dropped == ()
    shown = [event.utterance for event in plan.events if event.kind == "say"][1:-1]
    written = [item.utterance for image in images for item in image.items if isinstance(item, Say)]
    assert 2 < len(shown) < 100
    assert shown == written[: len(shown)]
