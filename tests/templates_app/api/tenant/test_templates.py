"""Templates over the tenant API: made, read, changed, published, and what is refused."""

from typing import Any

import pytest

from templates_app.api.tenant import examples
from templates_app.models import Template
from templates_app.services import approval_require
from tests.campaigns.api.client import Caller, error_of
from tests.factories.campaigns import chain, make_campaign, send_config
from tests.factories.templates_app import email_content, make_published
from tests.factories.workspaces import make_api_key
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

GAPPY = {"subject": "S", "blocks": [{"type": "heading", "text": "Hi"}, {"type": "button", "text": "Go"}]}


def made(api: Caller, **fields: Any) -> dict[str, Any]:
    answer = api.post("/templates", {"name": "Welcome", "content": email_content(), **fields})
    assert answer.status_code == 201, answer.content
    data: dict[str, Any] = answer.json()["data"]
    return data


def test_is_made_changed_and_published(api):
    data = made(api, content=examples.CONTENT)
    assert data == {
        "id": data["id"],
        "name": "Welcome",
        "channel": "email",
        "message_type": "marketing",
        "state": "DRAFT",
        "rejection_reason": None,
        "content": examples.CONTENT,
        "variables": ["firstName", "unsubscribe_url"],
        "revision": 1,
        "version": None,
        "published_at": None,
        "has_changes": True,
        "approval_needed": False,
        "submitted_at": None,
        "submitted_by": None,
        "changed_by": data["changed_by"],
        "used_by": [],
        "created_at": data["created_at"],
        "updated_at": data["updated_at"],
    }
    assert list(data) == list(examples.DETAIL)
    assert data["changed_by"].startswith("Tests (")
    path = f"/templates/{data['id']}"
    changed = api.patch(path, {"name": "Hello", "message_type": "transactional"}, if_match='"1"')
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    published = api.post(f"{path}/publish").json()["data"]
    assert (published["state"], published["version"], published["has_changes"]) == ("PUBLISHED", 1, False)
    api.patch(path, {"content": email_content(subject="Other")})
    assert api.get(path).json()["data"]["has_changes"] is True


def test_the_list_is_without_content_and_by_page(api, acme):
    for name in ("One", "Two", "Three"):
        made(api, name=name)
    body = api.get("/templates?limit=2&offset=1").json()
    assert [row["name"] for row in body["data"]] == ["Two", "One"]
    assert body["pagination"] == {"total": 3, "limit": 2, "offset": 1, "has_more": False}
    assert list(body["data"][0]) == list(examples.BRIEF)


def test_the_list_costs_the_same_for_any_number(api, acme, django_assert_num_queries):
    for _ in range(3):
        make_published(acme)
    api.get("/templates")
    with django_assert_num_queries(4):  # the key, the rate, the page, the count
        assert len(api.get("/templates").json()["data"]) == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x", "channel": "pigeon"}, "channel"),
        ({"name": "x", "content": {"subject": "S"}}, "content"),
        ({"name": "x", "content": {**GAPPY, "blocks": [{"type": "button", "link": "x"}]}}, "content.blocks[0].link"),
        ({"name": "x", "html": "<p>"}, "html"),
    ],
)
def test_what_is_refused_leaves_nothing(api, body, field):
    answer = api.post("/templates", body)
    assert answer.status_code == 400
    assert [detail["field"] for detail in error_of(answer)["details"]] == [field]
    assert not Template.unscoped_objects.exists()


def test_a_draft_with_gaps_is_kept_and_not_published(api):
    data = made(api, content=GAPPY)
    answer = api.post(f"/templates/{data['id']}/publish")
    assert answer.status_code == 400
    assert error_of(answer)["details"] == [{"field": "content.blocks[1].url", "message": "say where this button leads"}]
    assert api.get(f"/templates/{data['id']}").json()["data"]["version"] is None


def test_who_comes_second_is_told(api):
    data = made(api)
    path = f"/templates/{data['id']}"
    assert api.patch(path, {"name": "Mine"}, if_match='"1"').status_code == 200
    answer = api.patch(path, {"name": "Theirs"}, if_match='"1"')
    assert (answer.status_code, error_of(answer)["code"]) == (412, "PRECONDITION_FAILED")
    assert api.get(path).json()["data"]["name"] == "Mine"
    assert api.post(f"{path}/publish", if_match='"1"').status_code == 412


def test_reject_return_archive_and_duplicate(api, admin, editor):
    path = f"/templates/{made(api)['id']}"
    assert editor.post(f"{path}/reject", {"reason": "No"}).status_code == 403
    assert error_of(admin.post(f"{path}/reject", {"reason": "No"}))["details"]["current_status"] == "DRAFT"
    api.post(f"{path}/publish")
    rejected = admin.post(f"{path}/reject", {"reason": "Old price"}).json()["data"]
    assert (rejected["state"], rejected["rejection_reason"]) == ("REJECTED", "Old price")
    assert api.patch(path, {"name": "x"}).status_code == 409
    assert api.post(f"{path}/return").json()["data"]["state"] == "DRAFT"
    assert api.post(f"{path}/archive").json()["data"]["state"] == "ARCHIVED"
    copy = api.post(f"{path}/duplicate", {}).json()["data"]
    assert (copy["name"], copy["state"], copy["version"]) == ("Welcome (copy)", "DRAFT", None)


def test_versions_and_restoring_one(api):
    path = f"/templates/{made(api)['id']}"
    api.post(f"{path}/publish")
    api.patch(path, {"content": email_content(subject="Second")})
    api.post(f"{path}/publish")
    versions = api.get(f"{path}/versions").json()["data"]
    assert [row["number"] for row in versions] == [2, 1]
    assert list(versions[0]) == list(examples.VERSION)
    assert api.get(f"{path}/versions/1").json()["data"]["content"]["subject"] == "Hello {{firstName}}"
    restored = api.post(f"{path}/versions/1/restore").json()["data"]
    assert (restored["content"]["subject"], restored["has_changes"]) == ("Hello {{firstName}}", True)
    for number in ("3", "0", "x", "99999999999"):
        assert api.get(f"{path}/versions/{number}").status_code == 404


def test_who_sends_it_is_named(api, acme):
    template, _ = make_published(acme)
    campaign = make_campaign(acme, name="Series", document=chain(("s1", "send", send_config(template))))
    data = api.get(f"/templates/{template.public_id}").json()["data"]
    assert data["used_by"] == [{"kind": "campaign", "id": campaign.public_id, "name": "Series"}]


def test_approval_by_another_person(api, admin, editor, acme):
    approval_require(workspace=acme, needed=True, actor=Actor.system())
    data = made(editor)
    path = f"/templates/{data['id']}"
    assert data["approval_needed"] is True
    assert admin.post(f"{path}/publish").status_code == 409  # not submitted
    submitted = editor.post(f"{path}/submit").json()["data"]
    assert submitted["submitted_by"] == data["changed_by"]
    assert editor.post(f"{path}/submit").status_code == 409
    assert editor.post(f"{path}/publish").status_code == 403  # an editor approves nothing
    assert error_of(api.post(f"{path}/publish"))["message"] == "A person has to approve this template."
    editor.patch(path, {"content": email_content(subject="Other")})
    assert admin.get(path).json()["data"]["submitted_at"] is None  # any change takes it back
    admin.patch(path, {"content": email_content(subject="Mine")})
    admin.post(f"{path}/submit")
    own = admin.post(f"{path}/publish")
    assert own.status_code == 409
    assert "somebody else has to approve" in error_of(own)["message"]
    editor.patch(path, {"content": email_content(subject="Third")})
    editor.post(f"{path}/submit")
    assert admin.post(f"{path}/publish").json()["data"]["state"] == "PUBLISHED"
    actions = AuditEntry.objects.in_workspace(acme).filter(target_id=data["id"]).values_list("action", flat=True)
    assert {"template.submitted", "template.published"} <= set(actions)


def test_refusing_changes_keeps_what_is_published(admin, editor, acme):
    path = f"/templates/{made(editor)['id']}"
    editor.post(f"{path}/publish")
    approval_require(workspace=acme, needed=True, actor=Actor.system())
    editor.patch(path, {"content": email_content(subject="Bad")})
    editor.post(f"{path}/submit")
    refused = admin.post(f"{path}/reject", {"reason": "Not like this"}).json()["data"]
    assert (refused["state"], refused["version"], refused["submitted_at"]) == ("PUBLISHED", 1, None)
    assert refused["rejection_reason"] == "Not like this"
    fresh = f"/templates/{made(editor)['id']}"
    editor.post(f"{fresh}/submit")
    assert admin.post(f"{fresh}/reject", {"reason": "No"}).json()["data"]["state"] == "REJECTED"


def test_nothing_to_submit_where_no_approval_is_asked_for(editor):
    answer = editor.post(f"/templates/{made(editor)['id']}/submit")
    assert answer.status_code == 409
    assert "need no approval" in error_of(answer)["message"]


def test_scopes(acme: Workspace):
    reader = Caller(make_api_key(acme, "templates:read")[1])
    assert reader.get("/templates").status_code == 200
    assert reader.post("/templates", {"name": "x"}).status_code == 403
