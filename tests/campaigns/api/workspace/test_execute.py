"""Executing a campaign for one contact, and setting its triggers off."""

from unittest.mock import ANY

import pytest

from campaigns.models import Campaign, Execution, Run
from tests.campaigns.api.workspace.conftest import WAIT
from tests.factories.campaigns import flow, launch
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import refusal_of


@pytest.fixture
def segment(acme):
    return make_segment(acme, name="Regulars")


@pytest.fixture
def running(acme, segment) -> Campaign:
    document = flow(
        ("a", "trigger_api", {}),
        ("m", "trigger_manual", {}),
        ("ev", "trigger_event", {"event": "signup"}),
        ("sg", "trigger_segment_entry", {"segment": segment.public_id}),
        ("sx", "trigger_segment_exit", {"segment": segment.public_id}),
        ("w", *WAIT[1:]),
        ("e", "end", {}),
        edges=["a>w", "m>w", "ev>w", "sg>w", "sx>w", "w>e"],
    )
    make_contact(acme)
    campaign = launch(acme, document)
    Run.objects.in_workspace(acme).update(state="running")
    return campaign


def execute(caller, campaign, body):
    return caller.post(f"/campaigns/{campaign.public_id}/execute", body)


def entered(campaign: Campaign) -> list[tuple[str, dict[str, str] | None]]:
    found = Execution.objects.in_workspace(campaign.workspace_id).filter(run=None).order_by("pk")
    return [(each.node, each.context) for each in found]


class TestForOneContact:
    def test_comes_in_once(self, editor, acme, running):
        contact = make_contact(acme)
        body = {"action": "execute_for_contact", "contactId": contact.public_id}
        answer = execute(editor, running, body)
        assert (answer.status_code, answer.json()) == (
            200,
            {
                "action": "execute_for_contact",
                "contact": {"contactId": contact.public_id, "status": "enrolled", "executionId": ANY},
                "runs": [],
            },
        )
        again = execute(editor, running, body).json()["contact"]
        assert (again["status"], again["executionId"]) == ("already_enrolled", None)
        assert [node for node, _ in entered(running)] == ["a"]

    def test_strangers_are_unknown(self, api, running):
        stranger = make_contact(make_workspace())
        answer = execute(api, running, {"action": "execute_for_contact", "contactId": stranger.public_id})
        refusal = refusal_of(answer)
        assert (answer.status_code, refusal["message"]) == (400, "contactId: there is no such contact")
        assert refusal["details"] == [{"field": "contactId", "message": "there is no such contact"}]


class TestTriggers:
    def test_a_manual_one_begins_a_run_over_the_audience(self, api, running):
        answer = execute(api, running, {"action": "process_trigger", "triggerType": "MANUAL"})
        assert (answer.status_code, answer.json()["runs"]) == (200, [{"id": ANY, "triggerId": "m", "audience": 1}])
        assert Run.objects.in_workspace(running.workspace_id).filter(trigger_node="m").count() == 2

    def test_a_segment_entry_begins_a_run_over_the_segment(self, api, running, segment):
        body = {"action": "process_trigger", "triggerType": "SEGMENT_ENTRY", "segmentId": segment.public_id}
        runs = execute(api, running, body).json()["runs"]
        assert [run["triggerId"] for run in runs] == ["sg"]
        run = Run.objects.in_workspace(running.workspace_id).get(trigger_node="sg")
        assert (run.segment, run.context) == (segment, {"segment": "Regulars", "segment_id": segment.public_id})

    def test_one_contact_by_an_event_and_by_an_exit(self, api, acme, running, segment):
        one, two = make_contacts(acme, 2)
        asked = {"action": "process_trigger"}
        by_event = asked | {"triggerType": "EVENT", "eventType": "signup", "contactId": one.public_id}
        by_exit = asked | {"triggerType": "SEGMENT_EXIT", "contactId": two.public_id}
        statuses = [execute(api, running, body).json()["contact"]["status"] for body in (by_event, by_exit)]
        assert statuses == ["enrolled", "enrolled"]
        assert entered(running) == [
            ("ev", {"event": "signup"}),
            ("sx", {"segment": "Regulars", "segment_id": segment.public_id}),
        ]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"triggerType": "EVENT"}, "contactId"),
            ({"triggerType": "SCHEDULED"}, "triggerType"),
            ({"triggerType": "EVENT", "eventType": "odd", "contactId": "{contact}"}, "eventType"),
            ({"triggerType": "SEGMENT_ENTRY", "segmentId": "{other}"}, "segmentId"),
            ({"triggerType": "SEGMENT_ENTRY", "segmentId": "seg_none"}, "segmentId"),
            ({"triggerType": "ODD"}, "triggerType"),
            ({}, "triggerType"),
            ({"action": "execute_for_contact"}, "contactId"),
            ({"action": "execute_for_contact", "contactId": "{contact}", "eventType": "signup"}, "eventType"),
            ({"action": "odd"}, "action"),
        ],
    )
    def test_refusals_change_nothing(self, api, acme, running, body, field):
        ids = {"{contact}": make_contact(acme).public_id, "{other}": make_segment(acme).public_id}
        runs = Run.objects.in_workspace(acme).count()
        sent = {"action": "process_trigger"} | {name: ids.get(value, value) for name, value in body.items()}
        answer = execute(api, running, sent)
        assert (answer.status_code, [each["field"] for each in refusal_of(answer)["details"]]) == (400, [field])
        assert (Run.objects.in_workspace(acme).count(), entered(running)) == (runs, [])


def test_not_a_draft_and_not_by_viewers(api, viewer, acme, campaign):
    body = {"action": "process_trigger", "triggerType": "MANUAL"}
    answer = execute(api, campaign, body)
    assert (answer.status_code, refusal_of(answer)["status"]) == (409, "DRAFT")
    assert execute(viewer, campaign, body).status_code == 403
    assert not Run.objects.in_workspace(acme).exists()
