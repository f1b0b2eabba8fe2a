"""Recognises headings, with marks and without, and finds the names in them."""

import re
from typing import Final

from voiceguide.system.plain_text import collapsed
from voiceguide.texts._brackets import PICTURES, TIME_CODE, is_cue_line, label_of, plain
from voiceguide.texts._directions import fragments
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import read_pause

BOLD: Final = 7
"""The level of a bold line that serves as a heading. It is below the levels of all real headings."""
PLAIN: Final = 8
"""The level of a heading that has no marks and was recognised by its words alone. It is the lowest level."""
_SCRIPT: Final = Pattern(
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
SPAN_IN_HEADING: Final = Pattern(
    rf"[\[(（]\s*(?:[~≈]|ca\.?|about|approx\.?|approximately|etwa|env\.?)?\s*(?:{TIME_CODE}(?:\s*(?:-|–|—|to|bis|à|a|→)\s*(?:{TIME_CODE}|end))?"
    r"|(?:\d+(?:[.,]\d+)?|one|two|three|five|ten)\s*(?:(?:-|–|—|to|bis|a|à)\s*\d+(?:[.,]\d+)?)?\s*[-\s]?(?:min|sec|s\b|m\b|seg|sek|秒|分)[^\])）]*)"
    r"\s*[\])）]",
    re.IGNORECASE,
    needs="[(（",
)
_ASKS: Final = Pattern(
    r"(?i)(?:silently |then |now )?(?:say|read|speak|repeat|sag|lies|dice|di|dites|lisez|leggi|zeg)\b"
)
"""Matches the beginning of a line that asks somebody to speak, such as ``Say silently:``. Such a line is not a heading.
"""
_MINUTES: Final = Pattern(
    rf"[\[(（][^\])）]{{0,20}}(?:\d\s*-?\s*(?:min|分)|{TIME_CODE}\s*[-–—])[^\])）]{{0,30}}[\])）]",
    re.IGNORECASE,
    needs="[(（",
)
"""Matches a length in minutes, or a range of time codes, in brackets. Headings have these, and pause marks do not."""
_SPAN_AROUND: Final = Pattern(
    rf"^\W*{TIME_CODE}(?:\s*(?:-|–|—|to|bis|→)\s*{TIME_CODE})?\s*[:|\-–—]?\s*|\s*[|\-–—:,]\s*(?:~|about |approx\.? |"
    rf"ca\.? )?(?:{TIME_CODE}"
    rf"(?:\s*[-–—]\s*{TIME_CODE})?|\d+(?:\s*[-–—]\s*\d+)?\s*(?:minutes?|mins?|seconds?|secs?|minuten?|minutos?|sekunden?|分|秒))\s*$",
    re.IGNORECASE,
)
NUMBERING: Final = Pattern(r"^(?:(?:\d{1,2}|[IVX]{1,4})[.)]\s+|\(?\d{1,2}\)\s+|[•\-–]\s+)")
_PART_WORDS: Final = Pattern(
    r"^(?:part|section|step|stage|phase|chapter|day|week|teil|abschnitt|schritt|parte|sección|paso|fase|partie|étape|"
    r"passo|sezione|seção|deel|stap|第?[一二三四五六七八九十\d]+[部章节節段])\s*(?:\d+|[ivx]+|one|two|three|four|five|eins|zwei|uno|dos)?\b",
    re.IGNORECASE,
)
GENERIC: Final = Pattern(
    r"^(?:introduction|intro|opening|arriv(?:al|ing)|settling(?: in)?|welcome|beginning|preparation|"
    r"getting (?:started|settled)|"
    r"grounding|einleitung|ankommen|einstieg|introducción|llegada|accueil|introduzione|introdução|inleiding|"
    r"(?:part|section|step|teil|parte|partie|deel)\s*(?:\d+|one|i).*|引言|开场|はじめに|導入)$",
    re.IGNORECASE,
)
_PARTS: Final = Pattern(
    r"(?:intro|outro|main(?: (?:body|part|practice|section))?|body(?: scan)?|closing|conclusion|ending|end|"
    r"deepening|induction|"
    r"awakening|breath(?:ing)?(?: work)?|return(?:ing)?|visuali[sz]ation|affirmations?|relaxation|reflection|"
    r"integration|"
    r"hauptteil|abschluss|schluss|ausklang|cierre|desarrollo|conclusión|développement|conclusion|corpo|chiusura|"
    r"encerramento|afsluiting|结尾|结束|正念呼吸|まとめ|終わり)",
    re.IGNORECASE,
)
_NOTES: Final = Pattern(
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


_APPENDIX: Final = Pattern(
    r"references|bibliography|works cited|sources|citations|credits|acknowledge?ments|footnotes|disclaimer|"
    r"quellen|literatur|fußnoten|referencias|fuentes|bibliografía|références|bibliographie|sources|riferimenti|fonti|"
    r"referências|fontes|bronnen|voetnoten|参考|出典",
    re.IGNORECASE,
)
"""Matches names of sections that come after a text and do not belong to it."""


def bold_heading(row: str) -> bool:
    """Whether a whole row is bold and serves as a heading."""
    match = re.fullmatch(
        rf"(?P<mark>\*{{2,3}}|__)(?P<inside>[^*\n]+)(?P=mark)\s*:?\s*(?:[(\[][^()\[\]]{{1,30}}[)\]])?|"
        rf"\*\*[\[(]{TIME_CODE}[^*\n]{{0,20}}[\])]\*\*\s*\S[^.!?\n]{{0,60}}",
        row,
    )
    if match is None:
        return False
    inside = plain(match["inside"] or row)
    if not any(map(str.isalpha, inside)) or len(inside.split()) > 12 or re.search(r"[.!?…,;。！？][\"”]?$", inside):
        return False
    if inside[0] in '[("“„«' and not SPAN_IN_HEADING.match(inside):
        return False
    return read_pause(inside) is None and not label_of(row) and not is_cue_line(inside)


def bracket_heading(row: str) -> bool:
    """Whether a row names a part in square brackets, as ``[INTRO]`` and ``[Part 2: Breathing]`` do."""
    match = re.fullmatch(r"[*_]{0,3}\[([^\[\]]{3,60})\][*_]{0,3}:?", row)
    if match is None or read_pause(match[1]) is not None or is_cue_line(match[1]):
        return False
    return bool(
        _PART_WORDS.match(match[1]) or GENERIC.match(match[1].strip(" :")) or _PARTS.fullmatch(match[1].strip(" :"))
    )


def plain_heading(row: str, *, steady: bool, alone: bool) -> bool:
    """Whether a row without marks is a heading: short, without punctuation at its end (a colon is possible), and
    written as headings are.

    `steady`: most paragraphs of the text end with punctuation, so a line without it is probably not a paragraph.
    `alone`: no words are directly below the row.
    """
    text = row.strip()
    bare = plain(SPAN_IN_HEADING.sub("", text)).strip(" :")
    words = bare.split()
    if not words or len(words) > 8 or len(bare) > 70 or not any(map(str.isalpha, bare)):
        return False
    span = _MINUTES.search(text)
    if (bare if span else text.rstrip("*_ ")).endswith(tuple('.!?…,;。！？，、"”)]')):
        return False
    if any(fragment.kind != "words" for fragment in fragments(bare if span else text)):
        return False
    if read_pause(text, marked=False) is not None or label_of(text):
        return False
    capitals = bare.upper() == bare and bare.lower() != bare and (len(bare) > 3)
    timed = span is not None and (alone or text.endswith((")", "]")))
    part = (
        bool(_PART_WORDS.match(bare)) and bool(re.search(r"\d|[:：]|\b(?:one|two|three)\b", text)) and len(words) <= 7
    )
    if capitals or timed or part or _APPENDIX.fullmatch(bare):
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
    """A heading's words alone, without marks, numbers, lengths and time codes."""
    name = plain(re.sub(r"<[^<>]{1,80}>", " ", PICTURES.sub(" ", text))).strip(" #")
    name = re.sub(r"\[([^\[\]]+)\]\([^()\s]*\)", r"\1", name)
    name = SPAN_IN_HEADING.sub(" ", name)
    for _ in range(2 if any(map(str.isdigit, name)) else 0):
        shorter = _SPAN_AROUND.sub("", name.strip())
        name = shorter if any(map(str.isalnum, shorter)) else name
    name = NUMBERING.sub("", collapsed(name))
    name = re.sub(r"(?i)^(?:section|part|chapter|heading|abschnitt)\s*[:：]\s*(?=\S)", "", name)
    name = re.sub(r"(?i)^(?:meditation |guided )*(?:script|title|titel)\s*[:：]\s*(?=\S)", "", name)
    name = re.sub(r"\{[^{}]*\}\s*$", "", name)
    return name.strip(' \t:：|-–—*_"“”').strip()


def structural(name: str) -> bool:
    """Whether a heading only says that the script begins here, as ``Script`` and ``Full text`` do, and does not name a
    part of the practice.
    """
    return bool(_SCRIPT.fullmatch(name))


def names_notes(name: str) -> bool:
    return bool(_NOTES.search(name)) and len(name.split()) <= 8
