"""The command line: commands parse, print and exit; they decide nothing."""

import click


@click.group()
def main() -> None:
    """Voice-guided meditation of exactly the length you choose."""
