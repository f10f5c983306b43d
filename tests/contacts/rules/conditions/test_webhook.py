"""The webhook condition looks at what was kept of answers, in flows only."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from contacts import rules
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace

NOW = datetime(2030, 6, 15, 12, tzinfo=UTC)
KEPT = {"_webhook": {"crm": {"status": 200, "tier": "gold", "items": [{"id": 7}]}}, "crm": {"status": 500}}

pytestmark = pytest.mark.django_db


def matches(context: object, field: str, operator: str, value: Any = None) -> bool:
    leaf = {"type": "webhook", "field": field, "operator": operator} | ({} if value is None else {"value": value})
    contact = make_contact(make_workspace())
    rule = rules.parse({"condition": "AND", "rules": [leaf]})
    answer = rules.ask(
        rule,
        contact_id=contact.pk,
        workspace_id=contact.workspace_id,
        now=NOW,
        context=rules.RuleContext(context_column="b.context"),
        trigger=context,
    )
    predicate = rules.compile(rule, contact.workspace_id, NOW, context=rules.RuleContext(context_column="b.context"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM contacts_contact c, (SELECT %(x)s::jsonb AS context) b WHERE {predicate.sql}",
            {**predicate.params, "x": json.dumps(context)},
        )
        assert (cursor.fetchone() is not None) == answer.matched
    return answer.matched


def test_it_looks_at_the_answer_by_its_name() -> None:
    assert matches(KEPT, "crm.status", "=", 200)
    assert not matches(KEPT, "crm.status", "=", 500)
    assert matches(KEPT, "crm.tier", "in", ["gold", "silver"])
    assert matches(KEPT, "crm.items.0.id", ">", 6)
    assert matches(KEPT, "crm.gone", "is_not_set")


@pytest.mark.parametrize("context", [{}, {"_webhook": None}, {"_webhook": 7}, {"_webhook": {}}, {"_webhook": {"x": 1}}])
def test_without_an_answer_it_says_no(context: object) -> None:
    assert not matches(context, "crm.status", "!=", 500)
    assert not matches(context, "crm.tier", "not_equals", "gold")


def test_only_flows_may_ask() -> None:
    contact = make_contact(make_workspace())
    leaf = {"type": "webhook", "field": "crm.status", "operator": "=", "value": 200}
    rule = rules.parse({"condition": "AND", "rules": [leaf]})
    problems = rules.validate(rule, contact.workspace_id)
    assert [(each.path, each.code) for each in problems] == [("rule.rules[0].type", "no_webhook")]
    assert rules.validate(rule, contact.workspace_id, in_flow=True) == []
    assert rules.plain_words(rule) == "webhook’s crm.status is 200"
