"""Reads words with times: SRT, WebVTT and other captions, and transcripts with a time code before each line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Final

from voiceguide.system.plain_text import collapsed
from voiceguide.texts._boilerplate import is_footer
from voiceguide.texts._brackets import AFTER_SCRIPT, LABEL, SOUND, TIME, is_cue_line, is_film_row, label_of
from voiceguide.texts._directions import fragments
from voiceguide.texts._language import spaceless
from voiceguide.texts._model import CAPTION, Amount, FoundText, Passage, RefusedError
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._speaker_names import named_speakers, without_speaker
from voiceguide.units import Seconds

PER_WORD: Final[Seconds] = 0.4
"""How long a word takes, in seconds, at 150 words a minute. If the end of a caption is not known, it is estimated from
this.
"""
PER_SIGN: Final[Seconds] = 0.25
"""How long it takes to say one Chinese or Japanese character, in seconds."""

_LEAST_GAP: Final[Seconds] = 0.9
"""The shortest gap between captions that becomes a pause, in seconds. A shorter gap is only a breath between two
sentences.
"""
_LEAST_GUESSED: Final[Seconds] = 1.5
"""The shortest gap that becomes a pause, in seconds, if the end of the caption before it was estimated from its words.
"""

_CLOCK: Final = r"(?:(?:(?P<h{0}>\d{{1,3}}):)?(?P<m{0}>\d{{1,3}}):(?P<s{0}>\d{{2}})(?:[.,](?P<f{0}>\d{{1,6}}))?)"
_CUE_SETTINGS: Final = r"(?:\s+(?:align|position|line|size|vertical|region|X1):?\S*)*"
SPAN: Final = Pattern(rf"^\s*{_CLOCK.format(1)}\s*(?:-->|->|→|,)\s*{_CLOCK.format(2)}{_CUE_SETTINGS}\s*$", needs=":")
_ASS: Final = Pattern(r"^Dialogue:\s*[^,]*,(\d{1,3}:\d\d:\d\d\.\d+),(\d{1,3}:\d\d:\d\d\.\d+),(?:[^,]*,){6}(.*)$")
_STAMP: Final = Pattern(
    rf"^\s*[*_>\-]{{0,3}}(?P<open>[\[(<])?{_CLOCK.format(1)}(?:\s*(?:-->|-|–|—|→|to)\s*{_CLOCK.format(2)})?"
    r"(?P<close>[\])>])?(?:\([^()\s]*\))?[*_]{0,2}\s*[:|\-–—]?\s*(?P<text>.*)$",
    needs=":",
)
_NAMED_STAMP: Final = Pattern(
    rf"^\s*[*_]{{0,2}}(?P<name>[^\W\d_][\w .'’\-]{{0,40}}?)[*_]{{0,2}}(?:\s*[(\[,|·–—-]\s*|\s+)"
    rf"{_CLOCK.format(1)}\s*[)\]]?"
    r"[*_]{0,2}\s*:?\s*$",
    needs=":",
)
"""Matches a row that has a speaker's name and a time, and nothing else."""
_SPOKEN_STAMP: Final = Pattern(r"\s*(?:\d{1,2} (?:hour|minute|second)s?[, ]*){1,3}", re.IGNORECASE)
"""Matches a time in words, such as ``2 minutes, 5 seconds``. Video pages put it below the time in numbers, for screen
readers.
"""
_CUE_TAGS: Final = Pattern(
    r"</?(?:i|b|u|c|v|lang|ruby|rt|font)(?:[.\s][^<>]{0,120})?>|<\d[\d:.]*>|\{\\[^{}]{0,80}\}", re.IGNORECASE
)
_BETWEEN_CUES: Final = Pattern(r"\s*(?:\d+\s*$|WEBVTT|(?:Kind|Language|X-TIMESTAMP-MAP)\s*[:=])")
"""Matches lines between captions that are not words: a caption's number, or a line of the file's header."""
_NEAR_END: Final = 60
"""How many characters at the end of a line are searched for the end of a sentence."""
_SPEAKER: Final = Pattern(r"^\s*(?:>>\s*(?:[A-Z][\w .]{0,25}:)?|-\s+(?=\S))\s*")


@dataclass(frozen=True)
class Cue:
    """Words and the time at which they appear."""

    line: int
    start: Seconds
    end: Seconds | None
    """When the words disappear; None: only the start is known."""
    text: str


def looks_like_captions(text: str) -> bool:
    """Whether a text is captions, or a transcript whose lines begin with times."""
    lines = [line for line in text.split("\n", 400)[:400] if line.strip()]
    if not lines:
        return False
    if lines[0].startswith(("WEBVTT", "[Script Info]")) or sum(bool(SPAN.match(line)) for line in lines) >= 2:
        return True
    if _named_stamps(lines):
        return True
    stamps = [match for line in lines if (match := _STAMP.match(line))]
    headings = sum(
        line.rstrip().endswith("**") or "**" in line[: line.find(":")] for line in lines if _STAMP.match(line)
    )
    alone = sum(not match["text"].strip() for match in stamps)
    share = 0.4 if alone < len(stamps) else 0.3
    return len(stamps) >= 3 and len(stamps) - headings >= share * len(lines)


def _named_stamps(lines: Sequence[str]) -> bool:
    """Whether many lines have nothing but a speaker's name and a time, and the names are repeated."""
    names = [match["name"] for line in lines if (match := _NAMED_STAMP.match(line))]
    return len(names) >= 2 and len(names) >= 0.2 * len(lines) and len(set(names)) <= 0.7 * len(names)


def read_captions(text: str, form: str = "captions") -> FoundText:
    """The words of captions, with the gaps between them as pauses. Raises `RefusedError` if the times go backward."""
    lines = text.split("\n")
    asides: list[Passage] = []
    spans = any(SPAN.match(line) for line in lines)
    dialogue = [(number, match) for number, line in enumerate(lines, 1) if (match := _ASS.match(line))]
    if not spans and _named_stamps([line for line in lines if line.strip()]):
        lines = list(_without_names(lines, asides))
    if dialogue:
        cues = [
            Cue(number, clock_seconds(match[1]) or 0.0, clock_seconds(match[2]), match[3].replace("\\N", "\n"))
            for number, match in dialogue
        ]
    elif spans:
        cues = list(cues_of(lines, asides))
    else:
        form, cues = "a transcript with time codes", list(stamped_cues(lines, asides))
    named = next((match[1] for line in lines[:12] if (match := re.match(r"\[ti:\s*([^\]]+)\]", line))), "")
    return FoundText(form, (*asides, *cue_passages(cues)), title=named, lang=_language(lines), speech=True)


def cue_passages(cues: Sequence[Cue]) -> Iterator[Passage]:
    """The words of captions, with the gaps between them as pauses. Raises `RefusedError` if a caption begins before the
    one above it, or ends before it begins.
    """
    require_order(cues)
    rolled = list(without_rolling([replace(cue, text=cleaned(cue.text)) for cue in cues]))
    rows = [cue.text.split("\n", 1)[0] for cue in rolled]
    names = named_speakers(rows)
    yield from _rows_left_out(rolled)
    last: Cue | None = None  # the last caption that has words
    for cue in rolled:
        text, name = without_speaker(cue.text, names)
        if name:
            yield Passage("aside", cue.line, name, why=LABEL)
            cue = replace(cue, text=text)
        cues_of_sound = [row for row in cue.text.split("\n") if is_cue_line(row) or is_film_row(row)]
        for row in cues_of_sound:
            yield Passage("aside", cue.line, row, why=SOUND)
        cue = replace(cue, text="\n".join(row for row in cue.text.split("\n") if row not in cues_of_sound))
        words = spoken(cue.text)
        if words and last is not None and (gap := _gap(last, cue)) > 0:
            yield Passage("rest", cue.line, "", amount=Amount(gap, gap))
        if cue.text.strip() and not words:
            yield Passage("aside", cue.line, cue.text, why=SOUND)
        elif cue.text.strip():
            yield Passage("words", cue.line, cue.text, level=CAPTION, sure=True)
        if words:
            last = cue


def _rows_left_out(cues: list[Cue]) -> Iterator[Passage]:
    """Removes rows that do not belong to the text, such as the transcriber's name, from the last of `cues`. Yields each
    of them as an aside.
    """
    if not cues:
        return
    rows = cues[-1].text.split("\n")
    cues[-1] = replace(cues[-1], text="\n".join(row for row in rows if not is_footer(row)))
    for row in rows:
        if is_footer(row):
            yield Passage("aside", cues[-1].line, row, why=AFTER_SCRIPT)


def spoken(text: str) -> str:
    """The words of a caption without labels, sounds and other parts that are not spoken."""
    rows = [row[label.end() :] if (label := label_of(row)) else row for row in text.split("\n")]
    found = fragments("\n".join(rows), captions=True)
    return " ".join(one.text for one in found if one.kind in ("words", "doubt") and any(map(str.isalnum, one.text)))


def _gap(last: Cue, cue: Cue) -> Seconds:
    guessed = last.end is None
    end = last.start + speaking_time(spoken(last.text)) if last.end is None else last.end
    gap = round(cue.start - end, 1)
    return gap if gap >= (_LEAST_GUESSED if guessed else _LEAST_GAP) else 0.0


def speaking_time(words: str) -> Seconds:
    """How long it takes to say these words."""
    spaced = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", re.sub(r"[぀-鿿]", " ", words))
    return PER_SIGN * spaceless(words) + PER_WORD * len(spaced)


def require_order(cues: Iterable[Cue]) -> None:
    before = 0.0
    for cue in cues:
        if cue.start < before - 0.001:
            raise RefusedError(
                "these captions are out of order: this one begins before the one above it; sort them by time", cue.line
            )
        if cue.end is not None and cue.end < cue.start - 0.001:
            raise RefusedError("this caption ends before it begins; correct its times", cue.line)
        before = cue.start


def without_rolling(cues: Iterable[Cue]) -> Iterator[Cue]:
    """The captions, without rows that only stay on the screen: rows at the beginning of a caption are removed if the
    previous caption ended with the same rows.
    """
    before: list[str] = []
    for cue in cues:
        rows = [row.strip() for row in cue.text.split("\n") if row.strip()]
        fresh = list(rows)
        if before:
            for size in range(min(len(before), len(rows)), 0, -1):
                if before[-size:] == rows[:size]:
                    fresh = rows[size:]
                    break
        if rows:
            before = rows
        yield replace(cue, text="\n".join(fresh))


def cleaned(text: str) -> str:
    rows = [_SPEAKER.sub("", unescape(_CUE_TAGS.sub("", row))).replace("\xa0", " ") for row in text.split("\n")]
    return "\n".join(
        collapsed(row.strip("♪♫ ")) if not re.search("[♪♫]", row) else f"[{row.strip('♪♫ ') or 'music'}]"
        for row in rows
    )


def cues_of(lines: Sequence[str], asides: list[Passage]) -> Iterator[Cue]:
    """The captions of SRT, WebVTT and similar forms. Notes, and lines that belong to no caption, go to `asides`."""
    times: re.Match[str] | None = None
    begun, skipping = 0, False
    rows: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        span = SPAN.match(line)
        if span:
            if times is not None:  # there is no empty line before this caption, and its number is in the row above
                yield _cue(times, begun, rows[:-1] if rows and rows[-1].strip().isdigit() else rows)
            times, begun, rows, skipping = span, number, [], False
        elif not line.strip():
            if times is not None and (rows or number > begun + 1):
                yield _cue(times, begun, rows)
                times, rows = None, []
            skipping = False
        elif times is not None:
            rows.append(line)
        elif re.match(r"(?:NOTE|STYLE|REGION)\b", line) or skipping:
            skipping = True
            asides.append(Passage("aside", number, line, why="a note"))
        elif not (_BETWEEN_CUES.match(line) or (number < len(lines) and SPAN.match(lines[number]))):
            asides.append(Passage("aside", number, line.strip(), why="it belongs to no caption"))


def _cue(times: "re.Match[str]", number: int, rows: Sequence[str]) -> Cue:
    return Cue(number + 1 if rows else number, _clock(times, 1), _clock(times, 2), "\n".join(rows))


def stamped_cues(lines: Sequence[str], asides: list[Passage]) -> Iterator[Cue]:
    """The captions of a transcript: one for each time code. Its words are the rest of that line, and all lines down to
    the next time code. Lines above the first time code go to `asides`; but if one of them ends like a sentence, a
    caption at 0 s begins with it. Time codes go to `asides`, too.
    """
    cue: Cue | None = None
    for number, line in enumerate(lines, 1):
        stamp = _STAMP.match(line)
        if stamp is None:
            if cue is not None and not cue.text and _SPOKEN_STAMP.fullmatch(line):
                continue
            if cue is not None and line.strip():
                cue = replace(
                    cue, text=f"{cue.text}\n{line}" if cue.text else line, line=cue.line if cue.text else number
                )
            elif re.search(r"\w\W+\w", line) and re.search(r"[.!?…]\W*$", line[-_NEAR_END:]):
                cue = Cue(number, 0.0, None, line)
            elif line.strip():
                asides.append(Passage("aside", number, line.strip(), why="it comes before the first time code"))
            continue
        if cue is not None:
            yield cue
        end = _clock(stamp, 2) if stamp["m2"] else None
        cue = Cue(number, _clock(stamp, 1), end, stamp["text"])
        asides.append(Passage("aside", number, line[: stamp.start("text")].strip() or line.strip(), why=TIME))
    if cue is not None:
        yield cue


def _without_names(lines: Sequence[str], asides: list[Passage]) -> Iterator[str]:
    """The same lines, but a line with a speaker's name and a time keeps only the time. The name goes to `asides`."""
    for number, line in enumerate(lines, 1):
        match = _NAMED_STAMP.match(line)
        if match:
            asides.append(Passage("aside", number, match["name"], why=LABEL))
        yield line[match.end("name") :].strip(" \t*_()[],|·–—-:") if match else line


def _clock(match: "re.Match[str]", number: int) -> Seconds:
    fraction = match[f"f{number}"]
    return (
        int(match[f"h{number}"] or 0) * 3600
        + int(match[f"m{number}"]) * 60
        + int(match[f"s{number}"])
        + (float(f"0.{fraction}") if fraction else 0.0)
    )


_CLOCK_TIME: Final = Pattern(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2}(?:[.,]\d+)?)", needs=":")


def clock_seconds(text: str) -> Seconds | None:
    """A time such as ``1:02:03.5`` or ``02:03,5`` in seconds; None if the text is no such time."""
    time = _CLOCK_TIME.fullmatch(text.strip())
    return int(time[1] or 0) * 3600 + int(time[2]) * 60 + float(time[3].replace(",", ".")) if time else None


def end_of(start: Seconds, end: Seconds | None, length: Seconds | None) -> Seconds | None:
    """When a caption ends: `end`, or else `start` plus its `length`; None if it has neither."""
    return start + length if end is None and length is not None else end


def _language(lines: Sequence[str]) -> str:
    found = next((match for line in lines[:6] if (match := re.match(r"Language:\s*([A-Za-z\-]{2,8})\s*$", line))), None)
    return found[1] if found else ""
