"""How long the short commands take, and how long it takes to speak new lines."""

import statistics
import sys
import time
from pathlib import Path

from tests.benchmarks.clock import Spent, median_of, paired, run
from tests.benchmarks.exports import ratio
from tests.benchmarks.new_lines import lines
from tests.benchmarks.place import PRACTICE, Place, module, needed, voiceguide
from tests.benchmarks.row import Row
from voiceguide.config import folders
from voiceguide.plan.fit import fit
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.session.progress import no_progress
from voiceguide.session.request import Request
from voiceguide.session.stages import planned
from voiceguide.units import to_frames

_TIMES = 5


def help_text(place: Place) -> Row:
    """The time of `voiceguide --help` against that of importing click."""
    help_command, click_command = voiceguide("--help"), [sys.executable, "-c", "import click"]
    for command in (help_command, click_command):
        run(command, place.environment())  # compiles what is imported
    ours, other = paired(
        _TIMES,
        lambda: run(help_command, place.environment()),
        lambda: run(click_command, place.environment()),
    )
    return ratio(ours, other, "voiceguide --help", "python -c 'import click'")


def plan(place: Place) -> Row:
    """The time of the command `plan` when its speech is cached, and the time of its planner alone."""
    minutes = place.lengths.short
    command = voiceguide("plan", PRACTICE, "-l", f"{minutes}m", "-q")
    run(command, place.environment())
    spent = median_of(_TIMES, lambda: run(command, place.environment()))
    planner = _planner(place, minutes)
    return Row(f"{spent.wall:.2f} s; planner {planner * 1000:.1f} ms", f"the command {spent}; medians of {_TIMES}")


def _planner(place: Place, minutes: int) -> float:
    """The median time of the planner in this process, in seconds."""
    library = Library((bundled_scripts(),))
    request = Request(length=60.0 * minutes)
    made = planned(
        library.find(PRACTICE),
        request,
        find=library.included,
        folders=folders(place.environment()),
        progress=no_progress,
    )
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        fit(made.outline, made.clips.durations, to_frames(60.0 * minutes), nearest=False)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def speech(place: Place) -> Row:
    """The time that voiceguide needs to speak new lines with two workers, against that of espeak-ng, started once for
    each line.
    """
    program, count = needed("espeak-ng"), place.lengths.lines
    ours = run(module("new_lines", str(count), str(place.folder / "new")), place.environment())
    wav = str(place.folder / "line.wav")
    each = [run([program, "-v", "en-us", "-s", "140", "-w", wav, text]) for text in lines(count)]
    Path(wav).unlink()
    other = Spent(sum(one.wall for one in each), sum(one.cpu for one in each))
    return ratio(ours, other, f"{count} lines, two workers, treated and cached,", "espeak-ng once per line")
