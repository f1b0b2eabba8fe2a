"""Finds the parts of a text that do not belong to the practice: a header above it, and notes before it, in it and after
it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from voiceguide.script.languages import is_tag, plain_tag
from voiceguide.texts._brackets import ABOUT_TEXT, AFTER_SCRIPT, BEFORE_SCRIPT, NOTE, label_of, plain
from voiceguide.texts._headings import heading_name, names_notes, structural
from voiceguide.texts._model import FRONT, Passage
from voiceguide.texts._patterns import COLONS, Pattern
from voiceguide.texts._title import BYLINE, CHAT_ABOUT, CHAT_BEFORE, subtitle

_KEYS: Final = (
    r"title|category|categories|(?:target |total |estimated |approx(?:imate)? |suggested )?(?:duration|length|time)"
    r"(?:[- ]target)?|duration[- ]target|runtime|"
    r"ambient|ambience|style|tone|mood|voice|music|background(?: music| sound)?|soundscape|best for|good for|ideal for|"
    r"when to use|use when|purpose|goal|goals|objective|intention|theme|themes|focus|technique|type|level|difficulty|"
    r"audience|target audience|written for|for|written by|author|by|created by|date|version|updated|tags?|keywords?|"
    r"topics?|language|lang|locale|word ?count|words|pace|pacing|speed|recommended [\w ]{2,20}|suggested [\w ]{2,20}|"
    r"setting|posture|position|props|materials|equipment|format|model|voice id|stability|similarity|layout|slug|"
    r"description|summary|series|episode|session|source|license|licence|copyright|credits|delivery|instructions|"
    r"script by|"
    r"reading time|file|id|status|target|platform|benefits|prerequisites|"
    r"titel|kategorie|dauer|länge|stimme|musik|hintergrund|zielgruppe|ziel|thema|autor(?:in)?|datum|sprache|tempo|"
    r"título|titulo|duración|duracion|voz|música|objetivo|autora?|idioma|tema|duração|duracao|"
    r"titre|durée|duree|voix|musique|objectif|auteure?|langue|thème|"
    r"titolo|durata|voce|musica|obiettivo|lingua|duur|taal|stem|muziek|doel|"
    r"标题|標題|时长|時長|作者|语言|主题|タイトル|時間|長さ|作者|言語|テーマ"
)
_KEY_ROW: Final = Pattern(
    rf"^[*_\-•>\s]{{0,6}}(?P<key>{_KEYS})[*_]{{0,3}}\s*[:：][*_]{{0,3}}\s*(?P<value>\S.*)?$",
    re.IGNORECASE,
    needs=COLONS,
)
_ANY_KEY_ROW: Final = Pattern(r"^(?P<key>[A-ZÀ-Þ][\w \-/]{1,30})\s*:\s+(?P<value>\S.*)$", needs=":")
_TITLE_KEY: Final = Pattern(r"title|titel|título|titulo|titre|titolo|标题|標題|タイトル", re.IGNORECASE)
_LANG_KEY: Final = Pattern(r"language|lang|locale|sprache|idioma|langue|lingua|taal|语言|言語", re.IGNORECASE)

_CHAT_AFTER: Final = Pattern(
    r"^(?:let me know|feel free|would you like|i hope (?:this|you)|if you(?:'d|’d| would) like (?:me|another|a |"
    r"this|the )|"
    r"do you want|want me to|this (?:script|meditation|practice|version) (?:is|can|was|takes|should|includes|uses|"
    r"runs)|"
    r"you can (?:adjust|adapt|modify|customi[sz]e|read this|record|use this script)|shall i|happy to|"
    r"(?:approximate |estimated |total )?(?:word count|reading time|run ?time)|"
    r"möchtest du|möchten sie|soll ich|sag (?:mir )?(?:gern|bescheid)|lass (?:es )?mich wissen|ich hoffe, |"
    r"¿?(?:quieres|te gustaría|quieres que)|espero que (?:esto|te)|si quieres(?:,| que) |n'hésite|souhaitez-vous|"
    r"voulez-vous|j'espère que|dis-moi|vuoi che|fammi sapere|spero che|se vuoi, posso|quer que|gostaria|espero que|"
    r"wil je|laat (?:het )?me weten|ik hoop dat|如果(?:你|您)(?:需要|想)|希望(?:这|這)|ご希望|必要であれば|"
    r"いかがでしょう)",
    re.IGNORECASE,
)
_PLUG: Final = Pattern(
    r"\b(?:subscribe|donations?|donate|patreon|ko-?fi|follow (?:me|my|us)|"
    r"my (?:channel|profile|website|podcast|newsletter)|"
    r"(?:leave|write) (?:me )?an? (?:review|comment|rating)|abonnier\w*|suscríb\w*|abonnez\w*|iscriv\w*|inscreva\w*)\b",
    re.IGNORECASE,
)
"""Matches requests in a paragraph after the script, for example to subscribe or to donate."""
_FOOTER: Final = Pattern(
    r"^(?:sources?\s*:|quelle\s*:|fuente\s*:|"
    r"©|\(c\)\s|copyright\b|all rights reserved|https?://\S+$|www\.\S+$|page \d+(?: of \d+)?$|"
    r"seite \d+(?: von \d+)?$|"
    r"(?:transcri(?:bed|pt|ption)|subtitles|captions|generated|untertitel|sous-titres|subt[ií]tulos|sottotitoli|"
    r"legendas|ondertitel\w*)\b[^.\n]{0,20}\b(?:by|von|par|por|di|door|with|provided)\b.{1,60}$|"
    r"[\[(*_\-–—\s]*(?:the )?end(?: of (?:the )?(?:script|meditation|practice|session|recording|"
    r"transcript))?[\])*_\-–—\s]*$|"
    r"\[?\d{1,3}\]\s+\S|\[[a-z]\](?=\S)|"
    r"(?:photo|image) (?:by|credit)|(?:download|print|share) (?:this|the)\b|word count\b)",
    re.IGNORECASE,
)


_ITALIC: Final = Pattern(r"\s*([*_])(?![*_])[^*_\n]+\1\s*", needs="*_")


@dataclass
class Header:
    """A text's header, which is left out: its title, its language, and all its lines."""

    title: str = ""
    lang: str = ""
    left_out: list[Passage] = field(default_factory=list)


def without_header(passages: list[Passage]) -> tuple[list[Passage], Header]:
    """Removes the header of a text, which is made of lines such as ``Key: value``. Returns the other passages, and the
    contents of the header.
    """
    header = Header()
    begun = start = next((i for i, passage in enumerate(passages) if passage.kind not in ("heading", "rule")), 0)
    if start < len(passages) and passages[start].why == FRONT:
        for number, row in enumerate(passages[start].text.split("\n"), passages[start].line):
            _read_key(row, number, header)
        return passages[:begun] + passages[start + 1 :], header
    while start < len(passages) and passages[start].kind == "words" and not passages[start].sure:
        rows = passages[start].text.split("\n")
        keys = [_KEY_ROW.match(row.strip()) or _ANY_KEY_ROW.match(row.strip()) for row in rows if row.strip()]
        known = [row for row in rows if _KEY_ROW.match(row.strip())]
        ruled = start + 1 < len(passages) and passages[start + 1].kind == "rule"
        if (
            len(known) < 0.5 * len(keys)
            or not known
            or not all(keys)
            or (len(rows) < 2 and not ruled and start == 0 and len(known) < 1)
        ):
            break
        if any(label_of(row) and not ruled and not (len(known) >= 2 and len(row.split()) <= 6) for row in rows):
            break
        for number, row in enumerate(rows, passages[start].line):
            _read_key(row, number, header)
        start += 2 if ruled else 1
    return passages[:begun] + passages[start:], header


def _read_key(row: str, line: int, header: Header) -> None:
    match = _KEY_ROW.match(row.strip()) or _ANY_KEY_ROW.match(row.strip())
    key, value = (match["key"].strip(), plain(match["value"] or "")) if match else ("", "")
    if _TITLE_KEY.fullmatch(key) and not header.title:
        header.title = value.strip("\"“”'")
    elif _LANG_KEY.fullmatch(key) and is_tag(value):
        header.lang = plain_tag(value)
    header.left_out.append(Passage("aside", line, row.strip(), why=ABOUT_TEXT))


def is_footer(row: str) -> bool:
    """Whether a row belongs to the foot of a page or text: a source, a copyright notice, a page number, "the end"."""
    return bool(_FOOTER.match(plain(row)))


def metadata_row(row: str) -> bool:
    """Whether a row is information about the text, as ``**Duration:** 10 minutes`` is."""
    known = _KEY_ROW.match(row)
    if known is None:
        return False
    bold = bool(re.match(r"^[\-•>\s]*[*_]{2}", row))
    value = (known["value"] or "").strip()
    if bold:
        return not (label_of(row) and len(value.split()) > 12)
    short = re.match(
        r"(?i)^(?:(?:total |target |estimated )?(?:duration|length)|word ?count|"
        r"author|written by|dauer|duración|durée|durata|duur|"
        r"duração|"
        r"tags|keywords|reading time|language|category)\b",
        plain(row),
    )
    return bool(short) and len(value.split()) <= 10


def without_notes(passages: list[Passage], leave_out: Callable[[Passage], None]) -> list[Passage]:
    """The passages of the script itself. Notes before, in and after it are passed to `leave_out`."""
    marks = [
        i
        for i, passage in enumerate(passages)
        if passage.kind == "heading"
        and structural(heading_name(passage.text))
        and any(later.kind in ("words", "item") for later in passages[i:])
    ]
    if marks:
        for passage in passages[: marks[0]]:
            if passage.kind in ("words", "item", "heading", "aside", "rest"):
                leave_out(replace(passage, why=passage.why or BEFORE_SCRIPT))
        passages = passages[marks[0] :]
    kept = list(_without_regions(passages, leave_out))
    return _without_chat(kept, leave_out)


def _without_regions(passages: list[Passage], leave_out: Callable[[Passage], None]) -> Iterator[Passage]:
    """The passages that are not under a heading for notes. The others are passed to `leave_out`."""
    level = 0  # the level of the heading whose notes are being left out; 0 if none are
    begun = False
    for index, passage in enumerate(passages):
        if passage.kind == "heading":
            name = heading_name(passage.text)
            notes = names_notes(name) and not structural(name)
            if level and passage.level > level:
                notes = True
            elif notes:
                level = passage.level
            if not notes:
                level = 0
            elif not _all_notes(passages, index, begun):
                leave_out(replace(passage, why=NOTE))
                continue
            else:
                level = 0
        elif level and passage.kind == "rule" and not begun:
            level = 0
        elif level:
            if passage.kind != "rule":
                leave_out(replace(passage, why=passage.why or (AFTER_SCRIPT if begun else BEFORE_SCRIPT)))
            continue
        begun = begun or passage.kind in ("words", "item")
        yield passage


def _all_notes(passages: list[Passage], index: int, begun: bool) -> bool:
    """Whether nothing would be left to speak if the words under the heading at `index` were left out. `begun`: there
    are words to speak before that heading.
    """
    if begun:
        return False
    level = passages[index].level
    for place, passage in enumerate(passages[index + 1 :], index + 1):
        if passage.kind == "heading" and passage.level <= level and not names_notes(heading_name(passage.text)):
            return False
        if passage.kind == "rule" and any(later.kind in ("words", "item") for later in passages[place:]):
            return False
    return True


def _without_chat(passages: list[Passage], leave_out: Callable[[Passage], None]) -> list[Passage]:
    """The passages without a greeting or an author's name before the script, without offers and requests after it, and
    without rows for which `is_footer` is true. If that would leave nothing to speak, returns all passages.
    """
    spoken = [i for i, passage in enumerate(passages) if passage.kind in ("words", "item") and not passage.sure]
    out: dict[int, str] = {}
    for i in spoken[:2]:
        text = plain(passages[i].text)
        if (
            CHAT_BEFORE.match(text)
            and CHAT_ABOUT.search(text)
            and (text.endswith((":", "：")) or len(text.split()) < 60)
        ):
            out[i] = BEFORE_SCRIPT
        elif i not in out and (BYLINE.match(text) or (_ITALIC.fullmatch(passages[i].text) and subtitle(text))):
            out[i] = ABOUT_TEXT
    for i in reversed(spoken):
        text = plain(passages[i].text)
        if not (_CHAT_AFTER.match(text) or _FOOTER.match(text) or _PLUG.search(text)):
            break
        out[i] = AFTER_SCRIPT
    for i in spoken:
        if (
            i not in out
            and _FOOTER.match(plain(passages[i].text))
            and len(passages[i].text) < 120
            and not re.match(r"\[?\d", passages[i].text)
        ):
            out[i] = ABOUT_TEXT
    if not any(passage.kind in ("words", "item") and i not in out for i, passage in enumerate(passages)):
        return passages
    for i, why in out.items():
        leave_out(replace(passages[i], why=why))
    return [passage for i, passage in enumerate(passages) if i not in out]
