"""A server of voices on this machine, with all that goes wrong on the way from a real one."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


@dataclass
class VoiceServer:
    """Files to serve, the ways in which it misbehaves, and the requests that came."""

    files: dict[str, bytes]
    """By their last names."""
    breaks_after: int | None = None
    """Bytes of a model after which the connection is cut."""
    stalls: bool = False
    """Whether the connection is then not cut but left open, with nothing more to come."""
    announced: int | None = None
    """The size of the model that the list tells, if another than the true one."""
    ranges: bool = True
    """Whether parts can be asked for."""
    missing: tuple[str, ...] = ()
    """Files that are answered with 404."""
    spoils: bool = False
    """Whether a byte of the model comes out wrong."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """(file, range)."""

    def index(self) -> bytes:
        """The list of voices, in the form of the real one."""
        voices: dict[str, dict[str, dict[str, object]]] = {}
        for name, data in self.files.items():
            voice = name.partition(".onnx")[0]
            size = self.announced if self.announced is not None and name.endswith(".onnx") else len(data)
            path = f"{voice[:2]}/{voice.replace('-', '/')}/{name}"
            facts = {"size_bytes": size, "md5_digest": hashlib.md5(data).hexdigest()}
            voices.setdefault(voice, {"files": {}})["files"][path] = facts
        return json.dumps(voices).encode()


@contextmanager
def serving(server: VoiceServer) -> Iterator[str]:
    """Run it; the address at which it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.partition("?")[0].rpartition("/")[2]
            wanted = self.headers.get("Range", "")
            server.asked.append((name, wanted))
            data = server.index() if name == "voices.json" else server.files.get(name)
            if data is None or name in server.missing:
                self.send_error(404)
                return
            self._answer(name, data, wanted)

        def _answer(self, name: str, data: bytes, wanted: str) -> None:
            model = name.endswith(".onnx")
            first = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and server.ranges else 0
            if model and server.spoils:
                data = data[:-1] + bytes([data[-1] ^ 1])
            self.send_response(206 if first else 200)
            if first:
                self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(data) - first))
            self.end_headers()
            broken = model and server.breaks_after is not None
            self.wfile.write(data[first : first + (server.breaks_after or 0)] if broken else data[first:])
            if broken and server.stalls:
                self.wfile.flush()
                self.rfile.read()  # until the other side has had enough
            self.close_connection = True

        def log_message(self, form: str, *words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


def directed(patch: pytest.MonkeyPatch, address: str) -> None:
    """Have piper's own addresses lead to the server."""
    path = "{lang_family}/{lang_code}/{voice_name}/{voice_quality}/{lang_code}-{voice_name}-{voice_quality}{extension}"
    patch.setattr("piper.download_voices.URL_FORMAT", f"{address}/{path}?download=true")
    patch.setattr("piper.download_voices.VOICES_JSON", f"{address}/voices.json?download=true")
    patch.setenv("no_proxy", "127.0.0.1")


def small_files(folder: Path, *names: str) -> dict[str, bytes]:
    """The files of small voices of these names."""
    from tests.speech.small_voice import small_voice

    models = [small_voice(folder, name) for name in names]
    return {path.name: path.read_bytes() for model in models for path in (model, model.with_name(f"{model.name}.json"))}
