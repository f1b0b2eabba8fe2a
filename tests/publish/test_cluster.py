"""Publishing with lines that are spoken on a real Dask cluster on this machine."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run
from tests.publish.catalogues import CATALOGUE, REST, held, published, written
from voiceguide.errors import ClusterError
from voiceguide.speech._workers import LineFailedError

pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not on this machine")


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """A Dask cluster: a scheduler and `workers` worker processes. A worker that dies is started again."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as found:
        yield found


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of two practices with more than 40 lines each. The cache of clips is empty."""
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    path = written(tmp_path / "from", CATALOGUE.replace('"30s", "1m"', '"30s"'))
    for name in ("rest", "walk"):
        more = "".join(f"This is line {number} of the {name}. [1s-3s]\n\n" for number in range(40))
        script = REST.replace("# More words", f"# Many words {{optional 2}}\n{more}\n# More words")
        path.with_name(f"{name}.md").write_text(script, encoding="utf-8")
    return path


def test_the_files_are_those_of_one_machine(catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same clips of speech, a run on the cluster and a run on this machine alone make session files that are
    the same byte for byte.
    """
    with cluster(2) as there:
        said = published(catalogue, tmp_path / "there", "--scheduler", there.scheduler_address)
    assert "2 made" in said.stderr
    clips = held(tmp_path / "cache" / "clips")
    assert len(clips) > 80
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "other"))
    shutil.copytree(tmp_path / "cache" / "clips", tmp_path / "other" / "clips")
    published(catalogue, tmp_path / "here")
    assert held(tmp_path / "other" / "clips").keys() == clips.keys()
    sessions = [
        {name: content for name, (content, _) in held(tmp_path / place / "sessions").items()}
        for place in ("here", "there")
    ]
    assert sessions[0] == sessions[1]


def test_a_killed_worker_loses_nothing(catalogue: Path, tmp_path: Path) -> None:
    """Workers are killed while they speak. Other workers speak their lines, and all sessions are made and complete."""
    with cluster(2) as there:
        command = [
            sys.executable,
            "-m",
            "voiceguide",
            "publish",
            str(catalogue),
            "-o",
            str(tmp_path / "site"),
            "--scheduler",
            there.scheduler_address,
        ]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
            clips = tmp_path / "cache" / "clips"
            for already in (5, 30):
                while len(list(clips.glob("*.clip"))) < already:
                    assert running.poll() is None
                os.kill(next(iter(there.workers.values())).process.process.pid, signal.SIGKILL)
            assert running.stderr is not None
            said = running.stderr.read()
        assert running.returncode == 0, said
    assert "2 made, 0 already there" in said
    assert "0 made, 2 already there" in published(catalogue, tmp_path / "site").stderr


def test_what_a_worker_lacks_is_reported(catalogue: Path, tmp_path: Path) -> None:
    """If a worker lacks a voice, the cluster is refused with an error. A message says which voice the worker does not
    speak.
    """
    from voiceguide.speech.cluster import Tls, speaking_on
    from voiceguide.speech.engines.table import voice_choice

    said: list[str] = []
    with cluster(1) as there:
        with (
            pytest.raises(ClusterError) as refused,
            speaking_on(there.scheduler_address, [(voice_choice("xx-nobody"), "en")], Tls(), said.append),
        ):
            pass
        assert refused.value.address == there.scheduler_address
        assert len(said) == 1
        assert "does not speak pyttsx3:xx-nobody" in said[0]


def test_a_cluster_that_has_gone_is_let_go_of(catalogue: Path) -> None:
    """If the scheduler of the cluster ends before its client, the client can still be closed, without an error or a
    message.
    """
    from voiceguide.speech.cluster import Tls, speaking_on
    from voiceguide.speech.engines.table import voice_choice

    said: list[str] = []
    with (
        cluster(1) as there,
        speaking_on(there.scheduler_address, [(voice_choice("fake:calm"), "en")], Tls(), said.append),
    ):
        there.close()
    assert said == []


@contextmanager
def without_workers(worker_wait: float) -> Iterator[tuple[Any, Callable[[], list[int]]]]:
    """Starts a cluster and removes its only worker. Gives the cluster and a function that has twelve lines spoken there
    and returns the indices of those that were spoken.
    """
    from voiceguide.speech.cluster import Tls, speaking_on
    from voiceguide.speech.engine import SpeechLine
    from voiceguide.speech.engines.table import voice_choice

    lines = [SpeechLine(f"This is line {number}.", "calm", "", 1.0, 1.0, "plain") for number in range(12)]
    voices = [(voice_choice("fake:calm"), "en")]
    with (
        cluster(1) as there,
        speaking_on(there.scheduler_address, voices, Tls(), print, worker_wait=worker_wait) as speak_on_cluster,
    ):
        there.sync(there.scale_down, list(there.workers))
        yield there, lambda: sorted(index for index, _ in speak_on_cluster("fake", lines))


def test_workers_that_have_gone_for_good_are_reported() -> None:
    """If the cluster's only worker has gone and no other one comes within `worker_wait` seconds, an error says so."""
    with without_workers(worker_wait=1.0) as (there, spoken):
        with pytest.raises(ClusterError) as refused:
            spoken()
        assert refused.value.address == there.scheduler_address
        assert refused.value.reason.startswith("all its workers have gone")


def test_the_line_that_could_not_be_spoken_here_is_named() -> None:
    """Lines in a voice that the workers do not have are spoken on this machine. If one of them fails, the error has its
    index in the list of all lines.
    """
    from voiceguide.speech.cluster import Tls, speaking_on
    from voiceguide.speech.engine import SpeechLine
    from voiceguide.speech.engines.table import voice_choice

    lines = [SpeechLine("Rest now.", voice, "", 1.0, 1.0, "plain") for voice in ("calm", "calm", "fails")]
    voices = [(voice_choice("fake:calm"), "en")]
    with (
        cluster(1) as there,
        speaking_on(there.scheduler_address, voices, Tls(), print, worker_wait=60.0) as speak_on_cluster,
        pytest.raises(LineFailedError) as failed,
    ):
        list(speak_on_cluster("fake", lines))
    assert failed.value.index == 2


def test_the_only_worker_may_come_back() -> None:
    """If the only worker ends and another one joins later, the new worker gets the voices and speaks the lines that
    waited.
    """
    with without_workers(worker_wait=60.0) as (there, spoken):
        there.scale(1)
        assert spoken() == list(range(12))


@pytest.mark.parametrize(
    "address",
    [
        "tcp://speech-1:8786",
        "speech-1:8786",
        "tls://speech-1",
        "tcp://10.0.0.7:8786",
        "ucx://localhost:8786",
        "tls://:8786",
        "tcp://localhost:x",
    ],
)
def test_an_open_road_is_refused(address: str, catalogue: Path, tmp_path: Path) -> None:
    """A scheduler address is refused if lines would go unencrypted to another machine, or if the address is not valid.
    Nothing is made.
    """
    result = run("publish", catalogue, "-o", tmp_path / "site", "--scheduler", address)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(f"voiceguide: the cluster at {address} cannot be used: ")
    assert not (tmp_path / "site").exists()
    assert not (tmp_path / "cache").exists()


def test_nobody_there_is_reported(catalogue: Path, tmp_path: Path) -> None:
    """A scheduler that cannot be reached, or that needs certificates when none were given, is reported on one line."""
    for address in ("tcp://127.0.0.1:9", "tls://127.0.0.1:9"):
        one_line(catalogue, tmp_path, address)


def one_line(catalogue: Path, tmp_path: Path, address: str) -> None:
    result = run("publish", catalogue, "-o", tmp_path / "site", "--scheduler", address)
    assert result.exit_code == 1
    assert len([line for line in result.stderr.splitlines() if "voiceguide:" in line]) == 1
