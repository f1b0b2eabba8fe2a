"""What stands in a text and is not meant to be spoken: marks of pause, cues of sound, tones of voice, labels, codes.

`pieces` takes a run of words apart; `directions` tells what of it is no speech, for `check`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final, Literal

from voiceguide.texts._pauses import read_dots, read_pause, seconds_of
from voiceguide.texts.model import NO_QUIET, Amount, words_of

PAUSE: Final = "a pause"
TIME: Final = "a time code"
SOUND: Final = "a cue of sound"
TONE: Final = "a tone of voice"
STAGE: Final = "a stage direction"
NOTE: Final = "a note"
MARKUP: Final = "mark-up"
FOOTNOTE: Final = "a footnote's number"
LABEL: Final = "a speaker's label"
COMMENT: Final = "a comment"


@dataclass(frozen=True)
class Piece:
    """A piece of a run of words."""

    kind: Literal["words", "rest", "bell", "aside", "doubt"]
    """`doubt`: words that are spoken although they stand as a direction would."""
    at: int
    """Offset into the run."""
    text: str
    amount: Amount = NO_QUIET
    strikes: int = 1
    why: str = ""


@dataclass(frozen=True)
class Direction:
    """What looks like a direction in a line of our own format."""

    start: int
    end: int
    """Where it stands in the line."""
    text: str
    instead: str
    """What to write; empty: nothing."""
    why: str


_PAREN: Final = r"\((?:[^()]|\([^()]{0,80}\)){1,400}\)"
_BRACKET: Final = r"\[(?:[^\[\]]){0,400}\]"
_GROUP: Final = re.compile(
    rf"""
      (?P<comment><!--.*?(?:-->|\Z))
    | \[\[\s*slnc\s+(?P<slnc>\d{{1,7}})\s*\]\]
    | <\#\s*(?P<hash>\d{{1,4}}(?:\.\d{{1,3}})?)\s*\#>
    | (?P<image>!\[[^\]\n]{{0,200}}\](?:\([^()\s]{{0,500}}(?:\s+"[^"\n]{{0,200}}")?\))?)
    | \((?P<said>[^()\n]{{1,300}})\)\[(?P<manner>[a-zA-Z/][^\]\n]{{0,200}})\]
    | \[(?P<linked>[^\[\]\n]{{1,300}})\]\((?P<url>[^()\s]{{1,500}})(?:\s+"[^"\n]{{0,200}}")?\)
    | (?P<foot>\[\^[^\]\n]{{1,40}}\]:?)
    | (?P<modifier>\#\[[^\]\n]{{0,100}}\])
    | (?P<tag></?[A-Za-z][\w:.\-]{{0,40}}(?:\s[^<>]{{0,300}})?/?>)
    | (?P<em>[*_~]{{0,3}})
      (?P<group>{_PAREN}|\[\[[^\[\]]{{1,200}}\]\]|{_BRACKET}|\{{[^{{}}\n]{{1,120}}\}}
        |（[^（）]{{1,200}}）|【[^【】]{{1,200}}】|［[^［］]{{1,200}}］|〔[^〔〕]{{1,200}}〕)
      (?P=em)
    | (?P<sentence>(?:(?<=[.!?…]\s)|(?<![^\n]))(?:(?:long|short|brief|lange|kurze)\s)?
        (?:pause|silence|pausa|silencio|stille|pauze)\b[^.!?\n]{{1,40}}[.!?](?=\s|$))
    | (?P<mark>[*_]{{1,3}}|~{{1,2}}|(?<!\S)-{{1,3}}(?=\s)|(?<!\S)[–—](?=\s)|//|\|{{1,2}}|::|==|\#{{1,2}}|%{{1,2}})
      (?P<marked>[^*_~\n\[\]()]{{1,80}}?)
      (?P=mark)(?!\w)
    | (?P<slash>(?<![\w/:.])/{{1,2}}\s?(?P<seconds>\d{{1,4}}(?:\.\d{{1,2}})?)\s?
        (?P<unit>s|secs?|m|mins?|ms)?/?(?![\w/]))
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)  # fmt: skip

TIME_CODE: Final = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMES: Final = re.compile(
    rf"\W*{TIME_CODE}(?:\s*(?:-|–|—|to|bis|a|à|->|-->|→|/)\s*(?:{TIME_CODE}|end)?)?\W*", re.IGNORECASE
)
_SOUND: Final = re.compile(
    r"^(?:sfx|fx|sound|sounds|music|musik|música|musique|musica|muziek|cue|audio|geräusch|sonido|son|suono|som|geluid)\b"
    r"|\b(?:sfx|music|musik|música|musique|musica|muziek|chimes?|gongs?|singing bowls?|bells?|klangschale|cuenco|"
    r"glocke|"
    r"fades?|fading|fade-?(?:in|out)|soundscape|ambien(?:t|ce)|sound effects?|nature sounds|instrumental|jingle|"
    r"applause|"
    r"crossfade|drumming|background (?:music|sounds?|noise)|inaudible|laughter|laughs|coughs?|bol tibetano)\b"
    r"|音乐|音樂|音楽|钟声|鐘聲|鐘の音|鈴|♪|♫|效果音|効果音|音效",
    re.IGNORECASE,
)
_BELL: Final = re.compile(
    r"^(?:(?:ring|rings|strike|sound|sounds|play|invite)\s+)?(?:(?:the|a|an|one|single|soft|gentle|final|opening|closing|"
    r"small|meditation|die|eine)\s+)*(?:bells?|gong|chime|glocke|campana|campanella|cloche|sino|bel)"
    r"(?:\s+(?:sounds?|rings?|chimes?|tone|rung|is rung|once|ertönt|suena|(?:x\s?)?(?P<times>\d{1,2}|two|three)"
    r"(?:\s?(?:x|times|strikes))?))*$",
    re.IGNORECASE,
)
_COUNTS: Final = {"two": 2, "three": 3}
_NOTE: Final = re.compile(
    r"^(?:note|notes|nb|n\.b\.|teacher|instructor|facilitator|guide|leader|therapist|clinician|trainer|reader|narrator|"
    r"speaker|voice|voice ?over|director|producer|editor|host|optional|tip|tips|tone|pace|pacing|direction|hint|"
    r"stage direction|action|hinweis|anmerkung|notiz|lehrer(?:in)?|leiter(?:in)?|sprecher(?:in)?|regie|nota|notas|"
    r"profesora?|instructora?|guía|remarque|note pour|enseignante?|insegnante|professora?|opmerking|docent|"
    r"注|注意|备注|注释|提示|ノート|注記|講師)"
    r"(?:(?:'s|’s)? (?:notes?|instructions?|tips?|cues?|hinweis|anmerkung))?"
    r"(?:\s+(?:to|for|für|para|pour|per|voor)\s+[^:：]{1,40})?\s*[:：–—]",
    re.IGNORECASE,
)
_READER: Final = re.compile(
    r"^(?:read|speak|say|whisper|repeat|continue|insert|play|start|begin (?:music|playing)|stop (?:music|playing)|"
    r"dim|ring|"
    r"demonstrate|adjust|adapt|slow(?:ly| down)|soften|lower|raise|return to|cue|end of|end|the end|start of|"
    r"beginning of|"
    r"voice|tone|turn (?:on|off|up|down)|cut to|transition|spoken|reading|"
    r"wiederhol|lies|sprich|lesen|sprechen|ende|repetir|repita|leer|lea|fin|répéter|répétez|lire|lisez|ripet|legg|fine|"
    r"ler|leia|fim|herhaal|lees|einde|重复|朗读|结束|繰り返|終わり)\w*\b(?!.*\b(?:you|your|yourself)\b)|^(?:wdh|x\s?\d)",
    re.IGNORECASE,
)
_ASIDE_VERBS: Final = re.compile(
    r"(?:read|speak|say|whisper|dim|play|ring|slow down|lies|sprich|lee|lisez|leggi|leia|lees)\b"
    r"(?!.*\b(?:you|your|yourself)\b)",
    re.IGNORECASE,
)
"""What whole lines in italics begin with that are meant for the reader."""
_ACTS: Final = re.compile(
    r"^(?:deep |slow |long |takes? (?:a )?)*(?:inhal|exhal|sigh|breath(?:es|ing)?\b|laugh|chuckl|whisper|smil|yawn|hum|"
    r"clears? throat|gasp|gulp|sniff|atmet|seufz|flüster|suspir|inspir|expir|soupir|chuchot|sospir|zucht|fluister)\w*"
    r"(?:\s+(?:in|out|deeply|slowly|softly|gently|quietly|ein|aus|tief))*$",
    re.IGNORECASE,
)
_TONES: Final = words_of(
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
_JOINING: Final = words_of("a and in with e y en et und even then more still")
_LABELS: Final = (
    r"narrator|narration|speaker|guide|teacher|instructor|facilitator|host|voice|voice ?over|vo|v\.o\.|therapist|coach|"
    r"leader|meditation guide|female voice|male voice|speaker \d{1,2}|sprecher(?:in)?(?: \d)?|erzähler(?:in)?|stimme|"
    r"anleiter(?:in)?|lehrer(?:in)?|narradora?|locutora?|voz|guía|instructora?|narrat(?:eur|rice)|voix|guide vocal|"
    r"narratore|narratrice|voce|guida|locutor|verteller|stem|begeleider|旁白|引导者|導師|导师|老师|讲述者|ナレーター|"
    r"ナレーション|語り手|講師|ガイド"
)
_LABEL: Final = re.compile(
    rf"^[>\s]*[*_]{{0,3}}(?P<label>(?:{_LABELS}))\s*(?P<manner>[(\[（][^)\]）\n]{{0,60}}[)\]）])?"
    r"[*_]{0,3}\s*[:：][*_]{0,3}[ \t]*",
    re.IGNORECASE,
)
_CUE_LINE: Final = re.compile(
    r"^[*_\[(]{0,4}(?:sfx|fx|sound|sounds|sound effect|music|background(?: music| sound)?|ambient|ambience|audio|cue|"
    r"musik|geräusch|música|sonido|musique|musica|suono|som|muziek|geluid|效果音|音效|音乐|音楽|効果音|BGM)[*_]{0,3}\s*[:：]",
    re.IGNORECASE,
)  # fmt: skip
_SILENT_TAGS: Final = frozenset(("audio", "desc", "metadata", "meta", "style", "script", "title", "lexicon"))
_STRENGTHS: Final = {"none": 0.0, "x-weak": 0.2, "weak": 0.4, "medium": 0.8, "strong": 1.2, "x-strong": 2.0}
KNOWN_TAGS: Final = words_of(
    "speak p s break prosody emphasis say-as sub phoneme voice lang mark audio desc w token lexicon lookup meta "
    "metadata amazon:effect amazon:domain amazon:emotion mstts:express-as mstts:silence mstts:viseme "
    "mstts:backgroundaudio google:style par seq media silence pause rate pitch volume spell bookmark "
    "a abbr article b big blockquote body br center cite code dd del details div dl dt em figcaption figure font "
    "footer h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li link main nav ol pre q ruby rt rp section small "
    "span strike strong sup summary table tbody td tfoot th thead time title tr tt u ul var c v "
    "script style aside form button label input select option iframe svg noscript"
)


def pieces(text: str, *, captions: bool = False) -> list[Piece]:
    """A run of words as words, rests, bells and what is not spoken, in order.

    `captions`: what stands in brackets is a sound, wherever it stands.
    """
    found: list[Piece] = []
    at = 0
    for match in _GROUP.finditer(text):
        if match.start() < at:
            continue
        piece = _piece(text, match, captions)
        if piece is None:
            continue
        if match.start() > at:
            found.append(Piece("words", at, text[at : match.start()]))
        found.append(piece)
        at = match.end()
    if at < len(text):
        found.append(Piece("words", at, text[at:]))
    return found


def directions(line: str) -> Iterator[Direction]:
    """What in a spoken line of our own format looks like a direction, with what to write instead."""
    label = _LABEL.match(line)
    if label:
        yield Direction(label.start("label"), label.end(), label[0].strip(), "", LABEL)
    whole = read_pause(line, marked=False) or read_dots(line)
    if whole is not None and whole.greatest:
        yield Direction(0, len(line), line.strip(), written(whole), PAUSE)
        return
    for match in _GROUP.finditer(line):
        if not any(match[name] for name in ("group", "slash", "marked", "sentence")):
            continue
        if match["group"] and match["group"][0] in "[{":
            continue  # these are read by our own parser, or escaped on purpose
        piece = _piece(line, match, captions=False)
        if piece is None or piece.kind in ("words", "doubt"):
            continue
        instead = written(piece.amount) if piece.kind == "rest" and piece.amount.greatest else ""
        instead = "[bell]" if piece.kind == "bell" else instead
        yield Direction(match.start(), match.end(), match[0], instead, PAUSE if piece.kind == "rest" else piece.why)


def written(amount: Amount) -> str:
    """A quiet as our format writes it."""
    return f"[silence {amount}]" if amount.silence else f"[{amount}]"


def label_of(line: str) -> "re.Match[str] | None":
    """A speaker's label at the beginning of a line, with all that belongs to it."""
    return _LABEL.match(line)


def is_cue_line(line: str) -> bool:
    """Whether a line tells of a sound, as in ``Music: soft``."""
    return bool(_CUE_LINE.match(line.strip()))


def is_note_line(line: str) -> bool:
    """Whether a line is a note to whoever reads it out, as in ``Note: dim the lights``."""
    return bool(_NOTE.match(line.strip().lstrip("*_[( ")))


def is_time_code(text: str) -> bool:
    """Whether a text is a time code, or a span of them."""
    return bool(_TIMES.fullmatch(text))


def plain(text: str) -> str:
    """Words without the marks of emphasis."""
    return " ".join(re.sub(r"[*_~`]{1,3}", "", text).split())


def _piece(text: str, match: "re.Match[str]", captions: bool) -> Piece | None:
    at = match.start()
    if match["group"] is not None:
        return _group(text, match, captions)
    if match["marked"] is not None:
        return _marked(text, match)
    if match["sentence"] is not None:
        amount = read_pause(match["sentence"], marked=False)
        return Piece("rest", at, match[0], amount) if amount is not None and amount.greatest else None
    if match["tag"] is not None:
        return _tag(match["tag"], at)
    if match["said"] is not None:
        return _speech_markdown(match)
    if match["linked"] is not None:
        if is_time_code(match["linked"]):
            return Piece("aside", at, match[0], why=TIME)
        return Piece("words", at, match["linked"])
    if match["slash"] is not None:
        if not match["unit"] and not re.search(r"(?:^|\s|[.!?,…])$", text[max(0, at - 3) : at]):
            return None
        return _rest(at, match[0], seconds_of(match["seconds"] + (match["unit"] or "s")))
    return _other(match)


def _other(match: "re.Match[str]") -> Piece:
    at = match.start()
    if match["slnc"] is not None:
        return _rest(at, match[0], int(match["slnc"]) / 1000)
    if match["hash"] is not None:
        return _rest(at, match[0], float(match["hash"]))
    if match["foot"] is not None:
        return Piece("aside", at, match[0], why=FOOTNOTE)
    if match["comment"] is not None:
        return Piece("aside", at, match[0], why=COMMENT)
    return Piece("aside", at, match[0], why="a picture or a sound" if match["image"] else MARKUP)


def _rest(at: int, text: str, seconds: float | None) -> Piece:
    length = min(seconds or 0.0, 4 * 3600.0)
    return Piece("rest", at, text, Amount(length, length))


def tag_name(tag: str) -> str:
    """The name of a tag, in small letters."""
    found = re.match(r"</?([A-Za-z][\w:.\-]*)", tag)
    return found[1].lower() if found else ""


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag."""
    found = re.findall(r"([\w:\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>/]+))", tag)
    return {name.lower(): unescape(one or two or three) for name, one, two, three in found}


def break_length(name: str, given: dict[str, str]) -> float | None:
    """Seconds of a tag of quiet; None: it is none."""
    if name in ("break", "pause"):
        for key in ("time", "duration", "length", "seconds", "sec"):
            if key in given:
                return seconds_of(given[key])
        return _STRENGTHS.get(given.get("strength", "medium"), 0.8)
    if name == "silence":
        if "msec" in given:
            return seconds_of(given["msec"] + "ms")
        return seconds_of(given.get("value") or given.get("time") or given.get("duration") or "") or 0.0
    return None


def _tag(tag: str, at: int) -> Piece | None:
    name = tag_name(tag)
    given = attributes(tag)
    bare = read_pause(tag.strip("<>/ ")) if not given and " " in tag.strip("<>/ ") else None
    if bare is not None:
        return Piece("rest", at, tag, bare)
    if (length := break_length(name, given)) is not None:
        return Piece("aside", at, tag, why=MARKUP) if tag.startswith("</") else _rest(at, tag, length)
    inside = tag.strip("<>/ ")
    if not given and (amount := read_pause(inside)) is not None and amount.greatest:
        return Piece("rest", at, tag, amount)
    if name in ("br", "p", "div", "li"):
        return Piece("words", at, "\n")
    if name in KNOWN_TAGS and (given or " " not in inside):
        return Piece("aside", at, tag, why=MARKUP)
    return Piece("words", at, tag[1:-1] if not tag.startswith("</") else tag.strip("</>"))


def _speech_markdown(match: "re.Match[str]") -> Piece:
    """``(words)[sub:"other words"]``: the words, or what is to be said for them."""
    alias = re.search(r"\b(?:sub|alias)\s*:\s*[\"'“]([^\"'”]*)", match["manner"])
    spelled = re.match(r"(?:characters?|chars|spell|digits|verbatim)\b", match["manner"])
    said = alias[1] if alias else match["said"]
    return Piece("words", match.start(), " ".join(said.replace(" ", "")) if spelled else said)


def _marked(text: str, match: "re.Match[str]") -> Piece | None:
    """Words with marks around them, where they are a pause and nothing else."""
    inside = match["marked"]
    amount = read_pause(inside, marked=match["mark"][0] not in "*_-–—" and any(map(str.isdigit, inside)))
    if amount is not None and amount.greatest:
        return Piece("rest", match.start(), match[0], amount)
    alone = _own_line(text, match.start(), match.end())
    if alone and match["mark"][0] in "*_" and _ASIDE_VERBS.match(inside):
        return Piece("aside", match.start(), match[0], why=STAGE)
    if alone and match["mark"][0] in "*_" and (_CUE_LINE.match(inside) or _NOTE.match(inside)):
        return Piece("aside", match.start(), match[0], why=SOUND if _CUE_LINE.match(inside) else NOTE)
    return None


_NEAR: Final = 80
"""So far it is looked whether a mark stands alone on its line."""


def _own_line(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    after = text[end : end + _NEAR].partition("\n")[0]
    return not before.strip(' \t*_~->"“”.') and not after.strip(' \t*_~-."“”')


def _at_start(text: str, start: int) -> bool:
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2].rstrip(" \t*_~-")
    return not before or before[-1] in '.!?…。！？:："”»)]'


def _group(text: str, match: "re.Match[str]", captions: bool) -> Piece | None:
    at, whole, group = match.start(), match[0], match["group"]
    inside = " ".join(group.strip("[]").split() if group[:2] == "[[" else group[1:-1].split())
    shape = "[" if group[0] in "[【［〔" else "{" if group[0] == "{" else "("
    own = _own_line(text, at, match.end())
    if is_time_code(inside) and any(map(str.isdigit, inside)):
        return Piece("aside", at, whole, why=TIME)
    if manner := _break_mark(inside):
        return _rest(at, whole, manner)
    amount = read_pause(inside)
    if amount is not None:
        return Piece("rest", at, whole, amount)
    if bell := _BELL.match(inside):
        times = bell["times"] or "1"
        return Piece("bell", at, whole, strikes=max(1, min(_COUNTS.get(times.lower()) or int(times), 12)))
    start = _at_start(text, at)
    sure = captions or (bool(match["em"]) and (own or start))
    why = _why(inside, shape, own, start, text[match.end() : match.end() + 3], sure)
    if why:
        return Piece("aside", at, whole, why=why)
    if shape == "(" and not own:
        return None
    if shape == "(":
        return Piece("doubt", at, whole, why="all of the line stands in brackets")
    if shape == "{":
        return Piece("doubt", at, whole, why="it stands in braces")
    return Piece("doubt", at, inside, why="it stands in brackets")


def _break_mark(inside: str) -> float | None:
    """``break:"2s"``, ``break: strong`` and ``break 2s``."""
    found = re.fullmatch(r"break\s*[:=]?\s*[\"'“]?([\w.\-]+)[\"'”]?", inside, re.IGNORECASE)
    if found is None:
        return None
    return _STRENGTHS[found[1]] if found[1] in _STRENGTHS else seconds_of(found[1])


def _why(inside: str, shape: str, own: bool, start: bool, after: str, sure: bool) -> str:
    """Why the words in brackets are not spoken; empty: they are."""
    square = shape == "["
    if not any(map(str.isalnum, inside)):
        return STAGE if square else ""
    if _NOTE.match(inside):
        return NOTE
    if re.match(r"(?i)(?:x\s?\d|\d\s?x|repeat)\b", inside) or (_ACTS.match(inside) and (square or own)):
        return STAGE
    if (square or own or sure) and _SOUND.search(inside) and not re.search(r"(?i)\b(?:you|your)\b", inside):
        return SOUND
    if _tone(inside) and (square or start):
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
        return STAGE if sure or _READER.match(inside) else ""
    short = len(inside.split()) <= 3 and not re.search(r"[.!?,;]", inside)
    return TONE if start and short and inside[0].islower() and re.match(r"\s*[A-ZÀ-Þ\"“„«¿¡]", after) else ""


def _tone(inside: str) -> bool:
    words = re.findall(r"[^\W\d_]+", inside.lower())
    if not 0 < len(words) <= 6:
        return False
    known = all(word in _TONES or (word.endswith("ly") and len(word) > 4) or word.endswith("mente") for word in words)
    return known and any(word not in _JOINING for word in words)
