"""Shared by all kinds of tags: text that is safe in a tag, the names of fields, and language codes for ID3."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from voiceguide.script.languages import plain_tag
from voiceguide.system.plain_text import collapsed
from voiceguide.timeline import CaptionLine

FINGERPRINT_KEY: Final = "VOICEGUIDE_FINGERPRINT"
"""The name of the field with a session's fingerprint, in every kind of file."""

GENRE: Final = "Meditation"

FRONT_COVER: Final = 3
"""The number for "front cover" among the types of pictures, in ID3 and in all other tags."""


def one_line(text: str) -> str:
    """The text on one line. Control characters, line breaks and lone surrogates are replaced, because they would break
    or truncate a field. So are U+FFFE and U+FFFF, which XML does not allow.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return collapsed("".join(" " if _breaks(sign) else sign for sign in whole))


def _breaks(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc" or sign in "\ufffe\uffff"


def lyrics(lines: Sequence[CaptionLine]) -> str:
    """The words of a session as text, with one row for each line that has words."""
    return "\n".join(filter(None, (one_line(line.text) for line in lines)))


def clock(milliseconds: int) -> str:
    """A time as captions and chapters write it: ``HH:MM:SS.mmm``."""
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def picture_mime(cover: bytes) -> str:
    """The MIME type of a picture: that of PNG if it is a PNG, otherwise that of JPEG."""
    return "image/png" if cover.startswith(b"\x89PNG") else "image/jpeg"


UNKNOWN: Final = "XXX"
"""ID3's code for an unknown language (ID3v2.3, section 4.11)."""

_PAIRS: Final = """
aa aar ab abk ae ave af afr ak aka am amh an arg ar ara as asm av ava ay aym az aze ba bak be bel bg bul bh bih
bi bis bm bam bn ben bo bod br bre bs bos ca cat ce che ch cha co cos cr cre cs ces cu chu cv chv cy cym da dan
de deu dv div dz dzo ee ewe el ell en eng eo epo es spa et est eu eus fa fas ff ful fi fin fj fij fo fao fr fra
fy fry ga gle gd gla gl glg gn grn gu guj gv glv ha hau he heb hi hin ho hmo hr hrv ht hat hu hun hy hye hz her
ia ina id ind ie ile ig ibo ii iii ik ipk io ido is isl it ita iu iku ja jpn jv jav ka kat kg kon ki kik kj kua
kk kaz kl kal km khm kn kan ko kor kr kau ks kas ku kur kv kom kw cor ky kir la lat lb ltz lg lug li lim ln lin
lo lao lt lit lu lub lv lav mg mlg mh mah mi mri mk mkd ml mal mn mon mr mar ms msa mt mlt my mya na nau nb nob
nd nde ne nep ng ndo nl nld nn nno no nor nr nbl nv nav ny nya oc oci oj oji om orm or ori os oss pa pan pi pli
pl pol ps pus pt por qu que rm roh rn run ro ron ru rus rw kin sa san sc srd sd snd se sme sg sag si sin sk slk
sl slv sm smo sn sna so som sq sqi sr srp ss ssw st sot su sun sv swe sw swa ta tam te tel tg tgk th tha ti tir
tk tuk tl tgl tn tsn to ton tr tur ts tso tt tat tw twi ty tah ug uig uk ukr ur urd uz uzb ve ven vi vie vo vol
wa wln wo wol xh xho yi yid yo yor za zha zh zho zu zul
"""
# Pairs of codes: ISO 639-1, then ISO 639-2/T.


def three_letters(lang: str) -> str:
    """The ISO 639-2 code for a BCP 47 tag: ``eng`` for ``en`` and ``en-GB``; `UNKNOWN` if there is none."""
    primary = plain_tag(lang).partition("-")[0]
    if len(primary) == 3 and primary.isascii() and primary.isalpha():
        return primary
    words = _PAIRS.split()
    return dict(zip(words[::2], words[1::2], strict=True)).get(primary, UNKNOWN)
