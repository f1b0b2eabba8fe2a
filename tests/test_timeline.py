import numpy as np
import pytest

from voiceguide.dsp.envelope import SILENT_DB, UNCHANGED, gains
from voiceguide.dsp.samples import MemoryClip, Samples
from voiceguide.plan.model import Event, Limits, Plan, PlanSection
from voiceguide.script.model import Place, SessionKind
from voiceguide.script.outline import Utterance
from voiceguide.timeline import Levels, Timeline, lay_out
from voiceguide.units import Frames, to_frames

PLACE = Place("calm.md", 1)
MINUTE = to_frames(60)
WORDS = [Utterance(Place("calm.md", line), f"Line {line}.") for line in range(6)]
SPOKEN = to_frames(2)
BELL = MemoryClip(np.ones(to_frames(12), np.float32))


class Bed:
    """A bed with a name, whose samples are all 1."""

    loop_frames = None
    even = False

    def __init__(self, name: str) -> None:
        self.name = self.key = name

    def read(self, first: Frames, last: Frames) -> Samples:
        return np.ones((last - first, 2), np.float32)


def a_plan(session: SessionKind = "day") -> Plan:
    """A plan of over five minutes: a line at the start of each minute, a change of background at 2:30, and two bells
    after the last line.
    """
    events = [
        Event("say", to_frames(4) + n * MINUTE, to_frames(4) + n * MINUTE + SPOKEN, 0, PLACE, word.text, word)
        for n, word in enumerate(WORDS)
    ]
    events.insert(3, Event("sound", 2 * MINUTE + MINUTE // 2, 2 * MINUTE + MINUTE // 2, 0, PLACE, "ocean"))
    end = events[-1].end
    events.append(Event("bell", end, end + to_frames(12), 0, PLACE, strikes=2))
    length = end + to_frames(12 + 10)
    section = PlanSection("", to_frames(4), end + to_frames(12), True)
    limits = Limits(length, length, length)
    return Plan("calm", "Calm", session, length, limits, (section,), (), tuple(events), to_frames(4), to_frames(10))


def laid_out(session: SessionKind = "day", levels: Levels | None = None, background: str = "rain") -> Timeline:
    clips = {word: MemoryClip(np.ones(SPOKEN, np.float32)) for word in WORDS}
    return lay_out(
        a_plan(session),
        clips,
        background=Bed(background),
        changes={"ocean": Bed("ocean")},
        bell=BELL,
        levels=levels or Levels(),
    )


def test_every_line_lies_at_its_planned_frame() -> None:
    """Each spoken event has its clip, and its words for the captions, at the frame given in the plan."""
    timeline, plan = laid_out(), a_plan()
    starts = [event.start for event in plan.events if event.kind == "say"]
    assert [placed.start for placed in timeline.clips if placed.clip.frames == SPOKEN] == starts
    assert [(line.text, line.start, line.end) for line in timeline.lines] == [
        (word.text, start, start + SPOKEN) for word, start in zip(WORDS, starts, strict=True)
    ]


def test_a_bell_that_would_ring_past_the_end_fades_out() -> None:
    """A bell that would ring beyond the session's end is cut there, with a fade to silence."""
    last = laid_out().clips[-1]
    assert last.start + last.clip.frames <= a_plan().length
    assert last.clip.read(last.clip.frames - 1, last.clip.frames)[0, 0] < 0.001
    assert last.clip.read(0, 1)[0, 0] == 1.0


def test_the_bed_is_heard_from_the_first_frame_to_the_last() -> None:
    """The first bed begins and the last one ends with the session. Between two beds there is a cross-fade of constant
    power; before it, the bed's level is steady.
    """
    timeline = laid_out()
    rain, ocean = timeline.beds
    assert (rain.start, ocean.end) == (0, timeline.length)
    assert rain.end > ocean.start
    both = gains(rain.level, ocean.start, rain.end) ** 2 + gains(ocean.level, ocean.start, rain.end) ** 2
    assert both == pytest.approx(1.0, abs=1e-3)
    assert np.all(gains(rain.level, to_frames(4), ocean.start) == 1.0)


def test_the_bed_enters_softly_and_leaves_in_decibels() -> None:
    """The bed starts at −40 dB, and falls to −60 dB at the very end of the session, after the last event."""
    timeline = laid_out()
    assert gains(timeline.beds[0].level, 0, 1)[0] == pytest.approx(0.01, rel=0.01)
    last = timeline.beds[-1].level
    assert gains(last, timeline.length - 1, timeline.length)[0] == pytest.approx(0.001, rel=0.01)
    assert gains(last, timeline.length - to_frames(10), timeline.length - to_frames(9))[0] == 1.0


def test_the_background_level_moves_the_bed_and_not_the_voice() -> None:
    """If the background is set to 12 LU below the voice instead of the usual 20 LU, the bed is 8 dB louder, and the
    voice keeps its level.
    """
    timeline = laid_out(levels=Levels(background=12.0))
    assert gains(timeline.beds[0].level, MINUTE, MINUTE + 1)[0] == pytest.approx(10 ** (8 / 20), rel=1e-4)
    assert {placed.gain_db for placed in timeline.clips} == {0.0}


def test_a_sleeping_voice_sinks_five_decibels() -> None:
    """At night the voice gets softer from line to line, by 5 dB in all. The mean level of the voice is 5 dB lower than
    by day, and so is the bed.
    """
    timeline = laid_out("sleep")
    voice = [placed.gain_db for placed in timeline.clips if placed.clip.frames == SPOKEN]
    assert voice[0] - voice[-1] == pytest.approx(5.0)
    assert np.diff(voice) == pytest.approx(-1.0)
    assert 10 * np.log10(np.mean(10 ** (np.array(voice) / 10))) == pytest.approx(-5.0)
    assert gains(timeline.beds[0].level, MINUTE, MINUTE + 1)[0] == pytest.approx(10 ** (-5 / 20), rel=1e-4)


def test_by_day_a_bed_keeps_its_highs() -> None:
    """By day the high frequencies of a bed are unchanged. At night they are softened."""
    assert {placed.highs for placed in laid_out().beds} == {UNCHANGED}
    assert UNCHANGED not in {placed.highs for placed in laid_out("sleep").beds}


def test_a_background_that_was_overruled_does_not_come() -> None:
    """If the plan has a change of background but no bed is given for it, the first bed plays on to the end."""
    clips = {word: MemoryClip(np.ones(SPOKEN, np.float32)) for word in WORDS}
    timeline = lay_out(a_plan(), clips, background=Bed("rain"), changes={}, bell=BELL, levels=Levels())
    assert [placed.bed.name for placed in timeline.beds] == ["rain"]


def test_ducking_looks_ahead_and_never_pumps() -> None:
    """If ducking is set to 3 dB, the bed is already 3 dB lower when a line begins. It falls and rises again by less
    than 10 dB per second.
    """
    timeline = laid_out(levels=Levels(duck=3.0))
    rain = timeline.beds[0].level
    second = to_frames(4) + MINUTE
    assert gains(rain, second, second + SPOKEN) == pytest.approx(10 ** (-3 / 20), rel=1e-4)
    assert gains(rain, second - to_frames(0.5), second - to_frames(0.45)) == pytest.approx(1.0)
    level = 20 * np.log10(gains(rain, to_frames(5), 2 * MINUTE))
    assert level.min() >= -3.001
    assert np.abs(np.diff(level)).max() * 44_100 < 10  # dB per second


def test_nothing_is_ever_silent() -> None:
    """The beds together are never completely silent before the end of the session."""
    timeline = laid_out()
    power = np.zeros(timeline.length, np.float32)
    for placed in timeline.beds:
        power[placed.start : placed.end] += gains(placed.level, placed.start, placed.end) ** 2
    assert power.min() > 10 ** (SILENT_DB / 10)


def test_a_noise_floor_stays_where_it_is() -> None:
    """The background "none" is a noise floor. It keeps its level, whatever the background level, the ducking and the
    kind of session.
    """
    floor, ocean = laid_out("sleep", Levels(background=26.0, duck=3.0), "none").beds
    assert gains(floor.level, 0, ocean.start) == pytest.approx(1.0)
    assert gains(ocean.level, 5 * MINUTE - 9, 5 * MINUTE - 8)[0] == pytest.approx(10 ** (-11 / 20), rel=1e-4)


def test_chapters_reach_from_the_first_frame_to_the_last() -> None:
    """The chapters reach from the first frame to the last, because players show a gap before a late first chapter and
    drop what comes after the last.
    """
    chapters = laid_out().chapters
    assert (chapters[0].start, chapters[-1].end) == (0, laid_out().length)
