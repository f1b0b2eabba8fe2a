"""Which of the listener's own words a session holds: a file may be handed to someone else."""

from dataclasses import replace

from voiceguide.script.outliner import Find, outline, utterances
from voiceguide.session.stages import Planned, listener


def own_words_in(made: Planned, find: Find) -> tuple[str, ...]:
    """The names, such as ``dear`` and ``comfort.mental``, of the own words that are spoken or stand in a heading.

    Words that were given but belong to sections left out, or to no place of this script, are not in it.
    """
    spoken = {(event.utterance.place, event.utterance.text) for event in made.plan.events if event.utterance}
    titles = {section.title for section in made.plan.sections}
    found = []
    for key, words in dict(made.wishes.words).items():
        # With other words in that place, whatever they touch is no longer among what may be said.
        others = tuple({**dict(made.wishes.words), key: f"{words} {words}"}.items())
        changed = outline(made.script, listener(replace(made.wishes, words=others)), find)
        lines = {(utterance.place, utterance.text) for utterance in utterances(changed)}
        if not spoken <= lines or not titles <= {part.title for part in changed.parts}:
            found.append(key)
    return tuple(found)
