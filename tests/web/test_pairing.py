"""Pairing: another machine gets access with the code that the server shows, and not by guessing."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import Served, real, serving
from voiceguide.web._pairing import COOKIE, MOST_WRONG, Pairing, stored_secret
from voiceguide.web.server import Network, network

pytestmark = real


@pytest.fixture(scope="module")
def lan() -> Network:
    """The local network of this machine. Without one the test is skipped."""
    found = network()
    if found is None:
        pytest.skip("this machine is in no network")
    return found


@pytest.fixture(scope="module")
def open_house(lan: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server started with `--lan`, which other machines in the network can reach."""
    with serving(tmp_path_factory.mktemp("home"), "--lan") as running:
        yield running


@pytest.fixture
def phone(lan: Network, open_house: Served) -> Iterator[httpx.Client]:
    """A client that has not been paired, as a phone in the same network would be."""
    home = f"http://{lan.address}:{httpx.URL(open_house.url).port}"
    with httpx.Client(base_url=home, headers={"origin": home}, timeout=60.0) as client:
        yield client


def code_of(open_house: Served) -> str:
    """The pairing code that the server showed last in its terminal."""
    return str(re.findall(r"[Cc]ode: (\d{3} \d{3})", "".join(open_house.said))[-1])


def test_a_stranger_sees_nothing(phone: httpx.Client) -> None:
    """Before pairing, a phone gets only the pairing page, and no practices, sessions or other pages."""
    page = phone.get("/", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/pair")
    assert phone.get("/pair").status_code == 200
    for address in ("/api/practices", "/api/ground", f"/sessions/{'0' * 24}.mp3", "/about"):
        assert phone.get(address, headers={"accept": "*/*"}).status_code == 401, address
    assert phone.post("/api/sessions", json={"practice": "rest"}).status_code == 401


def test_a_cookie_of_ones_own_making_opens_nothing(phone: httpx.Client) -> None:
    """A cookie that this server did not sign gives no access."""
    for value in ("x", "x.", ".", f"{'0' * 24}.{'0' * 64}"):
        answer = phone.get("/api/practices", headers={"cookie": f"{COOKIE}={value}"})
        assert answer.status_code == 401, value


def test_the_code_opens_the_door(open_house: Served, phone: httpx.Client) -> None:
    """A phone that sends the code, written with its space, gets access and a cookie. It still may not save practices:
    only the owner may.
    """
    answer = phone.post("/pair", data={"code": code_of(open_house)}, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "rest" in [row["name"] for row in phone.get("/api/practices").json()]
    assert phone.post("/api/practices", json={"name": "x", "text": "Rest."}).status_code == 403


def test_another_site_cannot_pair_a_browser(open_house: Served, phone: httpx.Client) -> None:
    """The right code is refused if it was sent from a page of another website."""
    answer = phone.post("/pair", data={"code": code_of(open_house)}, headers={"origin": "http://other.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_guesses_are_slowed(phone: httpx.Client) -> None:
    """After a wrong code the next try is refused for a while. The answer says for how long."""
    answers = [phone.post("/pair", data={"code": "12"}, headers={"accept": "application/json"}) for _ in range(3)]
    assert [one.status_code for one in answers[1:]] == [429, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


class Clock:
    """A clock that the test sets by changing `now`, in seconds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_twenty_wrong_ones_change_the_code() -> None:
    """Each wrong code makes its sender wait longer. After twenty wrong codes from all senders together, a new code is
    made.
    """
    clock, codes = Clock(), list[str]()
    pairing = Pairing(b"secret", codes.append, clock)
    waits = []
    for number in range(MOST_WRONG - 1):
        source = f"source {number % 3}"
        clock.now += max(pairing.wait(source), 0.0)
        assert not pairing.guess(source, "none")
        if source == "source 0":
            waits.append(pairing.wait(source))
    assert len(codes) == 1
    assert waits == sorted(waits)
    assert waits[0] >= 1.0
    assert waits[-1] >= 30.0
    clock.now += 1000.0
    assert not pairing.guess("another", "none")
    assert len(codes) == 2
    clock.now += 1000.0
    assert pairing.guess("another", codes[-1])


def test_a_right_guess_that_comes_too_soon_is_wrong() -> None:
    """While a sender has to wait, even the right code is refused."""
    clock, codes = Clock(), list[str]()
    pairing = Pairing(b"secret", codes.append, clock)
    assert not pairing.guess("one", "none")
    assert not pairing.guess("one", codes[0])
    clock.now += 1000.0
    assert pairing.guess("one", codes[0])


def test_a_phone_is_known_after_a_restart(tmp_path: Path) -> None:
    """A paired phone keeps its access when the server starts again. If the file with the secret is removed, the phone
    loses it. Only the owner can read the file.
    """
    file = tmp_path / "data" / "web-secret"
    cookie = Pairing(stored_secret(file), lambda _: None).cookie()
    assert Pairing(stored_secret(file), lambda _: None).is_valid_cookie(cookie)
    assert file.stat().st_mode & 0o077 == 0
    file.unlink()
    assert not Pairing(stored_secret(file), lambda _: None).is_valid_cookie(cookie)
