"""The command that serves the page: serve."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from voiceguide.cli._libraries import require_libraries
from voiceguide.cli.options import ConsoleOptions, console_options
from voiceguide.cli.parameter_types import CountRange

if TYPE_CHECKING:
    from voiceguide.cli.context import App
    from voiceguide.web.server import Network, ServerOptions

EXAMPLES: Final = """
\b
For example:
  voiceguide serve
  voiceguide serve --lan
  voiceguide serve --port 9000 --no-open
"""

_NEEDED: Final = ("starlette", "uvicorn", "jinja2", "segno")


@click.command(epilog=EXAMPLES)
@click.option("--port", type=CountRange(1, 65_535), default=8765, help="The port of the page; usually 8765.")
@click.option("--lan", is_flag=True, help="Let phones on this network connect too, with a code.")
@click.option("--mine", is_flag=True, help="Speak your own words from 'voiceguide me' on phones too.")
@click.option(
    "--cert",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Use https, with this certificate.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The key of the certificate.",
)
@click.option("--open/--no-open", "opened", default=None, help="Open the page in a browser, or don't.")
@console_options
def serve(
    port: int,
    lan: bool,
    mine: bool,
    cert: Path | None,
    key: Path | None,
    opened: bool | None,
    console: ConsoleOptions,
) -> None:
    """Play in the browser, here or on the phone in the bedroom."""
    require_libraries("the page", "web", _NEEDED)
    if bool(cert) != bool(key):
        raise click.UsageError("--cert and --key are used together; give both")
    if mine and not lan:
        raise click.UsageError("--mine is about listeners on phones; add --lan")
    from voiceguide.cli.context import request_from, start
    from voiceguide.web.server import ServerOptions, bound_socket, network, require_certificate
    from voiceguide.web.server import serve as serve_page

    app = start(console, keeps=True)
    usual = request_from(app).usual_voices
    options = ServerOptions(port, lan, mine, cert, key)
    if cert and key:
        require_certificate(cert, key)
    sock = bound_socket(options)
    address = f"{options.scheme}://localhost:{port}/"
    found = network() if lan else None

    def ready() -> None:
        click.echo(address)
        app.console.note("Ctrl-C stops it.")
        if opened if opened is not None else _has_screen():
            webbrowser.open(address)

    serve_page(
        options,
        sock,
        folders=app.folders,
        settings=app.settings,
        usual_voices=usual,
        code=lambda code: _print_pairing(app, options, found, code),
        say=app.console.note,
        ready=ready,
    )
    app.console.note("ended")


def _has_screen() -> bool:
    """Whether a browser can be shown to somebody at this machine."""
    display = sys.platform != "linux" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.stdout.isatty() and display


def _print_pairing(app: App, options: ServerOptions, found: Network | None, code: str) -> None:
    """Say how a phone connects: a QR code to scan, and the same in words."""
    if found is None:
        remedy = "connect it, then run the same command again"
        app.console.error(f"this machine is on no network, so no phone can reach it; {remedy}")
        return
    address = f"{options.scheme}://{found.address}:{options.port}/pair"
    if not app.console.plain and not app.console.quiet:
        click.echo(_picture(f"{address}#{code}"))
    click.echo(f"On the phone: {address}")
    click.echo(f"Code: {code[:3]} {code[3:]}")
    on = f" ({found.interface})" if found.interface else ""
    app.console.note(
        f"The phone must be on the same network as {found.address}{on}. "
        "A guest network often keeps machines apart; if the phone finds nothing, use the main network."
    )


def _picture(address: str) -> str:
    """A QR code for a terminal."""
    import io

    import segno

    out = io.StringIO()
    segno.make(address, error="m").terminal(out, border=2, compact=True)
    return out.getvalue()
