"""Texts that were found in public: plain text in which the authors mark pauses in ways of their own."""

# ruff: noqa: E501

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

case(
    "slash-commands.txt",
    """/intro
You have come in from the rain. /2s
Hang the coat up, and sit. /3s

/p
The drops still fall outside, /2s and none of them falls on you. /5s

/outro
Now stretch. /4s
""",
    says=["you have come in from the rain", "and none of them falls on you", "now stretch"],
    never=["intro", "outro", "p"],
    pauses={"from the rain": 2, "falls on you": 5},
)
case(
    "breath-pauses.txt",
    """You are on the pier. [pause, two breaths]
The planks are dry. [pause, one breath]
Walk back when you like.
""",
    says=["you are on the pier", "the planks are dry", "walk back"],
    never=["breaths", "pause"],
    pauses={"on the pier": 10, "are dry": 5},
)
case(
    "pause-zeile.txt",
    """Du stehst auf dem Steg.

PAUSE, um tief einzuatmen

Die Bretter sind trocken. Geh zurück, wenn du magst.

STILLE 20 Sekunden

Das war alles.
""",
    says=["du stehst auf dem steg", "die bretter sind trocken", "das war alles"],
    never=["um tief einzuatmen", "stille"],
    pauses={"auf dem steg": 5, "wenn du magst": 20},
    lang="de",
)
case(
    "timed-marks.txt",
    """You can leave the lamp on. [PAUSE:8s]
The house is quiet now. [PAUSE:12s]
[MUSIC:2m]
Sleep well.
""",
    says=["you can leave the lamp on", "the house is quiet now", "sleep well"],
    never=["music", "2m"],
    pauses={"lamp on": 8, "quiet now": 132},
)
case(
    "loud-pause.txt",
    """Lean on the wall. PAUSE. Let it be cold. PAUSE 10 SECONDS. Feel the stones.
LONG PAUSE
Then go in.
""",
    says=["lean on the wall", "let it be cold", "feel the stones", "then go in"],
    never=["pause", "seconds"],
    pauses={"on the wall": 5, "be cold": 10, "the stones": 15},
)
case(
    "video-page.txt",
    """Transcript
0:02
2 seconds
welcome to the garden
0:12
12 seconds
lean on the wall
1:05
1 minute, 5 seconds
then go in
""",
    says=["welcome to the garden", "lean on the wall", "then go in"],
    never=["seconds", "minute", "transcript"],
    pauses={"lean on the wall": 51},
)
case(
    "stars-between.txt",
    """Lean on the wall.

* * *

Let it be cold.

~ ~ ~

Then go in.
""",
    says=["lean on the wall", "let it be cold", "then go in"],
)
case(
    "capital-lines.txt",
    """Leaning on the wall,
Letting it be cold,
And feeling the moss,
You may notice that nothing is asked of you.
Breathe in,
And out.
""",
    says=["leaning on the wall letting it be cold and feeling the moss you may notice"],
)
case(
    "paren-numbers.txt",
    """1) Lean on the wall.
2) Let it be cold.
(pause)
3) Go in.
""",
    says=["lean on the wall", "let it be cold", "go in"],
    never=["1", "2", "3"],
    pauses={"be cold": 5},
)
case(
    "dots-of-trance.txt",
    """Lean on the wall....... let it be cold....... and notice how the shoulders come down...

...........

all by themselves.... That's right...
""",
    says=[
        "lean on the wall",
        "let it be cold",
        "and notice how the shoulders come down",
        "all by themselves",
        "that's right",
    ],
)
case(
    "speaker-times.txt",
    """[00:00:03] Guide: You have come to the wall.

[00:00:20] Guide: Lean on it, and let it be cold.

[00:01:00] Guide: Then go in.
""",
    says=["you have come to the wall", "lean on it and let it be cold", "then go in"],
    never=["guide", "00"],
)
case(
    "muur.txt",
    """De muur

Leun tegen de muur. (pauze van 8 seconden)
Laat het maar koud zijn. (lange pauze)
Ga dan langzaam naar binnen. (stilte, 1 minuut)
Je mag je ogen nu openen.
""",
    says=["leun tegen de muur", "laat het maar koud zijn", "ga dan langzaam naar binnen", "je mag je ogen"],
    never=["pauze", "stilte"],
    title="De muur",
    pauses={"de muur": 8, "koud zijn": 15, "naar binnen": 60},
    lang="nl",
)
case(
    "muro.txt",
    """Appoggiati al muro. (pausa di 8 secondi)
Lascia che sia freddo. (pausa lunga)
Poi torna piano in casa. (silenzio per un minuto)
Apri gli occhi.
""",
    says=["appoggiati al muro", "lascia che sia freddo", "poi torna piano in casa", "apri gli occhi"],
    never=["pausa", "silenzio"],
    pauses={"al muro": 8, "sia freddo": 15, "in casa": 60},
    lang="it",
)
case(
    "qiang.txt",
    """靠在墙上。（停顿8秒）
让它凉着。【停顿 12 秒】
然后慢慢回屋里去。（静默一分钟）
睁开眼睛。
""",
    says=["靠在墙上", "让它凉着", "然后慢慢回屋里去", "睁开眼睛"],
    never=["停顿", "静默"],
    pauses={"靠在墙上": 8, "让它凉着": 12, "然后慢慢回屋里去": 60},
    lang="zh",
)
case(
    "marks-of-programs.txt",
    """Lean back. {{pause 2}} Let the chair hold you. @pause(3s) Let it be. pause(4)

Voice 1: Two chairs, and 2*3 cushions.

Voice 2: Then go.
""",
    says=["lean back", "let the chair hold you", "let it be", "two chairs", "then go"],
    never=["pause", "voice"],
    pauses={"lean back": 2, "hold you": 3, "let it be": 4},
)
case(
    "krzeslo.txt",
    """Usiądź wygodnie. (pauza 10 sekund)

Oddech jest spokojny i to jest teraz twój czas.
""",
    says=["usiądź wygodnie", "oddech jest spokojny"],
    never=["pauza"],
    pauses={"wygodnie": 10},
    lang="pl",
)
case(
    "with-comments.txt",
    "\ufeffEvening Letting Go\r\n\r\n\r\nOpening\r\n* Sit or lie down.\r\n* Let your hands rest.\r\n\r\n\r\n(pause 20s)\r\n"
    "\r\n\r\nBody\r\n   1. Soften the face.\r\n   2. Soften the belly.[a]\r\n\r\n\r\n(long pause)\r\n________________\r\n"
    "\r\n\r\nWiggle your fingers. You are done.\r\n\r\n\r\n[a]Should we make this longer?\r\n",
    says=["sit or lie down", "let your hands rest", "soften the face", "soften the belly", "you are done"],
    never=["should we", "evening"],
    pauses={"your hands rest": 20, "the belly": 15},
    title="Evening Letting Go",
)
case(
    "timed-rests.txt",
    "Sit comfortably ...(30 sec)\nNotice your breath …(1 min)\nLet it go ... (45s)\nOpen your eyes\n",
    says=["sit comfortably", "notice your breath", "let it go", "open your eyes"],
    pauses={"sit comfortably": 30, "your breath": 60, "let it go": 45},
)
case(
    "pauses-in-number.txt",
    "Breathe in slowly.\npause x3\nBreathe out.\n[pause x2]\nRest here with it.\n(Pause ×4)\nAnd return.\n",
    says=["breathe in slowly", "breathe out", "rest here", "and return"],
    never=["x3", "x2", "4"],
    pauses={"in slowly": 15, "breathe out": 10, "with it": 20},
)
case(
    "counted.txt",
    "Box Breathing\n\nInhale for 4, 3, 2, 1.\nHold for 4, 3, 2, 1.\nExhale for 4... 3... 2... 1...\nAnd rest.\n",
    says=["inhale for 4 3 2 1", "hold for 4 3 2 1", "exhale for 4 3 2 1", "and rest"],
    title="Box Breathing",
)
case(
    "right-to-left.txt",
    "\u202bRest\u2069 now.\u202c (pau\u200fse 5s)\n\nGo\u2066 on, as slowly as you like.\n",
    says=["rest now", "go on as slowly"],
    never=["pause", "5s"],
    pauses={"rest now": 5},
)
