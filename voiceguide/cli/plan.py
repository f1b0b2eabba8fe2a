"""Commands that look at a session before it is made: plan, say."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from voiceguide.cli._original import refuse_other_ending, refuse_sources
from voiceguide.cli.context import App, print_json, report_own_words, report_short_fade, request_from, start, with_mine
from voiceguide.cli.lines import out
from voiceguide.cli.options import (
    ConsoleOptions,
    console_options,
    force_option,
    json_option,
    line_options,
    mine_option,
    session_options,
)
from voiceguide.cli.parameter_types import LengthsType, PracticeType
from voiceguide.plan.fit import fit
from voiceguide.plan.model import Event, Plan, longest_quiet, shares, to_json
from voiceguide.session.backgrounds import backgrounds_for
from voiceguide.session.progress import no_progress
from voiceguide.session.request import SessionChoices
from voiceguide.session.stages import PlannedSession, laid_out, planned, voice_for
from voiceguide.speech.engines.table import voice_name
from voiceguide.system.install_hint import quoted
from voiceguide.units import format_clock, to_frames, to_seconds

PLAN_EXAMPLES = """
\b
For example:
  voiceguide plan self-compassion-break -l 10m
  voiceguide plan ./my-practice.md -l 7:30 --json
  voiceguide plan open-sitting -l 20m --svg sitting.svg
  voiceguide plan noticing --spoken
  voiceguide plan body-scan --compare 5m,10m,20m
"""

SAY_EXAMPLES = """
\b
For example:
  voiceguide say self-compassion-break:12 -o line.wav
  voiceguide say ./my-practice.md:30 --rate 0.9
"""


@click.command(epilog=PLAN_EXAMPLES)
@click.argument("practice", type=PracticeType())
@session_options
@mine_option
@click.option("--compare", type=LengthsType(), metavar="LENGTHS", help="Put several lengths side by side: 5m,10m,20m.")
@click.option(
    "--svg",
    "svg",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the session as a timeline, into this .svg file.",
)
@force_option
@click.option(
    "--spoken", is_flag=True, help="Show the words as the voice gets them, with numbers and signs spelled out."
)
@json_option
@console_options
def plan(
    practice: str,
    compare: tuple[float, ...] | None,
    svg: Path | None,
    force: bool,
    spoken: bool,
    mine: bool,
    as_json: bool,
    console: ConsoleOptions,
    choices: SessionChoices,
) -> None:
    """Show what you will hear, and when, at any length."""
    _refuse_two_lengths(compare, choices.length, svg)
    app = start(console, keeps=True)
    script = app.practice(practice)
    request = request_from(app, choices)
    if mine:
        request = with_mine(app, request)
    backgrounds_for(script, request, folders=app.folders, progress=no_progress).require()
    if svg:
        from voiceguide.system.files import check_target

        refuse_sources(app, [(svg, "the picture")], script, request, remedy="choose another name with --svg")
        refuse_other_ending(svg, ".svg", "--svg")
        check_target(svg, force=force)
    with app.console.progress() as progress:
        made = planned(script, request, find=app.library.included, folders=app.folders, progress=progress)
        if svg:
            _draw(app, made, svg, force)
    if svg:
        app.console.note(f"{svg} saved")
    app.console.note(f"voice: {made.spoken_by}")
    report_own_words(app, made, "plan")
    if request.fade and not compare:
        report_short_fade(app, backgrounds_for(script, request, folders=app.folders, progress=no_progress), made)
    lengths = [to_frames(length) for length in compare or ()]
    plans = [fit(made.outline, made.clips.durations, length, nearest=True) for length in lengths] or [made.plan]
    if as_json:
        shown = [{**to_json(plan), "voice": made.spoken_by} for plan in plans]
        print_json(shown if compare else shown[0])
    elif not console.quiet:
        for line in _compared(plans) if compare else _table(made.plan, spoken):
            out(line)


def _refuse_two_lengths(compare: tuple[float, ...] | None, length: float | None, svg: Path | None) -> None:
    for name, value in (("-l", length), ("--svg", svg)):
        if compare and value:
            raise click.UsageError(f"--compare sets the lengths; leave out {name}")


def _draw(app: App, made: PlannedSession, svg: Path, force: bool) -> None:
    from voiceguide.pictures.session_svg import session_svg
    from voiceguide.system.files import whole_file

    session = laid_out(made, backgrounds_for(made.script, made.request, folders=app.folders, progress=no_progress))
    with whole_file(svg, force=force) as part:
        part.write_text(session_svg(made.plan, session.timeline), encoding="utf-8")


_KINDS = {
    "say": "voice",
    "pause": "pause",
    "silence": "silence",
    "breath": "breath",
    "reminder": "reminder",
    "bell": "bell",
    "sound": "background",
}


def _table(plan: Plan, spoken: bool) -> list[str]:
    lines = [f"{plan.title}, {format_clock(to_seconds(plan.length))}"]
    section = -1
    for event in plan.events:
        if event.section != section:
            section = event.section
            title = plan.sections[section].title
            lines += ["", f"{_tenths(to_seconds(event.start)):>9}  # {title}"] if title else [""]
        lines.append(_row(event, spoken))
    least, greatest, spent = plan.limits.least, plan.limits.greatest, shares(plan)
    lines += [
        "",
        f"{_tenths(to_seconds(plan.length)):>9}  the end",
        f"Words {_percent(spent.words)}, pauses {_percent(spent.pauses)}, silence {_percent(spent.silence)}, "
        f"the background alone {_percent(spent.bed)}.",
        *(
            [f"Left out because time is short; with more time they come back in this order: {', '.join(plan.dropped)}."]
            if plan.dropped
            else []
        ),
        f"With this voice the practice can last {_up(least)} to {format_clock(int(to_seconds(greatest)))}.",
    ]
    return lines


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _compared(plans: Sequence[Plan]) -> list[str]:
    """A row for each length: how its time is spent, its longest quiet, and what is left out."""
    lines = [f"{'length':>8}  {'words':>6}  {'pauses':>6}  {'silence':>7}  {'quiet':>7}  left out"]
    for plan in plans:
        spent = shares(plan)
        columns = (
            f"{format_clock(to_seconds(plan.length)):>8}",
            f"{_percent(spent.words):>6}",
            f"{_percent(spent.pauses):>6}",
            f"{_percent(spent.silence):>7}",
            f"{to_seconds(longest_quiet(plan)):>5.0f} s",
            ", ".join(plan.dropped),
        )
        lines.append("  ".join(columns).rstrip())
    return lines


def _row(event: Event, spoken: bool) -> str:
    seconds = to_seconds(event.end - event.start)
    what = event.utterance.plain if event.utterance else event.text
    if spoken and event.utterance:
        what = event.spoken or ""
    if event.strikes > 1:
        what = f"{event.strikes} strikes"
    return f"{_tenths(to_seconds(event.start)):>9}  {_KINDS[event.kind]:<10} {seconds:7.1f} s  {what}".rstrip()


def _tenths(seconds: float) -> str:
    minutes, left = divmod(round(seconds * 10), 600)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{left / 10:04.1f}" if hours else f"{minutes}:{left / 10:04.1f}"


def _up(frames: int) -> str:
    from math import ceil

    return format_clock(ceil(to_seconds(frames)))


class _LineCommand(click.Command):
    """A command that reads ``-:6`` (line 6 of standard input) as an argument, not as an option. Its usage errors say
    how a line is written.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments as click does, but first move words such as ``-:6`` to the end, after ``--``, so that
        they are not taken for options.
        """
        lines = [word for word in args if re.fullmatch(r"-:[0-9]+", word)]
        others = [word for word in args if word not in lines]
        ctx.allow_extra_args = True
        extra = super().parse_args(ctx, [*others, "--", *lines] if lines else args)
        if ctx.resilient_parsing:
            return extra
        if len(extra) == 1 and extra[0].isdecimal():
            ctx.fail(f"write the line after a colon: voiceguide say {quoted(ctx.params['line'])}:{extra[0]}")
        if extra:
            ctx.fail(f"only one line can be spoken; leave out '{' '.join(extra)}'")
        return extra


@click.command(cls=_LineCommand, epilog=SAY_EXAMPLES)
@click.argument("line", metavar="SCRIPT:LINE")
@line_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write a sound file instead of playing."
)
@force_option
@console_options
def say(line: str, output: Path | None, force: bool, choices: SessionChoices, console: ConsoleOptions) -> None:
    """Speak one line of a script, aloud or into a file.

    LINE is the number of a line in the script's file.
    """
    from voiceguide.session.say import check_place, say_line

    match = re.fullmatch(r"(.+):([0-9]+)", line)
    if match is None:
        raise click.UsageError(f"{line!r} does not name a line; write SCRIPT:LINE, for example my-practice.md:12")
    app = start(console, keeps=True)
    script = app.practice(match[1])
    request = request_from(app, choices)
    if output:
        refuse_sources(app, [(output, "the output")], script, request)
        check_place(output, force=force)
    app.console.note(f"voice: {voice_name(voice_for(script, request), script.lang)}")
    with app.console.progress() as progress:
        spoken = say_line(
            script, int(match[2]), request, find=app.library.included, folders=app.folders, progress=progress
        )
    if output:
        spoken.save(output, force=force)
        app.console.note(f"{output}  {spoken.seconds:.1f} s")
    else:
        from voiceguide.player.memory import recall

        # Nothing starts louder than the level chosen last.
        spoken.play(recall(app.folders.last_session).volume_db)
