import io

from hypothesis import given
from hypothesis import strategies as st

from voiceguide.speech._worker import as_line, as_request, receive, send
from voiceguide.speech.engine import SpeechLine


@given(st.dictionaries(st.text(), st.text() | st.floats(allow_nan=False) | st.none()), st.binary(max_size=200))
def test_what_is_sent_arrives(message: dict[str, object], body: bytes) -> None:
    """Messages are received in the order in which they were sent, with the same names, values and bytes. After the last
    message, `receive` returns None.
    """
    pipe = io.BytesIO()
    send(pipe, message, body)
    send(pipe, {"second": 2})
    pipe.seek(0)
    assert receive(pipe) == (message, body)
    assert receive(pipe) == ({"second": 2}, b"")
    assert receive(pipe) is None


@given(st.data())
def test_half_a_message_is_the_end(data: st.DataObject) -> None:
    """If a message breaks off, at any byte, `receive` returns None, as at the end of the stream."""
    pipe = io.BytesIO()
    send(pipe, {"text": "rest"}, b"12345")
    cut = data.draw(st.integers(0, len(pipe.getvalue()) - 1))
    assert receive(io.BytesIO(pipe.getvalue()[:cut])) is None


def test_a_line_travels_whole() -> None:
    """A line arrives in the other process with all of its fields unchanged."""
    line = SpeechLine("Rest here, *now*.", "calm", "en", 0.9, 1.05, "warm", emphasis=((11, 14), (3, 4)))
    pipe = io.BytesIO()
    send(pipe, as_request(line))
    pipe.seek(0)
    received = receive(pipe)
    assert received is not None
    assert as_line(received[0]) == line
