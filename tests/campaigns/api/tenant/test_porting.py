"""`campaigns/{id}/export` and `campaigns/import`: what comes out goes in again, also elsewhere."""

from typing import Any

import pytest

from campaigns.models import Campaign
from campaigns.selectors import campaign_document
from tests.campaigns.api.client import Caller, error_of
from tests.factories.campaigns import flow, make_campaign
from tests.factories.contacts import make_segment
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace

RULE = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


def furnish(workspace: Workspace) -> dict[str, str]:
    template, _ = make_published(workspace, name="Welcome")
    return {"template": template.public_id, "segment": make_segment(workspace, RULE, name="VIPs").public_id}


@pytest.fixture
def ids(acme: Workspace) -> dict[str, str]:
    return furnish(acme)


@pytest.fixture
def campaign(acme: Workspace, ids: dict[str, str]) -> Campaign:
    """It sends a template and asks for a segment."""
    document = flow(
        ("t", "trigger_segment_entry", {"segment": ids["segment"]}),
        ("s", "send", {"channel": "email", "template": ids["template"]}),
        ("e", "end", {}),
    )
    made = make_campaign(acme, document, name="Q4", goal="sales", settings={"daily_limit": 100})
    return made


@pytest.fixture
def exported(api: Caller, campaign: Campaign) -> dict[str, Any]:
    data: dict[str, Any] = api.get(f"/campaigns/{campaign.public_id}/export").json()["data"]
    return data


def test_what_comes_out(exported: dict[str, Any], campaign: Campaign, ids: dict[str, str]) -> None:
    assert list(exported) == [
        "name",
        "description",
        "type",
        "goal",
        "audience",
        "settings",
        "workflow",
        "references",
    ]
    assert (exported["name"], exported["goal"], exported["settings"]) == ("Q4", "sales", {"daily_limit": 100})
    assert exported["workflow"] == campaign_document(campaign)
    assert exported["references"] == sorted(
        [
            {"id": ids["segment"], "kind": "segment", "name": "VIPs"},
            {"id": ids["template"], "kind": "template", "name": "Welcome"},
        ],
        key=lambda each: each["id"],
    )


def test_it_goes_in_again_as_a_new_draft(api: Caller, exported: dict[str, Any], campaign: Campaign) -> None:
    answer = api.post("/campaigns/import", {**exported, "name": "Copy"})
    assert (answer.status_code, answer.json()["data"]["status"]) == (201, "draft")
    again = api.get(f"/campaigns/{answer.json()['data']['id']}/export").json()["data"]
    assert again == {**exported, "name": "Copy"}


def test_another_workspace_finds_things_by_their_names(exported: dict[str, Any], ids: dict[str, str]) -> None:
    other = make_workspace("other")
    theirs = furnish(other)
    api = Caller(make_api_key(other)[1])
    made = api.post("/campaigns/import", {**exported, "audience": ids["segment"]})
    assert made.status_code == 201, made.json()
    campaign = Campaign.objects.in_workspace(other).get()
    nodes = campaign_document(campaign)["nodes"]
    assert nodes[0]["config"]["segment"] == theirs["segment"]
    assert nodes[1]["config"]["template"] == theirs["template"]
    assert campaign.audience is not None
    assert campaign.audience.public_id == theirs["segment"]


def test_what_is_not_there_or_not_alone_is_named(exported: dict[str, Any]) -> None:
    other = make_workspace("other")
    furnish(other)
    make_published(other, name="Welcome")
    api = Caller(make_api_key(other)[1])
    refused = error_of(api.post("/campaigns/import", exported))
    place = [each["kind"] for each in exported["references"]].index("template")
    assert [each["field"] for each in refused["details"]] == [f"references[{place}]"]
    assert "“Welcome”" in refused["message"]
    assert not Campaign.objects.in_workspace(other).exists()


def test_it_becomes_the_draft_of_a_campaign(api: Caller, exported: dict[str, Any], campaign: Campaign) -> None:
    changed = {**exported, "name": "Q4 again", "settings": {"track_opens": False}}
    changed["workflow"] = {"nodes": exported["workflow"]["nodes"][:1], "edges": []}
    answer = api.post("/campaigns/import", {**changed, "campaign": campaign.public_id})
    assert (answer.status_code, answer.json()["data"]["id"]) == (201, campaign.public_id)
    again = api.get(f"/campaigns/{campaign.public_id}/export").json()["data"]
    assert (again["name"], again["settings"], len(again["workflow"]["nodes"])) == (
        "Q4 again",
        {"track_opens": False},
        1,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"workflow": {"nodes": [{"id": "x", "type": "sned"}], "edges": []}}, "workflow.nodes[0].type"),
        ({"settings": {"daily": 1}}, "settings.daily"),
        ({"references": [{"id": "x", "kind": "pigeon", "name": "x"}]}, "references[0].kind"),
        ({"audience": "seg_nobody"}, "audience"),
        ({"name": ""}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(api: Caller, exported: dict[str, Any], changes: dict[str, Any], field: str) -> None:
    before = Campaign.objects.in_workspace(Workspace.objects.get(slug="acme-corp")).count()
    answer = api.post("/campaigns/import", {**exported, **changes})
    assert (answer.status_code, [each["field"] for each in error_of(answer)["details"]]) == (400, [field])
    assert Campaign.objects.in_workspace(Workspace.objects.get(slug="acme-corp")).count() == before
