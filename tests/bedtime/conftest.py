"""The sound server and the speakers of the player's tests, for the tests of this folder."""

from tests.player.conftest import sound_server, speakers, started_server

__all__ = ["sound_server", "speakers", "started_server"]
