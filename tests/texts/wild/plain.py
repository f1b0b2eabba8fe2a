"""Plain text, as people type it."""

# ruff: noqa: E501

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

case(
    "insight.txt",
    """\
Evening Lake
by the Willow House Sangha
12 min

Find a seat that will carry you for a while.
(pause 5 sec)
Let the breath arrive by itself.
(15 sec pause)
Nothing to hold. Nothing to push.
(30 second pause)
Now soften the jaw.
(pause)
And the forehead.
(1 min silence)
You can come back now.

Thanks for listening. If this helped, leave a donation and follow my profile for more.
""",
    says=[
        "find a seat that will carry you for a while",
        "let the breath arrive",
        "nothing to push",
        "soften the jaw",
        "come back now",
    ],
    never=["12 min", "pause 5 sec", "willow house", "sec pause", "donation"],
    title="Evening Lake",
    pauses={"for a while": 5, "by itself": 15, "nothing to push": 30, "the jaw": 5, "the forehead": 60},
)
case(
    "rich.rtf",
    r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Helvetica;}}{\info{\title x}}
\pard\b Slow River\b0\par
\par
Sit by the water.\par
(pause 10 seconds)\par
Caf\'e9 sounds fade away.\par
\i [pause for 20 seconds]\i0\par
And rest.\par}""",
    says=["sit by the water", "café sounds fade away", "and rest"],
    never=["helvetica", "pause"],
    title="Slow River",
    pauses={"the water": 10, "fade away": 20},
)
case(
    "u16le.txt",
    "Sit down here, and let the day be.\n(pause 5s)\nThe floor is holding you.\n".encode("utf-16-le"),
    says=["sit down here", "the floor is holding you"],
    pauses={"day be": 5},
)
case(
    "u16be.txt",
    "Sit down here, and let the day be.\n(pause 5s)\nThe floor is holding you.\n".encode("utf-16-be"),
    says=["sit down here", "the floor is holding you"],
    pauses={"day be": 5},
)
case(
    "macle.txt",
    b"Sit down here, and let the day be.\r(pause 5s)\rThe floor is holding you.\r",
    says=["sit down here", "the floor is holding you"],
    pauses={"day be": 5},
)
case(
    "macroman.txt",
    "Sit at the café, “your” place.\rLet it be…\r(pause 5s)\rDone.\r".encode("mac_roman"),
    says=["sit at the café your place", "let it be", "done"],
    pauses={"let it be": 5},
)
case(
    "caps.txt",
    """THE LONG SHORE

ARRIVING

Let the sea be there. (10 seconds)

THE BODY

Let the sand carry you. (10 seconds)
DO NOT TRY.

COMING BACK

Stand up slowly.
""",
    says=["let the sea be there", "let the sand carry you", "do not try", "stand up slowly"],
    title="THE LONG SHORE",
    sections=["ARRIVING", "THE BODY", "COMING BACK"],
    pauses={"be there": 10},
)
case(
    "verse.txt",
    """Slow rain
on a tin roof,
and nobody
needs you now.

*

Slow breath
under a wool blanket,
and the night
is wide.
""",
    says=["slow rain on a tin roof and nobody needs you now", "slow breath under a wool blanket and the night is wide"],
)
case(
    "dots-breath.txt",
    """Breathe in . . . . and out . . . . . .
In … two … three … four.
Hold .....
And out......
......
Good.
""",
    says=["breathe in and out", "in two three four", "hold", "and out", "good"],
)
case(
    "hold-count.txt",
    """Breathe in through the nose (2… 3… 4…)
Hold (hold for 4… 3… 2… 1)
Breathe out (6… 5… 4… 3… 2… 1)
Inhale for 4: 1… 2… 3… 4.
And rest. [PAUSE 10]
Again. — 10 sec —
Once more. …pause…
And now let go. *pause for three breaths*
Done.
""",
    says=["breathe in through the nose", "breathe out", "and rest", "again", "once more", "and now let go", "done"],
    never=["pause"],
    pauses={"and rest": 10, "again": 10, "once more": 5, "now let go": 15},
)
case(
    "narrators.txt",
    """Narrator: Sit by the fire. [soft music]
NARRATOR (softly): Let the flames be. (0:30 – 2:00)
[soft music fades]
Guide: One thing matters: the breath.
Participant: (breathes)
SPEAKER 1: Rest here. [Pause: 15s]
HOST - Good night.
""",
    says=["sit by the fire", "let the flames be", "one thing matters the breath", "rest here", "good night"],
    never=["narrator", "soft music", "guide", "speaker 1", "0 30", "softly"],
    pauses={"rest here": 15},
)
case(
    "span.txt",
    """Floating (10 minutes)

Settling In (0:00 – 1:30)
Lie down. Let the floor be there. ...

Floating (1:30 – 8:00)
You are on water. ...
...
It carries you.

Return (8:00 – 10:00)
Move your hands.
""",
    says=["lie down let the floor be there", "you are on water", "it carries you", "move your hands"],
    never=["1 30", "10 minutes"],
    title="Floating",
    sections=["Settling In", "Floating", "Return"],
)
case(
    "instr.txt",
    """Duration: 10 minutes
Voice: soft female
Background: rain

[Begin with 10 seconds of soft rain]
Come in from the cold. [beat]
[Gentle chime]
Take off your coat. [3 sec]
[Pause for effect]
Put it down. <pause>
[long silence - 45 seconds]
Sit. {pause 5}
{{pause 5s}}
Stay. ((pause))
[...]
Bye. [END]
""",
    says=["come in from the cold", "take off your coat", "put it down", "sit", "stay", "bye"],
    never=["begin", "rain", "chime", "beat", "effect", "end", "duration", "female", "pause"],
    pauses={"your coat": 8, "put it down": 50, "sit": 10},
)
case(
    "inline.txt",
    """Notice your breath [pause] and let it be [pause 3 seconds] just as it is... [pause] good.
Breathe in... 2... 3... 4... and out... 2... 3... 4.
(Breathe in) and feel the chest. (Breathe out)
You (yes, you) are enough.
Think of someone (or some animal) you love.
Take your time – there is no rush – and rest.
""",
    says=[
        "notice your breath and let it be just as it is good",
        "breathe in 2 3 4 and out 2 3 4",
        "and feel the chest",
        "you yes you are enough",
        "someone or some animal you love",
        "take your time there is no rush and rest",
    ],
    pauses={"your breath": 5, "let it be": 3, "as it is": 5},
)
case(
    "pausevariants.txt",
    """One. (pause)
Two. [slight pause]
Three. [pause=7]
Four. #pause 5#
Five. *** pause 10 ***
Six. <<pause>>
Seven. ~10s~
Eight. -- pause 20 seconds --
Nine. |pause|
Ten. [10"]
Eleven. [0:30]
Twelve. (1')
Thirteen. [ 5 s ]
Fourteen. (5-second pause)
Fifteen. (Pause for a full breath)
Sixteen. [PAUSE_LONG]
Seventeen. [WAIT 8 SECONDS]
Eighteen. (Give them 20 seconds)
Nineteen. [Silence for one minute]
Twenty. (sit quietly for 2 minutes)
Stop.
""",
    never=["pause", "silence", "wait", "quietly"],
    says=["one two three four five", "nineteen twenty", "stop"],
    pauses={
        "one": 5,
        "two": 3,
        "three": 7,
        "four": 5,
        "five": 10,
        "six": 5,
        "seven": 10,
        "eight": 20,
        "nine": 5,
        "ten": 10,
        "twelve": 60,
        "thirteen": 5,
        "fourteen": 5,
        "fifteen": 5,
        "sixteen": 15,
        "seventeen": 8,
        "eighteen": 20,
        "nineteen": 60,
        "twenty": 120,
    },
)
case(
    "frontless.txt",
    """Title: The Open Window
Language: en
Length: 8 min
---
Open the window of your attention. (pause)
Let the air come in.
""",
    says=["open the window of your attention let the air come in"],
    never=["language", "8 min"],
    title="The Open Window",
    pauses={"your attention": 5},
)
case(
    "pausewords-spoken.txt",
    """When you pause, you may notice a silence in the room.
Hold the thought for ten seconds, then let it go.
Silence is a friend. Pause is a gift.
Wait for the next breath. Take a break from trying.
(You can pause this recording at any time.)
Stillness.
Rest.
""",
    says=[
        "when you pause you may notice a silence in the room",
        "hold the thought for ten seconds then let it go",
        "silence is a friend pause is a gift",
        "wait for the next breath take a break from trying",
        "you can pause this recording at any time",
        "rest",
    ],
)
case(
    "screenplay.txt",
    """FADE IN:

INT. QUIET ROOM - NIGHT

NARRATOR (V.O.)
Let the room be dim.

(beat)

NARRATOR (V.O.)
Let the day go.

FADE OUT.
""",
    says=["let the room be dim", "let the day go"],
    never=["narrator", "fade", "beat"],
)
case(
    "box.txt",
    """Box Breathing

Inhale for a count of four.
[4 seconds]
Hold for a count of four.
[4 seconds]
Exhale for a count of four.
[4 seconds]
Repeat this three times.
(Repeat x3)
[2 min – continue on your own]
Well done.
""",
    says=[
        "inhale for a count of four hold for a count of four exhale for a count of four repeat this three times",
        "well done",
    ],
    never=["repeat x3", "on your own"],
    title="Box Breathing",
    pauses={"inhale for a count of four": 4, "three times": 120},
)
case(
    "quotes-inside.txt",
    """Say to yourself, "May I be safe."
(pause 5)
Then say, "May I be at ease."
(pause 5)
Let the words be there.
""",
    says=["say to yourself may i be safe then say may i be at ease let the words be there"],
    pauses={"be safe": 5, "at ease": 5},
)
case(
    "longsent.txt",
    ("so just let yourself be here and notice how the floor is under you and how the air is around you " * 12),
    says=["so just let yourself be here and notice how the floor"],
)
case(
    "wordpaste.txt",
    "•\tFeel the feet\n•\tFeel the knees\n\no\tand the hips\n\n1)\tBreathe.\n2)\tRest.\n",
    says=["feel the feet feel the knees", "and the hips", "breathe rest"],
    never=["1", "2", "o and"],
)
case(
    "poem.txt",
    """The Still Pond

I came to the pond
as one comes to a friend,
late, and with muddy shoes.

It had kept a place for me.

Sit, it said,
and the rain said nothing.
""",
    says=[
        "i came to the pond as one comes to a friend late and with muddy shoes it had kept a place for me sit it said and the rain said nothing"
    ],
    title="The Still Pond",
)
case(
    "numbers.txt",
    """Counting down

10... let the feet go.
9... let the knees go.
8... 7... 6... softer now.
5
4
3
2
1
And rest.
""",
    says=["10 let the feet go", "9 let the knees go", "8 7 6 softer now", "5", "4", "3", "2", "1", "and rest"],
    title="Counting down",
)
case(
    "numbered.txt",
    """1. Sit down.
2. Breathe three times.
3. Wait for 20 seconds.
4. Get up.
""",
    says=["sit down breathe three times wait for 20 seconds get up"],
)
case(
    "email.txt",
    """Hi Sam,

here is the text for Thursday:

"Let the shoulders be soft. (pause)
Let the hands be soft. (pause)
Let the day be over."

Best,
Kim

Sent from my phone
""",
    says=["let the shoulders be soft", "let the hands be soft", "let the day be over"],
    pauses={"shoulders be soft": 5},
)
case(
    "ssml-noroot.txt",
    """<p>Let the lamp be low.</p><break time="2s"/>
<p>Let the book be closed.</p>
<break time="4s"/>
<prosody rate="slow">Good night.</prosody>
""",
    says=["let the lamp be low let the book be closed good night"],
    never=["prosody", "slow"],
    pauses={"be low": 2, "be closed": 4},
)
case(
    "mixed-lang.txt",
    """Welcome to this yoga nidra. Om shanti. Let the body lie still. (Pausa 10 segundos)
The practice is done. (fin)
""",
    says=["let the body lie still", "the practice is done"],
    never=["pausa", "segundos"],
    pauses={"lie still": 10},
)
case(
    "parenverse.txt",
    """(Breathing in) I know the sky.
(Breathing out) I know the ground.
In.
Out.
""",
    says=["i know the sky", "i know the ground", "in out"],
)
case(
    "tips.txt",
    """How to use this script: read it slowly, and pause where it says so.

Feel the breath at the nose. (3 breaths)

Feel it at the belly. (3 breaths)

That is all.
""",
    says=["feel the breath at the nose", "feel it at the belly", "that is all"],
    never=["how to use", "read it slowly"],
    pauses={"the nose": 15},
)
case(
    "minutes.txt",
    """Minute 1: Settle
Let the chair hold you.

Minute 2: Breathe
Let the breath come.

Minute 3: Close
Come back.
""",
    says=["let the chair hold you", "let the breath come", "come back"],
)
case(
    "headings.txt",
    """1. Arriving

Let the feet arrive.

2. Resting

Let all of you rest. (1 minute)

3. Leaving

Stand up.
""",
    says=["let the feet arrive", "let all of you rest", "stand up"],
    sections=["Arriving", "Resting", "Leaving"],
    pauses={"you rest": 60},
)
case(
    "noperiods.txt",
    """Sit
Settle
Breathe
(pause)
Notice the feet
Notice the hands
""",
    says=["sit settle breathe notice the feet notice the hands"],
    pauses={"breathe": 5},
)
case(
    "dashes.txt",
    """Let the light in.
---
Let it warm you.
-----
* * *
Let it go.
___
Now.
""",
    says=["let the light in let it warm you let it go now"],
)
case(
    "colon.txt",
    """Remember: you are safe here.
Ask yourself: what do I need?
Notice: the breath. Notice: the sound.
PAUSE: 20
Time: it passes.
Length: 20 minutes
""",
    says=[
        "remember you are safe here",
        "ask yourself what do i need",
        "notice the breath notice the sound",
        "time it passes",
    ],
    pauses={"the sound": 20},
)
case(
    "spoken-paren.txt",
    """Feel the feet (both of them) on the floor.
If you like (and only if you like), close your eyes.
(If at any point you want to stop, stop.)
(And breathe.)
Let the word "rest" (or any other) be there.
""",
    says=[
        "feel the feet both of them on the floor",
        "if you like and only if you like close your eyes",
        "if at any point you want to stop stop",
        "and breathe",
        "let the word rest or any other be there",
    ],
)
