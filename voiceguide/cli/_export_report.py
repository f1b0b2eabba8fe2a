"""The report of `export` about a session that has been saved, in words and as JSON."""

from typing import Any, NamedTuple

from voiceguide.cli._news import is_news
from voiceguide.cli.console import format_size
from voiceguide.cli.context import App, report_own_words, report_short_fade
from voiceguide.session.backgrounds import Backgrounds
from voiceguide.session.export import SavedFile
from voiceguide.session.stages import PlannedSession, ReadySession
from voiceguide.units import Seconds, format_clock, to_seconds


class SavedSession(NamedTuple):
    """A session that has been saved."""

    saved: SavedFile
    made: PlannedSession
    session: ReadySession
    backgrounds: Backgrounds
    took: Seconds


def report_saved(app: App, done: SavedSession, place: str, *, measured: bool) -> dict[str, Any]:
    """Print how a session was made, and that it is now in `place`; if `measured`, also the measurements of its file.
    Returns the facts for ``--json``.
    """
    saved, made, session, backgrounds, took = done
    _report_how_it_was_made(app, made, session)
    report_short_fade(app, backgrounds, made)
    _report_result(app, saved, took, place)
    _advise_on_trimming(app, saved)
    words = report_own_words(app, made, "file")
    result = _result(app, saved, session, measured=measured)
    return {**result, "voice": made.spoken_by, "own_words": words}


def _advise_on_trimming(app: App, saved: SavedFile) -> None:
    """Say, once and never again, that podcast players should not skip silence in these files, because they would skip
    the pauses.
    """
    if not app.console.quiet and not saved.already and is_news("trimming", app.folders):
        app.console.note(
            "In a podcast player, switch off “trim silence” (“skip silence”) for these files (see docs/players.md)"
        )


def _report_how_it_was_made(app: App, made: PlannedSession, session: ReadySession) -> None:
    plan = made.plan
    app.console.note(f"voice: {made.spoken_by}")
    app.console.detail(f"{made.clips.made} lines newly spoken")
    if made.clips.filled:
        app.console.note(f"lines without a recording, spoken by {made.request.fill}: {made.clips.filled}")
    app.console.detail(f"background: {', '.join(placed.bed.name for placed in session.timeline.beds)}")
    app.console.detail(f"to get the same images again, add --seed {made.request.seed or 0}")
    asked = made.request.length or made.script.length
    if asked is not None and abs(to_seconds(plan.length) - asked) > 0.001:
        nearest, requested = format_clock(to_seconds(plan.length)), format_clock(asked)
        app.console.note(f"the practice cannot last {requested}; the nearest length is {nearest}")
    if plan.dropped:
        app.console.detail(f"left out, because time is short: {', '.join(plan.dropped)}")


def _report_result(app: App, saved: SavedFile, took: Seconds, place: str) -> None:
    length = format_clock(to_seconds(saved.length))
    if saved.already:
        app.console.note(f"{place} already contains exactly this session, {length}")
    else:
        app.console.note(f"{place}  {length}  {format_size(saved.size)}  in {took:.1f} s")


def _result(app: App, saved: SavedFile, session: ReadySession, *, measured: bool) -> dict[str, Any]:
    result: dict[str, Any] = {
        "file": str(saved.path),
        "length_s": to_seconds(saved.length),
        "bytes": saved.size,
        "already_there": saved.already,
    }
    if measured:
        from voiceguide.session.measure import measure

        report = measure(saved.path, session.plan, session.timeline)
        result["report"] = report.as_json()
        for line in report.as_lines():
            app.console.note(line)
    return result
