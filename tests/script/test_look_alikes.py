"""Every kind of directive with unusual letters that regular expressions take for s, k or i when they ignore case."""

from contextlib import suppress

import pytest

from tests.look_alikes import look_alikes
from voiceguide.script._directives import _READERS, read_directive
from voiceguide.script._findings import UnplacedError
from voiceguide.script.model import Place

PLACE = Place("a.md", 1)
DIRECTIVES = {
    "pause": ("pause", "pause 5s fixed", "5s, 1s-2m", "30s to 6min", "1 minute, up to 20 minutes"),
    "silence": ("silence 2m", "silence 30 seconds fixed", "silence 20s-5m open", "silence 20s-5m every 30 secs"),
    "breathe": ("breathe in 4 hold 2 seconds out 6 rest 1, 4-20 times", "breathe in 4 out 6, 3 breaths"),
    "repeat": ("repeat 3 times", "repeat 2-6"),
    "end": ("end", "end repeat"),
    "bell": ("bell", "bell 3 times"),
    "practice": ("practice kind-wishes 40%",),
    "images": ("images ./kinds.md, 12-60 times",),
    "sound": ("sound silk",),
    "piece": ("piece 00ik",),
}


def test_every_directive_has_samples() -> None:
    """`DIRECTIVES` has samples of every directive. A new directive without samples fails this test."""
    assert set(DIRECTIVES) == set(_READERS)


@pytest.mark.parametrize("written", [sample for samples in DIRECTIVES.values() for sample in samples])
def test_letters_that_look_like_those_of_a_directive_are_no_fault_of_the_program(written: str) -> None:
    """If a letter of a directive is replaced by a look-alike, the directive is read or is a mistake of the script. No
    other error is raised.
    """
    read_directive(written, PLACE)
    for text, _ in look_alikes(written):
        with suppress(UnplacedError):
            read_directive(text, PLACE)


@pytest.mark.parametrize("manner", ["fıxed", "fİxed"])
def test_a_manner_with_another_letter_is_a_mistake_in_the_length(manner: str) -> None:
    """If the word "fixed" after a silence's length has a look-alike letter, it is an unknown word and a mistake."""
    with pytest.raises(UnplacedError) as caught:
        read_directive(f"silence 2m {manner}", PLACE)
    assert caught.value.code == "length"
