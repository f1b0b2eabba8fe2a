"""Texts that were found in public: exports of programs, and scripts inside program code."""

# ruff: noqa: E501

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

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
    "numbered-keys.json",
    """{"1": {"text": "Lean back.", "pause": 4}, "2": {"text": "Then go.", "pause": 2}}""",
    says=["lean back", "then go"],
    pauses={"lean back": 4},
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
    "breath.ssml",
    '<speak><amazon:effect name="drc"><p>Lie down.</p><break strength="x-strong"/><s>Feel the floor.</s>'
    '<break time="8s"/><amazon:effect phonation="soft">Breathe now.</amazon:effect> '
    '<amazon:breath duration="long" volume="x-loud"/> <w role="amazon:VB">Rest</w> here.</amazon:effect></speak>',
    says=["lie down", "feel the floor", "breathe now", "rest here"],
    never=["amazon", "loud", "drc"],
    pauses={"lie down": 2, "the floor": 8},
)
case(
    "two-columns.csv",
    'Text,Pause (s)\n"Sit down, and rest.",10\nClose the eyes.,\n"Breathe in, breathe out.",5.5\nReturn.,0\n',
    says=["sit down and rest", "close the eyes", "breathe in breathe out", "return"],
    never=["text", "pause"],
    pauses={"and rest": 10, "the eyes": 0, "breathe out": 5.5},
)
