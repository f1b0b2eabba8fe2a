"""Writes the sidecars of a session, which are shown while it plays: its plan, its captions and its pictures."""

import json

from voiceguide.output.captions import captions_text
from voiceguide.output.contract import Tags
from voiceguide.pictures.session_svg import session_svg
from voiceguide.session.export import cover_of, tags_until
from voiceguide.session.stages import ReadySession
from voiceguide.units import Frames
from voiceguide.web._session_store import StoredSession


def write_plan(made: StoredSession) -> None:
    """Write the plan from the notes. Raises OSError."""
    made.sidecar("json").write_text(json.dumps(made.notes["plan"], ensure_ascii=False), encoding="utf-8")


def write_captions(made: StoredSession, ready: ReadySession, over: Frames) -> None:
    """Write the captions up to the frame `over`, at which the session ends. Raises OSError."""
    tags = tags_until(Tags(ready.planned.script.title, lines=ready.timeline.lines), over)
    made.sidecar("vtt").write_text(captions_text("vtt", tags, over), encoding="utf-8", newline="\n")


def write_pictures(made: StoredSession, ready: ReadySession) -> None:
    """Write the timeline picture and the cover. Raises `CoverError` and OSError."""
    made.sidecar("svg").write_text(session_svg(ready.plan, ready.timeline), encoding="utf-8")
    made.sidecar("jpg").write_bytes(cover_of(ready.planned.script))
