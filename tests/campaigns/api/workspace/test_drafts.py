"""`campaigns/{id}/draft`: reading, saving against what was read, throwing away."""

from unittest.mock import ANY

import pytest

from campaigns.models import Campaign, FlowVersion
from campaigns.services import campaign_cancel, campaign_pause, campaign_publish, campaign_rollback, draft_save
from contacts.models import Segment
from tests.campaigns.api.workspace.conftest import WAIT
from tests.factories.campaigns import SYSTEM, chain, flow, launch
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.workspaces.api.workspace.client import key_of, refusal_of

TAG = ("g", "tag", {"action": "add", "tag": "vip"})
STORED = chain(WAIT)


def stored(document):
    """The document with what the model fills in."""
    return {
        "nodes": [{"name": "", **node} for node in document["nodes"]],
        "edges": document["edges"],
    }


def path(campaign: Campaign) -> str:
    return f"/campaigns/{campaign.public_id}/draft"


def documents(campaign: Campaign) -> list[tuple[int, str, int]]:
    rows = FlowVersion.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign).order_by("number")
    return [(row.number, row.state, len(row.document["nodes"])) for row in rows]


class TestReading:
    def test_a_new_campaign(self, api, campaign):
        answer = api.get(path(campaign))
        assert answer.status_code == 200
        assert answer["ETag"] == '"1"'
        assert answer.json() == {
            "workflow": stored(STORED),
            "revision": 1,
            "isDraft": True,
            "liveVersion": None,
            "updatedAt": ANY,
            "updatedBy": "Campanile",
            "status": "DRAFT",
            "pauseReason": None,
            "issues": [],
            "names": {},
            "permissions": {"edit": True, "publish": True},
        }

    def test_what_is_live_where_there_is_no_draft(self, editor, acme, campaign):
        campaign_publish(campaign=campaign, actor=SYSTEM)
        answer = editor.get(path(campaign)).json()
        assert (answer["isDraft"], answer["liveVersion"], answer["revision"]) == (False, 1, 1)
        assert answer["workflow"] == stored(STORED)

    def test_issues_and_names(self, api, acme, campaign):
        template, _ = make_published(acme, name="Hello")
        segment = Segment.objects.create(workspace=acme, name="Regulars", rule={})
        rule = {
            "condition": "AND",
            "rules": [{"type": "segment", "operator": "in", "value": segment.public_id}],
        }
        document = flow(
            ("t", "trigger_manual", {}),
            ("s", "send", {"channel": "email", "template": template.public_id}),
            ("c", "condition", {"rule": rule}),
            edges=["t>s", "s>c"],
        )
        document["nodes"][1]["name"] = "Greeting"
        draft_save(campaign=campaign, document=document, actor=SYSTEM)
        answer = api.get(path(campaign)).json()
        assert answer["names"] == {
            "s": "Greeting",
            template.public_id: "Hello",
            segment.public_id: "Regulars",
        }
        assert [(each["nodeId"], each["code"], each["severity"]) for each in answer["issues"]] == [
            ("c", "port_open", "error"),
            ("c", "port_open", "error"),
            ("s", "sender_missing", "error"),
        ]

    def test_a_viewer_may_look(self, viewer, campaign):
        answer = viewer.get(path(campaign)).json()
        assert answer["permissions"] == {"edit": False, "publish": False}
        assert answer["workflow"] == stored(STORED)

    def test_a_key_that_may_only_read(self, acme, campaign):
        caller = key_of(acme, "campaigns:read")
        assert caller.get(path(campaign)).json()["permissions"] == {"edit": False, "publish": False}
        assert caller.put(path(campaign), {"workflow": STORED}, if_match='"1"').status_code == 403

    def test_a_finished_campaign_is_not_edited(self, api, acme, campaign):
        launched = launch(acme, chain(WAIT), audience=Segment.objects.create(workspace=acme, name="S", rule={}))
        campaign_cancel(campaign=launched, actor=SYSTEM)
        answer = api.get(path(launched)).json()
        assert (answer["status"], answer["permissions"]) == ("COMPLETED", {"edit": False, "publish": False})
        saved = api.put(path(launched), {"workflow": STORED}, if_match='"1"')
        assert saved.status_code == 409
        assert refusal_of(saved) == {
            "error": "conflict",
            "message": "The campaign is COMPLETED: it can't be edited.",
            "details": [],
            "status": "COMPLETED",
            "allowed": ["archive", "delete"],
        }

    @pytest.mark.parametrize("given", ["slug", "public_id", "id"])
    def test_the_workspace_is_named_by_slug_or_id(self, api, acme, campaign, given):
        api.root = f"/api/workspaces/{getattr(acme, given)}"
        assert api.get(path(campaign)).status_code == 200

    def test_parameters_are_refused_by_name(self, api, campaign):
        answer = api.get(path(campaign) + "?verbose=1")
        assert (answer.status_code, refusal_of(answer)["details"]) == (
            400,
            [{"field": "verbose", "message": "unknown field"}],
        )


class TestSaving:
    def test_the_next_revision(self, editor, campaign):
        answer = editor.put(path(campaign), {"workflow": chain(WAIT, TAG)}, if_match='"1"')
        assert (answer.status_code, answer["ETag"]) == (200, '"2"')
        body = answer.json()
        assert body["workflow"] == stored(chain(WAIT, TAG))
        assert (body["revision"], body["isDraft"], body["issues"]) == (2, True, [])
        assert body["updatedBy"].endswith("@example.com")
        assert documents(campaign) == [(1, "draft", 4)]

    def test_an_unfinished_flow_comes_back_with_its_issues(self, api, campaign):
        answer = api.put(path(campaign), {"workflow": flow(("t", "trigger_manual", {}))}, if_match='"1"')
        assert answer.status_code == 200
        assert [(each["nodeId"], each["path"], each["severity"]) for each in answer.json()["issues"]] == [
            ("t", "workflow.nodes[0]", "error")
        ]

    def test_somebody_else_was_first(self, api, editor, campaign):
        assert editor.put(path(campaign), {"workflow": chain(WAIT, TAG)}, if_match='"1"').status_code == 200
        late = api.put(path(campaign), {"workflow": STORED}, if_match='"1"')
        assert late.status_code == 412
        body = refusal_of(late)
        assert body.pop("current") == api.get(path(campaign)).json()
        assert body == {
            "error": "draft_changed",
            "message": "Somebody else saved the flow first.",
            "details": [],
        }
        assert documents(campaign) == [(1, "draft", 4)]

    def test_what_it_builds_on_must_be_said(self, api, campaign):
        answer = api.put(path(campaign), {"workflow": chain(WAIT, TAG)})
        assert (answer.status_code, refusal_of(answer)["error"]) == (428, "if_match_required")
        assert documents(campaign) == [(1, "draft", 3)]

    @pytest.mark.parametrize("header", ["1", '""', '"a"', '"1", "2"', '"-1"', '"12345678901"'])
    def test_an_etag_that_is_none(self, api, campaign, header):
        answer = api.put(path(campaign), {"workflow": STORED}, if_match=header)
        assert (answer.status_code, refusal_of(answer)["details"][0]["field"]) == (400, "If-Match")
        assert documents(campaign) == [(1, "draft", 3)]

    @pytest.mark.parametrize("header", ["*", 'W/"1"', ' "1" '])
    def test_an_etag_that_will_do(self, api, campaign, header):
        assert api.put(path(campaign), {"workflow": STORED}, if_match=header).status_code == 200

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "workflow"),
            ({"workflow": []}, "workflow"),
            ({"workflow": {"nodes": [{"id": "x", "type": "nope"}]}}, "workflow.nodes[0].type"),
            ({"workflow": {"nodes": [], "edges": [], "positions": {}}}, "workflow.positions"),
            (
                {"workflow": {"nodes": [{"id": "s", "type": "send", "config": {"on_ineligible": "perhaps"}}]}},
                "workflow.nodes[0].config.on_ineligible",
            ),
            ({"workflow": {"nodes": []}, "mode": "pin"}, "mode"),
        ],
    )
    def test_a_malformed_flow_is_refused_and_nothing_stored(self, api, campaign, body, field):
        answer = api.put(path(campaign), body, if_match='"1"')
        assert answer.status_code == 400
        assert [detail["field"] for detail in refusal_of(answer)["details"]] == [field]
        assert documents(campaign) == [(1, "draft", 3)]
        assert api.get(path(campaign)).json()["revision"] == 1

    def test_a_viewer_may_not(self, viewer, campaign):
        answer = viewer.put(path(campaign), {"workflow": STORED}, if_match='"1"')
        assert (answer.status_code, refusal_of(answer)["message"]) == (
            403,
            "This needs the role editor; yours is viewer.",
        )
        assert documents(campaign) == [(1, "draft", 3)]

    def test_one_who_goes_on_after_publishing(self, api, campaign):
        """Publishing leaves the flow what it is, and so its ETag; the next save opens a new draft."""
        campaign_publish(campaign=campaign, actor=SYSTEM)
        answer = api.put(path(campaign), {"workflow": chain(WAIT, TAG)}, if_match='"1"')
        assert (answer.status_code, answer["ETag"], answer.json()["liveVersion"]) == (200, '"2"', 1)
        assert documents(campaign) == [(1, "published", 3), (2, "draft", 4)]


class TestThrowingAway:
    def test_the_live_flow_is_shown_again(self, api, campaign):
        campaign_publish(campaign=campaign, actor=SYSTEM)
        api.put(path(campaign), {"workflow": chain(WAIT, TAG)}, if_match='"1"')
        answer = api.delete(path(campaign), if_match='"2"')
        assert (answer.status_code, answer["ETag"]) == (200, '"3"')
        body = answer.json()
        assert (body["isDraft"], body["liveVersion"], body["workflow"]) == (False, 1, stored(STORED))
        assert documents(campaign) == [(1, "published", 3)]

    def test_the_thrown_away_draft_is_not_taken_for_the_next_one(self, api, campaign):
        campaign_publish(campaign=campaign, actor=SYSTEM)
        api.put(path(campaign), {"workflow": chain(WAIT, TAG)}, if_match='"1"')
        api.delete(path(campaign), if_match='"2"')
        api.put(path(campaign), {"workflow": chain(TAG)}, if_match='"3"')
        assert api.put(path(campaign), {"workflow": STORED}, if_match='"2"').status_code == 412

    def test_a_roll_back_is_a_change_of_the_flow(self, api, campaign):
        first = campaign_publish(campaign=campaign, actor=SYSTEM)
        api.put(path(campaign), {"workflow": chain(WAIT, TAG)}, if_match='"1"')
        campaign_publish(campaign=campaign, actor=SYSTEM)
        campaign_rollback(campaign=campaign, version=first, actor=SYSTEM)
        assert api.put(path(campaign), {"workflow": chain(TAG)}, if_match='"2"').status_code == 412
        assert api.get(path(campaign))["ETag"] == '"3"'

    def test_nothing_happens_where_there_is_none(self, api, campaign):
        campaign_publish(campaign=campaign, actor=SYSTEM)
        answer = api.delete(path(campaign), if_match='"1"')
        assert (answer.status_code, answer["ETag"]) == (200, '"1"')

    def test_an_empty_flow_where_nothing_was_published(self, api, campaign):
        answer = api.delete(path(campaign), if_match='"1"')
        body = answer.json()
        assert (answer.status_code, answer["ETag"], body["isDraft"]) == (200, '"2"', False)
        assert body["workflow"] == {"nodes": [], "edges": []}
        assert documents(campaign) == []
        assert api.put(path(campaign), {"workflow": chain(WAIT)}, if_match='"2"').status_code == 200

    def test_a_newer_draft_is_kept(self, api, campaign):
        campaign_publish(campaign=campaign, actor=SYSTEM)
        api.put(path(campaign), {"workflow": chain(WAIT, TAG)}, if_match='"1"')
        answer = api.delete(path(campaign), if_match='"1"')
        assert (answer.status_code, answer.json()["current"]["revision"]) == (412, 2)
        assert documents(campaign) == [(1, "published", 3), (2, "draft", 4)]


def test_node_types(api):
    answer = api.get("/nodeTypes").json()
    wait = next(each for each in answer if each["key"] == "wait")
    assert set(wait) == {"key", "label", "description", "category", "restsFirst", "ports", "configSchema"}
    condition = next(each for each in answer if each["key"] == "condition")
    assert [port["name"] for port in condition["ports"]] == ["yes", "no"]


def test_campaigns_of_another_kind_of_id(api):
    for given in ("cmp_0", "x", "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b"):
        answer = api.get(f"/campaigns/{given}/draft")
        assert (answer.status_code, refusal_of(answer)["message"]) == (404, "There is no such campaign.")


def test_paths_nobody_serves_have_the_shape(api):
    answer = api.get("/nothing/here")
    assert (answer.status_code, refusal_of(answer)["error"]) == (404, "not_found")


def test_a_paused_campaign_says_why(api, acme, campaign):
    make_contacts(acme, 1)
    running = launch(acme, chain(WAIT))
    campaign_pause(campaign=running, actor=SYSTEM)
    shown = api.get(path(running)).json()
    assert (shown["status"], shown["pauseReason"]) == ("PAUSED", "USER")
