"""Texts in shapes that are met in public: in code, notes, exports of other programs and transcripts."""

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
    "named-lines.md",
    """Lake Walk Scripts

## Intro Phase

intro-welcome: You can walk as slowly as you like. The lake is not going away.

intro-posture: Let the arms hang. Let the keys stay in the pocket.
----

## Walking Phase

walk-settle: Feel the gravel, and the give of it.

walk-reminder-1: If you find yourself planning supper, come back to the gravel.
----
""",
    says=["you can walk as slowly", "let the arms hang", "feel the gravel", "if you find yourself planning"],
    never=["intro welcome", "walk settle", "reminder"],
    title="Lake Walk Scripts",
    sections=["Intro Phase", "Walking Phase"],
)
case(
    "transcriber.md",
    """## Transcription:

Sit on the edge of the bed. Let the feet find the floor.

Let the night be as long as it is.

## Summary:

This recording asks the listener to sit up at night and wait for sleep.
""",
    says=["sit on the edge of the bed", "let the night be as long as it is"],
    never=["this recording", "transcription", "summary"],
)
case(
    "voice-over-table.md",
    """| Time | VO | SFX |
| :--- | :--- | :--- |
| 0:00 | (Pause for 10 seconds) | (Music begins: harp) |
| 0:10 | You are in the old boathouse. | |
| 0:30 | The boat knocks softly at the wood. | Water laps |
""",
    says=["you are in the old boathouse", "the boat knocks softly"],
    never=["harp", "water laps", "0 10", "vo", "sfx"],
)
case(
    "step-objects.json",
    """[{"type": "heading", "text": "The Boathouse", "level": 1, "readAloud": false},
 {"type": "speech", "text": "Sit where the wood is warm."},
 {"type": "pause", "duration": 12, "canExtend": true, "waitForUserInput": false},
 {"type": "aside", "text": "Teacher's note: open the window."},
 {"type": "sound", "soundId": "bell_soft_01", "description": "Soft bell"},
 {"type": "direction", "text": "Speak gently"},
 {"type": "speech", "text": "Then go home, and take the quiet along."}]""",
    says=["sit where the wood is warm", "then go home"],
    never=["open the window", "soft bell", "speak gently", "bell soft 01"],
    title="The Boathouse",
    pauses={"wood is warm": 12},
)
case(
    "catalogue-entry.json",
    """{"id": "boathouse-01", "title": "The Boathouse", "description": "A place to sit.", "duration": "10 Minutes",
 "steps": ["Sit where the wood is warm.", "Listen to the boat.", "Take the quiet home."]}""",
    says=["sit where the wood is warm", "listen to the boat", "take the quiet home"],
    never=["a place to sit", "10 minutes", "boathouse 01"],
    title="The Boathouse",
)
case(
    "cue-times.json",
    """[{"t": 0, "text": "You made it to the bench."}, {"t": 12, "text": "Let the bag down."}, {"t": 40, "text": "Look at the hedge."}]""",
    says=["you made it to the bench", "let the bag down", "look at the hedge"],
    pauses={"let the bag down": 26},
)
case(
    "spoken-lengths.json",
    """[{"text": "You made it to the bench, and nobody else wants it just now, so it is all yours.", "duration": 6},
 {"text": "Let the bag down beside you, and let it stay there for as long as you are here.", "duration": 6}]""",
    says=["you made it to the bench", "let the bag down"],
    pauses={"it is all yours": 3},
)
case(
    "instructions.json",
    """{"name": "Bench", "steps": [{"step": 1, "instruction": "Let the bag down beside you.", "duration_sec": 15},
 {"step": 2, "instruction": "Watch the hedge move.", "duration_sec": 20}]}""",
    says=["let the bag down beside you", "watch the hedge move"],
    never=["1", "2", "15"],
)
case(
    "course-page.md",
    """\\newpage

## Am Ofen kurz

### Gesprochene Anleitung

Du sitzt am __*warmen Ofen*__.\\
\\
_- Pause -_ \\
\\
Lass die Hände warm werden. Es ist Zeit genug.\\
\\
_- Pause (~ 30 Sekunden) -_ \\
\\
Dann steh langsam auf.
""",
    says=["du sitzt am warmen ofen", "lass die hände warm werden", "dann steh langsam auf"],
    never=["newpage", "pause", "gesprochene anleitung"],
    pauses={"warmen ofen": 5, "zeit genug": 30},
    lang="de",
)
case(
    "fiche.md",
    """# 🧘 Le banc

## Métadonnées
- **ID** : le-banc
- **Durée** : 10 min
- **Tags** : calme, soir

---

## Script

Vous êtes sur le banc, et le sac est posé. *(pause 10 s)*

Regardez la haie qui bouge avec le vent.
""",
    says=["vous êtes sur le banc", "regardez la haie"],
    never=["métadonnées", "le banc calme", "10 min", "tags"],
    title="Le banc",
    pauses={"est posé": 10},
    lang="fr",
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
    "docs-export.md",
    """# **The Garden Wall** {#the-garden-wall}

**Arriving**

Lean on the wall. It has stood for longer than you have been tired\\. \\[pause 10 seconds\\]

1\\. Feel the stones\\.

2\\. Feel the moss\\. \\(pause\\)

*soft voice* Stay for as long as you like\\!
""",
    says=["lean on the wall", "feel the stones", "feel the moss", "stay for as long as you like"],
    never=["pause", "the garden wall", "soft voice"],
    title="The Garden Wall",
    sections=["Arriving"],
    pauses={"been tired": 10, "the moss": 5},
)
case(
    "long-dash.md",
    """Here's a short practice for the evening:

⸻

The Garden Wall

Lean on the wall. (pause 6 seconds)

⸻

It will hold you. (pause)

⸻

Would you like a longer version?
""",
    says=["lean on the wall", "it will hold you"],
    never=["would you like", "here's a short", "the garden wall"],
    title="The Garden Wall",
    pauses={"on the wall": 6, "hold you": 5},
)
case(
    "bar-headings.md",
    """**0:00–1:00 | Settling In**

Lean on the wall. Let it be cold.

**1:00–3:00 | The Stones**

Feel the stones. *[pause ~10s]*

Feel the moss. **(Pause)** Then go in.
""",
    says=["lean on the wall", "feel the stones", "feel the moss", "then go in"],
    never=["settling in", "10s", "0 00"],
    sections=["Settling In", "The Stones"],
    pauses={"feel the stones": 10, "feel the moss": 5},
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
    "whisper.txt",
    """[00:00.000 --> 00:04.000]  Welcome to the garden.
[00:12.000 --> 00:15.000]  Lean on the wall.
[00:30.500 --> 00:33.000]  Then go in.
""",
    says=["welcome to the garden", "lean on the wall", "then go in"],
    pauses={"the garden": 8, "the wall": 15.5},
)
case(
    "whisper.tsv",
    "start\tend\ttext\n0\t4000\tWelcome to the garden.\n12000\t15000\tLean on the wall.\n30500\t33000\tThen go in.\n",
    says=["welcome to the garden", "lean on the wall", "then go in"],
    never=["4000", "start"],
    pauses={"the garden": 8, "the wall": 15.5},
)
case(
    "labels.txt",
    "0.000000\t4.000000\tWelcome to the garden.\n12.000000\t15.000000\tLean on the wall.\n30.500000\t33.000000\tThen go in.\n",
    says=["welcome to the garden", "lean on the wall", "then go in"],
    never=["000000"],
    pauses={"the garden": 8, "the wall": 15.5},
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
    "text-pause-table.md",
    """# The Garden Wall

| Line | Text | Pause (s) |
|---|---|---|
| 1 | Lean on the wall. | 8 |
| 2 | Let it be cold. | 12 |
""",
    says=["lean on the wall", "let it be cold"],
    never=["1", "8", "line", "text"],
    title="The Garden Wall",
    pauses={"on the wall": 8},
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
    "vault-note.md",
    """# The Garden Wall
#evening #wall

> [!note] For me
> Read this slowly.

Lean on the [[Old Wall|wall]]. (pause)

See [[Moss]] grow in the cracks.
""",
    says=["lean on the wall", "see moss grow in the cracks"],
    never=["old wall", "read this slowly", "evening"],
    title="The Garden Wall",
    pauses={"on the wall": 5},
)
case(
    "blog.html",
    """<!DOCTYPE html><html lang="en-US"><head><title>The Garden Wall - Quiet Blog</title></head><body>
<header class="site-header"><a href="/">Quiet Blog</a></header>
<div class="entry-content"><h2>The Garden Wall</h2>
<p>Lean on the wall.<br />Let it be cold.<br /><i>(pause 10 seconds)</i><br />Feel the moss.</p>
<p>&#8230;</p><p>Then go in.</p></div>
<div class="sharedaddy"><h3>Share this:</h3><ul><li><a>Post</a></li></ul></div>
<footer>Powered by ink</footer></body></html>""",
    says=["lean on the wall let it be cold", "feel the moss", "then go in"],
    never=["share this", "powered", "quiet blog", "post"],
    pauses={"be cold": 10, "the moss": 3},
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
    "jardin.md",
    """# El muro (5 minutos)

**Voz:** suave
**Música:** ninguna

Apóyate en el muro. (Pausa de 8 segundos)

Deja que esté frío. [pausa larga]

Y ahora, poco a poco, vuelve a la casa. *Silencio de un minuto*

Abre los ojos.
""",
    says=["apóyate en el muro", "deja que esté frío", "vuelve a la casa", "abre los ojos"],
    never=["pausa", "voz", "música", "silencio"],
    title="El muro",
    pauses={"en el muro": 8, "esté frío": 15, "a la casa": 60},
    lang="es",
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
    "captions-with-music.srt",
    """1
00:00:00,000 --> 00:00:03,000
♪ ♪

2
00:00:03,500 --> 00:00:06,000
[Music]

3
00:00:07,000 --> 00:00:09,000
<i>Lean on the wall.</i>

4
00:00:20,000 --> 00:00:22,000
- Let it be cold. (birds chirping)

5
00:00:40,000 --> 00:00:44,000
Subtitles by the quiet club
""",
    says=["lean on the wall", "let it be cold"],
    never=["music", "birds", "subtitles by"],
    pauses={"on the wall": 11},
)
case(
    "counted-breaths.md",
    """# Four by Four

Inhale (4 seconds). Hold (4 seconds). Exhale (6 seconds). Rest (2 seconds).

[Repeat 3x]

You are done. Let the breath be its own.
""",
    says=["inhale", "hold", "exhale", "rest", "you are done"],
    never=["4 seconds", "repeat"],
    title="Four by Four",
    pauses={"inhale": 4, "exhale": 6},
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
    "numbered-keys.json",
    """{"1": {"text": "Lean back.", "pause": 4}, "2": {"text": "Then go.", "pause": 2}}""",
    says=["lean back", "then go"],
    pauses={"lean back": 4},
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
    "whisper.tsv",
    "start\tend\ttext\n0\t2500\tFind a seat.\n12500\t15000\tClose the eyes.\n20000\t22000\tAnd breathe.\n",
    says=["find a seat", "close the eyes", "and breathe"],
    never=["start", "12500"],
    pauses={"find a seat": 10, "close the eyes": 5},
)
case(
    "captions-in-milliseconds.json",
    """{"captions": [{"startMs": 0, "endMs": 2000, "text": "Sit down."},
{"startMs": 12000, "endMs": 14000, "text": "Rest now."}, {"startMs": 20000, "endMs": 21000, "text": "Go on."}]}""",
    says=["sit down", "rest now", "go on"],
    pauses={"sit down": 10, "rest now": 6},
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
    "harbor.md",
    """Of course! 🌿 Here is a short meditation for you:

---

## 🌙 Quiet Harbor (≈ 5 min)

### 1️⃣ Arriving 🛬

Settle into your seat. ✨

**[Pause – 10 seconds]**

Feel your feet on the floor.

### 2️⃣ Breathing 🌬️

**Inhale** for 4… **exhale** for 6.

**[Repeat 3x]**

*[Soft bell 🔔]*

Thank yourself. 💛

---

Want me to make a longer version? 😊
""",
    says=["settle into your seat", "feel your feet", "inhale for 4", "thank yourself"],
    never=["repeat", "bell", "longer", "course", "quiet harbor"],
    pauses={"your seat": 10},
    title="Quiet Harbor",
    sections=["Arriving", "Breathing"],
)
case(
    "timed-rests.txt",
    "Sit comfortably ...(30 sec)\nNotice your breath …(1 min)\nLet it go ... (45s)\nOpen your eyes\n",
    says=["sit comfortably", "notice your breath", "let it go", "open your eyes"],
    pauses={"sit comfortably": 30, "your breath": 60, "let it go": 45},
)
case(
    "breath.ssml",
    '<speak><amazon:effect name="drc"><p>Lie down.</p><break strength="x-strong"/><s>Feel the floor.</s>'
    '<break time="8s"/><amazon:effect phonation="soft">Breathe now.</amazon:effect> '
    '<amazon:breath duration="long" volume="x-loud"/> <w role="amazon:VB">Rest</w> here.</amazon:effect></speak>',
    says=["lie down", "feel the floor", "breathe now", "rest here"],
    never=["amazon", "loud", "drc"],
    pauses={"lie down": 2, "the floor": 8},
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
    "ruhe-calm.md",
    """# Ruhe / Calm

## Ankommen / Arriving

Setz dich hin und schließe die Augen.

*(Pause / pause: 10 s)*

## Atmen / Breathing

Atme ruhig ein und aus.

*(Stille – silence – 30 s)*

Komm zurück.
""",
    says=["setz dich hin", "atme ruhig", "komm zurück"],
    never=["pause", "silence", "stille"],
    pauses={"die augen": 10, "ein und aus": 30},
    title="Ruhe / Calm",
    sections=["Ankommen / Arriving", "Atmen / Breathing"],
    lang="de",
)
case(
    "two-columns.csv",
    'Text,Pause (s)\n"Sit down, and rest.",10\nClose the eyes.,\n"Breathe in, breathe out.",5.5\nReturn.,0\n',
    says=["sit down and rest", "close the eyes", "breathe in breathe out", "return"],
    never=["text", "pause"],
    pauses={"and rest": 10, "the eyes": 0, "breathe out": 5.5},
)
case(
    "right-to-left.txt",
    "\u202bRest\u2069 now.\u202c (pau\u200fse 5s)\n\nGo\u2066 on, as slowly as you like.\n",
    says=["rest now", "go on as slowly"],
    never=["pause", "5s"],
    pauses={"rest now": 5},
)
