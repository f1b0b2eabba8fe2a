"""The commands that play: play, devices."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.cli.options import LengthType, json_option, session_options, talk_options

EXAMPLES = """
\b
For example:
  voiceguide play self-compassion-break -l 12m -b rain
  voiceguide play open-sitting -l 20m --delay 60s --dark
  voiceguide play --again
While it plays, ? shows the keys.
"""


@click.command(epilog=EXAMPLES)
@click.argument("practice", required=False)
@session_options
@click.option("--delay", type=LengthType(), metavar="LENGTH", help="The background alone first, to settle: 60s.")
@click.option("--from", "start_at", type=LengthType(), metavar="LENGTH", help="Start there: 4m.")
@click.option("--section", metavar="NAME", help="Start with this section.")
@click.option("--resume", is_flag=True, help="Go on where the last session broke off.")
@click.option("--again", is_flag=True, help="What was played last, once more.")
@click.option(
    "--stop-after",
    type=LengthType(),
    metavar="LENGTH",
    help="Fade out over the last two minutes of this time, whatever the plan.",
)
@click.option("--device", metavar="NAME", help="Where to play; 'voiceguide devices' shows them.")
@click.option("--dark", is_flag=True, help="Almost nothing on the screen, for a dark room.")
@click.option("--note", is_flag=True, help="Ask for a word before and after, for the log.")
@talk_options
@click.pass_context
def play(ctx: click.Context, /, quiet: bool, verbose: bool, plain: bool, **options: Any) -> None:
    """Play a session now, and steer it with keys."""
    from voiceguide.cli.performing import perform

    status = perform(options, quiet=quiet, verbose=verbose, plain=plain)
    ctx.exit(status)


@click.command(epilog="\b\nFor example:\n  voiceguide devices\n  voiceguide devices --json")
@json_option
@talk_options
def devices(as_json: bool, quiet: bool, verbose: bool, plain: bool) -> None:
    """Show what there is to play on."""
    from voiceguide.cli.start import print_json
    from voiceguide.devices.speakers import devices as all_devices

    found = all_devices()
    if as_json:
        print_json([vars(device) for device in found])
        return
    width = max((len(device.name) for device in found), default=0)
    for device in found:
        mark = "*" if device.default else " "
        click.echo(f"{mark} {device.name:<{width}}  {device.kind}".rstrip())
