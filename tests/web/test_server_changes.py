"""Sessions changed while they play, seen from a client: another length, an ending, or a sleep timer."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.web.conftest import Served, real

pytestmark = real


def test_the_timer_fades_and_the_past_stays(served: Served, session: dict[str, object]) -> None:
    """A sleep timer of 15 s, set at 10 s, gives a new session that ends at 25 s. Its sound is the same until 0.2 s
    before the timer was set, and fades to silence.
    """
    made = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 10, "stop_s": 15}).json()
    assert (made["join_s"], made["id"] != session["id"]) == (10.0, True)
    old, new = (sound(served, one) for one in (session, made))
    assert len(new) == 25 * 44_100
    until = round(9.8 * 44_100)
    assert (old[:until] == new[:until]).all()
    assert abs(new[-4410:].astype(int)).max() < 10
    over = served.client.post(f"/api/sessions/{made['id']}/refit", json={"at_s": 25, "stop_s": 15})
    assert over.status_code == 409


def test_without_a_timer_again_it_plays_to_its_end(served: Served, session: dict[str, object]) -> None:
    """The choice "No timer" removes the sleep timer: the session has its full length again. It is allowed even if no
    timer is set.
    """
    timed = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 10, "stop_s": 15}).json()
    assert timed["length_s"] == 25.0
    for before in (timed, session):
        again = served.client.post(f"/api/sessions/{before['id']}/refit", json={"at_s": 12, "stop_s": 0})
        assert (again.status_code, again.json()["length_s"]) == (201, 40.0), again.text
        assert len(sound(served, again.json())) == 40 * 44_100


def test_a_timer_in_the_fade_of_another(served: Served, session: dict[str, object]) -> None:
    """If a timer is removed or changed during its fade, the sound already heard stays the same, and the level does not
    jump.
    """
    timed = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 5, "stop_s": 20}).json()
    before, at = sound(served, timed), 18 * 44_100
    assert (timed["join_s"], len(before)) == (5.0, 25 * 44_100)
    for change, length in (({"stop_s": 0}, 40.0), ({"stop_s": 10}, 28.0), ({"end": True}, None)):
        answer = served.client.post(f"/api/sessions/{timed['id']}/refit", json={"at_s": 18, **change}).json()
        after = sound(served, answer)
        assert answer["join_s"] >= 18
        assert (before[: at - 8820] == after[: at - 8820]).all(), change
        assert len(after) == round((length or answer["length_s"]) * 44_100)
        levels = [
            20 * np.log10(np.abs(after[one : one + 2205].astype(float)).max() + 1) for one in (at - 4410, at + 2205)
        ]
        assert abs(levels[1] - levels[0]) < 6, (change, levels)


def test_nothing_is_shown_that_is_not_heard(served: Served, session: dict[str, object]) -> None:
    """If a timer ends a session, its plan and captions contain nothing that would come after the new end."""
    timed = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 10, "stop_s": 12}).json()
    sound(served, timed)
    plan = served.client.get(timed["plan"]).json()
    assert max(one["start_s"] for one in [*plan["events"], *plan["sections"]]) < timed["length_s"] == 22.0
    assert "Thank you for resting." in served.client.get(str(session["captions"])).text
    assert "Thank you for resting." not in served.client.get(timed["captions"]).text


def test_no_session_is_longer_than_three_hours(served: Served, session: dict[str, object]) -> None:
    """A session to which three hours are added becomes at most three hours long."""
    more = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 11, "add_s": 10_800}).json()
    assert 40 < more["length_s"] <= 3 * 3600
    served.client.get(more["audio"], headers={"range": "bytes=0-1"})


@pytest.mark.parametrize(
    ("change", "length"),
    [({"add_s": 30}, 70.0), ({"add_s": -12}, 28.0), ({"end": True}, None), ({"background_level": 14}, 40.0)],
)
def test_a_change_keeps_the_past_as_sound(
    served: Served, session: dict[str, object], change: dict[str, object], length: float | None
) -> None:
    """After a change the samples are the same until 0.2 s before the join, and the level around the join varies by less
    than 3 dB.
    """
    made = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 11, **change}).json()
    old, new = (sound(served, one) for one in (session, made))
    assert 11 <= made["join_s"] < 30
    assert len(new) == round(made["length_s"] * 44_100)
    assert made["length_s"] == (length or pytest.approx(25, abs=8))
    until, join = (round((made["join_s"] + by) * 44_100) for by in (-0.2, 0))
    assert (old[:until] == new[:until]).all()
    levels = [level(new[at : at + 4410]) for at in range(join - 22_050, join + 26_000, 4410)]
    assert max(levels) - min(levels) < 3.0 or change == {"background_level": 14}
    again = served.client.post(f"/api/sessions/{made['id']}/refit", json={"at_s": made["length_s"], **change})
    assert again.status_code == 409


def sound(served: Served, session: dict[str, object]) -> Any:
    """The decoded sound of a session, in 16 bits."""
    return soundfile.read(BytesIO(served.client.get(str(session["audio"])).content), dtype="int16")[0]


def level(samples: Any) -> float:
    """The level of some samples in dB, relative to one step of 16 bits."""
    return float(20 * np.log10(np.sqrt(np.mean(samples.astype(float) ** 2)) + 1e-9))


def test_an_early_end_keeps_the_quality_of_a_long_session(served: Served) -> None:
    """A session of more than an hour has a low bitrate. If it is ended early and so becomes shorter than an hour, it
    keeps this bitrate.
    """
    long = served.begin({"practice": "rest", "length_s": 1800, "then_s": 1900, "seed": 7})
    ended = served.client.post(f"/api/sessions/{long['id']}/refit", json={"at_s": 5, "end": True}).json()
    assert ended["length_s"] < 3600
    assert bits_per_second(served, long) == bits_per_second(served, ended)


def bits_per_second(served: Served, session: dict[str, Any]) -> int:
    """The bitrate of a session's sound file, to the nearest 1000 bits per second."""
    with served.client.stream("GET", session["audio"]) as answer:
        size = int(answer.headers["content-length"])
    return 1000 * round(8 * size / float(session["length_s"]) / 1000)
