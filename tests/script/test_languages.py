import pytest

from voiceguide.script.languages import family, is_tag, usual_tag

ESPEAK = [
    "cmn",
    "cmn-latn-pinyin",
    "de",
    "en-gb",
    "es",
    "es-419",
    "fr-be",
    "fr-ch",
    "fr-fr",
    "nb",
    "pt",
    "pt-br",
    "yue",
]


@pytest.mark.parametrize(
    ("lang", "usual"),
    [
        ("fr", "fr-fr"),
        ("fr-ca", "fr-fr"),
        ("fr_CH", "fr-ch"),
        ("de-at", "de"),
        ("pt", "pt"),
        ("PT-BR", "pt-br"),
        ("no", "nb"),
        ("nn", "nb"),
        ("zh", "cmn"),
        ("zh-cn", "cmn"),
        ("es-mx", "es"),
        ("tlh", ""),
        ("yue", "yue"),
    ],
)
def test_a_language_means_the_nearest_tag(lang: str, usual: str) -> None:
    """For a language tag, the nearest tag that espeak-ng has is used: plain French becomes that of France, Norwegian
    becomes `nb`, Chinese becomes `cmn`. A language that it does not have gives an empty text.
    """
    assert usual_tag(lang, ESPEAK) == usual


def test_a_language_is_one_in_any_country() -> None:
    """Tags with different countries or spellings count as the same language. Chinese and Cantonese stay different,
    although they share a writing system.
    """
    assert family("de_AT") == family(" DE ") == "de"
    assert family("nb-no") == family("no")
    assert family("yue") != family("zh")


@pytest.mark.parametrize(
    ("lang", "holds"),
    [
        ("de", True),
        ("DE_de", True),
        ("zh-hans-cn", True),
        ("german", False),
        ("", False),
        ("d", False),
        ("de-", False),
        ("dé", False),
    ],
)
def test_a_tag_is_no_name(lang: str, holds: bool) -> None:
    """ "de" and "zh-hans-cn" are language tags. A name such as "german", a single letter or an empty text is not."""
    assert is_tag(lang) is holds
