"""The pages, made from templates. Everything on them works without scripts; scripts make them faster and nicer."""

import json
from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from math import ceil, floor
from pathlib import Path
from typing import Any, Final

from anyio import to_thread
from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from voiceguide.errors import PracticeNotFoundError, RequestError, VoiceguideError
from voiceguide.lengths import parse_length
from voiceguide.person.about import about_parts
from voiceguide.person.own_words import own_words
from voiceguide.session.overview import NEEDS
from voiceguide.units import format_clock
from voiceguide.web._errors import error_sentence, sentences
from voiceguide.web._json_checks import LONGEST
from voiceguide.web._order import is_id
from voiceguide.web._practices import Practices
from voiceguide.web._queue import JobQueue
from voiceguide.web._session_store import StoredSession

_STATIC: Final = Path(str(files("voiceguide.web"))) / "static"
_MANIFEST: Final = {
    "name": "voiceguide",
    "short_name": "voiceguide",
    "description": "Guided practices of exactly the length you choose",
    "start_url": "/",
    "display": "standalone",
    "background_color": "#15171b",
    "theme_color": "#15171b",
    "icons": [
        {"src": "/static/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": "/static/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ],
}


class Pages:
    """Answers requests for pages."""

    def __init__(self, practices: Practices, queue: JobQueue) -> None:
        self._practices, self._jobs = practices, queue
        loader = PackageLoader("voiceguide.web", "templates")
        self._templates = Environment(
            loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
        )
        self._templates.globals.update(version=_version(), clock=format_clock, static="/static/", sentences=sentences)

    def routes(self) -> list[Route]:
        """The routes of the pages."""
        return [
            Route("/", self._home),
            Route("/practice/{name}", self._practice),
            Route("/text", self._text),
            Route("/listen/{id}", self._listen),
            Route("/ground", self._ground),
            Route("/about", self._about),
            Route("/course/{name}", self._heard, methods=["POST"]),
            Route("/manifest.webmanifest", self._manifest),
            Route("/sw.js", self._worker),
        ]

    def static(self) -> StaticFiles:
        """The static files. A browser asks each time whether a file has changed."""
        return StaticFiles(directory=_STATIC)

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        html = self._templates.get_template(template).render(owner=request.state.owner, **values)
        return HTMLResponse(html, status)

    async def _home(self, request: Request) -> Response:
        rows = await to_thread.run_sync(self._practices.rows)
        query = request.query_params.get("q", "").strip().casefold()[:60]
        if query:
            rows = [row for row in rows if query in row.words]
        groups = [(need, title, [row for row in rows if row.need == need]) for need, title in NEEDS.items()]
        next_session = await to_thread.run_sync(
            lambda: self._practices.course.next_session(owner=bool(request.state.owner))
        )
        return self._page(
            request,
            "home.html",
            groups=[group for group in groups if group[2]],
            query=query,
            next_session=None if query else next_session,
        )

    async def _heard(self, request: Request) -> Response:
        """Save that a session of a course was heard, if the owner of this machine has pressed the button that says so.
        Then show the first page.
        """
        if request.state.owner:
            try:
                await to_thread.run_sync(self._practices.course.heard, request.path_params["name"])
            except VoiceguideError as error:
                return self._page(request, "message.html", 422, title="Not saved", words=error_sentence(error))
        return Response(None, 303, {"location": "/"})

    async def _practice(self, request: Request) -> Response:
        name = request.path_params["name"]
        try:
            return await self._chooser(request, name)
        except PracticeNotFoundError as error:
            return self._page(request, "message.html", 404, title="Not here", words=error_sentence(error))
        except VoiceguideError as error:
            return self._page(request, "message.html", 422, title="This cannot be played", words=error_sentence(error))

    async def _chooser(self, request: Request, name: str, trouble: str = "", status: int = 200) -> Response:
        mine = request.state.owner or self._practices.mine
        seen = await to_thread.run_sync(partial(self._practices.overview, name, mine=mine))
        least, most = max(1, ceil(seen.min_s / 60)), max(1, floor(min(seen.max_s, LONGEST) / 60))
        minutes = min(most, max(least, round(self._practices.suggested_length(seen) / 60)))
        words = own_words(self._practices.folders) if mine else ()
        return self._page(
            request,
            "practice.html",
            status,
            seen=seen,
            least=least,
            most=most,
            minutes=minutes,
            shortest=format_clock(ceil(seen.min_s)),
            longest=format_clock(floor(min(seen.max_s, LONGEST))),
            backgrounds=self._practices.backgrounds(),
            background=self._practices.background_of(name),
            path=self._practices.settings.path or "gentle",
            words=words,
            trouble=trouble,
            voices=await to_thread.run_sync(self._voices_of, name),
        )

    def _voices_of(self, name: str) -> list[tuple[str, str]]:
        return self._practices.voices_for(self._practices.find(name))

    async def _text(self, request: Request) -> Response:
        voices = await to_thread.run_sync(self._practices.voices_for, None)
        return self._page(request, "text.html", backgrounds=self._practices.backgrounds(), voices=voices)

    async def _listen(self, request: Request) -> Response:
        ident = request.path_params["id"]
        found = self._jobs.find(ident) if is_id(ident) else None
        if found is None:
            return self._page(
                request,
                "message.html",
                404,
                title="Not here",
                words="This session is no longer here. It may have been removed to make room for others. "
                "Begin it again from its practice: that takes a moment.",
            )
        plan = found.notes["plan"] if isinstance(found, StoredSession) else None
        lines = [event for event in plan["events"] if event["kind"] in ("say", "reminder")] if plan else []
        return self._page(request, "listen.html", state=self._jobs.state(found), lines=lines)

    async def _ground(self, request: Request) -> Response:
        try:
            found = self._jobs.order(await to_thread.run_sync(self._practices.ground))
        except VoiceguideError as error:
            return self._page(request, "message.html", 422, title="This cannot be played", words=error_sentence(error))
        return Response(None, 303, {"location": f"/listen/{found.id}"})

    async def _about(self, request: Request) -> Response:
        return self._page(request, "about.html", parts=about_parts(_ON_THE_PAGE))

    async def _manifest(self, request: Request) -> Response:
        return Response(json.dumps(_MANIFEST), media_type="application/manifest+json")

    async def _worker(self, request: Request) -> Response:
        return FileResponse(_STATIC / "sw.js", media_type="text/javascript")

    async def pair(self, request: Request) -> Response:
        """The form in which a phone's user types the code."""
        return self._page(request, "pair.html", trouble="")

    def pair_again(self, request: Request, trouble: str, status: int, fields: Mapping[str, str]) -> Response:
        """The form again, with the reason in `trouble`: a wrong code, or a guess that came too soon."""
        page = self._page(request, "pair.html", status, trouble=sentences(trouble))
        page.headers.update(fields)
        return page

    def not_here(self, request: Request) -> Response:
        """The page for an address that does not exist."""
        words = "There is nothing at this address. It may be mistyped."
        return self._page(request, "message.html", 404, title="Not here", words=words)

    async def refused(self, request: Request, form: Mapping[str, str], error: VoiceguideError) -> Response:
        """The page that answers a refused form. If the form was for a practice, it is shown again with a message about
        its mistake; if it was for a text, only the message is shown.
        """
        if "practice" in form:
            return await self._chooser(request, form["practice"], error_sentence(error), 422)
        return self._page(request, "message.html", 422, title="That did not work", words=error_sentence(error))


def asked_in(form: Mapping[str, str]) -> dict[str, Any]:
    """The request for a session that a form contains, with the same keys and values as a request in JSON. Raises
    `VoiceguideError`.
    """
    found: dict[str, Any] = {}
    for key in ("practice", "text", "background", "voice", "path", "for"):
        if form.get(key, "").strip():
            found[key] = form[key]
    for key, name in (("minutes", "length_s"), ("then_minutes", "then_s")):
        if form.get(key, "").strip():
            found[name] = parse_length(form[key], bare=60.0)
    found["nearest"] = True
    if "words" in form or "words_asked" in form:  # a box that is not ticked is not sent
        found["mine"] = form.get("words") == "yes"
    if not found.get("practice") and not found.get("text"):
        raise RequestError("the form", "choose a practice, or type a text")
    return found


_ON_THE_PAGE: Final = (
    "While a session plays, \u201cGround me\u201d plays a short practice that brings you back to the room."
)


@cache
def _version() -> str:
    """A short hash of the page's files. Pages add it to the addresses of files, so that a browser does not mix old and
    new ones.
    """
    found = sha256()
    for path in sorted(_STATIC.iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()[:8]
