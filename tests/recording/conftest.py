"""The sound server of the player's tests. In the tests of recording, the sound that is played to it is what the
microphone records.
"""

from tests.player.conftest import sound_server as sound_server
from tests.player.conftest import started_server as started_server
