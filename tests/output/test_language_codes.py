import pytest

from voiceguide.output.tag_text import UNKNOWN, three_letters


@pytest.mark.parametrize(
    ("lang", "code"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("EN_us", "eng"),
        ("da", "dan"),
        ("de", "deu"),
        ("zh-Hant", "zho"),
        ("yue", "yue"),
    ],
)
def test_known_languages(lang: str, code: str) -> None:
    """A language tag, short or with parts such as a country, becomes the three letters of its language."""
    assert three_letters(lang) == code


@pytest.mark.parametrize("lang", ["", "xx", "x", "42", "日本", "nonsense", "é€ñ"])
def test_unknown_languages(lang: str) -> None:
    """A language tag that names no known language becomes "XXX", which stands for an unknown language."""
    assert three_letters(lang) == UNKNOWN
