"""What strangers hand us, how it is read, and damaged copies of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from voiceguide.errors import VoiceguideError
from voiceguide.player.memory import recall
from voiceguide.script.parser import parse_bytes
from voiceguide.script.writer import write
from voiceguide.sound._read_recipe import read_recipe
from voiceguide.sound.audio_file import open_source
from voiceguide.system.toml import change_value, read_toml

ROOT = Path(__file__).parents[2]

SPLICES = (
    b"---\n", b"[", b"]", b"{", b"}", b"[pause 5s]", b"[silence 1m-", b"[repeat 3]", b"[practice ", b"[breathe in 4",
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"#", b"*", b"\\", b"'", b'"', b"\n" * 50, b" " * 200, b"9" * 40,
    b"-1", b"nan", b"inf", b"1e400", "‮é中".encode(), b"= ", b"[[", b"\n[a]\n", b"true", b"{}", b"null",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One kind of file."""

    name: str
    seeds: tuple[bytes, ...]
    read: Callable[[Path], object]
    """Reads the file; may refuse it with one of our errors and with nothing else."""


def _parsed(path: Path) -> None:
    script = parse_bytes(path.read_bytes(), file=path.name, name="fuzz")
    again = parse_bytes(write(script).encode(), file=path.name, name="fuzz")
    assert [section.title for section in again.sections] == [section.title for section in script.sections]


def _changed(path: Path) -> None:
    before = read_toml(path)
    change_value(path, "length", "10m")
    assert read_toml(path) == {**before, "length": "10m"}


def _heard(path: Path) -> None:
    with TemporaryDirectory() as cache:
        source = open_source(path, Path(cache))
        for first in (0, source.frames // 2, max(0, source.frames - 100)):
            last = min(source.frames, first + 100)
            assert source.read(first, last).shape == (last - first, 2)


def _wav() -> bytes:
    import io

    import soundfile

    out = io.BytesIO()
    sound = np.random.default_rng(1).uniform(-0.1, 0.1, (4_000, 2))
    soundfile.write(out, sound, 44_100, format="WAV", subtype="PCM_16")
    return out.getvalue()


def targets() -> tuple[Target, ...]:
    """Every kind of file that people bring."""
    scripts = tuple(path.read_bytes() for path in sorted((ROOT / "scripts").glob("*.md"))[:8])
    recipes = tuple(path.read_bytes() for path in sorted((ROOT / "audio").glob("*.toml")))
    settings = (
        b'# mine\nlength = "12m"\nrate = 0.95\nvoice = ["a", "b"]\n',
        b"",
        b"plain = true\n\n[other]\nkey = 1\n",
    )
    memory = (
        b'{"practice": "noticing", "options": {"length": 600.0}, "broken_off": {"length_s": 600.0, "at_s": 20.0,'
        b' "address": [0, 1], "into_s": 1.0}, "volume_db": -3.0}',
    )
    return (
        Target("a script", scripts, _parsed),
        Target("a recipe", recipes, read_recipe),
        Target("settings", settings, _changed),
        Target("what is remembered", memory, recall),
        Target("a sound file", (_wav(),), _heard),
    )


def damaged(seed: bytes, chance: Random) -> bytes:
    """A copy with a few bytes changed, taken out, doubled or put in."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        end = min(len(data), at + chance.choice((1, 2, 8, 40, 400)))
        kind = chance.randrange(5)
        if kind == 0:
            del data[at:end]
        elif kind == 1:
            data[at:at] = data[at:end]
        elif kind == 2:
            data[at:at] = chance.choice(SPLICES)
        elif kind == 3 and at < len(data):
            data[at] = chance.randrange(256)
        else:
            data = data[:at] if chance.random() < 0.2 else data
    return bytes(data)


def trouble(target: Target, data: bytes, folder: Path) -> str:
    """What is wrong with how the target takes this; "" where it reads it or says in one sentence why not."""
    path = folder / ("fuzz.wav" if target.name == "a sound file" else "fuzz.toml")
    path.write_bytes(data)
    try:
        target.read(path)
    except VoiceguideError as error:
        return "" if str(error) else f"an error without a sentence: {error!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def tries(target: Target, start: int) -> Iterator[tuple[int, bytes]]:
    """Damaged copies of the seeds without end, each with the number that draws it again."""
    number = start
    while True:
        chance = Random(number)
        yield number, damaged(chance.choice(target.seeds), chance)
        number += 1
