"""A rule asked about one contact: each condition's answer with the contact's value, and the whole as compiled."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from contacts import rules
from contacts.models import Contact, Event
from contacts.rules.conditions import event
from tests.factories.contacts import make_contact, make_segment
from tests.factories.workspaces import make_workspace

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 31, tzinfo=UTC)
PRO = {"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}
VIP = {"type": "tag", "operator": "has", "value": "vip"}
HIGH = {"type": "score", "operator": ">=", "value": 50}
AGREED = {"type": "consent", "field": "email.marketing", "operator": "is", "value": "granted"}


def asked(contact: Contact, rule: dict[str, Any]) -> rules.RuleAnswer:
    return rules.ask(rules.parse(rule), contact_id=contact.pk, workspace_id=contact.workspace_id, now=NOW)


def test_every_condition_says_what_it_saw_in_a_query_for_each_type() -> None:
    workspace = make_workspace()
    contact = make_contact(workspace, attributes={"plan": "free"}, tags=["vip"], score=7, first_name="Ada")
    segment = make_segment(workspace)
    name = {"type": "attribute", "field": "first_name", "operator": "equals", "value": "Ada"}
    member = {"type": "segment", "operator": "not_in", "value": segment.public_id}
    rule = {"condition": "OR", "rules": [PRO, {"condition": "AND", "rules": [VIP, HIGH]}, AGREED, name, member]}
    with CaptureQueriesContext(connection) as queries:
        answer = asked(contact, rule)
    # The contact, its consents and its segments.
    assert len(queries) == 3
    assert answer.matched is True
    assert [(leaf.matched, leaf.actual) for leaf in answer.leaves] == [
        (False, "free"),
        (True, ["vip"]),
        (False, 7),
        (False, "unknown"),
        (True, "Ada"),
        (True, "not in"),
    ]
    assert answer.leaves[0].words == "plan is “pro”"


def test_a_missing_value_is_none_and_decides_no() -> None:
    contact = make_contact(make_workspace())
    answer = asked(contact, {"condition": "AND", "rules": [PRO]})
    assert (answer.matched, answer.leaves[0].matched, answer.leaves[0].actual) == (False, False, None)


def test_another_workspace_s_contact_meets_nothing() -> None:
    contact = make_contact(make_workspace(), tags=["vip"])
    rule = rules.parse({"condition": "AND", "not": True, "rules": [VIP]})
    answer = rules.ask(rule, contact_id=contact.pk, workspace_id=make_workspace().pk, now=NOW)
    assert (answer.matched, [leaf.matched for leaf in answer.leaves]) == (False, [False])


def test_a_history_too_long_to_load_is_asked_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event, "MOST_LOADED", 2)
    contact = make_contact(make_workspace(), tags=["vip"])
    Event.objects.bulk_create(
        Event(workspace=contact.workspace, contact=contact, name="ordered", occurred_at=NOW, created_at=NOW)
        for _ in range(3)
    )
    often = {"type": "event", "field": "ordered", "operator": "did_exactly", "count": 3}
    with CaptureQueriesContext(connection) as queries:
        answer = asked(contact, {"condition": "AND", "rules": [VIP, often]})
    assert [(leaf.matched, leaf.actual) for leaf in answer.leaves] == [(True, ["vip"]), (True, 3)]
    assert answer.matched is True
    assert "ARRAY[" in queries[-1]["sql"]


_leaf = st.sampled_from([PRO, VIP, HIGH, AGREED])
_group = st.recursive(
    _leaf,
    lambda inner: st.builds(
        lambda condition, negate, children: {"condition": condition, "not": negate, "rules": children},
        st.sampled_from(["AND", "OR"]),
        st.booleans(),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@given(rule=_group, plan=st.sampled_from(["pro", "free", None]), vip=st.booleans(), score=st.sampled_from([0, 50]))
def test_the_whole_is_what_the_predicate_says(rule: dict[str, Any], plan: str | None, vip: bool, score: int) -> None:
    whole = rule if "rules" in rule else {"condition": "AND", "rules": [rule]}
    contact = make_contact(make_workspace(), attributes={"plan": plan}, tags=["vip"] if vip else [], score=score)
    predicate = rules.compile(rules.parse(whole), contact.workspace_id, NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        expected = cursor.fetchone() == (1,)
    assert asked(contact, whole).matched is expected
