"""GET and PATCH /api/v1/tenant/campaigns/{id}."""

import pytest

from campaigns.models import Campaign, FlowVersion
from contacts.models import Segment
from templates_app.models import Template, TemplateVersion
from tests.campaigns.api.client import Caller, error_of
from tests.campaigns.api.conftest import STEPS
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.ids import decode, encode, uuid7


def test_details_carry_the_sequence_and_the_settings(api, ready):
    data = api.get(f"/campaigns/{ready}").json()["data"]
    first = data["sequence"][0]
    assert (data["id"], data["name"], data["status"]) == (ready, "Q4 Outreach", "draft")
    assert {key: first[key] for key in ("step", "type", "subject", "body")} == {
        "step": 1,
        "type": "email",
        "subject": "Hello {{firstName}}",
        "body": "<p>Welcome!</p>",
    }
    assert data["sequence"][1]["duration"] == {"value": 2, "unit": "days"}
    assert data["sequence"][2]["body"] == "Reply, and we talk.\n\nYours"
    assert (data["settings"]["daily_limit"], data["settings"]["track_opens"]) == (None, True)


def test_a_uuid_is_an_id_too(api, draft):
    assert api.get(f"/campaigns/{decode('cmp', draft)}").json()["data"]["id"] == draft


def test_what_is_not_there_has_one_body(api, draft):
    other = Caller(make_api_key(make_workspace("other-corp"))[1])
    ids = [encode("cmp", uuid7()), "cmp_x", "seg_01h455vb4pex5vsknk084sn02q", "null", "%00", "a" * 300]
    answers = [other.get(f"/campaigns/{draft}"), *(other.get(f"/campaigns/{campaign_id}") for campaign_id in ids)]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert {(error_of(answer)["code"], error_of(answer)["message"]) for answer in answers} == {
        ("RESOURCE_NOT_FOUND", "There is no such campaign.")
    }


def test_a_branching_flow_has_no_sequence(api, draft):
    flow = {
        "nodes": [
            {"id": "t", "type": "trigger_manual"},
            {"id": "c", "type": "condition", "config": {"rule": {"type": "tag", "operator": "has", "value": "vip"}}},
            {"id": "a", "type": "tag", "config": {"action": "add", "tag": "seen"}},
            {"id": "e", "type": "end"},
        ],
        "edges": [
            {"source": "t", "target": "c"},
            {"source": "c", "target": "a", "port": "yes"},
            {"source": "c", "target": "e", "port": "no"},
            {"source": "a", "target": "e"},
        ],
    }
    data = api.patch(f"/campaigns/{draft}", {"workflow": flow}).json()["data"]
    assert data["sequence"] is None
    assert [node["id"] for node in data["workflow"]["nodes"]] == ["t", "c", "a", "e"]


def test_the_seeds_patch_changes_name_and_one_setting(api, draft):
    api.patch(f"/campaigns/{draft}", {"settings": {"track_opens": False}})
    answer = api.patch(f"/campaigns/{draft}", {"name": "Updated Name", "settings": {"daily_limit": 100}})
    data = answer.json()["data"]
    assert (answer.status_code, data["name"]) == (200, "Updated Name")
    assert (data["settings"]["daily_limit"], data["settings"]["track_opens"]) == (100, False)
    assert api.get(f"/campaigns/{draft}").json()["data"] == data


def test_an_audience_is_set_and_cleared(api, acme, draft):
    segment = Segment.objects.create(workspace=acme, name="Everybody", rule={})
    foreign = Segment.objects.create(workspace=make_workspace("other-corp"), name="Theirs", rule={})
    assert api.patch(f"/campaigns/{draft}", {"audience": segment.public_id}).json()["data"]["audience"] == (
        segment.public_id
    )
    refusal = api.patch(f"/campaigns/{draft}", {"audience": foreign.public_id})
    assert error_of(refusal)["details"] == [{"field": "audience", "message": "there is no such segment"}]
    assert Campaign.unscoped_objects.get().audience == segment
    assert api.patch(f"/campaigns/{draft}", {"audience": None}).json()["data"]["audience"] is None


def test_each_email_gets_a_published_template_of_its_own(api, acme, ready):
    templates = list(Template.unscoped_objects.order_by("created_at"))
    assert [(row.state, row.content["subject"]) for row in templates] == [
        ("PUBLISHED", "Hello {{firstName}}"),
        ("PUBLISHED", "Still there?"),
    ]
    assert templates[0].content["html"] == "<p>Welcome!</p>"
    assert templates[1].content["text"] == "Reply, and we talk.\n\nYours"


def test_what_was_read_can_be_sent_back_changed(api, ready):
    sequence = api.get(f"/campaigns/{ready}").json()["data"]["sequence"]
    sequence[0]["subject"] = "Good day {{firstName}}"
    again = api.patch(f"/campaigns/{ready}", {"sequence": sequence}).json()["data"]
    assert again["sequence"] == sequence
    assert Template.unscoped_objects.count() == 2
    assert TemplateVersion.unscoped_objects.count() == 3
    assert api.patch(f"/campaigns/{ready}", {"sequence": again["sequence"]}).json()["data"]["sequence"] == sequence
    assert TemplateVersion.unscoped_objects.count() == 3


def test_a_template_that_another_campaign_uses_is_left_alone(api, ready):
    copy = api.post(f"/campaigns/{ready}/duplicate").json()["data"]["id"]
    sequence = api.get(f"/campaigns/{copy}").json()["data"]["sequence"]
    theirs = sequence[0]["template"]
    sequence[0]["subject"] = "Mine"
    mine = api.patch(f"/campaigns/{copy}", {"sequence": sequence}).json()["data"]["sequence"]
    assert mine[0]["subject"] == "Mine"
    assert mine[0]["template"] != theirs
    assert api.get(f"/campaigns/{ready}").json()["data"]["sequence"][0]["subject"] == "Hello {{firstName}}"


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"type": "email", "subject": "Hi"}, "sequence[1].body"),
        ({"type": "email", "subject": "Hi {{ firstName", "body": "x"}, "sequence[1].subject"),
        ({"type": "email", "subject": "Hi", "body": "<p>{% if %}</p>"}, "sequence[1].body"),
        ({"type": "email", "subject": "Hi", "body": "x", "cc": "y"}, "sequence[1].cc"),
        ({"type": "email", "subject": "Hi", "body": "x", "template": encode("tpl", uuid7())}, "sequence[1].template"),
        ({"type": "sms", "template": encode("tpl", uuid7())}, "sequence[1].template"),
        ({"type": "wait"}, "sequence[1]"),
        ({"type": "wait", "duration": {"value": 0, "unit": "days"}}, "sequence[1].duration.value"),
        ({"step": 7, "type": "wait", "duration": {"value": 1, "unit": "days"}}, "sequence[1].step"),
        ("email", "sequence[1].type"),
    ],
)
def test_a_bad_step_is_named_and_nothing_is_written(api, draft, step, field):
    body = {"name": "Half", "sequence": [STEPS[0], step]}
    answer = api.patch(f"/campaigns/{draft}", body)
    assert answer.status_code == 400
    assert error_of(answer)["details"][0]["field"] == field
    assert Template.unscoped_objects.count() == 0
    assert Campaign.unscoped_objects.get().name == "Q4 Outreach"
    assert FlowVersion.unscoped_objects.get().document == {"nodes": [], "edges": []}


def test_a_foreign_template_is_unknown(api, draft):
    other = make_workspace("other-corp")
    caller = Caller(make_api_key(other)[1])
    theirs = caller.post(
        "/campaigns", {"workspace_slug": "other-corp", "name": "Theirs", "sequence": STEPS[:1]}
    ).json()["data"]["id"]
    template = caller.get(f"/campaigns/{theirs}").json()["data"]["sequence"][0]["template"]
    answer = api.patch(f"/campaigns/{draft}", {"sequence": [{**STEPS[0], "template": template}]})
    assert error_of(answer)["details"] == [
        {"field": "sequence[0].template", "message": "there is no such email template"}
    ]


def test_a_launched_flow_goes_live_with_the_change(api, running):
    sequence = api.get(f"/campaigns/{running}").json()["data"]["sequence"]
    answer = api.patch(f"/campaigns/{running}", {"sequence": sequence[:2]})
    assert answer.status_code == 200
    versions = api.get(f"/campaigns/{running}/versions").json()["data"]
    assert [(row["number"], row["state"], row["live"]) for row in versions] == [
        (2, "published", True),
        (1, "published", False),
    ]


def test_a_completed_campaign_does_not_change(api, running):
    Campaign.unscoped_objects.update(lifecycle="COMPLETED")
    for body in ({"name": "Late"}, {"sequence": STEPS}, {}):
        answer = api.patch(f"/campaigns/{running}", body)
        error = error_of(answer)
        assert (answer.status_code, error["code"]) == (409, "RESOURCE_CONFLICT")
        assert error["details"] == {"current_status": "completed", "allowed": []}
    assert Campaign.unscoped_objects.get().name == "Q4 Outreach"
    assert FlowVersion.unscoped_objects.count() == 1


def test_a_rejected_template_cannot_be_rewritten_through_the_sequence(api, ready):
    sequence = api.get(f"/campaigns/{ready}").json()["data"]["sequence"]
    Template.unscoped_objects.update(state="REJECTED", rejection_reason="no")
    sequence[0]["subject"] = "Other"
    answer = api.patch(f"/campaigns/{ready}", {"sequence": sequence})
    assert (answer.status_code, error_of(answer)["code"]) == (409, "RESOURCE_CONFLICT")
    assert error_of(answer)["details"]["current_status"] == "REJECTED"
