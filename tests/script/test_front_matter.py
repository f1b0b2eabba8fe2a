"""The front matter: its meaning, and the messages for its mistakes."""

import pytest

from tests.script.texts import mistakes, script
from voiceguide.script.model import Cues, Script, ScriptVoice


def with_front(front: str) -> Script:
    return script(f"---\n{front}\n---\nx\n")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title: Coming home: after work", "Coming home: after work"),
        ("title: Practice #2", "Practice #2"),
        ("title: #2", "#2"),
        ("title: Rest  # a comment", "Rest"),
        ("title: Rest\t# a comment", "Rest"),
        ("title:Rest", "Rest"),
        ("Title : Rest", "Rest"),
        ('title: "Rest"', "Rest"),
        ('title: "Rest  # now"  # a comment', "Rest # now"),
        ('title: "A \\"kind\\" word"', 'A "kind" word'),
        ("title: 'It''s here'", "It's here"),
        ('title: "Home" and "away"', '"Home" and "away"'),
        ("title: 'tis the season", "'tis the season"),
        ("title: [Draft] Rest", "[Draft] Rest"),
        ("title: {Draft} Rest", "{Draft} Rest"),
        ("title: - Rest", "- Rest"),
        ("title: no", "no"),
        ("title: 7:30", "7:30"),
        ("title: !Hola!", "!Hola!"),
        ("title: Übung für dich", "Übung für dich"),
        ("title:   much   space  ", "much space"),
        ("title: Rest\n  a while", "Rest a while"),
        ("title: >\n  Rest\n  a while", "Rest a while"),
        ("title: |-\n  Rest\n\n  a while", "Rest a while"),
        ("# a comment\n\n  # another\ntitle: Rest", "Rest"),
    ],
)
def test_a_plain_value_is_the_rest_of_its_line(written: str, title: str) -> None:
    """A title may be written with or without quotation marks and may continue on indented lines. It always stays text:
    `no` and `7:30` are not read as a truth value or a time.
    """
    assert with_front(written).title == title


@pytest.mark.parametrize(
    "written",
    [
        "tags: [calm, good evening]",
        "tags: calm, good evening",
        "tags: [\"calm\", 'good evening']  # both",
        "tags: [calm, good evening,] # both",
        "tags:\n  - calm\n  - good evening",
        "tags:\n- calm\n- good evening  # the second",
        "tags: [\n  calm,\n  good evening\n]",
    ],
)
def test_lists_have_many_forms(written: str) -> None:
    """A list of words is read the same in brackets, with commas alone, and as lines that begin with dashes."""
    assert with_front(f"title: T\n{written}").tags == ("calm", "good evening")


@pytest.mark.parametrize(
    "written",
    [
        "say: {Germer: GUR-mer, 4-7-8: four seven eight}",
        "say: {Germer: GUR-mer, 4-7-8: four seven eight}  # how to say it",
        'say: {"Germer": "GUR-mer", \'4-7-8\': four seven eight}',
        "say:\n  Germer: GUR-mer\n  4-7-8: four seven eight",
        "say:  # how to say it\n  # a comment\n  Germer: GUR-mer  # rhymes\n\n  '4-7-8': four seven eight",
        "say: {\n  Germer: GUR-mer,\n  4-7-8: four seven eight\n}",
        "say:\n\tGermer: GUR-mer\n\t4-7-8:four seven eight",
    ],
)
def test_maps_have_many_forms(written: str) -> None:
    """A map is read as the same pairs, in order, whether it is written in braces or as an indented block, with or
    without comments.
    """
    assert with_front(f"title: T\n{written}").say == (("Germer", "GUR-mer"), ("4-7-8", "four seven eight"))


def test_quotes_hold_signs_together() -> None:
    """Inside quotation marks, a comma and a colon are plain characters, also in lists and maps. An apostrophe is no
    quotation mark.
    """
    found = with_front("title: T\ntags: [\"a, b\", it's]\nsay: {\"a: b\": 'c, d', don't: doan't}")
    assert found.tags == ("a, b", "it's")
    assert found.say == (("a: b", "c, d"), ("don't", "doan't"))


def test_every_key_arrives() -> None:
    """Each key of the front matter sets its field of the script, with the type of that field."""
    found = with_front(
        "title: T\nsummary: S\nauthor: A\nalbum: B\nlang: en_GB\nlength: 7:30\nfor: Sleep\nbackground: rain:-3,bowls\n"
        "voice: {name: pyttsx3:en-gb, rate: 95%, pitch: 1.1}\ncover: pictures/a.jpg\ncues: {in: In, rest: }\n"
        "need: Hard, night\nnext: soles-of-the-feet\nrights: Mine"
    )
    assert (found.summary, found.author, found.album) == ("S", "A", "B")
    assert (found.lang, found.length, found.session) == ("en-gb", 450, "sleep")
    assert (found.background, found.cover) == ("rain:-3,bowls", "pictures/a.jpg")
    assert found.voice == ScriptVoice("pyttsx3:en-gb", 0.95, 1.1)
    assert found.cues == Cues(breathe_in="In", rest="")
    assert (found.needs, found.next_practice) == (("hard", "night"), "soles-of-the-feet")
    assert found.rights == "Mine"


@pytest.mark.parametrize(
    ("front", "found"),
    [
        ("", ("everyday",)),
        ("tags: [talk, kindness]", ("learn",)),
        ("for: sleep", ("sleep",)),
        ("for: sleep\nneed: night", ("night",)),
        ("tags: talk\nneed: [hard, learn, hard]", ("hard", "learn")),
    ],
)
def test_what_a_practice_is_listed_under(front: str, found: tuple[str, ...]) -> None:
    """A practice is listed under each of its needs once. Without needs, the rest of its front matter decides."""
    assert with_front(f"title: T\n{front}").listed_under == found


@pytest.mark.parametrize(
    ("written", "factor"), [("0.9", 0.9), ("90%", 0.9), ("-10%", 0.9), ("+10 %", 1.1), ("–5%", 0.95), ("2", 2.0)]
)
def test_a_factor_may_be_written_in_several_ways(written: str, factor: float) -> None:
    """A rate or pitch may be written as a factor, in percent, or as a difference in percent."""
    assert with_front(f"title: T\nvoice: {{rate: {written}}}").voice.rate == factor


def test_a_voice_may_be_a_name_alone() -> None:
    """`voice: NAME` is short for `voice: {name: NAME}`."""
    assert with_front("title: T\nvoice: piper:en_GB-alba").voice == ScriptVoice(name="piper:en_GB-alba")


@pytest.mark.parametrize(
    ("front", "code", "line", "remedy"),
    [
        ("titel: T\ntitle: T", "unknown-key", 2, "title"),
        ("title: T\nxyzzy: T", "unknown-key", 3, "summary"),
        ("summary: T", "title-missing", 1, "title"),
        ("title:", "value-missing", 2, "title: "),
        ("title:  # nothing", "value-missing", 2, "title: "),
        ('title: ""', "value-missing", 2, "title: "),
        ("title: T\ntitle: U", "key-twice", 3, "line 2"),
        ("title: T\nsay: {a: b, a: c}", "key-twice", 3, "'a'"),
        ("title: T\njust words", "front-matter-line", 3, "length: 10m"),
        ("  indented: first\ntitle: T", "front-matter-line", 2, "length: 10m"),
        ("title: T\nlength: 8", "length", 3, "8m"),
        ("title: T\nlength: banana", "length", 3, "banana"),
        ("title: T\nlength: 5m-20m", "length", 3, "5m-20m"),
        ("title: T\nlength:", "value-missing", 3, "8m"),
        ("title: T\nlang: english please", "lang", 3, "en-gb"),
        ("title: T\nfor: night", "for", 3, "sleep"),
        ("title: T\nbackground:", "value-missing", 3, "rain"),
        ("title: T\nvoice: {speed: 2}", "voice", 3, "rate"),
        ("title: T\nvoice: {rate: 9}", "voice", 3, "0.95"),
        ("title: T\nvoice: {rate: 0.4}", "voice", 3, "0.95"),
        ("title: T\nvoice: {rate: fast}", "voice", 3, "0.95"),
        ("title: T\nvoice: {rate: nan}", "voice", 3, "0.95"),
        ("title: T\nvoice: {pitch: 1e0}", "voice", 3, "0.95"),
        ("title: T\nvoice: {name: }", "voice", 3, "voices"),
        ("title: T\nvoice: command:touch made", "voice", 3, "--voice"),
        ("title: T\nvoice: {name: ' Command : touch made'}", "voice", 3, "--voice"),
        ("title: T\nvoice: command", "voice", 3, "--voice"),
        ("title: T\nvoice: {rate: 0.9", "map", 3, "no end"),
        ("title: T\nsay: Germer", "map", 3, "{word: value}"),
        ("title: T\nsay:", "value-missing", 3, "{word: value}"),
        ("title: T\nsay: {Germer}", "map", 3, "colon"),
        ("title: T\nsay: {Germer: }", "say", 3, "GUR-mer"),
        ("title: T\nsay: {: x}", "map", 3, "no word"),
        ("title: T\nsay: {a: {b: c}}", "map", 3, "quotes"),
        ("title: T\nsay: {a: [b]}", "map", 3, "quotes"),
        ("title: T\ncues: {inn: x}", "cues", 3, "in"),
        ("title: T\nneed: hart", "need", 3, "hard"),
        ("title: T\nneed: something", "need", 3, "everyday"),
        ("title: T\nnext:", "value-missing", 3, "soles-of-the-feet"),
        ("title: T\ntags: [a, b", "list", 3, "no end"),
        ("tags: [a, b\ntitle: T", "list", 2, "no end"),
        ("title: !!python/object/apply:os.system [echo]", "yaml-object", 2, "quotes"),
        ("title: T\nsay: !!python/object:dict {a: b}", "yaml-object", 3, "quotes"),
        ("title: T\nsay: {a: !!python/name:os.system }", "yaml-object", 3, "quotes"),
        ("title: T\ntags: [!!python/object/new:x ]", "yaml-object", 3, "quotes"),
        ("title: T\nsay:\n  a: !!python/object:dict {}", "yaml-object", 4, "quotes"),
        ("title: T\ntags:\n  - !<tag:yaml.org,2002:str> x", "yaml-object", 3, "quotes"),
    ],
)
def test_mistakes_of_the_front_matter(front: str, code: str, line: int, remedy: str) -> None:
    """A mistake is reported once, with its line and its kind, and its message says what to do."""
    (mistake,) = mistakes(f"---\n{front}\n---\nx\n")
    assert (mistake.code, mistake.line) == (code, line)
    assert remedy in mistake.message


def test_all_mistakes_of_one_value_are_found_each_on_its_line() -> None:
    """If a map has several mistakes, each is reported. In an indented block, each is reported on its own line."""
    front = "title: T\nvoice: {rate: fast, pich: 3}\nsay:\n  a: b\n  c\n  a: d\ncues:\n  inn: x\n\n  outt: y"
    found = [(mistake.line, mistake.code) for mistake in mistakes(f"---\n{front}\n---\nx\n")]
    assert found == [(3, "voice"), (3, "voice"), (6, "map"), (7, "key-twice"), (9, "cues"), (11, "cues")]


def test_front_matter_without_an_end() -> None:
    """Front matter without an end is one mistake, on its first line. The mistakes of the body are reported as well."""
    found = mistakes("---\ntitle: T\n\n# A {keeep}\nx\n")
    assert [(mistake.line, mistake.code) for mistake in found] == [(1, "front-matter-open"), (4, "unknown-attribute")]


def test_empty_lines_may_stand_before_it() -> None:
    """Empty lines may come before the front matter. Line numbers still count from the top of the file."""
    assert script("\n\n---\ntitle: T\n---\nx").sections[0].place.line == 6


def test_deep_nesting_is_one_mistake() -> None:
    """Ten thousand nested brackets are refused as one mistake."""
    for front in ("tags: " + "[" * 10_000, "voice: " + "{" * 10_000, "say: {a: " + "[" * 10_000 + "}"):
        assert len(mistakes(f"---\ntitle: T\n{front}\n---\nx\n")) == 1
