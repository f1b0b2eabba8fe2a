"""Texts in languages other than English, as people have them."""

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

case(
    "de.txt",
    """Ankommen am Abend

Setzen Sie sich so hin, wie es angenehm ist. (10 Sekunden Pause)
Spüren Sie den Atem. (kurze Pause)
Lassen Sie die Schultern sinken. [lange Pause]
Nehmen Sie wahr, was da ist. – 20 Sek. Stille –
(eine Minute Stille)
(Nachspüren – 30 Sekunden)
(drei Atemzüge lang)
Kommen Sie zurück. *Gong*
""",
    says=["setzen sie sich so hin", "spüren sie den atem", "kommen sie zurück"],
    never=["pause", "sek", "nachspüren", "atemzüge", "gong"],
    lang="de",
    title="Ankommen am Abend",
    pauses={"angenehm ist": 10, "den atem": 3, "schultern sinken": 15, "was da ist": 125},
)
case(
    "es.txt",
    """Volver a casa

Siéntate con la espalda cómoda. (pausa larga)
Siente el aire que entra. (Pausa 10 seg.)
Deja que salga. [pausa breve]
(silencio de un minuto)
Respira tres veces. (tres respiraciones)
Abre los ojos. [Suena la campana]
""",
    says=["siéntate con la espalda cómoda", "siente el aire", "deja que salga", "respira tres veces", "abre los ojos"],
    never=["pausa", "silencio", "campana"],
    lang="es",
    title="Volver a casa",
    pauses={"espalda cómoda": 15, "que entra": 10, "que salga": 63, "tres veces": 15},
)
case(
    "fr.txt",
    """Le jardin

Installez-vous confortablement. (pause de 10 secondes)
Sentez votre souffle. (courte pause)
Laissez venir. [longue pause]
Restez là. (silence – 2 minutes)
(laisser 15 secondes)
Ouvrez les yeux. (musique douce)
""",
    says=["installez vous confortablement", "sentez votre souffle", "laissez venir", "restez là", "ouvrez les yeux"],
    never=["pause", "silence", "laisser", "musique"],
    lang="fr",
    title="Le jardin",
    pauses={"confortablement": 10, "souffle": 3, "venir": 15, "là": 135},
)
case(
    "it.txt",
    """Siediti comodo. (pausa di 10 secondi)
Senti il respiro. (pausa lunga)
Lascia andare. [Silenzio 30 secondi]
(qualche respiro)
Apri gli occhi. (campana)
""",
    says=["siediti comodo", "senti il respiro", "lascia andare", "apri gli occhi"],
    never=["pausa", "silenzio", "campana", "qualche"],
    lang="it",
    pauses={"comodo": 10, "respiro": 15, "andare": 45},
)
case(
    "pt.txt",
    """Sente-se com calma. (pausa de 10 segundos)
Sinta a respiração. (pausa longa)
Deixe ir. (silêncio por 1 minuto)
(algumas respirações)
Abra os olhos. [música suave]
""",
    says=["sente se com calma", "sinta a respiração", "deixe ir", "abra os olhos"],
    never=["pausa", "silêncio", "música", "algumas"],
    lang="pt",
    pauses={"calma": 10, "respiração": 15, "ir": 75},
)
case(
    "nl.txt",
    """Ga rustig zitten. (pauze van 10 seconden)
Voel je adem. (korte pauze)
Laat het los. [stilte, 1 minuut]
(drie ademhalingen)
Open je ogen. (bel)
""",
    says=["ga rustig zitten", "voel je adem", "laat het los", "open je ogen"],
    never=["pauze", "stilte", "ademhalingen"],
    lang="nl",
    pauses={"zitten": 10, "adem": 3, "los": 75},
)
case(
    "zh.txt",
    """晚安练习

请找一个舒服的姿势坐下。（停顿10秒）
感受你的呼吸。（长停顿）
让肩膀放松。【停顿5秒】
（静默一分钟）
（三次深呼吸）
慢慢睁开眼睛。（铃声）
""",
    says=[],
    never=["停顿", "静默", "铃声", "三次深呼吸"],
    lang="zh",
    title="晚安练习",
)
case(
    "ja.txt",
    """夜の瞑想

楽な姿勢で座ってください。（10秒間の沈黙）
呼吸を感じてください。（間）
肩の力を抜きましょう。【20秒ポーズ】
（1分間静かに）
ゆっくり目を開けてください。（鐘の音）
""",
    says=[],
    never=["沈黙", "ポーズ", "鐘の音"],
    lang="ja",
    title="夜の瞑想",
)
case("u16cjk.txt", "请坐下。\n（停顿10秒）\n让呼吸慢下来。\n".encode("utf-16-le"), says=[], never=["停顿"], lang="zh")
case(
    "deepl-md.md",
    """\
# Abendruhe

**Dauer:** ca. 8 Minuten

## Einstieg (1 Min.)

Leg dich hin, wie es dir guttut.

*(Pause – 10 Sekunden)*

## Hauptteil (5 Min.)

Sprecher: Lass den Tag, wie er ist. [Pause: 15 Sek.]
Du musst nichts tun. (15 Sek. Stille)

## Ausklang

Gute Nacht. *(leise Musik)*

---
**Hinweis für die Anleitung:** Bitte langsam lesen.
""",
    says=["leg dich hin", "lass den tag wie er ist", "du musst nichts tun", "gute nacht"],
    never=["sprecher", "sek", "musik", "bitte langsam", "dauer"],
    lang="de",
    title="Abendruhe",
    sections=["Einstieg", "Hauptteil", "Ausklang"],
    pauses={"dir guttut": 10, "wie er ist": 15, "nichts tun": 15},
)
case(
    "ocr.txt",
    """Seite 1

Spüre den Boden unter dir. Er trägt dich, auch wenn du ihn ver-
gisst.

(Pause)

Seite 2

Atme.
""",
    says=["auch wenn du ihn vergisst", "atme"],
    never=["seite"],
    lang="de",
    pauses={"vergisst": 5},
)
case(
    "windows-nl.txt",
    "Zit rustig.\r\n\r\n(pauze)\r\n\r\nVoel de grond onder je voeten, en laat het zo zijn.\r\n".encode("utf-8-sig"),
    says=["zit rustig", "voel de grond"],
    lang="nl",
    pauses={"zit rustig": 5},
)
case(
    "zh2.md",
    """# 身体扫描

**时长：** 10分钟

## 开始

请闭上眼睛。[停顿 5 秒]

慢慢地呼吸…… (暂停十秒)

旁白：感受你的双脚。（静默30秒）

——停顿——

## 结束

谢谢你。（轻柔的音乐）
""",
    never=["停顿", "暂停", "旁白", "静默", "音乐", "时长"],
    lang="zh",
    title="身体扫描",
    sections=["开始", "结束"],
)
case(
    "ja2.txt",
    """ナレーター：目を閉じてください。
（３０秒ポーズ）
息を吸って…（４秒）吐いて…（６秒）
〔間〕
［10秒休止］
ありがとうございました。
""",
    never=["ナレーター", "ポーズ", "秒", "休止"],
    lang="ja",
)
case(
    "fr2.md",
    """# Respiration

**Narrateur :** Asseyez-vous. *(Pause de 5 secondes)*

Inspirez… (4 s) Expirez… (6 s)

[Silence de 30 sec.]

(quelques respirations)

*Pause*

« Laissez venir. »
""",
    says=["asseyez vous", "inspirez", "expirez", "laissez venir"],
    never=["narrateur", "pause", "silence", "quelques"],
    lang="fr",
    title="Respiration",
    pauses={"asseyez vous": 5, "inspirez": 4, "expirez": 6 + 30 + 15 + 5},
)
case(
    "es2.txt",
    """Narradora: Cierra los ojos. (Espera 10 segundos)
Respira hondo... (pausa)
[Música suave de fondo]
— Pausa de medio minuto —
(Permanece en silencio durante 2 minutos)
Abre los ojos.
""",
    says=["cierra los ojos", "respira hondo", "abre los ojos"],
    never=["narradora", "espera", "música", "permanece", "pausa"],
    lang="es",
    pauses={"los ojos": 10, "hondo": 155},
)
case(
    "it2.txt",
    """Voce: Chiudi gli occhi. (attendi 10 secondi)
Respira. (breve pausa)
(Resta in silenzio per 2 minuti)
*suono di campana*
Apri gli occhi e torna qui.
""",
    says=["chiudi gli occhi", "respira", "apri gli occhi"],
    never=["voce", "attendi", "resta", "campana"],
    lang="it",
    pauses={"gli occhi": 10, "respira": 123},
)
case(
    "pt2.txt",
    """Narrador: Feche os olhos. (aguarde 10 segundos)
Respire fundo. [pausa curta]
(permaneça em silêncio por dois minutos)
Abra os olhos quando quiser, sem pressa.
""",
    says=["feche os olhos", "respire fundo", "abra os olhos"],
    never=["narrador", "aguarde", "permaneça"],
    lang="pt",
    pauses={"os olhos": 10, "fundo": 123},
)
case(
    "nl2.txt",
    """Begeleider: Sluit je ogen. (wacht 10 seconden)
Adem rustig in en uit. [korte pauze]
(blijf twee minuten stil)
Open je ogen wanneer je wilt.
""",
    says=["sluit je ogen", "adem rustig in en uit", "open je ogen"],
    never=["begeleider", "wacht", "blijf"],
    lang="nl",
    pauses={"sluit je ogen": 10, "en uit": 123},
)
