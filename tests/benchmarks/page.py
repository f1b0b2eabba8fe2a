"""How fast the server of the page answers many listeners at once, with and without harmful clients beside them."""

import asyncio
import re
import socket
import statistics
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.place import Place
from tests.benchmarks.row import Row
from tests.web.conftest import Served, serving

LISTENERS = 200
SECONDS = 60
HARMFUL = 50
"""How many clients read only one byte a second. As many again never finish their request."""

_RANGE = 1 << 16
_PACE = 4.0
"""How many seconds 64 kB of sound last at 128 kb/s."""


@dataclass
class Heard:
    """How long the listeners waited, and the errors that they got."""

    waits: list[float] = field(default_factory=list)
    """For each request for 64 kB of sound, the seconds until the last byte arrived."""
    errors: list[str] = field(default_factory=list)


def page(place: Place) -> Row:
    """How long listeners wait for each piece of their sound: the longest wait of a single listener, and the 99th
    percentile of many, with and without harmful clients. Also the number of errors and the server's memory.
    """
    with serving(place.folder / "page") as served:
        made = served.begin({"practice": "rest", "length_s": 1200, "seed": 1})
        one, many, beside = (
            asyncio.run(_listened(served, str(made["audio"]), count, harmful))
            for count, harmful in ((1, 0), (LISTENERS, 0), (LISTENERS, HARMFUL))
        )
        most = _megabytes(served)
    alone, usual = max(one.waits) * 1000, statistics.median(many.waits) * 1000
    late, later = (statistics.quantiles(heard.waits, n=100)[98] * 1000 for heard in (many, beside))
    errors = many.errors + beside.errors
    return Row(
        f"{len(errors)} errors; p99 {late / alone:.1f} times; {most:.0f} MB",
        f"{LISTENERS} listeners for {SECONDS} s, {len(many.waits)} pieces: median {usual:.0f} ms, p99 {late:.0f} ms; "
        f"one alone at most {alone:.0f} ms; p99 {later:.0f} ms beside {2 * HARMFUL} slow or silent clients; "
        f"{', '.join(sorted(set(errors)))}",
    )


async def _listened(served: Served, sound: str, count: int, harmful: int) -> Heard:
    heard, host = Heard(), served.url.removeprefix("http://")
    bad = [asyncio.create_task(_never_done(host, sound, whole=at % 2 == 0)) for at in range(2 * harmful)]
    await asyncio.gather(*(_listen(host, sound, _PACE * at / count, heard) for at in range(count)))
    for task in bad:
        task.cancel()
    await asyncio.gather(*bad, return_exceptions=True)
    return heard


async def _listen(host: str, sound: str, after: float, heard: Heard) -> None:
    """After `after` seconds, begin to fetch 64 kB of sound every 4 s over one connection, as a listener's browser does.
    The waits and errors are added to `heard`.
    """
    await asyncio.sleep(after)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(host.partition(":")[2]))
        loop = asyncio.get_running_loop()
        for number in range(int(SECONDS / _PACE)):
            first, begun = number * _RANGE, loop.time()
            fields = f"Host: {host}\r\nRange: bytes={first}-{first + _RANGE - 1}\r\n"
            writer.write(f"GET {sound} HTTP/1.1\r\n{fields}\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = re.search(r"content-length: (\d+)", head)
            if " 206 " not in head or length is None:
                raise ValueError(head.partition("\r\n")[0])
            await reader.readexactly(int(length[1]))
            heard.waits.append(loop.time() - begun)
            await asyncio.sleep(max(0.0, begun + _PACE - loop.time()))
        writer.close()
    except (OSError, ValueError, EOFError) as error:
        heard.errors.append(repr(error))


async def _never_done(host: str, sound: str, *, whole: bool) -> None:
    """Act as a harmful client. If `whole`, ask for the whole sound but read only one byte a second. If not, send half a
    request and wait.
    """
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_connect(sock, ("127.0.0.1", int(host.partition(":")[2])))
        ending = "\r\n\r\n" if whole else ""
        await loop.sock_sendall(sock, f"GET {sound} HTTP/1.1\r\nHost: {host}{ending}".encode())
        while await loop.sock_recv(sock, 1):
            await asyncio.sleep(1.0)
    finally:
        sock.close()


def _megabytes(served: Served) -> float:
    """The most memory that the server had so far, in MB of 1 024² bytes. Linux only."""
    rows = Path(f"/proc/{served.process.pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(row for row in rows if row.startswith("VmHWM")).split()[1]) / 1024
