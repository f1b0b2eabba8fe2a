"""The same practice in our own format and in another form gives the same words and pauses."""

import csv
import html
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import pytest

from tests.needs import package
from tests.texts.heard import heard, lines, read
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.model import Paragraph, Pause, Script, Silence
from voiceguide.script.parser import parse

NAMES = ("three-minute-pause", "self-compassion-break", "soles-of-the-feet", "with-pain", "bedtime-wind-down")
FEWEST = 8


@dataclass(frozen=True)
class Step:
    """One part of a practice: a heading, some words, or a pause of so many seconds."""

    kind: str
    text: str = ""
    seconds: int = 0


def steps_of(name: str) -> list[Step]:
    """The parts of a bundled practice that every form can express: headings, words without variables, and pauses."""
    found: list[Step] = []
    for section in Library((bundled_scripts(),)).find(name).sections:
        found.append(Step("heading", section.title))
        for item in section.items:
            if isinstance(item, Paragraph) and not any(sign in item.text for sign in "{}[]\\*_|"):
                found.append(Step("words", " ".join(item.text.split())))
            elif isinstance(item, Pause | Silence) and found[-1].kind == "words":
                found.append(Step("quiet", seconds=max(2, round(item.length.natural))))
    while found[-1].kind != "words":  # a form that tells times by what comes next has no end of its own
        found.pop()
    return list(settled(found))


def settled(found: list[Step]) -> Iterator[Step]:
    """The steps without headings that have no words below them, and with a pause of 4 s wherever words have no pause
    after them. Then no reader has to guess.
    """
    for at, step in enumerate(found):
        after = found[at + 1].kind if at + 1 < len(found) else ""
        if step.kind != "heading" or after == "words":
            yield step
        if step.kind == "words" and after not in ("quiet", ""):
            yield Step("quiet", seconds=4)


def ours(steps: list[Step]) -> Script:
    rows = ["---", "title: The Practice", "---"]
    for step in steps:
        if step.kind == "heading":
            rows += ["", f"# {step.text}"]
        elif step.kind == "words":
            rows += ["", step.text]
        else:
            rows += ["", f"[silence {step.seconds}s]" if step.seconds >= 30 else f"[{step.seconds}s]"]
    return parse("\n".join(rows) + "\n", file="own.md", name="own")


def plain_text(steps: list[Step]) -> str:
    """The steps as plain text: headings in capitals, pauses in brackets."""
    rows = ["The Practice"]
    for step in steps:
        rows.append(step.text.upper() if step.kind == "heading" else step.text or f"(pause for {step.seconds} seconds)")
    return "\n\n".join(rows)


def markdown(steps: list[Step]) -> str:
    """The steps as Markdown, in the style of chat programs."""
    rows = ["Sure! Here's a guided meditation script for you:", "---", "# The Practice", "**Duration:** 10 minutes"]
    for step in steps:
        if step.kind == "heading":
            rows.append(f"## {step.text} (2 minutes)")
        else:
            rows.append(step.text if step.kind == "words" else f"*[Pause {step.seconds} seconds]*")
    return "\n\n".join([*rows, "---", "Let me know if you would like a longer version!"])


def ssml(steps: list[Step]) -> str:
    rows = []
    for step in steps:
        if step.kind == "words":
            rows.append(f"<p>{html.escape(step.text)}</p>")
        elif step.kind == "quiet":
            rows += [f'<break time="{part}s"/>' for part in chained(step.seconds)]
    return '<?xml version="1.0"?>\n<speak version="1.0" xml:lang="en-US">\n' + "\n".join(rows) + "\n</speak>"


def chained(seconds: int) -> list[int]:
    """The lengths of breaks that add up to this pause, each at most ten seconds, which is the most that cloud voices
    accept.
    """
    return [10] * (seconds // 10) + ([seconds % 10] if seconds % 10 else [])


def tags(steps: list[Step]) -> str:
    """The steps as plain words with SSML's `<break>` tags between them, without headings."""
    return "\n\n".join(
        step.text if step.kind == "words" else f'<break time="{step.seconds}s" />'
        for step in steps
        if step.kind != "heading"
    )


def page(steps: list[Step]) -> str:
    rows = []
    for step in steps:
        tag = "h2" if step.kind == "heading" else "p"
        text = html.escape(step.text) if step.text else f"<em>(pause {step.seconds} seconds)</em>"
        rows.append(f"<{tag}>{text}</{tag}>")
    body = "\n".join(rows)
    return (
        '<!doctype html><html lang="en"><head><title>The Practice</title></head><body><nav><a>Home</a></nav>'
        f"<main><h1>The Practice</h1>{body}</main><footer>Imprint</footer></body></html>"
    )


def cues(steps: list[Step]) -> Iterator[tuple[float, float, str]]:
    """The steps as captions: each paragraph with the time at which it begins and ends."""
    now = 1.0
    for step in steps:
        if step.kind == "words":
            end = now + 0.4 * len(step.text.split())
            yield now, end, step.text
            now = end
        else:
            now += step.seconds


def clock(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}{point}{whole % 1000:03d}"


def srt(steps: list[Step]) -> str:
    return "\n\n".join(
        f"{number}\n{clock(start, ',')} --> {clock(end, ',')}\n{text}"
        for number, (start, end, text) in enumerate(cues(steps), 1)
    )


def vtt(steps: list[Step]) -> str:
    return "WEBVTT\n\n" + "\n\n".join(
        f"{clock(start, '.')} --> {clock(end, '.')}\n{text}" for start, end, text in cues(steps)
    )


def json_steps(steps: list[Step]) -> str:
    rows = [
        {"type": "speech", "text": step.text} if step.kind == "words" else {"type": "pause", "duration": step.seconds}
        for step in steps
        if step.kind != "heading"
    ]
    return json.dumps({"title": "The Practice", "steps": rows})


def json_after(steps: list[Step]) -> str:
    spoken = [step for step in steps if step.kind != "heading"]
    rows = [
        {"text": words.text, "pauseAfter": quiet.seconds}
        for words, quiet in zip_longest(spoken[::2], spoken[1::2], fillvalue=Step("quiet"))
    ]
    return json.dumps({"title": "The Practice", "segments": rows})


def table(steps: list[Step]) -> str:
    spoken = [step for step in steps if step.kind != "heading"]
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow(["phrase", "seconds"])
    for words, quiet in zip_longest(spoken[::2], spoken[1::2], fillvalue=Step("quiet")):
        rows.writerow([words.text, quiet.seconds])
    return out.getvalue()


def word(steps: list[Step]) -> bytes:
    docx = package("docx")
    document = docx.Document()
    document.add_heading("The Practice", 0)
    for step in steps:
        if step.kind == "heading":
            document.add_heading(step.text, 1)
        else:
            document.add_paragraph(step.text or f"[pause {step.seconds}s]")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def open_document(steps: list[Step]) -> bytes:
    rows = ['<text:h text:outline-level="1">The Practice</text:h>']
    for step in steps:
        text = html.escape(step.text) or f"(pause: {step.seconds} sec)"
        level = ' text:outline-level="2"' if step.kind == "heading" else ""
        tag = "text:h" if step.kind == "heading" else "text:p"
        rows.append(f"<{tag}{level}>{text}</{tag}>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", f"<office:document-content>{''.join(rows)}</office:document-content>")
    return out.getvalue()


FORMS: list[tuple[str, Callable[[list[Step]], str | bytes], bool]] = [
    ("a.txt", plain_text, True),
    ("a.md", markdown, True),
    ("a.ssml", ssml, False),
    ("tags.txt", tags, False),
    ("a.html", page, True),
    ("a.srt", srt, False),
    ("a.vtt", vtt, False),
    ("steps.json", json_steps, False),
    ("after.json", json_after, False),
    ("a.csv", table, False),
    ("a.docx", word, True),
    ("a.odt", open_document, True),
]


@pytest.mark.parametrize("practice", NAMES)
@pytest.mark.parametrize(("file", "rendered", "headed"), FORMS, ids=[file for file, _, _ in FORMS])
def test_the_same_practice_in_another_form_is_the_same_session(
    practice: str, file: str, rendered: Callable[[list[Step]], str | bytes], headed: bool
) -> None:
    """A practice that is written in another form is read with the same words, pauses and lines as in our own format. If
    the form has headings, they are the same too.
    """
    steps = steps_of(practice)
    assert len(steps) >= FEWEST
    own, found = ours(steps), read(rendered(steps), file).script
    mine, other = heard(own), heard(found)
    assert other.words == mine.words
    assert [place for place, _ in other.pauses] == [place for place, _ in mine.pauses]
    assert [length for _, length in other.pauses] == pytest.approx([length for _, length in mine.pauses], abs=0.01)
    assert set(lines(found)) == set(lines(own))
    if headed:
        titles = [section.title.casefold() for section in found.sections]
        assert (found.title, titles) == ("The Practice", [section.title.casefold() for section in own.sections])
