"""The rule language describes itself well enough that a builder needs to know no condition type."""

import pytest

from contacts import rules
from contacts.rules.conditions.attribute_kinds import OPERATORS
from contacts.rules.conditions.hints import OPERANDS, OPERATOR
from contacts.rules.conditions.operators import OPERATOR_WORDS
from scripts.rule_conditions import PATH, conditions_text

LANGUAGE = rules.describe()


def test_the_committed_description_is_the_registered_one() -> None:
    assert PATH.read_text(encoding="utf-8") == conditions_text(), "run `python -m scripts.rule_conditions`"


def test_limits_and_types_are_those_of_the_language() -> None:
    assert (LANGUAGE.max_depth, LANGUAGE.max_leaves) == (rules.MAX_DEPTH, rules.MAX_LEAVES)
    assert [each.key for each in LANGUAGE.conditions] == [each.key for each in rules.all_types()]
    assert [each.key for each in LANGUAGE.conditions if each.flow_only] == ["trigger", "webhook"]


@pytest.mark.parametrize("condition", LANGUAGE.conditions, ids=lambda each: each.key)
def test_every_type_has_words_and_names_each_of_its_parts(condition: rules.ConditionDescription) -> None:
    parts = {key: part for key, part in condition.schema["properties"].items() if key != "type"}
    assert condition.label
    assert condition.description.endswith(".")
    assert sorted(condition.schema["x-order"]) == sorted(parts)
    assert all(part["title"] for part in parts.values())
    assert set(parts["operator"]["x-labels"]) >= set(parts["operator"]["enum"])


def test_every_operator_has_words_a_kind_of_value_and_a_kind_that_it_fits() -> None:
    assert set(OPERATOR_WORDS) <= set(OPERANDS)
    assert OPERATOR["x-operands"] == OPERANDS
    assert {operator for fitting in OPERATORS.values() for operator in fitting} == set(OPERANDS)
