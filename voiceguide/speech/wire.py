"""How a worker and its master talk: messages of a few named values and some bytes, over pipes."""

import json
import struct
from dataclasses import asdict
from typing import IO, Any, Final, TypeAlias

from voiceguide.speech.engine import Line

Message: TypeAlias = dict[str, Any]

_HEAD: Final = struct.Struct(">II")


def send(pipe: IO[bytes], message: Message, body: bytes = b"") -> None:
    """Write one message with its bytes. Raises OSError if nobody reads any more."""
    named = json.dumps(message).encode()
    pipe.write(_HEAD.pack(len(named), len(body)) + named)
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[Message, bytes] | None:
    """The next message and its bytes; None when the other side has gone, even in the middle of a message."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    named_size, body_size = _HEAD.unpack(head)
    named, body = pipe.read(named_size), pipe.read(body_size)
    if len(named) < named_size or len(body) < body_size:
        return None
    message: Message = json.loads(named)
    return message, body


def as_request(line: Line) -> Message:
    """The request to speak a line."""
    return {"do": "speak", **asdict(line)}


def as_line(request: Message) -> Line:
    """The line of such a request."""
    named = {name: value for name, value in request.items() if name != "do"}
    return Line(**{**named, "emphasis": tuple((first, last) for first, last in request["emphasis"])})
