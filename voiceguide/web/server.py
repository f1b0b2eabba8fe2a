"""Runs the server: opens its socket, finds the names by which it can be addressed, and ends it cleanly."""

import asyncio
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from voiceguide.config import Folders, Settings
from voiceguide.errors import AddressError, CertificateError, system_reason
from voiceguide.system.awake import kept_awake
from voiceguide.system.process import share_arenas
from voiceguide.units import Seconds
from voiceguide.web._app import Site
from voiceguide.web._pairing import Pairing, stored_secret
from voiceguide.web._practices import Practices
from voiceguide.web._queue import JobQueue
from voiceguide.web._session_store import SessionStore
from voiceguide.web._sessions import Sessions

_PORTS_TRIED: Final = 50
"""If a port is in use, this many ports after it are tried, so that a free one can be suggested."""

_HEAD_TIMEOUT: Final[Seconds] = 15.0
"""How long the headers of a request may take to arrive."""

_WRITE_TIMEOUT: Final[Seconds] = 60.0
"""How long a client may receive nothing although bytes are ready for it; after that, its connection is closed. This
happens to a paused player too, which connects again later.
"""

_SHUTDOWN_TIMEOUT: Final[Seconds] = 2.0
"""How long the server waits for unfinished answers when it ends."""

_MOST_CONNECTIONS: Final = 2000
"""The most connections at once."""


@dataclass(frozen=True)
class ServerOptions:
    """The options of `serve`."""

    port: int
    lan: bool
    """Whether other machines on the network may connect."""
    mine: bool
    """Whether listeners on other machines may hear the owner's own words."""
    cert: Path | None = None
    key: Path | None = None

    @property
    def scheme(self) -> str:
        """``https`` if there is a certificate, else ``http``."""
        return "https" if self.cert else "http"


@dataclass(frozen=True)
class Network:
    """The address at which other machines on the network find this one."""

    address: str
    interface: str
    """The name of the network interface, if it is known."""


def bound_socket(options: ServerOptions) -> socket.socket:
    """The socket at which the page is served. Raises `AddressError`, which suggests a free port if this one
    is in use.
    """
    host = "0.0.0.0" if options.lan else "127.0.0.1"  # all addresses only with --lan
    try:
        return _socket(host, options.port)
    except (OSError, OverflowError) as error:
        raise AddressError(host, options.port, system_reason(error), _next_free_port(host, options.port)) from error


def require_certificate(cert: Path, key: Path) -> None:
    """Check at the start that the page can be served with this certificate. Raises `CertificateError`."""
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
    except ssl.SSLError as error:
        raise CertificateError(cert, key) from error
    except OSError as error:
        raise CertificateError(cert, key, system_reason(error)) from error


def _socket(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # without it, Windows lets two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(512)
    except BaseException:
        sock.close()
        raise
    return sock


def _next_free_port(host: str, taken: int) -> int:
    """The next free port after `taken`; 0 if there is none nearby."""
    for port in range(taken + 1, min(taken + _PORTS_TRIED, 65_535) + 1):
        with suppress(OSError):
            _socket(host, port).close()
            return port
    return 0


def network() -> Network | None:
    """The address of this machine on its network; None if it is on no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # nothing is sent: the system only chooses the route
        address = probe.getsockname()[0]
        if not address.startswith("127."):
            return Network(address, _interface(address))
    return None


def _interface(address: str) -> str:
    """The name of the interface with this address, on Linux; "" elsewhere."""
    try:
        import fcntl
        import struct

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            for _, name in socket.if_nameindex():
                with suppress(OSError):
                    asked = struct.pack("256s", name.encode()[:15])
                    found = fcntl.ioctl(probe.fileno(), 0x8915, asked)  # SIOCGIFADDR
                    if socket.inet_ntoa(found[20:24]) == address:
                        return name
    except (ImportError, OSError, AttributeError):
        pass
    return ""


def host_names(options: ServerOptions, port: int, found: Network | None) -> list[str]:
    """The names by which a browser may address this server in the Host field, with the port."""
    known = ["localhost", "127.0.0.1", "[::1]"]
    if options.lan:
        host = socket.gethostname().lower()
        known += [host, f"{host.partition('.')[0]}.local", *([found.address] if found else [])]
    usual = {"http": 80, "https": 443}[options.scheme]
    return [*(f"{name}:{port}" for name in known), *(known if port == usual else [])]


class Awake:
    """Keeps the machine awake while somebody listens."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._until, self._wake = say, 0.0, threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="awake", daemon=True)
        self._thread.start()

    def heard(self, length: Seconds) -> None:
        """Note that somebody is listening to a session of this length: the machine stays awake for this long and a
        minute more.
        """
        self._until = max(self._until, time.monotonic() + length + 60.0)
        self._wake.set()

    def _run(self) -> None:
        while not self._ended:
            self._wake.wait()
            if self._ended:
                return
            with kept_awake() as way:
                if way:
                    self._say("Somebody is listening: this machine stays awake until the session is over.")
                else:
                    self._say(
                        "Somebody is listening, but this machine may go to sleep: nothing here can keep it awake."
                    )
                while (left := self._until - time.monotonic()) > 0 and not self._ended:
                    self._wake.clear()
                    self._wake.wait(left)
            self._wake.clear()

    def close(self) -> None:
        """Stop keeping the machine awake."""
        self._ended = True
        self._wake.set()
        self._thread.join(2.0)


class TimeoutProtocol(H11Protocol):
    """The HTTP protocol of uvicorn with two time limits: for the headers of a request, and for a client that receives
    nothing although bytes are ready.
    """

    _head_timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start the time limit for the headers of the first request."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(_HEAD_TIMEOUT, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Receive bytes; stop the time limit once the headers are complete, and start it again for the next request."""
        super().data_received(data)
        waiting = self.cycle is None or self.cycle.response_complete
        if self._head_timer and not waiting:
            self._head_timer.cancel()
            self._head_timer = None
        elif waiting and self._head_timer is None:
            self._head_timer = self.loop.call_later(_HEAD_TIMEOUT, self.transport.abort)

    def pause_writing(self) -> None:
        """Start the time limit for a client that receives nothing."""
        super().pause_writing()
        self._write_timer = self.loop.call_later(_WRITE_TIMEOUT, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the time limit for a client that receives nothing."""
        super().resume_writing()
        if self._write_timer:
            self._write_timer.cancel()
            self._write_timer = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all time limits."""
        for timer in (self._head_timer, self._write_timer):
            if timer:
                timer.cancel()
        super().connection_lost(exc)


class _Server(uvicorn.Server):
    """A server that ends cleanly after Ctrl-C or SIGTERM, even if they are repeated. Unlike uvicorn's own server, it
    does not raise the signals again when it has ended.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start answering requests, and call `ready`."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the server. After a second Ctrl-C it no longer waits for listeners, but everything else is still closed
        in order.
        """
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """While the `with` block runs, Ctrl-C and SIGTERM only ask the server to end. They cannot interrupt
        the ending.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        taken = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, before in taken.items():
                signal.signal(number, signal.SIG_IGN if self.should_exit else before)


def serve(
    options: ServerOptions,
    sock: socket.socket,
    *,
    folders: Folders,
    settings: Settings,
    usual_voices: Sequence[str],
    code: Callable[[str], None],
    say: Callable[[str], None],
    ready: Callable[[], None],
) -> None:
    """Serve at `sock` until Ctrl-C or SIGTERM.

    `code` is called with the pairing code, and again whenever there is a new one; `say` is called with messages for the
    terminal; `ready` is called once requests can be answered.
    """
    share_arenas()
    _quiet_logs(say)
    port = int(sock.getsockname()[1])
    practices = Practices(folders, settings, usual_voices, mine=options.mine)
    store = SessionStore(folders.cache / "web")
    sessions = Sessions(practices)
    queue = JobQueue(store, sessions.make)
    pairing = Pairing(stored_secret(folders.scripts.parent / "web-secret"), code) if options.lan else None
    awake = Awake(say)
    app = Site(practices, sessions, queue, pairing, awake.heard).app(host_names(options, port, network()))
    config = uvicorn.Config(
        app,
        http=TimeoutProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=int(_SHUTDOWN_TIMEOUT),
        limit_concurrency=_MOST_CONNECTIONS,
        ssl_certfile=options.cert,
        ssl_keyfile=options.key,
    )
    try:
        asyncio.run(_Server(config, ready).serve([sock]))
    finally:
        sessions.close()
        awake.close()


def _quiet_logs(say: Callable[[str], None]) -> None:
    """Show only warnings and errors, with `say`. Requests are never logged: neither who sent them nor what they
    contain.
    """

    class _SayFault(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say(self.format(record))

    for name in ("voiceguide.web", "uvicorn.error"):
        log = logging.getLogger(name)
        log.handlers, log.propagate = [_SayFault(logging.WARNING)], False
    # It is no fault if an answer breaks off because its session failed or because the server ends.
    ends = ("BrokenSoundError", "CancelledError")
    logging.getLogger("uvicorn.error").addFilter(lambda record: not any(end in str(record.exc_info) for end in ends))
