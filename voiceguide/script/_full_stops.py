"""Finds periods that do not end a sentence: in abbreviations, initials and ordinals, in the languages we have voices
for.

The library pysbd has rules for twenty languages, but it divides a quarter of our test paragraphs differently from a
reader (« … » and „…“, ordinals, "p. ex.", "Ud."), and takes 8 ms for each.
"""

import re
from typing import Final

from voiceguide.system.plain_text import word_set

_LAST_WORD: Final = re.compile(r"[\w.\-]+$")
_LETTER: Final = r"[^\W\d_]"

_NEVER_LAST: Final = word_set(
    """
    mr mrs ms mx messrs drs prof profs lt gov capt cmdr sgt cpl adm pres supt pvt e.g i.e eg ie
    vs cf viz approx esp incl excl ca bzw z.b d.h z.t bspw evtl ggf inkl exkl vgl sog o.g zzgl v.chr n.chr
    abzgl geb gebr hl hr fr frl dipl ing mme mmes mlle mlles pr mgr p.ex c.-à-d env éd bzgl profa sra sras srta
    srtas sres dres dña dª mª p.ej aprox avda dott dott.ssa prof.ssa sig sig.ra sigg dhr mevr bijv b.v d.w.z exmo exma
    gral mtro mtra cía
    """
)
"""Abbreviations that never end a sentence, in lower case and without their last period."""

_ONLY_CAPITAL: Final = word_set("hon col gen rep rev sen maj br dra mag fa fam lic ste sta sto mio mrd tsd")
"""Titles, and abbreviations of "saint", "million", "milliard" and "thousand". With a capital, they never end a
sentence.

Without one, many of them are words: "hon" (English, Swedish), "sta" and "mio" (Italian), "maj" (Danish).
"""

_INSIDE: Final = word_set("etc al usw enz ecc ff lbs oz ud uds vd vds")
"""Abbreviations that end a sentence, except before a small letter, a comma or a semicolon."""

_MAYBE_LAST: Final = word_set(
    "dr st mt ft jr sr ave av bd boul rd blvd str co inc ltd corp dept univ bros ph.d b.sc m.sc b.a m.a m.d"
)
"""Abbreviations that, before a capital, end a sentence only if a word of `_BEGINNERS` follows: "Fifth Ave. Then rest.",
but not "St. John".
"""

_BEFORE_NUMBERS: Final = word_set(
    """
    no nr fig vol min max sec p pp ch sect art pag pág págs chap cap caps lib ed núm num blz abb kap bd tel tél ext par
    nos figs vols ca c circa jan feb mar apr jun jul aug sep sept oct nov dec mär mai okt dez janv févr avr juil déc
    ene abr ago dic gen mag giu lug set ott fev out mon tue tues wed thu thur thurs fri sat sun abs ziff kl tlf
    """
)
_BEFORE_YEARS: Final = word_set("est al gegr")
"""Words that are abbreviations only if a year follows: "est. 1890", "et al. (2010)". Otherwise "est" is a word in
French, and "al" in Italian.
"""

_MONTHS_ALSO_WORDS: Final = word_set("out set ago mai mag mar")
"""Abbreviated months that are also ordinary words, in English or another language. Before a number, such a word is an
abbreviation if it is part of a date ("3 de out. 2024").
"""
_NAMES_ALSO_WORDS: Final = word_set("mar mon wed sat sun mag")
"""Abbreviated months and days that are also ordinary words, such as "wed" and "sat". Before a number, such a word is an
abbreviation if it is part of a date, or if it has a capital and no article before it ("Sat. 3").
"""
_AFTER_A_DAY: Final = re.compile(r"\d\s(?:de\s|di\s)?$")

_IN: Final = re.compile(r"\b(?:en|em|di|de)\s$")
"""Matches a preposition before a month and its year: "en ago. 2020"."""

_DAY_AND_MONTH: Final = re.compile(
    r"\d{1,2}(?:er)?\s(?:de\s)?(?:jan|fév|feb|mar|avr|abr|apr|mai|may|mag|jui|jun|giu|jul|lug|aoû|ago|aug|sep|"
    r"set|oct|ott|okt|out|nov|déc|dic|dez|dec)",
    re.IGNORECASE,
)
"""Matches a day and a month after a day of the week: "mar. 3 mars"."""

_NOUNS: Final = word_set("art fig cap vol par")
_ARTICLE: Final = re.compile(r"\b(?:an?|the|this|that|your|my|his|her|its|our|their|fine|une?|una)\s$", re.IGNORECASE)
"""Matches an article or a similar word. It shows that the word after it is not an abbreviation: "Listening is an art. 5
minutes will do.".
"""

_ANSWER: Final = re.compile(
    r"(?:\b(?:s(?:ay|ays|aid|aying)|t(?:ell|old)\s\w+|or|answer|de[cs]ir|diga|di|dice|que|che|ya)\s[\"'“‘«„]?|(?<!\d),\s)$",
    re.IGNORECASE,
)
"""Matches the text before "no" where "no" is the word, as in "say no", and not the abbreviation of "number"."""

_TIME_UNITS: Final = word_set("min sec")
_GOES_ON: Final = re.compile(r"\d+\s?(?:s|sec|secs|sek|seg|seconds?|x|×|times|mal)\b", re.IGNORECASE)
"""Matches a number that continues the sentence after a time unit: "5 min. 30 sec.", "5 min. 3 times a day"."""

_UNITS: Final = word_set("hr fr ft m s g l")
_AMOUNT: Final = re.compile(r"(?:\d|[½¼¾]|\b(?:an?|one|half|per|each|every))\s?$")
_CLOCK: Final = word_set("a.m p.m am pm")
_TIMED_DAY: Final = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Central|Pacific|Greenwich|[A-Z]{1,2}[SD]?T|UTC)\b"
)
"""Matches a day or a time zone, which may follow ``5 p.m.`` in the same sentence."""

_ROMAN: Final = re.compile(r"(?:[IVX]{2,}|[VX])\b")
_BEFORE_ROMAN: Final = word_set("vol ch chap cap caps kap bd lib art fig abb abs sec sect")

_PAIRS_NEVER_LAST: Final = word_set("zb hc dh pex pej eg ie ir zt og idr")
_PAIRS_MAYBE_LAST: Final = word_set("ua va uu me oä dr")
"""Abbreviations of two or three parts, given here without the period after each part. Those of the first set never end
a sentence: "z. B.". Those of the second do if a word of `_BEGINNERS` follows: "u. a.", or the end of "i. d. R.".
"""

_ERAS: Final = word_set("v n av apr a d")
_CHRIST: Final = re.compile(r"(?:Chr|J\.\s?-?C)\b")
_FACULTIES: Final = word_set("med phil rer nat jur vet dent theol oec pol soc habil mult h c")
_DOCTOR: Final = re.compile(r"\bDr\.\s(?:[a-z]{1,5}\.\s){0,3}$")
"""Matches the title "Dr." and any short parts after it, in front of the abbreviation of a faculty: the "Dr. rer." in
"Dr. rer. nat.".
"""

_LETTERED: Final = re.compile(
    r"\b(?:vitamine?s?|vitamina|part|teil|partie|parte|room|raum|plan|"
    r"groupe?|gruppe|grupo|grade|team|type?|tipo|option|opción|letter|buchstabe|lettre|letra|"
    r"point|punkt|punto|hepatitis|exhibit|side|seite|class|klasse|classe)"
    r"(?:\s(?:[a-z],?|and|or|und|oder|et|ou))*\s$",
    re.IGNORECASE,
)
"""Matches a word after which a single letter is not an initial: the "vitamin" in "Take vitamin C."."""

_AVENUE: Final = re.compile(r"(?:\d,?|\b(?:habit\w+|sur|vers|dans|à|en|la|una?)|l['’])\s?$", re.IGNORECASE)
"""Matches the text before "av." where "av." means "avenue". In Norwegian and Swedish, it is a word: "Slapp av. Pust
inn.".
"""

_LETTER_WORDS: Final = word_set("a à y o e é è i å ö")
"""Letters that are words in French, Spanish, Italian, Portuguese or Swedish: "tout ce qu'il y a."."""

_APOSTROPHE: Final = re.compile(rf"{_LETTER}['’ʼ]$")
_DUTCH_YOU: Final = re.compile(
    r"\b(?:voor|bij|met|aan|van|om|naar|tot|achter|onder|naast|boven|door|over|rond|dat|als|en)\s$", re.IGNORECASE
)
"""Matches a Dutch word before "u", which means "you". In German, "u." is short for "und"."""

_MONTHS: Final = re.compile(
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jänner)\b", re.IGNORECASE
)
_BEFORE_ORDINALS: Final = re.compile(
    r"\b(?:am|im|vom|zum|zur|beim|d(?:as|er|ie|en|em|es)|(?:ein|ihr|mein|sein|unser|dein)(?:e[nmr]?)?|jede[rsnm]?)\s+"
    r"(?:\d+\.\s*(?:und|oder|bis|u\.)\s+)?\d+$",
    re.IGNORECASE,
)
_MONTH_AND_YEAR: Final = re.compile(r"(?:0?[1-9]|1[0-2])\.\s?\d{4}\b")
_MONTH_AND_WORD: Final = re.compile(rf"(?:0?[1-9]|1[0-2])\.\s{_LETTER}")
_YEAR: Final = re.compile(r"[12]\d{3}\b")
_AFTER_DAY_AND_MONTH: Final = re.compile(r"\b\d{1,2}\.\s$")

_BEGINNERS: Final = word_set(
    """
    the a an then now we you they he she it i this that these those there here and but or so if when while as in on
    at with for to let rest breathe feel notice perhaps maybe what how why who after before not no yes all some each
    every my your our his her its their once again everything nothing nobody somebody everyone everybody someone
    something anything people many most others both please welcome listen imagine remember relax soften close open
    sit lie bring settle gently slowly just good thank thanks drink keep stay come let's don't do is are was were
    der die das dann nun jetzt wir
    sie er es ich du ihr und aber oder so wenn als in auf mit für zu dies diese dieser man nicht kein ein eine
    vielleicht heute hier dort da was wie wer ruhen spüren atmen weiter spüre lass lasse nimm lege schließe öffne komm
    atme halte bleib bleibe danach le la les un une puis ensuite nous vous ils
    elles il elle je tu on et mais ou si quand dans sur avec pour ce cette ces ici respirez inspirez expirez accueillez
    laissez détendez fermez ouvrez sentez restez revenez prenez posez imaginez el los las una luego después
    nosotros usted ustedes ellos ellas él ella yo y pero o si cuando en con para esto esta este estos aquí lo su sus
    respire respira inspire inhale exhale descanse descansa sienta siente deje deja suelte suelta cierre cierra abra
    """
)
"""Words that often begin sentences and are not names, in lower case."""

_GERMAN_ORDER: Final = re.compile(rf"{_LETTER}+n\s(?:Sie|wir)\b")
"""Matches the beginning of a German instruction: "Legen Sie", "Kommen wir"."""


def ends_abbreviation(before: str, after: str) -> bool:
    """Whether the period between the texts `before` and `after` does not end the sentence, because it belongs to an
    abbreviation, an initial, an ordinal or a date. `after` must not be empty.
    """
    found = _LAST_WORD.search(before)
    written = found[0].strip("-") if found else ""
    ahead = before[: found.start()] if found else before
    if not written or _is_a_word(written, ahead, after):
        return False
    word = written.lower()
    if _never_last(word, written, ahead):
        return True
    number = re.match(r"[+(]?\s?(?=\d)", after)
    if number:
        return _before_a_number(word, written, ahead, after[number.end() :])
    if after[0].islower() or after[0] in ",;":
        return _is_shortened(word) or word in _MAYBE_LAST or word in _BEFORE_NUMBERS or word in _ONLY_CAPITAL
    return _before_a_capital(written, ahead, after)


def _is_a_word(written: str, ahead: str, after: str) -> bool:
    """Whether `written` only looks like an abbreviation, so that the period ends the sentence: "can't.", "ce qu'il y
    a.", "It took 1 hr." `ahead` is the text before it.
    """
    if len(written) == 1 and written.islower():
        if _APOSTROPHE.search(ahead):
            return True
        in_pair = re.match(rf"{_LETTER}\.", after) or re.search(rf"{_LETTER}\.\s$", ahead)
        if written in _LETTER_WORDS:
            return not in_pair and not (_ERAS & {written} and _CHRIST.match(after))
        if written == "u":
            return not in_pair and _DUTCH_YOU.search(ahead) is not None
    if written in ("mm", "Mm"):
        return True  # only "MM." is an abbreviation, as in "MM. Durand et Petit"
    return written in _UNITS and after[0].isupper() and _AMOUNT.search(ahead) is not None


def _never_last(word: str, written: str, ahead: str) -> bool:
    """Whether the word is an abbreviation, whatever follows it: "M." in "M. Dupont" is one, but "m." in "5 p. m." is
    not.
    """
    if word in _NEVER_LAST or written in ("M", "MM"):
        return True
    if word.startswith("dipl.-") or ("-" in word and word.rpartition("-")[2] in ("prof", "doz", "ing")):
        return True  # Dipl.-Psych., Univ.-Prof.
    return (written[0].isupper() and word in _ONLY_CAPITAL) or (
        word in _FACULTIES and _DOCTOR.search(ahead) is not None
    )


def _before_a_number(word: str, written: str, ahead: str, after: str) -> bool:
    if word.isdigit():
        return _in_a_date(word, ahead, after)
    if word in _BEFORE_YEARS:
        return _YEAR.match(after) is not None
    if word in _MONTHS_ALSO_WORDS or word in _NAMES_ALSO_WORDS:
        named = word in _NAMES_ALSO_WORDS and written[0].isupper()
        in_year = _YEAR.match(after) and _IN.search(ahead)
        dated = in_year or _AFTER_A_DAY.search(ahead) or _DAY_AND_MONTH.match(after)
        return dated is not None or (named and not _ARTICLE.search(ahead))
    if word in _NOUNS:
        return written[0].isupper() or _ARTICLE.search(ahead) is None
    if word == "no":
        return written[0].isupper() or _ANSWER.search(ahead) is None
    if word in _TIME_UNITS and re.search(r"\d\s?$", ahead):
        return _GOES_ON.match(after) is not None
    if len(word) == 1 and word.isalpha():
        unit = written in _UNITS and _AMOUNT.search(ahead)
        return not unit and word not in "ia" and _LETTERED.search(ahead) is None
    return word.endswith("str") or word in _BEFORE_NUMBERS


def _in_a_date(word: str, ahead: str, after: str) -> bool:
    """Whether the number `word` is the day or the month in a date such as "am 3. 5. 2024"."""
    if not word.isdecimal() or int(word[-4:]) > 31:
        return False
    if _MONTH_AND_YEAR.match(after):
        return True
    if _AFTER_DAY_AND_MONTH.search(ahead) and _YEAR.match(after):
        return True
    return _MONTH_AND_WORD.match(after) is not None and _BEFORE_ORDINALS.search(ahead + word) is not None


def _is_shortened(word: str) -> bool:
    return len(word) == 1 or "." in word or word.isdigit() or word in _INSIDE


def _before_a_capital(written: str, ahead: str, after: str) -> bool:
    word = written.lower()
    begins = _begins(after)
    if word in _ERAS and _CHRIST.match(after):
        return True
    if word in _MAYBE_LAST or (word in _BEFORE_ROMAN and _ROMAN.match(after)):
        return not begins and (written != "av" or _AVENUE.search(ahead) is not None)
    if word.isdigit():
        return _MONTHS.match(after) is not None or (not begins and _BEFORE_ORDINALS.search(ahead + word) is not None)
    if word in _CLOCK:
        return _TIMED_DAY.match(after) is not None
    if re.fullmatch(rf"{_LETTER}(?:\.-?{_LETTER})+", written) and written.isupper():
        return not begins  # J.-P., J.K.
    if len(word) == 1 or _half_of_pair(word, after):
        return _single_letter(word, ahead, after, begins)
    return False


def _begins(after: str) -> bool:
    """Whether `after` begins with a word that often begins sentences and is not a name."""
    following = re.match(rf"{_LETTER}+(?:['’]t\b)?", after)
    if following is None or after[1:2] == ".":
        return False
    return following[0].lower().replace("’", "'") in _BEGINNERS or _GERMAN_ORDER.match(after) is not None


def _half_of_pair(word: str, after: str) -> bool:
    """Whether the word is the first half of "EE. UU."."""
    return word == "ee" and after.startswith("UU")


def _single_letter(word: str, ahead: str, after: str, begins: bool) -> bool:
    if not word.isalpha():
        return False
    pair = re.search(rf"\b({_LETTER}{{1,2}})\.\s$", ahead)
    if pair and pair[1].lower() + word in _PAIRS_NEVER_LAST:
        return True
    if pair and pair[1].lower() + word in _PAIRS_MAYBE_LAST:
        return not begins
    if re.match(rf"{_LETTER}\.", after) or _half_of_pair(word, after):
        return True  # the first half of an abbreviation written apart, as in "z. B."
    if re.search(r"\d\s?$", ahead):
        return False  # a unit, as in "20 h."
    if pair and pair[1].islower():
        return False  # the second half of "p. m."
    # an initial, as in "J. Smith", but not the word "I"
    return word != "i" and not begins and _LETTERED.search(ahead) is None
