"""A still picture of the deck, for the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide.player.view import Mark, View
from voiceguide.units import to_seconds

if TYPE_CHECKING:
    from voiceguide.player.deck import Deck


def picture(deck: Deck) -> View:
    """What there is to see of a deck now."""
    course = deck.course
    volume = deck.spout.volume.target_db
    if course is None:
        return View(deck.state, deck.title, "", deck.preparing, 0.0, 0.0, (), deck.background, volume, deck.under_lu,
                    True, deck.message)  # fmt: skip
    frame = deck.frame
    shown, at = (course, frame)
    heard = deck.heard
    if deck.grounding and heard and heard.track.name in ("grounding", "afterwards"):
        shown, at = deck.grounding, heard.frame
    line = shown.last_line(at)
    section = shown.section_entered(at)
    return View(
        state=deck.state,
        title=deck.title,
        section=section.title if section else "",
        words=line.text if line else "",
        elapsed_s=to_seconds(frame),
        length_s=to_seconds(course.length),
        marks=tuple(Mark(one.title, to_seconds(one.start)) for one in course.chapters),
        background=course.background_at(frame),
        volume_db=volume,
        under_lu=course.backdrop.levels.background - course.bed_db,
        voice=course.voice,
        message=deck.message,
    )
