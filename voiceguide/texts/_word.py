"""Word documents: paragraphs and tables as they read once all changes are accepted; what stands beside them is told."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from voiceguide.texts import _tables
from voiceguide.texts._brackets import COMMENT
from voiceguide.texts._documents import INSTALL, OF_THE_PAGE, reason_of, unpacks_to_little
from voiceguide.texts._patterns import Pattern
from voiceguide.texts.model import Block, FoundText, RefusedError

if TYPE_CHECKING:
    from docx.document import Document

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE: Final = tuple(_W + name for name in ("del", "moveFrom", "txbxContent"))
"""What holds words that are deleted, moved away, or in a box of their own."""
_NO_TITLE: Final = Pattern(r"(?i)(?:word document|document\d*|untitled|.*\.docx?)?")


def read_docx(data: bytes) -> FoundText:
    """The paragraphs of a Word document, without headers, footers, notes and comments. Raises `RefusedError`."""
    unpacks_to_little(data, "word/document.xml")
    try:
        import docx
    except ImportError:
        raise RefusedError(f"a Word document: {INSTALL}") from None
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = [*_blocks(document), *_beside(document)]
        title = str(document.core_properties.title or "")
    except RefusedError:
        raise
    except Exception as error:  # whatever a damaged archive makes the library stumble over
        raise RefusedError(f"this Word document is damaged: {reason_of(error)}") from error
    styled = any(block.kind == "heading" and block.level <= 1 for block in blocks)
    return FoundText("a Word document", tuple(blocks), title="" if styled or _NO_TITLE.fullmatch(title) else title)


def _blocks(document: "Document") -> Iterator[Block]:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    styles = {style.style_id: str(style.name or "") for style in document.styles}
    for line, element in enumerate(_elements(document.element.body), 1):
        if element.tag == _W + "tbl":
            rows = [[(line, cell.text.strip()) for cell in row.cells] for row in Table(element, document).rows]
            yield from _tables.table_blocks(_once(rows))
        else:
            yield from _paragraph(Paragraph(element, document), line, styles.get(element.style, ""))


def _elements(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables of a body, those in fields to fill in as well."""
    for element in parent.iterchildren():
        if element.tag in (_W + "p", _W + "tbl"):
            yield element
        elif element.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml", _W + "smartTag"):
            yield from _elements(element)


def _once(rows: list[list[tuple[int, str]]]) -> list[list[tuple[int, str]]]:
    """Rows without the repetition of cells that were merged."""
    return [[cell for i, cell in enumerate(row) if not i or cell != row[i - 1]] for row in rows]


def _paragraph(part: Any, line: int, style: str) -> Iterator[Block]:
    runs = list(_runs(part))
    text = "".join(words for words, _, _ in runs)
    yield from _gone(part, line)
    found = re.match(r"(?i)(?:heading|überschrift|titre|título|titolo|titel|kop)\s*(\d)", style)
    if not text.strip():
        yield Block("rule", line)
    elif re.match(r"(?i)(?:title|titel|titre|título)$", style):
        yield Block("heading", line, text, level=1)
    elif found:
        yield Block("heading", line, text, level=int(found[1]) + 1)
    elif re.match(r"(?i)(?:header|footer|caption|footnote|toc)", style):
        yield Block("aside", line, text, why=OF_THE_PAGE)
    else:
        listed = "List" in style or part._p.find(f"{_W}pPr/{_W}numPr") is not None
        yield Block("item" if listed else "words", line, _emphasised(runs, text))


def _runs(part: Any) -> Iterator[tuple[str, bool, bool]]:
    """The words of a paragraph that are there once all changes are accepted: (words, bold, italic)."""
    from docx.text.run import Run

    for element in part._p.iter(_W + "r"):
        run = Run(element, part)
        hidden = element.find(f"{_W}rPr/{_W}vanish") is not None
        text = run.text
        if text and not hidden and not any(above.tag in _GONE for above in element.iterancestors()):
            yield text, bool(run.bold), bool(run.italic)


def _gone(part: Any, line: int) -> Iterator[Block]:
    """What is deleted, hidden or in a box of its own."""
    deleted = "".join(one.text or "" for one in part._p.iter(_W + "delText"))
    boxes = list(part._p.iter(_W + "txbxContent"))[:1]  # the second one is the same, for older programs
    boxed = " ".join("".join(one.text or "" for one in box.iter(_W + "t")) for box in boxes)
    hidden = "".join(
        "".join(one.text or "" for one in run.iter(_W + "t"))
        for run in part._p.iter(_W + "r")
        if run.find(f"{_W}rPr/{_W}vanish") is not None
    )
    for text, why in ((deleted, "it is deleted"), (boxed, "it stands in a box of its own"), (hidden, "it is hidden")):
        if text.strip():
            yield Block("aside", line, " ".join(text.split()), why=why)


def _emphasised(runs: list[tuple[str, bool, bool]], whole: str) -> str:
    """A paragraph's words, those in italics or bold marked where not all of them are."""
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


def _beside(document: "Document") -> Iterator[Block]:
    """Footnotes, comments, headers and footers, each once."""
    from docx.oxml import parse_xml

    told: set[tuple[str, str]] = set()
    for relation in document.part.rels.values():
        kind = str(relation.reltype).rsplit("/", 1)[-1]
        if relation.is_external or kind not in ("footnotes", "endnotes", "comments", "header", "footer"):
            continue
        root = parse_xml(relation.target_part.blob)
        why = {"comments": COMMENT, "footnotes": "a footnote", "endnotes": "a footnote"}.get(kind, OF_THE_PAGE)
        for note in root:
            text = " ".join("".join(one.text or "" for one in note.iter(_W + "t")).split())
            if text and (why, text) not in told:
                told.add((why, text))
                yield Block("aside", 1, text, why=why)
