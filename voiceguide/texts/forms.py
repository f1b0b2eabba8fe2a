"""Recognises the form of a text, by its content and the ending of its file, and reads the text with the reader of that
form.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from voiceguide.errors import TextError
from voiceguide.script.library import FORM_ENDINGS
from voiceguide.script.parser import MOST_FOUND
from voiceguide.system.plain_text import CONTROL, with_line_feeds
from voiceguide.texts._model import INVISIBLE, FoundText, RefusedError
from voiceguide.texts._patterns import Pattern

FORMS: Final = tuple(FORM_ENDINGS)
"""The names of all forms, as the option `--as` takes them."""

MOST_TEXT: Final = 500_000
"""The most bytes of a text that is not a document such as a PDF. A larger one cannot be a script."""


_MOST_PASSAGES: Final = 30_000
"""The most passages of a text. One with more cannot be a script."""

_KINDS: Final = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x00asm", "a program"),
    (b"ID3", "a recording"),
    (b"\xff\xfb", "a recording"),
    (b"OggS", "a recording"),
    (b"fLaC", "a recording"),
    (b"RIFF", "a recording or a picture"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"BZh", "a packed file"),
    (b"\xfd7zXZ", "a packed file"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc), or one with a password; save it as .docx without a password"),
)


_SPEAK: Final = Pattern(
    r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!DOCTYPE speak[^>]{0,300}>\s*)?(?:<!--(?:(?!-->).){0,5000}-->\s*){0,20}"
    r"<(?:\w{1,20}:)?speak\b",
    re.DOTALL | re.IGNORECASE,
)
_FRAGMENT: Final = Pattern(r"<(?:prosody|p|s|voice|break)\b[^>]{0,300}>(?=.*<break\b)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A text as it was given to us."""

    data: bytes
    file: str
    """The name of the file as the user knows it, for messages."""
    name: str
    """The name of the practice; unless another is given, the file's name without its ending."""
    ending: str
    """The ending of the file, with its dot and in lower case; empty if there is none."""
    text: str = ""
    """The decoded text; empty for documents, and before decoding."""
    notes: tuple[str, ...] = ()
    """Notes for the report, about the encoding."""


def source(data: bytes, file: str, name: str = "") -> Source:
    """A text as it was given to us, not decoded yet. `file` is the name of its file as the user knows it. `name` is the
    practice's name; if empty, it is the file's name without its ending.
    """
    path = PurePath(file)
    return Source(data, file, name or path.stem, path.suffix.lower())


def read_found(given: Source, form: str = "") -> tuple[FoundText, Source]:
    """Read a text with the reader of its form. Returns what the reader found, and the source. The text of the source
    is then decoded, unless it is a document such as a PDF. `form` names the form; if empty, it is recognised.

    Raises `TextError` if the text cannot be read.
    """
    try:
        _refuse_unsupported(given)
        document = _document(given)
        named = form or document
        if named in _SIGNED and named != document:
            raise RefusedError(f"this is not {_SIGNED[named]}; leave out '--as {named}', and its form is recognised")
        if named not in _DOCUMENTS:
            given = _decoded(given)
            named = named or recognised(given)
        found = {**_READERS, **_DOCUMENTS}[named](given)
        if len(found.passages) > _MOST_PASSAGES:
            raise RefusedError(f"it has {len(found.passages)} parts, far more than a script has")
        words = "".join(passage.text for passage in found.passages if passage.kind in ("words", "item", "heading"))
        if not any(map(str.isalnum, words)):
            raise RefusedError(
                "no words to speak were found in it; 'voiceguide convert --as FORM' reads it as another form"
            )
        return found, given
    except RefusedError as error:
        raise TextError(given.file, error.line, error.reason) from error
    except RecursionError as error:
        raise TextError(given.file, 0, "it is nested too deep to be a script") from error


def recognised(given: Source) -> str:
    """The name of the form of a decoded text. A file with an ending of SSML is SSML, unless its content is captions in
    XML. For all other files the content decides. If the content shows no form, the file's ending decides whether the
    text is a table or Markdown, and anything else is plain text. Raises `RefusedError` for YAML.
    """
    from voiceguide.texts import _captions

    text, start = given.text, given.text.lstrip()
    named = (form for form, endings in FORM_ENDINGS.items() if given.ending in endings)
    by_ending = next(named, "") if given.ending else "text"
    if marked := _by_first_sign(text, start, by_ending):
        return marked
    _refuse_yaml(text, given.ending)
    if by_ending == "table" and _is_table(text, by_ending):
        return "table"
    if _captions.looks_like_captions(text):
        return "captions"
    if (start.startswith("<") or by_ending == "html") and _is_page(text):
        return "html"
    if "```" not in text and (_FRAGMENT.match(start) or "</speak>" in text):
        return "ssml"
    if by_ending == "table" or _is_table(text, by_ending):
        return "table"
    return "markdown" if by_ending == "markdown" else "text"


def _by_first_sign(text: str, start: str, by_ending: str) -> str:
    """The form of a text that begins like captions in XML, SSML or JSON, or has an ending of SSML; otherwise empty."""
    if start.startswith("<"):
        from voiceguide.texts import _timed_xml

        if _timed_xml.looks_like_timed_xml(text):
            return "captions"
    if _SPEAK.match(start) or by_ending == "ssml" or (start.startswith("<?xml") and "<!ENTITY" in text):
        return "ssml"
    if start[:1] in ("{", "["):
        from voiceguide.texts import _json

        if by_ending == "json" or _json.read_json_or_none(text) is not None:
            return "json"
    return ""


_STEP: Final = Pattern(
    r"^\s*-\s+[\"']?(?:say|text|speak|speech|phrase|line|words|narration|pause|silence|wait|type|voice|title)[\"']?:\s",
    re.MULTILINE | re.IGNORECASE,
    needs=":",
)


def _refuse_yaml(text: str, ending: str) -> None:
    """Raise `RefusedError` for data in YAML, which would otherwise be read as a list in Markdown."""
    if ending in (".yaml", ".yml") or len(_STEP.findall(text)) >= 2:
        raise RefusedError("voiceguide does not read YAML; save this file as JSON, or as rows like 'Breathe in.;5'")


def _is_page(text: str) -> bool:
    from voiceguide.texts import _page

    return _page.looks_like_html(text)


def _is_table(text: str, by_ending: str) -> bool:
    from voiceguide.texts import _tables

    sign = _tables.table_delimiter(text)
    ruled = re.search(r"^[ \t|]*:?-{3,}", text, re.MULTILINE)
    return not ruled and sign != "" and (sign != "," or by_ending == "")


def _document(given: Source) -> str:
    """The form of a document that is not plain text; empty if it is plain text. Raises `RefusedError` for a damaged
    archive.
    """
    data = given.data
    if data.startswith(b"PK"):
        import zipfile
        from io import BytesIO

        try:
            names = zipfile.ZipFile(BytesIO(data)).namelist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise RefusedError("this document is damaged, or was not saved whole") from None
        return "odt" if "content.xml" in names else "docx"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "rtf" if data.lstrip()[:5] == b"{\\rtf" else ""


def _refuse_unsupported(given: Source) -> None:
    data = given.data
    if len(data) > MOST_FOUND:
        raise RefusedError(f"too large for a script: more than {MOST_FOUND / 1e6:.0f} MB")
    if not data.strip():
        raise RefusedError("this text is empty")
    for start, kind in _KINDS:
        if data.startswith(start) and (len(start) > 2 or b"\x00" in data[:200]):
            raise RefusedError(f"this is {kind}, not a text" if "save it" not in kind else f"this is {kind}")
    if data[4:8] == b"ftyp":
        raise RefusedError("this is a video or a recording, not a text")


def _decoded(given: Source) -> Source:
    """The source with its text decoded, whatever the encoding. Raises `RefusedError` if it is too large or not text."""
    if len(given.data) > MOST_TEXT:
        raise RefusedError(f"too large for a script: more than {MOST_TEXT / 1e3:.0f} kB of text")
    text, notes = _text_of(given.data)
    text = with_line_feeds(text).translate(_LINE_ENDS).translate(INVISIBLE)
    strange = len(CONTROL.findall(text))
    if strange > 3 + len(text) // 200 or text.count("�") > 3 + len(text) // 100:
        raise RefusedError("this is not text: it is full of unreadable characters")
    return Source(given.data, given.file, given.name, given.ending, CONTROL.sub(" ", text), notes)


_LINE_ENDS: Final = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"})
"""Maps to line feeds the characters that some programs put at the end of a line or a paragraph."""

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""Byte order marks, as (mark, encoding). A longer mark comes before a shorter one with which it begins."""


def _text_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) if encoding == "utf-8" else 0 :].decode(encoding, "replace")
            return text, () if encoding == "utf-8" else (f"read as {encoding.upper()}",)
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), (f"read as {wide[:6].upper()}",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _old_encoding(data)


def _wide(data: bytes) -> str:
    """The name of the encoding if the bytes are UTF-16 without a byte order mark, which is recognised by the zeros in
    every other byte; otherwise empty.
    """
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else ""


_LETTERS: Final = frozenset("’‘“”„‚«»–—…•·éèêëàâäáãåçñöôòóõøüûùúíìîïßæœÿÉÈÊÀÂÄÁÅÇÑÖÔÓØÜÚÍÎß¿¡°½¼¾€£§©®™ ‹›šžŠŽýÝðþ´")


def _old_encoding(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of bytes that are not UTF-8, and notes about the encoding. The encoding is that of Windows, old Macs or
    DOS, or else one that a library guesses; without the library, that of Windows.
    """
    high = sum(byte >= 0x80 for byte in data)
    if high <= 0.2 * len(data):
        best = max(("cp1252", "mac_roman", "cp850"), key=lambda name: _plausible(data.decode(name, "replace")))
        text = data.decode(best, "replace")
        if _plausible(text) > 0.9 * high:
            guessed = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "CP850"}[best]
            return text, (f"not UTF-8: read as {guessed}",)
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return data.decode("cp1252", "replace"), ("not UTF-8: read as Windows-1252",)
    found = from_bytes(data[:60_000]).best()
    encoding = found.encoding if found else "cp1252"
    return data.decode(encoding, "replace"), (f"not UTF-8: read as {encoding}",)


def _plausible(text: str) -> int:
    return sum(sign in _LETTERS for sign in text if ord(sign) >= 0x80) - 3 * text.count("�")


def _prose(given: Source) -> FoundText:
    from voiceguide.texts._markdown import read_prose

    marks = re.search(r"^#{1,6}\s|\*\*\S|^[ \t]*[-*][ \t]+\S|^```", given.text, re.MULTILINE)
    return read_prose(given.text, "Markdown" if given.ending in (".md", ".markdown") or marks else "plain text")


def _ssml(given: Source) -> FoundText:
    from voiceguide.texts._ssml import read_ssml

    return read_ssml(given.text)


def _html(given: Source) -> FoundText:
    from voiceguide.texts._page import read_html

    return read_html(given.text, "a page (HTML)")


def _captions_of(given: Source) -> FoundText:
    from voiceguide.texts._captions import read_captions
    from voiceguide.texts._timed_xml import looks_like_timed_xml, read_timed_xml

    return read_timed_xml(given.text) if looks_like_timed_xml(given.text) else read_captions(given.text)


def _json(given: Source) -> FoundText:
    from voiceguide.texts._json import read_json

    return read_json(given.text)


def _table_of(given: Source) -> FoundText:
    from voiceguide.texts._tables import read_table

    return read_table(given.text)


def _docx(given: Source) -> FoundText:
    from voiceguide.texts._word import read_docx

    return read_docx(given.data)


def _odt(given: Source) -> FoundText:
    from voiceguide.texts._documents import read_odt

    return read_odt(given.data)


def _pdf(given: Source) -> FoundText:
    from voiceguide.texts._documents import read_pdf

    return read_pdf(given.data)


def _rtf(given: Source) -> FoundText:
    from voiceguide.texts._documents import read_rtf
    from voiceguide.texts._markdown import read_prose

    return read_prose(read_rtf(given.data).replace("\r", "\n"), "rich text (RTF)")


_READERS: Final[dict[str, Callable[[Source], FoundText]]] = {
    "ssml": _ssml,
    "json": _json,
    "captions": _captions_of,
    "html": _html,
    "table": _table_of,
    "markdown": _prose,
    "text": _prose,
}
_DOCUMENTS: Final[dict[str, Callable[[Source], FoundText]]] = {"docx": _docx, "odt": _odt, "rtf": _rtf, "pdf": _pdf}

_SIGNED: Final = {"docx": "a Word document (.docx)", "odt": "an OpenDocument text (.odt)", "pdf": "a PDF"}
"""The forms whose files begin with bytes that no other form has, each with its name in messages."""
