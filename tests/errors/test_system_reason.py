"""What the system says about an error, as the end of our own sentence."""

import errno
from urllib.error import URLError

import pytest

from voiceguide.errors import system_reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/somewhere/Else"), "permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError("It Has no number"), "it Has no number"),
        (OSError(errno.EIO, "IO trouble"), "IO trouble"),
        (URLError("unknown url type: abc").reason, "unknown url type: abc"),
        (ValueError("/Somewhere is no file"), "/Somewhere is no file"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_the_reason_goes_on_with_our_sentence(error: object, reason: str) -> None:
    """It begins in lower case, except for abbreviations, and is never empty; names in it stay as they are."""
    assert system_reason(error) == reason
