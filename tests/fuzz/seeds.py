"""Undamaged files of every kind that users bring, which the fuzzing then damages."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np

from voiceguide.script.library import new_script

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Seed:
    """A file as its name and its bytes: one of the undamaged files, or a damaged copy of one."""

    name: str
    """The file's name. Its ending decides how the file is read."""
    data: bytes


def _of(name: str, *texts: str | bytes) -> tuple[Seed, ...]:
    return tuple(Seed(name, text if isinstance(text, bytes) else text.encode()) for text in texts)


def _files(folder: str, kind: str, most: int = 100) -> tuple[Seed, ...]:
    return tuple(Seed(path.name, path.read_bytes()) for path in sorted((ROOT / folder).glob(kind))[:most])


def scripts() -> tuple[Seed, ...]:
    """Eight bundled practices, and the one that `new` writes."""
    return (*_files("scripts", "*.md", 8), *_of("my-practice.md", new_script("my-practice")))


_KINDS = {
    ".txt": "a plain text", ".md": "a text in Markdown", ".json": "a text in JSON", ".jsonl": "a text in JSON",
    ".ssml": "a text in SSML", ".xml": "a text in SSML", ".html": "a page", ".csv": "a text in a table",
    ".tsv": "a text in a table", ".srt": "captions", ".vtt": "captions", ".lrc": "captions", ".sbv": "captions",
    ".ass": "captions", ".ttml": "captions", ".docx": "a document", ".odt": "a document", ".rtf": "a document",
    ".pdf": "a document",
}  # fmt: skip

_TTML = (
    '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>'
    '<p begin="00:00:01.000" end="00:00:03.000">You can stop<br/>at any time.</p>'
    '<p begin="8s" end="10s">Rest now.</p></div></body></tt>'
)

_ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    '<text:h text:outline-level="1">Arriving</text:h><text:p>You can stop at any time.</text:p>'
    "<text:p>(pause 20 seconds)</text:p><text:list><text:list-item><text:p>Rest <text:span>now</text:span>."
    "</text:p></text:list-item></text:list></office:text></office:body></office:document-content>"
)


def texts() -> Mapping[str, tuple[Seed, ...]]:
    """Found texts of every format. The key is the kind of file, such as "captions" or "a document"."""
    from tests.texts.heard import CASES
    from tests.texts.test_wild import TEXTS

    found = [Seed(path.name, path.read_bytes()) for path in sorted(CASES.iterdir()) if ".expected" not in path.name]
    found += [seed for wild in TEXTS for seed in _of(wild.name, wild.text)]
    found += [*_of("captions.ttml", _TTML), *_of("text.odt", packed({"content.xml": _ODT.encode()}))]
    kinds: dict[str, tuple[Seed, ...]] = {}
    for seed in found:
        kind = _KINDS[PurePath(seed.name).suffix]
        kinds[kind] = (*kinds.get(kind, ()), seed)
    return kinds


def courses() -> tuple[Seed, ...]:
    """The bundled course, a small one, and the one that `new` writes."""
    from tests.course.course_files import COURSE
    from voiceguide.course.library import new_course

    return _of("course.md", COURSE, new_course("evenings"), (ROOT / "scripts/courses/a-kind-beginning.md").read_bytes())


def recipes() -> tuple[Seed, ...]:
    """All bundled recipes."""
    return _files("audio", "*.toml")


def catalogues() -> tuple[Seed, ...]:
    """A small catalogue, and the one in the docs."""
    from tests.publish.catalogues import CATALOGUE

    shown = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "publish.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    return _of("class.toml", CATALOGUE, shown[1])


def people() -> tuple[Seed, ...]:
    """The same table of people four times: with semicolons, with commas, with tabs, and with a line "sep=;" after a
    byte order mark.
    """
    rows = "name;comfort;dear;name.of.place\nRobin;my piano;my dog\nAda;tea;\n"
    return _of(
        "people.csv", rows, rows.replace(";", ","), rows.replace(";", "\t"), f"sep=;\n{rows}".encode("utf-8-sig")
    )


def matchings() -> tuple[Seed, ...]:
    """A matching, as `record --from --matching` writes it."""
    from tempfile import TemporaryDirectory

    from tests.recording.test_matching import HELD
    from voiceguide.recording.matching import write_matching

    with TemporaryDirectory() as folder:
        file = Path(folder) / "matching.txt"
        write_matching(file, HELD, force=False)
        return (Seed(file.name, file.read_bytes()),)


def settings() -> tuple[Seed, ...]:
    """Four settings files: three with comments, texts, numbers, lists, true and a table, and an empty one."""
    return _of(
        "config.toml",
        '# mine\nlength = "12m"\nrate = 0.95\nvoice = ["a", "b"]\n',
        "",
        "plain = true\n\n[other]\nkey = 1\n",
        'background = "ocean"\npath = "gentle"  # or "inward"\nfor = "day"\n'
        'background-level = 20\noutput-dir = "~/M"\n',
    )


def own_words() -> tuple[Seed, ...]:
    """The own words of a user who has answered the questions of `me`."""
    return _of(
        "me.toml", 'name = "Robin"\ndear = "Bella"\n\n[comfort]\nphysical = "a warm bath"\nmental = "an old film"\n'
    )


def notes() -> tuple[Seed, ...]:
    """Small files of the kinds that voiceguide keeps for itself, such as the progress in a course, and one of 100 000
    opening brackets.
    """
    broken = '"broken_off": {"length_s": 600.0, "at_s": 20.0, "address": [0, 1], "into_s": 1.0}'
    return _of(
        "notes.json",
        f'{{"practice": "noticing", "options": {{"length": 600.0, "words": [["a", "b"]]}}, {broken}, "volume_db": -3}}',
        '{"offered": true, "answers": {"path": "gentle"}}',
        '{"a-kind-beginning": {"begun": 3, "whole": false, "furthest": 3, "eased": true}}',
        '{"form": 1, "feed": {}, "sessions": [{"guid": "a", "stems": ["b"]}], "ground": null}',
        '{"language": {"code": "en_US"}, "espeak": {"voice": "en-us"}, "audio": {"sample_rate": 22050}}',
        "[" * 100_000,
    )


def sounds() -> tuple[Seed, ...]:
    """0.1 s of noise in each sound format that is read without another program."""
    import soundfile

    noise = np.random.default_rng(1).uniform(-0.1, 0.1, (4_410, 2))
    found: list[Seed] = []
    for ending, kind in (
        ("wav", "PCM_16"),
        ("wav", "FLOAT"),
        ("flac", "PCM_16"),
        ("ogg", "VORBIS"),
        ("aiff", "PCM_24"),
        ("mp3", "MPEG_LAYER_III"),
    ):
        out = io.BytesIO()
        soundfile.write(out, noise, 44_100, format=ending.upper(), subtype=kind)
        found += _of(f"sound.{ending}", out.getvalue())
    return tuple(found)


def covers() -> tuple[Seed, ...]:
    """A PNG and a JPEG of 64 × 64 pixels."""
    from PIL import Image

    found: list[Seed] = []
    for kind in ("png", "jpeg"):
        out = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").resize((64, 64)).save(out, kind)
        found += _of(f"cover.{kind[:3].replace('jpe', 'jpg')}", out.getvalue())
    return tuple(found)


def packed(members: Mapping[str, bytes]) -> bytes:
    """The bytes of a ZIP archive. `members` gives the contents of each file by its name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The contents of each file in a ZIP archive, by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
