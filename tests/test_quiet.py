import subprocess
import sys

PROGRAM = """
import ctypes, os, sys
from voiceguide.quiet import quiet_libraries, quiet_stderr
say = lambda words: os.write(2, words)
say(b"before\\n")
with quiet_libraries():
    say(b"a library\\n")
    print("python", file=sys.stderr)
    with quiet_stderr():
        say(b"a library, hushed\\n")
    say(b"a library still\\n")
say(b"after\\n")
print("python again", file=sys.stderr)
"""


def test_libraries_are_quiet_for_as_long_as_a_session_lasts() -> None:
    """What C code writes to stderr is not seen until the block ends; what we write is, in order."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], stderr=subprocess.PIPE, text=True, check=True)
    assert done.stderr.split("\n") == ["before", "python", "after", "python again", ""]


def test_without_a_stderr_there_is_nothing_to_quiet() -> None:
    """A program that was started without one goes on."""
    program = "from voiceguide.quiet import quiet_libraries\nwith quiet_libraries(): print('fine')"
    command = f'exec 2>&-; exec {sys.executable} -c "{program}"'
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "fine\n"
