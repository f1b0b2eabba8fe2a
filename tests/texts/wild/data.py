"""JSON and tables, as programs and people write them."""

# ruff: noqa: E501

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

case(
    "segments2.json",
    """{"title":"Warm Stone","language":"en","duration":300,"segments":[{"id":1,"type":"speech","text":"Imagine a warm stone.","pause_after":4},{"id":2,"type":"silence","duration":20},{"id":3,"type":"speech","text":"It rests in your palm.","pause_after":6.5},{"id":4,"type":"music","file":"x.mp3"},{"id":5,"type":"speech","text":"Keep it as long as you like.","pause_after":0}]}""",
    says=["imagine a warm stone", "it rests in your palm", "keep it as long"],
    never=["speech", "x mp3", "music"],
    title="Warm Stone",
    pauses={"warm stone": 24, "your palm": 6.5},
)
case(
    "whisper.json",
    """{"text":" Come and sit. Let the sound come. Go gently.","segments":[{"id":0,"seek":0,"start":0.0,"end":2.4,"text":" Come and sit.","tokens":[1,2],"temperature":0.0,"avg_logprob":-0.2},{"id":1,"seek":0,"start":12.4,"end":15.0,"text":" Let the sound come.","tokens":[1]},{"id":2,"seek":0,"start":45.0,"end":47.0,"text":" Go gently.","tokens":[1]}],"language":"en"}""",
    says=["come and sit", "let the sound come", "go gently"],
    pauses={"and sit": 10, "sound come": 30},
)
case(
    "assembly.json",
    """{"id":"a1","status":"completed","text":"Soften your face. Let it be.","confidence":0.9,"utterances":[{"confidence":0.9,"end":3000,"speaker":"A","start":500,"text":"Soften your face.","words":[{"text":"Soften","start":500,"end":900,"confidence":0.9,"speaker":"A"},{"text":"your","start":900,"end":1200},{"text":"face.","start":1200,"end":3000}]},{"confidence":0.9,"end":15000,"speaker":"A","start":13000,"text":"Let it be.","words":[{"text":"Let","start":13000,"end":13500}]}]}""",
    says=["soften your face", "let it be"],
    never=["completed", "soften soften"],
    pauses={"your face": 10},
)
case(
    "deepgram.json",
    """{"metadata":{"request_id":"x"},"results":{"channels":[{"alternatives":[{"transcript":"soften the belly and rest","confidence":0.99,"words":[{"word":"soften","start":0.1,"end":0.5},{"word":"the","start":0.5,"end":0.6}]}]}]}}""",
    says=["soften the belly and rest"],
    never=["soften soften"],
)
case(
    "array.json",
    """[{"text":"Feel your feet.","pause":4},{"text":"Feel the floor.","pause":"8s"},{"text":"Stay a little.","pause":90}]""",
    says=["feel your feet", "feel the floor", "stay a little"],
    pauses={"your feet": 4, "the floor": 8, "a little": 90},
)
case(
    "ms.json",
    """{"name":"Quiet hour","steps":[{"speech":"Look around.","pauseMs":4000},{"speech":"Look within.","pauseMs":12000},{"speech":"Good."}]}""",
    says=["look around", "look within", "good"],
    title="Quiet hour",
    pauses={"around": 4, "within": 12},
)
case(
    "chapters.json",
    """{"meditation":{"title":"Harbour","sections":[{"name":"Arrive","lines":["Sit.","[pause 6]","Let the boats be still."]},{"name":"Depart","lines":[{"say":"Stand up slowly."},{"pause":10},{"say":"Go well."}]}]}}""",
    says=["sit let the boats be still stand up slowly go well"],
    title="Harbour",
    sections=["Arrive", "Depart"],
    pauses={"sit": 6, "up slowly": 10},
)
case(
    "scenes.json",
    """{"script":[{"narration":"You hear the rain.","duration_seconds":6},{"narration":"It asks nothing.","duration_seconds":5}],"title":"Rain"}""",
    says=["you hear the rain it asks nothing"],
    title="Rain",
)
case(
    "phr.csv",
    'Let the hands be heavy;5\n"Heavy; and warm";10\n*;20\nGood;0\n',
    says=["let the hands be heavy", "heavy and warm", "good"],
    pauses={"be heavy": 5, "and warm": 30},
)
case(
    "phr-head.csv",
    'phrase,seconds\n"Sit down, please.",4\nClose your eyes.,12\n',
    says=["sit down please", "close your eyes"],
    never=["seconds"],
    pauses={"please": 4, "your eyes": 12},
)
case(
    "time.tsv",
    "time\ttext\tpause (s)\n00:00\tArrive here.\t5\n00:20\tLet it settle.\t30\n01:00\tDone.\t\n",
    says=["arrive here let it settle done"],
    never=["00"],
    pauses={"here": 5, "settle": 30},
)
case(
    "jsonl.jsonl",
    '{"role":"narrator","text":"Sit.","pause_s":3}\n{"role":"narrator","text":"Stay.","pause_s":9}\n',
    says=["sit stay"],
    pauses={"sit": 3, "stay": 9},
)
case(
    "strings.json",
    '["Sit down.", "(pause 10 seconds)", "Let it be."]',
    says=["sit down let it be"],
    pauses={"down": 10},
)
case(
    "nested.json",
    '{"data":{"script":{"title":"Dunes","content":"Walk on sand.\\n\\n[pause 5s]\\n\\nStop and look.\\n\\n(30 seconds of silence)\\n\\nGo home."}}}',
    says=["walk on sand stop and look go home"],
    never=["pause", "silence"],
    title="Dunes",
    pauses={"on sand": 5, "and look": 30},
)
case("ssml.json", '{"ssml":"<speak>Sit.<break time=\\"4s\\"/>Stay.</speak>"}', says=["sit stay"], pauses={"sit": 4})
case(
    "pausedur.json",
    """{"version":1,"items":[{"kind":"say","text":"Sit."},{"kind":"pause","seconds":5},{"kind":"say","text":"Stay."},{"kind":"pause","ms":2500},{"kind":"say","text":"Go."},{"kind":"bell"}]}""",
    says=["sit stay go"],
    pauses={"sit": 5, "stay": 2.5},
)
case(
    "timed.json",
    """[{"time":"00:00","text":"Sit with me."},{"time":"00:30","text":"Hear the rain."},{"time":"01:30","text":"Go well."}]""",
    says=["sit with me hear the rain go well"],
    never=["00"],
    pauses={"with me": 29, "the rain": 59},
)
case(
    "ytapi.json",
    """[{"text":"sit with me","start":0.2,"duration":2.0},{"text":"[Music]","start":3,"duration":5},{"text":"and rest","start":20.2,"duration":2.0}]""",
    says=["sit with me and rest"],
    never=["music"],
    pauses={"with me": 18},
)
case(
    "dict.json",
    """{"intro":"Sit down. (pause 5s) Let go.","body":["Breathe in.","Breathe out."],"outro":"Open the eyes."}""",
    says=["sit down", "let go", "breathe in", "breathe out", "open the eyes"],
    pauses={"sit down": 5},
)
case(
    "excel.csv",
    "sep=;\nText;Pause\nMay I be safe.;0:08\nMay I be well.;1:30\n",
    says=["may i be safe may i be well"],
    never=["sep"],
    pauses={"be safe": 8},
)
case(
    "dur.csv",
    'id,text,duration_ms,pause_after_ms\n1,"Sit, please.",2100,5000\n2,Rest.,1000,12000\n3,Go.,800,0\n',
    says=["sit please rest go"],
    never=["2100"],
    pauses={"please": 5, "rest": 12},
)
