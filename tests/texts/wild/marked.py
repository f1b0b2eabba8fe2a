"""Texts from real life with mark-up: for speech programs, or for web pages."""

# ruff: noqa: E501

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

case(
    "gdocs.html",
    """<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">.c1{color:#000}ol{margin:0}</style></head><body class="c7 doc-content"><p class="c2 title" id="h.x1"><span class="c1">A Place to Rest</span></p><h1 class="c4" id="h.ab"><span class="c1">Arriving</span></h1><p class="c2"><span class="c1">Come as you are.&nbsp;Nothing needs fixing.</span></p><p class="c2"><span class="c3">(pause 10 seconds)</span></p><p class="c2"><span class="c1">Let the shoulders drop.</span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><p class="c2 c6"><span class="c1"></span></p><h1 class="c4"><span>Leaving</span></h1><ul class="lst-kix"><li class="c2"><span>Wiggle the toes.</span></li><li class="c2"><span>Open the eyes.</span></li></ul><div class="c9"><p class="c10"><a href="#cmnt_ref1" id="cmnt1">[a]</a><span class="c1">maybe slower here?</span></p></div></body></html>""",
    says=["come as you are nothing needs fixing", "let the shoulders drop", "wiggle the toes", "open the eyes"],
    never=["pause", "maybe slower", "color"],
    title="A Place to Rest",
    sections=["Arriving", "Leaving"],
    pauses={"nothing needs fixing": 10},
)
case(
    "elevenlabs.txt",
    """\
You are sitting by a river. <break time="3s" /> The water goes by. <break time="1.5s"/><break time="1.5s"/>
[whispers] And you may let it. <break time="3.0s" />
[exhales] Rest.... <break time='2s'/> and listen.
""",
    says=["you are sitting by a river the water goes by", "and you may let it", "rest", "and listen"],
    never=["break", "whispers", "exhales", "3s"],
    pauses={"by a river": 3, "goes by": 3, "let it": 3, "rest": 2},
)
case(
    "many.ssml",
    """\
<?xml version="1.0"?>
<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-GB">
<p><s>First we arrive.</s><s>Then we wait.</s></p><break time="2s"/>
</speak>

<?xml version="1.0"?>
<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-GB">
<p>Now the hands.</p><break strength="x-strong"/><break time="3000ms"/>
</speak>
<speak><p>And the end.</p></speak>
""",
    says=["first we arrive then we wait", "now the hands", "and the end"],
    never=["xml", "version"],
    pauses={"then we wait": 2, "the hands": 5},
)
case(
    "rich.ssml",
    """\
<speak xmlns:amazon="x" xmlns:mstts="y" xml:lang="en-US">
<!-- slow -->
<amazon:effect name="whispered">Close your eyes.</amazon:effect><break time="4s"/>
<mstts:express-as style="calm"><prosody rate="-20%" pitch="low">Breathe &amp; be here.</prosody></mstts:express-as>
<mstts:silence type="Sentenceboundary" value="200ms"/>
Room <say-as interpret-as="cardinal">12</say-as>, <say-as interpret-as="characters">abc</say-as>.
<sub alias="World Wide Web">WWW</sub> can wait. <emphasis level="strong">Now</emphasis> rest.
<phoneme alphabet="ipa" ph="x">Ahimsa</phoneme> is kindness.<mark name="m1"/>
<lang xml:lang="fr-FR">Bonsoir</lang> to you.
<audio src="bell.mp3"><desc>a bell</desc>Bell sound</audio>
<par><media xml:id="q"><speak>Side by side.</speak></media><media><audio src="rain.mp3"/></media></par>
</speak>""",
    says=[
        "close your eyes",
        "breathe be here",
        "room 12 a b c",
        "world wide web can wait",
        "now rest",
        "ahimsa is kindness",
        "bonsoir to you",
        "side by side",
    ],
    never=["www", "a bell", "slow", "prosody"],
    pauses={"close your eyes": 4},
)
case(
    "prefixed.ssml",
    """<ssml:speak xmlns:ssml="http://www.w3.org/2001/10/synthesis" version="1.0" xml:lang="en">
<ssml:p>Let the day be over.</ssml:p><ssml:break time="5s"/><ssml:p>It is <ssml:emphasis>enough</ssml:emphasis>.</ssml:p></ssml:speak>""",
    says=["let the day be over it is enough"],
    never=["ssml"],
    pauses={"be over": 5},
)
case(
    "speechmd.md",
    """\
# Slow evening

Sit down. [2s] Let (go)[emphasis:"strong"] of the day. [500ms]
The (WHO)[sub:"World Health Organization"] says so too. [break:"1.5s"]
Call (211)[digits] if you need to. (Softly now)[rate:"slow";pitch:"low"] we begin. [break:"strong"]
#[voice:"Joanna";lang:"en-US"]
A new voice speaks. #[dj]
Today is (10/3/2024)[date:"dmy"]. (tomato)[/təˈmeɪtoʊ/] soup. (pecan)[ipa:"pɪˈkɑːn"] pie.
(Hush)[whisper] little one. [mark:"end"]
!["https://example.org/rain.mp3"]
(I)++emphasis++ stay.
""",
    says=[
        "sit down",
        "let go of the day",
        "the world health organization says so too",
        "call 2 1 1 if you need to",
        "softly now we begin",
        "a new voice speaks",
        "tomato soup",
        "pecan pie",
        "hush little one",
    ],
    never=["who", "joanna", "rate", "mark", "ipa", "example", "dj", "voice joanna"],
    pauses={"sit down": 2, "of the day": 0.5, "so too": 1.5},
)
case(
    "angle.txt",
    """You may feel <tired and sad> today.
That is <ok>. Whatever 3 < 5 means, rest.
<long pause>
<pause 10s> And then <pause: 5 seconds> go on.
I <3 you.
""",
    says=["you may feel tired and sad today", "that is ok", "rest", "and then", "go on"],
    pauses={"rest": 25, "and then": 5},
)
case(
    "entities.txt",
    """Rest&nbsp;here &amp; now.&nbsp;&nbsp;<br>Let go.<br/><br/>
&ldquo;Nothing&rdquo; is needed&hellip;
AT&T stays outside.
""",
    says=["rest here now let go", "nothing is needed"],
    never=["nbsp", "amp", "hellip", "ldquo", "br"],
)
case(
    "wp.html",
    """<!DOCTYPE html><html lang="en"><head><title>Tea Practice – Quiet Site</title><script>var a="menu";</script></head><body><nav><a href="/">Home</a><a href="/shop">Shop</a></nav><main><article><header><h1>Tea Practice</h1><p class="byline">By Someone on May 3</p></header><p>Hold the cup.<br>Feel its warmth.</p><p><em>Pause for 15 seconds.</em></p><h2>Drinking</h2><ol><li>Take a sip.</li><li>Swallow slowly.</li></ol><table><tr><th>Say</th><th>Wait</th></tr><tr><td>Taste it.</td><td>10 sec</td></tr></table><details><summary>More</summary><p>And taste again.</p></details><div class="share-buttons">Share on X</div></article></main><aside>Buy tea</aside><footer>© Quiet Site</footer></body></html>""",
    says=["hold the cup feel its warmth", "take a sip swallow slowly", "taste it", "and taste again"],
    never=["home", "shop", "buy", "share", "quiet site", "menu"],
    title="Tea Practice",
    pauses={"its warmth": 15, "taste it": 10},
)
case(
    "azure.ssml",
    """<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts" xml:lang="de-DE"><voice name="de-DE-KatjaNeural"><prosody rate="-25.00%">Setz dich hin. <break time="PT5S"/> Atme ruhig.<break/>Und dann lass los.</prosody></voice></speak>""",
    says=["setz dich hin atme ruhig und dann lass los"],
    never=["pt5s"],
    lang="de",
)
case(
    "polly-md.md",
    """Here's the SSML:

```xml
<speak>
  <amazon:domain name="conversational">
  Breathe in. <break time="4s"/>
  Breathe out. <break time="6s"/>
  </amazon:domain>
</speak>
```

Paste it into the console.

```xml
<speak>And rest. <break strength="none"/> Good.</speak>
```
""",
    says=["breathe in breathe out and rest good"],
    never=["paste", "here's", "speak"],
    pauses={"breathe in": 4, "breathe out": 6},
)
case(
    "tagged.txt",
    """[SECTION: Opening]
[VOICE: calm]
Let the door close behind you.
[PAUSE_SHORT]
[/SECTION]
[SECTION: Deepening]
Now the stairs, one by one.
[PAUSE_10]
[pause_ms=4000]
[WAIT:3000ms]
Further down.
""",
    says=["let the door close behind you", "now the stairs one by one", "further down"],
    never=["section", "calm", "voice"],
    pauses={"behind you": 3, "one by one": 17},
)
case(
    "curly.txt",
    """Be here. {pause:3s} Be {{pause 2}} now. {silence 10s}
Stay. <silence 5s> And <break 3s> go. <break time=2s> Done. <break time="2" /> Bye.
""",
    says=["be here be now stay and go done bye"],
    never=["pause", "silence", "break"],
    pauses={"be here": 3, "be now": 10, "stay": 5, "stay and": 3, "go": 2, "done": 2},
)
case(
    "nbsp.html",
    "<p>Be&nbsp;here.</p><p>&nbsp;</p><p>(pause&nbsp;10&nbsp;seconds)</p><p>Be <b>well</b>, and <i>rest</i>.</p><!-- note --><p><strong>Narrator:</strong> Sleep.</p>",
    says=["be here", "be well and rest", "sleep"],
    never=["narrator", "note", "pause"],
    pauses={"be here": 10},
)
