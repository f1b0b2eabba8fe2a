"""How long exports take."""

from pathlib import Path

from tests.benchmarks.clock import Spent, run
from tests.benchmarks.place import PRACTICE, Place, module, needed, voiceguide
from tests.benchmarks.row import Row


def ratio(ours: Spent, other: Spent, ours_is: str, other_is: str) -> Row:
    """A row with the ratio of two times. `ours_is` and `other_is` say what was timed."""
    return Row(
        f"{ours.wall / other.wall:.2f} (cpu {ours.cpu / other.cpu:.2f})", f"{ours_is} {ours} against {other_is} {other}"
    )


def cached(place: Place) -> Row:
    """The time to export the long session, with speech and loops cached, against that of lame to encode it."""
    return ratio(run(place.long(), place.environment()), place.lame(), "export", "lame -b 128 of its WAV")


def pydub(place: Place) -> Row:
    """The time to export the long session, with speech and loops cached, against that of a simple program that uses
    pydub.
    """
    needed("ffmpeg")
    build = module("pydub_build", str(place.lengths.long), str(place.folder / "pydub.mp3"))
    ours = run(place.long(), place.environment())
    return ratio(ours, run(build, place.environment()), "export", "pydub: sum, overlay, export")


def cold(place: Place) -> Row:
    """The time to export the long session with an empty cache, against that of lame to encode it."""
    return ratio(run(place.long(), place.environment("cold")), place.lame(), "export", "lame -b 128 of its WAV")


def night(place: Place) -> Row:
    """The time to export a bedtime practice with hours of background after it, against that of the long session. For
    both, speech and loops are cached.
    """
    ours, other = run(place.night(), place.environment()), run(place.long(), place.environment())
    hours = (place.lengths.night_practice + place.lengths.night_bed) / 60
    return ratio(ours, other, f"{hours:.1f} h", f"{place.lengths.long} min")


def several(place: Place) -> Row:
    """The time to export a practice at several lengths with one command, against that of its greatest length alone."""
    lengths, folder = place.lengths.several, str(place.folder / "several")
    Path(folder).mkdir(exist_ok=True)
    common = ["export", PRACTICE, "-b", "rain", "--output-dir", folder, "-q", "--force"]
    run(voiceguide(*common, "--lengths", ",".join(f"{minutes}m" for minutes in lengths)), place.environment())
    ours = run(voiceguide(*common, "--lengths", ",".join(f"{minutes}m" for minutes in lengths)), place.environment())
    other = run(voiceguide(*common, "-l", f"{lengths[-1]}m"), place.environment())
    return ratio(ours, other, f"{len(lengths)} lengths", f"one of {lengths[-1]} min")
