"""Every state that can be shown has a word of its own."""

import pytest

from campaigns.models import ExecutionState
from campaigns.status import ShownStatus
from contacts.models import ImportState
from frontend.words import (
    CAMPAIGN_STATUS,
    EXECUTION_STATE,
    IMPORT_STATE,
    TEMPLATE_STATE,
    Word,
    humanised,
    word_for,
)
from templates_app.models import TemplateState


@pytest.mark.parametrize(
    ("words", "states"),
    [
        (CAMPAIGN_STATUS, ShownStatus),
        (EXECUTION_STATE, ExecutionState),
        (IMPORT_STATE, ImportState),
        (TEMPLATE_STATE, TemplateState),
    ],
)
def test_every_state_has_a_word(words: dict[str, Word], states: type) -> None:
    assert set(words) == set(states.values)


def test_a_state_without_a_word_shows_its_own_name() -> None:
    assert word_for({}, "on_hold") == Word("On hold")
    assert humanised("policy.frequency_cap") == "Policy: frequency cap"
