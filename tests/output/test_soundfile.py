import errno
import signal
import subprocess
import sys
from io import FileIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.output.jobs import ignore, job, sound
from voiceguide.output._soundfile import SoundFileOutput, _Encoder, _Sink

ENDLESS = """
import sys
from pathlib import Path
import numpy as np
from voiceguide.output.contract import Job, Tags
from voiceguide.output.formats import output_for
from voiceguide.system.files import whole_file

noise = np.random.default_rng(1).normal(0, 0.1, (1 << 16, 2)).astype(np.float32)

def render(first, last):
    if first > 300_000:
        print("under way", flush=True)
    return noise[: last - first]

path = Path(sys.argv[1])
with whole_file(path, force=False) as part:
    output_for(path).write(Job(render, 24 * 3600 * 44_100, Tags("x")), part, lambda frames: None)
"""


@pytest.mark.parametrize("ending", [".wav", ".flac", ".ogg", ".opus"])
def test_ctrl_c_is_never_lost_in_the_encoder(tmp_path: Path, ending: str) -> None:
    """If the process is interrupted while it writes a very long session, it ends at once, and no file is left."""
    command = [sys.executable, "-c", ENDLESS, str(tmp_path / f"day{ending}")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "under way\n"
        child.send_signal(signal.SIGINT)
        complaints = child.communicate()[1]
    assert complaints.strip().endswith("KeyboardInterrupt")
    assert "callback" not in complaints
    assert list(tmp_path.iterdir()) == []


def test_flac_is_exact(tmp_path: Path) -> None:
    """FLAC contains the rendered samples, rounded to 16 bits, exactly."""
    path = tmp_path / "a.flac"
    SoundFileOutput("flac").write(job(70_001), path, ignore)
    assert np.array_equal(soundfile.read(path, dtype="int16")[0], np.rint(sound(0, 70_001) * 32768).astype(np.int16))


def test_the_sink_keeps_the_first_error(tmp_path: Path) -> None:
    """Once a write to the file has failed, further sound is not written, and the error of the first failure is kept."""
    path = tmp_path / "a"
    path.write_bytes(b"")
    with FileIO(path, "r") as file:
        sink = _Sink(file)
        sink.error = first = OSError(errno.ENOSPC, "full")
        assert sink.write(b"abc") == 0
        assert sink.error is first


def test_a_failure_without_a_cause_is_an_error_all_the_same(tmp_path: Path) -> None:
    """If libsndfile fails and no error of the file explains it, an OSError is raised that names the encoder."""
    with FileIO(tmp_path / "a.flac", "w") as file:
        encoder = _Encoder("flac", 2, file)
        with pytest.raises(OSError, match="flac") as raised, encoder._true_errors():
            raise soundfile.LibsndfileError(1)
        assert raised.value.errno == errno.EIO
        encoder.close()
