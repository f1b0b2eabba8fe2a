"""Runs the command line with ``python -m voiceguide``."""

from voiceguide.cli import main

main()
