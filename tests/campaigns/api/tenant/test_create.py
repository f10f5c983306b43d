"""POST /api/v1/tenant/campaigns."""

import pytest

from campaigns.models import Campaign
from contacts.models import Segment
from tests.campaigns.api.client import Caller, error_of
from tests.campaigns.api.conftest import STEPS
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.models import AuditEntry, Role

BODY = {"workspace_slug": "acme-corp", "name": "New Campaign", "goal": "lead_gen"}


def test_the_seeds_request_gets_the_seeds_answer(api):
    answer = api.post("/campaigns", BODY)
    body = answer.json()
    assert answer.status_code == 201
    campaign_id = body["data"].pop("id")
    assert campaign_id.startswith("cmp_")
    assert body == {"success": True, "data": {"name": "New Campaign", "status": "draft"}}
    campaign = Campaign.unscoped_objects.get()
    assert (campaign.public_id, campaign.goal, campaign.lifecycle) == (campaign_id, "lead_gen", "DRAFT")


@pytest.mark.parametrize("goal", ["awareness", "lead_gen", "sales"])
def test_every_goal(api, goal):
    assert api.post("/campaigns", {**BODY, "goal": goal}).status_code == 201
    assert Campaign.unscoped_objects.get().goal == goal


def test_a_campaign_may_bring_its_flow_settings_and_audience(api, acme):
    segment = Segment.objects.create(workspace=acme, name="Everybody", rule={})
    body = {**BODY, "sequence": STEPS, "settings": {"daily_limit": 50}, "audience": segment.public_id}
    campaign_id = api.post("/campaigns", body).json()["data"]["id"]
    detail = api.get(f"/campaigns/{campaign_id}").json()["data"]
    assert [step["type"] for step in detail["sequence"]] == ["email", "wait", "email"]
    assert (detail["settings"]["daily_limit"], detail["audience"]) == (50, segment.public_id)


@pytest.mark.parametrize(
    ("change", "code", "details"),
    [
        ({"name": None}, "VALIDATION_ERROR", [("name", "This field may not be null.")]),
        ({"name": "  "}, "VALIDATION_ERROR", [("name", "This field may not be blank.")]),
        ({"name": 7}, "VALIDATION_ERROR", [("name", "must be a text")]),
        ({"name": "x" * 201}, "VALIDATION_ERROR", [("name", "Ensure this field has no more than 200 characters.")]),
        ({"goal": "world peace"}, "VALIDATION_ERROR", [("goal", "must be one of awareness, lead_gen, sales")]),
        ({"goal": ["sales"]}, "VALIDATION_ERROR", [("goal", "must be one of awareness, lead_gen, sales")]),
        ({"colour": "red", "size": 1}, "VALIDATION_ERROR", [("colour", "unknown field"), ("size", "unknown field")]),
        ({"settings": {"dayly_limit": 1}}, "VALIDATION_ERROR", [("settings.dayly_limit", "unknown setting")]),
        ({"settings": []}, "VALIDATION_ERROR", [("settings", 'Expected a dictionary of items but got type "list".')]),
        ({"audience": "seg_1"}, "VALIDATION_ERROR", [("audience", "there is no such segment")]),
        (
            {"sequence": [], "workflow": {}},
            "VALIDATION_ERROR",
            [("sequence", "send either a sequence or a workflow, not both")],
        ),
        (
            {"sequence": [{"type": "fax"}]},
            "VALIDATION_ERROR",
            [("sequence[0].type", "must be one of email, sms, whatsapp, telegram, push, onsite, wait, tag, set_field")],
        ),
        ({"workflow": {"nodes": [{"id": "a", "type": "teleport"}]}}, "VALIDATION_ERROR", None),
    ],
)
def test_a_bad_body_names_the_field_and_writes_nothing(api, acme, change, code, details):
    before = AuditEntry.unscoped_objects.count()
    answer = api.post("/campaigns", {**BODY, **change})
    error = error_of(answer)
    assert (answer.status_code, error["code"]) == (400, code)
    found = [(detail["field"], detail["message"]) for detail in error["details"]]
    assert found == details if details else found[0][0] == "workflow.nodes[0].type"
    assert Campaign.unscoped_objects.count() == 0
    assert AuditEntry.unscoped_objects.count() == before


def test_missing_fields_have_a_code_of_their_own(api):
    error = error_of(api.post("/campaigns", {"goal": "sales"}))
    assert error["code"] == "MISSING_REQUIRED_FIELD"
    assert [detail["field"] for detail in error["details"]] == ["workspace_slug", "name"]


def test_a_query_string_means_nothing_here(api):
    answer = api.post("/campaigns?name=x", BODY)
    assert error_of(answer)["details"] == [{"field": "name", "message": "unknown field"}]
    assert Campaign.unscoped_objects.count() == 0


def test_another_workspace_is_not_found(api):
    make_workspace("other-corp")
    assert api.post("/campaigns", {**BODY, "workspace_slug": "other-corp"}).status_code == 404
    assert Campaign.unscoped_objects.count() == 0


def test_viewers_and_reading_keys_may_not_create(acme, client):
    client.force_login(make_member(acme, Role.VIEWER))
    refusals = [
        Caller(client=client).post("/campaigns", BODY),
        Caller(make_api_key(acme, "campaigns:read")[1]).post("/campaigns", BODY),
    ]
    assert [error_of(answer)["code"] for answer in refusals] == ["INSUFFICIENT_PERMISSIONS"] * 2
    assert [error_of(answer)["message"] for answer in refusals] == [
        "This needs the role editor; yours is viewer.",
        "This API key lacks the scope campaigns:write.",
    ]
    assert Campaign.unscoped_objects.count() == 0


def test_an_editor_creates_in_the_browser(acme, client):
    client.force_login(make_member(acme, Role.EDITOR))
    assert Caller(client=client).post("/campaigns", BODY).status_code == 201
    entry = AuditEntry.unscoped_objects.get(action="campaign.created")
    assert entry.actor_kind == "user"
