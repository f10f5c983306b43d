"""Launching, pausing and resuming."""

import pytest

from campaigns.models import Campaign, CampaignHold
from tests.factories.contacts import make_contacts
from tests.workspaces.api.workspace.client import refusal_of


def act(caller, campaign, action, body=None, **headers):
    return caller.post(f"/campaigns/{campaign.public_id}/{action}", body or {}, **headers)


def lifecycle(campaign: Campaign) -> str:
    return str(Campaign.unscoped_objects.get(pk=campaign.pk).lifecycle)


@pytest.fixture
def ready(acme, campaign) -> Campaign:
    make_contacts(acme, 2)
    return campaign


def test_the_way_of_a_campaign(editor, ready):
    said = [act(editor, ready, action) for action in ("launch", "pause", "resume")]
    assert [(answer.status_code, answer.json()) for answer in said] == [
        (200, {"status": "ACTIVE", "pauseReason": None}),
        (200, {"status": "PAUSED", "pauseReason": "USER"}),
        (200, {"status": "ACTIVE", "pauseReason": None}),
    ]


def test_later(api, ready):
    answer = act(api, ready, "launch", {"startsAt": "2099-01-01T00:00:00Z"})
    assert (answer.status_code, answer.json()["status"], lifecycle(ready)) == (200, "SCHEDULED", "SCHEDULED")


def test_a_reason_is_kept(api, ready):
    act(api, ready, "launch")
    act(api, ready, "pause", {"reason": "A typo"})
    assert CampaignHold.objects.in_workspace(ready.workspace_id).get().reason == "A typo"


def test_twice(api, ready):
    act(api, ready, "launch")
    answer = act(api, ready, "launch")
    assert (answer.status_code, refusal_of(answer)) == (
        409,
        {
            "error": "conflict",
            "message": "The campaign is ACTIVE: it can't be launched.",
            "details": [],
            "status": "ACTIVE",
            "allowed": ["update", "pause", "complete", "cancel"],
        },
    )


def test_a_repeated_request_is_done_once(api, ready):
    first = act(api, ready, "launch", idempotency_key="launch-1")
    again = act(api, ready, "launch", idempotency_key="launch-1")
    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (200, first.content, "true")


def test_an_empty_audience(api, campaign):
    answer = act(api, campaign, "launch")
    assert (answer.status_code, refusal_of(answer)["details"]) == (
        400,
        [{"field": "audience", "message": "there is nobody in the audience"}],
    )
    assert lifecycle(campaign) == "DRAFT"


@pytest.mark.parametrize("action", ["launch", "pause", "resume"])
def test_unknown_fields_and_viewers(api, viewer, ready, action):
    assert refusal_of(act(api, ready, action, {"now": True}))["details"] == [
        {"field": "now", "message": "unknown field"}
    ]
    assert act(viewer, ready, action).status_code == 403
    assert lifecycle(ready) == "DRAFT"


def test_only_the_flow_that_was_read_is_launched(api, ready):
    path = f"/campaigns/{ready.public_id}/draft"
    read = api.get(path)
    api.put(path, {"workflow": read.json()["workflow"]}, if_match=read["ETag"])
    stale = act(api, ready, "launch", if_match=read["ETag"])
    assert (stale.status_code, refusal_of(stale)["error"]) == (412, "draft_changed")
    assert lifecycle(ready) == "DRAFT"
    assert act(api, ready, "launch", if_match=api.get(path)["ETag"]).status_code == 200
