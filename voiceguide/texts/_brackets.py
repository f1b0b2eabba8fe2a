"""Decides whether words in brackets, or on a line of their own, are spoken. For words that are not spoken, it gives the
reason: they are a sound, a tone of voice, a note or a label.
"""

import re
from typing import Final

from voiceguide.system.plain_text import collapsed, word_set
from voiceguide.texts._patterns import COLONS, Pattern

PAUSE: Final = "a pause"
TIME: Final = "a time code"
SOUND: Final = "a sound cue"
TONE: Final = "a tone of voice"
STAGE: Final = "a stage direction"
NOTE: Final = "a note"
MARKUP: Final = "mark-up"
FOOTNOTE: Final = "a footnote's number"
LABEL: Final = "a speaker's label"
COMMENT: Final = "a comment"
TEMPLATE: Final = "it is for the program that shows the text"
PICTURE: Final = "a picture"
STRUCK: Final = "it is struck out"
ABOUT_TEXT: Final = "it is about the text"
BEFORE_SCRIPT: Final = "it comes before the script"
AFTER_SCRIPT: Final = "it comes after the script"
TIME_CODE: Final = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMES: Final = Pattern(
    rf"\W*{TIME_CODE}(?:\s*(?:-|–|—|to|bis|a|à|->|-->|→|/)\s*(?:{TIME_CODE}|end)?)?\W*", re.IGNORECASE, needs=":"
)
_SOUND: Final = Pattern(
    r"^(?:sfx|fx|sound|sounds|music|musik|música|musique|musica|muziek|cue|audio|geräusch|sonido|son|suono|som|geluid)\b"
    r"|\b(?:sfx|music|musik|música|musique|musica|muziek|chimes?|gongs?|singing bowls?|bells?|klangschale|cuenco|"
    r"glocke|"
    r"fades?|fading|fade-?(?:in|out)|soundscape|ambien(?:t|ce)|sound effects?|nature sounds|instrumental|jingle|"
    r"applause|"
    r"crossfade|drumming|background (?:music|sounds?|noise)|inaudible|laughter|laughs|coughs?|bol tibetano)\b"
    r"|音乐|音樂|音楽|铃声|钟声|鐘聲|鐘の音|鈴|♪|♫|效果音|効果音|音效",
    re.IGNORECASE,
)
BELL: Final = Pattern(
    r"^(?:(?:ring|rings|strike|sound|sounds|play|invite)\s+)?(?:(?:the|a|an|one|single|soft|gentle|final|opening|closing|"
    r"small|meditation|die|eine)\s+)*(?:bells?|gong|chime|glocke|campana|campanella|cloche|sino|bel|"
    r"klangschale|klingel|铃声|钟声|鈴声|鐘聲|鐘の音|鈴の音)"
    r"(?:\s+(?:sounds?|rings?|chimes?|tone|rung|is rung|once|ertönt|erklingt|suena|sonne|suona|toca|klinkt|"
    r"(?:x\s?)?(?P<times>\d{1,2}|two|three)"
    r"(?:\s?(?:x|times|strikes))?))*$",
    re.IGNORECASE,
)
PICTURES: Final = Pattern(
    "(?:(?:[0-9#*]\ufe0f?\u20e3|[\U0001f1e6-\U0001faff☀-➿⬀-⯿⏏⏩-⏺⌚⌨\U0001f000-\U0001f0ff])[\ufe0e\ufe0f\u200d]*)+",
    wide=True,
)
COUNTS: Final = {"two": 2, "three": 3}
NOTE_START: Final = Pattern(
    r"^(?:note|notes|nb|n\.b\.|teacher|instructor|facilitator|guide|leader|therapist|clinician|trainer|reader|narrator|"
    r"speaker|voice|voice ?over|director|producer|editor|host|optional|tip|tips|tone|pace|pacing|direction|hint|"
    r"stage direction|action|hinweis|anmerkung|notiz|lehrer(?:in)?|leiter(?:in)?|sprecher(?:in)?|regie|nota|notas|"
    r"profesora?|instructora?|guía|remarque|note pour|enseignante?|insegnante|professora?|opmerking|docent|"
    r"注|注意|备注|注释|提示|ノート|注記|講師)"
    r"(?:(?:'s|’s)? (?:notes?|instructions?|tips?|cues?|hinweis|anmerkung))?"
    r"(?:\s+(?:to|for|für|para|pour|per|voor)\s+[^:：]{1,40})?\s*[:：–—]",
    re.IGNORECASE,
    needs=":：–—",
)
_READER: Final = Pattern(
    r"^(?:read|speak|say|whisper|repeat|continue|insert|play|start|begin (?:music|playing)|stop (?:music|playing)|"
    r"dim|ring|"
    r"demonstrate|adjust|adapt|slow(?:ly| down)|soften|lower|raise|return to|cue|end of|end|the end|start of|"
    r"beginning of|"
    r"voice|tone|turn (?:on|off|up|down)|cut to|transition|spoken|reading|"
    r"wiederhol|lies|sprich|lesen|sprechen|ende|repetir|repita|leer|lea|fin|répéter|répétez|lire|lisez|ripet|legg|fine|"
    r"ler|leia|fim|herhaal|lees|einde|重复|朗读|结束|繰り返|終わり)\w*\b(?!.*\b(?:you|your|yourself)\b)|^(?:wdh|x\s?\d)",
    re.IGNORECASE,
)
ASIDE_VERBS: Final = Pattern(
    r"(?:read|speak|say|whisper|dim|play|ring|slow down|wait (?:until|till|while|for)|"
    r"(?:allow|give|invite|ask|let|tell) (?:them|participants|people|students|everyone|everybody|clients?|the|time)\b|"
    r"the (?:teacher|guide|facilitator|leader|instructor|narrator|speaker|group|therapist|reader|host|bell|music)|"
    r"participants|lies|sprich|lee|lisez|leggi|leia|lees)\b"
    r"(?!.*\b(?:you|your|yourself)\b)",
    re.IGNORECASE,
)
"""Matches the beginning of an instruction to the person who reads the text aloud, such as ``whisper this`` or ``dim the
lights``. It is used only for words that are alone on their line, in brackets or between emphasis marks.
"""
HEARING: Final = Pattern(r"(?i)(?:listen|hear|notice|feel|let|hör|lausch|escucha|écout|ascolta|ouç|luister)")
"""Matches words that ask a listener to hear something. A text with such words is not a sound cue."""
_ACTS: Final = Pattern(
    r"^(?:deep |slow |long |takes? (?:a )?)*(?:inhal|exhal|sigh|breath(?:es|ing)?\b|laugh|chuckl|whisper|smil|yawn|hum|"
    r"clears? throat|gasp|gulp|sniff|atmet|seufz|flüster|suspir|inspir|expir|soupir|chuchot|sospir|zucht|fluister)\w*"
    r"(?:\s+(?:in|out|deeply|slowly|softly|gently|quietly|ein|aus|tief))*$",
    re.IGNORECASE,
)
_TONES: Final = word_set(
    "warm gentle soft calm kind tender slow quiet low bright awake reassuring soothing welcoming inviting grounded "
    "whisper whispers whispered whispering sincere serene steady relaxed relaxing peaceful hushed hypnotic "
    "friendly "
    "encouraging caring compassionate loving curious neutral natural sleepy dreamy drowsy thoughtful smiling smile "
    "uplifting energized energetic hopeful happy sad tone voice tempo pace very more slightly a bit with and in "
    "even almost then still slower softer quieter deeper lower brighter warmer pausing deep intimate "
    "ruhig sanft leise langsam warm weich freundlich flüsternd tief liebevoll und sehr mit stimme "
    "suave tranquilo tranquila lento lenta cálido cálida susurrando voz y con muy "
    "doux douce calme lent lente chaleureux chuchoté chuchotant voix et avec "
    "dolce calmo calma caldo calda sussurrando voce e molto lentamente "
    "rustig zacht langzaam zachtjes fluisterend stem en heel "
    "baixinho devagar"
)
_LINKING: Final = word_set("a and in with e y en et und even then more still")
_LABELS: Final = (
    r"narrator|narration|speaker|guide|teacher|instructor|facilitator|host|voice|voice ?over|vo|v\.o\.|therapist|coach|"
    r"leader|meditation guide|female voice|male voice|(?:speaker|voice|narrator|reader|guide) \d{1,2}|"
    r"sprecher(?:in)?(?: \d)?|erzähler(?:in)?|stimme|"
    r"anleiter(?:in)?|lehrer(?:in)?|narradora?|locutora?|voz|guía|instructora?|narrat(?:eur|rice)|voix|guide vocal|"
    r"narratore|narratrice|voce|guida|locutor|verteller|stem|begeleider|旁白|引导者|導師|导师|老师|讲述者|ナレーター|"
    r"ナレーション|語り手|講師|ガイド"
)
LABEL_START: Final = Pattern(
    rf"^[>\s]*[*_]{{0,3}}(?P<label>(?:{_LABELS}))\s*(?P<manner>[(\[（][^)\]）\n]{{0,60}}[)\]）])?"
    r"[*_]{0,3}\s*[:：][*_]{0,3}[ \t]*",
    re.IGNORECASE,
    needs=COLONS,
)
CUE_LINE: Final = Pattern(
    r"^[*_\[(]{0,4}(?:sfx|fx|sound|sounds|sound effect|music|background(?: music| sound)?|ambient|ambience|audio|cue|"
    r"musik|geräusch|música|sonido|musique|musica|suono|som|muziek|geluid|效果音|音效|音乐|音楽|効果音|BGM)[*_]{0,3}\s*[:：]",
    re.IGNORECASE,
    needs=COLONS,
)


_FILM: Final = Pattern(
    r"[*_]{0,2}(?:FADE|CUT|DISSOLVE)\s+(?:IN|OUT|TO)\b[^.!?\n]{0,30}[.:]?[*_]{0,2}|"
    r"(?:MUSIC|SFX|SOUND|AMBIENCE)\s+(?:IN|OUT|UP|DOWN|UNDER|FADES?|STARTS|STOPS|ENDS|SWELLS)\b[A-Z ]{0,30}\.?",
    needs=("FADE", "CUT", "DISSOLVE", "MUSIC", "SFX", "SOUND", "AMBIENCE"),
)
_SPEAKER_ROW: Final = Pattern(rf"(?:{_LABELS})\s*(?:\([^()\n]{{1,30}}\))?", re.IGNORECASE)


def is_film_row(row: str) -> bool:
    """Whether a row is a speaker's name, a cut or a sound, written as in film scripts: ``NARRATOR (V.O.)``, ``FADE
    OUT.``
    """
    return bool(_FILM.fullmatch(row) or (row.isupper() and _SPEAKER_ROW.fullmatch(row)))


def label_of(line: str) -> "re.Match[str] | None":
    """The match of a speaker's label at the start of a line, with its colon and its emphasis marks; None if there is no
    label.
    """
    return LABEL_START.match(line)


def is_cue_line(line: str) -> bool:
    """Whether a line describes a sound, as ``Music: soft`` does."""
    return bool(CUE_LINE.match(line.strip()))


def is_sound(text: str) -> bool:
    """Whether words describe a sound."""
    return bool(_SOUND.search(text))


def is_note_line(line: str) -> bool:
    """Whether a line is a note to the person who reads the text aloud, as ``Note: dim the lights`` is."""
    return bool(NOTE_START.match(line.strip().lstrip("*_[( ")))


def is_time_code(text: str) -> bool:
    """Whether a text is a time code, or a range between two time codes."""
    return bool(_TIMES.fullmatch(text))


_EMPHASIS: Final = str.maketrans("", "", "*_~`")


def plain(text: str) -> str:
    """The words without emphasis marks, and with white space collapsed."""
    return collapsed(text.translate(_EMPHASIS))


def why_silent(inside: str, shape: str, own: bool, start: bool, after: str, sure: bool) -> str:
    """The reason why the words `inside` a pair of brackets are not spoken; empty if they are spoken.

    `shape` is the opening bracket. `own`: the brackets are alone on their line. `start`: they are at the start of a
    line or of a sentence. `after`: the characters after the brackets. `sure`: the words are most likely a direction.
    They are either in a caption, or there are emphasis marks around the brackets and `own` or `start` is true.
    """
    square = shape == "["
    if not any(map(str.isalnum, inside)):
        return STAGE if square else ""
    if NOTE_START.match(inside):
        return NOTE
    if re.match(r"(?i)(?:x\s?\d|\d\s?x|repeat)\b", inside) or (_ACTS.match(inside) and (square or own)):
        return STAGE
    if (square or own or sure) and _SOUND.search(inside) and not re.search(r"(?i)\b(?:you|your)\b", inside):
        return SOUND
    if is_tone(inside) and (square or start):
        return TONE
    if square:
        return _why_square(inside, own, start, sure)
    return _why_round(inside, own, start, after, sure)


def _why_square(inside: str, own: bool, start: bool, sure: bool) -> str:
    if re.fullmatch(r"[\d,\s–-]{1,12}|\*{1,3}", inside):
        return FOOTNOTE
    if re.fullmatch(r"(?:mark|audio|voice|lang|dj|newscaster|excited|disappointed|defaults)\b.*", inside):
        return MARKUP
    if own or (start and len(inside.split()) <= 6):
        return STAGE
    return SOUND if sure else ""


def _why_round(inside: str, own: bool, start: bool, after: str, sure: bool) -> str:
    if own:
        return STAGE if sure or _READER.match(inside) or ASIDE_VERBS.match(inside) else ""
    if start and len(inside.split()) <= 4 and _SOUND.search(inside) and re.match(r"\s*(?:\n|\Z|[A-ZÀ-Þ])", after):
        return SOUND
    if start and sure and re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+){1,2}ing", inside):
        return SOUND
    short = len(inside.split()) <= 3 and not re.search(r"[.!?,;]", inside)
    return TONE if start and short and inside[0].islower() and re.match(r"\s*[A-ZÀ-Þ\"“„«¿¡]", after) else ""


def is_tone(inside: str) -> bool:
    """Whether words say only in what tone to speak."""
    words = re.findall(r"[^\W\d_]+", inside.lower())
    if not 0 < len(words) <= 6:
        return False
    known = all(word in _TONES or (word.endswith("ly") and len(word) > 4) or word.endswith("mente") for word in words)
    return known and any(word not in _LINKING for word in words)
