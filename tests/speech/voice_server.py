"""A server on this machine that publishes voices for the tests, and that can misbehave like a real server."""

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
    """The files to publish, the ways to misbehave, and the requests that were received."""

    files: dict[str, bytes]
    """The content of each file, by its name without folders."""
    breaks_after: int | None = None
    """After how many bytes of a model the connection is cut. None: never."""
    stalls: bool = False
    """Whether, instead of being cut, the connection stays open without further data."""
    announced: int | None = None
    """The size of a model that the list of voices gives, in bytes. None: the true size."""
    ranges: bool = True
    """Whether the server answers requests for parts of a file."""
    missing: tuple[str, ...] = ()
    """The files that are answered with 404."""
    spoils: bool = False
    """Whether the last byte of a model is sent with an error."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """The requests received, each as the name of the file and the `Range` header, which may be empty."""

    def index(self) -> bytes:
        """The list of voices as JSON, in the form of piper's published list."""
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
    """Run the server within this block. Gives its address."""

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
            """Do nothing, so that requests are not printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


def directed(patch: pytest.MonkeyPatch, address: str) -> None:
    """Let piper's own downloader use the server at `address`."""
    path = "{lang_family}/{lang_code}/{voice_name}/{voice_quality}/{lang_code}-{voice_name}-{voice_quality}{extension}"
    patch.setattr("piper.download_voices.URL_FORMAT", f"{address}/{path}?download=true")
    patch.setattr("piper.download_voices.VOICES_JSON", f"{address}/voices.json?download=true")
    patch.setenv("no_proxy", "127.0.0.1")


def small_files(folder: Path, *names: str) -> dict[str, bytes]:
    """The files of small voices with these names: each file's name and content."""
    from tests.speech.small_voice import small_voice

    models = [small_voice(folder, name) for name in names]
    return {path.name: path.read_bytes() for model in models for path in (model, model.with_name(f"{model.name}.json"))}
