"""Indexes of attributes: built and dropped beside the running system, used by the rules, begun anew after a crash."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from contacts import rules
from contacts.attributes.indexing import bring_in_line
from contacts.models import AttributeDefinition
from contacts.services.attributes import attribute_delete, attribute_index, attribute_update
from tests.factories.contacts import define_attributes, make_contacts
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 1, 31, tzinfo=UTC)


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    define_attributes(workspace, {"plan": "text", "visits": "number", "born": "date"})
    return workspace


@pytest.fixture(autouse=True)
def _no_index_stays() -> Any:
    yield
    AttributeDefinition.objects.across_workspaces().delete()
    bring_in_line()
    assert indexes() == []


def named(workspace: Workspace, key: str) -> AttributeDefinition:
    row: AttributeDefinition = AttributeDefinition.objects.in_workspace(workspace).get(key=key)
    return row


def marked(workspace: Workspace, key: str, *, indexed: bool = True) -> None:
    attribute_index(attribute=named(workspace, key), indexed=indexed, actor=Actor.system())


def indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'contact_attribute_%' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def state(workspace: Workspace, key: str) -> str:
    return str(named(workspace, key).index_state)


def test_a_marked_attribute_gets_its_index_and_loses_it(workspace: Workspace) -> None:
    marked(workspace, "visits")
    pk = named(workspace, "visits").pk
    assert bring_in_line() == 1
    assert (state(workspace, "visits"), indexes()) == ("ready", [f"contact_attribute_{pk}_number_0"])
    assert bring_in_line() == 0
    marked(workspace, "visits", indexed=False)
    assert bring_in_line() == 1
    assert (state(workspace, "visits"), indexes()) == ("none", [])


def test_another_kind_gets_another_index(workspace: Workspace) -> None:
    marked(workspace, "visits")
    bring_in_line()
    attribute_update(attribute=named(workspace, "visits"), kind="text", actor=Actor.system())
    assert state(workspace, "visits") == "waiting"
    bring_in_line()
    pk = named(workspace, "visits").pk
    assert indexes() == [f"contact_attribute_{pk}_text_0", f"contact_attribute_{pk}_text_1"]
    assert state(workspace, "visits") == "ready"


def test_the_index_goes_with_the_attribute(workspace: Workspace) -> None:
    marked(workspace, "born")
    bring_in_line()
    attribute_delete(attribute=named(workspace, "born"), actor=Actor.system())
    assert bring_in_line() == 1
    assert indexes() == []


def test_a_build_that_died_is_begun_anew(workspace: Workspace) -> None:
    marked(workspace, "visits")
    bring_in_line()
    AttributeDefinition.objects.in_workspace(workspace).update(index_state="building")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass",
            [f"contact_attribute_{named(workspace, 'visits').pk}_number_0"],
        )
    # The broken one goes, a whole one comes.
    assert bring_in_line() == 2
    assert state(workspace, "visits") == "ready"


def test_a_build_that_fails_says_why_and_is_tried_when_asked_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(workspace, "visits")
    with monkeypatch.context() as patch:
        patch.setattr("contacts.attributes.indexing.INDEXED", {"number": (("({text}::text)", "nowhere_ops"),)})
        bring_in_line()
    failed = named(workspace, "visits")
    assert (failed.index_state, failed.is_indexed) == ("failed", True)
    assert failed.index_error == 'operator class "nowhere_ops" does not exist for access method "btree"'
    assert bring_in_line() == 0
    marked(workspace, "visits")
    bring_in_line()
    assert (state(workspace, "visits"), named(workspace, "visits").index_error) == ("ready", "")


@pytest.mark.parametrize(
    ("key", "leaf"),
    [
        ("visits", {"operator": ">", "value": 1_990}),
        ("visits", {"operator": "between", "value": [5, 7]}),
        ("plan", {"operator": "in", "value": ["plan 5", "plan 7"]}),
        ("plan", {"operator": "starts_with", "value": "PLAN 199"}),
        ("born", {"operator": "before", "value": "1900-01-05"}),
        ("born", {"operator": "within_last", "value": "4w"}),
    ],
)
def test_rules_use_it_whatever_the_key_is_called(workspace: Workspace, key: str, leaf: dict[str, Any]) -> None:
    people = make_contacts(workspace, 2_000)
    values = [
        (
            contact.pk,
            {"visits": number, "plan": f"plan {number}", "born": f"{1900 + number // 28}-01-0{1 + number % 9}"},
        )
        for number, contact in enumerate(people)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE contacts_contact SET attributes = %s WHERE id = %s", [(json.dumps(held), pk) for pk, held in values]
        )
        cursor.execute("ANALYZE contacts_contact")
    rule = rules.parse({"condition": "AND", "rules": [{"type": "attribute", "field": key, **leaf}]})
    predicate = rules.compile(rule, workspace.pk, NOW)
    before = rows(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
    marked(workspace, key)
    bring_in_line()
    plan = plan_of(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
    assert f"contact_attribute_{named(workspace, key).pk}_" in plan
    after = rows(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
    assert sorted(after) == sorted(before)


def test_texts_of_any_length_can_be_stored(workspace: Workspace) -> None:
    marked(workspace, "plan")
    bring_in_line()
    text = "".join(chr(0x4E00 + number) for number in range(4_000))
    [contact] = make_contacts(workspace, 1, attributes={"plan": text})
    rule = {"type": "attribute", "field": "plan", "operator": "starts_with", "value": text[:300]}
    predicate = rules.compile(rules.parse({"condition": "AND", "rules": [rule]}), workspace.pk, NOW)
    found = rows(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
    assert found == [(contact.pk,)]


def rows(statement: str, params: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()
