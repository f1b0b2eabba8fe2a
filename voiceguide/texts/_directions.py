"""Finds the parts of a text that are not meant to be spoken: pause marks, sound cues, tones of voice, labels, codes.

`fragments` divides words from any text into spoken and other parts. `directions` lists the parts of a line in our own
format that look like directions; `check` warns about them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from voiceguide.system.plain_text import collapsed
from voiceguide.texts._brackets import (
    ASIDE_VERBS,
    BELL,
    COMMENT,
    COUNTS,
    CUE_LINE,
    FOOTNOTE,
    HEARING,
    LABEL,
    LABEL_START,
    MARKUP,
    NOTE,
    NOTE_START,
    PAUSE,
    PICTURE,
    SOUND,
    STAGE,
    STRUCK,
    TEMPLATE,
    TIME,
    TONE,
    is_sound,
    is_time_code,
    is_tone,
    why_silent,
)
from voiceguide.texts._model import NO_QUIET, Amount
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import DOTS, length_within, read_dots, read_pause, seconds_of
from voiceguide.texts._quantities import LENGTH_ALONE, LONGEST
from voiceguide.texts._tags import KNOWN_TAGS, STRENGTHS, attributes, break_length, tag_name


@dataclass(frozen=True)
class Fragment:
    """One part of a text: words to be spoken, a pause, a bell, or something that is not spoken."""

    kind: Literal["words", "rest", "bell", "aside", "doubt"]
    """What the part is. A `rest` is a pause. An `aside` is not spoken. A `doubt` is spoken, although it looks like a
    direction.
    """
    at: int
    """Where it begins: its offset in the text that was divided."""
    text: str
    amount: Amount = NO_QUIET
    strikes: int = 1
    why: str = ""


@dataclass(frozen=True)
class Direction:
    """A part of a line in our own format that looks like a direction."""

    start: int
    end: int
    """`start` and `end` are its span in the line."""
    text: str
    instead: str
    """The text to write in its place; empty: it should be removed."""
    why: str


_PAREN: Final = r"\((?:[^()]|\([^()]{0,80}\)){1,400}\)"
_BRACKET: Final = r"\[(?:[^\[\]]){0,400}\]"
_STARTS: Final = (
    r"(?=[<\[({（【［〔*_~!\#|=%/…–—\-:@$.¹²³⁰⁴-⁹⌀-⏿☀-➿⬀-⯿\U0001f000-\U0001faffpPsSbBlLkK]|[ \t]+(?:\.{3}|…))"
)
"""Matches in front of each character with which a match of `_GROUP` can begin, so that all other places are skipped
quickly.
"""
_GROUP: Final = Pattern(
    rf"""{_STARTS}(?:
      (?P<comment><!--.*?(?:-->|\Z))
    | %%(?P<remark>[^%\n]{{1,400}})%%
    | (?P<template>\{{%[^{{}}\n]{{1,200}}%\}}|\{{:[^{{}}\n]{{1,100}}\}})
    | \[\[\s*(?i:slnc)\s+(?P<slnc>\d{{1,7}})\s*\]\]
    | <\#\s*(?P<hash>\d{{1,4}}(?:\.\d{{1,3}})?)\s*\#>
    | (?P<image>!\[[^\]\n]{{0,200}}\](?:\([^()\s]{{0,500}}(?:\s+"[^"\n]{{0,200}}")?\))?)
    | \((?P<said>[^()\n]{{1,300}})\)\[(?P<modifiers>[a-zA-Z/][^\]\n]{{0,200}})\]
    | \[(?P<linked>[^\[\]\n]{{1,300}})\]\((?P<url>[^()\s]{{1,500}})(?:\s+"[^"\n]{{0,200}}")?\)
    | \[\[[^\[\]|\n]{{1,100}}\|(?P<alias>[^\[\]|\n]{{1,100}})\]\]
    | (?P<foot>\[\^[^\]\n]{{1,40}}\]:?)
    | (?P<modifier>\#\[[^\]\n]{{0,100}}\])
    | <<\s*(?P<twice>[^<>\n]{{1,60}}?)\s*>>
    | (?P<note>(?<=[\w.!?,;:"”’)])[¹²³⁰⁴-⁹]{{1,3}}(?!\w))
    | (?P<timer>(?:[⏸⏱⏲⏳⌛⏰🕐-🕧][\ufe0e\ufe0f]?\s*){{1,3}}(?:(?P<timed>~?\d[^\n.!?]{{0,30}}?)
        (?=\s*(?:$|[\n.!?]|[\U0001f300-\U0001faff✨⏸⏱⏲⏳⌛])))?)
    | (?P<picture>(?:[\U0001f1e6-\U0001faff☀-➿⬀-⯿⏏⏩-⏺⌚⌨\U0001f000-\U0001f0ff][\ufe0e\ufe0f\u200d]*)+)
    | (?P<tag></?[A-Za-z][\w:.\-]{{0,40}}(?:\s[^<>]{{0,300}})?/?>)
    | (?P<em>[*_~]{{0,3}})
      (?P<group>{_PAREN}|\[\[[^\[\]]{{1,200}}\]\]|\{{\{{[^{{}}\n]{{1,120}}\}}\}}|{_BRACKET}|\{{[^{{}}\n]{{1,120}}\}}
        |（[^（）]{{1,200}}）|【[^【】]{{1,200}}】|［[^［］]{{1,200}}］|〔[^〔〕]{{1,200}}〕)
      (?P=em)
    | (?i:(?P<sentence>(?:(?<=[.!?…]\s)|(?<![^\n]))(?:(?:long|short|brief|lange|kurze)\s)?
        (?:pause|silence|pausa|silencio|stille|pauze)\b[^.!?\n]{{1,40}}[.!?](?=\s|$)))
    | (?P<call>(?<![\w/])[@$\#]?(?i:pause|silence|break)\(\s*\d[^()\n]{{0,20}}\))
    | (?<!\S)(?P<loud>PAUSE|PAUSA|PAUZE|SILENCE|STILLE)(?=[.!,;:]?(?:\s|$))[.!]?
    | (?P<mark>[*_]{{1,3}}|~{{1,2}}|(?<!\S)-{{1,3}}(?=\s)|(?<!\S)[–—](?=\s)|//|\|{{1,2}}|::|==|\#{{1,2}}|%{{1,2}})
      (?P<marked>[^*_~\n\[\]()]{{1,80}}?)
      (?P=mark)(?!\w)
    | (?<!\S)(?P<dots>…|\.{{3}})\s?(?P<between>[^…\n.]{{2,40}}?)\s?(?P=dots)(?=\s|$)
    | (?P<stopped>(?<=[.!?])[ \t]+(?:\.{{3,}}|…)(?=\s|$))
    | (?P<slash>(?<![\w/:.])/{{1,2}}\s?(?P<seconds>\d{{1,4}}(?:\.\d{{1,2}})?)\s?
        (?P<unit>(?ai:s|secs?|m|mins?|ms))?/?(?![\w/]))
    )""",
    re.VERBOSE | re.DOTALL,
)


def fragments(text: str, *, captions: bool = False) -> list[Fragment]:
    """Divides a text into its parts, in order: words, pauses, bells and parts that are not spoken.

    `captions`: the text is from a caption, where words in brackets are most likely a sound.
    """
    found: list[Fragment] = []
    at = 0
    for match in _GROUP.finditer(text):
        if match.start() < at:
            continue
        fragment = _fragment(text, match, captions)
        if fragment is None:
            continue
        if match.start() > at:
            found.append(Fragment("words", at, text[at : match.start()]))
        found.append(fragment)
        at = match.end()
    if at < len(text):
        found.append(Fragment("words", at, text[at:]))
    return found


def directions(line: str) -> Iterator[Direction]:
    """The parts of a spoken line in our own format that look like directions, each with the text to write instead."""
    label = LABEL_START.match(line)
    if label:
        yield Direction(label.start("label"), label.end(), label[0].strip(), "", LABEL)
    whole = read_pause(line, marked=False) or read_dots(line)
    if whole is not None and whole.greatest:
        yield Direction(0, len(line), line.strip(), written(whole), PAUSE)
        return
    for match in _GROUP.finditer(line):
        if not any(
            match[name] for name in ("group", "slash", "marked", "loud", "sentence", "between", "tag", "twice", "timer")
        ):
            continue
        if match["group"] and match["group"][0] in "[{":
            continue  # our own parser reads these, or they are escaped on purpose
        fragment = _fragment(line, match, captions=False)
        if fragment is None or fragment.kind in ("words", "doubt") or fragment.why in (STRUCK, MARKUP):
            continue
        instead = written(fragment.amount) if fragment.kind == "rest" and fragment.amount.greatest else ""
        instead = "[bell]" if fragment.kind == "bell" else instead
        yield Direction(
            match.start(), match.end(), match[0], instead, PAUSE if fragment.kind == "rest" else fragment.why
        )


def written(amount: Amount) -> str:
    """An amount of quiet as our format writes it."""
    return f"[silence {amount}]" if amount.silence else f"[{amount}]"


def _fragment(text: str, match: "re.Match[str]", captions: bool) -> Fragment | None:
    at = match.start()
    if match["group"] is not None:
        return _group(text, match, captions)
    if match["marked"] is not None:
        return _marked(text, match)
    if (words := match["loud"] or match["sentence"] or match["between"]) is not None:
        heading = match["loud"] is not None and _line_around(text, at).isupper()
        amount = None if heading else read_pause(words, marked=bool(LENGTH_ALONE.fullmatch(words)))
        return Fragment("rest", at, match[0], amount) if amount is not None and amount.greatest else None
    if match["tag"] is not None:
        return _tag(match["tag"], at)
    if match["said"] is not None:
        return _speech_markdown(match)
    if match["linked"] is not None:
        if is_time_code(match["linked"]):
            return Fragment("aside", at, match[0], why=TIME)
        return Fragment("words", at, match["linked"])
    if match["slash"] is not None:
        if not match["unit"] and not re.search(r"(?:^|\s|[.!?,…])$", text[max(0, at - 3) : at]):
            return None
        return _rest(at, match[0], seconds_of(match["seconds"] + (match["unit"] or "s")))
    return _sign(match) or _other(match)


def _sign(match: "re.Match[str]") -> Fragment | None:
    """The fragment for one of these signs: a pause written ``<<pause>>`` or ``pause(5)``, a picture of a clock with a
    length after it, a bell or another picture, the number of a footnote, and some rarer ones. None if `match` is none
    of these.
    """
    at, whole = match.start(), match[0]
    if match["remark"] is not None:  # a remark between double percent signs
        amount = read_pause(match["remark"])
        return Fragment("aside", at, whole, why=COMMENT) if amount is None else Fragment("rest", at, whole, amount)
    if match["alias"] is not None:  # a link to a note, and the words to speak in its place
        return Fragment("words", at, match["alias"])
    if match["call"] is not None:
        amount = read_pause(match["call"].lstrip("@$#"))
        return Fragment("rest", at, whole, amount) if amount is not None else None
    if match["twice"] is not None:
        amount = read_pause(match["twice"])
        return Fragment("words", at, match["twice"]) if amount is None else Fragment("rest", at, whole, amount)
    if match["timer"] is not None:
        if not match["timed"] and match.string[match.end() : match.end() + 4].strip("*_ ")[:1] in ("(", "["):
            return Fragment("aside", at, whole, why=PICTURE)
        amount = read_pause(match["timed"] or "pause")
        return Fragment("rest", at, whole, amount) if amount is not None else Fragment("aside", at, whole, why=PICTURE)
    if match["stopped"] is not None:
        return Fragment("rest", at, whole, Amount(DOTS, DOTS))
    if match["picture"] is not None:
        bell = match["picture"].strip("\ufe0f\ufe0e") in ("🔔", "🛎")
        return Fragment("bell", at, whole) if bell else Fragment("aside", at, whole, why=PICTURE)
    if match["template"] is not None:
        return Fragment("aside", at, whole, why=TEMPLATE)
    return Fragment("aside", at, whole, why=FOOTNOTE) if match["note"] is not None else None


def _other(match: "re.Match[str]") -> Fragment:
    at = match.start()
    if match["slnc"] is not None:
        return _rest(at, match[0], int(match["slnc"]) / 1000)
    if match["hash"] is not None:
        return _rest(at, match[0], float(match["hash"]))
    if match["foot"] is not None:
        return Fragment("aside", at, match[0], why=FOOTNOTE)
    if match["comment"] is not None:
        return Fragment("aside", at, match[0], why=COMMENT)
    return Fragment("aside", at, match[0], why="a picture or a sound" if match["image"] else MARKUP)


def _rest(at: int, text: str, seconds: float | None) -> Fragment:
    length = min(seconds or 0.0, LONGEST)
    return Fragment("rest", at, text, Amount(length, length))


def _tag(tag: str, at: int) -> Fragment | None:
    name = tag_name(tag)
    given = attributes(tag)
    bare = read_pause(tag.strip("<>/ ")) if not given and " " in tag.strip("<>/ ") else None
    if bare is not None:
        return Fragment("rest", at, tag, bare)
    if (length := break_length(name, given)) is not None:
        return Fragment("aside", at, tag, why=MARKUP) if tag.startswith("</") else _rest(at, tag, length)
    inside = tag.strip("<>/ ")
    if not given and (amount := read_pause(inside)) is not None and amount.greatest:
        return Fragment("rest", at, tag, amount)
    if name in ("br", "p", "div", "li"):
        return Fragment("words", at, "\n")
    if name in KNOWN_TAGS and (given or " " not in inside):
        return Fragment("aside", at, tag, why=MARKUP)
    return Fragment("words", at, tag[1:-1] if not tag.startswith("</") else tag.strip("</>"))


def _speech_markdown(match: "re.Match[str]") -> Fragment:
    """The fragment for a mark of Speech Markdown, with the words to speak: for ``(words)[sub:"other words"]``, these
    are the other words. With a modifier such as ``characters``, the words are spelled, letter by letter.
    """
    alias = re.search(r"\b(?:sub|alias)\s*:\s*[\"'“]([^\"'”]*)", match["modifiers"])
    spelled = re.match(r"(?:characters?|chars|spell|digits|verbatim)\b", match["modifiers"])
    said = alias[1] if alias else match["said"]
    return Fragment("words", match.start(), " ".join(said.replace(" ", "")) if spelled else said)


def _marked(text: str, match: "re.Match[str]") -> Fragment | None:
    """The fragment for words between two emphasis marks or other signs, if they are a pause, a bell, a direction or
    struck out. None if they are ordinary words.
    """
    inside = match["marked"]
    sure = match["mark"][0] not in "*_-–—" and any(map(str.isdigit, inside))
    amount = read_pause(inside, marked=sure or bool(LENGTH_ALONE.fullmatch(inside.strip())))
    if amount is not None and amount.greatest:
        return Fragment("rest", match.start(), match[0], amount)
    alone = _own_line(text, match.start(), match.end())
    last = alone or (_at_start(text, match.start()) and not text[match.end() :].partition("\n")[0].strip(" .!"))
    if last and match["mark"][0] in "*_" and (bell := _bell(match, inside)) is not None:
        return bell
    if match["mark"] == "~~":
        return Fragment("aside", match.start(), match[0], why=STRUCK)
    if (
        alone
        and match["mark"][0] in "*_"
        and len(inside.split()) <= 4
        and is_sound(inside)
        and not HEARING.match(inside)
    ):
        return Fragment("aside", match.start(), match[0], why=SOUND)
    tone = inside[:1].islower() and is_tone(inside) and re.match(r"\s*(?:\n|[A-ZÀ-Þ])", text[match.end() :])
    if tone and match["mark"] in ("*", "_") and _at_start(text, match.start()):
        return Fragment("aside", match.start(), match[0], why=TONE)
    if alone and match["mark"][0] in "*_" and ASIDE_VERBS.match(inside):
        return Fragment("aside", match.start(), match[0], why=STAGE)
    if alone and match["mark"][0] in "*_" and (CUE_LINE.match(inside) or NOTE_START.match(inside)):
        return Fragment("aside", match.start(), match[0], why=SOUND if CUE_LINE.match(inside) else NOTE)
    return None


_NEAR: Final = 80
"""How many characters on each side of a mark are searched to see whether it is alone on its line."""


def _own_line(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    after = text[end : end + _NEAR].partition("\n")[0]
    return not before.strip(' \t*_~->"“”.') and not after.strip(' \t*_~-."“”')


def _line_around(text: str, at: int) -> str:
    before, after = text[max(0, at - _NEAR) : at].rpartition("\n")[2], text[at : at + _NEAR].partition("\n")[0]
    return before + after


def _at_start(text: str, start: int) -> bool:
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2].rstrip(" \t*_~-")
    return not before or before[-1] in '.!?…。！？:："”»)]'


def _group(text: str, match: "re.Match[str]", captions: bool) -> Fragment | None:
    at, whole, group = match.start(), match[0], match["group"]
    inside = collapsed(group.strip("[]{}") if group[:2] in ("[[", "{{") else group[1:-1])
    shape = "[" if group[0] in "[【［〔" else "{" if group[0] == "{" else "("
    own = _own_line(text, at, match.end())
    if is_time_code(inside) and any(map(str.isdigit, inside)):
        return Fragment("aside", at, whole, why=TIME)
    if seconds := _break_mark(inside):
        return _rest(at, whole, seconds)
    amount = read_pause(inside)
    if amount is not None:
        return Fragment("rest", at, whole, amount)
    if (bell := _bell(match, inside)) is not None:
        return bell
    start = _at_start(text, at)
    if (own or start) and not captions and (asked := _requested_quiet(inside)) is not None:
        return Fragment("rest", at, whole, asked)
    sure = captions or (bool(match["em"]) and (own or start))
    why = why_silent(inside, shape, own, start, text[match.end() : match.end() + 3], sure)
    if why:
        return Fragment("aside", at, whole, why=why)
    if shape == "(" and not own:
        return None
    if shape == "(":
        return Fragment("doubt", at, whole, why="the whole line is in brackets")
    if shape == "{":
        return Fragment("doubt", at, whole, why="it is in braces")
    return Fragment("doubt", at, inside, why="it is in brackets")


def _bell(match: "re.Match[str]", inside: str) -> Fragment | None:
    bell = BELL.match(inside)
    if bell is None:
        return None
    times = bell["times"] or "1"
    return Fragment("bell", match.start(), match[0], strikes=max(1, min(COUNTS.get(times.lower()) or int(times), 12)))


_MUSIC_ALONE: Final = Pattern(
    r"(?:music|musik|música|musique|musica|muziek)(?: only| alone| interlude)?\s*[:–—-]?\s*"
    r"(?P<length>\d{1,3}\s?[a-z]{1,8})",
    re.IGNORECASE,
)


def music_alone(inside: str) -> Amount | None:
    """The quiet for a mark that only says how long music plays, such as ``music 30s``: as long as the music, because
    nothing is spoken while it plays. None if the mark says anything else.
    """
    music = _MUSIC_ALONE.fullmatch(inside) if any(map(str.isdigit, inside)) else None
    return read_pause(music["length"]) if music else None


def _requested_quiet(inside: str) -> Amount | None:
    """The quiet for a direction that names a length, such as ``give them 20 seconds``; None if it asks for no quiet.
    The length of a sound counts only after a word such as "for": ``music plays for 10 seconds``.
    """
    if (music := music_alone(inside)) is not None:
        return music
    if is_sound(inside) and not re.search(r"(?i)\b(?:for|für|durante|pendant|per|por|voor)\b", inside):
        return None
    return None if NOTE_START.match(inside) else length_within(inside)


def _break_mark(inside: str) -> float | None:
    """The seconds of quiet for ``break:"2s"``, ``break: strong`` and ``break 2s``; None if it is something else."""
    found = re.fullmatch(r"break\s*[:=]?\s*[\"'“]?([\w.\-]+)[\"'”]?", inside, re.IGNORECASE)
    if found is None:
        return None
    amount = found[1].lower()
    return STRENGTHS[amount] if amount in STRENGTHS else seconds_of(amount)
