"""The errors on the page: none of their remedies needs a terminal."""

import re
from pathlib import Path

import pytest

from voiceguide.errors import (
    AudioFileError,
    BackgroundLostError,
    BackgroundNotFoundError,
    BackgroundSpecError,
    BusyError,
    ChangeTooLateError,
    ClipsError,
    CommandError,
    CourseNotFoundError,
    EngineMissingError,
    FileThereError,
    FitError,
    FolderError,
    LanguageNotSpokenError,
    LengthError,
    Mistake,
    PracticeNotFoundError,
    ProgramNotFoundError,
    RecordingsFolderError,
    RecordingsMissingError,
    RequestError,
    ScriptError,
    SpeechFailedError,
    TextError,
    Unrecorded,
    VoiceDamagedError,
    VoiceguideError,
    VoiceNotFoundError,
    WordsMissingError,
    WriteFailedError,
)
from voiceguide.web._errors import error_json, error_sentence, sentences
from voiceguide.web._json_checks import checked

SHORTER = "to make it shorter, write {optional} in its script"

ON_THE_COMPUTER = "on the computer that runs voiceguide"

ERRORS = [
    (LengthError("soon", "write it like 90s, 5m, 1m30s or 1:30"), "write it like 90s, 5m, 1m30s or 1:30"),
    (TextError("<text>", 3, "this JSON cannot be read"), "change the text"),
    (PracticeNotFoundError("rests", ["rest"]), "did you mean rest?"),
    (PracticeNotFoundError("gone", []), "choose one from the list of practices"),
    (PracticeNotFoundError("./gone.md", [], file=True), "choose one from the list of practices"),
    (CourseNotFoundError("gone", []), "choose a practice from the list"),
    (WordsMissingError("<text>", 3, "dear"), "write a fallback there: {dear|…}"),
    (ChangeTooLateError(60.0, 61.0), "start another one"),
    (BackgroundNotFoundError("rainn", ["rain"]), "did you mean rain?"),
    (BackgroundNotFoundError("gone", []), "choose another background"),
    (BackgroundSpecError("x", "it is a bell; 'voiceguide sounds' lists the backgrounds"), "it is a bell"),
    (BackgroundSpecError("x", "'voiceguide sounds' shows them"), "choose another background"),
    (BackgroundLostError("rain", "status 1"), "try again, or choose another one"),
    (AudioFileError("x.wav", "it is empty"), "choose another background"),
    (EngineMissingError("piper", "install it with: pip install piper-tts"), "choose another voice"),
    (EngineMissingError("pipr", "did you mean piper?"), "did you mean piper?"),
    (VoiceNotFoundError("piper", "x", ["y"]), "did you mean y?"),
    (VoiceNotFoundError("piper", "x", []), "choose another voice"),
    (VoiceNotFoundError("piper", "x", [], "'voiceguide voices install x' downloads it"), "choose another voice"),
    (
        VoiceNotFoundError("piper", "x", [], "'voiceguide voices install x' fetches it", known=True),
        "choose another voice",
    ),
    (EngineMissingError("x", "write the voice as 'voiceguide voices' shows it", unknown=True), "choose another voice"),
    (LanguageNotSpokenError("piper", "is", "'voiceguide voices install y' downloads one"), "choose another voice"),
    (ProgramNotFoundError("say it", "say", []), "choose another voice"),
    (CommandError("say", "write a program after it"), "choose another voice"),
    (RecordingsFolderError("mine", []), "choose another voice"),
    (RecordingsMissingError("mine", [Unrecorded("rest.md", 3, "Hello; there.", "abc")]), "choose another voice"),
    (VoiceDamagedError("x.onnx", "joe", "1.0"), "choose another voice"),
    (SpeechFailedError("rest.md", 3, "Hello; there.", "it crashed"), "try again, or choose another voice"),
    (ClipsError(Path("cache"), "the disk is full"), ON_THE_COMPUTER),
    (FileThereError(Path("scripts/rest.md")), "choose another name"),
    (FolderError(Path("scripts"), "permission denied"), f"this can only be put right {ON_THE_COMPUTER}"),
    (WriteFailedError(Path("the session"), "the disk is full; begin again"), "begin again"),
    (BusyError(9), "try again in a minute"),
    (RequestError("minutes", "did you mean length_s?", known=False), "did you mean length_s?"),
    (VoiceguideError("something broke"), "try again"),
]


@pytest.mark.parametrize(("error", "remedy"), ERRORS, ids=lambda one: type(one).__name__)
def test_a_remedy_can_be_followed_on_a_phone(error: VoiceguideError, remedy: str) -> None:
    """On the page, a remedy that needs a terminal is left out, or is addressed to the person at the computer that runs
    voiceguide.
    """
    told = error_json(error)
    assert told["remedy"].startswith(remedy)
    assert told["error"]
    here = " ".join(told.values()).partition(ON_THE_COMPUTER)[0]
    assert not re.search(r"'voiceguide |--\w|pip install", here)


def test_words_that_a_practice_needs() -> None:
    """If a practice lacks words, the page advises choosing another practice or writing a fallback, because `--set` is
    not available there.
    """
    told = error_json(WordsMissingError("letter.md", 12, "dear"))
    assert "{dear}" in told["error"]
    assert told["remedy"].startswith("choose another practice")
    assert "line 12" in told["remedy"]
    assert "{dear|…}" in told["remedy"]


@pytest.mark.parametrize(
    ("asked_s", "near", "remedy"),
    [(2, (20.3,), "choose 0:21"), (9000, (60.7,), "choose 1:00"), (30, (28.0, 40.0), "choose 0:28 or 0:40")],
)
def test_a_length_that_does_not_fit_names_those_that_do(asked_s: float, near: tuple[float, ...], remedy: str) -> None:
    """If a length does not fit, the page suggests lengths that do, and not the option `--nearest`."""
    told = error_json(FitError("rest", asked_s, 20.3, 60.7, near))
    assert told["remedy"] == remedy
    assert told["error"].startswith("rest cannot last ")
    assert "--nearest" not in told["error"]


def test_a_length_that_is_too_short_says_how_it_can_become_possible() -> None:
    """If the length asked for is too short, the error also says how the practice can be made shorter. If it is too
    long, nothing is added.
    """
    assert error_json(FitError("rest", 2, 20.3, 60.7, (20.3,), SHORTER))["remedy"] == f"choose 0:21; {SHORTER}"
    assert error_json(FitError("rest", 90, 20.3, 60.7, (60.7,), SHORTER))["remedy"] == "choose 1:00"


@pytest.mark.parametrize(
    ("key", "remedy"), [("practise", "did you mean practice?"), ("minutes", "the keys are practice, text, ")]
)
def test_a_key_that_is_not_known_is_reported_in_a_sentence(key: str, remedy: str) -> None:
    """For an unknown key the error suggests a similar key. If none is similar, the error lists all keys."""
    with pytest.raises(RequestError) as caught:
        checked({key: "rest"})
    told = error_json(caught.value)
    assert told["error"] == f"{key} is not known here"
    assert told["remedy"].startswith(remedy)


def test_a_length_is_asked_for_in_seconds() -> None:
    """The error for an invalid length says that the length is a number of seconds, from 1 to 10800."""
    for wrong in ("ten", 0, True):
        with pytest.raises(RequestError, match=r"write a number of seconds from 1 to 10800"):
            checked({"practice": "rest", "length_s": wrong})


def test_a_choice_is_called_as_on_the_page() -> None:
    """An error names a choice in the words of the page. If the key in a request is a different word, the error gives
    the key as well.
    """
    assert error_json(RequestError("voice", "choose another"))["error"] == "the voice cannot be used"
    told = error_json(RequestError("then_s", "choose less"))["error"]
    assert told == "the background after the session (then_s) cannot be used"


def test_mistakes_of_a_pasted_text_are_named_by_their_lines() -> None:
    """Mistakes in a pasted text are given by line, without a file name. The first three are shown, and the number of
    the others.
    """
    found = [Mistake("<text>", line, "odd", f"this is odd; mend {line}") for line in range(1, 6)]
    told = error_json(ScriptError(found))
    assert told["error"].startswith("Line 1: this is odd; mend 1. Line 2: ")
    assert "Line 4" not in told["error"]
    assert "2 more" in told["error"]
    assert told["remedy"] == "correct the text"
    of_a_file = error_json(ScriptError([Mistake("/home/robin/rest.md", 3, "odd", "this is odd")]))
    assert of_a_file["error"] == "In rest.md, line 3: this is odd."


def test_an_error_is_read_as_sentences() -> None:
    """An error and its remedy become sentences, each with a capital letter and one mark at its end."""
    assert sentences("it broke", "try again") == "It broke. Try again."
    assert sentences("there is no rests", "did you mean rest?") == "There is no rests. Did you mean rest?"
    assert sentences("it is over", "") == "It is over."
    assert error_sentence(BusyError(9)) == "9 sessions are waiting to be made. Try again in a minute."
