"""The practices that the page offers."""

import pytest

from tests.needs import needs
from tests.web.conftest import REST
from voiceguide.errors import WordsMissingError
from voiceguide.person.own_words import write_words
from voiceguide.web._practices import Practices

pytestmark = needs("espeak-ng")


def test_a_practice_that_needs_words_opens_for_whoever_has_them(practices: Practices) -> None:
    """A practice that needs the listener's own words opens with the owner's words. Without them the error names a
    missing word.
    """
    text = REST.replace("Now it is quiet.", "Think of {dear}.")
    (practices.folders.scripts / "dear.md").write_text(text, encoding="utf-8")
    with pytest.raises(WordsMissingError) as missing:
        practices.overview("dear", mine=True)
    assert missing.value.variable == "dear"
    write_words(practices.folders.own_words, {"dear": "Bella"})
    assert practices.overview("dear", mine=True).min_s > 0
    assert practices.order({"practice": "dear"}, owner=True).request.words == (("dear", "Bella"),)
    with pytest.raises(WordsMissingError):
        practices.overview("dear", mine=False)
