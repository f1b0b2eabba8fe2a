"""Measures how fast voiceguide is on this machine and prints a table. Some rows compare it with other programs.

``python -m tests.benchmarks [--quick] [--only NAME]...``
"""

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.clock import CommandFailedError
from tests.benchmarks.measures import MEASURES
from tests.benchmarks.place import FULL, QUICK, MissingError, Place
from tests.benchmarks.row import HEAD, Measure, Row, line, machine

_NEEDS_WARMTH = {"cached", "night", "several", "memory", "pydub"}


def main() -> None:
    """Take the measures and print each row as soon as it is ready."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure how fast voiceguide is.")
    parser.add_argument("--quick", action="store_true", help="shorter sessions")
    parser.add_argument("--only", action="append", choices=[measure.name for measure in MEASURES], help="this measure")
    options = parser.parse_args()
    chosen = [measure for measure in MEASURES if not options.only or measure.name in options.only]
    print(machine())
    if options.quick:
        print(
            "Quick: short sessions, so these are not the figures of the targets, which are for 60 minutes and 8 hours."
        )
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="voiceguide-benchmarks-") as folder:
        place = Place(Path(folder), QUICK if options.quick else FULL)
        if _NEEDS_WARMTH & {measure.name for measure in chosen}:
            place.warm()
        for measure in chosen:
            print(line(measure, taken(measure, place)), flush=True)
    print(f"At the end: {machine()}")


def taken(measure: Measure, place: Place) -> Row:
    """The row of a measure. If the measure fails or a program is missing, the row says so instead of
    giving a figure.
    """
    try:
        return measure.take(place)
    except (MissingError, CommandFailedError) as error:
        return Row("not measured", str(error))


if __name__ == "__main__":
    main()
