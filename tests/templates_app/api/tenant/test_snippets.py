"""GET, POST, PATCH and DELETE /snippets."""

import pytest

from templates_app.models import Snippet
from tests.campaigns.api.client import Caller, error_of
from tests.factories.templates_app import email_content, make_published
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme) -> Caller:
    return Caller(make_api_key(acme)[1])


def make(api: Caller, key: str, html: str = "<p>Main Street 1</p>") -> dict:
    return api.post("/snippets", {"key": key, "html": html}).json()["data"]


def test_is_made_read_changed_and_deleted(api, acme):
    made = make(api, "address", "<p onclick=x>Main Street 1</p>")
    assert (made["key"], made["html"]) == ("address", "<p>Main Street 1</p>")
    make(api, "zip")
    listed = api.get("/snippets?limit=1").json()
    assert [each["id"] for each in listed["data"]] == [made["id"]]
    assert listed["pagination"] == {"total": 2, "limit": 1, "offset": 0, "has_more": True}
    changed = api.patch(f"/snippets/{made['id']}", {"html": "<p>Other Street</p>"}).json()["data"]
    assert changed["html"] == api.get(f"/snippets/{made['id']}").json()["data"]["html"] == "<p>Other Street</p>"
    assert api.delete(f"/snippets/{made['id']}").json()["data"] == {"id": made["id"], "deleted": True}
    assert [each.key for each in Snippet.objects.in_workspace(acme)] == ["zip"]


def test_what_templates_name_stays(api, acme):
    made = make(api, "address")
    make_published(acme, name="News", content=email_content(subject="{% snippet 'address' %}"))
    refused = api.delete(f"/snippets/{made['id']}")
    assert refused.status_code == 409
    assert "“News”" in error_of(refused)["message"]
    assert Snippet.objects.in_workspace(acme).count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"key": "Not a key", "html": "<p>x</p>"}, "key"),
        ({"key": "x", "html": "{% if %}"}, "html"),
        ({"key": "x", "html": ""}, "html"),
        ({"key": "x", "html": "<p>x</p>", "name": "x"}, "name"),
    ],
)
def test_what_is_wrong_is_named(api, acme, body, field):
    refused = api.post("/snippets", body)
    assert (refused.status_code, [each["field"] for each in error_of(refused)["details"]]) == (400, [field])
    assert not Snippet.objects.in_workspace(acme).exists()
