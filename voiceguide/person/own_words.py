"""The listener's own words, kept in ``me.toml``: one line each, so that a person can read and change them.

They are in a separate file beside ``config.toml``, because people may share their settings, and so that everything
private is in one place that can be deleted.

What people type about themselves is changed so that a voice can say it to them: scripts say "It might be {comfort}" and
"Let {dear} come to mind", so "My dog" becomes "your dog" and "read a book" becomes "reading a book". What is not
recognised stays as it was typed.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from voiceguide.config import Folders
from voiceguide.errors import ConfigError
from voiceguide.script.model import VARIABLE
from voiceguide.system.plain_text import collapsed, word_set, words_of
from voiceguide.system.toml import cannot_write, literal, read_toml, write_whole

LONGEST: Final = 120
"""The greatest number of characters in an answer. A voice needs about eight seconds for that many."""

_NOT_SPOKEN: Final = re.compile(r"[{}\[\]*_|\\<>#`\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2066-\u2069]+")
_ENDS: Final = ' .,;:!?…-–—"“”'

_SECOND_PERSON: Final[Mapping[str, str]] = {
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "me": "you",
    "i": "you",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "our": "your",
    "ours": "yours",
    "us": "you",
}
_FIRST_PERSON: Final = re.compile(r"(?<![\w'-])((?ai:my|mine|myself|me|i['’](?:m|ve|d|ll)|i|our|ours|us))(?![\w'’-])")
_AM: Final = re.compile(r"(?<![\w'])(you) (am|was)(?![\w'])", re.I)
_LIKE_TO: Final = re.compile(r"\Ai (?:(?:really|just|often|also) )?(?:like|love|enjoy|prefer) (?:to )?(?=\w)", re.I)
"""The beginning of answers such as "I like to read", which is removed."""

_ADD_ING: Final = words_of(
    """
    read listen watch drink eat call phone play sing cook draw pray talk walk visit hold go do stretch speak see hear
    think work build
    """
)
_DROP_E: Final = words_of("take make write bake have stroke cuddle breathe snuggle meditate ride hike")
_VERBS: Final[Mapping[str, str]] = {
    **{verb: f"{verb}ing" for verb in _ADD_ING},
    **{verb: f"{verb[:-1]}ing" for verb in _DROP_E},
    "sit": "sitting",
    "run": "running",
    "swim": "swimming",
    "knit": "knitting",
    "get": "getting",
    "put": "putting",
    "lie": "lying",
    "curl": "curling",
    "pet": "petting",
    "chat": "chatting",
    "jog": "jogging",
    "dig": "digging",
}
"""{verb: -ing form}. People often begin an answer with one of these verbs. Without an article before them, these words
are hardly ever nouns.
"""

_DEAR_ONES: Final = word_set(
    """
    mum mom mother dad father sister brother wife husband partner grandma grandpa grandmother grandfather granny nan
    daughter son aunt uncle cousin friend child baby dog cat horse rabbit hamster parrot budgie pony girlfriend
    boyfriend
    """
)
_ARTICLES: Final = frozenset(("a", "an", "the", "your", "some"))
_APPOSITION: Final = re.compile(r"(your [^,]+), ([^\W\d_a-z][\w'’-]*)")
_NEXT_VERB: Final = re.compile(r"( and | or )([a-z]+)(?![\w'’-])")


def cleaned(answer: str) -> str:
    """The text on one line, without script mark-up, and without punctuation or quotes at its beginning and end."""
    speakable = answer.encode("utf-8", "ignore").decode("utf-8")
    return collapsed(_NOT_SPOKEN.sub(" ", speakable)).strip(_ENDS)


def phrased(key: str, answer: str) -> str:
    """The listener's answer for `key`, in the words a voice will say; "" if nothing in it can be spoken."""
    words = cleaned(answer)
    if not re.search(r"\w", words):
        return ""
    if key == "name":
        return words[0].upper() + words[1:]
    words = _AM.sub(_agreeing_verb, _FIRST_PERSON.sub(_second_person, _LIKE_TO.sub("", words)))
    return _phrased_dear(words) if key == "dear" else _phrased_comfort(words) if key.startswith("comfort") else words


def _second_person(found: re.Match[str]) -> str:
    return _SECOND_PERSON[found[0].lower().replace("’", "'")]


def _agreeing_verb(found: re.Match[str]) -> str:
    return f"{found[1]} {'are' if found[2].lower() == 'am' else 'were'}"


def _phrased_dear(words: str) -> str:
    """Someone dear, in the words a voice will say. A noun alone gets "your": "dog" and "dog Bella" become "your dog"
    and "your dog Bella". "your dog, Bella" loses its comma, because in a sentence it would need a second comma after
    the name.
    """
    first, _, rest = words.partition(" ")
    if first.rstrip(",") in _DEAR_ONES:
        return _phrased_dear(f"your {words}")
    owned = _small_article(first, rest)
    return f"{named[1]} {named[2]}" if (named := _APPOSITION.fullmatch(owned)) else owned


def _phrased_comfort(words: str) -> str:
    """What comforts the listener, in the words a voice will say. Verbs get their -ing forms, so that "read a book"
    becomes "reading a book". A noun stays, but its article begins with a small letter.
    """
    first, _, rest = words.partition(" ")
    if first.lower() == "to" and rest:
        return _phrased_comfort(rest)
    ing_form = _VERBS.get(first.lower())
    if ing_form is not None:
        return _NEXT_VERB.sub(_ing_form, f"{ing_form} {rest}".rstrip())
    return _small_article(first.lower() if first.endswith("ing") else first, rest)


def _ing_form(found: re.Match[str]) -> str:
    return f"{found[1]}{_VERBS.get(found[2], found[2])}"


def _small_article(first: str, rest: str) -> str:
    return f"{first.lower() if first.lower() in _ARTICLES else first} {rest}".rstrip()


COMFORTS: Final = ("comfort.physical", "comfort.mental", "comfort.emotional")
KEYS: Final = ("name", *COMFORTS, "dear")
"""The keys of the words that `voiceguide me` asks for, in this order. Users' own scripts may use other keys too."""

_HEAD: Final = """\
# Your own words, for practices to use. They stay on this machine.
# 'voiceguide me' asks for them, 'voiceguide me --clear' deletes them.
"""


def own_words(folders: Folders) -> tuple[tuple[str, str], ...]:
    """(key, words) of everything stored. If nothing is stored for ``comfort``, it gets the words of the first of
    `COMFORTS` that is stored.

    Raises `ConfigError` for a file that cannot be read.
    """
    return with_comfort(read_words(folders.own_words))


def with_comfort(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(key, words) of all `words`. If none of them is for ``comfort``, the pair ``comfort`` is added, with the words of
    the first of `COMFORTS` that is given.
    """
    first = next((words[key] for key in COMFORTS if key in words), None)
    return tuple({**words, "comfort": first}.items()) if first and "comfort" not in words else tuple(words.items())


def merged(stored: tuple[tuple[str, str], ...], given: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The stored words, overridden by those given for this session."""
    return tuple({**dict(stored), **{key.lower(): words for key, words in given}}.items())


def read_words(file: Path) -> dict[str, str]:
    """The stored words by key, in the order of the file. Raises `ConfigError`."""
    words: dict[str, str] = {}
    for key, value in _flat(read_toml(file)):
        if not is_key(key):
            raise ConfigError(str(file), key, "write a name of letters, such as 'garden' or 'comfort.physical'")
        if not isinstance(value, str):
            raise ConfigError(str(file), key, 'write it as text in quotes, such as "a warm bath"')
        if spoken := cleaned(value):
            words[key.lower()] = spoken
    return words


def write_words(file: Path, words: Mapping[str, str]) -> None:
    """Replace the stored words by these; if there are none, the file is deleted. Raises `ConfigError`."""
    in_order = {key: words[key] for key in (*(key for key in KEYS if key in words), *words)}
    lines = [f"{literal(key)} = {literal(text)}\n" for key, text in in_order.items() if text]
    if lines:
        write_whole(file, _HEAD + "".join(lines))
    else:
        forget(file)


def forget(file: Path) -> None:
    """Delete a file if it exists, whatever is in it. Raises `ConfigError`."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(file, error) from error


def is_key(key: str) -> bool:
    """Whether a script can have a variable of that name."""
    return VARIABLE.fullmatch(key) is not None


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """(key, value) of everything in a table. In a nested table, the key is dotted, as in ``comfort.physical``."""
    flat: list[tuple[str, Any]] = []
    for key, value in table.items():
        flat += _flat(value, f"{before}{key}.") if isinstance(value, dict) else [(before + key, value)]
    return flat
