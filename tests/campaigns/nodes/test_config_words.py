"""What is wrong with a config, in the words of its form: no paths, no types."""

from typing import Any

import pytest

from campaigns.nodes import registry
from campaigns.nodes.config_errors import config_read
from campaigns.nodes.config_words import config_sentence

RULE = {"condition": "AND", "rules": []}


@pytest.mark.parametrize(
    ("key", "config", "sentences"),
    [
        ("send", {"channel": "email"}, ["“Template” is still empty."]),
        (
            "send",
            {"channel": "email", "template": "tpl_7zzzzzzzzzzzzzzzzzzzzzzzzz", "fallback": {"channel": "sms"}},
            ["“Second message – Template” is still empty."],
        ),
        ("wait", {}, ["“Wait for” is still empty."]),
        ("trigger_scheduled", {}, ["“Starts” is still empty."]),
        ("update_score", {}, ["“Score” is still empty."]),
        ("update_score", {"delta": "5"}, ["“By how much” must be a whole number."]),
        ("update_score", {"value": 10**12}, ["“New score” must be at most 1000000000."]),
        ("wait", {"duration": {"unit": "days"}}, ["“How long – Value” is still empty."]),
        (
            "switch",
            {"branches": [{"port": "a", "rule": RULE}, {"port": "b"}]},
            ["“Branches 2 – Rule” is still empty."],
        ),
        ("tag", {"action": "add", "tag": ""}, ["“Tag” must have at least 1 character."]),
        ("tag", {"action": "add", "tag": "x", "colour": 1}, ["“Colour” is not right: unknown field."]),
        ("set_field", {"field": "score", "value": 1}, ["“Field” is not right: score can't be set by a node."]),
    ],
)
def test_each_is_one_sentence_about_a_field_by_its_title(
    key: str, config: dict[str, Any], sentences: list[str]
) -> None:
    node_type = registry.get(key)
    errors = config_read(node_type, config)[1]
    assert [config_sentence(node_type, error) for error in errors] == sentences


@pytest.mark.parametrize("key", [node_type.key for node_type in registry.all_types()])
def test_no_type_speaks_in_keys_of_what_is_missing(key: str) -> None:
    node_type = registry.get(key)
    for error in config_read(node_type, {})[1]:
        sentence = config_sentence(node_type, error)
        assert sentence.startswith("“")
        assert sentence.endswith("” is still empty.")
        assert "_" not in sentence
