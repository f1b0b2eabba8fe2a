"""Small scripts for the engine that runs any program as a voice. A test writes them into its own folder."""

import shlex
import sys
from pathlib import Path
from typing import Final

from voiceguide.speech.engine import Recording, SpeechLine

_BEGIN: Final = '''
import os, struct, subprocess, sys, time
from array import array
from math import pi, sin

def tone(seconds, rate=22050, channels=1, hertz=150.0):
    """Floats of a hum that swells."""
    second = [sin(2 * pi * hertz * n / rate) * 0.3 * (0.6 + 0.4 * sin(2 * pi * 4 * n / rate))
              for n in range(rate) for _ in range(channels)]
    count = round(seconds * rate) * channels
    return (second * (count // max(1, len(second)) + 1))[:count]

def wav(samples, rate=22050, channels=1, kind="i2", stated=None):
    """The bytes of a WAV; `stated` is the length in its head, if it is not the right one."""
    tag = 3 if kind[0] == "f" else 1
    if kind == "u1":
        data = bytes(round(128 + 127 * one) for one in samples)
    elif kind == "i3":
        data = b"".join(round(one * 8388607).to_bytes(3, "little", signed=True) for one in samples)
    else:
        code, full = {"i2": ("h", 32767), "i4": ("i", 2147483647), "f4": ("f", 1.0), "f8": ("d", 1.0)}[kind]
        data = array(code, [one if full == 1.0 else round(one * full) for one in samples]).tobytes()
    size = int(kind[1])
    head = struct.pack("<HHIIHH", tag, channels, rate, rate * channels * size, channels * size, 8 * size)
    stated = len(data) if stated is None else stated
    return (b"RIFF" + struct.pack("<I", min(36 + stated, 0xFFFFFFFF)) + b"WAVEfmt " + struct.pack("<I", 16) + head
            + b"data" + struct.pack("<I", stated) + data)

def seconds(text, factor=1.0):
    return 0.065 * len(text) / factor

def put(data, file=None):
    if file:
        open(file, "wb").write(data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
'''
"""The code with which each script begins: functions that make a tone and write it as a WAV. They need no packages, so a
script starts quickly.
"""


def program(folder: Path, body: str, arguments: str = "", name: str = "speak.py") -> str:
    """Write a script with the code `body` into `folder`. The result is the command that runs it with
    these arguments.
    """
    script = folder / name
    script.write_text(_BEGIN + body, encoding="utf-8")
    return f"{shlex.quote(sys.executable)} -S {shlex.quote(str(script))} {arguments}".strip()


TEXT: Final = "Rest here, for a while."
SECONDS: Final = 0.065 * len(TEXT)
"""The length, in seconds, of the sound that the well-behaved scripts make for `TEXT`."""


def line(voice: str, text: str = TEXT, rate: float = 1.0, pitch: float = 1.0) -> SpeechLine:
    """A line to be spoken by the program whose command is `voice`."""
    return SpeechLine(text, voice, "", rate, pitch, "plain")


def seconds(recording: Recording) -> float:
    """The length of a recording in seconds."""
    return len(recording.samples) / recording.sample_rate


ARGUMENT: Final = ("put(wav(tone(seconds(sys.argv[1]))), sys.argv[2])", "{text} {wav}")
"""A well-behaved script, with its arguments: it takes the text as an argument and writes the sound to a file."""

PACED: Final = (
    "text, rate, pitch = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])\n"
    "put(wav(tone(seconds(text, rate), hertz=150 * pitch)), sys.argv[4])",
    "{text} {rate} {pitch} {wav}",
)
"""A script, with its arguments, that can change its rate and its pitch."""

STREAM: Final = ("put(wav(tone(seconds(sys.stdin.read().strip()), 8000, 2), 8000, 2, 'u1', stated=0xFFFFFFFF))", "")
"""A script, with its arguments, that takes the text from standard input and writes 8-bit stereo to standard output."""

STRANGE: Final = (
    """
text = open(sys.argv[1], encoding="utf-8").read().strip()
time.sleep(0.2)
print("Loading the model, one moment…", flush=True)
print("\\x1b[31mwarning: no GPU\\x1b[0m", file=sys.stderr)
subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
put(wav(tone(max(0.2, seconds(text, 2.0)), 96000), 96000, 1, "f4"), sys.argv[2])
""",
    "{file} {wav}",
)
"""A script, with its arguments, that starts slowly, prints messages, writes 96 kHz floats, and leaves a child process
behind that holds its pipes open.
"""

HISSING: Final = (
    """
import random
text, chance = open(sys.argv[1], encoding="utf-8").read().strip(), random.Random(1)
hiss = [chance.uniform(-0.003, 0.003) for _ in range(24000)]
voice = hiss + tone(max(0.2, seconds(text, 2 * float(sys.argv[2]))), 48000) + hiss
data = b"".join(2 * round((one + 0.02) * 8388607).to_bytes(3, "little", signed=True) for one in voice)
kind = struct.pack("<HHIIHHHHIH", 0xFFFE, 2, 48000, 288000, 6, 24, 22, 24, 3, 1)
kind += bytes.fromhex("000000001000800000aa00389b71")
stated = len(data) // 6
put(b"RIFF" + bytes(4) + b"WAVEfmt " + struct.pack("<I", len(kind)) + kind + b"data" + struct.pack("<I", stated) + data)
print("Done.")
""",
    "{file} {rate}",
)
"""A script, with its arguments, that writes an unusual WAV: an extensible header whose length counts samples, 24 bits,
an offset, and hiss before and after the words.
"""
