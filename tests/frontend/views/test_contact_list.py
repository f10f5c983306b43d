"""The list of contacts: search, filters, columns, pages, saved views, and the filter as a segment."""

import json
import re

import pytest
from django.test import Client

from contacts.models import SavedView, Segment
from contacts.services import saved_view_create
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_member
from tests.frontend.campaigns import make_people
from workspaces.models import Role, Workspace

pytestmark = pytest.mark.django_db
LIST = "/w/acme/contacts/"
RULE = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


def shown(client: Client, query: str | dict[str, str]) -> list[str]:
    context = client.get(LIST, query).context if isinstance(query, dict) else client.get(f"{LIST}?{query}").context
    return [contact.first_name for contact, _ in context["rows"]]


def test_pages_follow_each_other(workspace: Workspace, editor: Client) -> None:
    made = make_contacts(workspace, 120)
    seen, query = [], ""
    for size in (50, 50, 20):
        context = editor.get(f"{LIST}?{query}").context
        assert len(context["rows"]) == size
        seen += [contact.pk for contact, _ in context["rows"]]
        query = context["next_query"]
    assert query == ""
    assert seen == sorted((contact.pk for contact in made), reverse=True)


def test_a_list_in_an_address(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    context = editor.get(
        LIST, {"set": "1", "rule": json.dumps(RULE), "column": ["email", "tags"], "sort": "name"}
    ).context
    assert context["rule_words"] == "Tagged “vip”"
    assert [column.key for column in context["shown_columns"]] == ["email", "tags"]
    assert editor.get(f"{LIST}?{context['state'].query}").context["state"] == context["state"]


@pytest.mark.parametrize(
    "query",
    [
        {"set": "1", "rule": "no json"},
        {"set": "1", "rule": "[1]"},
        {"set": "1", "rule": '{"condition": "AND", "rules": []}'},
        {"set": "1", "segment": "seg_01h455vb4pex5vsknk084sn02q"},
        {"set": "1", "consent": "pigeon.marketing.granted"},
        {"set": "1", "after": "x"},
    ],
)
def test_what_is_no_filter_is_told_of(workspace: Workspace, editor: Client, query: dict[str, str]) -> None:
    make_people(workspace)
    response = editor.get(LIST, query)
    assert response.status_code == 200
    assert response.context["problem"]
    assert editor.get(f"{LIST}count/", query).status_code == 200


def test_the_count_is_asked_for_by_itself(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    assert "3 contacts" in editor.get(f"{LIST}count/").content.decode()
    assert "1 contact<" in editor.get(f"{LIST}count/", {"set": "1", "search": "ada"}).content.decode()


def test_a_view_is_saved_opened_changed_and_deleted(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    fields = {"set": "1", "search": "ada", "column": ["email"], "sort": "name", "name": "Ada's"}
    response = editor.post(f"{LIST}views/", fields)
    view = SavedView.objects.in_workspace(workspace).get()
    assert response["Location"] == f"{LIST}?view={view.public_id}"
    assert (view.owner_id is None, view.filter, view.columns, view.sort) == (
        False,
        {"search": "ada"},
        ["email"],
        "name",
    )
    assert shown(editor, f"view={view.public_id}") == ["Ada"]
    changed = f"set=1&view={view.public_id}&search=bob&column=email&sort=name"
    assert editor.get(f"{LIST}?{changed}").context["state"].is_changed
    editor.post(f"{LIST}views/{view.public_id}/?", dict(p.split("=") for p in changed.split("&")) | {"action": "save"})
    assert shown(editor, f"view={view.public_id}") == ["Bob"]
    editor.post(f"{LIST}views/{view.public_id}/", {"action": "rename", "name": "Bob's"})
    view.refresh_from_db()
    assert (view.name, view.filter) == ("Bob's", {"search": "bob"})
    editor.post(f"{LIST}views/{view.public_id}/", {"action": "delete"})
    assert not SavedView.objects.in_workspace(workspace).exists()


def test_a_view_that_another_changed_meanwhile_is_not_overwritten_unseen(workspace: Workspace, editor: Client) -> None:
    view = saved_view_create(workspace=workspace, name="All", owner=None, filter={}, columns=["email"], sort="newest")
    mine = f"set=1&view={view.public_id}&search=bob&column=email&sort=newest"
    path, fields = f"{LIST}views/{view.public_id}/", {"view": view.public_id, "search": "bob", "column": "email"}
    opened = fields | {"set": "1", "sort": "newest", "action": "save", "made_from": _made_from(editor, mine)}
    SavedView.objects.in_workspace(workspace).update(sort="name")
    # Nothing is lost: the list is as it was, and the next press of the button saves it.
    assert editor.post(path, opened)["Location"] == f"{LIST}?{mine}"
    view.refresh_from_db()
    assert (view.sort, view.filter) == ("name", {})
    renamed = {"action": "rename", "name": "Mine", "made_from": opened["made_from"]}
    assert editor.post(path, renamed)["Location"] == f"{LIST}?view={view.public_id}"
    editor.post(path, opened | {"made_from": _made_from(editor, mine)})
    view.refresh_from_db()
    assert (view.name, view.sort, view.filter) == ("All", "newest", {"search": "bob"})


def _made_from(client: Client, query: str) -> str:
    first, second = re.findall(r'name="made_from" value="(\w+)"', client.get(f"{LIST}?{query}").content.decode())
    assert first == second
    return str(first)


def test_viewers_keep_views_of_their_own_only(workspace: Workspace, viewer: Client) -> None:
    shared = saved_view_create(workspace=workspace, name="All", owner=None, filter={}, columns=[], sort="newest")
    fields = {"set": "1", "search": "ada", "name": "Mine"}
    assert viewer.post(f"{LIST}views/", fields | {"shared": "1"}).status_code == 403
    assert viewer.post(f"{LIST}views/{shared.public_id}/", {"action": "delete"}).status_code == 403
    assert viewer.post(f"{LIST}views/", fields).status_code == 302
    assert viewer.post(f"{LIST}segment/", fields | {"tag": "vip"}).status_code == 403
    assert sorted(SavedView.objects.in_workspace(workspace).values_list("name", flat=True)) == ["All", "Mine"]
    assert not Segment.objects.in_workspace(workspace).exists()


def test_another_members_own_view_is_not_found(workspace: Workspace, editor: Client) -> None:
    other = make_member(workspace, Role.OWNER)
    theirs = saved_view_create(workspace=workspace, name="X", owner=other, filter={}, columns=[], sort="newest")
    assert editor.get(LIST, {"view": theirs.public_id}).context["problem"] == "There is no such view any more."
    assert editor.post(f"{LIST}views/{theirs.public_id}/", {"action": "delete"}).status_code == 404


def test_a_filter_is_saved_as_a_segment(workspace: Workspace, editor: Client) -> None:
    fields = {"set": "1", "tag": "vip", "rule": json.dumps(RULE), "name": "VIPs"}
    response = editor.post(f"{LIST}segment/", fields)
    segment = Segment.objects.in_workspace(workspace).get()
    assert response["Location"] == f"/w/acme/segments/{segment.public_id}/"
    assert segment.rule == {"condition": "AND", "rules": [RULE["rules"][0], RULE]}  # type: ignore[index]
    assert editor.post(f"{LIST}segment/", fields).status_code == 302
    assert editor.post(f"{LIST}segment/", {"set": "1", "search": "ada", "name": "Y"}).status_code == 302
    assert Segment.objects.in_workspace(workspace).count() == 1
