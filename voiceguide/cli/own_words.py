"""The listener's own words on the command line: put into a session where they are asked for, and said to be in it."""

from voiceguide.cli.start import Start, with_own_words
from voiceguide.session.own_words import own_words_in
from voiceguide.session.request import Wishes
from voiceguide.session.stages import Planned


def with_mine(here: Start, wishes: Wishes) -> Wishes:
    """The wishes as ``--mine`` asks for them: with the stored words, which `--set` goes before."""
    personal = with_own_words(wishes, here.folders)
    if personal == wishes:
        here.talk.note("No words of your own are stored; 'voiceguide me' asks for them.")
    return personal


def own_words_told(here: Start, made: Planned, thing: str) -> list[str]:
    """The names of the listener's own words in a session, said on stderr as well: it may be meant for someone else."""
    if not made.wishes.words:
        return []
    found = list(own_words_in(made, here.library.included))
    held = f"your own words: {', '.join(found)}" if found else "none of your own words"
    here.talk.note(f"This {thing} holds {held}.")
    return found
