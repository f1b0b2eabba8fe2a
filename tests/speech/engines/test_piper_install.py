from pathlib import Path

import pytest

from tests.speech.voice_server import VoiceServer, directed, serving, small_files
from voiceguide.errors import VoiceInstallError, VoiceNotFoundError
from voiceguide.speech.engines.piper_install import RECOMMENDED_SIZE, install, is_installed
from voiceguide.speech.engines.piper_shelf import RECOMMENDED, is_voice_name

NAME = "en_US-hum-medium"


def test_progress_is_reported_byte_by_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a voice is installed, the progress counts the bytes of the model and of the JSON file beside it, from 0 to
    their sum. It never goes back, not even when a broken transfer is continued.
    """
    steps: list[tuple[int, int]] = []
    server = VoiceServer(small_files(tmp_path / "served", NAME))
    total = sum(map(len, server.files.values()))
    with serving(server) as address:
        directed(monkeypatch, address)
        server.breaks_after = 1_000
        with pytest.raises(VoiceInstallError) as broken:
            install(NAME, tmp_path / "voices", lambda done, whole: steps.append((done, whole)))
        assert (broken.value.voice, is_installed(NAME, tmp_path / "voices")) == (NAME, False)
        reached = steps[-1][0]
        assert (steps[0][0], reached) == (0, total - len(server.files[f"{NAME}.onnx"]) + 1_000)
        server.breaks_after = None
        again = len(steps)
        install(NAME, tmp_path / "voices", lambda done, whole: steps.append((done, whole)))
    assert steps == sorted(steps)
    assert steps[again][0] == reached
    assert steps[-1] == (total, total)
    assert {whole for _, whole in steps} == {total}


def test_an_unknown_name_carries_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a voice is not published under a name, the error suggests the nearest published name."""
    with serving(VoiceServer(small_files(tmp_path / "served", NAME))) as address:
        directed(monkeypatch, address)
        with pytest.raises(VoiceNotFoundError) as unknown:
            install("en_US-hmu-medium", tmp_path / "voices", lambda done, whole: None)
    assert (unknown.value.voice, unknown.value.near) == ("en_US-hmu-medium", [NAME])


def test_the_recommended_voice_has_an_address_of_piper_s() -> None:
    """The recommended voice has a name that piper's own downloader accepts, and the size of a medium voice, 60 to 70
    MB.
    """
    from piper import download_voices

    match = download_voices.VOICE_PATTERN.match(RECOMMENDED.name)
    address = download_voices.URL_FORMAT.format(lang_code="en_US", extension=".onnx", **match.groupdict())
    assert f"en/en_US/kristin/medium/{RECOMMENDED.name}.onnx" in address
    assert is_voice_name(RECOMMENDED.name)
    assert 60e6 < RECOMMENDED_SIZE < 70e6
