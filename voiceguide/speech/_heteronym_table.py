"""The table of English heteronyms: the pronunciation of a word in each of its roles.

One IPA spelling serves American and British English. Where it has ``ɒ``, Americans say ``ɑː``. Where it has ``oʊ``, the
British say ``əʊ``; they also leave out each ``ɹ`` that is not before a vowel. The module `sounds` converts the spelling
to each engine's notation.
"""

from typing import Final, NamedTuple

from voiceguide.system.plain_text import word_set


class WordSound(NamedTuple):
    """One pronunciation of a word."""

    ipa: str
    respelt: str = ""
    """A respelling for an engine that cannot take IPA; empty if the word itself is likely to be said right."""


_VERB_AND_OTHER: Final = """
use         jˈuːz yooz          jˈuːs
house       hˈaʊz howz          hˈaʊs
excuse      ɪkskjˈuːz excuze   ɪkskjˈuːs
refuse      ɹɪfjˈuːz            ɹˈɛfjuːs
abuse       əbjˈuːz abuze      əbjˈuːs
diffuse     dɪfjˈuːz            dɪfjˈuːs
mouth       mˈaʊð               mˈaʊθ
perfect     pɚfˈɛkt             pˈɜːfɛkt
object      əbdʒˈɛkt            ˈɒbdʒɛkt
subject     səbdʒˈɛkt           sˈʌbdʒɛkt
project     pɹədʒˈɛkt           pɹˈɒdʒɛkt
desert      dɪzˈɜːt dessert     dˈɛzɚt
present     pɹɪzˈɛnt            pɹˈɛzənt
record      ɹɪkˈɔːɹd            ɹˈɛkɚd
produce     pɹədˈuːs            pɹˈɒduːs
progress    pɹəɡɹˈɛs            pɹˈɒɡɹɛs
conduct     kəndˈʌkt            kˈɒndʌkt
contract    kəntɹˈækt           kˈɒntɹækt
contrast    kəntɹˈæst           kˈɒntɹæst
construct   kənstɹˈʌkt          kˈɒnstɹʌkt
console     kənsˈoʊl            kˈɒnsoʊl
converse    kənvˈɜːs            kˈɒnvɜːs
commune     kəmjˈuːn            kˈɒmjuːn
compound    kəmpˈaʊnd           kˈɒmpaʊnd
compress    kəmpɹˈɛs            kˈɒmpɹɛs
conflict    kənflˈɪkt           kˈɒnflɪkt
increase    ɪŋkɹˈiːs            ˈɪŋkɹiːs
decrease    dɪkɹˈiːs            dˈiːkɹiːs
permit      pɚmˈɪt              pˈɜːmɪt
survey      sɚvˈeɪ              sˈɜːveɪ
rebel       ɹɪbˈɛl              ɹˈɛbəl
recall      ɹɪkˈɔːl             ɹˈiːkɔːl
insult      ɪnsˈʌlt             ˈɪnsʌlt
insert      ɪnsˈɜːt             ˈɪnsɜːt
incense     ɪnsˈɛns             ˈɪnsɛns
imprint     ɪmpɹˈɪnt            ˈɪmpɹɪnt
import      ɪmpˈɔːɹt            ˈɪmpɔːɹt
export      ɪkspˈɔːɹt           ˈɛkspɔːɹt
extract     ɪkstɹˈækt           ˈɛkstɹækt
exploit     ɪksplˈɔɪt           ˈɛksplɔɪt
escort      ɪskˈɔːɹt            ˈɛskɔːɹt
entrance    ɪntɹˈæns            ˈɛntɹəns
attribute   ətɹˈɪbjuːt          ˈætɹɪbjuːt
digest      daɪdʒˈɛst           dˈaɪdʒɛst
protest     pɹətˈɛst            pɹˈoʊtɛst
suspect     səspˈɛkt            sˈʌspɛkt
torment     tɔːɹmˈɛnt           tˈɔːɹmɛnt
transfer    tɹænsfˈɜːɹ          tɹˈænsfɜːɹ
transport   tɹænspˈɔːɹt         tɹˈænspɔːɹt
fragment    fɹæɡmˈɛnt           fɹˈæɡmənt
separate    sˈɛpɚɹˌeɪt          sˈɛpɹət
deliberate  dɪlˈɪbɚɹˌeɪt        dɪlˈɪbɚɹət
moderate    mˈɒdɚɹˌeɪt          mˈɒdɚɹət
appropriate əpɹˈoʊpɹɪˌeɪt       əpɹˈoʊpɹɪət
elaborate   ɪlˈæbɚɹˌeɪt         ɪlˈæbɚɹət
articulate  ɑːɹtˈɪkjʊlˌeɪt      ɑːɹtˈɪkjʊlət
alternate   ˈɔːltɚnˌeɪt         ˈɔːltɚnət
intimate    ˈɪntɪmˌeɪt          ˈɪntɪmət
duplicate   dˈuːplɪkˌeɪt        dˈuːplɪkət
animate     ˈænɪmˌeɪt           ˈænɪmət
approximate əpɹˈɒksɪmˌeɪt       əpɹˈɒksɪmət
coordinate  koʊˈɔːɹdɪnˌeɪt      koʊˈɔːɹdɪnət
subordinate səbˈɔːɹdɪnˌeɪt      səbˈɔːɹdɪnət
degenerate  dɪdʒˈɛnɚɹˌeɪt       dɪdʒˈɛnɚɹət
desolate    dˈɛsəlˌeɪt          dˈɛsələt
estimate    ˈɛstɪmˌeɪt          ˈɛstɪmət
graduate    ɡɹˈædʒuːˌeɪt        ɡɹˈædʒuːət
advocate    ˈædvəkˌeɪt          ˈædvəkət
associate   əsˈoʊsɪˌeɪt         əsˈoʊsɪət
delegate    dˈɛlɪɡˌeɪt          dˈɛlɪɡət
initiate    ɪnˈɪʃɪˌeɪt          ɪnˈɪʃɪət
"""
"""Each line has a word, its pronunciation as a verb, and its pronunciation as anything else. Some lines have a third
text between these two: a respelling of the verb.
"""

USUALLY_VERBS: Final = word_set(
    """
    use excuse refuse permit recall converse commune increase decrease rebel separate transfer produce insert
    suspect exploit digest extract contract compress fragment associate delegate initiate coordinate alternate
    estimate articulate advocate
    """
)
"""Words of `_VERB_AND_OTHER` that are taken for verbs if their context does not decide. The other words there are taken
for verbs only if their context clearly shows it.
"""

COMPANIONS: Final = {
    "present": word_set(
        "moment day time experience awareness situation circumstances surroundings reality tense company"
    ),
    "alternate": word_set("nostril"),
    "refuse": word_set("collector collectors collection bin bins bag bags truck lorry"),
    "record": word_set("player players label shop sleeve collection"),
    "desert": word_set("sand sands island islands sun sky night wind air floor landscape flowers dunes road plain"),
    "object": word_set("lesson"),
    "project": word_set("manager"),
    "subject": word_set("matter"),
    "incense": word_set("stick sticks smoke burner"),
    "entrance": word_set("hall door gate"),
}
"""For some heteronyms, the words that show they are not verbs if they come directly afterwards. In "present moment",
"present" is an adjective, whatever comes before it.
"""

_IRREGULAR_SOUNDS: Final = {
    "close": {"verb": ("klˈoʊz", "cloze"), "near": ("klˈoʊs", "")},
    "wind": {"verb": ("wˈaɪnd", "whined"), "air": ("wˈɪnd", "")},
    "winds": {"verb": ("wˈaɪndz", "whinds"), "air": ("wˈɪndz", "")},
    "wound": {"turned": ("wˈaʊnd", "wownd"), "hurt": ("wˈuːnd", "")},
    "unwind": {"verb": ("ʌnwˈaɪnd", "")},
    "rewind": {"verb": ("ɹiːwˈaɪnd", "")},
    "used": {"habit": ("jˈuːst", "yoost"), "verb": ("jˈuːzd", "")},
    "excused": {"verb": ("ɪkskjˈuːzd", "excuzed")},
    "read": {"past": ("ɹˈɛd", "red"), "verb": ("ɹˈiːd", "reed")},
    "reread": {"past": ("ɹiːɹˈɛd", ""), "verb": ("ɹiːɹˈiːd", "")},
    "live": {"verb": ("lˈɪv", "liv"), "other": ("lˈaɪv", "lyve")},
    "lives": {"verb": ("lˈɪvz", "livz"), "other": ("lˈaɪvz", "lyves")},
    "lead": {"metal": ("lˈɛd", "led"), "verb": ("lˈiːd", "leed")},
    "tear": {"rip": ("tˈɛɹ", "tare"), "drop": ("tˈɪɹ", "teer")},
    "tears": {"rip": ("tˈɛɹz", "tares"), "drop": ("tˈɪɹz", "teers")},
    "bow": {"bend": ("bˈaʊ", "bough"), "knot": ("bˈoʊ", "boe")},
    "bows": {"bend": ("bˈaʊz", "boughs"), "knot": ("bˈoʊz", "boes")},
    "minute": {"tiny": ("maɪnˈuːt", "mynewt"), "time": ("mˈɪnɪt", "")},
    "content": {"pleased": ("kəntˈɛnt", ""), "what is in it": ("kˈɒntɛnt", "")},
    "row": {"quarrel": ("ɹˈaʊ", "rau"), "line": ("ɹˈoʊ", "roe")},
    "rows": {"quarrel": ("ɹˈaʊz", "rouse"), "line": ("ɹˈoʊz", "roes")},
    "sow": {"pig": ("sˈaʊ", "sau"), "verb": ("sˈoʊ", "so")},
    "bass": {"fish": ("bˈæs", ""), "low": ("bˈeɪs", "base")},
    "dove": {"verb": ("dˈoʊv", "dohv"), "bird": ("dˈʌv", "")},
    "does": {"deer": ("dˈoʊz", "doze"), "verb": ("dˈʌz", "")},
    "deserts": {"verb": ("dɪzˈɜːts", "desserts"), "other": ("dˈɛzɚts", "")},
    "polish": {"from Poland": ("pˈoʊlɪʃ", ""), "verb": ("pˈɒlɪʃ", "")},
    "resume": {"summary": ("ɹˈɛzəmeɪ", "rezzumay"), "verb": ("ɹɪzˈuːm", "")},
    "learned": {"wise": ("lˈɜːnɪd", "lernid"), "verb": ("lˈɜːnd", "")},
    "blessed": {"holy": ("blˈɛsɪd", ""), "verb": ("blˈɛst", "blest")},
    "aged": {"old": ("ˈeɪdʒɪd", ""), "verb": ("ˈeɪdʒd", "")},
    "slough": {"verb": ("slˈʌf", "sluff"), "other": ("slˈaʊ", "")},
}
_LONGER: Final = word_set(
    """
    use excuse refuse abuse object subject project record contract contrast conflict permit survey rebel insult
    insert imprint extract export import exploit escort attribute protest suspect torment transfer transport
    fragment estimate graduate advocate associate delegate duplicate coordinate present increase decrease compound
    construct compress console converse separate moderate elaborate alternate perfect
    """
)
"""Words that remain heteronyms when a final s is added, as in "uses"."""


def _word_sounds() -> dict[str, dict[str, WordSound]]:
    table = {
        word: {role: WordSound(*said) for role, said in roles.items()} for word, roles in _IRREGULAR_SOUNDS.items()
    }
    for line in _VERB_AND_OTHER.split("\n")[1:-1]:
        word, verb, *respelt, other = line.split()
        table[word] = {"verb": WordSound(verb, *respelt), "other": WordSound(other)}
        if word in _LONGER:
            spelt = [f"{letters}es" if letters.endswith("z") else f"{letters}s" for letters in respelt]
            table[f"{word}s"] = {"verb": WordSound(_with_s(verb), *spelt), "other": WordSound(_with_s(other))}
    return table


def _with_s(ipa: str) -> str:
    if ipa.endswith(("s", "z", "ʃ", "ʒ")):
        return f"{ipa}ɪz"
    return f"{ipa}s" if ipa.endswith(("p", "t", "k", "f", "θ")) else f"{ipa}z"


WORD_SOUNDS: Final = _word_sounds()
"""The pronunciations, by word in lower case and then by role."""
