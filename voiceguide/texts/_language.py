"""Finds the language of a text, from its characters and its small words."""

import re
from collections import Counter
from typing import Final

from voiceguide.script.languages import is_tag, plain_tag
from voiceguide.texts._patterns import Pattern

_LANGUAGES: Final = {
    "en": "the and you your of to is it that let with this for as there not be can are when what now just breath will "
    "breathe eyes body feel here",
    "de": "der die das und ist nicht dich du dein deine sich mit ein eine auf den dem zu wenn es für wie auch dir atem "
    "dürfen atme spüre augen ruhig langsam ganz jetzt",
    "es": "el la los las de que y en un una tu tus es se con por para lo del al como si puedes muy respiración respira "
    "inhala exhala ojos cierra abre cuerpo ahora poco hacia siente bienvenido bienvenida",
    "fr": "le la les des et vous votre vos de que en un une est dans pour sur ce pas qui il elle au avec peut "
    "respiration respirez yeux corps maintenant inspirez expirez ton tes bienvenue",
    "it": "il lo la gli le di che e un una per con non è del della tuo tua si come nel sono al respiro puoi ora "
    "respira "
    "inspira espira occhi corpo senti piano benvenuto",
    "pt": "o a os as de que e em um uma seu sua você não com para se do da no na ao é mais agora está respire "
    "respiração "
    "inspire expire olhos corpo sinta devagar bem-vindo",
    "nl": "de het een en van je jouw is dat in op te niet met voor zijn als er maar aan ook kan adem naar nu ogen "
    "lichaam "
    "voel rustig langzaam",
    "sv": "och att det som en ett är på du din med för inte av den till har om dig kan nu andas ögon kroppen",
    "da": "og at det som en et er på du din med for ikke af den til har om dig kan nu ånde øjne kroppen",
    "pl": "i w na się z do jest nie to że twój jak oddech teraz możesz po za co tak oczy ciało",
    "fi": "ja on ei se että voit sinun hengitys nyt kun tai ole mitä niin antaa silmät",
    "tr": "ve bir bu için nefes şimdi sen senin olarak da de ile gibi daha ne çok gözlerini",
    "cs": "a se na je v že to si dech teď můžete ve s ale jako tak do oči",
    "id": "dan yang di anda untuk ini itu dengan napas tidak ke dari akan kamu mata",
    "ro": "și în de la cu un o să nu este pe ce te din respirația mai ochii",
    "hu": "és a az hogy egy nem is meg most lélegzet ez van ha szemed",
}
_SCRIPTS: Final = (
    ("ja", "぀", "ヿ"),
    ("ko", "가", "힣"),
    ("zh", "一", "鿿"),
    ("ru", "Ѐ", "ӿ"),
    ("el", "Ͱ", "Ͽ"),
    ("he", "֐", "׿"),
    ("ar", "؀", "ۿ"),
    ("hi", "ऀ", "ॿ"),
    ("th", "฀", "๿"),
)
"""The writing systems that show which language a text has, as (language, first character, last character)."""
_STRANGE: Final = Pattern(r"[^\x00-\u024f]", wide=True)
_SHORT: Final = 7
"""In a text of fewer words than this, one small word is not enough to show the language: "in" is English and Dutch, "a"
is Portuguese and Czech.
"""
_SURE: Final = 2


def spaceless(text: str) -> int:
    """How many Chinese and Japanese characters a text has: they are written without spaces between words."""
    return 0 if text.isascii() else sum("぀" <= sign <= "鿿" for sign in text)


def language_of(words: str, said: str = "") -> str:
    """The language of a text, as a tag without a country. `said` is the language that the text itself states, if any.
    It is used unless the characters or the small words of the text clearly show another language.

    A text that shows no language is English, as is any script without `lang`.
    """
    declared = plain_tag(said).partition("-")[0] if is_tag(said) else ""
    sample = words[:20_000]
    letters = sum(map(str.isalpha, sample)) or 1
    strange = _STRANGE.findall(sample)
    for lang, first, last in _SCRIPTS:
        if sum(first <= sign <= last for sign in strange) > (0.08 if lang == "ja" else 0.3) * letters:
            return lang
    tokens = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    counts = {lang: sum(tokens[word] for word in known) for lang, known in _small_words().items()}
    best = max(counts, key=lambda lang: (counts[lang], lang == declared, lang == "en"))
    if declared and (declared not in counts or counts[best] <= 1.5 * counts[declared] + 2):
        return declared
    if tokens.total() < _SHORT or counts[best] < _SURE:
        return _surely(tokens)
    return best


def _surely(tokens: Counter[str]) -> str:
    """The language of a text with few words. For a language to be chosen, two different small words of it must occur,
    or one that has at least 5 letters and belongs to no other language. If no language has these, or two have equally
    many, it is English.
    """
    known = _small_words()
    weights = {
        lang: sum(
            2 if len(token) > 4 and not any(token in others for other, others in known.items() if other != lang) else 1
            for token in tokens
            if token in words
        )
        for lang, words in known.items()
    }
    first, second = sorted(weights, key=lambda lang: (weights[lang], lang == "en"), reverse=True)[:2]
    return first if weights[first] >= _SURE and weights[first] > weights[second] else "en"


def _small_words() -> dict[str, frozenset[str]]:
    return {lang: frozenset(words.split()) for lang, words in _LANGUAGES.items()}
