"""The registry of attributes: made, renamed, turned into another kind and deleted, unless somebody asks for it."""

from typing import Any

import pytest

from contacts.models import AttributeDefinition, IndexState
from contacts.services.attributes import (
    MOST_INDEXED_ATTRIBUTES,
    attribute_create,
    attribute_delete,
    attribute_index,
    attribute_update,
)
from tests.factories.campaigns import make_campaign
from tests.factories.contacts import define_attributes, make_contact, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ACTOR = Actor.system()


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    define_attributes(workspace, {"plan": "text", "visits": "number", "born": "date", "paid": "boolean"})
    return workspace


def named(workspace: Workspace, key: str) -> AttributeDefinition:
    row: AttributeDefinition = AttributeDefinition.objects.in_workspace(workspace).get(key=key)
    return row


def asking(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"condition": "AND", "rules": [{"type": "attribute", "field": field, "operator": operator, "value": value}]}


def test_one_is_made(workspace: Workspace) -> None:
    made = attribute_create(workspace=workspace, key="tier", kind="text", label=" Tier ", actor=ACTOR)
    assert (made.key, made.kind, made.label, made.index_state) == ("tier", "text", "Tier", IndexState.NONE)
    [entry] = AuditEntry.objects.in_workspace(workspace).filter(action="attribute.created")
    assert entry.target_id == "tier"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"key": "with blank", "kind": "text"}, "key"),
        ({"key": "", "kind": "text"}, "key"),
        ({"key": "email", "kind": "text"}, "key"),
        ({"key": "x" * 65, "kind": "text"}, "key"),
        ({"key": "tier", "kind": "colour"}, "kind"),
        ({"key": "tier", "kind": "text", "label": "x" * 121}, "label"),
        ({"key": "tier", "kind": "text", "label": "a\x00"}, "label"),
    ],
)
def test_what_cannot_be_is_refused(workspace: Workspace, fields: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        attribute_create(workspace=workspace, actor=ACTOR, **fields)
    assert [detail.field for detail in refused.value.details] == [field]
    assert AttributeDefinition.objects.in_workspace(workspace).count() == 4


def test_a_key_is_taken_once(workspace: Workspace) -> None:
    with pytest.raises(Conflict):
        attribute_create(workspace=workspace, key="plan", kind="number", actor=ACTOR)
    assert named(workspace, "plan").kind == "text"


def test_a_label_changes_alone(workspace: Workspace) -> None:
    attribute_update(attribute=named(workspace, "plan"), label="Plan of theirs", actor=ACTOR)
    assert (named(workspace, "plan").label, named(workspace, "plan").kind) == ("Plan of theirs", "text")


def test_another_kind_must_suit_those_who_ask(workspace: Workspace) -> None:
    make_segment(workspace, asking("visits", ">", 5), name="Busy")
    make_segment(workspace, asking("plan", "is_set"), name="Planned")
    with pytest.raises(Conflict, match="visits can’t become a text attribute: it is in use by segment “Busy”"):
        attribute_update(attribute=named(workspace, "visits"), kind="text", label="Visits", actor=ACTOR)
    assert (named(workspace, "visits").kind, named(workspace, "visits").label) == ("number", "")
    # Whether there is any can be asked of every kind.
    attribute_update(attribute=named(workspace, "plan"), kind="list", actor=ACTOR)
    assert named(workspace, "plan").kind == "list"


def test_what_is_in_use_stays(workspace: Workspace) -> None:
    make_segment(workspace, asking("plan", "equals", "pro"), name="Pro")
    make_campaign(workspace, name="Birthday", document=_waiting("born"))
    for key, user in (("plan", "segment “Pro”"), ("born", "campaign “Birthday”")):
        with pytest.raises(Conflict, match=f"in use by {user}"):
            attribute_delete(attribute=named(workspace, key), actor=ACTOR)
    with pytest.raises(Conflict, match="become a text attribute"):
        attribute_update(attribute=named(workspace, "born"), kind="text", actor=ACTOR)
    assert AttributeDefinition.objects.in_workspace(workspace).count() == 4


def test_another_workspaces_users_do_not_count(workspace: Workspace) -> None:
    other = make_workspace()
    define_attributes(other, {"plan": "text"})
    make_segment(other, asking("plan", "equals", "pro"), name="Pro")
    attribute_delete(attribute=named(workspace, "plan"), actor=ACTOR)
    assert named(other, "plan").kind == "text"


def test_contacts_keep_the_values_of_a_deleted_one(workspace: Workspace) -> None:
    contact = make_contact(workspace, attributes={"paid": True})
    attribute_delete(attribute=named(workspace, "paid"), actor=ACTOR)
    contact.refresh_from_db()
    assert contact.attributes == {"paid": True}
    assert not AttributeDefinition.objects.in_workspace(workspace).filter(key="paid").exists()


def test_marks_wait_for_the_task(workspace: Workspace) -> None:
    attribute_index(attribute=named(workspace, "visits"), indexed=True, actor=ACTOR)
    assert (named(workspace, "visits").is_indexed, named(workspace, "visits").index_state) == (True, "waiting")
    attribute_index(attribute=named(workspace, "visits"), indexed=False, actor=ACTOR)
    assert (named(workspace, "visits").is_indexed, named(workspace, "visits").index_state) == (False, "removing")


def test_kinds_that_need_no_index_get_none(workspace: Workspace) -> None:
    with pytest.raises(Conflict, match="quick without"):
        attribute_index(attribute=named(workspace, "paid"), indexed=True, actor=ACTOR)
    attribute_index(attribute=named(workspace, "visits"), indexed=True, actor=ACTOR)
    attribute_update(attribute=named(workspace, "visits"), kind="boolean", actor=ACTOR)
    assert (named(workspace, "visits").is_indexed, named(workspace, "visits").index_state) == (False, "removing")


def test_marks_are_limited(workspace: Workspace) -> None:
    define_attributes(workspace, {f"a{number}": "text" for number in range(MOST_INDEXED_ATTRIBUTES)})
    for number in range(MOST_INDEXED_ATTRIBUTES):
        attribute_index(attribute=named(workspace, f"a{number}"), indexed=True, actor=ACTOR)
    with pytest.raises(Conflict, match="At most 10"):
        attribute_index(attribute=named(workspace, "plan"), indexed=True, actor=ACTOR)
    assert named(workspace, "plan").is_indexed is False


def _waiting(attribute: str) -> dict[str, Any]:
    nodes = [
        {"id": "start", "type": "trigger_manual", "config": {}},
        {"id": "day", "type": "wait", "config": {"attribute": attribute, "offset": {"value": 0, "unit": "days"}}},
        {"id": "end", "type": "end", "config": {}},
    ]
    ways = (("start", "day"), ("day", "end"))
    return {"nodes": nodes, "edges": [{"source": a, "port": "next", "target": b} for a, b in ways]}
