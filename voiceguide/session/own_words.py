"""Which of the listener's own words a session contains: the file may be handed to someone else."""

from dataclasses import replace

from voiceguide.script.outliner import Find, outline, utterances
from voiceguide.session.stages import Planned, listener


def own_words_in(made: Planned, find: Find) -> tuple[str, ...]:
    """The names, such as ``dear`` and ``comfort.mental``, of the own words that are spoken or are in a heading. Words
    that belong only to sections left out, or that this script does not use, are not included.
    """
    spoken = {(event.utterance.place, event.utterance.text) for event in made.plan.events if event.utterance}
    titles = {section.title for section in made.plan.sections}
    found = []
    for key, words in dict(made.wishes.words).items():
        # With other words in that place, every line that contains them changes.
        others = tuple({**dict(made.wishes.words), key: f"{words} {words}"}.items())
        changed = outline(made.script, listener(replace(made.wishes, words=others)), find)
        lines = {(utterance.place, utterance.text) for utterance in utterances(changed)}
        if not spoken <= lines or not titles <= {part.title for part in changed.parts}:
            found.append(key)
    return tuple(found)
