import platform
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")

THREADS = """
import ctypes, sys, threading
from voiceguide.system.process import share_arenas

if sys.argv[1] == "shared":
    share_arenas()
here, free = threading.Barrier(9), threading.Event()

def work():
    held = bytearray(100_000)
    here.wait()
    free.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
here.wait()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
libc.malloc_info(0, ctypes.c_void_p(libc.fdopen(1, b"w")))
libc.fflush(None)
free.set()
"""


def arenas(how: str) -> int:
    """The number of malloc arenas that eight threads use: with `share_arenas` if `how` is "shared", else without."""
    report = subprocess.run([sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True).stdout
    return len(re.findall("<heap nr=", report))


def test_threads_share_two_arenas() -> None:
    """With `share_arenas`, eight threads share two malloc arenas. Without it they use more, and would keep far more
    freed memory.
    """
    assert arenas("shared") == 2
    assert arenas("apart") > 2
