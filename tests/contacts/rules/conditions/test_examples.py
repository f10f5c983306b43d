"""The registry of condition types: every entry has example data here, or fails."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from contacts import rules
from contacts.rules.registry import ConditionType, register
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput

EXAMPLES: dict[str, dict[str, Any]] = {
    "attribute": {"field": "email", "operator": "equals", "value": "ada@example.org"},
    "tag": {"operator": "has", "value": "vip"},
    "segment": {"operator": "in", "value": "seg_01h455vb4pex5vsknk084sn02q"},
    "consent": {"field": "email.marketing", "operator": "is", "value": "granted"},
    "event": {
        "field": "ordered",
        "operator": "did_not",
        "count": 2,
        "window": "30d",
        "value": {"filter": [{"field": "cart.total", "operator": ">=", "value": 50}]},
    },
    "trigger": {"field": "amount", "operator": "between", "value": [1, 2]},
    "webhook": {"field": "crm.status", "operator": "=", "value": 200},
    "score": {"operator": ">", "value": 10},
}
OWN = [each for each in rules.all_types() if type(each).__module__.startswith("contacts.")]


@pytest.mark.django_db
@pytest.mark.parametrize("condition", OWN, ids=lambda each: each.key)
def test_every_type_parses_compiles_runs_and_speaks(condition: ConditionType[Any]) -> None:
    leaf = {"type": condition.key, **EXAMPLES[condition.key]}
    rule = rules.parse({"condition": "OR", "rules": [leaf]})
    predicate = rules.compile(rule, make_workspace().pk, datetime(2026, 1, 1, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        assert cursor.fetchone() == (0,)
    assert rules.plain_words(rule)
    assert condition.label
    with pytest.raises(InvalidInput, match="unknown field"):
        rules.parse({"condition": "OR", "rules": [{**leaf, "unheard_of": 1}]})


def test_a_key_is_registered_once() -> None:
    with pytest.raises(ValueError, match="'tag' is registered twice"):
        register(type(next(each for each in OWN if each.key == "tag")))
