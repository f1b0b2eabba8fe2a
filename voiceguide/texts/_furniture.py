"""What stands around the words of a text: its header, its title, headings, notes before and after."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from voiceguide.texts._pauses import read_pause
from voiceguide.texts.directions import NOTE, TIME_CODE, is_cue_line, label_of, pieces, plain
from voiceguide.texts.model import Block

BOLD: Final = 7
"""The level of a line in bold that serves as a heading: under every real one."""
PLAIN: Final = 8
"""The level of a heading that no mark shows."""
CAPTION: Final = 99
"""The level of words that stood as a caption, where brackets hold sounds."""

ROW: Final = "a row among others"
"""Of words: they are one of several lines that each say something of their own."""

ABOUT: Final = "it tells about the text"
BEFORE: Final = "it stands before the script"
AFTER: Final = "it stands after the script"

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
_KEY_ROW: Final = re.compile(
    rf"^[*_\-•>\s]{{0,6}}(?P<key>{_KEYS})[*_]{{0,3}}\s*[:：][*_]{{0,3}}\s*(?P<value>\S.*)?$", re.IGNORECASE
)
_BOLD_KEY_ROW: Final = re.compile(
    r"^[\-•>\s]{0,4}[*_]{2}(?P<key>[^*_\n:：]{2,40})(?:[*_]{2}\s*[:：]|[:：][*_]{2})\s*(?P<value>\S.*)?$"
)
_ANY_KEY_ROW: Final = re.compile(r"^(?P<key>[A-ZÀ-Þ][\w \-/]{1,30})\s*:\s+(?P<value>\S.*)$")
_TITLE_KEYS: Final = ("title", "titel", "título", "titulo", "titre", "titolo", "标题", "標題", "タイトル")
_LANG_KEYS: Final = ("language", "lang", "locale", "sprache", "idioma", "langue", "lingua", "taal", "语言", "言語")

_SCRIPT: Final = re.compile(
    r"(?:the |full |complete |guided |meditation |practice |narration |audio |voice ?over |spoken |final |"
    r"relaxation |sleep |recording )*(?:script|transcript|transcription|text|words|narration|spoken text|"
    r"spoken words|wording)"
    r"(?: (?:with|for|text|begins?|starts?|markup)\b.*)?"
    r"|(?:gesprochene |geführte )?anleitung|gesprochener text|(?:meditations)?(?:text|skript)|sprechtext|wortlaut"
    r"|gui[oó]n(?: .*)?|texto(?: .*)?|transcripción|texte(?: .*)?|le texte|transcription|testo(?: .*)?|copione|"
    r"trascrizione"
    r"|roteiro(?: .*)?|guião|transcrição|tekst|de tekst|uitgeschreven tekst"
    r"|脚本|正文|引导词|引導詞|文稿|全文|スクリプト|本文|台本|原稿",
    re.IGNORECASE,
)
_NOTES: Final = re.compile(
    r"\b(?:notes?|references?|bibliography|works cited|sources?|citations?|credits?|acknowledge?ments?|"
    r"implementation|production|about (?:this|the|these)|how to (?:use|read|record|practi[cs]e with)|usage|"
    r"instructions? for|"
    r"(?:for|to) (?:the )?(?:teachers?|instructors?|facilitators?|therapists?|clinicians?|leaders?|readers?|"
    r"narrators?)|"
    r"(?:teacher|instructor|facilitator|therapist|clinician|leader|reader|speaker|delivery|recording|technical|"
    r"voice(?:over)?|audio|music|tts|ssml)(?:'s)? (?:notes?|tips|guidance|guide|settings?|suggestions?|directions?|"
    r"instructions?|"
    r"guidelines?|recommendations?|cues?)|"
    r"tips|guidelines|materials|equipment|what you(?:'ll| will) need|before you (?:begin|start|read)|overview|summary|"
    r"variations?|adaptations?|modifications?|key (?:points|features|elements|themes)|why (?:this|it) works|benefits|"
    r"the science|background information|rationale|contraindications?|safety|disclaimer|copyright|license|"
    r"further reading|"
    r"related|resources|links|footnotes?|appendix|metadata|settings|glossary|see also|share this|comments|"
    r"preparation notes|"
    r"follow[- ]?up|discussion|debrief|reflection questions|homework|next steps|pronunciation|revision history|"
    r"changelog)\b"
    r"|^(?:after|before|following) (?:the )?(?:practice|meditation|session|script|recording)$"
    r"|^(?:about|purpose|introduction for .*|objective|objectives|goal|goals|audience|duration|setup|preparation)$"
    r"|\b(?:hinweise?|anmerkung(?:en)?|quellen?|literatur|referenzen|über diese|zur verwendung|vorbereitung für|"
    r"danksagung|haftungsausschluss|für (?:lehrende|anleitende|kursleitende)|einsatz|tipps|fußnoten)\b"
    r"|\b(?:notas?|referencias|fuentes|bibliografía|sobre (?:este|esta)|consejos|recomendaciones|instrucciones|"
    r"créditos)\b"
    r"|\b(?:remarques?|références|bibliographie|à propos|conseils|crédits|mode d'emploi|notes? (?:pour|de))\b"
    r"|\b(?:riferimenti|bibliografia|fonti|consigli|istruzioni|crediti|informazioni)\b"
    r"|\b(?:referências|fontes|dicas|instruções)\b|\b(?:opmerkingen|bronnen|literatuur|aanwijzingen|voetnoten)\b"
    r"|备注|注释|参考|说明|使用方法|注意事项|メモ|注記|参考|出典|使い方|解説",
    re.IGNORECASE,
)
_CHAT_BEFORE: Final = re.compile(
    r"^(?:sure|certainly|of course|absolutely|great|okay|ok\b|here(?:'s|’s| is| are)|below is|the following|this is a|"
    r"i(?:'ve|’ve| have) (?:written|created|prepared)|gerne|natürlich|klar|hier (?:ist|sind|kommt)|"
    r"claro|por supuesto|aquí (?:tienes|está|va)|bien sûr|voici|certo|certamente|ecco|aqui está|com certeza|"
    r"natuurlijk|hier is|当然|當然|好的|以下是|这是|もちろん|以下は|こちら)",
    re.IGNORECASE,
)
_CHAT_ABOUT: Final = re.compile(
    r"script|meditation|meditación|méditation|meditazione|meditação|meditatie|practice|minute|guided|text|guion|guión|"
    r"texte|testo|texto|roteiro|tekst|anleitung|übung|version|冥想|引导|脚本|瞑想|スクリプト|ガイド",
    re.IGNORECASE,
)
_CHAT_AFTER: Final = re.compile(
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
_FOOTER: Final = re.compile(
    r"^(?:sources?\s*:|quelle\s*:|fuente\s*:|"
    r"©|\(c\)\s|copyright\b|all rights reserved|https?://\S+$|www\.\S+$|page \d+(?: of \d+)?$|"
    r"seite \d+(?: von \d+)?$|"
    r"[\[(*_\-\s]*(?:the )?end(?: of (?:the )?(?:script|meditation|practice|session|recording|"
    r"transcript))?[\])*_\-\s]*$|"
    r"\[?\d{1,3}\]\s+\S|(?:photo|image) (?:by|credit)|(?:download|print|share) (?:this|the)\b|word count\b)",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(
    r"^[*_(]{0,3}(?:written |created |read |a (?:guided )?meditation )?(?i:by|von|por|par|di|da|"
    r"door)\s+[A-ZÀ-Þ][^.!?\n]{1,50}$"
)
_SPAN_IN_HEADING: Final = re.compile(
    rf"[\[(（]\s*(?:~|ca\.?|about|approx\.?|approximately|etwa|env\.?)?\s*(?:{TIME_CODE}(?:\s*(?:-|–|—|to|bis|à|a|→)\s*(?:{TIME_CODE}|end))?"
    r"|(?:\d+(?:[.,]\d+)?|one|two|three|five|ten)\s*(?:(?:-|–|—|to|bis|a|à)\s*\d+(?:[.,]\d+)?)?\s*[-\s]?(?:min|sec|s\b|m\b|seg|sek|秒|分)[^\])）]*)"
    r"\s*[\])）]",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"(?i)(?:silently |then |now )?(?:say|read|speak|repeat|sag|lies|dice|di|dites|lisez|leggi|zeg)\b"
)
"""What asks somebody to speak, and names no part."""

_MINUTES: Final = re.compile(
    rf"[\[(（][^\])）]{{0,20}}(?:\d\s*-?\s*(?:min|分)|{TIME_CODE}\s*[-–—])[^\])）]{{0,30}}[\])）]", re.IGNORECASE
)
"""A length in minutes, or a span of time codes, in brackets: what headings have and marks of pause have not."""

_SPAN_AROUND: Final = re.compile(
    rf"^\W*{TIME_CODE}(?:\s*(?:-|–|—|to|bis|→)\s*{TIME_CODE})?\s*[:|\-–—]?\s*|\s*[|\-–—:,]\s*(?:~|about |approx\.? |"
    rf"ca\.? )?(?:{TIME_CODE}"
    rf"(?:\s*[-–—]\s*{TIME_CODE})?|\d+(?:\s*[-–—]\s*\d+)?\s*(?:minutes?|mins?|seconds?|secs?|minuten?|minutos?|sekunden?|分|秒))\s*$",
    re.IGNORECASE,
)
_NUMBERING: Final = re.compile(r"^(?:(?:\d{1,2}|[IVX]{1,4})[.)]\s+|\(?\d{1,2}\)\s+|[•\-–]\s+)")
_PART_WORDS: Final = re.compile(
    r"^(?:part|section|step|stage|phase|chapter|day|week|teil|abschnitt|schritt|parte|sección|paso|fase|partie|étape|"
    r"passo|sezione|seção|deel|stap|第?[一二三四五六七八九十\d]+[部章节節段])\s*(?:\d+|[ivx]+|one|two|three|four|five|eins|zwei|uno|dos)?\b",
    re.IGNORECASE,
)
_GENERIC: Final = re.compile(
    r"^(?:introduction|intro|opening|arriv(?:al|ing)|settling(?: in)?|welcome|beginning|preparation|"
    r"getting (?:started|settled)|"
    r"grounding|einleitung|ankommen|einstieg|introducción|llegada|accueil|introduzione|introdução|inleiding|"
    r"(?:part|section|step|teil|parte|partie|deel)\s*(?:\d+|one|i).*|引言|开场|はじめに|導入)$",
    re.IGNORECASE,
)

_PARTS: Final = re.compile(
    r"(?:intro|outro|main(?: (?:body|part|practice|section))?|body(?: scan)?|closing|conclusion|ending|end|"
    r"deepening|induction|"
    r"awakening|breath(?:ing)?(?: work)?|return(?:ing)?|visuali[sz]ation|affirmations?|relaxation|reflection|"
    r"integration|"
    r"hauptteil|abschluss|schluss|ausklang|cierre|desarrollo|conclusión|développement|conclusion|corpo|chiusura|"
    r"encerramento|afsluiting|结尾|结束|正念呼吸|まとめ|終わり)",
    re.IGNORECASE,
)


@dataclass
class Front:
    """What the header of a text says."""

    title: str = ""
    lang: str = ""
    left_out: list[Block] = field(default_factory=list)


def without_front(blocks: list[Block]) -> tuple[list[Block], Front]:
    """The blocks without a header of ``Key: value`` lines, and what it says."""
    front = Front()
    begun = start = next((i for i, block in enumerate(blocks) if block.kind not in ("heading", "rule")), 0)
    while start < len(blocks) and blocks[start].kind == "words" and not blocks[start].sure:
        rows = blocks[start].text.split("\n")
        keys = [_KEY_ROW.match(row.strip()) or _ANY_KEY_ROW.match(row.strip()) for row in rows if row.strip()]
        known = [row for row in rows if _KEY_ROW.match(row.strip())]
        ruled = start + 1 < len(blocks) and blocks[start + 1].kind == "rule"
        if not known or not all(keys) or (len(rows) < 2 and not ruled and start == 0 and len(known) < 1):
            break
        if any(label_of(row) and not ruled for row in rows):
            break
        for number, row in enumerate(rows, blocks[start].line):
            _take_key(row, number, front)
        start += 2 if ruled else 1
    return blocks[:begun] + blocks[start:], front


def _take_key(row: str, line: int, front: Front) -> None:
    match = _KEY_ROW.match(row.strip()) or _ANY_KEY_ROW.match(row.strip())
    if match is None:
        return
    key, value = match["key"].strip().lower(), plain(match["value"] or "")
    if key in _TITLE_KEYS and not front.title:
        front.title = value.strip("\"“”'")
    elif key in _LANG_KEYS and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?", value):
        front.lang = value.replace("_", "-").lower()
    front.left_out.append(Block("aside", line, row.strip(), why=ABOUT))


def metadata_row(row: str) -> bool:
    """Whether a row tells about the text, as ``**Duration:** 10 minutes`` does."""
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


def bold_heading(row: str) -> bool:
    """Whether a row stands in bold from one end to the other, and serves as a heading."""
    match = re.fullmatch(rf"(?P<mark>\*{{2,3}}|__)(?P<inside>[^*\n]+)(?P=mark)\s*:?\s*(?:[(\[][^()\[\]]{{1,30}}[)\]])?|"
                         rf"\*\*[\[(]{TIME_CODE}[^*\n]{{0,20}}[\])]\*\*\s*\S[^.!?\n]{{0,60}}", row)  # fmt: skip
    if match is None:
        return False
    inside = plain(match["inside"] or row)
    if not any(map(str.isalpha, inside)) or len(inside.split()) > 12 or re.search(r"[.!?…,;。！？][\"”]?$", inside):
        return False
    if inside[0] in '[("“„«' and not _SPAN_IN_HEADING.match(inside):
        return False
    return read_pause(inside) is None and not label_of(row) and not is_cue_line(inside)


def bracket_heading(row: str) -> bool:
    """Whether a row names a part in square brackets, as ``[INTRO]`` and ``[Part 2: Breathing]`` do."""
    match = re.fullmatch(r"[*_]{0,3}\[([^\[\]]{3,60})\][*_]{0,3}:?", row)
    if match is None or read_pause(match[1]) is not None or is_cue_line(match[1]):
        return False
    return bool(
        _PART_WORDS.match(match[1]) or _GENERIC.match(match[1].strip(" :")) or _PARTS.fullmatch(match[1].strip(" :"))
    )


def plain_heading(row: str, *, steady: bool, alone: bool) -> bool:
    """Whether a row without marks is a heading: short, without a stop, written as headings are.

    `steady`: the text's paragraphs end in stops, so that a line without one is something else. `alone`: it stands by
    itself, with no words right below it.
    """
    text = row.strip()
    bare = plain(_SPAN_IN_HEADING.sub("", text)).strip(" :")
    words = bare.split()
    if not words or len(words) > 8 or len(bare) > 70 or not any(map(str.isalpha, bare)):
        return False
    span = _MINUTES.search(text)
    if re.search(r"[.!?…,;。！？，、\"”)\]]$", bare if span else text.rstrip("*_ ")):
        return False
    if any(piece.kind != "words" for piece in pieces(bare if span else text)):
        return False
    if read_pause(text, marked=False) is not None or label_of(text):
        return False
    capitals = bare.upper() == bare and bare.lower() != bare and (len(bare) > 3)
    timed = span is not None and (alone or text.endswith((")", "]")))
    part = (
        bool(_PART_WORDS.match(bare)) and bool(re.search(r"\d|[:：]|\b(?:one|two|three)\b", text)) and len(words) <= 7
    )
    if capitals or timed or part:
        return True
    if not alone or not steady:
        return False
    titled = (
        all(word[0].isupper() or not word[0].isalpha() or len(word) <= 4 for word in words) and words[0][0].isupper()
    )
    return (titled and any(len(word) > 3 for word in words)) or (
        text.endswith(":") and len(words) <= 4 and not _ASKS.match(text)
    )


def heading_name(text: str) -> str:
    """A heading's words alone: without marks, numbers, lengths and time codes."""
    name = plain(re.sub(r"<[^<>]{1,80}>", " ", text)).strip(" #")
    name = re.sub(r"\[([^\[\]]+)\]\([^()\s]*\)", r"\1", name)
    name = _SPAN_IN_HEADING.sub(" ", name)
    for _ in range(2):
        shorter = _SPAN_AROUND.sub("", name.strip())
        name = shorter if any(map(str.isalnum, shorter)) else name
    name = _NUMBERING.sub("", " ".join(name.split()))
    name = re.sub(r"(?i)^(?:meditation |guided )*(?:script|title|titel)\s*[:：]\s*(?=\S)", "", name)
    name = re.sub(r"\{[^{}]*\}\s*$", "", name)
    return name.strip(' \t:：|-–—*_"“”').strip()


def structural(name: str) -> bool:
    """Whether a heading names no part of the practice, but the script as such."""
    return bool(_SCRIPT.fullmatch(name))


def _is_notes(name: str) -> bool:
    return bool(_NOTES.search(name)) and len(name.split()) <= 8


def title_of(blocks: list[Block], declared: str) -> tuple[str, list[Block]]:
    """The title, and the blocks without it: the first heading, else the first short line, else empty."""
    first = next((i for i, block in enumerate(blocks) if block.kind in ("heading", "words", "item", "rest")), None)
    if first is None:
        return declared, blocks
    if declared:
        same = blocks[first].kind == "heading" and heading_name(blocks[first].text).casefold() == declared.casefold()
        same = same or blocks[first].text.strip().casefold() == declared.casefold()
        return declared, _without(blocks, first) if same else blocks
    heads = [i for i, block in enumerate(blocks) if block.kind == "heading"]
    real = [
        i for i in heads if not structural(heading_name(blocks[i].text)) and not _is_notes(heading_name(blocks[i].text))
    ]
    guessed = bool(real) and blocks[real[0]].level >= BOLD and blocks[first].kind == "words"
    if real and not guessed and not _words_before(blocks, real[0]) and (title := _titled(blocks, real)) is not None:
        return title
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


def _titled(blocks: list[Block], heads: list[int]) -> tuple[str, list[Block]] | None:
    first = heads[0]
    level, name = blocks[first].level, heading_name(blocks[first].text)
    siblings = [i for i in heads[1:] if blocks[i].level <= level]
    above = [replace(b, kind="aside", why=BEFORE) if b.kind in ("words", "item") else b for b in blocks[:first]]
    blocks = above + blocks[first:]
    if not siblings:
        return name, _without(blocks, first)
    timed = bool(_SPAN_IN_HEADING.search(blocks[first].text)) or bool(_NUMBERING.match(plain(blocks[first].text)))
    if _GENERIC.match(name) or timed:
        return "", blocks
    between = [
        block for block in blocks[first + 1 : siblings[0]]
        if block.kind in ("words", "item", "rest", "heading") and not _BYLINE.match(block.text.strip())
    ]  # fmt: skip
    return name, _without(blocks, first) if not between else blocks


def _words_before(blocks: list[Block], index: int) -> bool:
    """Whether words that are no preface stand before a heading."""
    return any(
        block.kind in ("words", "item") and not (_CHAT_BEFORE.match(plain(block.text)) or _short_title(block.text))
        for block in blocks[:index]
    )


def subtitle(rest: str) -> bool:
    """Whether what stands right below a title tells whose or what kind of text it is, and no more."""
    row = plain(rest)
    about = len(row.split()) <= 10 and not re.search(r"[.!?…:]$", row) and bool(_CHAT_ABOUT.search(row))
    return "\n" not in rest.strip() and (about or bool(_BYLINE.match(rest.strip())))


def _short_title(text: str) -> bool:
    top, _, rest = text.partition("\n")
    bare = plain(_SPAN_IN_HEADING.sub("", top) if re.search(r"\d\s*-?\s*min", top) else top)
    words = bare.split()
    if rest.strip() and not subtitle(rest):
        return False
    if not words or len(words) > 10 or len(bare) > 80 or re.search(r"[.!?…,;:。！？，、：][\"”’*]*$", bare):
        return False
    if not any(map(str.isalpha, bare)) or bare[0] in '"“„«([' or bare[0].islower():
        return False
    return read_pause(bare) is None and not label_of(top) and all(piece.kind == "words" for piece in pieces(bare))


def _without(blocks: list[Block], index: int) -> list[Block]:
    return blocks[:index] + blocks[index + 1 :]


def without_notes(blocks: list[Block], leave: Callable[[Block], None]) -> list[Block]:
    """The blocks of the script itself. Notes before, within and after it go to `leave`."""
    marks = [
        i
        for i, block in enumerate(blocks)
        if block.kind == "heading"
        and structural(heading_name(block.text))
        and any(later.kind in ("words", "item") for later in blocks[i:])
    ]
    if marks:
        for block in blocks[: marks[0]]:
            if block.kind in ("words", "item", "heading", "aside", "rest"):
                leave(replace(block, why=block.why or BEFORE))
        blocks = blocks[marks[0] :]
    kept = list(_without_regions(blocks, leave))
    return _without_chat(kept, leave)


def _without_regions(blocks: list[Block], leave: Callable[[Block], None]) -> Iterator[Block]:
    """The blocks that stand under no heading of notes."""
    level = 0  # of the heading of the notes that are being left out
    begun = False
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            name = heading_name(block.text)
            notes = _is_notes(name) and not structural(name)
            if level and block.level > level:
                notes = True
            elif notes:
                level = block.level
            if not notes:
                level = 0
            elif not _all_notes(blocks, index, begun):
                leave(replace(block, why=NOTE))
                continue
            else:
                level = 0
        elif level and block.kind == "rule" and not begun:
            level = 0
        elif level:
            if block.kind != "rule":
                leave(replace(block, why=block.why or (AFTER if begun else BEFORE)))
            continue
        begun = begun or block.kind in ("words", "item")
        yield block


def _all_notes(blocks: list[Block], index: int, begun: bool) -> bool:
    """Whether nothing would be left to speak without what stands under this heading."""
    if begun:
        return False
    level = blocks[index].level
    for place, block in enumerate(blocks[index + 1 :], index + 1):
        if block.kind == "heading" and block.level <= level and not _is_notes(heading_name(block.text)):
            return False
        if block.kind == "rule" and any(later.kind in ("words", "item") for later in blocks[place:]):
            return False
    return True


def _without_chat(blocks: list[Block], leave: Callable[[Block], None]) -> list[Block]:
    """The blocks without a greeting before the script, and without offers and imprints after it."""
    spoken = [i for i, block in enumerate(blocks) if block.kind in ("words", "item") and not block.sure]
    out: dict[int, str] = {}
    for i in spoken[:2]:
        text = plain(blocks[i].text)
        if (
            _CHAT_BEFORE.match(text)
            and _CHAT_ABOUT.search(text)
            and (text.endswith((":", "：")) or len(text.split()) < 60)
        ):
            out[i] = BEFORE
        elif i not in out and _BYLINE.match(text):
            out[i] = ABOUT
    for i in reversed(spoken):
        text = plain(blocks[i].text)
        if not (_CHAT_AFTER.match(text) or _FOOTER.match(text)):
            break
        out[i] = AFTER
    for i in spoken:
        if (
            i not in out
            and _FOOTER.match(plain(blocks[i].text))
            and len(blocks[i].text) < 120
            and not re.match(r"\[?\d", blocks[i].text)
        ):
            out[i] = ABOUT
    if len(out) == len(spoken):
        return blocks
    for i, why in out.items():
        leave(replace(blocks[i], why=why))
    return [block for i, block in enumerate(blocks) if i not in out]
