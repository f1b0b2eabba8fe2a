"""Everything that can go wrong for a reason the user can fix.

VoiceguideError
├── LengthError             a length that cannot be read
├── ScriptError             a script with mistakes, all of them together
├── TextError               a text that cannot become a practice
├── PracticeNotFoundError   no practice of that name
├── CourseNotFoundError     no course, or no session of a course, of that name
├── WordsMissingError       the listener's own words that a script needs and nobody gave
├── FitError                a practice cannot have that length
├── SectionNotFoundError    a session has no section of that name
├── StartTooLateError       a session ends before the time at which it should start
├── ChangeTooLateError      a session is over, or nearly over, before the change
├── SpeechError
│   ├── EngineMissingError  an engine that is not installed
│   ├── VoiceNotFoundError  a voice that the engine does not have
│   │   ├── LanguageNotSpokenError  a language that no voice of the engine speaks
│   │   ├── ProgramNotFoundError  a voice whose program is not there
│   │   └── RecordingsFolderError  a folder of recordings that does not exist
│   ├── CommandError        a command voice that cannot run as it is written
│   ├── VoiceInstallError   a voice that could not be installed
│   ├── VoiceDamagedError   a voice whose files are not those of its package
│   ├── SpeechFailedError   a line that could not be spoken
│   ├── RecordingsMissingError  lines that a folder of recordings does not have
│   └── ClipsError          the folder of spoken clips cannot be used
├── SoundError
│   ├── BackgroundNotFoundError  no background of that name
│   ├── BackgroundSpecError  a background that cannot be understood
│   ├── AudioFileError      a sound file that cannot be used
│   ├── RecipeError         a recipe with a mistake
│   └── BackgroundLostError  the process that made a background ended early
├── OutputError
│   ├── FileThereError      a file would be overwritten
│   ├── FolderError         a folder that is missing, or to which nothing can be written
│   ├── FormatError         an unknown file ending
│   ├── CoverError          a cover picture that cannot be used
│   ├── WriteFailedError    the file could not be finished
│   ├── NoSpeakersError     sound cannot be played on this computer
│   └── DeviceNotFoundError no sound device of that name
├── RecordingError          a recording that cannot become a practice
│   ├── DetectorMissingError  no speech detector is installed
│   └── RecogniserMissingError  no speech recogniser is installed
├── MatchingError           a matching (of a take with its lines) that cannot be used
├── NoMicrophoneError       sound cannot be recorded on this computer
├── LogError                the log of sessions cannot be used
├── NoTerminalError         a command that asks questions, where there is no terminal
├── ConfigError             a setting that cannot be used
├── RequestError            a request for a session that cannot be read or met
├── CatalogueError          a catalogue, or a list of people, with mistakes, all of them together
├── ClusterError            a cluster that cannot be used, or was lost
├── BusyError               no more sessions can wait to be made
├── AddressError            the page cannot be served at an address
└── CertificateError        a certificate that the page cannot be served with

An error carries its data and builds its sentence from them: what happened, to what, and what to do.
Anything else that is raised is a bug and keeps its traceback.

Import errors from here; the modules of this room are grouped by what failed.
"""

from voiceguide.errors._base import VoiceguideError, is_disk_full, nearest, or_list, shortened, system_reason
from voiceguide.errors._output import (
    CoverError,
    DeviceNotFoundError,
    FileThereError,
    FolderError,
    FormatError,
    NoSpeakersError,
    OutputError,
    WriteFailedError,
)
from voiceguide.errors._program import (
    AddressError,
    BusyError,
    CatalogueError,
    CertificateError,
    ConfigError,
    LogError,
    NoTerminalError,
    RequestError,
)
from voiceguide.errors._recording import (
    DetectorMissingError,
    MatchingError,
    NoMicrophoneError,
    RecogniserMissingError,
    RecordingError,
)
from voiceguide.errors._script import (
    ChangeTooLateError,
    CourseNotFoundError,
    FitError,
    LengthError,
    Mistake,
    PracticeNotFoundError,
    ScriptError,
    SectionNotFoundError,
    StartTooLateError,
    TextError,
    WordsMissingError,
)
from voiceguide.errors._sound import (
    NO_SUCH_FILE,
    NOTHING_HEARD,
    AudioFileError,
    BackgroundLostError,
    BackgroundNotFoundError,
    BackgroundSpecError,
    RecipeError,
    SoundError,
)
from voiceguide.errors._speech import (
    NO_SOUND,
    ClipsError,
    ClusterError,
    CommandError,
    EngineMissingError,
    LanguageNotSpokenError,
    ProgramNotFoundError,
    RecordingsFolderError,
    RecordingsMissingError,
    SpeechError,
    SpeechFailedError,
    Unrecorded,
    VoiceDamagedError,
    VoiceInstallError,
    VoiceNotFoundError,
)

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
    "Mistake",
    "NOTHING_HEARD",
    "NO_SOUND",
    "NO_SUCH_FILE",
    "NoMicrophoneError",
    "NoSpeakersError",
    "NoTerminalError",
    "OutputError",
    "PracticeNotFoundError",
    "ProgramNotFoundError",
    "RecipeError",
    "RecogniserMissingError",
    "RecordingError",
    "RecordingsFolderError",
    "RecordingsMissingError",
    "RequestError",
    "ScriptError",
    "SectionNotFoundError",
    "SoundError",
    "SpeechError",
    "SpeechFailedError",
    "StartTooLateError",
    "TextError",
    "Unrecorded",
    "VoiceDamagedError",
    "VoiceInstallError",
    "VoiceNotFoundError",
    "VoiceguideError",
    "WordsMissingError",
    "WriteFailedError",
    "is_disk_full",
    "nearest",
    "or_list",
    "shortened",
    "system_reason",
]
