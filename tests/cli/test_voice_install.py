"""`voices install`, against a server on this machine."""

import errno
import json
import os
import shutil
from collections import namedtuple
from collections.abc import Iterator
from http.client import HTTPResponse
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import IO, Any

import pytest

from tests.cli.running import refused, run, written
from tests.speech.small_voice import small_voice
from tests.speech.voice_server import VoiceServer, directed, serving, small_files
from voiceguide.speech.engines.piper_shelf import RECOMMENDED
from voiceguide.system import download

NAME = "en_US-hum-medium"
MODEL, BESIDE = f"{NAME}.onnx", f"{NAME}.onnx.json"
PART = f".{MODEL}.part"


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for voices inside a new data folder, which does not exist yet."""
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "voices"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VoiceServer]:
    """A server with two small voices, in place of piper's."""
    server = VoiceServer(small_files(tmp_path / "served", NAME, "de_DE-summ-low"))
    with serving(server) as address:
        directed(monkeypatch, address)
        yield server


def lying(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def listed() -> dict[str, bool]:
    found = json.loads(run("voices", "--lang", "en", "--json").stdout)
    return {voice["name"]: voice["installed"] for voice in found if voice["engine"] == "piper"}


def test_a_fetched_voice_is_whole_and_speaks(server: VoiceServer, voices: Path, tmp_path: Path) -> None:
    """After `voices install`, only the voice's two files are in the folder, the voice is listed, and it can speak a
    session.
    """
    fetched = run("voices", "install", f"piper:{NAME}")
    assert (fetched.exit_code, fetched.stdout) == (0, "")
    assert NAME in fetched.stderr
    assert {name: (voices / name).read_bytes() for name in lying(voices)} == {
        name: server.files[name] for name in (MODEL, BESIDE)
    }
    assert listed() == {NAME: True, RECOMMENDED.name: False}
    made = run("export", written(tmp_path), "-l", "3m", "-o", tmp_path / "a.wav", "--voice", f"piper:{NAME}")
    assert made.exit_code == 0, made.stderr


def test_what_is_there_is_not_fetched_again(server: VoiceServer, voices: Path) -> None:
    """A voice that is there is fetched again only with --force."""
    run("voices", "install", NAME)
    asked = len(server.asked)
    assert "already" in run("voices", "install", NAME).stderr
    assert len(server.asked) == asked
    assert run("voices", "install", NAME, "--force").exit_code == 0
    assert len(server.asked) == asked + 3


def test_a_broken_connection_is_gone_on_from(server: VoiceServer, voices: Path) -> None:
    """After a broken connection, only the missing bytes are requested. The voice appears only when it is complete, with
    the right bytes.
    """
    size = len(server.files[MODEL])
    server.breaks_after = size // 3
    for times in (1, 2):
        assert "same command" in refused(run("voices", "install", NAME))
        assert (voices / PART).stat().st_size == times * (size // 3)
        assert lying(voices) == sorted([PART, f".{BESIDE}.part"])
        assert listed() == {RECOMMENDED.name: False}
    server.breaks_after = None
    assert run("voices", "install", NAME).exit_code == 0
    assert server.asked[-1] == (MODEL, f"bytes={2 * (size // 3)}-")
    assert (voices / MODEL).read_bytes() == server.files[MODEL]
    assert lying(voices) == [MODEL, BESIDE]


def test_a_server_that_falls_silent_is_not_waited_for(
    server: VoiceServer, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a server stops sending, that counts as a broken connection after a while, and the bytes received so far are
    kept.
    """
    monkeypatch.setattr(download, "_TIMEOUT", 0.2)
    server.breaks_after, server.stalls = 1_000, True
    assert "same command" in refused(run("voices", "install", NAME))
    assert (voices / PART).stat().st_size == 1_000


def test_a_server_that_sends_no_parts_sends_the_whole(server: VoiceServer, voices: Path) -> None:
    """If a server ignores ranges and sends the whole file, the bytes received before are dropped."""
    server.breaks_after = 1_000
    refused(run("voices", "install", NAME))
    server.breaks_after, server.ranges = None, False
    assert run("voices", "install", NAME).exit_code == 0
    assert (voices / MODEL).read_bytes() == server.files[MODEL]


def test_a_part_that_was_whole_is_not_asked_for_again(server: VoiceServer, voices: Path) -> None:
    """If a temporary file is already complete, for example because renaming it failed, it is used. If it is too long,
    the download begins again.
    """
    voices.mkdir(parents=True)
    (voices / PART).write_bytes(server.files[MODEL])
    assert run("voices", "install", NAME).exit_code == 0
    assert MODEL not in [name for name, _ in server.asked]
    (voices / PART).write_bytes(server.files[MODEL] + b"more")
    assert run("voices", "install", NAME, "--force").exit_code == 0
    assert lying(voices) == [MODEL, BESIDE]


@pytest.mark.parametrize("wrong", ["size", "byte", "resumed"])
def test_what_is_not_the_announced_file_is_thrown_away(server: VoiceServer, voices: Path, wrong: str) -> None:
    """A file that is too long, has the wrong checksum, or is mixed from two versions is an error, and
    no voice appears.
    """
    size = len(server.files[MODEL])
    if wrong == "size":
        server.announced = size - 100
    elif wrong == "byte":
        server.spoils = True
    else:
        voices.mkdir(parents=True)
        (voices / PART).write_bytes(bytes(size // 2))
    assert "deleted" in refused(run("voices", "install", NAME))
    assert lying(voices) == [f".{BESIDE}.part"]
    assert listed() == {RECOMMENDED.name: False}
    server.announced, server.spoils = None, False
    assert run("voices", "install", NAME).exit_code == 0


def test_a_file_shorter_than_announced_counts_as_broken(server: VoiceServer, voices: Path) -> None:
    """A file that is too short counts as a broken connection, and never appears as a voice."""
    server.announced = len(server.files[MODEL]) + 1
    refused(run("voices", "install", NAME))
    assert listed() == {RECOMMENDED.name: False}


def test_what_the_server_has_not_is_one_clear_line(server: VoiceServer, voices: Path) -> None:
    """Each of these gives one line: an unknown name, with the most similar names; an invalid name; a missing file; a
    missing list.
    """
    assert "did you mean en_US-hum-medium" in refused(run("voices", "install", "en_US-hun-medium"))
    assert "samples" in refused(run("voices", "install", "zzzzzzzzzz"))
    assert lying(voices) == []
    server.missing = (MODEL,)
    assert "404" in refused(run("voices", "install", NAME))
    assert lying(voices) == [f".{BESIDE}.part"]
    server.missing = ("voices.json",)
    assert "404" in refused(run("voices", "install", NAME))


@pytest.mark.parametrize("index", [b"", b"<html>", b"[]", b'{"en_US-hum-medium": {}}', b'{"en_US-hum-medium": 5}'])
def test_a_list_that_cannot_be_read_is_one_clear_line(
    server: VoiceServer, voices: Path, monkeypatch: pytest.MonkeyPatch, index: bytes
) -> None:
    """A list that cannot be read, for example because it is a network's login page, is refused in one line."""
    monkeypatch.setattr(server, "index", lambda: index)
    refused(run("voices", "install", NAME))
    assert lying(voices) == []


def test_a_list_that_is_far_too_large_is_one_clear_line(
    server: VoiceServer, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list larger than the limit is refused; it is not cut off and then called broken."""
    monkeypatch.setattr("voiceguide.system.download._LARGEST_LIST", 10)
    assert "where a small file was expected" in refused(run("voices", "install", NAME))


def test_a_name_in_the_list_leads_nowhere_else(server: VoiceServer, voices: Path, tmp_path: Path) -> None:
    """A voice name that contains a path is refused, even if the server's list contains it. No file is written
    elsewhere.
    """
    evil = "en_US-../../../evil-low"
    server.files[f"{evil}.onnx"] = server.files[MODEL]
    server.files[f"{evil}.onnx.json"] = server.files[BESIDE]
    refused(run("voices", "install", evil))
    assert not list(tmp_path.rglob("*evil*"))


def test_without_a_network_files_are_offered(voices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network, one line says how to install the voice from files, and no file is left."""
    directed(monkeypatch, "http://127.0.0.1:9")
    assert "--from" in refused(run("voices", "install", NAME))
    assert lying(voices) == []


def test_a_full_disk_is_reported_and_what_arrived_stays(
    server: VoiceServer, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is noticed before the download if possible, otherwise during it. When there is room again, the
    download continues.
    """
    usage = namedtuple("usage", "total used free")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda folder: usage(10, 9, 1))
        assert "free" in refused(run("voices", "install", NAME))
    assert lying(voices) == []

    real = Path.open

    class Full:
        """A file that can hold only a thousand bytes."""

        def __init__(self, file: IO[Any]) -> None:
            self._file = file

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *left: object) -> None:
            self._file.close()

        def write(self, data: bytes) -> int:
            self._file.write(data[:1_000])
            self._file.flush()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def open_full(self: Path, mode: str = "r", *words: Any, **more: Any) -> Any:
        file = real(self, mode, *words, **more)
        return Full(file) if self.name == PART and mode in ("ab", "wb") else file

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_full)
        assert "full" in refused(run("voices", "install", NAME))
    assert (voices / PART).stat().st_size == 1_000
    assert run("voices", "install", NAME).exit_code == 0
    assert server.asked[-1] == (MODEL, "bytes=1000-")


def test_a_file_where_the_folder_should_be_is_refused(server: VoiceServer, voices: Path) -> None:
    """If a file is in the place of the voices folder, the error names it, for downloading and for copying."""
    voices.parent.mkdir()
    voices.write_text("a file")
    model = small_voice(voices.parent / "elsewhere", "mine")
    assert str(voices) in refused(run("voices", "install", NAME))
    assert str(voices) in refused(run("voices", "install", "--from", model))


def test_an_interrupt_leaves_what_the_next_time_needs(
    server: VoiceServer, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-C, the bytes received so far are kept, and no voice appears."""
    real = download._received

    def interrupted(response: HTTPResponse) -> bytes:
        if f"{MODEL}?" in response.geturl() and response.length != len(server.files[MODEL]):
            raise KeyboardInterrupt
        return real(response)

    with monkeypatch.context() as patch:
        patch.setattr(download, "_CHUNK", 1_000)
        patch.setattr(download, "_received", interrupted)
        assert run("voices", "install", NAME).exit_code == 130
    assert lying(voices) == sorted([PART, f".{BESIDE}.part"])
    assert run("voices", "install", NAME).exit_code == 0
    assert (voices / MODEL).read_bytes() == server.files[MODEL]


def test_a_voice_is_taken_from_a_file(voices: Path, tmp_path: Path) -> None:
    """A voice is installed from its files by copying both. An existing voice is replaced only with --force."""
    model = small_voice(tmp_path / "elsewhere", "en_GB-mine-high")
    taken = run("voices", "install", "--from", model)
    assert (taken.exit_code, taken.stdout) == (0, "")
    assert lying(voices) == lying(model.parent)
    assert listed()["en_GB-mine-high"]
    small_voice(model.parent, "en_GB-mine-high", static=0.1)
    assert "already" in run("voices", "install", "--from", model).stderr
    assert (voices / model.name).read_bytes() != model.read_bytes()
    assert run("voices", "install", "--from", model, "--force").exit_code == 0
    assert (voices / model.name).read_bytes() == model.read_bytes()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("my voice", ['play three-minute-pause --voice "piper:my voice"', 'config voice "piper:my voice"']),
        ("de_DE-mine-high", ["voices sample piper:de_DE-mine-high", "config voice piper:de_DE-mine-high"]),
    ],
)
def test_what_to_type_next_can_be_typed(voices: Path, tmp_path: Path, name: str, typed: list[str]) -> None:
    """In the suggested commands, names with spaces are quoted, and a German voice is not suggested for an English
    practice.
    """
    said = run("voices", "install", "--from", small_voice(tmp_path / "elsewhere", name)).stderr
    assert all(f"voiceguide {command}\n" in said for command in typed)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("gone", "no such file"),
        ("ending", "which ends in .onnx"),
        ("alone", "must be beside it"),
        ("beside", ".onnx.json"),
        ("model", "model that can be loaded"),
        ("hidden", "another name"),
        ("folder", "no such file"),
    ],
)
def test_a_file_that_is_no_voice_is_refused(voices: Path, tmp_path: Path, wrong: str, said: str) -> None:
    """A file that is no voice is refused in one line, and no file is left."""
    model = small_voice(tmp_path / "elsewhere", ".mine" if wrong == "hidden" else "mine")
    beside = model.with_name(f"{model.name}.json")
    if wrong in ("gone", "folder"):
        model.unlink()
    if wrong == "folder":
        model.mkdir()
    if wrong == "ending":
        model = model.rename(model.with_suffix(".bin"))
    if wrong == "alone":
        beside.unlink()
    if wrong == "beside":
        beside.write_text('{"audio": {}}')
    if wrong == "model":
        model.write_bytes(b"not a model")
    assert said in refused(run("voices", "install", "--from", model))
    assert lying(voices) == []


def test_a_copy_into_a_full_disk_leaves_nothing(voices: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk becomes full while a voice is copied, the incomplete copy is deleted, because the original is still
    there.
    """
    model = small_voice(tmp_path / "elsewhere", "mine")
    real = shutil.copyfile

    def full(source: Path, target: Path) -> None:
        real(source, target)
        if source == model:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    assert "the disk is full" in refused(run("voices", "install", "--from", model))
    assert lying(voices) == []


def test_without_piper_its_installation_comes_first(
    server: VoiceServer, voices: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without piper, nothing is downloaded or copied. The first step that is shown is how to install piper."""

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    assert "voiceguide[piper]" not in run("voices", "install").stdout
    monkeypatch.setattr("voiceguide.speech.engines._shelves.version", missing)
    model = small_voice(tmp_path / "elsewhere", "mine")
    for words in ([NAME], ["--from", str(model)]):
        assert '"voiceguide[piper]"' in refused(run("voices", "install", *words))
    assert (server.asked, lying(voices)) == ([], [])
    offer = run("voices", "install").stdout
    assert offer.index('pip install "voiceguide[piper]"') < offer.index(f"voices install {RECOMMENDED.name}")
    assert listed() == {RECOMMENDED.name: False}


def test_the_offer_names_one_voice_its_size_and_the_commands(voices: Path) -> None:
    """Without a name, `voices install` prints the recommended voice, its size and the command that installs it. Once
    the voice is installed, its size is no longer shown.
    """
    offer = run("voices", "install")
    assert (offer.exit_code, offer.stderr) == (0, "")
    assert "63 MB" in offer.stdout
    assert f"voiceguide voices install {RECOMMENDED.name}" in offer.stdout
    small_voice(voices, RECOMMENDED.name)
    assert "63 MB" not in run("voices", "install").stdout


def test_both_ways_at_once_are_wrong_usage(voices: Path) -> None:
    """A name and a file at once are wrong usage, and the message names both."""
    said = refused(run("voices", "install", NAME, "--from", "a.onnx"), 2)
    assert "NAME" in said
    assert "--from" in said
