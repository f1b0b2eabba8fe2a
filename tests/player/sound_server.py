"""A real sound server without a sound card: PulseAudio with a null sink, and a recorder of what it plays."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType

import numpy as np

from voiceguide.dsp.samples import Samples

SINK = "vg"


class SoundServer:
    """PulseAudio with a folder of its own."""

    def __init__(self, folder: Path, rate: int = 44_100) -> None:
        self.folder, self.rate = folder, rate
        home, run = folder / "home", folder / "run"
        home.mkdir(parents=True, exist_ok=True)
        run.mkdir(mode=0o700, exist_ok=True)
        (home / ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        self.socket = run / "pulse.sock"
        self.environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(run),
            "PULSE_RUNTIME_PATH": str(run / "pulse"),
            "PULSE_SERVER": f"unix:{self.socket}",
        }
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        modules = (
            f"module-native-protocol-unix socket={self.socket} auth-anonymous=1",
            f"module-null-sink sink_name={SINK} rate={self.rate} format=float32le",
        )
        # The kernel kills a server whose real-time thread computes for 200 ms without a rest, as the null sink may when
        # it has to catch up with a moment in which the machine stood still.
        command = ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--realtime=no"]
        command += [argument for module in modules for argument in ("-L", module)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(600):
            asked = subprocess.run(["pactl", "list", "short", "sinks"], env=self.environment, capture_output=True)
            if asked.returncode == 0 and SINK.encode() in asked.stdout:
                return
            assert self.runs, "pulseaudio did not start"
            threading.Event().wait(0.05)
        raise AssertionError("pulseaudio does not answer")

    @property
    def runs(self) -> bool:
        """Whether the server is running."""
        return self.process.poll() is None

    def kill(self) -> None:
        """Kill the server, as if a sound device was unplugged."""
        if self.runs:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Recorder:
    """Records what the null sink plays, from the moment the block is entered."""

    def __init__(self, server: SoundServer) -> None:
        self._server = server
        self._parts: list[bytes] = []
        self._stamps: list[tuple[float, int]] = []
        self._heard = threading.Event()
        self.first_sound = 0.0
        """The time on the monotonic clock at which the first sample that is not zero was recorded."""

    def __enter__(self) -> "Recorder":
        command = [
            "parec",
            f"--device={SINK}.monitor",
            "--raw",
            "--format=float32le",
            "--rate=44100",
            "--channels=2",
            "--latency-msec=10",
        ]
        self._process = subprocess.Popen(command, env=self._server.environment, stdout=subprocess.PIPE)
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        assert self._started.wait(20), "parec records nothing"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while data := os.read(self._process.stdout.fileno(), 1 << 16):
            self._started.set()
            self._parts.append(data)
            self._stamps.append((time.monotonic(), len(data) // 8))
            if not self._heard.is_set() and any(data):
                self.first_sound = time.monotonic()
                self._heard.set()

    def wait_for_sound(self, seconds: float = 30.0) -> None:
        """Wait until something sounds."""
        assert self.sounds(seconds), "nothing sounds"

    def sounds(self, seconds: float) -> bool:
        """Whether any sound was recorded within this many seconds."""
        return self._heard.wait(seconds)

    def heard_at(self, frame: int) -> float:
        """The time on the monotonic clock at which a frame of the recording was played. It is computed from the part of
        the recording that arrived with the least delay.
        """
        come, offsets = 0, []
        for at, frames in self._stamps:
            come += frames
            offsets.append(at - come / 44_100)
        return min(offsets) + frame / 44_100

    def samples(self) -> Samples:
        """All samples that were recorded, shape (frames, 2)."""
        data = b"".join(self._parts)
        return np.frombuffer(data[: len(data) // 8 * 8], dtype="<f4").reshape(-1, 2)
