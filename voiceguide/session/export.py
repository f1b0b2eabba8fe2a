"""Saves a session: the file, its tags and its captions, unless they already exist."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Final

from voiceguide import __version__
from voiceguide.dsp.samples import Samples
from voiceguide.errors import FileThereError
from voiceguide.mix.mixer import Mixer
from voiceguide.mix.reuse import StretchKeys, steady_stretches
from voiceguide.output.captions import captions_path, captions_text, write_captions
from voiceguide.output.contract import Job, Quality, SharedBeginning, SoundStream, SteadySpans, Tags
from voiceguide.output.formats import mp3_stream, output_for
from voiceguide.script.library import script_folder
from voiceguide.script.model import Script
from voiceguide.session.fades import Fade, faded, faded_length
from voiceguide.session.progress import Progress
from voiceguide.session.stages import ReadySession, SessionPart
from voiceguide.sound.loops import MonoBed
from voiceguide.system.files import check_target, whole_file
from voiceguide.system.stderr import silenced_stderr
from voiceguide.timeline import Timeline
from voiceguide.units import Frames, Seconds, to_seconds

WRITING = "Mixing and encoding"

_CHECKED_END: Final[Seconds] = 0.5
"""How many seconds at the end of a file are read to check that the file is complete. An encoder's padding is shorter
than this.
"""


@dataclass(frozen=True)
class SavedFile:
    """The result of saving a session."""

    path: Path
    length: Frames
    size: int
    """The size of the file in bytes."""
    already: bool
    """Whether the file was already there, with exactly this session in it."""


_LONGEST_NAME: Final = 200
"""The greatest length, in bytes, of a file's name without its ending. File systems allow 255 with the ending, and
captions have longer endings than sound.
"""


def file_name(practice: str, length: str, ending: str = ".mp3") -> str:
    """The name of a session's file: ``noticing-10m.mp3``. A name that is too long for a file is cut."""
    room = _LONGEST_NAME - len(length.encode())
    return f"{practice.encode()[:room].decode(errors='ignore')}-{length}{ending}"


def check_place(path: Path, captions: Sequence[str], *, force: bool) -> None:
    """Check, before anything is made, whether a session can be written to `path`, and its captions beside it. If not,
    raises `OutputError`. Without `force`, it is an error if `path` is a file that voiceguide did not write. A file that
    voiceguide wrote is not an error yet, because it may contain this very session.
    """
    output = output_for(path)
    check_target(path, force=True)
    if path.exists() and not force and not output.fingerprint(path):
        raise FileThereError(path)
    for kind in captions:
        check_target(captions_path(path, kind), force=True)


def save(
    session: ReadySession,
    path: Path,
    *,
    quality: Quality,
    captions: Sequence[str],
    force: bool,
    cache: Path,
    progress: Progress,
    track: tuple[int, int] | None = None,
    part: str = "",
) -> SavedFile:
    """Write the session to `path`, and captions beside it. Encoded sound is kept in the folder `cache` for other
    sessions. `track` is the session's number in its album, and the number of tracks. `part` is added to the title, to
    tell the session from others with the same title.

    With `force`, files that exist are replaced. Without it, files that already contain exactly this session are left as
    they are, and if any other file is in the way, nothing is written. Raises `OutputError`, and the errors of the
    stages whose sound it needs.
    """
    tags = tags_for(session, quality, track, part)
    length = session.timeline.length
    already = not force and _contains(path, tags, length)
    beside = {kind: captions_path(path, kind) for kind in captions}
    stale = [kind for kind, file in beside.items() if force or not _has_text(file, captions_text(kind, tags, length))]
    for file in [*([] if already else [path]), *(beside[kind] for kind in stale)]:
        check_target(file, force=force)
    if not already:
        _write(path, _job(session, tags, quality, cache), force=force, progress=progress)
    for kind in stale:
        write_captions(kind, beside[kind], tags, length, force=force)
    return SavedFile(path, length, path.stat().st_size, already)


def stream(session: ReadySession, quality: Quality, fades: Sequence[Fade] = ()) -> SoundStream:
    """The session as an MP3 that can be sent while it is made. Its tags hold only the title, the artist, the album and
    the language; `saved_head` gives the same beginning with all tags. Reading the MP3 may raise the errors of the
    stages.
    """
    render, length = _mixer(session, quality), faded_length(fades, session.timeline.length)
    return mp3_stream(Job(faded(render, fades) if fades else render, length, _plain_tags(session), quality))


def stream_of_parts(first: SessionPart, later: Iterator[SessionPart], quality: Quality) -> SoundStream:
    """Like `stream`, for a session that is still being planned. `first` is its first part. `later` yields the other
    parts; the next one is taken when the sound has reached the end of the part before. Reading the MP3 may raise any
    error that `later` raises.
    """
    part, length = first, first.ready.timeline.length
    mixer = _mixer(part.ready, quality)

    def render(begin: Frames, end: Frames) -> Samples:
        nonlocal part, mixer
        while end > part.until:
            part = next(later)
            mixer = _mixer(part.ready, quality)
        return mixer(begin, end)

    return mp3_stream(Job(render, length, _plain_tags(first.ready), quality))


def saved_head(session: ReadySession, quality: Quality, fades: Sequence[Fade] = ()) -> bytes:
    """The beginning of the session's MP3, with all tags. When the sound from `stream` is saved to a file, this must
    replace its beginning. Raises `CoverError`.
    """
    length = faded_length(fades, session.timeline.length)
    tags = tags_until(tags_for(session, quality), length)
    return mp3_stream(Job(_mixer(session, quality), length, tags, quality)).head


def _plain_tags(session: ReadySession) -> Tags:
    """The tags of a session that is heard while it is made: title, artist, album and language. A cover is left out
    because Chromium looks for a video in it, and plays nothing until it has read about a megabyte of the file. Chapters
    and words are left out because they are not known while the rest of the session is still being planned.
    """
    script = session.planned.script
    return Tags(script.title, script.author or "voiceguide", script.album or "voiceguide", lang=script.lang)


def _mixer(session: ReadySession, quality: Quality) -> Mixer:
    return Mixer(_as_mono(session.timeline) if quality == "small" else session.timeline)


def _job(session: ReadySession, tags: Tags, quality: Quality, cache: Path) -> Job:
    mixer = _mixer(session, quality)
    timeline = mixer.timeline
    steady = steady_stretches(timeline)
    repeats = tuple(SteadySpans(part.period, part.read, part.spans, part.ahead, part.key) for part in steady)
    past = SharedBeginning(_job(session.before, tags, quality, cache), session.join) if session.before else None
    return Job(mixer, timeline.length, tags, quality, repeats, cache, StretchKeys(mixer), past)


def _as_mono(timeline: Timeline) -> Timeline:
    """The timeline for a mono file. Its backgrounds become mono in a way that keeps their loudness."""
    mono = {placed.bed: MonoBed(placed.bed) for placed in timeline.beds}
    return replace(timeline, beds=tuple(replace(placed, bed=mono[placed.bed]) for placed in timeline.beds))


def _contains(path: Path, tags: Tags, length: Frames) -> bool:
    """Whether the file contains exactly this session, complete to its end."""
    if not path.is_file() or output_for(path).fingerprint(path) != tags.fingerprint:
        return False
    import soundfile

    try:
        with silenced_stderr(), soundfile.SoundFile(path) as file:
            file.seek(round((to_seconds(length) - _CHECKED_END) * file.samplerate))
            return bool(
                len(file.read(round(_CHECKED_END * file.samplerate))) >= round(_CHECKED_END / 2 * file.samplerate)
            )
    except (OSError, RuntimeError):
        return False


def _has_text(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def _write(path: Path, job: Job, *, force: bool, progress: Progress) -> None:
    done = 0

    def written(frames: Frames) -> None:
        nonlocal done
        done += frames
        progress(WRITING, done, job.length)

    with whole_file(path, force=force) as part:
        output_for(path).write(job, part, written)


def contains_session(path: Path, session: ReadySession, quality: Quality) -> bool:
    """Whether a file contains exactly this session, saved without a track number and without a `part` in its title.
    Raises `CoverError`.
    """
    return _contains(path, tags_for(session, quality), session.timeline.length)


def tags_for(session: ReadySession, quality: Quality, track: tuple[int, int] | None = None, part: str = "") -> Tags:
    """All tags of a session's file. Raises `CoverError`."""
    script, timeline = session.planned.script, session.timeline
    tags = Tags(
        title=f"{script.title} ({part})" if part else script.title,
        artist=script.author or "voiceguide",
        album=script.album or "voiceguide",
        comment=_comment(script),
        track=track,
        lang=script.lang,
        cover=cover_of(script),
        chapters=timeline.chapters,
        lines=timeline.lines,
        fingerprint="",
    )
    return Tags(**{**vars(tags), "fingerprint": fingerprint(timeline, tags, quality)})


def tags_until(tags: Tags, end: Frames) -> Tags:
    """The tags without anything that is later than the frame `end`, at which the session ends."""
    chapters = tuple(replace(one, end=min(one.end, end)) for one in tags.chapters if one.start < end)
    lines = tuple(replace(one, end=min(one.end, end)) for one in tags.lines if one.start < end)
    return replace(tags, chapters=chapters, lines=lines)


def _comment(script: Script) -> str:
    """The script's summary, and the practice to hear next."""
    onward = f"Next: {script.next_practice}" if script.next_practice else ""
    return " ".join(part for part in (script.summary, onward) if part)


def cover_of(script: Script) -> bytes:
    """The picture that the script names, else one drawn with its title. Raises `CoverError`."""
    from voiceguide.pictures.cover import cover_jpeg

    return own_cover(script) or cover_jpeg(script.title, script.author or None, seed=script.name)


def own_cover(script: Script) -> bytes | None:
    """The picture that the script names; None if it names none. Raises `CoverError`."""
    from voiceguide.pictures.cover import beside_script, read_cover

    return read_cover(beside_script(script_folder(script), script.cover)) if script.cover else None


def sound_name(timeline: Timeline, quality: Quality) -> str:
    """A hash of the sound, without its tags: equal names mean equal sound."""
    heard = fingerprint(replace(timeline, chapters=(), lines=()), Tags(""), quality)
    return hashlib.sha256(heard.encode()).hexdigest()[:32]


def fingerprint(timeline: Timeline, tags: Tags, quality: Quality) -> str:
    """A hash of everything that shapes the file. It is stored in the file, so that the same session can be recognised
    later.
    """
    shaped = {
        "version": __version__,
        "length": timeline.length,
        "quality": quality,
        "clips": [(placed.start, placed.clip.key, placed.gain_db) for placed in timeline.clips],
        "beds": [
            (one.start, one.end, one.bed.key, astuple(one.level), astuple(one.highs), [*map(astuple, one.turns)])
            for one in timeline.beds
        ],
        "tags": [tags.title, tags.artist, tags.album, tags.comment, tags.track, tags.lang],
        "chapters": [*map(astuple, tags.chapters)],
        "lines": [*map(astuple, tags.lines)],
        "cover": hashlib.sha256(tags.cover).hexdigest(),
    }
    return hashlib.sha256(json.dumps(shaped).encode()).hexdigest()[:32]
