"""Pauses in plain text, as people write them, and words that only look like pauses."""

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

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
