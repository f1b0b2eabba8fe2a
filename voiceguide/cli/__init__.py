"""The command line: commands parse, print and exit; they decide nothing."""

import sys
from typing import Any

from voiceguide.cli.interrupts import EXIT_INTERRUPTED, own_interrupts

__all__ = ["main"]


def main(*args: Any, **kwargs: Any) -> Any:
    """Run the command line, with the arguments of click's `main`. Ctrl-C works even while it is still loading."""
    try:
        with own_interrupts():
            from voiceguide.cli.group import main as group

            return group(*args, **kwargs)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
