"""The sound server of the player's tests. Its own output serves as the microphone here."""

from tests.player.conftest import sound_server as sound_server
from tests.player.conftest import started_server as started_server
