"""Captions and transcripts, as programs write them."""

# ruff: noqa: E501

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

case(
    "youtube-times.txt",
    """\
0:00
welcome to this short practice let your
0:04
hands rest wherever they like
0:07
[Music]
0:15
and notice the weight of your arms
0:19
there is no hurry here
0:45
when you are ready open your eyes
""",
    says=[
        "welcome to this short practice let your hands rest",
        "and notice the weight",
        "there is no hurry here",
        "open your eyes",
    ],
    never=["music", "0 04"],
    pauses={"wherever they like": 9, "no hurry here": 24},
)
case(
    "youtube-plain.txt",
    """\
hello and welcome
today we will sit together
for a few quiet minutes
so find a place where you can be
comfortable and let your eyes close
if that feels all right
[Music]
now listen to the sounds around you
near ones and far ones
[Music]
and when you are ready
come back to the room
""",
    says=[
        "hello and welcome",
        "find a place where you can be comfortable and let your eyes close",
        "near ones and far ones",
        "come back to the room",
    ],
    never=["music"],
)
case(
    "zoom.vtt",
    """\
WEBVTT

1
00:00:02.100 --> 00:00:06.000
Marta Ilves: Good evening, everyone. Let us settle.

2
00:00:06.200 --> 00:00:09.900
Marta Ilves: Feel the chair under you.

3
00:00:24.900 --> 00:00:28.000
Marta Ilves: Notice one breath: the next one.

4
00:00:28.300 --> 00:00:29.400
Peer Otto: Thank you.

5
00:00:49.400 --> 00:00:52.000
Marta Ilves: And gently return.
""",
    says=["good evening everyone", "feel the chair under you", "notice one breath the next one", "and gently return"],
    never=["marta", "ilves", "otto"],
    pauses={"under you": 15, "thank you": 20},
)
case(
    "teams.vtt",
    """\
WEBVTT

0a1b2c3d-0001/12-0
00:00:01.000 --> 00:00:04.000
<v Marta Ilves>Sit as you like.</v>

0a1b2c3d-0001/14-0
00:00:14.000 --> 00:00:17.000
<v Marta Ilves>Rest the hands.</v>
""",
    says=["sit as you like", "rest the hands"],
    never=["marta", "0a1b"],
    pauses={"as you like": 10},
)
case(
    "song.lrc",
    """[ti:Night Harbour]
[ar:Nobody]
[al:Evenings]
[length:01:30]
[00:01.00]Let the lights go out
[00:05.00]one by one by one
[00:30.00]and let the water hold you
[00:36.50]
""",
    says=["let the lights go out", "one by one by one", "and let the water hold you"],
    never=["nobody", "evenings"],
    title="Night Harbour",
    pauses={"by one by one": 23},
)
case(
    "srt-tags.srt",
    """1
00:00:01,000 --> 00:00:03,500
<i>Let the evening</i>
<font color="#fff">come closer.</font>

2
00:00:18,500 --> 00:00:20,000
[birds chirping]

3
00:00:21,000 --> 00:00:24,000
♪ soft flute ♪

4
00:00:33,500 --> 00:00:36,000
- Listen once more.
""",
    says=["let the evening come closer", "listen once more"],
    never=["birds", "flute", "font"],
    pauses={"come closer": 30},
)
case(
    "otter.txt",
    """Evening sit

Unknown Speaker  0:02
Welcome back. Find a seat you like.

Unknown Speaker  0:45
Now let the breath be easy.

Unknown Speaker  2:00
Thank you for sitting.

Transcribed by https://example.ai
""",
    says=["welcome back find a seat", "let the breath be easy", "thank you for sitting"],
    never=["unknown", "0 02", "transcribed"],
)
case(
    "rev.txt",
    """Anna Berg (00:02):
Welcome back. Find a seat you like.

Anna Berg (00:45):
Now let the breath be easy.

Anna Berg (02:00):
Thank you for sitting.
""",
    says=["welcome back find a seat", "let the breath be easy", "thank you for sitting"],
    never=["anna", "berg", "00"],
)
case(
    "descript.md",
    """[00:00:01] **Lea Holm:** Sit down with me.

[00:00:30] **Lea Holm:** Feel one hand.

[00:01:10] **Lea Holm:** Feel the other hand.
""",
    says=["sit down with me feel one hand feel the other hand"],
    never=["lea", "holm"],
    pauses={"with me": 27, "one hand": 39},
)
case(
    "sbv.sbv",
    "0:00:01.000,0:00:03.000\nSit with me.\n\n0:00:13.000,0:00:15.000\nStay.\n",
    says=["sit with me stay"],
    pauses={"with me": 10},
)
case(
    "script-col.txt",
    """TITLE: Under the Pines
LENGTH: 6:00
VO: calm female

[00:00] MUSIC IN
[00:05] VO: Lie down under the pines.
[00:20] VO: Smell the resin.
[00:50] SFX: wind
[01:00] VO: The wind has time.
[01:30] MUSIC OUT
""",
    says=["lie down under the pines", "smell the resin", "the wind has time"],
    never=["vo", "music", "sfx", "calm female", "length"],
    pauses={"the pines": 13, "the resin": 39},
)
case(
    "srv.xml",
    """<?xml version="1.0" encoding="utf-8" ?><transcript><text start="0.5" dur="2.5">sit with me &amp;amp; rest</text><text start="13" dur="2">and stay</text></transcript>""",
    says=["sit with me", "rest", "and stay"],
    never=["start", "dur", "amp"],
)
case(
    "ttml.xml",
    """<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div><p begin="00:00:01.000" end="00:00:03.000">Sit with me.</p><p begin="00:00:13.000" end="00:00:15.000">And stay.</p></div></body></tt>""",
    says=["sit with me and stay"],
    never=["begin"],
    pauses={"with me": 10},
)
case(
    "ass.ass",
    """[Script Info]
Title: Night
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\i1}Sit with me.{\\i0}
Dialogue: 0,0:00:13.00,0:00:15.00,Default,,0,0,0,,And\\Nstay, a while.
""",
    says=["sit with me and stay a while"],
    pauses={"with me": 10},
)
