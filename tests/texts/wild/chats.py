"""Markdown, as chat programs and people write it."""

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

case(
    "chat-bold-cues.md",
    """\
Absolutely! Here's a calming 5-minute body scan script with timing cues you can record:

---

# 🌿 Soft Landing – A 5-Minute Body Scan

| Section | Time |
|---------|------|
| Opening | 0:00–1:00 |
| Scan | 1:00–4:00 |
| Closing | 4:00–5:00 |

## Opening (0:00–1:00)

**[Soft, slow voice]**

Welcome. Take a moment to arrive.

**[Pause – 5 seconds]**

Let your eyes close, or let them rest on one spot.

**(Pause 8s)**

## Scan (1:00–4:00)

Bring attention to your feet.
**Pause: 10 seconds**

Feel your **legs** resting.
*[pause 10 seconds]*

## Closing (4:00–5:00)

Take one last breath. ⏸️ *(5 seconds)*

Open your eyes when you like.

---

**Tips for recording:**
- Speak at about 100 words per minute.
- Leave silence between sections.

Would you like me to make a longer version or add background music suggestions?
""",
    says=[
        "welcome take a moment to arrive",
        "let your eyes close",
        "bring attention to your feet",
        "feel your legs resting",
        "take one last breath",
        "open your eyes when you like",
    ],
    never=["absolutely", "section", "soft slow voice", "tips", "100 words", "longer version", "pause"],
    pauses={"to arrive": 5, "on one spot": 8, "your feet": 10, "legs resting": 10, "last breath": 5},
    sections=["Opening", "Scan", "Closing"],
)
case(
    "stage.md",
    """# A warm cup

*The teacher sits down and rings the bell once.*

Hold an imagined cup. *(pause)* It is warm.

*Speak more slowly here.*

Let the warmth move up your arms. *[Allow 20 seconds of silence]*

*Wait until the group is still.*

You are *welcome* here.

_(ring bell)_
""",
    says=["hold an imagined cup it is warm", "let the warmth move up your arms", "you are welcome here"],
    never=["teacher", "speak more slowly", "allow", "until the group", "ring"],
    title="A warm cup",
    pauses={"imagined cup": 5, "your arms": 20},
)
case(
    "bullets.md",
    """## Body scan steps

1. **Feet:** feel both soles. *(10 s)*
2. **Legs:** let them be heavy. *(10 s)*
3. **Belly:** let it move. *(20 s)*

- [ ] Relax the jaw
- [x] Relax the brow

> Gentle reminder: you can stop at any time.

See [this page](https://example.org/a_b) for more.
""",
    says=[
        "feel both soles",
        "let them be heavy",
        "let it move",
        "relax the jaw",
        "relax the brow",
        "you can stop at any time",
    ],
    never=["https", "10 s", "x relax"],
    pauses={"both soles": 10, "be heavy": 10, "it move": 20},
)
case(
    "foot.md",
    """# Warm ground

Sit on the ground.[^1] It is old.[1] It stays.¹

[pause 10 seconds]

Rest.

[^1]: From a book on soil.

1. A. Author, Book, 2001.

References
A. Author (2001). The Book of Soil. https://example.org
""",
    says=["sit on the ground it is old it stays", "rest"],
    never=["from a book on soil", "https", "1"],
    title="Warm ground",
    pauses={"it stays": 10},
)
case(
    "teacher.md",
    """# Loving Eyes

**Time:** 15 minutes
**Materials:** cushions

## For the facilitator
Let people find a seat. Keep your voice low.

## Script

"Let your eyes rest on the floor."

(Wait 10 seconds)

"See it as if for the first time."

(Wait for about 30 seconds.)

## Discussion
- What did you see?
""",
    says=["let your eyes rest on the floor", "as if for the first time"],
    never=["facilitator", "keep your voice", "what did you see", "cushions", "wait"],
    title="Loving Eyes",
    pauses={"on the floor": 10, "first time": 30},
)
case(
    "chat-table.md",
    """Here is a meditation script with timing:

| Time | Narration | Pause |
|------|-----------|-------|
| 0:00 | Welcome to this sit. | 5 sec |
| 0:15 | Let your breath slow. | 20 sec |
| 0:50 | Return to the room. | – |

Let me know if you'd like it longer!
""",
    says=["welcome to this sit let your breath slow return to the room"],
    never=["time", "0 15", "let me know", "sec"],
    pauses={"this sit": 5, "breath slow": 20},
)
case(
    "emoji.md",
    """# 🌙 Night 🌙

🌬️ Breathe in… ⏸ 4s
✨ Breathe out… ⏸ 6s
⏳ 20 seconds
😌 Rest.
🔔
""",
    says=["breathe in", "breathe out", "rest"],
    never=["4s", "6s", "20 seconds"],
    pauses={"breathe in": 4, "breathe out": 26},
)
case(
    "chat2.md",
    """\
Of course! Below is a 10-minute guided meditation script on letting go.

# Letting the Leaves Fall

*Duration: ~10 minutes | Pace: slow | Tone: warm*

---

### **Introduction** *(approximately 1 minute)*

Hello, and welcome.

*[Pause 5 seconds]*

There's nothing you have to do right now… except be here.

*[Long pause]*

### **Body Awareness** *(2–3 minutes)*

Take a slow breath in…
*(inhale – 4 seconds)*
…and let it out.
*(exhale – 6 seconds)*

And again.

**[PAUSE – 10 SECONDS]**

### **Closing** *(1 minute)*

Thank the leaves. Thank the tree.

*[Sound of singing bowl]*

---

> **Note:** Feel free to adjust the pauses to your liking.

I hope this helps! Let me know if you'd like a shorter version. 🍂
""",
    says=[
        "hello and welcome",
        "there's nothing you have to do right now except be here",
        "take a slow breath in and let it out",
        "and again",
        "thank the leaves",
    ],
    never=[
        "duration",
        "of course",
        "note",
        "feel free",
        "hope this helps",
        "approximately",
        "inhale",
        "seconds",
        "singing bowl",
    ],
    title="Letting the Leaves Fall",
    sections=["Introduction", "Body Awareness", "Closing"],
    pauses={"and welcome": 5, "be here": 15, "breath in": 4, "let it out": 6, "and again": 10},
)
case(
    "gemini.md",
    """\
## Meditation Script: The Quiet Well (5 Minutes)

**Target audience:** beginners
**Suggested music:** soft drone

**(0:00-0:45) Arrival**

(Speak slowly and softly.)

Close your eyes, if you like. (3-second pause)

**(0:45-3:30) The well**

Picture an old well. (Pause for 2 breaths)
Its water is still. *Pause.*

**(3:30-5:00) Return**

Hear the room. (Slight pause) Open your eyes.

**End of Script**
""",
    says=[
        "close your eyes if you like",
        "picture an old well",
        "its water is still",
        "hear the room",
        "open your eyes",
    ],
    never=["speak slowly", "beginners", "drone", "end of script", "pause"],
    title="The Quiet Well",
    sections=["Arrival", "The well", "Return"],
    pauses={"if you like": 3, "old well": 10, "is still": 5, "the room": 3},
)
case(
    "claude.md",
    """\
**The Lantern**
*A short meditation for evenings*

Settle in.

[pause: 4s]

Imagine a lantern, small and steady.

[pause: 8s]

Its light doesn't ask anything of you.

[silence: 20s]

Carry it inside.

*— end —*
""",
    says=[
        "settle in",
        "imagine a lantern small and steady",
        "its light doesn't ask anything of you",
        "carry it inside",
    ],
    never=["a short meditation for evenings", "end", "pause"],
    title="The Lantern",
    pauses={"settle in": 4, "and steady": 8, "of you": 20},
)
case(
    "bell.md",
    """# Sitting

🔔

Sit down.

*bell*

[Bell x3]

Stay. (gong sounds)

(ring the bell three times)

**[Bell]**

Good.
""",
    says=["sit down", "stay", "good"],
    never=["bell", "gong"],
)
case(
    "mdlink.md",
    """# Sea

Listen to [the sea](https://example.org/sea.mp3). ![wave](wave.png)
Read more at https://example.org/more. `code` stays. ~~gone~~
<https://example.org>
Line one\x20\x20
line two\\
line three

| a | b |
|---|---|
| Rest the eyes. | Rest the ears. |
""",
    says=["listen to the sea", "code stays", "line one line two line three", "rest the eyes"],
    never=["wave", "mp3"],
    title="Sea",
)
case(
    "table.md",
    """| Phrase | Pause (seconds) |
|---|---|
| May I be safe. | 8 |
| May I be well. | 10 |
""",
    says=["may i be safe may i be well"],
    pauses={"be safe": 8},
)
