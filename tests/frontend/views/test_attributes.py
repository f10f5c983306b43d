"""The attributes' pages: what contacts have of each, making, changing, indexing, deleting one, what is refused."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contacts.models import AttributeDefinition
from tests.factories.contacts import define_attributes, make_contact, make_segment
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PRO = {"condition": "AND", "rules": [{"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}]}


def post(client: Client, path: str, **fields: Any) -> Any:
    return client.post(f"/w/acme/attributes/{path}", fields)


def named(workspace: Workspace, key: str) -> AttributeDefinition:
    row: AttributeDefinition = AttributeDefinition.objects.in_workspace(workspace).get(key=key)
    return row


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_an_empty_list_says_what_to_do_next_to_those_who_may(
    workspace: Workspace, editor: Client, viewer: Client
) -> None:
    assert "Define the first one" in editor.get("/w/acme/attributes/").content.decode()
    assert "Define the first one" not in viewer.get("/w/acme/attributes/").content.decode()


def test_the_list_says_what_contacts_have(
    workspace: Workspace, editor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    define_attributes(workspace, {"plan": "text", "visits": "number", "topics": "list"})
    for plan in ("pro", "pro", "free", ""):
        make_contact(workspace, attributes={"plan": plan, "topics": ["a"] if plan == "free" else []})
    make_segment(workspace, PRO, name="Pro")
    with django_assert_max_num_queries(16):
        rows = editor.get("/w/acme/attributes/").context["rows"]
    assert [(row.attribute.key, row.contacts, list(row.examples), [use.name for use in row.uses]) for row in rows] == [
        ("plan", 3, ["pro", "free"], ["Pro"]),
        ("topics", 1, ['["a"]'], []),
        ("visits", 0, [], []),
    ]
    assert all(row.exact for row in rows)


def test_one_is_made(workspace: Workspace, editor: Client) -> None:
    response = post(editor, "new/", key="tier", label="Tier", kind="text")
    assert (response.status_code, response.headers["Location"]) == (302, "/w/acme/attributes/tier/")
    assert (named(workspace, "tier").label, named(workspace, "tier").kind) == ("Tier", "text")
    refused = post(editor, "new/", key="tier", label="Tier", kind="text")
    assert refused.status_code == 200
    assert "Is the key of another attribute." in refused.content.decode()


def test_one_is_changed_unless_somebody_asks_for_it_otherwise(workspace: Workspace, editor: Client) -> None:
    define_attributes(workspace, {"plan": "text"})
    assert post(editor, "plan/", label="Plan", kind="text").status_code == 302
    assert named(workspace, "plan").label == "Plan"
    make_segment(workspace, PRO, name="Pro")
    refused = post(editor, "plan/", label="Plan", kind="number")
    assert refused.status_code == 200
    assert "it is in use by segment “Pro”" in refused.content.decode()
    assert named(workspace, "plan").kind == "text"


def test_an_index_is_asked_for_and_its_state_shown(workspace: Workspace, editor: Client) -> None:
    define_attributes(workspace, {"visits": "number", "paid": "boolean"})
    post(editor, "visits/index/", indexed="yes")
    assert named(workspace, "visits").index_state == "waiting"
    state = editor.get("/w/acme/attributes/visits/progress/").content.decode()
    assert "Waits to be built" in state
    assert "every 2s" in state
    AttributeDefinition.objects.in_workspace(workspace).update(index_state="ready")
    assert "every 2s" not in editor.get("/w/acme/attributes/visits/progress/").content.decode()
    assert "quick without one" in editor.get("/w/acme/attributes/paid/").content.decode()
    assert said(post(editor, "paid/index/", indexed="yes")) == [
        "A boolean attribute is quick without an index of its own."
    ]
    assert named(workspace, "paid").is_indexed is False


def test_one_is_deleted_unless_it_is_used(workspace: Workspace, editor: Client) -> None:
    define_attributes(workspace, {"plan": "text", "visits": "number"})
    make_segment(workspace, PRO, name="Pro")
    assert said(post(editor, "plan/delete/")) == ["plan can’t be deleted: it is in use by segment “Pro”."]
    response = post(editor, "visits/delete/")
    assert response.headers["Location"] == "/w/acme/attributes/"
    assert list(AttributeDefinition.objects.in_workspace(workspace).values_list("key", flat=True)) == ["plan"]


def test_viewers_look_but_do_not_touch(workspace: Workspace, viewer: Client) -> None:
    define_attributes(workspace, {"plan": "text"})
    page = viewer.get("/w/acme/attributes/plan/").content.decode()
    assert "Delete" not in page
    assert "Build an index" not in page
    for path in ("new/", "plan/", "plan/index/", "plan/delete/"):
        assert post(viewer, path, key="x", kind="number", indexed="yes").status_code == 403
    assert (named(workspace, "plan").kind, named(workspace, "plan").is_indexed) == ("text", False)


def test_what_is_not_there_is_not_found(workspace: Workspace, editor: Client) -> None:
    for path in ("plan/", "plan/progress/"):
        assert editor.get(f"/w/acme/attributes/{path}").status_code == 404
    for path in ("plan/", "plan/index/", "plan/delete/"):
        assert post(editor, path, kind="text").status_code == 404
