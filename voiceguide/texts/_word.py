"""Reads Word documents: paragraphs and tables as they are once all changes are accepted. Deleted words, hidden words
and text boxes become asides.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from voiceguide.system.plain_text import collapsed
from voiceguide.texts import _tables
from voiceguide.texts._brackets import COMMENT
from voiceguide.texts._markup import refuse_entities
from voiceguide.texts._model import FoundText, Passage, RefusedError
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._zipped import PAGE_PART, damage_reason, open_archive

_MAIN: Final = "word/document.xml"
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DELETED: Final = ("del", "moveFrom", "txbxContent")
"""Elements whose words are deleted, moved away, or in a text box."""
_FOR_OLDER: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""The element in which Word repeats some content in a form for older programs."""
_HOLDERS: Final = ("sdt", "sdtContent", "ins", "customXml", "smartTag")
"""Elements that may contain paragraphs and tables, such as fields to fill in and insertions."""
_SIGNS: Final = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_OTHER_PARTS: Final = Pattern(r"word/(footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
_NO_TITLE: Final = Pattern(r"(?i)(?:word document|document\d*|untitled|.*\.docx?)?")


def read_docx(data: bytes) -> FoundText:
    """The passages of a Word document. Headers, footers, footnotes and comments are asides. Raises `RefusedError` if
    the document is damaged, locked or far too large.
    """
    archive = open_archive(data, _MAIN)
    try:
        body = _part(archive, _MAIN).find("body")
        if body is None:
            raise RefusedError("this Word document is damaged: it has no body")
        passages = [*_passages(body, _styles(archive)), *_left_out_parts(archive)]
        title = _title(archive)
    except (RefusedError, RecursionError):
        raise
    except Exception as error:  # a damaged archive makes the libraries raise many kinds of errors
        raise RefusedError(f"this Word document is damaged: {damage_reason(error)}") from error
    styled = any(passage.kind == "heading" and passage.level <= 1 for passage in passages)
    return FoundText("a Word document", tuple(passages), title="" if styled or _NO_TITLE.fullmatch(title) else title)


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    """The root element of a file in the archive. The tags of Word's own elements are given without their namespace.
    Raises `RefusedError` if the file defines entities of its own, and the libraries' errors if it is damaged.
    """
    data = archive.read(name)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if wide else "utf-8-sig")
    refuse_entities(text)
    root = ElementTree.fromstring(text)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_WORD).removeprefix(_STRICT)
    return root


def _value(element: Element | None, default: str = "") -> str:
    """The value of Word's attribute `val`."""
    if element is None:
        return default
    return element.get(f"{_WORD}val", element.get(f"{_STRICT}val", default))


def _styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of the styles, by id. A name may be in the language of the author's Word."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    found = _part(archive, "word/styles.xml").findall("style")
    return {
        style.get(f"{_WORD}styleId", style.get(f"{_STRICT}styleId", "")): _value(style.find("name")) for style in found
    }


def _title(archive: zipfile.ZipFile) -> str:
    if "docProps/core.xml" not in archive.namelist():
        return ""
    return (_part(archive, "docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}title") or "").strip()


def _passages(body: Element, styles: Mapping[str, str]) -> Iterator[Passage]:
    for line, element in enumerate(_elements(body), 1):
        if element.tag == "tbl":
            rows = [[(line, _cell(cell)) for cell in row.findall("tc")] for row in element.findall("tr")]
            yield from _tables.table_passages(_without_merged_copies(rows))
        else:
            yield from _paragraph(element, line, styles.get(_value(element.find("pPr/pStyle")), ""))


def _elements(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of a body, in order, including those inside the elements of `_HOLDERS`."""
    for element in parent:
        if element.tag in ("p", "tbl"):
            yield element
        elif element.tag in _HOLDERS:
            yield from _elements(element)


def _cell(cell: Element) -> str:
    """The words of a cell; empty if the cell is merged with the cell above and only continues it."""
    merged = cell.find("tcPr/vMerge")
    if merged is not None and _value(merged, "continue") == "continue":
        return ""
    return "\n".join("".join(_text(run) for run in _runs(part)) for part in cell.iter("p")).strip()


def _without_merged_copies(rows: list[list[tuple[int, str]]]) -> list[list[tuple[int, str]]]:
    """The rows without cells that are repeated because several cells were merged."""
    return [[cell for i, cell in enumerate(row) if not i or cell != row[i - 1]] for row in rows]


def _paragraph(part: Element, line: int, style: str) -> Iterator[Passage]:
    runs = [(words, _is(run, "b"), _is(run, "i")) for run in _runs(part) if (words := _text(run))]
    text = "".join(words for words, _, _ in runs)
    yield from _left_out(part, line)
    found = re.match(r"(?i)(?:heading|überschrift|titre|título|titolo|titel|kop)\s*(\d)", style)
    if not text.strip():
        yield Passage("rule", line)
    elif re.match(r"(?i)(?:title|titel|titre|título)$", style):
        yield Passage("heading", line, text, level=1)
    elif found:
        yield Passage("heading", line, text, level=int(found[1]) + 1)
    elif re.match(r"(?i)(?:header|footer|caption|footnote|toc)", style):
        yield Passage("aside", line, text, why=PAGE_PART)
    else:
        listed = "List" in style or part.find("pPr/numPr") is not None
        yield Passage("item" if listed else "words", line, _emphasised(runs, text))


def _runs(parent: Element) -> Iterator[Element]:
    """The runs of a paragraph that are visible once all changes are accepted."""
    for element in parent:
        if element.tag == "r" and not _hidden(element):
            yield element
        if element.tag not in _DELETED and element.tag != _FOR_OLDER:
            yield from _runs(element)


def _hidden(run: Element) -> bool:
    return run.find("rPr/vanish") is not None


def _is(run: Element, name: str) -> bool:
    """Whether the formatting of the run itself is bold (`b`) or italic (`i`). Its style does not count."""
    switch = run.find(f"rPr/{name}")
    return switch is not None and _value(switch, "1") not in ("0", "false", "off")


def _text(run: Element) -> str:
    return "".join(map(_said, run))


def _said(element: Element) -> str:
    if element.tag == "t":
        return element.text or ""
    if element.tag == "br":
        kind = element.get(f"{_WORD}type", element.get(f"{_STRICT}type", "textWrapping"))
        return "\n" if kind == "textWrapping" else ""
    return _SIGNS.get(element.tag, "")


def _words(element: Element, name: str = "t") -> str:
    return "".join(one.text or "" for one in element.iter(name))


def _left_out(part: Element, line: int) -> Iterator[Passage]:
    """The words of a paragraph that are deleted, hidden or in a text box, as asides."""
    box = next(part.iter("txbxContent"), None)  # a second text box repeats the first for older programs
    hidden = "".join(_words(run) for run in part.iter("r") if _hidden(run))
    for text, why in (
        (_words(part, "delText"), "it is deleted"),
        ("" if box is None else _words(box), "it is in a box of its own"),
        (hidden, "it is hidden"),
    ):
        if text.strip():
            yield Passage("aside", line, collapsed(text), why=why)


def _emphasised(runs: list[tuple[str, bool, bool]], whole: str) -> str:
    """The words of a paragraph, with emphasis marks. If only some words are bold or in italics, an asterisk is put on
    each side of them. If all words are bold and the paragraph is short, two asterisks are put on each side of it; if
    all are in italics, one. Any other paragraph in which all words are emphasised gets no marks.
    """
    if all(bold for text, bold, _ in runs if text.strip()) and len(whole.split()) <= 10 and "\n" not in whole:
        return f"**{whole.strip()}**"
    if all(italic for text, _, italic in runs if text.strip()) and not re.search(r"[\[\](){}*_\n]", whole):
        return f"*{whole.strip()}*"
    if all(bold or italic for text, bold, italic in runs if text.strip()):
        return whole
    marked = ""
    for text, bold, italic in runs:
        core = text.strip()
        mark = "*" if (bold or italic) and core and not re.search(r"[\[\](){}*_\n]", core) else ""
        marked += text.replace(core, f"{mark}{core}{mark}", 1) if mark else text
    return marked.replace("**", "")


def _left_out_parts(archive: zipfile.ZipFile) -> Iterator[Passage]:
    """Footnotes, comments, headers and footers, as asides. The same text in several of them, for example in all
    headers, is reported once.
    """
    reported: set[tuple[str, str]] = set()
    for name in archive.namelist():
        if (found := _OTHER_PARTS.fullmatch(name)) is None:
            continue
        why = {"comments": COMMENT, "footnotes": "a footnote", "endnotes": "a footnote"}.get(found[1], PAGE_PART)
        for note in _part(archive, name):
            text = collapsed(_words(note))
            if text and (why, text) not in reported:
                reported.add((why, text))
                yield Passage("aside", 1, text, why=why)
