"""Finds the title of a text: its first heading, or else its first short line."""

import re
from dataclasses import replace
from typing import Final

from voiceguide.texts._brackets import ABOUT, BEFORE, label_of, plain
from voiceguide.texts._directions import pieces
from voiceguide.texts._headings import BOLD, GENERIC, NUMBERING, SPAN_IN_HEADING, heading_name, names_notes, structural
from voiceguide.texts._model import ROW, Block
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


def title_of(blocks: list[Block], declared: str) -> tuple[str, list[Block]]:
    """The title, and the blocks without it: the first heading, or else the first short line; empty if
    there is neither.
    """
    first = next((i for i, block in enumerate(blocks) if block.kind in ("heading", "words", "item", "rest")), None)
    if first is None:
        return declared, blocks
    if declared:
        same = blocks[first].kind == "heading" and heading_name(blocks[first].text).casefold() == declared.casefold()
        same = same or blocks[first].text.strip().casefold() == declared.casefold()
        return declared, _without(blocks, first) if same else blocks
    heads = [i for i, block in enumerate(blocks) if block.kind == "heading"]
    real = [
        i
        for i in heads
        if not structural(heading_name(blocks[i].text)) and not names_notes(heading_name(blocks[i].text))
    ]
    guessed = bool(real) and blocks[real[0]].level >= BOLD and blocks[first].kind == "words"
    guessed = guessed or _named_above(blocks, first, real)
    if real and not guessed and not _words_before(blocks, real[0]) and (title := _titled(blocks, real)) is not None:
        return title
    if blocks[first].kind == "words" and _greets(blocks[first].text):
        first = next((i for i in range(first + 1, len(blocks)) if blocks[i].kind != "rule"), first)
    block = blocks[first]
    if (
        block.kind == "words"
        and block.why != ROW
        and _short_title(block.text)
        and any(b.kind in ("words", "item", "rest") for b in blocks[first + 1 :])
    ):
        top, _, rest = block.text.partition("\n")
        kept = [Block("aside", block.line + 1, rest, why=ABOUT)] if rest.strip() else []
        return heading_name(top), blocks[:first] + kept + blocks[first + 1 :]
    return "", blocks


def _greets(text: str) -> bool:
    row = plain(text)
    return bool(CHAT_BEFORE.match(row) and CHAT_ABOUT.search(row)) and row.endswith((":", "：", "."))


def _named_above(blocks: list[Block], first: int, heads: list[int]) -> bool:
    """Whether a short line names the text, so that the headings below it only name its parts."""
    if not heads or blocks[first].kind != "words" or CHAT_BEFORE.match(plain(blocks[first].text)):
        return False
    level = blocks[heads[0]].level
    parts = level > 1 and any(blocks[i].level == level for i in heads[1:])
    between = any(block.kind != "rule" for block in blocks[first + 1 : heads[0]])
    return parts and not between and _short_title(blocks[first].text)


def _words_before(blocks: list[Block], index: int) -> bool:
    """Whether there are words before a heading that are not a preface."""
    return any(
        block.kind in ("words", "item") and not (CHAT_BEFORE.match(plain(block.text)) or _short_title(block.text))
        for block in blocks[:index]
    )


def subtitle(rest: str) -> bool:
    """Whether what is directly below a title only says whose text it is, or what kind of text."""
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
    return not _asks_for_quiet(bare) and not label_of(top) and all(piece.kind == "words" for piece in pieces(bare))


def _asks_for_quiet(row: str) -> bool:
    """Whether a line is a pause without brackets, or says how long to be quiet. "Silence of the night" does neither."""
    return read_pause(row, marked=any(sign.isdigit() or sign in _CJK_UNITS for sign in row)) is not None


def _without(blocks: list[Block], index: int) -> list[Block]:
    return blocks[:index] + blocks[index + 1 :]


def _titled(blocks: list[Block], heads: list[int]) -> tuple[str, list[Block]] | None:
    first = heads[0]
    level, name = blocks[first].level, heading_name(blocks[first].text)
    siblings = [i for i in heads[1:] if blocks[i].level <= level]
    above = [replace(b, kind="aside", why=BEFORE) if b.kind in ("words", "item") else b for b in blocks[:first]]
    blocks = above + blocks[first:]
    if not siblings:
        return name, _without(blocks, first)
    between = [
        block
        for block in blocks[first + 1 : siblings[0]]
        if block.kind in ("words", "item", "rest", "heading") and not BYLINE.match(block.text.strip())
    ]
    timed = (bool(between) and bool(SPAN_IN_HEADING.search(blocks[first].text))) or bool(
        NUMBERING.match(plain(blocks[first].text))
    )
    if GENERIC.match(name) or timed:
        return "", blocks
    return name, _without(blocks, first) if not between else blocks
