"""The command line: commands parse, print and exit; they decide nothing."""

from voiceguide.cli.group import main

__all__ = ["main"]
