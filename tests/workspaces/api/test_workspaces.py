"""`/api/v1/tenant/workspaces`, and `settings` of the Workspace API: the same service in two spellings."""

import pytest
from django.test import Client

from tests.factories.workspaces import make_api_key, make_member, make_workspace
from tests.workspaces.api.workspace.client import key_of, member_of, refusal_of
from workspaces.models import Role, Scope, User, Workspace

pytestmark = pytest.mark.django_db
PATH = "/api/v1/tenant/workspaces"
CAPS = [{"count": 3, "days": 7}, {"count": 1, "days": 30, "tag": "promotion"}]


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace("acme")


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return Client(headers={"x-api-key": make_api_key(workspace, Scope.WORKSPACE_READ, Scope.WORKSPACE_WRITE)[1]})


def test_a_key_has_its_own_and_a_person_theirs(workspace: Workspace, client: Client) -> None:
    make_workspace("other")
    page = client.get(PATH).json()
    assert [row["slug"] for row in page["data"]] == ["acme"]
    assert page["pagination"] == {"total": 1, "limit": 20, "offset": 0, "has_more": False}
    user: User = make_member(workspace, Role.VIEWER)
    make_member(make_workspace("zoo"), Role.OWNER, user)
    person = Client()
    person.force_login(user)
    assert [row["slug"] for row in person.get(f"{PATH}?limit=1&offset=1").json()["data"]] == ["zoo"]
    assert [row["slug"] for row in person.get(f"{PATH}?workspace=acme").json()["data"]] == ["acme"]
    assert person.patch(f"{PATH}/acme", {"name": "Mine"}, "application/json").status_code == 403


def test_limits_are_set_read_and_put_back(workspace: Workspace, client: Client) -> None:
    body = {
        "name": "Acme Ltd",
        "settings": {
            "frequency_cap": CAPS,
            "contact_daily_cap": 2,
            "contact_cooldown": 3600,
            "quiet_hours": {"start": "21:00", "end": "08:00"},
        },
    }
    changed = client.patch(f"{PATH}/{workspace.public_id}", body, "application/json").json()["data"]
    assert client.get(f"{PATH}/acme").json()["data"] == changed
    assert (changed["name"], changed["timezone"], changed["currency"]) == ("Acme Ltd", "UTC", "EUR")
    unset = {"inbox_retention_days": None, "unknown_contacts": None, "templates_need_approval": None, "link_tags": None}
    assert changed["settings"] == {**body["settings"], **unset}
    back = client.patch(f"{PATH}/acme", {"settings": {"frequency_cap": None}}, "application/json").json()["data"]
    assert (back["settings"]["frequency_cap"], back["settings"]["contact_daily_cap"]) == (None, 2)


def test_what_is_wrong_is_named(workspace: Workspace, client: Client) -> None:
    wrong = {"settings": {"frequency_cap": [{"count": 0, "days": 7}], "quiet": True}}
    refused = client.patch(f"{PATH}/acme", wrong, "application/json")
    assert refused.status_code == 400
    assert [each["field"] for each in refused.json()["error"]["details"]] == [
        "settings.frequency_cap[0].count",
        "settings.quiet",
    ]
    workspace.refresh_from_db()
    assert workspace.settings == {}


def test_in_camel_case(workspace: Workspace) -> None:
    caller = key_of(workspace, "workspace:read", "workspace:write")
    changed = caller.patch("/settings", {"settings": {"frequencyCap": CAPS, "contactDailyCap": 2}}).json()
    assert caller.get("/settings").json() == changed
    assert (changed["settings"]["frequencyCap"], changed["settings"]["contactDailyCap"]) == (CAPS, 2)
    wrong = caller.patch("/settings", {"settings": {"frequencyCap": [{"count": 0, "days": 7}]}})
    assert [each["field"] for each in refusal_of(wrong)["details"]] == ["settings.frequencyCap[0].count"]
    inner = caller.patch("/settings", {"settings": {"contact_daily_cap": 3}})
    assert refusal_of(inner)["message"] == "settings: unknown setting contact_daily_cap"
    assert member_of(workspace, Role.EDITOR).patch("/settings", {"settings": {}}).status_code == 403
    workspace.refresh_from_db()
    assert workspace.settings == {"frequency_cap": CAPS, "contact_daily_cap": 2}
