"""The system's reason for an error, as it is put at the end of voiceguide's own message."""

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
    """The system's reason is never empty. Its first letter becomes lower case, except in an abbreviation, an
    exception's name or a path. The rest stays as it is.
    """
    assert system_reason(error) == reason
