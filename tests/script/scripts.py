"""A generator of random scripts for property tests. They have every construct, and plain words that would be a
directive or mark if they were written without backslashes.
"""

from typing import Any, get_args

from hypothesis import strategies as st

from voiceguide.script._directives import elastic_range, read_count, read_length
from voiceguide.script.model import (
    Bell,
    Breathe,
    Cues,
    Images,
    Inset,
    Item,
    Need,
    Paragraph,
    PathName,
    Pause,
    Place,
    Range,
    Repeat,
    Script,
    ScriptVoice,
    Section,
    SessionKind,
    Silence,
    SoundChange,
    Visit,
)

NOWHERE = Place("t.md", 1)

_PIECES = [
    *(
        "word",
        "Yes.",
        "é",
        "日本。",
        "4.5",
        "[x]",
        "a_b",
        "_",
        "#",
        ">",
        "-",
        "+",
        "1.",
        "12)",
        "---",
        "=",
        "•",
        "<!--",
    ),
    *("-->", "\\*", "\\{", "\\}", "\\\\", "*soft*", "*two words*", "{name}", "{a.b|a [warm] drink}", "{name|}", "…"),
    *('"quoted"', "'", "|", "~", "`", "&", "%", ":", ","),
]
_SCALARS = [
    *("word", "a: b", "#", "# x", '"', "'", "[", "]", "{", "}", ",", "\\", "!x", "!!x", "-", ">", "|", "é", "0", "no"),
    *("*", "&", "7:30", "a,b", "x#y", ":"),
]

_VALUE = st.lists(st.sampled_from(_SCALARS), min_size=1, max_size=5).map(" ".join)
_WORDS = (
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=8)
    .map(" ".join)
    .filter(lambda text: any(map(str.isalnum, text)))
)
_PARAGRAPHS = _WORDS.map(lambda text: Paragraph(NOWHERE, text))
_SECONDS = st.one_of(
    st.integers(1, 600).map(float), st.sampled_from([0.5, 4.5, 61.25, 3600, 3725, 0.0001, 59.9999, 86400])
)
_RANGES = st.tuples(_SECONDS, _SECONDS).map(sorted).map(lambda ends: read_length(f"{ends[0]:.4f}s-{ends[1]:.4f}s"))
_FIXED = _SECONDS.map(lambda seconds: Range(seconds, seconds, seconds))
_COUNTS = (
    st.tuples(st.integers(1, 10), st.integers(1, 10))
    .map(sorted)
    .map(lambda ends: read_count(f"{ends[0]}-{ends[1]}", ""))
)
_PHASE = st.sampled_from([1.0, 2.5, 4.0, 6.0, 59.999])
_GROWING = (
    st.tuples(_SECONDS, _SECONDS).map(sorted).map(lambda ends: read_length(f"{ends[0]:.4f}s, up to {ends[1]:.4f}s"))
)
_PAUSES = st.one_of(_RANGES, _GROWING, _FIXED, _SECONDS.map(elastic_range)).map(lambda length: Pause(NOWHERE, length))
_MANNERS = st.sampled_from([(None, False), (None, True), (30.0, False), (12.5, False)])
_SILENCES = st.builds(
    lambda length, reminders, manner: Silence(NOWHERE, length, reminders, *manner),
    _RANGES | _GROWING | _FIXED,
    st.lists(_PARAGRAPHS, max_size=3).map(tuple),
    _MANNERS,
)
_BREATHS = st.builds(Breathe, st.just(NOWHERE), _PHASE, st.just(0.0) | _PHASE, _PHASE, st.just(0.0) | _PHASE, _COUNTS)
_BELLS = st.builds(Bell, st.just(NOWHERE), st.integers(1, 108))
_CHANGES = st.sampled_from(["ocean", "rain:-3,bowls", "my sounds/a.mp3"]).map(lambda name: SoundChange(NOWHERE, name))
_INSETS = st.builds(
    Inset,
    st.just(NOWHERE),
    st.sampled_from(["body-scan", "../my own/scan.md"]),
    st.none() | st.sampled_from([0.01, 0.07, 0.125]),
)
_IMAGES = st.sampled_from(["images", "./my images.md"]).flatmap(
    lambda name: _COUNTS.map(lambda times: Images(NOWHERE, name, times))
)
_SIMPLE: st.SearchStrategy[Item] = st.one_of(_PARAGRAPHS, _PAUSES, _SILENCES, _BREATHS, _BELLS, _CHANGES)


def _repeats(inside: st.SearchStrategy[Item]) -> st.SearchStrategy[Item]:
    items = st.lists(inside, min_size=1, max_size=3).map(tuple)
    return st.builds(Repeat, st.just(NOWHERE), _COUNTS, items)


_ITEM = st.one_of(_SIMPLE, _INSETS, _IMAGES, _repeats(_SIMPLE | _repeats(_SIMPLE)))
_ITEMS = st.lists(_ITEM, min_size=1, max_size=5).map(tuple)
_ATTRIBUTES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        *({}, {"keep": True}, {"arrival": True}, {"closing": True, "keep": True}),
        *({"optional": 1}, {"optional": 12}, {"care": True}),
    ]
)


_PACES = st.sampled_from([0.5, 0.9, 1.0, 1.0, 1.0625, 2.0])


@st.composite
def _sections(draw: st.DrawFn) -> Section:
    title = draw(_WORDS.filter(lambda text: not text.endswith("}") or text.endswith("\\}")))
    path: PathName | None = draw(st.sampled_from((None, *get_args(PathName))))
    session: SessionKind | None = draw(st.sampled_from((None, *get_args(SessionKind))))
    visit: Visit | None = draw(st.sampled_from((None, *get_args(Visit))))
    rate, pitch = draw(_PACES), draw(_PACES)
    given = {"path": path, "session": session, "visit": visit, "rate": rate, "pitch": pitch, **draw(_ATTRIBUTES)}
    return Section(NOWHERE, title, draw(_ITEMS), **given)


_FACTORS = st.none() | st.sampled_from([0.5, 0.95, 1.0, 1.125, 2.0])
_PAIRS = st.dictionaries(_VALUE, _VALUE, max_size=3).map(lambda pairs: tuple(pairs.items()))
_CUES = st.none() | st.just("") | _VALUE

scripts = st.builds(
    Script,
    name=st.just("t"),
    file=st.just("t.md"),
    title=_VALUE,
    sections=st.tuples(
        st.lists(_ITEMS.map(lambda items: Section(NOWHERE, "", items, keep=True)), max_size=1),
        st.lists(_sections(), min_size=1, max_size=4),
    ).map(lambda parts: (*parts[0], *parts[1])),
    summary=st.just("") | _VALUE,
    author=st.just("") | _VALUE,
    album=st.just("") | _VALUE,
    tags=st.lists(_VALUE, max_size=3).map(tuple),
    lang=st.sampled_from(["en", "en-gb", "de"]),
    length=st.none() | _SECONDS,
    session=st.sampled_from([None, "day", "sleep"]),
    background=st.none() | _VALUE,
    voice=st.builds(ScriptVoice, st.none() | _VALUE, _FACTORS, _FACTORS),
    say=_PAIRS,
    cover=st.none() | _VALUE,
    cues=st.builds(Cues, _CUES, _CUES, _CUES, _CUES),
    needs=st.lists(st.sampled_from(get_args(Need)), unique=True).map(tuple),
    next_practice=st.none() | _VALUE,
    rights=st.just("") | _VALUE,
)
"""Random scripts that the parser could have made, except that none of their parts knows its line."""
