"""The text around the words: titles, headers, sections, notes, and remarks of chat programs."""

import pytest

from tests.texts.heard import heard, read, spoken
from voiceguide.errors import TextError
from voiceguide.texts.practice import read_bytes


def test_what_a_chat_program_says_around_the_script_is_left_out() -> None:
    """The greeting and the closing offer of a chat program around a script are not spoken. All words of
    the script are.
    """
    text = (
        "Certainly! Here's a 5-minute meditation script:\n\n---\n\n## **Rest** (5 minutes)\n\n"
        "### Arriving (1 minute)\n\n"
        "You can stop.\n\n### Going (1 min)\n\nRest now.\n\n**End of meditation**\n\n---\n\n"
        "Would you like me to make it longer?"
    )
    script = read(text, "chat.md").script
    assert script.title == "Rest"
    assert [section.title for section in script.sections] == ["Arriving", "Going"]
    assert " ".join(heard(script).words) == "you can stop rest now"


@pytest.mark.parametrize("form", ["{}: {}", "**{}:** {}", "**{}**: {}", "- **{}:** {}"])
def test_what_tells_about_the_text_is_not_spoken(form: str) -> None:
    """Information before the words, such as the duration and the voice, is not spoken."""
    rows = [("Duration", "10 minutes"), ("Voice", "calm"), ("Best for", "evenings")]
    text = "# Rest\n\n" + "\n".join(form.format(*row) for row in rows) + "\n\n---\n\nYou can stop. Rest now."
    assert heard(read(text).script).words == ("you", "can", "stop", "rest", "now")


def test_a_header_between_dashes_is_read_where_the_form_is_named() -> None:
    """A text with a header between dashes is taken for our own format, and an unknown key in it is an error. If
    Markdown is requested instead, the text is read, and the header still gives the title and the language.
    """
    text = "---\ntitle: The River\nlenght: 9m\nlang: de\n---\n\nRuhe ist da. (Pause)"
    with pytest.raises(Exception, match="lenght"):
        read(text)
    script = read(text, form="markdown").script
    assert (script.title, script.lang) == ("The River", "de")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A Lake\n\nYou can stop.", "A Lake"),
        ("The Lake\n\nYou can stop.", "The Lake"),
        ("THE LAKE\n========\n\nYou can stop.", "THE LAKE"),
        ("Title: The Lake\nAuthor: A. B.\n\nYou can stop.", "The Lake"),
        ("# The Lake (10 minutes)\n\nYou can stop.", "The Lake"),
        ("Silence of the Night\n\nYou can stop.", "Silence of the Night"),
        ("安静的夜晚\n\n坐下来,感受椅子。", "安静的夜晚"),
        ("停顿三秒\n\n坐下来,感受椅子。", "My text"),
        ("5 minutes\n\nYou can stop.", "My text"),
        ("Short pause\n\nYou can stop.", "My text"),
        ("You can stop. Rest.\n\nRest now.", "My text"),
        ("## Introduction\n\nYou can stop.\n\n## Body\n\nRest now.", "My text"),
        ("May I rest\nMay I be well\n\nMay you rest\nMay you be well", "My text"),
    ],
)
def test_titles(text: str, title: str) -> None:
    """The title is the first heading, or else the first short line, or else the name of the file."""
    assert read(text, "my-text.txt").script.title == title


def test_what_comes_on_standard_input_is_called_by_its_first_words() -> None:
    """A text from standard input is named after its first words, because it has no file name."""
    found = read_bytes(b"You can stop and rest here now. (pause)\n\nGo on.", file="<stdin>", name="stdin")
    assert found.script.title == "You can stop and rest\u2026"


def test_only_what_stands_under_the_script_is_spoken_where_one_is_named() -> None:
    """If a text has a heading "Script", only the words below it are spoken. Notes before, inside and after this part
    are left out.
    """
    text = (
        "# Rest\n\n## Overview\n\nFor groups.\n\n## Script\n\nYou can stop.\n\n### Teacher notes\n\nDim the lights.\n\n"
        "## References\n\nA book."
    )
    assert spoken(text) == ["You can stop."]


def test_sections_come_from_headings_of_every_kind() -> None:
    """A line in capitals, a bold line, or a numbered part becomes the heading of a section. A length in such a line is
    not part of the name.
    """
    text = (
        "A Long Rest\n\nARRIVING\n\nYou can stop.\n\nPart 2: The body\n\nFeel it.\n\n**The breath (2 min)**\n"
        "\nBreathe.\n\n"
        "(3:00 - 4:00) Going\n\nGo now, and rest."
    )
    titles = [section.title for section in read(text).script.sections]
    assert titles[:3] == ["ARRIVING", "Part 2: The body", "The breath"]


def test_long_silences_divide_a_text_without_headings() -> None:
    """A text without headings is divided at long silences. Each section is named by its own first words."""
    text = "\n\n".join(f"Here is place {name}. It is quiet.\n\nStay.\n\n(1 minute of silence)" for name in "ABC")
    titles = [section.title for section in read(text).script.sections]
    assert titles == ["Here is place A. It…", "Here is place B. It…", "Here is place C. It…"]


def test_sentences_run_over_lines_and_paragraphs() -> None:
    """If a paragraph ends without a full stop and the next one begins with a small letter, they become
    one paragraph.
    """
    text = "Let the day\nwind down,\n\nand the night begin. Rest.\n\nGo."
    assert spoken(text) == ["Let the day wind down, and the night begin. Rest.", "[3]", "Go."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("And 2*3 once.", "And 2×3 once."),
        ("Do it 2*3*4 times, or 2 * 3.", "Do it 2×3×4 times, or 2 × 3."),
        ("It is 2**3 *now*.", "It is 2^3 *now*."),
    ],
)
def test_asterisks_between_numbers_are_kept(text: str, said: str) -> None:
    """One or two asterisks between numbers, as in 2*3, are not read as emphasis. They become a multiplication sign or a
    power sign.
    """
    assert [line for line in spoken(text) if line[0] != "["] == [said]


def test_a_text_without_marks_gets_pauses_at_its_paragraphs() -> None:
    """If a text has no marks, it gets a pause of 3 s after each paragraph but the last, and no word is added."""
    assert spoken("You can stop. Rest.\n\nRest more.\n\nGo now.") == [
        "You can stop. Rest.",
        "[3]",
        "Rest more.",
        "[3]",
        "Go now.",
    ]


def test_a_transcript_without_stops_is_divided_where_clauses_begin() -> None:
    """A long transcript without full stops is divided where clauses begin, and each part is shorter than 300
    characters.
    """
    text = " ".join(f"and you notice the {name} and let it be as it is for a while" for name in "abcdefghijklmn")
    parts = [part for part in spoken(text) if part[0] != "["]
    assert " ".join(parts) == text
    assert all(len(part) < 300 and part.startswith("and") for part in parts)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Breathe in, and rest.", "en"),
        ("Atme ein. Und nun ruhe dich aus.", "de"),
        ("Respira hondo. Poco a poco, abre los ojos.", "es"),
        ("Respirez. Laissez aller les épaules.", "fr"),
        ("Inspira lentamente e lascia andare il respiro.", "it"),
        ("Respire fundo e solte o ar devagar.", "pt"),
        ("Adem rustig in en uit. Voel je voeten.", "nl"),
        ("轻轻闭上眼睛。深深地吸气。", "zh"),
        ("ゆっくり息を吸って、吐きます。", "ja"),
        ("숨을 들이쉬고 내쉽니다.", "ko"),
        ("Вдохните и выдохните.", "ru"),
        ("Rest.", "en"),
        ("Rest in peace.", "en"),
        ("A lake.", "en"),
        ("Come on in.", "en"),
        ("La la la.", "en"),
        ("Om mani padme hum.", "en"),
        ("I am as I am.", "en"),
        ("So be it.", "en"),
        ("Do nothing.", "en"),
        ("Atme ein.", "de"),
        ("Respirez.", "fr"),
        ("Du bist sicher und ganz ruhig.", "de"),
        ("Cierra los ojos.", "es"),
    ],
)
def test_the_language_is_found(text: str, lang: str) -> None:
    """The language of a text is found from its letters and its common short words. If there are too few of them, the
    text counts as English.
    """
    assert read(text).script.lang == lang


@pytest.mark.parametrize("text", ["(pause)", "Narrator:", "# Rest", "[music]\n\n(pause)", "...", "---\n\n---"])
def test_a_text_without_words_is_refused(text: str) -> None:
    """A text of nothing but headings, labels, marks or dots is refused, because it has no words to speak."""
    with pytest.raises(TextError):
        read(text, form="text")


@pytest.mark.parametrize(
    ("text", "title", "sections", "said"),
    [
        (
            "**Script: Ocean Calm**\n\n*Total length: ~5 minutes*\n\n| Time | Narration | Notes |\n|---|---|---|\n"
            "| 0:00 | Welcome. | warm |\n| 0:15 | Close your eyes. | pause 5 s |\n| 0:40 | Breathe. | |",
            "Ocean Calm",
            [],
            ["Welcome.", "Close your eyes.", "[5]", "Breathe."],
        ),
        (
            '# Grounding\n\n## Step 1: Arrive (1 min)\n\nSay:\n\n> "Feel your feet."\n\n*Pause for 10 seconds.*\n\n'
            '## Step 2: Look (2 min)\n\nSay:\n\n> "Look around you."',
            "Grounding",
            ["Step 1: Arrive", "Step 2: Look"],
            ["Feel your feet.", "[10]", "Look around you."],
        ),
        (
            "Mindful Walking\nA script for beginners\n\n"
            "1. Stand still. (10 secs)\n\n2. Take a step.\n\nSource: example.org",
            "Mindful Walking",
            [],
            ["Stand still.", "[10]", "Take a step."],
        ),
        (
            "[Intro music]\n\nHost: Hello everybody.\n\n[00:12] Host: Breathe.\n\n[00:40] (silence)\n\n"
            "[01:12] Host: Good night.\n"
            "[01:20] Host: Sleep.",
            "Text",
            [],
            ["Hello everybody.", "[11.2]", "Breathe.", "[59.6]", "Good night.", "[7.2]", "Sleep."],
        ),
        (
            "## Kindness\n\n### Guidance\n\n*Speak slowly and leave space.*\n\nMay I be safe.\n*(5 second pause)*\n\n"
            "### After the practice\n\nInvite people to share.",
            "Kindness",
            ["Guidance"],
            ["May I be safe.", "[5]"],
        ),
        ("[ti:Night]\n[00:01.00]Lie down\n[00:05.80]Rest\n[00:30.00]Good night", "Night", [], None),
        (
            '{"meditation": {"title": "Calm", '
            '"phases": [{"name": "opening", "steps": [{"text": "Sit.", "pause_sec": 9}]}]}}',
            "Calm",
            ["opening"],
            ["Sit.", "[9]"],
        ),
        (
            "[Pausa]\n\nChiudi gli occhi, se vuoi. (pausa breve)\n\n[Musica in sottofondo]\n\nNarratore: Torna qui.",
            "Text",
            [],
            ["[5]", "Chiudi gli occhi, se vuoi.", "[3]", "Torna qui."],
        ),
    ],
)
def test_texts_of_neighbouring_kinds(text: str, title: str, sections: list[str], said: list[str] | None) -> None:
    """Texts of less common kinds get the expected title, sections, words and pauses: tables with times, quoted lines
    with instructions, transcripts, song lyrics with times, and nested JSON.
    """
    script = read(text).script
    assert script.title == title
    assert [section.title for section in script.sections if section.title] == sections
    assert said is None or spoken(text) == said
