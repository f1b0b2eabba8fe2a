"""How long exports take."""

from pathlib import Path

from tests.benchmarks.clock import Spent, run
from tests.benchmarks.place import PRACTICE, Place, module, needed, voiceguide
from tests.benchmarks.row import Row


def ratio(ours: Spent, other: Spent, ours_is: str, other_is: str) -> Row:
    """A row of two durations held against each other."""
    return Row(
        f"{ours.wall / other.wall:.2f} (cpu {ours.cpu / other.cpu:.2f})", f"{ours_is} {ours} against {other_is} {other}"
    )


def cached(place: Place) -> Row:
    """The long session, with speech and loops cached, against lame."""
    return ratio(run(place.long(), place.environment()), place.lame(), "export", "lame -b 128 of its WAV")


def pydub(place: Place) -> Row:
    """The long session, cached, against a plain build with pydub."""
    needed("ffmpeg")
    build = module("pydub_build", str(place.lengths.long), str(place.folder / "pydub.mp3"))
    ours = run(place.long(), place.environment())
    return ratio(ours, run(build, place.environment()), "export", "pydub: sum, overlay, export")


def cold(place: Place) -> Row:
    """The long session with nothing cached, against lame."""
    return ratio(run(place.long(), place.environment("cold")), place.lame(), "export", "lame -b 128 of its WAV")


def night(place: Place) -> Row:
    """A night against the long session, both cached."""
    ours, other = run(place.night(), place.environment()), run(place.long(), place.environment())
    hours = (place.lengths.night_practice + place.lengths.night_bed) / 60
    return ratio(ours, other, f"{hours:.1f} h", f"{place.lengths.long} min")


def several(place: Place) -> Row:
    """Several lengths by one command against the greatest alone."""
    lengths, folder = place.lengths.several, str(place.folder / "several")
    Path(folder).mkdir(exist_ok=True)
    common = ["export", PRACTICE, "-b", "rain", "--output-dir", folder, "-q", "--force"]
    run(voiceguide(*common, "--lengths", ",".join(f"{minutes}m" for minutes in lengths)), place.environment())
    ours = run(voiceguide(*common, "--lengths", ",".join(f"{minutes}m" for minutes in lengths)), place.environment())
    other = run(voiceguide(*common, "-l", f"{lengths[-1]}m"), place.environment())
    return ratio(ours, other, f"{len(lengths)} lengths", f"one of {lengths[-1]} min")
