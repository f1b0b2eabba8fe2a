"""Periods that do not end a sentence: in abbreviations, initials and ordinals, in the languages we have voices for.

pysbd, which knows these of twenty languages, was tried on our test paragraphs: it splits a quarter of them differently
from a reader (« … » and „…“, ordinals, "p. ex.", "Ud."), and takes 8 ms for each.
"""

import re
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LAST_WORD: Final = re.compile(r"[\w.\-]+$")

_NEVER_LAST: Final = _set(
    """
    mr mrs ms mx messrs drs prof profs rev hon lt col gen gov sen capt cmdr sgt cpl maj adm pres supt e.g i.e eg ie
    vs cf viz approx ph.d b.sc m.sc esp incl excl est ca bzw z.b d.h z.t bspw evtl ggf inkl exkl vgl sog o.g zzgl
    abzgl geb hr fr frl dipl ing mme mlle pr mm m mgr p.ex c.-à-d env éd bzgl profa sra sras srta srtas sres dra dña ud
    uds vd vds p.ej aprox avda dott sig dhr mevr bijv b.v d.w.z exmo exma
    """
)
"""Abbreviations that never end a sentence, in lower case and without their last period."""

_MAYBE_LAST: Final = _set("dr st mt ft jr sr ave av rd blvd str co inc ltd corp dept univ bros")
"""Abbreviations that may end a sentence: they do if a capital follows that is a word that begins sentences."""

_BEFORE_NUMBERS: Final = _set(
    """
    no nr fig vol min max sec p pp ch sect art pag pág págs chap cap caps lib ed núm num blz abb kap bd tel ext par
    nos figs vols ca c circa jan feb mar apr jun jul aug sep sept oct nov dec mär mai okt dez janv févr avr juil déc
    ene abr ago dic gen mag giu lug set ott fev out mon tue tues wed thu thur thurs fri sat sun
    """
)
_PAIRS_NEVER_LAST: Final = _set("zb hc dh pex pej eg ie ir zt og idr")
"""Written apart: "z. B."."""

_MONTHS: Final = re.compile(
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jänner)\b", re.IGNORECASE
)
_BEFORE_ORDINALS: Final = re.compile(
    r"\b(?:am|im|vom|zum|zur|beim|d(?:as|er|ie|en|em|es)|(?:ein|ihr|mein|sein|unser|dein)(?:e[nmr]?)?|jede[rsnm]?)\s+"
    r"(?:\d+\.\s*(?:und|oder|bis)\s+)?\d+$",
    re.IGNORECASE,
)
_BEGINNERS: Final = _set(
    """
    the a an then now we you they he she it i this that these those there here and but or so if when while as in on
    at with for to let rest breathe feel notice perhaps maybe what how why who after before not no yes all some each
    every my your our his her its their once again everything nothing nobody somebody der die das dann nun jetzt wir
    sie er es ich du ihr und aber oder so wenn als in auf mit für zu dies diese dieser man nicht kein ein eine
    vielleicht heute hier dort da was wie wer ruhen spüren atmen weiter le la les un une puis ensuite nous vous ils
    elles il elle je tu on et mais ou si quand dans sur avec pour ce cette ces ici el los las una luego después
    nosotros usted ustedes ellos ellas él ella yo y pero o si cuando en con para esto esta este estos aquí lo su sus
    """
)
"""Words that begin sentences, and are not names."""


def shortens(before: str, after: str) -> bool:
    """Whether a period between these words (the second is not empty) belongs to an abbreviation."""
    found = _LAST_WORD.search(before)
    word = found[0].lower().strip("-") if found else ""
    ahead = before[: found.start()] if found else before
    if not word:
        return False
    if word in _NEVER_LAST and found and found[0] != "m":  # "M. Dupont", but "5 p. m."
        return True
    if after[0].isdigit():
        return (
            word.endswith("str") or word in _BEFORE_NUMBERS or (len(word) == 1 and word.isalpha() and word not in "ia")
        )
    if after[0].islower() or after[0] in ",;":
        return _is_shortened(word) or word in _MAYBE_LAST or word in _BEFORE_NUMBERS
    return _before_a_capital(word, ahead, after)


def _is_shortened(word: str) -> bool:
    return (
        len(word) == 1 or "." in word or word.isdigit() or word in ("etc", "al", "usw", "enz", "ecc", "ff", "lbs", "oz")
    )


def _before_a_capital(word: str, ahead: str, after: str) -> bool:
    following = re.match(r"[^\W\d_]+", after)
    begins = following is not None and following[0].lower() in _BEGINNERS and after[1:2] != "."
    if word in _MAYBE_LAST:
        return not begins
    if word.isdigit():
        return _MONTHS.match(after) is not None or (not begins and _BEFORE_ORDINALS.search(ahead + word) is not None)
    if re.fullmatch(r"[^\W\d_](?:\.-[^\W\d_])+", word):
        return not begins  # J.-P.
    if len(word) == 1 or _half_of_pair(word, after):
        return _single_letter(word, ahead, after, begins)
    return False


def _half_of_pair(word: str, after: str) -> bool:
    """The first half of "EE. UU."."""
    return word == "ee" and after.startswith("UU")


def _single_letter(word: str, ahead: str, after: str, begins: bool) -> bool:
    if not word.isalpha():
        return False
    pair = re.search(r"([^\W\d_]{1,2})\.\s$", ahead)
    if pair and pair[1].lower() + word in _PAIRS_NEVER_LAST:
        return True
    if re.match(r"[^\W\d_]\.", after) or _half_of_pair(word, after):
        return True  # the first half of one written apart, as in "z. B."
    if re.search(r"\d\s?$", ahead):
        return False  # "20 h."
    if pair and pair[1].islower():
        return False  # the second half of "p. m."
    # an initial, such as J. Smith; "I" is a word
    return word != "i" and not begins
