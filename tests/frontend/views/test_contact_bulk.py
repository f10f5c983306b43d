"""Bulk operations on pages: what is asked, what it would do, doing it, watching, stopping, undoing."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from contacts.bulk import stage
from contacts.models import BulkOperation, BulkState, Contact
from tests.factories.contacts import make_contacts
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
BULK = "/w/acme/contacts/bulk/"
RULE = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


def drain() -> None:
    while stage.run(database_now() + timedelta(minutes=1)).more:
        pass


def tagged(workspace: Workspace, tag: str) -> int:
    return Contact.objects.in_workspace(workspace).filter(tags__contains=[tag]).count()


def test_a_filter_is_tagged_watched_and_undone(workspace: Workspace, editor: Client) -> None:
    make_contacts(workspace, 4, tags=["vip"])
    make_contacts(workspace, 1, tags=["vip", "new"])
    make_contacts(workspace, 3)
    asked = {"action": "tag", "scope": "all", "set": "1", "rule": json.dumps(RULE)}
    page = editor.get(f"{BULK}new/", asked)
    assert "told" not in page.context
    checked = editor.get(f"{BULK}new/", asked | {"p_tag": "new", "check": "1"})
    assert (checked.context["told"].changing, checked.context["refused"]) == (4, ["1 have the tag already"])
    assert "Give the tag “new”" in checked.content.decode()
    assert editor.post(f"{BULK}give/", asked | {"p_tag": "new", "expected": "5"})["Location"] == BULK
    operation = BulkOperation.objects.in_workspace(workspace).get()
    assert (operation.state, operation.expected, operation.filter) == (BulkState.PENDING, 5, {"rule": RULE})
    assert tagged(workspace, "new") == 1
    drain()
    shown = editor.get(BULK).context["operations"][0]
    assert (shown["state"].label, shown["refused"], shown["may_undo"]) == ("Done", ["1 have the tag already"], True)
    assert tagged(workspace, "new") == 5
    editor.post(f"{BULK}{operation.public_id}/", {"do": "undo"})
    drain()
    assert tagged(workspace, "new") == 1
    assert editor.get(BULK).context["operations"][0]["label"] == "Undo: Take the tag “new”"


def test_those_ticked_are_meant_and_taken_back_in_time(workspace: Workspace, editor: Client) -> None:
    people = make_contacts(workspace, 4)
    ticked = [contact.public_id for contact in people[:3]]
    # Who was erased since the list was shown is no hindrance.
    people[2].delete()
    wanted = {"action": "tag", "scope": "ticked", "contact": ticked, "p_tag": "x", "set": "1"}
    assert editor.get(f"{BULK}new/", wanted | {"check": "1"}).context["told"].total == 2
    editor.post(f"{BULK}give/", wanted)
    operation = BulkOperation.objects.in_workspace(workspace).get()
    editor.post(f"{BULK}{operation.public_id}/", {"do": "stop"})
    drain()
    assert tagged(workspace, "x") == 0
    assert editor.get(BULK).context["operations"][0]["state"].label == "Stopped"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"action": "tag", "p_tag": " ", "check": "1", "set": "1"}, "is needed"),
        ({"action": "enrol", "p_campaign": "cmp_x", "check": "1", "set": "1"}, "there is no such campaign"),
        ({"action": "set_field", "p_field": "attributes.x", "p_value": "", "check": "1", "set": "1"}, ""),
        ({"action": "tag", "p_tag": "x", "check": "1", "set": "1", "rule": "no"}, "rule"),
    ],
)
def test_what_is_wrong_is_said(workspace: Workspace, editor: Client, query: dict[str, str], words: str) -> None:
    make_contacts(workspace, 1)
    page = editor.get(f"{BULK}new/", query)
    assert page.status_code == 200
    assert words in page.context["problem"]
    editor.post(f"{BULK}give/", query | {"rule": "no"})
    assert not BulkOperation.objects.in_workspace(workspace).exists()


def test_nobody_ticked_is_told(workspace: Workspace, editor: Client) -> None:
    query = {"action": "tag", "scope": "ticked", "set": "1", "search": "ada"}
    assert editor.get(f"{BULK}new/", query)["Location"].startswith("/w/acme/contacts/?set=1&search=ada")
    editor.post(f"{BULK}give/", query | {"p_tag": "x"})
    assert not BulkOperation.objects.in_workspace(workspace).exists()


def test_viewers_look_on(workspace: Workspace, viewer: Client, editor: Client) -> None:
    make_contacts(workspace, 1)
    editor.post(f"{BULK}give/", {"action": "tag", "p_tag": "x", "set": "1"})
    operation = BulkOperation.objects.in_workspace(workspace).get()
    assert viewer.get(f"{BULK}new/", {"action": "tag"}).status_code == 403
    assert viewer.post(f"{BULK}give/", {"action": "tag", "p_tag": "y"}).status_code == 403
    assert viewer.post(f"{BULK}{operation.public_id}/", {"do": "stop"}).status_code == 403
    assert viewer.get(BULK).status_code == 200
    operation.refresh_from_db()
    assert operation.state == BulkState.PENDING


def test_an_unknown_action_is_not_found(workspace: Workspace, editor: Client) -> None:
    assert editor.get(f"{BULK}new/", {"action": "fly"}).status_code == 404
    assert editor.post(f"{BULK}give/", {"action": "fly"}).status_code == 404


def test_erasing_says_how_many_and_wants_the_word(workspace: Workspace, editor: Client, viewer: Client) -> None:
    make_contacts(workspace, 2, tags=["vip"])
    make_contacts(workspace, 1)
    asked = {"action": "erase", "scope": "all", "set": "1", "rule": json.dumps(RULE)}
    assert viewer.get(f"{BULK}new/", asked).status_code == 403
    text = editor.get(f"{BULK}new/", asked).content.decode()
    assert "contacts will be erased. This can’t be undone." in text
    assert "Erase 2 contacts" in text
    refused = editor.post(f"{BULK}give/", asked | {"expected": "2", "confirm": "yes"}, follow=True)
    assert "write “erase” to confirm" in refused.content.decode()
    assert not BulkOperation.objects.in_workspace(workspace).exists()
    editor.post(f"{BULK}give/", asked | {"expected": "2", "confirm": "erase"})
    drain()
    assert Contact.objects.in_workspace(workspace).count() == 1
    assert editor.get(BULK).context["operations"][0]["may_undo"] is False
