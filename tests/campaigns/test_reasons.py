"""The registries of reasons and their documentation say the same."""

import re
from pathlib import Path

from campaigns import reasons
from campaigns.models import DecisionOutcome
from campaigns.nodes import ab_test, jump, segment_add, set_field
from messaging import reasons as messaging_reasons

DOCUMENT = Path(__file__).parents[2] / "docs" / "reasons.md"


def test_the_document_lists_every_code_with_its_words() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(
        [*reasons.WORDS.items(), *reasons.ENTRY_WORDS.items(), *messaging_reasons.WORDS.items()]
    )


def test_every_decision_of_a_trigger_has_words() -> None:
    assert set(DecisionOutcome.values) < set(reasons.ENTRY_WORDS)
    assert reasons.entry_words("filter") == "The trigger's filter said no."


def test_codes_of_nodes_and_messages_have_words() -> None:
    jumps = (jump.JUMPED, jump.JUMP_ALREADY_IN, jump.JUMP_REFUSED, jump.JUMP_LIMIT)
    for code in (*jumps, ab_test.HOLDOUT, set_field.RENDER_FAILED, set_field.VALUE_REFUSED, segment_add.SEGMENT_GONE):
        assert code in reasons.WORDS
    assert reasons.reason_words("consent_missing") == messaging_reasons.WORDS["consent_missing"]
    assert reasons.reason_words("something_new") == "Something new"
