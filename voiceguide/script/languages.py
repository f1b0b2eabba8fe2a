"""Language tags, which people write in many ways."""

import re
from collections.abc import Iterable
from typing import Final

_SAME: Final = {"nb": "no", "nn": "no", "cmn": "zh"}
"""Maps a language code to another code for the same language. Norwegian is ``no`` to most people and ``nb`` to espeak;
Chinese is ``zh`` or ``cmn``.
"""


_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.ASCII)


def is_tag(lang: str) -> bool:
    """Whether the text has the form of a language tag, as ``de`` and ``en-gb`` do, and ``german`` does not."""
    return _TAG.fullmatch(plain_tag(lang)) is not None


def plain_tag(lang: str) -> str:
    """A BCP 47 tag in lower case, however it was written: ``de_AT`` is ``de-at``."""
    return lang.strip().lower().replace("_", "-")


def family(lang: str) -> str:
    """The language of a tag, without its country or writing system. Two codes for the same language become one."""
    first = plain_tag(lang).partition("-")[0]
    return _SAME.get(first, first)


def usual_tag(lang: str, tags: Iterable[str]) -> str:
    """The tag among `tags` to use for `lang`: the same tag; else the tag without a country; else the tag whose country
    has the same code as the language, as ``fr-fr``; else the first tag of the language; "" if there is none. So ``fr``
    gets the French of France, and not that of the country that comes first in the alphabet.
    """
    wanted = plain_tag(lang)
    plain = wanted.partition("-")[0]
    of_family = [tag for tag in tags if family(tag) == family(lang)]
    return next((tag for tag in (wanted, plain, f"{plain}-{plain}", *of_family) if tag in of_family), "")


_NAMES: Final = """
en-us American|en-gb British|en-gb-scotland Scottish|en-029 Caribbean English|en-us-nyc New York|en English
de German|de-at Austrian|de-ch Swiss German|fr French|fr-fr French|fr-be Belgian French|fr-ch Swiss French
es Spanish|es-419 Latin American Spanish|es-mx Mexican Spanish|it Italian|pt Portuguese|pt-br Brazilian
nl Dutch|nl-be Flemish|sv Swedish|da Danish|nb Norwegian|no Norwegian|fi Finnish|is Icelandic|pl Polish|cs Czech
sk Slovak|sl Slovenian|hr Croatian|sr Serbian|bs Bosnian|hu Hungarian|ro Romanian|bg Bulgarian|el Greek|ru Russian
uk Ukrainian|tr Turkish|ar Arabic|he Hebrew|fa Persian|hi Hindi|bn Bengali|ta Tamil|te Telugu|ur Urdu|th Thai
vi Vietnamese|id Indonesian|ms Malay|ja Japanese|ko Korean|zh Chinese|cmn Chinese|yue Cantonese|ca Catalan|eu Basque
ga Irish|cy Welsh|la Latin|eo Esperanto|et Estonian|lv Latvian|lt Lithuanian|sw Swahili|ka Georgian|hy Armenian
"""

_NAMED: Final = dict(pair.split(" ", 1) for pair in _NAMES.replace("\n", "|").split("|") if pair)


def language_name(lang: str) -> str:
    """The English name of a tag's language; the tag itself if it has no name here."""
    tag = plain_tag(lang)
    return _NAMED.get(tag) or _NAMED.get(tag.partition("-")[0]) or tag
