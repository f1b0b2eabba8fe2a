"""What is heard before the session is ready: its bed, entering as it will in the session itself."""

from typing import Final

from voiceguide.backdrop import Backdrop
from voiceguide.lengths import LONGEST
from voiceguide.mix.mixer import Mixer
from voiceguide.plan.figures import DAY_LEAD, SLEEP_LEAD
from voiceguide.plan.model import Limits, Plan
from voiceguide.player.track import Track
from voiceguide.script.model import SessionKind
from voiceguide.sound.bed import Bed
from voiceguide.timeline import lay_out
from voiceguide.units import Frames, to_frames

_WORDLESS: Final[Frames] = to_frames(LONGEST)


def bed_alone(backdrop: Backdrop, bed: Bed, session: SessionKind) -> Track:
    """An endless track of the bed, with the entrance of a session that has not begun."""
    lead = to_frames((SLEEP_LEAD if session == "sleep" else DAY_LEAD)[1])
    plan = Plan(
        practice="", title="", session=session, length=_WORDLESS,
        limits=Limits(_WORDLESS, _WORDLESS, _WORDLESS), sections=(), dropped=(), events=(), lead=lead, tail=lead,
    )  # fmt: skip
    timeline = lay_out(plan, {}, background=bed, changes={}, bell=None, levels=backdrop.levels)
    return Track(Mixer(timeline), _WORDLESS, "entrance")
