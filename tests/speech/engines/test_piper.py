import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import run, written
from tests.speech.small_voice import PER_ID, SAMPLE_RATE, small_voice
from voiceguide.errors import EngineMissingError, SpeechError, SpeechFailedError, VoiceNotFoundError
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech._heteronyms import heteronyms_in
from voiceguide.speech.engine import USUAL_PACE, Sound, SpeechLine, VoiceChoice
from voiceguide.speech.engines._pace import SENTENCES
from voiceguide.speech.engines.piper import PiperEngine, PiperSpeaker, load_model
from voiceguide.speech.engines.piper_shelf import find_voice
from voiceguide.speech.normaliser import speakable
from voiceguide.speech.stage import speak

SENTENCE = "Find a position that is kind to your body, and let your shoulders soften."


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the folder of voices in a new home folder. The folder of voices does not exist yet."""
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "voices"


def seconds(engine: PiperEngine, text: str, voice: str = "", rate: float = 1.0, pitch: float = 1.0) -> float:
    spoken = engine.speak(SpeechLine(speakable(text), voice, "en", rate, pitch, "plain"))
    return len(spoken.samples) / spoken.sample_rate


def pace(engine: PiperEngine, voice: str, rate: float = 1.0) -> float:
    """The pace of a voice in words a minute, measured on the engine's own test sentences. They are spoken 2 % slower
    than practices, so the result is made 2 % faster.
    """
    took = sum(seconds(engine, sentence, voice, rate) for sentence in SENTENCES)
    return sum(len(sentence.split()) for sentence in SENTENCES) / took / 0.98 * 60


def test_an_english_voice_speaks_at_the_usual_pace(voices: Path) -> None:
    """Every English voice speaks at the same usual pace, whether its maker made it slow or fast. A rate multiplies this
    pace.
    """
    engine = PiperEngine()
    for own_pace in (0.7, 0.9, 1.2):
        name = f"en_US-hum{own_pace:.1f}-medium".replace(".", "")
        small_voice(voices, name, inference={"length_scale": own_pace})
        usual = pace(engine, name)
        assert usual == pytest.approx(USUAL_PACE, rel=0.06)
        for rate in (0.85, 1.15):
            assert pace(engine, name, rate) == pytest.approx(rate * usual, rel=0.05)


def test_a_pace_is_measured_once(voices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pace of a voice is measured once and stored for the next worker. If the model changes, it is
    measured again.
    """
    model = small_voice(voices, "en_US-once-medium")
    usual = pace(PiperEngine(), "en_US-once-medium")
    with monkeypatch.context() as patch:
        patch.setattr(PiperSpeaker, "_measured", None)
        assert pace(PiperEngine(), "en_US-once-medium") == pytest.approx(usual, rel=0.01)
    os.utime(model, ns=(1, 1))
    monkeypatch.setattr(PiperSpeaker, "_measured", lambda self: 1.23)
    assert PiperSpeaker(find_voice("en_US-once-medium", "", voices)).pace.own == 1.23


def test_a_voice_of_another_language_keeps_its_pace(voices: Path) -> None:
    """A voice in a language other than English keeps its own pace, because words a minute mean something else in each
    language.
    """
    small_voice(voices, "de_DE-summ-medium", espeak={"voice": "de"})
    small_voice(voices, "de_DE-slow-medium", espeak={"voice": "de"}, inference={"length_scale": 2.0})
    engine = PiperEngine()
    usual, slow = (seconds(engine, "Ruhe nun.", f"de_DE-{name}-medium") for name in ("summ", "slow"))
    assert slow == pytest.approx(2 * usual, rel=0.1)


def test_a_voice_says_the_same_on_one_core_and_on_two(voices: Path) -> None:
    """A voice gives the same samples on one core and on two. The number of cores therefore need not be part of a clip's
    key.
    """
    small_voice(voices)
    said = SpeechLine(SENTENCE, "", "en", 1.0, 1.0, "plain")
    alone, both = PiperEngine(), PiperEngine()
    alone.load("", "en", cores=1)
    both.load("", "en", cores=2)
    assert np.array_equal(alone.speak(said).samples, both.speak(said).samples)


def test_every_phoneme_reaches_the_model(voices: Path) -> None:
    """The model receives every phoneme that piper finds in a text: the small voice makes one hum for each, and its
    sound has the length of all these hums.
    """
    model = small_voice(voices)
    voice = load_model(model, model.with_name(f"{model.name}.json"))
    speaker = PiperSpeaker(find_voice("", "en", voices))
    for text in ("Rest.", "Wait, then rest.", SENTENCE):
        (phonemes,) = voice.phonemize(text)
        (sound,) = speaker.sentences(text, 1.0)
        expected = len(voice.phonemes_to_ids(phonemes)) * PER_ID * speaker.pace.stretch(1.0)
        assert len(sound) == pytest.approx(expected, abs=0.06 * SAMPLE_RATE)


def test_a_word_spelled_like_another_reaches_the_model_as_its_sound(voices: Path) -> None:
    """In a sentence with a word whose pronunciation depends on the sense, such as "close", an English voice gets the
    sentence in IPA. Voices in other languages get the plain words.
    """
    text = "You may close your eyes. Live, and close."
    sounds = [Sound(*word.span, word.ipa) for word in heteronyms_in(text)]
    small_voice(voices)
    small_voice(voices, "de_DE-summ-medium", espeak={"voice": "de"})
    speaker = PiperSpeaker(find_voice("", "en", voices))
    assert speaker.said(text, sounds) == ["[[juː mˈeɪ klˈoʊz jʊɹ ˈaɪz.]]", "[[lˈɪv, ænd klˈoʊz.]]"]
    assert PiperSpeaker(find_voice("", "de", voices)).said(text, sounds) == [text]
    spoken = PiperEngine().speak(SpeechLine(text, "", "en", 1.0, 1.0, "plain", sounds=tuple(sounds)))
    plain = PiperEngine().speak(SpeechLine(text, "", "en", 1.0, 1.0, "plain"))
    assert len(spoken.samples) == pytest.approx(len(plain.samples), rel=0.05)


def test_an_ellipsis_swallows_no_words(voices: Path) -> None:
    """No word beside an ellipsis is lost. piper would skip words there (rhasspy/piper#839), so ellipses are replaced by
    commas and full stops.
    """
    small_voice(voices)
    engine = PiperEngine()
    assert "…" not in speakable("Breathe… and wait … then… Rest…")
    written, meant = "Breathe… and wait … then rest…", "Breathe, and wait, then rest."
    assert seconds(engine, written) == pytest.approx(seconds(engine, meant), abs=0.02)


def test_sentences_of_a_line_are_divided_by_quiet(voices: Path) -> None:
    """Between two sentences of a line there is complete silence without the voice's static: 0.5 s, and longer at a
    slower rate.
    """
    small_voice(voices, static=0.01)
    engine = PiperEngine()
    for rate in (1.0, 0.8):
        spoken = engine.speak(SpeechLine("Rest here. And now rest there.", "", "", rate, 1.0, "plain"))
        quiet = np.flatnonzero(np.abs(spoken.samples) > 1e-6)
        gaps = np.diff(quiet).max() / spoken.sample_rate
        assert gaps == pytest.approx(0.5 / rate, abs=0.05)


def test_a_pitch_changes_no_length(voices: Path) -> None:
    """Changing the pitch does not change how long the words take."""
    small_voice(voices)
    engine = PiperEngine()
    usual = seconds(engine, SENTENCE)
    assert [seconds(engine, SENTENCE, pitch=pitch) for pitch in (0.9, 1.2)] == pytest.approx([usual] * 2, rel=0.03)


def test_a_thousand_words_without_a_stop_are_spoken_in_parts(voices: Path) -> None:
    """A thousand words without a full stop are spoken whole. They are divided into parts, because a model's memory
    grows with the square of a part's length.
    """
    small_voice(voices, level=0.2)
    assert seconds(PiperEngine(), "la " * 1_000) > 150.0


def test_silence_is_never_taken_for_speech(voices: Path, tmp_path: Path) -> None:
    """If a model gives only silence for a line, an error is raised that names the line."""
    small_voice(voices, level=0.0)
    with pytest.raises(SpeechFailedError) as failed:
        speak([Utterance(Place("a.md", 7), "Rest.")], VoiceChoice("piper", ""), cache_folder=tmp_path)
    assert (failed.value.line, "no sound" in failed.value.reason) == (7, True)


@pytest.mark.parametrize(
    ("model", "beside"),
    [(b"", None), (b"no model at all", None), (None, "{}"), (None, "[]"), (None, "no JSON"), (None, '{"audio": 5}')],
)
def test_files_that_are_no_voice_are_one_clear_error(voices: Path, model: bytes | None, beside: str | None) -> None:
    """If the model or the file beside it is damaged, the error names the model."""
    path = small_voice(voices)
    if model is not None:
        path.write_bytes(model)
    if beside is not None:
        path.with_name(f"{path.name}.json").write_text(beside)
    with pytest.raises(SpeechError) as refused:
        seconds(PiperEngine(), "Rest.")
    assert str(path) in str(refused.value)


def test_a_model_of_another_kind_is_refused(voices: Path) -> None:
    """A model is refused if it can be loaded but does not take piper's inputs."""
    import onnx

    path = small_voice(voices)
    model = onnx.load(str(path))
    for node in model.graph.node:
        node.input[:] = ["wishes" if name == "scales" else name for name in node.input]
    model.graph.input[2].name = "wishes"
    onnx.save(model, str(path))
    with pytest.raises(SpeechError, match="scales"):
        seconds(PiperEngine(), "Rest.")


def test_what_the_phonemiser_needs_and_is_missing_is_reported(voices: Path) -> None:
    """If the packages for a Chinese voice are missing, that is a clear error, and the engine still speaks with other
    voices.
    """
    small_voice(voices, "zh_CN-hum-medium", phoneme_type="pinyin")
    small_voice(voices)
    engine = PiperEngine()
    with pytest.raises(SpeechError):
        seconds(engine, "Rest.", "zh_CN-hum-medium")
    assert seconds(engine, "Rest.") > 0.2


def test_a_voice_is_given_by_a_path_too(voices: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A voice can be named by the path of its model, which may be absolute, relative to the current folder, or begin
    with `~`.
    """
    path = small_voice(tmp_path / "elsewhere", "mine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    lengths = {
        seconds(PiperEngine(), "Rest.", name) for name in (str(path), "elsewhere/mine.onnx", "~/elsewhere/mine.onnx")
    }
    assert len(lengths) == 1
    with pytest.raises(VoiceNotFoundError):
        seconds(PiperEngine(), "Rest.", "~nobody-of-that-name/mine.onnx")


def test_without_piper_the_command_is_named(voices: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If piper is not installed, the error says how to install it. It comes before any process is started."""
    from importlib.metadata import PackageNotFoundError

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    small_voice(voices)
    monkeypatch.setattr("voiceguide.speech.engines._shelves.version", missing)
    monkeypatch.setattr("subprocess.Popen", None)
    with pytest.raises(EngineMissingError) as refused:
        speak([Utterance(Place("a.md", 1), "Rest.")], VoiceChoice("piper", ""), cache_folder=tmp_path)
    assert refused.value.engine == "piper"
    assert '"voiceguide[piper]"' in refused.value.remedy


COUNTING = """
import os, sys
here = os.path.dirname(__file__)
sys.path.remove(here)
del sys.modules["onnxruntime"]
import onnxruntime
sys.path.insert(0, here)

class Counted(onnxruntime.InferenceSession):
    def __init__(self, *words, **more):
        with open(os.path.join(here, "loads"), "a") as file:
            file.write(f"{os.getpid()} {words[0]}\\n")
        super().__init__(*words, **more)

onnxruntime.InferenceSession = Counted
"""


@pytest.fixture
def loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that gets a line each time any process loads a model."""
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "onnxruntime.py").write_text(COUNTING)
    monkeypatch.syspath_prepend(str(shim))
    return shim / "loads"


def test_a_model_is_loaded_once_per_worker(voices: Path, loads: Path, tmp_path: Path) -> None:
    """Two workers that speak fifty lines load the model at most once each."""
    model = small_voice(voices)
    words = [
        Utterance(Place("a.md", number), f"Breathe in, {'and out, ' * (number % 5)}and rest.", rate=1 - number / 200)
        for number in range(50)
    ]
    clips = speak(words, VoiceChoice("piper", ""), cache_folder=tmp_path / "clips", workers=2)
    assert clips.made == 50
    loaded_by = loads.read_text().split("\n")[:-1]
    assert 1 <= len(loaded_by) <= 2
    assert len(set(loaded_by)) == len(loaded_by)
    assert all(line.endswith(str(model)) for line in loaded_by)


def test_a_whole_session_starts_piper_once(
    voices: Path, loads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command `export` loads the model at most once per worker. A second export of the same lines, at another
    length, does not load it again.
    """
    small_voice(voices)
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    script = written(tmp_path)
    for length in ("3m", "5m"):
        made = run(
            "export", script, "-l", length, "-o", tmp_path / f"{length}.wav", "--voice", "piper:en_US-hum-medium"
        )
        assert made.exit_code == 0, made.stderr
        assert made.stdout == ""
        assert 1 <= len(loads.read_text().splitlines()) <= 2


def test_planning_loads_neither_piper_nor_onnxruntime(voices: Path, tmp_path: Path) -> None:
    """Looking up cached durations and listing voices import neither piper, onnxruntime nor numpy."""
    small_voice(voices)
    program = (
        "import sys; from pathlib import Path\n"
        "from voiceguide.script.model import Place\n"
        "from voiceguide.script.outline import Utterance\n"
        "from voiceguide.speech.engine import VoiceChoice\n"
        "from voiceguide.speech.stage import cached_durations, voices\n"
        "words = [Utterance(Place('a.md', 1), 'Rest.')]\n"
        "assert cached_durations(words, VoiceChoice('piper', ''), cache_folder=Path(sys.argv[1])) is None\n"
        "assert voices('piper')[0].installed\n"
        "loaded = {'piper', 'onnxruntime', 'numpy'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, cwd=Path(__file__).parents[3])
