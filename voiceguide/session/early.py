"""Plans a session before everything is spoken that it might say: the lines that it does say are spoken, and the others
have an estimated length.

The plan depends on the script, the request and the durations of the lines that it says, and not on what else had been
spoken by then. So it comes out the same when it is made again in this way after everything is spoken.
"""

from dataclasses import replace

from voiceguide.config import Folders
from voiceguide.script.model import Script
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import Find, outline, utterances
from voiceguide.session.progress import MAKING_SPEECH, Progress
from voiceguide.session.request import Request
from voiceguide.session.stages import Planned, ReadySession, Spoken, fitted, listener, spoken, tone_for, voice_for
from voiceguide.speech.stage import Clips, Unspoken, clip_names, estimate, speak


def planned_early(script: Script, wishes: Request, *, find: Find, folders: Folders, progress: Progress) -> Planned:
    """Speak what a session of the requested length says, and plan it with its exact length; the rest stays unspoken.

    Raises `FitError`, also if only the estimated lengths do not fit; `ScriptError`, `WordsMissingError` and
    `SpeechError`.
    """
    outlined, voice, tone = outline(script, listener(wishes), find), voice_for(script, wishes), tone_for(wishes)
    lines = utterances(outlined)
    clip_names(lines, voice, tone=tone)  # reports every line without a recording, wherever it is in the script
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
    """The lines that a plan says and that are not spoken yet, in order."""
    said = dict.fromkeys(event.utterance for event in made.plan.events if event.utterance is not None)
    return [line for line in said if isinstance(made.clips[line], Unspoken)]


def is_early(made: Spoken) -> bool:
    """Whether anything that the session might say is still unspoken."""
    return any(isinstance(clip, Unspoken) for clip in made.clips.values())


def completed(ready: ReadySession, *, find: Find, folders: Folders, progress: Progress) -> ReadySession:
    """The same session with everything spoken that it might say after a change. Raises `SpeechError`."""
    made = ready.planned
    if not is_early(made):
        return ready
    whole = spoken(made.script, made.wishes, find=find, folders=folders, progress=progress)
    return replace(ready, planned=replace(made, clips=whole.clips))
