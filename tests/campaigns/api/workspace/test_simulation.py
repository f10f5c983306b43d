"""`campaigns/{id}/simulate`: who may ask, what comes back, what is refused."""

from unittest.mock import ANY

import pytest

from campaigns.api.workspace.simulation import EXAMPLE
from campaigns.models import Execution
from tests.factories.campaigns import chain, default_sender, flow, make_campaign, send_config
from tests.factories.contacts import make_contact
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import key_of, refusal_of
from workspaces.models import Scope


@pytest.fixture
def ada(acme):
    contact = make_contact(acme, first_name="Ada", last_name="Lovelace", email="ada@example.com", tags=["vip"])
    grant_consent([contact])
    return contact


def path(campaign):
    return f"/campaigns/{campaign.public_id}/simulate"


def test_the_whole_way(viewer, acme, ada):
    default_sender(acme)
    template, _ = make_published(acme)
    campaign = make_campaign(acme, chain(("s1", "send", send_config(template))))
    answer = viewer.post(path(campaign), {"contactId": ada.public_id})
    assert answer.status_code == 200
    body = answer.json()
    assert body["contact"] == {"id": ada.public_id, "name": "Ada Lovelace"}
    assert (body["entered"], body["outcome"]) == (True, EXAMPLE["outcome"])
    assert [step["nodeId"] for step in body["steps"]] == ["t", "s1", "e"]
    sent = body["steps"][1]
    assert sent["message"] == {
        "channel": "email",
        "messageType": "marketing",
        "address": "ada@example.com",
        "subject": "Hello Ada",
        "html": ANY,
        "text": ANY,
        "skipReason": None,
        "skipWords": "",
        "holds": [],
    }
    assert {**sent, "nodeName": "Welcome", "at": ANY, "message": ANY} == {
        **EXAMPLE["steps"][0],
        "at": ANY,
        "message": ANY,
    }
    assert sorted(sent) == sorted(EXAMPLE["steps"][0])
    assert sorted(sent["message"]) == sorted(EXAMPLE["steps"][0]["message"])
    assert not Execution.objects.in_workspace(acme).exists()


def test_a_flow_that_was_not_saved_and_choices(editor, campaign, ada):
    vip = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    document = flow(
        ("t", "trigger_api", {}),
        ("c", "condition", {"rule": vip}),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>c", "c.yes>a", "c.no>b"],
    )
    body = editor.post(
        path(campaign), {"contactId": ada.public_id, "workflow": document, "choices": {"c": "no"}}
    ).json()
    decided = body["steps"][1]
    assert (decided["port"], decided["reason"]) == ("no", "chosen")
    assert decided["values"] == [
        {"condition": "tagged “vip”", "actual": ["vip"], "words": "tagged “vip” – found “vip”"}
    ]
    assert [step["nodeId"] for step in body["steps"]] == ["t", "c", "b"]
    assert body["steps"][2]["port"] is None


def test_an_unfinished_flow_is_refused_with_its_errors(api, campaign, ada):
    document = {"nodes": [{"id": "t", "type": "trigger_manual"}], "edges": []}
    answer = api.post(path(campaign), {"contactId": ada.public_id, "workflow": document})
    assert answer.status_code == 400
    refusal = refusal_of(answer)
    assert [each["field"] for each in refusal["details"]] == ["workflow.nodes[0]"]


def test_wrong_choices_name_their_place(api, campaign, ada):
    answer = api.post(path(campaign), {"contactId": ada.public_id, "choices": {"w": "yes"}})
    assert answer.status_code == 400
    assert refusal_of(answer)["details"] == [
        {"field": "choices.w", "message": "the node has no port 'yes'; it has next"}
    ]


def test_contacts_of_others_are_not_there(api, campaign):
    stranger = make_contact(make_workspace())
    answer = api.post(path(campaign), {"contactId": stranger.public_id})
    assert answer.status_code == 404
    assert refusal_of(answer)["message"] == "There is no such contact."


def test_a_key_that_may_not_read_campaigns_is_refused(acme, campaign, ada):
    answer = key_of(acme, Scope.CONTACTS_READ).post(path(campaign), {"contactId": ada.public_id})
    assert answer.status_code == 403
