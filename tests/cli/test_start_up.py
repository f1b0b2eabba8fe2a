"""Quick commands must not wait while the libraries for sound and numbers are loaded."""

import subprocess
import sys

import pytest

HEAVY = (
    "numpy",
    "soundfile",
    "sounddevice",
    "pydub",
    "PIL",
    "soxr",
    "scipy",
    "piper",
    "onnxruntime",
    "pyttsx3",
    "rich",
)


@pytest.mark.parametrize("command", ["--help", "list", "show three-minute-pause", "play -h", "record -h", "config"])
def test_a_light_command_loads_nothing_heavy(command: str) -> None:
    """Quick commands import none of the libraries that make or play sound."""
    code = (
        "import sys\n"
        "from voiceguide.cli import main\n"
        "try:\n"
        f"    main({command.split()!r}, prog_name='voiceguide')\n"
        "finally:\n"
        f"    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]")
