"""Speaks one line of a script, or a few sentences, so that a word or a voice can be tried."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final, get_args

from voiceguide.config import Folders
from voiceguide.dsp.samples import Clip, Samples
from voiceguide.errors import (
    EngineMissingError,
    Mistake,
    RecordingsMissingError,
    ScriptError,
    SpeechError,
    VoiceNotFoundError,
)
from voiceguide.output.contract import Job, Tags
from voiceguide.output.formats import output_for
from voiceguide.script.languages import plain_tag
from voiceguide.script.model import Paragraph, PathName, Place, Script, SessionKind, every_item
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import FindPractice, Listener, outline, utterances
from voiceguide.session.progress import Progress
from voiceguide.session.request import Request
from voiceguide.session.stages import listener, speech_progress, tone_for, voice_for
from voiceguide.speech.engines.table import engine_entry, usual_voice, voice_choice, voice_name
from voiceguide.speech.stage import require_voice, speak
from voiceguide.system.files import check_target, whole_file
from voiceguide.system.install_hint import quoted
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

_LEAD: Final = to_frames(0.5)
"""The length of the soft noise before the first word. Wireless headphones wake up when there is sound, and swallow its
beginning.
"""

_GAP: Final = to_frames(0.6)
"""The quiet after each sentence of a line."""


_SAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "Find a position that is kind to your body, and let your shoulders soften.",
        "There is nowhere you have to be, and nothing to get right.",
    ),
    "de": (
        "Such dir eine Haltung, die dem Körper guttut, und lass die Schultern weich werden.",
        "Du musst jetzt nirgendwo sein, und es gibt nichts richtig zu machen.",
    ),
    "fr": (
        "Trouve une position douce pour ton corps, et laisse les épaules se détendre.",
        "Il n'y a nulle part où aller, et rien à réussir.",
    ),
    "es": (
        "Busca una postura amable con tu cuerpo, y deja que los hombros se aflojen.",
        "No hay ningún lugar adonde ir, ni nada que hacer bien.",
    ),
    "it": (
        "Trova una posizione gentile con il tuo corpo, e lascia che le spalle si ammorbidiscano.",
        "Non devi andare da nessuna parte, e non c'è niente da fare bene.",
    ),
    "pt": (
        "Encontre uma posição gentil com o seu corpo, e deixe os ombros relaxarem.",
        "Não há nenhum lugar aonde ir, nem nada para acertar.",
    ),
    "nl": (
        "Zoek een houding die prettig is voor je lichaam, en laat je schouders zacht worden.",
        "Je hoeft nu nergens te zijn, en er is niets dat goed moet gaan.",
    ),
}
"""Sample sentences, by the first part of the language code."""


@dataclass(frozen=True, eq=False)
class SpokenLine:
    """The spoken words of one line of a script, or of a sample, as clips."""

    text: str
    clips: tuple[Clip, ...]

    @property
    def frames(self) -> Frames:
        """The length of the spoken line in frames."""
        return _LEAD + sum(clip.frames + _GAP for clip in self.clips)

    @property
    def seconds(self) -> Seconds:
        """The length of the spoken line in seconds."""
        return to_seconds(self.frames)

    def read(self, first: Frames, last: Frames) -> Samples:
        """The samples of frames `first` up to `last`, shape (last - first, 2)."""
        import numpy as np

        from voiceguide.sound.loops import around_loop, noise_floor

        whole, at = np.array(around_loop(noise_floor(), 0, self.frames)), _LEAD
        for clip in self.clips:
            whole[at : at + clip.frames] += clip.read(0, clip.frames)
            at += clip.frames + _GAP
        return whole[first:last]

    def save(self, path: Path, *, force: bool) -> None:
        """Write the line to a file, in the format that the file's ending names. Raises `OutputError`."""
        output = output_for(path)
        with whole_file(path, force=force) as part:
            output.write(Job(self.read, self.frames, Tags(title=self.text)), part, lambda frames: None)

    def play(self, volume_db: float, *, stop: Callable[[], bool] = lambda: False) -> None:
        """Play the line through the speakers, at `volume_db` relative to full volume, until its end or until `stop`
        returns True. Raises `NoSpeakersError` if nothing can play.
        """
        from voiceguide.devices.speakers import play
        from voiceguide.dsp.samples import factor

        play(self.read(0, self.frames) * factor(volume_db), stop=stop)


def check_place(path: Path, *, force: bool) -> None:
    """Check, before anything is spoken, whether a line can be written to `path`. Raises `OutputError` if not."""
    output_for(path)
    check_target(path, force=force)


def voice_problem(voice_spec: str, *, folders: Folders) -> str:
    """Why this voice cannot speak on this computer; "" if it can. To find out, the voice speaks one word. Raises
    `SpeechError` if speech does not work at all.
    """
    try:
        require_voice(voice_choice(voice_spec), cache_folder=folders.clips)
    except (VoiceNotFoundError, EngineMissingError) as error:
        return str(error)
    except RecordingsMissingError:  # a folder of recordings that lacks this word
        return ""
    return ""


def say_line(
    script: Script, line: int, request: Request, *, find: FindPractice, folders: Folders, progress: Progress
) -> SpokenLine:
    """Speak the words on `line` of the script, even if this listener would not hear them because they belong to the
    other path or the other kind of session. Raises `ScriptError`, also if nothing on this line is spoken,
    `WordsMissingError` and `SpeechError`.
    """
    spoken: list[Utterance] = []
    for one in _listeners(script, request):
        spoken += [it for it in utterances(outline(script, one, find)) if it.place.file == script.file]
        if here := _on_line(script, spoken, line):
            break
    else:
        lines = sorted({one.place.line for one in spoken}, key=lambda other: (abs(other - line), other))
        others = f"; the nearest spoken line is {lines[0]}" if lines else ", nor on any other line of the script"
        raise ScriptError([Mistake(script.file, line, "nothing-spoken", f"nothing is spoken on this line{others}")])
    clips = speak(
        here,
        voice_for(script, request),
        cache_folder=folders.clips,
        tone=tone_for(request),
        progress=speech_progress(progress),
    )
    return SpokenLine(" ".join(one.plain for one in here), tuple(clips[one] for one in here))


_MINUTE: Final = (
    "Let's take a minute together, with nothing to do in it.",
    "You may close your eyes, or let them rest on something near.",
    "Feel where your feet meet the ground, and how the chair carries you.",
    "Let your shoulders be a little heavier than they were.",
    "Notice one breath coming in, and the same breath going out again.",
    "It doesn't have to be deep, and it doesn't have to be slow.",
    "If a thought comes along, you can nod to it, and let it pass.",
    "Perhaps lay a hand on your heart, or on the other hand.",
    "Feel the warmth there, and the small movement under it.",
    "You could say to yourself, quietly: may I be kind to myself today.",
    "Stay with that for as long as it feels good.",
    "And when you are ready, open your eyes, and look around.",
)
"""A calm minute, with long and short sentences, for comparing voices."""


def say_sample(
    request: Request, lang: str, *, folders: Folders, progress: Progress, minute: bool = False
) -> tuple[str, SpokenLine]:
    """The voice's name, and two calm sentences spoken in the requested voice. They are in the language `lang`; if it is
    empty, in the voice's own language. If that is unknown, or we have no sentences in that language, they are in
    English. With `minute`, an English sample is a text of about a minute instead. Raises `SpeechError`.
    """
    voice_spec = request.voice or next(iter(request.usual_voices), usual_voice(lang or "en"))
    voice = voice_choice(voice_spec, request.rate)
    if engine_entry(voice.engine).in_folders:
        raise SpeechError(
            "there is no sample of a recorded voice; to hear one of its lines, type "
            f"'voiceguide say PRACTICE:LINE --voice {quoted(voice_spec)}'"
        )
    lang = plain_tag(lang or engine_entry(voice.engine).language(voice.name) or "en")
    words = _SAMPLES.get(lang.partition("-")[0], _SAMPLES["en"])
    if minute and words is _SAMPLES["en"]:
        words = _MINUTE
    said = [Utterance(Place("sample", 1), sentence, lang=lang) for sentence in words]
    clips = speak(said, voice, cache_folder=folders.clips, tone=tone_for(request), progress=speech_progress(progress))
    return voice_name(voice, lang), SpokenLine(" ".join(words), tuple(clips[one] for one in said))


def _listeners(script: Script, request: Request) -> Iterator[Listener]:
    """The requested listener, then one for each other combination of path and kind of session."""
    asked = listener(request)
    yield asked
    for path, session in product(get_args(PathName), get_args(SessionKind)):
        if (path, session) != (asked.path, asked.session or script.session or "day"):
            yield replace(asked, path=path, session=session)


def _on_line(script: Script, spoken: list[Utterance], line: int) -> list[Utterance]:
    """The utterances that begin on the line; if none does, the utterance that continues on it."""
    if here := [one for one in spoken if one.place.line == line]:
        return here
    items = every_item(item for section in script.sections for item in section.items)
    for paragraph in (item for item in items if isinstance(item, Paragraph)):
        first, last = paragraph.place.line, max((number for _, number in paragraph.wraps), default=0)
        if first <= line <= last:
            return [one for one in spoken if first <= one.place.line < line][-1:]
    return []
