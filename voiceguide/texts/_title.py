"""Finds the title of a text: a heading at its beginning, or else a short first line."""

import re
from dataclasses import replace
from typing import Final

from voiceguide.texts._brackets import ABOUT_TEXT, BEFORE_SCRIPT, label_of, plain
from voiceguide.texts._directions import fragments
from voiceguide.texts._headings import BOLD, GENERIC, NUMBERING, SPAN_IN_HEADING, heading_name, names_notes, structural
from voiceguide.texts._model import ROW, Passage
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import read_pause

CHAT_BEFORE: Final = Pattern(
    r"^(?:sure|certainly|of course|absolutely|great|okay|ok\b|here(?:'s|’s| is| are)|below is|the following|this is a|"
    r"i(?:'ve|’ve| have) (?:written|created|prepared)|how to use|instructions?\b|"
    r"gerne|natürlich|klar|hier (?:ist|sind|kommt)|"
    r"claro|por supuesto|aquí (?:tienes|está|va)|bien sûr|voici|certo|certamente|ecco|aqui está|com certeza|"
    r"natuurlijk|hier is|当然|當然|好的|以下是|这是|もちろん|以下は|こちら)",
    re.IGNORECASE,
)
CHAT_ABOUT: Final = Pattern(
    r"script|meditation|meditación|méditation|meditazione|meditação|meditatie|practice|minute|guided|text|guion|guión|"
    r"texte|testo|texto|roteiro|tekst|anleitung|übung|version|冥想|引导|脚本|瞑想|スクリプト|ガイド",
    re.IGNORECASE,
)
BYLINE: Final = Pattern(
    r"^[*_(]{0,3}(?:written |created |read |a (?:guided )?meditation )?(?i:by|von|por|par|di|da|"
    r"door)\s+(?:the |an? |d[aeio]r? |das |l[ae]s? |el |il |os |het )?[A-ZÀ-Þ][^.!?\n]{1,50}$"
)


_CJK_UNITS: Final = "秒分"


def title_of(passages: list[Passage], declared: str) -> tuple[str, list[Passage]]:
    """The title, and the passages without it. The title is `declared`; if that is empty, the first heading, if it names
    the whole text and not only a part; or else the first line, if it is short. If there is none of these, the title is
    empty.
    """
    first = next(
        (i for i, passage in enumerate(passages) if passage.kind in ("heading", "words", "item", "rest")), None
    )
    if first is None:
        return declared, passages
    if declared:
        same = (
            passages[first].kind == "heading" and heading_name(passages[first].text).casefold() == declared.casefold()
        )
        same = same or passages[first].text.strip().casefold() == declared.casefold()
        return declared, _without(passages, first) if same else passages
    heads = [i for i, passage in enumerate(passages) if passage.kind == "heading"]
    real = [
        i
        for i in heads
        if not structural(heading_name(passages[i].text)) and not names_notes(heading_name(passages[i].text))
    ]
    guessed = bool(real) and passages[real[0]].level >= BOLD and passages[first].kind == "words"
    guessed = guessed or _named_above(passages, first, real)
    if real and not guessed and not _words_before(passages, real[0]) and (title := _titled(passages, real)) is not None:
        return title
    if passages[first].kind == "words" and _greets(passages[first].text):
        first = next((i for i in range(first + 1, len(passages)) if passages[i].kind != "rule"), first)
    passage = passages[first]
    if (
        passage.kind == "words"
        and passage.why != ROW
        and _short_title(passage.text)
        and any(b.kind in ("words", "item", "rest") for b in passages[first + 1 :])
    ):
        top, _, rest = passage.text.partition("\n")
        kept = [Passage("aside", passage.line + 1, rest, why=ABOUT_TEXT)] if rest.strip() else []
        return heading_name(top), passages[:first] + kept + passages[first + 1 :]
    return "", passages


def _greets(text: str) -> bool:
    row = plain(text)
    return bool(CHAT_BEFORE.match(row) and CHAT_ABOUT.search(row)) and row.endswith((":", "：", "."))


def _named_above(passages: list[Passage], first: int, heads: list[int]) -> bool:
    """Whether the first passage, a short line, is the name of the text. The headings below it then only name
    its parts.
    """
    if not heads or passages[first].kind != "words" or CHAT_BEFORE.match(plain(passages[first].text)):
        return False
    level = passages[heads[0]].level
    parts = level > 1 and any(passages[i].level == level for i in heads[1:])
    between = any(passage.kind != "rule" for passage in passages[first + 1 : heads[0]])
    return parts and not between and _short_title(passages[first].text)


def _words_before(passages: list[Passage], index: int) -> bool:
    """Whether there are words before a heading, besides a greeting or a short line."""
    return any(
        passage.kind in ("words", "item") and not (CHAT_BEFORE.match(plain(passage.text)) or _short_title(passage.text))
        for passage in passages[:index]
    )


def subtitle(rest: str) -> bool:
    """Whether the words directly below a title only say who wrote the text, or what kind of text it is."""
    row = plain(rest)
    about = len(row.split()) <= 10 and not re.search(r"[.!?…:]$", row) and bool(CHAT_ABOUT.search(row))
    return "\n" not in rest.strip() and (about or bool(BYLINE.match(rest.strip())))


def _short_title(text: str) -> bool:
    top, _, rest = text.partition("\n")
    bare = plain(SPAN_IN_HEADING.sub("", top) if re.search(r"\d\s*-?\s*min", top) else top)
    words = bare.split()
    if rest.strip() and not subtitle(rest):
        return False
    if not words or len(words) > 10 or len(bare) > 80 or bare.rstrip('"”’*').endswith(tuple(".!?…,;:。！？，、：")):
        return False
    if not any(map(str.isalpha, bare)) or bare[0] in '"“„«([' or bare[0].islower():
        return False
    return (
        not _asks_for_quiet(bare)
        and not label_of(top)
        and all(fragment.kind == "words" for fragment in fragments(bare))
    )


def _asks_for_quiet(row: str) -> bool:
    """Whether a line is a pause mark without brackets, or a length of quiet. "Silence of the night" is neither."""
    return read_pause(row, marked=any(sign.isdigit() or sign in _CJK_UNITS for sign in row)) is not None


def _without(passages: list[Passage], index: int) -> list[Passage]:
    return passages[:index] + passages[index + 1 :]


def _titled(passages: list[Passage], heads: list[int]) -> tuple[str, list[Passage]] | None:
    first = heads[0]
    level, name = passages[first].level, heading_name(passages[first].text)
    siblings = [i for i in heads[1:] if passages[i].level <= level]
    above = [
        replace(b, kind="aside", why=BEFORE_SCRIPT) if b.kind in ("words", "item") else b for b in passages[:first]
    ]
    passages = above + passages[first:]
    if not siblings:
        return name, _without(passages, first)
    between = [
        passage
        for passage in passages[first + 1 : siblings[0]]
        if passage.kind in ("words", "item", "rest", "heading") and not BYLINE.match(passage.text.strip())
    ]
    timed = (bool(between) and bool(SPAN_IN_HEADING.search(passages[first].text))) or bool(
        NUMBERING.match(plain(passages[first].text))
    )
    if GENERIC.match(name) or timed:
        return "", passages
    return name, _without(passages, first) if not between else passages
