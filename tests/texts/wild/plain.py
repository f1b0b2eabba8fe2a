"""Plain text, as people type it: its titles, its parts, its lists and its lines."""

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
