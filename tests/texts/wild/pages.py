"""Texts that were found in public: web pages, notes and posts, in Markdown and HTML."""

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

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
