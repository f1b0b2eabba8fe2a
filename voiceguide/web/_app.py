"""The routes of the server: how each request is answered."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from voiceguide.errors import BusyError, ChangeTooLateError, PracticeNotFoundError, RequestError, VoiceguideError
from voiceguide.lengths import format_length
from voiceguide.session.export import file_name
from voiceguide.units import Seconds
from voiceguide.web._changes import read_change
from voiceguide.web._errors import error_json
from voiceguide.web._guard import Guard, error_response
from voiceguide.web._listening_log import ListeningLog
from voiceguide.web._order import SessionOrder, is_id
from voiceguide.web._pages import Pages, asked_in
from voiceguide.web._pairing import COOKIE, Pairing
from voiceguide.web._practices import Practices
from voiceguide.web._queue import JobQueue, SessionJob
from voiceguide.web._session_store import MEDIA_TYPES, StoredSession
from voiceguide.web._sessions import Sessions
from voiceguide.web._sound import file_response, saved_of, sidecar_of, sound_of

_HEARTBEAT: Final[Seconds] = 5.0
_REPORT_INTERVAL: Final[Seconds] = 0.1
"""While a session is being made, all changes of its state within this time are sent as one report."""

_SOUND_TIMEOUT: Final[Seconds] = 900.0
"""How long a player may wait until the first byte of a session can be sent."""

_YEAR: Final = 365 * 24 * 3600
_MOST_FIELDS: Final = 50

_LOG: Final = logging.getLogger("voiceguide.web")

Handler = Callable[[Request], Awaitable[Response]]


class Site:
    """All routes, and the objects that they share."""

    def __init__(
        self,
        practices: Practices,
        sessions: Sessions,
        queue: JobQueue,
        pairing: Pairing | None,
        heard: Callable[[Seconds], None],
    ) -> None:
        """`heard` is called with the length of a session whenever its sound is requested, to be heard or saved."""
        self._practices, self._sessions, self._jobs = practices, sessions, queue
        self._pairing, self._heard = pairing, heard
        self._pages = Pages(practices, queue)
        self._listening_log = ListeningLog(practices.folders.log)

    def app(self, hosts: list[str]) -> Starlette:
        """The application. `hosts` are the names by which this server may be addressed, with the port."""
        is_valid_cookie = self._pairing.is_valid_cookie if self._pairing else None
        routes = [
            *self._pages.routes(),
            Route("/healthz", _healthz),
            Route("/pair", self._pages.pair, methods=["GET"]),
            Route("/pair", _with_json_errors(self._pair), methods=["POST"]),
            Route("/begin", _with_json_errors(self._begin), methods=["POST"]),
            Route("/sounds/{name}.mp3", _with_json_errors(self._sound_sample)),
            Route("/api/practices", _with_json_errors(self._list), methods=["GET"]),
            Route("/api/practices", _with_json_errors(self._keep), methods=["POST"]),
            Route("/api/sessions", _with_json_errors(self._order), methods=["POST"]),
            Route("/api/sessions/{id}", _with_json_errors(self._state)),
            Route("/api/sessions/{id}/events", _with_json_errors(self._events)),
            Route("/api/sessions/{id}/refit", _with_json_errors(self._refit), methods=["POST"]),
            Route("/api/sessions/{id}/heard", _with_json_errors(self._listened_to), methods=["POST"]),
            Route("/api/ground", _with_json_errors(self._grounding)),
            Route("/sessions/{id}.{kind}", _with_json_errors(self._part)),
            Mount("/static", self._pages.static()),
        ]
        guard = Middleware(Guard, hosts=hosts, is_valid_cookie=is_valid_cookie)
        refusals = {404: self._not_here}
        return Starlette(routes=routes, middleware=[guard], lifespan=self._running, exception_handlers=refusals)

    @asynccontextmanager
    async def _running(self, app: Starlette) -> AsyncIterator[None]:
        """While the server runs, stop sessions that nobody is waiting for. At its start, make what all listeners need,
        and the grounding practice; at its end, stop all sessions.
        """
        stopper = asyncio.create_task(self._jobs.stop_abandoned())
        Thread(target=self._practices.prepare, name="lengths", daemon=True).start()
        ground = await self._order_grounding()
        try:
            with ground.waiting() if isinstance(ground, SessionJob) else nullcontext():
                yield
        finally:
            stopper.cancel()
            await to_thread.run_sync(self._jobs.close, 3.0)

    async def _order_grounding(self) -> StoredSession | SessionJob | None:
        """Order the grounding practice. If it cannot be made with these settings, log why and return None: the server
        runs without it.
        """
        try:
            return self._jobs.order(await to_thread.run_sync(self._practices.ground))
        except VoiceguideError as error:
            _LOG.warning("\u201cGround me\u201d cannot be made: %s", error)
            return None

    async def _not_here(self, request: Request, error: Exception) -> Response:
        """Answer a request for an address that does not exist: a browser gets a page, a program gets JSON."""
        if "text/html" in request.headers.get("accept", ""):
            return self._pages.not_here(request)
        return error_response(404, "there is nothing at this address", "the first page is at /")

    # Sessions

    async def _list(self, request: Request) -> Response:
        rows = await to_thread.run_sync(self._practices.overviews)
        return JSONResponse([{key: value for key, value in row.as_json().items() if key != "file"} for row in rows])

    async def _sound_sample(self, request: Request) -> Response:
        sound = await to_thread.run_sync(self._practices.sound_sample, request.path_params["name"])
        return Response(sound, media_type="audio/mpeg", headers={"cache-control": "private, max-age=86400"})

    async def _keep(self, request: Request) -> Response:
        """Save a text as one of the owner's own practices, if the request comes from this machine."""
        if not request.state.owner:
            happened = "a text can be kept only on the computer that runs voiceguide"
            return error_response(403, happened, "open this page there")
        sent = await _object(request)
        name, text = (str(sent.get(key, "")) for key in ("name", "text"))
        script = await to_thread.run_sync(self._practices.save, name, text)
        return JSONResponse({"name": script.name, "title": script.title}, 201)

    async def _order(self, request: Request) -> Response:
        asked = await _object(request)
        found = await self._ordered(asked, owner=request.state.owner)
        return JSONResponse(self._jobs.state(found), 201)

    async def _ordered(self, asked: Mapping[str, Any], *, owner: bool) -> StoredSession | SessionJob:
        def settled() -> tuple[SessionOrder, Seconds | None]:
            order = self._practices.order(asked, owner=owner)
            return order, self._sessions.length(order)

        return self._jobs.order(*await to_thread.run_sync(settled))

    async def _begin(self, request: Request) -> Response:
        """Order the session for which a form asks, and redirect to its page. If it is refused, show a page with the
        error.
        """
        form = await _form(request)
        try:
            found = await self._ordered(asked_in(form), owner=request.state.owner)
        except VoiceguideError as error:
            return await self._pages.refused(request, form, error)
        return Response(None, 303, {"location": f"/listen/{found.id}"})

    async def _state(self, request: Request) -> Response:
        found = self._find(request)
        return JSONResponse(self._jobs.state(found)) if found else _gone()

    async def _events(self, request: Request) -> Response:
        found = self._find(request)
        if found is None:
            return _gone()
        return StreamingResponse(self._event_stream(found), 200, {"cache-control": "no-store"}, "text/event-stream")

    async def _event_stream(self, found: StoredSession | SessionJob) -> AsyncIterator[str]:
        """The state at each change, as server-sent events, until nothing more can change."""
        before = ""
        yield "retry: 2000\n\n"
        if isinstance(found, SessionJob):
            with found.waiting():
                while not found.over:
                    state = json.dumps(self._jobs.state(found), ensure_ascii=False)
                    yield f"data: {state}\n\n" if state != before else ": still there\n\n"
                    before = state
                    if found.made is None:
                        await found.wait_for_change(_HEARTBEAT)
                        await _collect_changes(found)
                    else:
                        await found.wait_for_change(_HEARTBEAT)
                        await asyncio.sleep(_REPORT_INTERVAL)
        last = self._jobs.find(found.id) or found
        yield f"data: {json.dumps(self._jobs.state(last), ensure_ascii=False)}\n\n"

    async def _refit(self, request: Request) -> Response:
        found = self._find(request)
        if found is None:
            return _gone()
        if isinstance(found, SessionJob) and found.made is None:
            return error_response(409, "the session has not begun yet", "you can change it while it plays")
        change = await _object(request)
        read_change(change)
        made = await self._settled(found, request)
        if made is None:
            return JSONResponse(self._jobs.state(found), 409)
        changed = await to_thread.run_sync(self._sessions.changed, made.notes, change)
        again = self._jobs.order(changed.order, changed.length)
        return JSONResponse({**self._jobs.state(again), "join_s": changed.join}, 201)

    async def _listened_to(self, request: Request) -> Response:
        """Log how much of a session has been played, as the page reports it."""
        found = self._find(request)
        made = found.made if isinstance(found, SessionJob) else found
        if made is None:
            return _gone()
        await to_thread.run_sync(self._listening_log.heard, made.notes, await _object(request))
        return Response(None, 204)

    async def _grounding(self, request: Request) -> Response:
        found = self._jobs.order(await to_thread.run_sync(self._practices.ground))
        return JSONResponse(self._jobs.state(found))

    async def _part(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        found = self._find(request)
        if found is None or kind not in MEDIA_TYPES:
            return _gone()
        made, job = await self._sized(found, request)
        if made is None:
            return JSONResponse(self._jobs.state(found), 503)
        if kind != "mp3":
            if job is not None and kind != "json":
                made = await self._with_sidecars(job, request)
            if made is None:
                return JSONResponse(self._jobs.state(found), 503)
            sidecar = sidecar_of(made, kind)
            return file_response(request, sidecar) if sidecar else _gone()
        self._heard(float(made.notes["answer"]["length_s"]))
        if "save" not in request.query_params:
            return file_response(request, sound_of(made, job))
        settled = await self._settled(found, request)
        if settled is not None and job is not None:
            settled = await self._with_sidecars(job, request)
        if settled is None:
            return JSONResponse(self._jobs.state(found), 503)
        saved = saved_of(settled, job)
        return file_response(request, saved, _file_name(made)) if saved else _gone()

    async def _sized(
        self, found: StoredSession | SessionJob, request: Request
    ) -> tuple[StoredSession | None, SessionJob | None]:
        """Wait until the size of the session's sound is known. Returns (files, job): the session's files, and the job
        that is still writing them. The job is None if the files are complete. The files are None if they could not be
        made in time, or if the client has gone.
        """
        if isinstance(found, StoredSession):
            return found, None
        loop = asyncio.get_running_loop()
        end = loop.time() + _SOUND_TIMEOUT
        await _until(lambda: found.made is not None or loop.time() >= end, found, request)
        if found.finished:
            last = self._jobs.find(found.id)
            return (last, None) if isinstance(last, StoredSession) else (None, None)
        return (None, None) if found.over else (found.made, found)  # a failed session leaves nothing

    async def _with_sidecars(self, job: SessionJob, request: Request) -> StoredSession | None:
        """Wait until the session's captions and pictures have been written. Returns its files; None if they could not
        be made, or if the client has gone.
        """
        await _until(lambda: job.has_sidecars, job, request)
        return job.made if job.has_sidecars and not job.failed else None

    async def _settled(self, found: StoredSession | SessionJob, request: Request) -> StoredSession | None:
        """Wait until the session's plan is final. Returns its files; None if they could not be made, or if the client
        has gone.
        """
        if isinstance(found, StoredSession):
            return found
        await _until(lambda: found.settled, found, request)
        return found.made if found.settled and not found.failed else None

    def _find(self, request: Request) -> StoredSession | SessionJob | None:
        ident = request.path_params["id"]
        return self._jobs.find(ident) if is_id(ident) else None

    # Pairing

    async def _pair(self, request: Request) -> Response:
        if self._pairing is None:
            return _gone()
        source = request.client.host if request.client else ""
        code = re.sub(r"\D", "", (await _form(request)).get("code", ""))[:12]
        script = "application/json" in request.headers.get("accept", "")
        if wait := self._pairing.wait(source):
            error, status = f"too many wrong codes: wait {wait:.0f} seconds", 429
        elif self._pairing.guess(source, code):
            response: Response = JSONResponse({}) if script else Response(None, 303, {"location": "/"})
            response.set_cookie(
                COOKIE,
                self._pairing.cookie(),
                max_age=_YEAR,
                httponly=True,
                samesite="strict",
                secure=request.url.scheme == "https",
            )
            return response
        else:
            error, status = "this is not the code", 403
        fields = {"retry-after": str(int(self._pairing.wait(source)) + 1)}
        if script:
            return error_response(status, error, "type the six digits shown in the terminal", fields)
        return self._pages.pair_again(request, error, status, fields)


async def _until(done: Callable[[], bool], job: SessionJob, request: Request) -> None:
    """Wait until `done()` is true, the job is over, or the client has gone."""
    await request.body()  # from here on, only a disconnect can arrive
    with job.waiting():
        while not done() and not job.over and not await request.is_disconnected():
            await job.wait_for_change(_HEARTBEAT)


async def _collect_changes(job: SessionJob) -> None:
    """Wait a moment for more progress, so that it is reported together. Return at once when the session can be heard or
    is over.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + _REPORT_INTERVAL
    while job.made is None and not job.over and (left := end - loop.time()) > 0:
        await job.wait_for_change(left)


async def _healthz(request: Request) -> Response:
    return PlainTextResponse("ok")


def _gone() -> Response:
    return error_response(404, "this session is no longer here", "begin it again")


def _file_name(made: StoredSession) -> str:
    """The file name under which a session is saved: ``body-scan-20m.mp3``."""
    answer = made.notes["answer"]
    return file_name(re.sub(r"[^A-Za-z0-9._-]+", "-", answer["practice"]), format_length(round(answer["length_s"])))


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, by name. Raises `RequestError`."""
    text = (await request.body()).decode(errors="replace")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise RequestError("the form", f"send at most {_MOST_FIELDS} fields") from error


async def _object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises `RequestError`."""
    try:
        found = json.loads(await request.body())
        json.dumps(found, ensure_ascii=False).encode()  # raises ValueError for half of a surrogate pair
    except (ValueError, RecursionError) as error:
        raise RequestError("the request", "send a JSON object") from error
    if not isinstance(found, dict):
        raise RequestError("the request", "send a JSON object")
    return found


def _with_json_errors(handler: Handler) -> Handler:
    """The same handler, but it answers with JSON where it would raise one of our own errors."""

    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except VoiceguideError as error:
            fields = {"retry-after": "60"} if isinstance(error, BusyError) else {}
            return error_response(status_of(error), **error_json(error), headers=fields)

    return handle


def status_of(error: VoiceguideError) -> int:
    """The HTTP status for one of our own errors."""
    if isinstance(error, BusyError):
        return 503
    if isinstance(error, PracticeNotFoundError):
        return 404
    if isinstance(error, ChangeTooLateError):
        return 409
    return 400 if isinstance(error, RequestError) else 422
