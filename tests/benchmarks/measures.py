"""All measures, in the order of the table."""

from tests.benchmarks import commands, exports, memory, page, playing, voices
from tests.benchmarks.row import Measure

MEASURES = (
    Measure("help", "`voiceguide --help` against importing click", "≤ 1.5", commands.help_text),
    Measure("plan", "`plan` of a bundled practice, speech cached", "≤ 0.5 s, planner ≤ 20 ms", commands.plan),
    Measure("cached", "a long export, speech and loops cached, against lame", "≤ 0.08, cpu ≤ 0.15", exports.cached),
    Measure("cold", "the same with nothing cached", "≤ 0.15, cpu ≤ 0.25", exports.cold),
    Measure("night", "a night (bedtime routine, then the bed) against the long export", "≤ 2", exports.night),
    Measure("several", "six lengths by one command against the greatest alone", "≤ 2", exports.several),
    Measure("memory", "peak PSS of the process tree", "≤ 200 MB, night ≤ 1.15 times the 10 min", memory.memory),
    Measure("speech", "new speech, two workers, against espeak-ng once per line", "≤ 1", commands.speech),
    Measure(
        "play",
        "playing to a sound server",
        "sound < 0.7 s cached, < 1 s not; < 5 % of a core; 0 dropouts",
        playing.play,
    ),
    Measure(
        "page",
        "200 listeners of the page for a minute, against one",
        "0 errors; p99 ≤ 3 times; ≤ 250 MB",
        page.page,
    ),
    Measure("voices", "each installed voice, heard by a recogniser and a judge", "≤ 0.22 word errors", voices.voices),
    Measure("pydub", "a long export, cached, against a plain pydub build", "≤ 0.12", exports.pydub),
)
"""The measures that take longest come last, so that a table that is stopped early has as many rows as possible."""
