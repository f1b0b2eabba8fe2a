"""The readers of all forms, and how a form is recognised."""

import io
import json
import zipfile

import pytest

from tests.texts.heard import CASES, heard, read, spoken
from voiceguide.errors import TextError
from voiceguide.script.parser import parse
from voiceguide.texts.forms import FORMS, read_found, source


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("<speak>Rest now.</speak>", "SSML"),
        ("<?xml version='1.0'?>\n<!-- x -->\n<speak>Rest.</speak>\n<speak>Go.</speak>", "SSML"),
        ('[{"say": "Rest now."}]', "JSON"),
        ('{"say": "Rest."}\n{"pause": 5}\n{"say": "Go."}', "JSON"),
        ("1\n00:00:01,000 --> 00:00:02,000\nRest.\n\n2\n00:00:09,000 --> 00:00:10,000\nGo.", "captions"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nRest.\n\n00:09.000 --> 00:10.000\nGo.", "captions"),
        ("0:00\nrest now\n0:05\nand go\n0:09\ngoodbye", "a transcript with time codes"),
        ("<!doctype html><p>Rest now.</p>", "a page (HTML)"),
        ("Rest now;5\nGo on;8", "a table"),
        ("# Rest\n\nRest now.", "Markdown"),
        ("Rest now.", "plain text"),
        ("{\\rtf1\\ansi Rest now.\\par (pause)\\par Go.}", "rich text (RTF)"),
    ],
)
def test_a_form_is_recognised_by_its_content(text: str, form: str) -> None:
    """A form is recognised by its content, whatever the name of the file."""
    for name in ("text", "text.txt", "text.md"):
        found = read(text, name)
        assert found.report is not None
        assert found.report.form == ("Markdown" if form == "plain text" and name.endswith("md") else form)


def test_every_form_can_be_named() -> None:
    """Each form can be named with `--as`, even for a text of another form. Then the text is refused as not being of
    this form, or its words are read.
    """
    for form in FORMS:
        try:
            found, _ = read_found(source(b"Rest now. And go.", "x"), form)
        except TextError:
            continue
        assert any("Rest" in passage.text for passage in found.passages)


@pytest.mark.parametrize(
    ("form", "name"), [("docx", "a Word document"), ("odt", "an OpenDocument text"), ("pdf", "a PDF")]
)
def test_a_text_that_is_no_such_document_is_refused_in_plain_words(form: str, name: str) -> None:
    """If `--as` names a kind of document and the file is not of this kind, the error says so and advises to leave out
    `--as`.
    """
    for data in (b"Rest now.", b"{\\rtf1 Rest now.}"):
        with pytest.raises(TextError) as refusal:
            read_found(source(data, "x"), form)
        assert f"this is not {name}" in str(refusal.value)
        assert f"leave out '--as {form}'" in str(refusal.value)


def test_ssml_is_read_as_what_it_means() -> None:
    """In SSML, breaks become pauses, aliases are spoken instead of their text, letters are spelled and emphasis is
    kept. A slower rate for a part of a sentence and a sound file are left out and reported.
    """
    text = (
        '<speak xml:lang="de-DE"><voice name="x"><mstts:express-as style="calm">Ruhe <emphasis>jetzt</emphasis>.'
        '<break time="1500ms"/><break strength="x-strong"/>'
        '<prosody rate="slow">Atme <sub alias="zum Beispiel">z.B.</sub> '
        'tief.</prosody><say-as interpret-as="characters">ABC</say-as><audio src="a.mp3">Glocke</audio>'
        "</mstts:express-as>"
        "</voice></speak>"
    )
    assert spoken(text, "a.ssml") == ["Ruhe *jetzt*.", "[3.5]", "Atme zum Beispiel tief.A B C"]
    assert read(text).script.lang == "de"
    report = read(text).report
    assert report is not None
    assert {left.text for left in report.left_out} == {'<prosody rate="slow">', "Glocke"}


@pytest.mark.parametrize(
    ("tag", "rate", "pitch"),
    [
        ('rate="slow"', 0.85, None),
        ('rate="85%"', 0.85, None),
        ('rate="-15%"', 0.85, None),
        ('rate="0.85" pitch="-2st"', 0.85, 0.891),
        ('pitch="-10%"', None, 0.9),
        ('pitch="low" rate="medium"', None, 0.92),
        ('rate="slow" volume="soft"', 0.85, None),
        ('pitch="+20Hz"', None, None),
        ('rate="20%"', None, None),
    ],
)
def test_prosody_around_all_words_is_how_the_voice_speaks(tag: str, rate: float | None, pitch: float | None) -> None:
    """Prosody around all words, or around every paragraph, sets the script's rate and pitch. A value that a script
    cannot express is reported.
    """
    for text in (
        f"<speak><prosody {tag}><p>You can stop.</p><break time='3s'/><p>Rest.</p></prosody></speak>",
        f"<speak><p><prosody {tag}>You can stop.</prosody></p><p><prosody {tag}>Rest.</prosody></p></speak>",
    ):
        found = read(text, "a.ssml")
        assert (found.script.voice.rate, found.script.voice.pitch) == (rate, pitch)
        assert parse(found.text, file="a.md", name="a").voice == found.script.voice
        assert found.report is not None
        reported = {left.why for left in found.report.left_out}
        assert bool(reported) is ("volume" in tag or "Hz" in tag or "20%" in tag)


def test_prosody_around_a_section_is_how_it_is_spoken() -> None:
    """Prosody around all words of a section sets that section's rate. Prosody around some of its words is ignored and
    reported.
    """
    fence = "```xml\n<speak>{}</speak>\n```"
    slow = '<prosody rate="slow">{}</prosody>'
    text = "\n\n".join(
        [
            "# A Lake",
            "## Arriving",
            fence.format("You can stop."),
            "## Sinking",
            fence.format(slow.format('Rest. <prosody pitch="medium">Sink.</prosody>')),
            "## Leaving",
            fence.format("Now " + slow.format("slowly") + " go."),
        ]
    )
    found = read(text, "a.md")
    assert [(part.title, part.rate) for part in found.script.sections] == [
        ("Arriving", 1.0),
        ("Sinking", 0.85),
        ("Leaving", 1.0),
    ]
    assert "# Sinking {rate=0.85}" in found.text
    assert found.report is not None
    assert [left.text for left in found.report.left_out if "manner" in left.why] == ['<prosody rate="slow">']


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Be <emphasis> here </emphasis> now.", "Be *here* now."),
        ("Be <emphasis level='none'>here</emphasis> now.", "Be here now."),
        ("<emphasis level='strong'>One <sub alias='two'>2</sub> three.</emphasis>", "*One* two *three.*"),
        ("re<emphasis>lax</emphasis>ing", "relaxing"),
        ("<emphasis>Rest &amp; be.</emphasis>", "*Rest & be.*"),
    ],
)
def test_emphasis_of_ssml_is_ours(text: str, words: str) -> None:
    """Emphasis in SSML becomes emphasis in our format, with an asterisk on each side. Emphasis inside a word is
    dropped, because our format cannot express it.
    """
    assert spoken(f"<speak>{text}</speak>", "a.ssml") == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Be (still)[emphasis:"strong"] now.', "Be still now."),
        ("Be (still)[whisper] now.", "Be still now."),
        ('Be (still)[rate:"x-slow";pitch:"low"] now.', "Be still now."),
        ('Be (still)[vol:"soft"] now.', "Be still now."),
        ('Be (still)[voice:"Kendra";lang:"en-US"] now.', "Be still now."),
        ('Take (Al)[sub:"aluminum"] along.', "Take aluminum along."),
        ('Say (pecan)[ipa:"pɪˈkɑːn"] now.', "Say pecan now."),
        ("Say (pecan)[/pɪˈkɑːn/] now.", "Say pecan now."),
        ('It is (2024)[date:"y"] now.', "It is 2024 now."),
        ("Count (3)[cardinal] times.", "Count 3 times."),
        ("The (3)[ordinal] time.", "The 3 time."),
        ("Spell (abc)[characters] now.", "Spell a b c now."),
        ("Call (555)[phone] now.", "Call 555 now."),
        ('#[voice:"Kendra"]\n\nBe still now.', "Be still now."),
        ("#[dj]\n\nBe still now.", "Be still now."),
        ('Be still !["https://example.org/a.mp3"] now.', "Be still now."),
        ('Be still [mark:"here"] now.', "Be still now."),
    ],
)
def test_speech_markdown_is_read_by_its_words(text: str, words: str) -> None:
    """Of each feature of Speech Markdown, the words are spoken. How they should be spoken, such as whispered, is
    ignored.
    """
    assert " ".join(" ".join(spoken(text)).split()) == words


def test_breaks_of_speech_markdown() -> None:
    """A break in Speech Markdown becomes a pause, whether it gives a length or a strength."""
    assert spoken('Rest. [2s] Go. [break:"1500ms"] Stay. [break:"x-strong"] End.') == [
        "Rest.",
        "[2]",
        "Go.",
        "[1.5]",
        "Stay.",
        "[2]",
        "End.",
    ]


@pytest.mark.parametrize(
    "value",
    [
        [{"say": "Rest now."}, {"pause": 8}, {"say": "Go on."}],
        [{"text": "Rest now.", "pauseAfter": 8}, {"text": "Go on."}],
        [{"text": "Rest now.", "pause_after_ms": 8000}, {"text": "Go on."}],
        [{"text": "Rest now.", "pause": "8s"}, {"text": "Go on."}],
        ["Rest now.", 8, "Go on."],
        ["Rest now.", "[pause 8 seconds]", "Go on."],
        {"segments": [{"text": "Rest now.", "silence_seconds": 8}, {"text": "Go on."}]},
        {
            "title": "A",
            "steps": [{"type": "speech", "content": "Rest now."}, {"type": "pause", "duration": 8}, "Go on."],
        },
        {"sections": [{"title": "One", "lines": ["Rest now.", {"pause": 8}]}, {"title": "Two", "lines": ["Go on."]}]},
        {"script": "Rest now. (pause 8s) Go on."},
        {"script": "<speak>Rest now. <break time='8s'/> Go on.</speak>"},
        [{"start": 0, "end": 2, "text": "Rest now."}, {"start": 10, "end": 12, "text": "Go on."}],
        {"segments": [{"start": "0:00", "end": "0:02", "text": "Rest now."}, {"start": "0:10", "text": "Go on."}]},
        [{"text": "Rest now.", "start": 0.0, "duration": 2.0}, {"text": "Go on.", "start": 10.0, "duration": 2}],
        [{"phrase": "Rest now.", "pause": {"seconds": 8}}, {"phrase": "Go on."}],
    ],
)
def test_json_of_common_shapes(value: object) -> None:
    """The same practice is read from many common shapes of JSON, with pauses as items of their own, as keys of a text,
    or as differences between times.
    """
    assert spoken(json.dumps(value), "a.json") == ["Rest now.", "[8]", "Go on."]


@pytest.mark.parametrize(
    "table",
    [
        "Rest now.;8\nGo on.;0",
        "Rest now.\t8\nGo on.\t0",
        'text,pause\n"Rest now.",8\nGo on.,0',
        "Rest now.|8s\nGo on.|0s",
        "id;phrase;seconds\n1;Rest now.;8\n2;Go on.;0",
        "Rest now.;4\n*;4\nGo on.;0",
        "pause_ms,text\n,Rest now.\n8000,Go on.",
    ],
)
def test_tables(table: str) -> None:
    """Tables are read with any separator, and with their columns in any order."""
    found = spoken(table, "a.csv")
    assert found == (["Rest now.", "[8]", "Go on."] if "pause_ms" not in table else ["Rest now.", "Go on.", "[8]"])


def test_words_in_no_caption_are_reported() -> None:
    """If the time of a caption is damaged, the line with the time and the words below it are not spoken, and both are
    reported. The names and numbers of captions are not reported.
    """
    text = (
        "WEBVTT\nKind: captions\n\nfirst\n00:01.000 --> 00:02.000\nRest.\n\n00:0x.000 --> 00:05.000\nAnd wait.\n\n"
        "3\n00:09.000 --> 00:10.123456\nGo."
    )
    report = read(text, "a.vtt").report
    assert report is not None
    assert [(left.line, left.text) for left in report.left_out] == [(8, "00:0x.000 --> 00:05.000"), (9, "And wait.")]


def test_captions_that_roll_are_said_once() -> None:
    """If captions roll, so that a line is shown again above the next one, the line is spoken once. Tags in captions are
    not spoken.
    """
    text = (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000 align:start\n \nhello<00:00:01.000><c> and</c> welcome\n\n"
        "00:00:02.000 --> 00:00:02.010\nhello and welcome\n \n\n00:00:02.010 --> 00:00:04.000\n"
        "hello and welcome\nto this\n\n"
        "00:00:14.000 --> 00:00:16.000\nto this\n<v Anna>now breathe</v>"
    )
    assert spoken(text, "a.vtt") == ["hello and welcome to this", "[10]", "now breathe"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    """Texts in the encodings and with the line ends of all systems are read. If the encoding is not UTF-8, the report
    has a note about it.
    """
    text = f"It’s late – naïve café.{end}{end}(pause){end}{end}Go “now”."
    found = read(text.encode(encoding))
    assert heard(found.script).words == ("it's", "late", "naïve", "café", "go", "now")
    assert found.report is not None
    assert bool(found.report.notes) is (encoding not in ("utf-8", "utf-8-sig"))


def test_a_page_is_read_without_its_menus() -> None:
    """Of an HTML page only the main text is spoken, as a reader sees it, without its menus."""
    page = (
        "<html lang=de><head><title>Ruhe</title><style>p{}</style></head><body><header><a>Start</a></header>"
        "<nav>Menü</nav>"
        "<main><article><h2>Ruhe</h2><p>Du darfst <em>hier</em> ruhen.<br>Ganz&nbsp;still.</p><ul>"
        "<li>Ohne Eile</li></ul>"
        "<aside>Werbung</aside></article></main><footer>Impressum</footer><script>x</script></body></html>"
    )
    assert spoken(page, "a.html") == ["Du darfst *hier* ruhen. Ganz still.", "[3]", "Ohne Eile"]
    assert (read(page).script.title, read(page).script.lang) == ("Ruhe", "de")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "You can medi\u00adtate. \u200bRest\u200f now."),
        ("a.md", "You can medi&shy;tate. &#8203;Rest now."),
        ("a.html", "<!doctype html><p>You can medi&shy;tate. &#x200b;Rest now.</p>"),
        ("a.ssml", "<speak>You can medi&shy;tate. &#8203;Rest now.</speak>"),
        ("a.rtf", "{\\rtf1\\ansi You can medi\\-tate. Rest now.}"),
    ],
)
def test_a_sign_that_is_not_seen_is_part_of_no_word(name: str, text: str) -> None:
    """Invisible characters, such as soft hyphens, do not divide a word, however they are written."""
    assert " ".join(heard(read(text, name).script).words) == "you can meditate rest now"


def test_an_opendocument_text_is_read() -> None:
    """The headings, paragraphs and lists of an OpenDocument text are read, but not its notes."""
    content = (
        '<office:document-content><office:body><office:text><text:h text:outline-level="1">Rest</text:h>'
        "<text:p>You can stop.<text:note>A note.</text:note></text:p><text:p>(pause)</text:p>"
        "<text:list><text:list-item><text:p>Go on.</text:p></text:list-item></text:list></office:text></office:body>"
        "</office:document-content>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("content.xml", content)
    assert spoken(data.getvalue(), "a.odt") == ["You can stop.", "[5]", "Go on."]
    assert read(data.getvalue(), "a.odt").script.title == "Rest"


def test_a_document_keeps_what_its_pages_repeat_out() -> None:
    """Headers, footers and page numbers of a document are left out and reported."""
    report = read((CASES / "handout.pdf").read_bytes(), "handout.pdf").report
    assert report is not None
    assert [left.text for left in report.left_out] == [
        "Harbour leaflets",
        "Page 1 of 2",
        "Harbour leaflets",
        "Page 2 of 2",
    ]


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize("space", [WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_word_file_is_read_by_what_is_seen_in_it(space: str, encoding: str) -> None:
    """From a Word file, merged cells and nested tables are spoken once, words whose bold type is switched off are not
    emphasised, and a text box is reported.
    """
    body = (
        '<w:p><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>Sit</w:t><w:tab/><w:t>down</w:t><w:br/>'
        "<w:t>and rest.</w:t></w:r>"
        '<w:r><w:br w:type="page"/></w:r></w:p>'
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>Rest the eyes.</w:t></w:r></w:p>'
        "</w:tc><w:tc><w:p><w:r><w:t>10</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>20</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Rest the jaw.</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc>"
        "<w:tc><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>A box</w:t></w:r></w:p></w:txbxContent></w:r>"
        "<w:r><w:t>And go.</w:t></w:r></w:p>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document.encode(encoding))
    found = read(data.getvalue(), "a.docx")
    assert spoken(data.getvalue(), "a.docx") == [
        "Sit down and rest.",
        "Rest the eyes.",
        "[30]",
        "Rest the jaw.",
        "[5]",
        "And go.",
    ]
    assert found.report is not None
    assert [left.text for left in found.report.left_out] == ["A box"]
