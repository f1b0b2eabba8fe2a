"""The backgrounds and the bell of a session, opened when first needed and then kept open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.config import Folders
from voiceguide.script.library import script_folder
from voiceguide.session.progress import MAKING_BACKGROUND, Progress
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Clip
    from voiceguide.mix.splice import HeardPart
    from voiceguide.plan.model import Plan
    from voiceguide.script.model import Script, SessionKind
    from voiceguide.script.outline import Utterance
    from voiceguide.session.request import BedAfter, Request
    from voiceguide.sound.bed import Bed, CountProgress
    from voiceguide.timeline import AfterVoice, Levels, Timeline


DEFAULT_BACKGROUND = "rain"


@dataclass(eq=False)
class Backgrounds:
    """The backgrounds and the bell of a session. They stay open, because the session is laid out again when its plan
    changes.
    """

    background: str
    """The first background, in the form that `open_background` reads."""
    changing: bool
    """Whether the script's own `[sound]` lines take effect."""
    levels: Levels
    beside: Path | None
    """The script's folder. A relative path to a background's file is looked for in it, too."""
    folders: Folders
    progress: CountProgress
    then: BedAfter | None = None
    fade: Seconds | None = None
    gentle: bool = False
    """Whether no sound in the backgrounds may begin suddenly, because the listener is falling asleep."""
    _beds: dict[str, Bed] = field(default_factory=dict)
    _bells: list[Clip] = field(default_factory=list)

    def bed(self, name: str) -> Bed:
        """The background of that name. Raises `SoundError`."""
        from voiceguide.sound.backgrounds import open_background

        if name not in self._beds:
            self._beds[name] = open_background(
                name,
                sounds=self.folders.sounds,
                cache_folder=self.folders.loops,
                beside=self.beside,
                gentle=self.gentle,
                progress=self.progress,
            )
        return self._beds[name]

    def names(self, plan: Plan) -> list[str]:
        """The names of all backgrounds in a session with this plan, each once."""
        after = [self.then.sound] if self.then and self.then.sound else []
        return list(dict.fromkeys([self.background, *self._changes(plan), *after]))

    def _changes(self, plan: Plan) -> list[str]:
        return [event.text for event in plan.events if event.kind == "sound" and self.changing]

    def require(self) -> None:
        """Raise `SoundError` now, before anything is made, if the first background cannot be found."""
        from voiceguide.sound.backgrounds import knows_background

        if not knows_background(self.background, sounds=self.folders.sounds, beside=self.beside):
            self.bed(self.background)

    @property
    def after(self) -> Frames:
        """How long the background plays on after the end of the plan."""
        return to_frames(self.then.length) if self.then else 0

    def timeline(self, plan: Plan, clips: Mapping[Utterance, Clip], heard: HeardPart | None = None) -> Timeline:
        """The plan laid out as sound. If part of an earlier timeline was already `heard`, that part stays the same.
        Raises `SoundError`.
        """
        from voiceguide.mix.reuse import align_runs
        from voiceguide.mix.splice import spliced
        from voiceguide.timeline import lay_out

        after = self._bed_after()
        changes = {name: self.bed(name) for name in self._changes(plan)}
        rings = any(event.strikes for event in plan.events)
        timeline = lay_out(
            plan,
            clips,
            background=self.bed(self.background),
            changes=changes,
            bell=self._bell() if rings else None,
            levels=self.levels,
            after=after,
        )
        if heard:
            timeline = spliced(heard, timeline)
        # At night the voice gets softer from word to word, so no two runs are the same.
        return align_runs(timeline, heard.until if heard else 0) if plan.session == "day" else timeline

    def fade_s(self, plan: Plan) -> Seconds:
        """How long the fade at the end of this plan takes. It is shorter than requested if there is too little time for
        it. Raises `SoundError`.
        """
        from voiceguide.timeline import last_fade_frames

        return to_seconds(last_fade_frames(plan, self._bed_after()))

    def _bed_after(self) -> AfterVoice:
        from voiceguide.timeline import AfterVoice

        sound = self.then.sound if self.then else None
        fade = None if self.fade is None else to_frames(self.fade)
        return AfterVoice(self.after, self.bed(sound) if sound else None, fade)

    def bed_timeline(self, bed: Bed, session: SessionKind) -> Timeline:
        """A timeline with only a bed. It fades in as at the start of a session, and then plays for 24 hours."""
        from voiceguide.timeline import lay_out_bed

        return lay_out_bed(bed, session, self.levels)

    def _bell(self) -> Clip:
        from voiceguide.sound.backgrounds import open_bell

        if not self._bells:
            self._bells.append(open_bell("bell", sounds=self.folders.sounds, cache_folder=self.folders.loops))
        return self._bells[0]


def background_of(script: Script, asked: str | None) -> str:
    """The first background of a session, in the form that `open_background` reads: the requested one, else the script's
    own, else the default.
    """
    return asked or script.background or DEFAULT_BACKGROUND


def backgrounds_for(script: Script, request: Request, *, folders: Folders, progress: Progress) -> Backgrounds:
    """The backgrounds that this listener will hear. None of them is opened yet."""
    from voiceguide.timeline import Levels

    return Backgrounds(
        background=background_of(script, request.background),
        changing=request.background is None,
        levels=Levels(request.background_level, request.duck),
        beside=script_folder(script),
        folders=folders,
        progress=lambda done, total: progress(MAKING_BACKGROUND, done, total),
        then=request.then,
        fade=request.fade,
        gentle=(request.session or script.session) == "sleep",
    )
