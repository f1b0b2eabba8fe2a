"""Answers to phrases: what a person types about themselves, turned so that a voice can say it to them.

Scripts say "It might be {comfort}" and "Let {dear} come to mind", so "My dog" becomes "your dog" and "read a book"
becomes "reading a book". What is not recognised stays as it was typed.
"""

import re
from collections.abc import Mapping
from typing import Final

LONGEST: Final = 120
"""Letters in an answer. A voice takes about eight seconds for as many."""

_NOT_SPOKEN: Final = re.compile(r"[{}\[\]*_|\\<>#`\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2066-\u2069]+")
_ENDS: Final = ' .,;:!?…-–—"“”'

_TURNED: Final[Mapping[str, str]] = {
    "my": "your", "mine": "yours", "myself": "yourself", "me": "you", "i": "you", "i'm": "you're", "i've": "you've",
    "i'd": "you'd", "i'll": "you'll", "our": "your", "ours": "yours", "us": "you",
}  # fmt: skip
_FIRST_PERSON: Final = re.compile(r"(?<![\w'-])(my|mine|myself|me|i['’](?:m|ve|d|ll)|i|our|ours|us)(?![\w'’-])", re.I)
_AM: Final = re.compile(r"(?<![\w'])(you) (am|was)(?![\w'])", re.I)
_LIKING: Final = re.compile(r"\Ai (?:(?:really|just|often|also) )?(?:like|love|enjoy|prefer) (?:to )?(?=\w)", re.I)
"""What people begin a sentence with who were asked for a thing: "I like to read"."""

_VERBS: Final[Mapping[str, str]] = {
    **{verb: f"{verb}ing" for verb in (
        "read", "listen", "watch", "drink", "eat", "call", "phone", "play", "sing", "cook", "draw", "pray", "talk",
        "walk", "visit", "hold", "go", "do", "stretch", "speak", "see", "hear", "play", "think", "work", "build",
    )},
    **{verb: f"{verb[:-1]}ing" for verb in (
        "take", "make", "write", "bake", "have", "stroke", "cuddle", "breathe", "snuggle", "meditate", "ride", "hike",
    )},
    "sit": "sitting", "run": "running", "swim": "swimming", "knit": "knitting", "get": "getting", "put": "putting",
    "lie": "lying", "curl": "curling", "pet": "petting", "chat": "chatting", "jog": "jogging", "dig": "digging",
}  # fmt: skip
"""Verbs that people begin with, and that are hardly ever the name of a thing without an article."""

_KIN: Final = frozenset((
    "mum", "mom", "mother", "dad", "father", "sister", "brother", "wife", "husband", "partner", "grandma", "grandpa",
    "grandmother", "grandfather", "granny", "nan", "daughter", "son", "aunt", "uncle", "cousin", "friend", "child",
    "baby", "dog", "cat", "horse", "rabbit", "hamster", "parrot", "budgie", "pony", "girlfriend", "boyfriend",
))  # fmt: skip
_ARTICLES: Final = frozenset(("a", "an", "the", "your", "some"))
_APPOSITION: Final = re.compile(r"(your [^,]+), ([^\W\d_a-z][\w'’-]*)")
_FURTHER: Final = re.compile(r"( and | or )([a-z]+)(?![\w'’-])")


def cleaned(answer: str) -> str:
    """On one line, without the signs that scripts are written with and without a full stop at the end."""
    speakable = answer.encode("utf-8", "ignore").decode("utf-8")
    return " ".join(_NOT_SPOKEN.sub(" ", speakable).split()).strip(_ENDS)


def phrased(key: str, answer: str) -> str:
    """The answer to the question for `key`, as a voice will say it. Empty where nothing can be said."""
    words = cleaned(answer)
    if not re.search(r"\w", words):
        return ""
    if key == "name":
        return words[0].upper() + words[1:]
    words = _AM.sub(_are, _FIRST_PERSON.sub(_turned, _LIKING.sub("", words)))
    return _dear(words) if key == "dear" else _comfort(words) if key.startswith("comfort") else words


def _turned(found: re.Match[str]) -> str:
    return _TURNED[found[0].lower().replace("’", "'")]


def _are(found: re.Match[str]) -> str:
    return f"{found[1]} {'are' if found[2].lower() == 'am' else 'were'}"


def _dear(words: str) -> str:
    """A noun alone is given its owner: "dog" and "dog Bella" are said as "your dog" and "your dog Bella".

    "your dog, Bella" loses its comma, which would want another one after the name.
    """
    first, _, rest = words.partition(" ")
    if first.rstrip(",") in _KIN:
        return _dear(f"your {words}")
    owned = _small_article(first, rest)
    return f"{named[1]} {named[2]}" if (named := _APPOSITION.fullmatch(owned)) else owned


def _comfort(words: str) -> str:
    """A noun, or verbs in their -ing forms."""
    first, _, rest = words.partition(" ")
    if first.lower() == "to" and rest:
        return _comfort(rest)
    doing = _VERBS.get(first.lower())
    if doing is not None:
        return _FURTHER.sub(_doing, f"{doing} {rest}".rstrip())
    return _small_article(first.lower() if first.endswith("ing") else first, rest)


def _doing(found: re.Match[str]) -> str:
    return f"{found[1]}{_VERBS.get(found[2], found[2])}"


def _small_article(first: str, rest: str) -> str:
    return f"{first.lower() if first.lower() in _ARTICLES else first} {rest}".rstrip()
