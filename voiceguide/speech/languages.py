"""Which language a voice speaks, by tags that are written in many ways."""

import re
from collections.abc import Iterable
from typing import Final

_SAME: Final = {"nb": "no", "nn": "no", "cmn": "zh"}
"""Norwegian is ``no`` to most people and ``nb`` to espeak, Chinese ``zh`` and ``cmn``."""


_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.ASCII)


def is_tag(lang: str) -> bool:
    """Whether it is written as tags of languages are: not ``german``."""
    return _TAG.fullmatch(plain_tag(lang)) is not None


def plain_tag(lang: str) -> str:
    """A BCP 47 tag in lower case, however it was written: ``de_AT`` is ``de-at``."""
    return lang.strip().lower().replace("_", "-")


def family(lang: str) -> str:
    """The language of a tag, whatever country or script it names, under one name."""
    first = plain_tag(lang).partition("-")[0]
    return _SAME.get(first, first)


def usual_tag(lang: str, tags: Iterable[str]) -> str:
    """Which of the tags is meant by `lang`: itself, that without a country, that of its homeland, any; "" for none.

    French without a country is that of France, and not of the country that comes first in the alphabet.
    """
    wanted = plain_tag(lang)
    plain = wanted.partition("-")[0]
    of_family = [tag for tag in tags if family(tag) == family(lang)]
    return next((tag for tag in (wanted, plain, f"{plain}-{plain}", *of_family) if tag in of_family), "")
