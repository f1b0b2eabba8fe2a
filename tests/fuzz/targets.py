"""The kinds of files that users bring, the function that reads each kind, and damaged copies of such files."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.fuzz import reading, seeds
from tests.fuzz.seeds import Seed, packed, unpacked
from voiceguide.errors import VoiceguideError

SPLICES = (
    b"---\n", b"[", b"]", b"{", b"}", b"[pause 5s]", b"[silence 1m-", b"[repeat 3]", b"[practice ", b"[breathe in 4",
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"#", b"*", b"\\", b"'", b'"', b"\n" * 50, b" " * 200, b"9" * 40,
    b"-1", b"nan", b"inf", b"1e400", "‮é中".encode(), b"= ", b"[[", b"\n[a]\n", b"true", b"{}", b"null",
    b"(pause)", b"(", b")", b"<", b">", b"_", b"**", b"\n\n", b"```", b"# ", b"<!--", b"-->", b"&#0;", b"&nbsp;",
    b"00:00:10,000 --> 00:00:05,000\n", b"<speak>", b"</speak>", b"<break time='1e99s'/>", b"[pause 99999999 hours]",
    b"|", b";", b"\t", b"...", b"\xe2\x80\xa8", b"1. ", b"- ", b"> ", b"[^1]", b"![", b"](", b"{name|x}",
    b"Narrator:", b"[practice ./x]", b"[sound ocean]", b"[5]", b"<![CDATA[", b"<![if", b"]]>", b"<!DOCTYPE", b"<?",
    b"Length: ", b"Path: ask\n", b"Take along: ", b"[0:05]", b"https://", b"10/10", b"[" * 3_000, b"\xc2\xad", b"=SUM(",
)  # fmt: skip

SLOW_S = 10.0
"""The longest processor time, in seconds, that reading a small file may take."""


@dataclass(frozen=True)
class Target:
    """One kind of file: its name, undamaged files, and how they are read."""

    name: str
    seeds: tuple[Seed, ...]
    read: Callable[[Path], object]
    """A function that reads a file. The only exception it may raise is a `VoiceguideError`."""


@dataclass(frozen=True)
class Try:
    """A damaged file and its number."""

    number: int
    """The seed of the random numbers, which gives the same damaged file again."""
    file: Seed


def targets() -> tuple[Target, ...]:
    """Every kind of file that users bring, and the small files that voiceguide keeps for itself."""
    return (
        Target("a script", seeds.scripts(), reading.script),
        *(Target(name, found, reading.text) for name, found in seeds.texts().items()),
        Target("a course", seeds.courses(), reading.course),
        Target("a recipe", seeds.recipes(), reading.recipe),
        Target("a catalogue", seeds.catalogues(), reading.catalogue),
        Target("a table of people", seeds.people(), reading.people),
        Target("a matching", seeds.matchings(), reading.matching),
        Target("settings", seeds.settings(), reading.settings),
        Target("one's own words", seeds.own_words(), reading.own_words),
        Target("what is remembered", seeds.notes(), reading.notes),
        Target("a sound file", seeds.sounds(), reading.sound),
        Target("a cover", seeds.covers(), reading.cover),
    )


def damaged(seed: Seed, others: tuple[Seed, ...], chance: Random) -> Seed:
    """A copy of `seed` in which some bytes are changed, removed, doubled, inserted or taken from one of `others`. If
    `seed` is a ZIP archive, usually an XML file inside it is damaged, because a damaged archive is refused at once.
    """
    if seed.data.startswith(b"PK") and chance.random() < 0.8:
        members = unpacked(seed.data)
        name = chance.choice([name for name in members if name.endswith(".xml")])
        return Seed(seed.name, packed({**members, name: _damaged(members[name], (), chance)}))
    return Seed(seed.name, _damaged(seed.data, [other.data for other in others], chance))


def _damaged(seed: bytes, others: list[bytes] | tuple[()], chance: Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        end = min(len(data), at + chance.choice((1, 2, 8, 40, 400)))
        kind = chance.randrange(6)
        if kind == 0:
            del data[at:end]
        elif kind == 1:
            data[at:at] = data[at:end]
        elif kind == 2:
            data[at:at] = chance.choice(SPLICES)
        elif kind == 3 and at < len(data):
            data[at] = chance.randrange(256)
        elif kind == 4 and others:
            data[at:at] = _piece(chance.choice(others), chance)
        else:
            data = data[:at] if chance.random() < 0.2 else data
    return bytes(data)


def _piece(data: bytes, chance: Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[at : at + chance.randint(1, 80)]


def trouble(target: Target, file: Seed, folder: Path) -> str:
    """What went wrong when `target` read `file`, such as an exception that is not a `VoiceguideError`, or too much
    time. Empty if the file was read or properly refused.
    """
    path = folder / file.name
    path.write_bytes(file.data)
    begun = time.process_time()
    try:
        target.read(path)
    except VoiceguideError as error:
        wrong = "" if str(error) else f"an error without a sentence: {error!r}"
    except Exception as error:
        wrong = f"{type(error).__name__}: {error}"
    else:
        wrong = ""
    took = time.process_time() - begun
    return wrong or (f"took {took:.1f} s" if took > SLOW_S else "")


def tries(target: Target, start: int) -> Iterator[Try]:
    """An endless series of damaged files of this kind, numbered from `start`."""
    number = start
    while True:
        chance = Random(number)
        yield Try(number, damaged(chance.choice(target.seeds), target.seeds, chance))
        number += 1
