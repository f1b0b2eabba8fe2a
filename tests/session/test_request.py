"""What a listener asks for."""

from voiceguide.session.request import BedAfter, Request, grounding_request


def test_ground_me_is_the_same_for_whoever_asks() -> None:
    """ "Ground me" keeps the listener's voice, background and levels, but not the length, the words or the kind of
    session.
    """
    heard = Request(voice="fake:calm", background="rain", background_level=20.0, rate=0.9, voice_tone="warm")
    asked = Request(
        length=1200.0,
        path="inward",
        session="sleep",
        words=(("name", "Robin"),),
        visit="again",
        seed=7,
        then=BedAfter(None, 3600.0),
        fade=120.0,
        voice="fake:calm",
        background="rain",
        background_level=20.0,
        rate=0.9,
        voice_tone="warm",
    )
    assert grounding_request(asked) == grounding_request(heard)
    assert (grounding_request(asked).length, grounding_request(asked).nearest) == (None, True)
    assert grounding_request(asked).voice == "fake:calm"
