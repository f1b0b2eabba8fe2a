"""Spells out English abbreviations, initials and Roman numerals."""

import re
from functools import cache
from typing import Final

from voiceguide.speech._english_dates import Rule
from voiceguide.speech._english_numbers import cardinal, ordinal
from voiceguide.system.plain_text import words_of

_ABBREVIATIONS: Final = (
    (r"[eE]\.\s?g\.,?", "for example,"),
    (r"[iI]\.\s?e\.,?", "that is,"),
    (r"(?:etc|&c)\.(?=\s+[a-z]|[,;])", "and so on"),
    (r"(?:etc|&c)\.", "and so on."),
    (r"et al\.(?=\s+[A-Z]|\s*$)", "and others."),
    (r"et al\.?(?!\w)", "and others"),
    (r"vs\.?(?!\w)", "versus"),
    (r"approx\.", "approximately"),
    (r"incl\.", "including"),
    (r"max\.(?=\s)", "maximum"),
    (r"a\.k\.a\.", "also known as"),
    (r"ca?\.\s?(?=\d)", "about "),
    (r"cf\.", "compare"),
    (r"esp\.", "especially"),
    (r"excl\.", "excluding"),
    (r"avg\.", "average"),
    (r"est\.(?=\s\d{4})", "established"),
    (r"(?<!\d )(?<!\d)min\.(?=\s\d)", "minimum"),
    (r"[Tt]el\.(?=\s?[\d+(])", "telephone"),
    (r"[Ee]xt\.(?=\s?\d)", "extension"),
    (r"[Aa]pt\.(?=\s?\d)", "apartment"),
    (r"[Aa]rt\.(?=\s\d)", "article"),
    (r"[Dd]ept\.", "department"),
    (r"Inc\.", "Incorporated"),
    (r"Ltd\.", "Limited"),
    (r"Corp\.", "Corporation"),
    (r"viz\.", "namely"),
    (r"Mr\.?(?=\s)", "Mister"),
    (r"Mrs\.?(?=\s)", "Missus"),
    (r"Ms\.?(?=\s[A-Z])", "Miz"),
    (r"Mx\.(?=\s[A-Z])", "Mix"),
    (r"Drs\.?(?=\s[A-Z])", "Doctors"),
    (r"Dr\.?(?=\s[A-Z])", "Doctor"),
    (r"Profs\.(?=\s)", "Professors"),
    (r"Prof\.(?=\s)", "Professor"),
    (r"Rev\.(?=\s[A-Z])", "Reverend"),
    (r"(?<=[a-z,] )Jr\.?(?=\s|$|,)", "Junior"),
    (r"(?<=[a-z,] )Sr\.?(?=\s|$|,)", "Senior"),
    (r"Capt\.(?=\s[A-Z])", "Captain"),
    (r"Lt\.(?=\s[A-Z])", "Lieutenant"),
    (r"Sgt\.(?=\s[A-Z])", "Sergeant"),
    (r"Gen\.(?=\s[A-Z])", "General"),
    (r"Col\.(?=\s[A-Z])", "Colonel"),
    (r"Sen\.(?=\s[A-Z])", "Senator"),
    (r"Gov\.(?=\s[A-Z])", "Governor"),
    (r"Fr\.(?=\s[A-Z])", "Father"),
    (r"Br\.(?=\s[A-Z])", "Brother"),
    (r"Ft\.(?=\s[A-Z])", "Fort"),
    (r"Mt\.(?=\s[A-Z])", "Mount"),
    (r"St\.", "Saint"),
    (r"(?<=[a-z] )Ave\.", "Avenue"),
    (r"(?<=[a-z] )Rd\.", "Road"),
    (r"(?<=[a-z] )Blvd\.", "Boulevard"),
    (r"[Nn]os\.\s?(?=\d)", "numbers "),
    (r"[Nn]o\.\s?(?=\d)", "number "),
    (r"(?:№|n°)\s?(?=\d)", "number "),
    (r"pp\.\s?(?=\d)", "pages "),
    (r"p\.\s?(?=\d)", "page "),
    (r"[Cc]h(?:ap)?\.\s?(?=\d|[IVX]+\b)", "chapter "),
    (r"[Ff]ig\.\s?(?=\d)", "figure "),
    (r"[Vv]ol\.\s?(?=\d|[IVX]+\b)", "volume "),
    (r"[Ss]ect?\.\s?(?=\d)", "section "),
    (r"§\s?(?=\d)", "section "),
    (r"w/o(?=[\s.,;!?]|$)", "without"),
    (r"w/in(?=\s)", "within"),
    (r"w/(?=[a-z]{3})", "with "),
    (r"w/(?=\s)", "with"),
)
_WITH_STOP: Final = frozenset(
    (
        "Street",
        "Avenue",
        "Road",
        "Boulevard",
        "Junior",
        "Senior",
        "department",
        "Incorporated",
        "Limited",
        "Corporation",
    )
)
"""Words whose abbreviations often end a sentence. If the abbreviation ends one, the word that replaces it gets a full
stop.
"""

_ROMAN: Final = {
    numeral: value
    for value, numeral in enumerate(
        words_of("II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII"), 2
    )
}
_COUNTED: Final = (
    "Part|Chapter|Volume|Book|Act|Phase|Step|Stage|Level|War|Section|Type|Table|Figure|Appendix|Article|Unit|Week|Day|"
    "Session|Grade|Class|Super Bowl|Rule|Title|Track|Movement|Symphony|Psalm|Lesson|Module|Exercise|Scene|Round|Mark|"
    "volume|chapter"
)
"""Words after which a Roman numeral is read as a cardinal: "Chapter IV" is chapter four, but "Henry VIII" the eighth.
"""
_FIGURES: Final = "|".join(sorted(_ROMAN, key=len, reverse=True))


@cache
def shortened(day_first: bool) -> tuple[Rule, ...]:
    written = "|".join(f"(?P<a{at}>{written})" for at, (written, _) in enumerate(_ABBREVIATIONS))
    return ((re.compile(f"(?<![A-Za-z0-9_.])(?:{written})", re.ASCII), _in_full),)


@cache
def letters(day_first: bool) -> tuple[Rule, ...]:
    return (
        (re.compile(r"\b([A-G])[#♯](?!\w)"), r"\1 sharp"),
        (re.compile(r"\b([A-Z])–([A-Z])\b|\bA-Z\b"), lambda match: f"{match[1] or 'A'} to {match[2] or 'Z'}"),
        (re.compile(r"(?<![\w.])Ph\.?D\.?(?!\w)"), "P H D"),
        (re.compile(r"(?<![\w.])(?:[A-Z]\.){2,}(?!\w)(?<!A\.M\.)(?<!P\.M\.)"), _initials),
        (re.compile(r"(?<![\w.'])([A-HJ-Z])\.(?=\s[A-Z])"), _initial),
        (
            re.compile(rf"\b([Tt]he)\s({_FIGURES})(?=\s[Cc]entur)"),
            lambda match: f"{match[1]} {ordinal(_ROMAN[match[2]])}",
        ),
        (re.compile(rf"\b({_COUNTED})\s({_FIGURES})\b"), lambda match: f"{match[1]} {cardinal(_ROMAN[match[2]])}"),
        (
            re.compile(rf"\b((?:King|Queen|Pope|Emperor|Prince) [A-Z][a-z]+(?: Paul)?)\s({_FIGURES})\b"),
            lambda match: f"{match[1]} the {ordinal(_ROMAN[match[2]])}",
        ),
        (re.compile(r"\bWar I\b(?!')"), "War one"),
        (re.compile(r"\b(War one) and II\b"), r"\1 and two"),
        (
            re.compile(rf"\b(?!The\b)([A-Z][a-z]+(?: Paul)?)\s({_FIGURES})\b(?<!\sX)(?<!\sV)"),
            lambda match: f"{match[1]} the {ordinal(_ROMAN[match[2]])}",
        ),
    )


_NAMES_FOLLOW: Final = re.compile(
    r"\s(?!(?:A|An|And|As|At|After|All|Before|But|Each|Every|Everyone|For|From|He|Her|Here|His|How|I|If|In|It|Its|Let|Many|My|"
    r"No|Nobody|Not|Nothing|Now|On|Once|Or|Others|Our|People|Perhaps|Please|Rest|She|So|Some|Someone|That|The|Their|Then|"
    r"There|These|They|This|Those|To|We|What|When|While|Who|Why|With|Yes|You|Your)\b)[A-Z]"
)
"""Matches if the next word has a capital and is likely to be a name, unlike "Then", "We" or "It"."""


def _in_full(match: "re.Match[str]") -> str:
    spoken = _ABBREVIATIONS[int((match.lastgroup or "a0")[1:])][1]
    if spoken == "Saint":
        before = match.string[: match.start()].split()
        named = bool(before) and before[-1][0].isupper() and len(before) > 1
        follows = _NAMES_FOLLOW.match(match.string, match.end())
        spoken = "Saint" if follows and not (named and not before[-1].endswith(("In", "At", "Of", "And"))) else "Street"
    if spoken in _WITH_STOP:
        return spoken + ("." if ends_here(match) else "")
    return spoken


def ends_here(match: "re.Match[str]") -> bool:
    """Whether an abbreviation's own period also ends the sentence."""
    return match[0].endswith(".") and re.match(r"\s+[A-Z]|\s*$", match.string[match.end() :]) is not None


def _initials(match: "re.Match[str]") -> str:
    """Initials such as ``D.E.A.``, letter by letter. They get a full stop if the text ends after them, or if the next
    word has a capital but is not likely to be a name.
    """
    stop = ends_here(match) and not _NAMES_FOLLOW.match(match.string, match.end())
    return " ".join(re.findall(r"[A-Za-z]", match[0])).upper() + ("." if stop else "")


def _initial(match: "re.Match[str]") -> str:
    """The initial of a name such as ``J. Smith``, without its period, so that no pause is spoken inside the name;
    unchanged if the letter is not likely to be an initial.
    """
    before = match.string[max(0, match.start() - 30) : match.start()].split()
    named = not before or before[-1][0].isupper()
    follows = _NAMES_FOLLOW.match(match.string, match.end()) or re.match(
        r"\s[A-Z]\.\s[A-Z]", match.string[match.end() :]
    )
    return match[1] if named and follows else match[0]
