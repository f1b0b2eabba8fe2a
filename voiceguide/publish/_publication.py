"""Makes a folder from a catalogue: first the sessions, then their pages, then the feed and the index.

The files of a session are never replaced: a session that has changed gets new files with new names. So if a run is
interrupted at any time, everything in the folder still fits together, in its earlier or its new state.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from voiceguide.errors import VoiceguideError, system_reason
from voiceguide.output.tag_text import one_line
from voiceguide.pictures.cover import cover_jpeg
from voiceguide.plan.model import Plan, to_json
from voiceguide.publish import _feed as feeds
from voiceguide.publish import _site as site
from voiceguide.publish._catalogue import MOST_SIDE, Catalogue, Feed
from voiceguide.publish._grounding_practice import GROUND_FOLDER, grounding
from voiceguide.publish._index import INDEX, PublishedSession, index_text, read_index, write_if_changed
from voiceguide.publish._names import short_hash
from voiceguide.publish._orders import Order
from voiceguide.publish._own_files import ours_in, require_apart, require_ours, require_own_pages, without_sources
from voiceguide.publish._session_files import MadeFile, SessionWriter, failure_reason, require_room, speak_all
from voiceguide.publish._stems import stem_paths, write_stems
from voiceguide.publish.model import Failure, PracticeSource, PublishOptions, Result, Step
from voiceguide.session.progress import Progress
from voiceguide.session.sources import source_files
from voiceguide.sound.catalogue import list_sounds
from voiceguide.system.files import check_folder_writable, check_target, check_writable, make_folder, sweep
from voiceguide.units import Seconds, to_seconds


def named(orders: Sequence[Order], feed: Feed) -> tuple[Order, ...]:
    """The same orders, but practices that have no album or no author get the feed's title or author instead."""
    return tuple(
        replace(
            one,
            script=replace(one.script, album=one.script.album or feed.title, author=one.script.author or feed.author),
        )
        for one in orders
    )


def _by_sound(order: Order) -> tuple[str, tuple[tuple[str, str], ...], Seconds]:
    """A sort key that puts sessions side by side if they differ only in length, because these can share the
    most work.
    """
    return order.script.name, order.asked, order.length or 0.0


class Publication:
    """A catalogue, and the folder into which it is published."""

    def __init__(
        self, catalogue: Catalogue, orders: Sequence[Order], source: PracticeSource, options: PublishOptions
    ) -> None:
        self._catalogue, self._feed, self._source, self._options = catalogue.file, catalogue.feed, source, options
        self._orders = named(orders, catalogue.feed)
        self._folder = options.folder
        self._before = read_index(self._folder)
        sounds = list_sounds(source.folders.sounds)
        self._sounds = {one.name: one.title for one in sounds}

    def stale(self, progress: Progress) -> Iterator[tuple[Order, str]]:
        """(order, state) for each session. The state is ``new``, ``changed`` or ``there``; it is ``changed?`` if only
        speaking the session can tell whether it has changed. Nothing is spoken or written. Raises `FolderError` if
        `make` would raise it, as far as this can be seen without writing.
        """
        self._require_free()
        maker = SessionWriter(self._source, self._options.quality, progress)
        for order in self._orders:
            state = self._state_or_new(maker, order)
            yield order, self._heard_state(maker, order) if state == "changed" else state

    def _state(self, maker: SessionWriter, order: Order) -> str:
        entry = self._before.get(order.guid)
        if entry is None:
            return "new"
        inputs_hash = maker.inputs_hash(order, self._extra_inputs(order))
        same = (entry.inputs_hash, entry.name) == (inputs_hash, order.name)
        return "there" if same and entry.is_complete_in(self._folder) else "changed"

    def _heard_state(self, maker: SessionWriter, order: Order) -> str:
        """The state of a session whose inputs have changed. It is ``there`` if its sound file would still be the same,
        for example because the change is in words that the session does not contain; it is ``changed?`` if only
        speaking can tell.
        """
        entry, stems = self._before[order.guid], self._options.stems
        has_stems = bool(entry.stems) and all(name.endswith(f".{stems}") for name in entry.stems)
        if not entry.is_complete_in(self._folder) or (stems and not has_stems):
            return "changed"
        try:
            name = maker.name_if_spoken(order, self._variant(order, order.length))
        except (VoiceguideError, OSError):  # reported when the session is made
            return "changed"
        if name is None:
            return "changed?"
        return "there" if entry.audio == f"sessions/{_file_name(order, name)}" else "changed"

    def make(self, progress: Progress, step: Callable[[Step], None]) -> Result:
        """Make the sessions that are missing or have changed, and then the pages, the feed and the index.

        `step` is called after each session that is made or already there. If a session fails, its earlier version
        stays, if there is a complete one, and the others are still made. Raises the errors that stop all sessions:
        `FolderError`, `OutputError`, `ClipsError`, `ClusterError`.
        """
        self._begin()
        maker = SessionWriter(self._source, self._options.quality, progress)
        states = {order.guid: self._state_or_new(maker, order) for order in self._orders}
        waiting = [order for order in self._orders if states[order.guid] != "there"]
        if waiting:
            speak_all(waiting, self._source, speaking=self._options.speaking, progress=progress)
        ground, trouble = self._grounding(progress)
        entries: dict[str, PublishedSession] = {}
        made: list[str] = []
        kept: list[str] = []
        failed: list[Failure] = [trouble] if trouble else []
        clock = _TimeEstimate([order.length or 600.0 for order in waiting])
        for number, order in enumerate(sorted(self._orders, key=_by_sound), 1):
            fresh = False
            try:
                if states[order.guid] == "there":
                    entry = self._before[order.guid]
                    entry = entry.described(self._described(order, entry))
                else:
                    entry, fresh = self._made(maker, order)
                    clock.passed(order.length or 600.0)
            except (VoiceguideError, OSError) as error:
                require_room(error, self._folder)
                clock.passed(order.length or 600.0)
                failed.append(Failure(order.name, failure_reason(error)))
                if order.guid in self._before and self._before[order.guid].is_complete_in(self._folder):
                    entries[order.guid] = self._before[order.guid]
                continue
            entries[order.guid] = entry
            (made if fresh else kept).append(order.name)
            step(Step(number, len(self._orders), order.name, fresh, entry.duration_s, entry.bytes, clock.left))
        cover = self._publish(tuple(entries[order.guid] for order in self._orders if order.guid in entries), ground)
        result = Result(tuple(made), tuple(kept), tuple(failed))
        if not self._options.prune or failed or not cover:
            return result
        removed, left = self._prune([*entries.values(), *filter(None, [ground])], cover)
        return replace(result, removed=removed, left=left)

    def _grounding(self, progress: Progress) -> tuple[PublishedSession | None, Failure | None]:
        """Make the grounding practice, or keep the earlier one if nothing has changed. Returns (practice, None). If it
        cannot be made, returns the earlier one, or None if there is none, and the failure.
        """
        order = named([grounding(self._orders, self._source)], self._feed)[0]
        before = self._before.get(order.guid)
        before = before if before and before.is_complete_in(self._folder) else None
        try:
            maker = SessionWriter(self._source, "small", progress)
            if before and before.inputs_hash == maker.inputs_hash(order, self._extra_inputs(order)):
                return before, None
            speak_all([order], self._source, speaking=self._options.speaking, progress=progress)
            return self._made(maker, order, GROUND_FOLDER)[0], None
        except (VoiceguideError, OSError) as error:
            require_room(error, self._folder)
            return before, Failure(order.script.title, failure_reason(error))

    def _begin(self) -> None:
        """Check first whether the folder is ours and can be written to. Then create it with its subfolders, and delete
        the half-written files that killed runs left there.
        """
        self._require_free()
        for part in self._parts():
            make_folder(self._folder / part)
            sweep(self._folder / part)
        check_target(self._folder / INDEX, force=True)

    def _require_free(self) -> None:
        """Raise `FolderError` if publishing into the folder would destroy a file that is not ours, or if a file is in
        the way. Writes nothing.
        """
        practices = list(dict.fromkeys(_page(order) for order in self._orders))
        pages = (*site.PAGES, feeds.FEED, INDEX, *practices)
        for part in self._parts():
            check_folder_writable(self._folder / part)
        for name in pages:
            check_writable(self._folder / name)
        require_ours(self._folder)
        require_apart(self._folder, pages, self._read())
        require_own_pages(self._folder, practices)

    def _parts(self) -> tuple[str, ...]:
        """The paths of the published folder and of its subfolders, relative to it."""
        stems = ("stems",) if self._options.stems else ()
        return ("", "sessions", "practice", GROUND_FOLDER, "static", *stems)

    def _read(self) -> Iterator[tuple[Path, str]]:
        """All files that the sessions are made from, each with a description."""
        yield self._catalogue, "the catalogue"
        if self._feed.image:
            yield self._feed.image, "the feed's picture"
        made = {(order.script.name, order.asked): order for order in self._orders}
        for order in made.values():
            yield from source_files(
                order.script, order.request, find=self._source.included, folders=self._source.folders
            )

    def _state_or_new(self, maker: SessionWriter, order: Order) -> str:
        try:
            return self._state(maker, order)
        except (VoiceguideError, OSError):  # reported when the session is made
            return "new"

    def _extra_inputs(self, order: Order) -> str:
        return f"{self._options.stems} {self._variant(order, order.length)} {order.script.title}"

    def _made(self, maker: SessionWriter, order: Order, part: str = "sessions") -> tuple[PublishedSession, bool]:
        """Make the files of a session unless they exist. Returns its entry, and whether its sound was made just now."""
        done = maker.make(
            order,
            lambda name: self._folder / part / _file_name(order, name),
            part=self._variant(order, order.length),
            captions=("vtt", "chapters"),
        )
        length = to_seconds(done.saved.length)
        stem = done.saved.path.with_suffix("")
        plan = self._folder / part / f"{stem.name}.json"
        write_if_changed(plan, json.dumps(_shown(done.session.plan), ensure_ascii=False))
        cover = self._folder / part / f"{order.practice}-{short_hash(done.tags.cover)}.{_kind(done.tags.cover)}"
        write_if_changed(cover, done.tags.cover)
        stems: tuple[Path, ...] = ()
        if self._options.stems and part == "sessions":
            stems = stem_paths(self._folder / "stems" / f"{order.name}-{done.sound[:8]}", self._options.stems)
            write_stems(done.session.timeline, done.tags, stems)
        before = self._before.get(order.guid)
        published = before.published if before and before.sound == done.sound else _when(done)
        entry = PublishedSession(
            guid=order.guid,
            name=order.name,
            practice=order.script.name,
            title=one_line(order.script.title),
            variant=self._variant(order, length),
            summary=one_line(order.script.summary),
            lang=order.script.lang,
            duration_s=round(length, 3),
            bytes=done.saved.size,
            audio=f"{part}/{stem.name}.mp3",
            captions=f"{part}/{stem.name}.vtt",
            chapters=f"{part}/{stem.name}.chapters.json",
            plan=f"{part}/{plan.name}",
            cover=f"{part}/{cover.name}",
            page=_page(order),
            published=published,
            sound=done.sound,
            inputs_hash=maker.inputs_hash(order, self._extra_inputs(order)),
            asked=order.shown,
            need=order.script.listed_under[0],
            stems=tuple(f"stems/{path.name}" for path in stems),
        )
        return entry, not done.saved.already

    def _described(self, order: Order, entry: PublishedSession) -> PublishedSession:
        script = order.script
        return replace(
            entry, title=one_line(script.title), summary=one_line(script.summary), need=script.listed_under[0]
        )

    def _variant(self, order: Order, length: Seconds | None) -> str:
        """The words that distinguish a session from others of its practice."""
        asked = order.shown
        background = asked.get("background")
        words = [
            site.minutes(length) if length else "",
            self._sounds.get(background, background) if background else "",
            {"day": "for the day", "sleep": "for sleep"}.get(asked.get("for", ""), ""),
            {"gentle": "gentle path", "inward": "inward path"}.get(asked.get("path", ""), ""),
            asked.get("voice", ""),
        ]
        return one_line(", ".join(filter(None, words)))

    # Pages, feed and index

    def _publish(self, entries: tuple[PublishedSession, ...], ground: PublishedSession | None) -> str:
        """Write everything that links to the sessions: each file after the files to which it links. Returns the name of
        the feed's picture; if there are no sessions, writes nothing and returns "".
        """
        if not entries:
            return ""
        picture, kind = self._picture()
        cover = f"cover-{short_hash(picture)}.{kind}"
        write_if_changed(self._folder / cover, picture)
        for path, data in site.static_files().items():
            write_if_changed(self._folder / path, data)
        pages = site.pages(self._feed, cover, entries, ground, self._folder)
        first = pages.pop("index.html")
        for path, text in pages.items():
            write_if_changed(self._folder / path, text)
        write_if_changed(self._folder / feeds.FEED, feeds.feed_xml(self._feed, cover, entries))
        write_if_changed(self._folder / "index.html", first)
        feed = {
            "title": self._feed.title,
            "description": self._feed.description,
            "author": self._feed.author,
            "base_url": self._feed.base_url,
            "language": self._feed.language,
            "image": cover,
        }
        write_if_changed(self._folder / INDEX, index_text(feed, entries, ground))
        return cover

    def _picture(self) -> tuple[bytes, str]:
        image = self._feed.image
        if image is None:
            return cover_jpeg(self._feed.title, self._feed.author or None, seed=self._feed.title), "jpg"
        return _square(image)

    def _prune(self, entries: Sequence[PublishedSession], cover: str) -> tuple[tuple[str, ...], tuple[Failure, ...]]:
        """Remove those of our files to which nothing links any more, except files that sessions are made from. Returns
        the removed files, and those that could not be removed.
        """
        used = {*_linked(entries), *site.static_files(), cover}
        removed, left = [], []
        old = [name for name in ours_in(self._folder, _linked(self._before.values())) if name not in used]
        for name in without_sources(self._folder, old, self._read()):
            try:
                (self._folder / name).unlink()
            except OSError as error:
                left.append(Failure(name, system_reason(error)))
            else:
                removed.append(name)
        for folder in (self._folder / "static").glob("*"):
            with suppress(OSError):
                folder.rmdir()
        return tuple(removed), tuple(left)


def _linked(entries: Iterable[PublishedSession]) -> set[str]:
    return {file for entry in entries for file in (*entry.files, entry.page)}


def _page(order: Order) -> str:
    return f"practice/{order.practice}.html"


def _file_name(order: Order, fingerprint: str) -> str:
    return f"{order.name}-{fingerprint[:8]}.mp3"


class _TimeEstimate:
    """Estimates the time that the remaining sessions will take, from the time that the others have taken."""

    def __init__(self, lengths: Sequence[Seconds]) -> None:
        self._all, self._done, self._began = sum(lengths), 0.0, time.monotonic()

    def passed(self, length: Seconds) -> None:
        self._done += length

    @property
    def left(self) -> Seconds | None:
        if not self._done:
            return None
        return (time.monotonic() - self._began) * max(0.0, self._all - self._done) / self._done


def _when(done: MadeFile) -> int:
    """When the session's sound was written, in seconds since 1970."""
    return int(done.saved.path.stat().st_mtime) if done.saved.already else int(time.time())


def _shown(plan: Plan) -> dict[str, Any]:
    """The parts of a plan that the player on the site shows."""
    whole: Any = to_json(plan)
    keys = ("kind", "start_s", "end_s", "section", "text")
    return {
        "length_s": whole["length_s"],
        "sections": [{key: one[key] for key in ("title", "start_s", "end_s")} for one in whole["sections"]],
        "events": [{key: one[key] for key in keys} for one in whole["events"]],
    }


def _kind(picture: bytes) -> str:
    return "png" if picture.startswith(b"\x89PNG") else "jpg"


def _square(path: Path) -> tuple[bytes, str]:
    """The bytes of the picture that the catalogue names for the feed, and its kind: ``jpg`` or ``png``. A picture that
    is larger than podcast directories accept is scaled down. A scaled picture, and one in another format, becomes a
    JPEG.
    """
    from io import BytesIO

    from PIL import Image

    data = path.read_bytes()
    with Image.open(BytesIO(data)) as picture:
        if picture.format in ("JPEG", "PNG") and picture.width <= MOST_SIDE:
            return data, _kind(data)
        smaller = picture.convert("RGB")
    smaller.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    smaller.save(out, "JPEG", quality=90)
    return out.getvalue(), "jpg"
