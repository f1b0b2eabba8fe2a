"""A session planned before everything is spoken that it might say: what it does say is, the rest has a probable length.

Its plan depends on the script, the wishes and the lengths of what it says, not on what else had been spoken by then:
planned again in the same way when all is spoken, it is the same.
"""

from dataclasses import replace

from voiceguide.config import Folders
from voiceguide.script.model import Script
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import Find, outline, utterances
from voiceguide.session.progress import MAKING_SPEECH, Progress
from voiceguide.session.request import Request
from voiceguide.session.stages import Planned, ReadySession, Spoken, fitted, listener, spoken, tone_for, voice_for
from voiceguide.speech.stage import Clips, clip_names, estimate, speak
from voiceguide.speech.unspoken import Unspoken


def planned_early(script: Script, wishes: Request, *, find: Find, folders: Folders, progress: Progress) -> Planned:
    """Speak what a session of the wished length says, and plan it, with its length exact; the rest stays unspoken.

    Raises `FitError` also where only the probable lengths do not fit; `ScriptError`, `WordsMissingError` and
    `SpeechError`.
    """
    outlined, voice, tone = outline(script, listener(wishes), find), voice_for(script, wishes), tone_for(wishes)
    lines = utterances(outlined)
    clip_names(lines, voice, tone=tone)  # what nobody has recorded is told, wherever in the script it stands
    probable = {line: Unspoken(estimate(line, voice)) for line in lines}
    clips = Clips(probable, made=0)
    while missing := _unspoken(plan := fitted(Spoken(script, wishes, outlined, voice, clips), wishes.length)):
        before = sum(not isinstance(clip, Unspoken) for clip in clips.values())

        def spoken_so_far(done: int, total: int, before: int = before) -> None:
            progress(MAKING_SPEECH, before + done, before + total)

        more = speak(missing, voice, cache_folder=folders.clips, tone=tone, progress=spoken_so_far)
        clips = Clips({**clips, **more}, clips.made + more.made, clips.filled + more.filled)
    return plan


def _unspoken(made: Planned) -> list[Utterance]:
    """What a plan says that is not spoken yet, in its order."""
    said = dict.fromkeys(event.utterance for event in made.plan.events if event.utterance is not None)
    return [line for line in said if isinstance(made.clips[line], Unspoken)]


def is_early(made: Spoken) -> bool:
    """Whether something that it might say is still unspoken."""
    return any(isinstance(clip, Unspoken) for clip in made.clips.values())


def completed(ready: ReadySession, *, find: Find, folders: Folders, progress: Progress) -> ReadySession:
    """The same session with everything spoken that it might say once it is changed. Raises `SpeechError`."""
    made = ready.planned
    if not is_early(made):
        return ready
    whole = spoken(made.script, made.wishes, find=find, folders=folders, progress=progress)
    return replace(ready, planned=replace(made, clips=whole.clips))
