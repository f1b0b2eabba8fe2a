"""How much memory an export needs."""

from tests.benchmarks.clock import peak_memory
from tests.benchmarks.place import Place
from tests.benchmarks.row import Row


def memory(place: Place) -> Row:
    """The peak memory of three exports with cached speech: a short session, a long one and a night."""
    lengths = place.lengths
    short = peak_memory(place.export(minutes=lengths.short), place.environment())
    long = peak_memory(place.long(), place.environment())
    night = peak_memory(place.night(), place.environment())
    megabytes = [f"{peak / 1e6:.0f} MB" for peak in (short, long, night)]
    whole = lengths.night_practice + lengths.night_bed
    return Row(
        f"{max(short, long, night) / 1e6:.0f} MB; {night / short:.2f} times",
        f"{lengths.short} min {megabytes[0]}, {lengths.long} min {megabytes[1]}, {whole} min {megabytes[2]}",
    )
