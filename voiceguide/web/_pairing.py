"""Decides who may listen from another machine: a phone gets a cookie after its user has typed the code that the
terminal shows.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from voiceguide.system.files import new_file
from voiceguide.units import Seconds

COOKIE: Final = "voiceguide"
MOST_WRONG: Final = 20
"""After this many wrong guesses, from any sources, the code is replaced."""

_FIRST_WAIT: Final[Seconds] = 1.0
_LONGEST_WAIT: Final[Seconds] = 60.0
_BETWEEN: Final[Seconds] = 0.2
"""After a wrong guess by anybody, every client must wait at least this long before it guesses."""
_MOST_SOURCES: Final = 1000


class Pairing:
    """Holds the current pairing code, and counts wrong guesses. Use it from one thread only."""

    def __init__(
        self, secret: bytes, changed: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`changed` is called with each new code."""
        self._secret, self._changed, self._clock = secret, changed, clock
        self._wrong = 0
        self._sources: dict[str, tuple[int, float]] = {}
        self._next = 0.0
        self.code = ""
        self._renew()

    def _renew(self) -> None:
        self.code, self._wrong = f"{secrets.randbelow(1_000_000):06}", 0
        self._changed(self.code)

    def wait(self, source: str) -> Seconds:
        """How long a source (the address of a client) must wait before it may guess; 0: it may guess now."""
        return max(0.0, self._sources.get(source, (0, 0.0))[1] - self._clock(), self._next - self._clock())

    def guess(self, source: str, code: str) -> bool:
        """Whether the code is right. A guess before the time from `wait` is over counts as wrong, and each wrong guess
        makes the next wait longer, up to a minute.
        """
        now = self._clock()
        right = not self.wait(source) and hmac.compare_digest(code.encode(), self.code.encode())
        if right:
            self._sources.pop(source, None)
            return True
        count = self._sources.get(source, (0, 0.0))[0] + 1
        if len(self._sources) >= _MOST_SOURCES:
            self._sources.pop(next(iter(self._sources)))
        self._sources[source] = (count, now + min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(count - 1, 10)))
        self._next = now + _BETWEEN
        self._wrong += 1
        if self._wrong >= MOST_WRONG:
            self._renew()
        return False

    def cookie(self) -> str:
        """The value of a new cookie."""
        name = secrets.token_hex(12)
        return f"{name}.{self._sign(name)}"

    def is_valid_cookie(self, cookie: str) -> bool:
        """Whether a cookie is one of ours."""
        name, _, sign = cookie.partition(".")
        return bool(name) and hmac.compare_digest(sign.encode(), self._sign(name).encode())

    def _sign(self, name: str) -> str:
        return hmac.new(self._secret, name.encode(), hashlib.sha256).hexdigest()


def stored_secret(file: Path) -> bytes:
    """The secret with which cookies are signed. It is stored in `file`, and created anew if the file is missing or
    damaged. Deleting the file unpairs every phone.

    If the file cannot be written, the secret lasts only as long as the server runs.
    """
    with suppress(OSError, ValueError):
        found = bytes.fromhex(file.read_text(encoding="ascii"))
        if len(found) == 32:
            return found
    made = secrets.token_bytes(32)
    with suppress(OSError):
        file.unlink(missing_ok=True)  # a damaged one, which others may be able to read
        with new_file(file, private=True) as part:
            part.write_text(made.hex(), encoding="ascii")
    return made
