"""Limits Kokoro's tests, because Kokoro speaks only about as fast as a person. Of the suite for all engines, it runs
only the tests in `CORE`, unless an environment variable asks for all of them.
"""

import os

import pytest

CORE = {
    "test_a_voice_is_heard_at_the_level_of_all_clips",
    "test_a_clip_is_trimmed",
    "test_a_clip_is_samples_of_one_channel_at_our_rate",
    "test_a_higher_pitch_is_higher",
    "test_an_unknown_voice_is_an_error_and_the_next_line_is_spoken",
    "test_a_misspelt_voice_has_a_nearest",
    "test_the_first_voices_of_the_list_can_speak",
    "test_what_is_kept_comes_back_unchanged",
    "test_punctuation_alone_is_silence_that_nobody_is_asked_for",
}
WHOLE = "VOICEGUIDE_TEST_WHOLE_KOKORO"
"""The environment variable that makes Kokoro run the whole suite, if it is 1."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the suite for all engines, Kokoro runs only the tests in `CORE`, and only the first two cases of each. All
    other tests stay.
    """
    if os.environ.get(WHOLE) == "1":
        return
    seen: dict[str, int] = {}
    kept, left = [], []
    for item in items:
        name = getattr(item, "originalname", "")
        if "test_contract" not in item.nodeid or "kokoro" not in item.name:
            kept.append(item)
        elif name in CORE and seen.setdefault(name, 0) < 2:
            seen[name] += 1
            kept.append(item)
        else:
            left.append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
