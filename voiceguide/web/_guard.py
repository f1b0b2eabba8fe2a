"""Checks each request before it is handled: who sends it, from which page, and how large it is."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voiceguide.units import Seconds
from voiceguide.web._pairing import COOKIE

MOST_BODY: Final = 1_000_000
"""The most bytes in the body of a request."""

_TOO_LARGE: Final = "the browser sent too much at once"
_LESS: Final = "send less than a megabyte"
_BODY_TIMEOUT: Final[Seconds] = 20.0

HEADERS: Final = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

_UNPAIRED_PATHS: Final = ("/pair", "/healthz", "/static/", "/manifest.webmanifest")
"""Paths that a device may request before it is paired: they reveal nothing."""


class Guard:
    """ASGI middleware that checks requests. For requests that it lets through, `scope["state"]["owner"]` says whether
    they come from this machine.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], is_valid_cookie: Callable[[str], bool] | None) -> None:
        """`hosts` are the names by which this server may be addressed, with the port. `is_valid_cookie` tells whether a
        cookie is one of ours; None: nobody needs a cookie, because only this machine can reach the server.
        """
        self._app, self._hosts, self._is_valid_cookie = app, {host.lower() for host in hosts}, is_valid_cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it with a refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        owner = is_loopback(scope)
        scope.setdefault("state", {})["owner"] = owner
        answer_sender = _SendWithHeaders(send)
        refusal = self._refusal(scope, headers, owner=owner)
        if refusal is not None:
            await refusal(scope, receive, answer_sender)
            return
        try:
            await self._app(scope, _LimitedReceive(receive), answer_sender)
        except BodyLimitError as error:
            if answer_sender.begun:
                raise
            refusal = error_response(error.status, str(error), error.remedy)
            await refusal(scope, receive, answer_sender)

    def _refusal(self, scope: Scope, headers: Headers, *, owner: bool) -> Response | None:
        if headers.get("host", "").lower() not in self._hosts:
            return error_response(421, "this is not an address of this page", "use the address that the terminal shows")
        if not self._from_our_page(scope, headers):
            return error_response(403, "this request came from another website", "open the page of voiceguide itself")
        if _too_long(headers):
            return error_response(413, _TOO_LARGE, _LESS)
        if owner or self._is_valid_cookie is None or scope["path"].startswith(_UNPAIRED_PATHS):
            return None
        if self._is_valid_cookie(_cookie(headers)):
            return None
        if scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", ""):
            return RedirectResponse("/pair", 303)
        return error_response(401, "this phone is not paired yet", "open /pair and type the code shown in the terminal")

    def _from_our_page(self, scope: Scope, headers: Headers) -> bool:
        """Whether the request comes from our own page, and not from another site. Browsers send an Origin field with
        every POST, and with requests from scripts to another site.
        """
        origin = headers.get("origin")
        if origin is not None:
            parts = urlsplit(origin)
            return parts.scheme == scope["scheme"] and parts.netloc.lower() == headers.get("host", "").lower()
        safe = scope["method"] in ("GET", "HEAD", "OPTIONS")
        return safe or headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def is_loopback(scope: Scope) -> bool:
    """Whether the client is on this machine."""
    client = scope.get("client")
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool(address and (mapped or address).is_loopback)


def error_response(status: int, error: str, remedy: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error as JSON: what happened, and what to do about it."""
    return JSONResponse({"error": error, "remedy": remedy}, status, headers)


def _too_long(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return not length.isdecimal() or int(length) > MOST_BODY


def _cookie(headers: Headers) -> str:
    """The value of our cookie, even if other programs at this address have set malformed cookies; "" if
    there is none.
    """
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


class BodyLimitError(Exception):
    """The body of a request was too large, or arrived too slowly. `status` is the HTTP status of the answer, and
    `remedy` says what to do.
    """

    def __init__(self, status: int, what: str, remedy: str) -> None:
        self.status, self.remedy = status, remedy
        super().__init__(what)


class _LimitedReceive:
    """Receives the body of a request, and limits its size and the time it takes."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._left, self._whole = receive, MOST_BODY, False
        self._end: float | None = None

    async def __call__(self) -> Message:
        if self._whole:  # any further message only says that the client has gone
            return await self._receive()
        if self._end is None:
            self._end = asyncio.get_running_loop().time() + _BODY_TIMEOUT
        try:
            left = self._end - asyncio.get_running_loop().time()
            message = await asyncio.wait_for(self._receive(), max(0.0, left))
        except asyncio.TimeoutError as error:
            raise BodyLimitError(408, "the request arrived too slowly", "try again") from error
        self._left -= len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._left < 0:
            raise BodyLimitError(413, _TOO_LARGE, _LESS)
        return message


class _SendWithHeaders:
    """Sends answers, and adds the headers that all answers have."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-cache")
        await self._send(message)
