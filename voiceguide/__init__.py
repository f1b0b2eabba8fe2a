"""Voice-guided meditation of exactly the length you choose.

    script = voiceguide.read("self-compassion-break")
    session = voiceguide.make(script, voiceguide.Request(length=600.0))
    session.export("break.mp3")

This is the public interface: the names here stay stable. Each is loaded when it is first used, so that `import
voiceguide` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voiceguide.errors import (
        AddressError,
        AudioFileError,
        BackgroundLostError,
        BackgroundNotFoundError,
        BackgroundSpecError,
        BusyError,
        CatalogueError,
        CertificateError,
        ChangeTooLateError,
        ClipsError,
        ClusterError,
        CommandError,
        ConfigError,
        CourseNotFoundError,
        CoverError,
        DetectorMissingError,
        DeviceNotFoundError,
        EngineMissingError,
        FileThereError,
        FitError,
        FolderError,
        FormatError,
        LanguageNotSpokenError,
        LengthError,
        LogError,
        MatchingError,
        NoMicrophoneError,
        NoSpeakersError,
        NoTerminalError,
        OutputError,
        PracticeNotFoundError,
        ProgramNotFoundError,
        RecipeError,
        RecogniserMissingError,
        RecordingError,
        RecordingsFolderError,
        RecordingsMissingError,
        RequestError,
        ScriptError,
        SectionNotFoundError,
        SoundError,
        SpeechError,
        SpeechFailedError,
        StartTooLateError,
        TextError,
        VoiceDamagedError,
        VoiceguideError,
        VoiceInstallError,
        VoiceNotFoundError,
        WordsMissingError,
        WriteFailedError,
    )
    from voiceguide.plan.model import Plan
    from voiceguide.script.model import Script
    from voiceguide.session.request import Request
    from voiceguide.session.session import Session, make, read

__version__ = "0.1.0"

__all__ = [
    "AddressError",
    "AudioFileError",
    "BackgroundLostError",
    "BackgroundNotFoundError",
    "BackgroundSpecError",
    "BusyError",
    "CatalogueError",
    "CertificateError",
    "ChangeTooLateError",
    "ClipsError",
    "ClusterError",
    "CommandError",
    "ConfigError",
    "CourseNotFoundError",
    "CoverError",
    "DetectorMissingError",
    "DeviceNotFoundError",
    "EngineMissingError",
    "FileThereError",
    "FitError",
    "FolderError",
    "FormatError",
    "LanguageNotSpokenError",
    "LengthError",
    "LogError",
    "MatchingError",
    "NoMicrophoneError",
    "NoSpeakersError",
    "NoTerminalError",
    "OutputError",
    "Plan",
    "PracticeNotFoundError",
    "ProgramNotFoundError",
    "RecipeError",
    "RecogniserMissingError",
    "RecordingError",
    "RecordingsFolderError",
    "RecordingsMissingError",
    "Request",
    "RequestError",
    "Script",
    "ScriptError",
    "SectionNotFoundError",
    "Session",
    "SoundError",
    "SpeechError",
    "SpeechFailedError",
    "StartTooLateError",
    "TextError",
    "VoiceDamagedError",
    "VoiceInstallError",
    "VoiceNotFoundError",
    "VoiceguideError",
    "WordsMissingError",
    "WriteFailedError",
    "__version__",
    "make",
    "read",
]

_HOME = {
    "Plan": "plan.model",
    "Request": "session.request",
    "Script": "script.model",
    "Session": "session.session",
    "make": "session.session",
    "read": "session.session",
}
"""The module in which each name is defined. A name that is not here is an error class, from `voiceguide.errors`."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'voiceguide' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"voiceguide.{_HOME.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return __all__
