"""Small practices and catalogues, and helpers that publish them with the command line."""

import json
import re
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import soundfile
from click.testing import Result

from tests.cli.running import run

REST = """---
title: A short rest
summary: Lying down for a moment.
tags: [testing, rest]
---
# Arriving {arrival}
You can stop at any time. [1s-3s]

# Resting
Now it is quiet. [silence 3s-30m]

# More words {optional 1}
The floor is under you, and it stays. [2s-20s]

# Closing {closing}
Thank you for resting.
"""

WALK = (
    REST.replace("A short rest", "Walking & <standing>")
    .replace("The floor is under you, and it stays.", "Your feet meet the ground.")
    .replace("testing, rest", "testing")
)

CATALOGUE = """
[feed]
title = "Evenings & more"
description = "For the end of the day."
author = "Somebody"
base_url = "http://localhost:9/sub/path"
language = "en-gb"

[[sessions]]
practices = ["./rest.md", "./walk.md"]
lengths = ["30s", "1m"]
voices = ["fake:calm"]
backgrounds = ["none"]
"""


def written(folder: Path, catalogue: str = CATALOGUE) -> Path:
    """Write two practices and a catalogue of them into `folder`, and return the catalogue's path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rest.md").write_text(REST, encoding="utf-8")
    (folder / "walk.md").write_text(WALK, encoding="utf-8")
    path = folder / "class.toml"
    path.write_text(catalogue, encoding="utf-8")
    return path


def published(catalogue: Path, site: Path, *options: str | Path) -> Result:
    """Publish the catalogue into `site` and return the result of the command, which must succeed."""
    result = run("publish", catalogue, "-o", site, *options)
    assert result.exit_code == 0, (result.stdout, result.stderr, result.exception)
    return result


def held(folder: Path) -> dict[str, tuple[str, int]]:
    """For each file in a folder: the SHA-256 digest of its contents and the time of its last change in nanoseconds. The
    key is the file's path in the folder.
    """
    return {
        str(path.relative_to(folder)): (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def index(site: Path) -> dict[str, dict[str, object]]:
    rows = json.loads((site / "index.json").read_text(encoding="utf-8"))["sessions"]
    return {row["name"]: row for row in rows}


def linked(site: Path) -> bool:
    """Whether every audio file that the index or the feed links to exists and has the size stated there."""
    rows = index(site).values() if (site / "index.json").exists() else []
    feed = (site / "feed.xml").read_bytes() if (site / "feed.xml").exists() else b""
    enclosed = re.findall(rb'<enclosure url="http://localhost:9/sub/path/([^"]+)" length="(\d+)"', feed)
    sizes = [(name.decode(), int(size)) for name, size in enclosed] + [(str(r["audio"]), r["bytes"]) for r in rows]
    return all((site / name).stat().st_size == size for name, size in sizes)


def loud(folder: Path, catalogue: str) -> Path:
    """Write `catalogue`, its practices and a voice program into `folder`. The voice fails at the word "loud", which the
    practice `rest` contains. Return the catalogue's path.
    """
    path = written(folder, catalogue)
    (folder / "rest.md").write_text(REST.replace("Now it is quiet.", "Now it is loud."), encoding="utf-8")
    program, tone = folder / "voice.py", folder / "tone.wav"
    program.write_text("import sys, shutil\nassert 'loud' not in sys.argv[1]\nshutil.copy(sys.argv[3], sys.argv[2])\n")
    soundfile.write(tone, 0.2 * np.sin(np.arange(22_050) / 20), 22_050)
    voice = f"command:{sys.executable} {program} {{text}} {{wav}} {tone}"
    path.write_text(catalogue.replace("fake:calm", voice), encoding="utf-8")
    return path
