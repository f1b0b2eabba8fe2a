"""Word files and PDFs, made here in the way that other programs make them."""

import io
import zipfile

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)


def word_file() -> bytes:
    """A Word file: a handout with styles, a list, a table, a header and a footer."""
    import docx

    document = docx.Document()
    document.add_heading("Morning Ground", 0)
    document.add_paragraph("by the Hill Centre")
    document.add_heading("Arriving", 1)
    document.add_paragraph("Sit in a way that you can keep.")
    document.add_paragraph().add_run("[pause 10 seconds]").italic = True
    mixed = document.add_paragraph("Feel the ")
    mixed.add_run("ground").bold = True
    mixed.add_run(" below you. ")
    mixed.add_run("(pause)").italic = True
    document.add_heading("Around the body", 1)
    for words in ("Soften the eyes.", "Soften the jaw."):
        document.add_paragraph(words, style="List Bullet")
    table = document.add_table(rows=3, cols=2)
    for place, cells in enumerate((("Say", "Seconds"), ("Rest the belly.", "12"), ("Rest the legs.", "20"))):
        for column, cell in enumerate(cells):
            table.rows[place].cells[column].text = cell
    document.sections[0].header.paragraphs[0].text = "Hill Centre handouts"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("Come back now.")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


TRACKED = (
    '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Two Hands</w:t></w:r></w:p>'
    '<w:p><w:r><w:t xml:space="preserve">Lay one hand </w:t></w:r>'
    '<w:del w:id="1" w:author="a"><w:r><w:delText>on the table</w:delText></w:r></w:del>'
    '<w:ins w:id="2" w:author="a"><w:r><w:t>on the heart</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>'
    '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>Feel its warmth.</w:t></w:r><w:commentRangeEnd w:id="0"/>'
    '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    "<w:p><w:r><w:t>It has helped many</w:t></w:r>"
    '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
    '<w:p><w:hyperlink w:anchor="x"><w:r><w:t>Stay</w:t></w:r></w:hyperlink>'
    '<w:r><w:t xml:space="preserve"> with that. </w:t></w:r>'
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden words</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>(pause for 8 seconds)</w:t></w:r></w:p>"
    "<w:sdt><w:sdtContent><w:p><w:r><w:t>Let the hand rest.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    "<w:p><w:r><w:t>First line</w:t><w:br/><w:t>and the second.</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>Good bye.</w:t></w:r></w:p>"
)


def tracked_word_file() -> bytes:
    """A Word file with tracked changes, a comment, a footnote, a link, hidden words and a field to fill in."""
    import docx

    document = docx.Document()
    document.add_paragraph("here")
    plain = io.BytesIO()
    document.save(plain)
    data = io.BytesIO()
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "word/document.xml":
                head, rest = content.decode().split("<w:p>", 1)
                content = (head + TRACKED + rest.split("</w:p>", 1)[1]).encode()
            after.writestr(name, content)
    return data.getvalue()


Row = tuple[int, int, int, str]
"""Words on a page of a PDF: (x from the left, y from the bottom, size of the type, words). The first three are in
points.
"""


def pdf(*pages: list[Row]) -> bytes:
    """A PDF with one page for each list of rows."""
    objects = ["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for rows in pages:
        shown = "".join(f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj\n" for x, y, size, words in rows)
        stream = f"BT\n{shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    tree = 2 * len(pages) + 2
    for content in range(2, len(pages) + 2):
        objects.append(
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            "/Resources << /Font << /F1 1 0 R >> >> >>"
        )
    kids = " ".join(f"{number} 0 R" for number in range(len(pages) + 2, tree))
    objects += [f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>", f"<< /Type /Catalog /Pages {tree} 0 R >>"]
    data, places = b"%PDF-1.4\n", []
    for number, made in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{made}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} "
    return data + f"{end}/Root {tree + 1} 0 R >>\nstartxref\n{len(data)}\n%%EOF".encode()


def page(number: int, *rows: Row) -> list[Row]:
    """These rows on a page between a header and a footer, which contains the page's number."""
    return [(60, 800, 9, "Hill Centre  -  Evening handouts"), *rows, (280, 30, 9, f"Page {number} of 3")]


def below(y: int, *rows: str) -> list[Row]:
    """The rows of one paragraph, one below the other. The first is at height `y` of the page."""
    return [(60, y - 16 * index, 11, words) for index, words in enumerate(rows)]


case(
    "typed.docx",
    word_file(),
    says=[
        "sit in a way that you can keep",
        "feel the ground below you",
        "soften the eyes soften the jaw",
        "rest the belly",
        "rest the legs",
        "come back now",
    ],
    never=["hill centre", "page 1", "pause", "seconds"],
    title="Morning Ground",
    sections=["Arriving", "Around the body"],
    pauses={"can keep": 10, "below you": 5, "the belly": 12, "the legs": 20},
)
case(
    "tracked.docx",
    tracked_word_file(),
    says=[
        "lay one hand on the heart",
        "feel its warmth",
        "it has helped many",
        "stay with that",
        "let the hand rest",
        "first line and the second",
        "good bye",
    ],
    never=["on the table", "pause", "hidden words"],
    title="Two Hands",
    pauses={"with that": 8},
)
case(
    "pages.pdf",
    pdf(
        page(
            1,
            (60, 760, 20, "The Slow Harbour"),
            *below(720, "Sit down where the water is in sight, and let the after-",
                   "noon be as long as it likes. There is noth-", "ing to bring home."),
            (60, 640, 11, r"\(Pause for 10 seconds\)"),
            *below(610, "Let the eyes rest on the well-", "known shore."),
        ),
        page(2, (60, 760, 14, "The boats"),
             *below(730, "Each thought is a boat. It comes, and it", "goes, and you need not")),
        page(3, *below(760, "board it."), (60, 720, 11, "[30 seconds of silence]"),
             *below(690, "Stand up when you like.")),
    ),
    says=["let the afternoon be as long as it likes", "there is nothing to bring home", "well known shore",
          "each thought is a boat it comes and it goes and you need not board it", "stand up when you like"],
    never=["hill centre", "page", "pause"],
    title="The Slow Harbour",
    sections=["The boats"],
    pauses={"bring home": 10, "board it": 30},
)  # fmt: skip
