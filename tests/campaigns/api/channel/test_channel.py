"""The channel service as seed 004 has it: campaigns, and touchpoints that keep their flow whole."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, FlowVersion
from campaigns.selectors import campaign_document
from templates_app.models import Template
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import flow, make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.ids import decode
from workspaces.models import Scope, Workspace

ROOT = "/channel-service/v1"
WAIT = {"duration": {"value": 2, "unit": "days"}}


@pytest.fixture
def service(acme: Workspace) -> Caller:
    """A key of acme at the channel service."""
    return Caller(make_api_key(acme)[1], root=ROOT)


@pytest.fixture
def campaign(service: Caller) -> str:
    """The id of a new campaign."""
    made = service.post("/campaign", {"name": "Q3 Re-engagement", "channel_type": "email"}).json()
    return str(made["_id"])


def add(service: Caller, campaign: str, **fields: Any) -> dict[str, Any]:
    body = {"campaign_id": campaign, "type": "message", "name": "Welcome", **fields}
    answer = service.post("/touchpoints", body)
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def ways(campaign: str) -> list[tuple[str, str, str]]:
    """The edges of the flow, with the types of their ends."""
    acme = Workspace.objects.get(slug="acme-corp")
    document = campaign_document(Campaign.objects.in_workspace(acme).get(pk=decode(Campaign.ID_PREFIX, campaign)))
    types = {node["id"]: node["type"] for node in document["nodes"]}
    return [(types[edge["source"]], edge["port"], types[edge["target"]]) for edge in document["edges"]]


class TestCampaigns:
    def test_the_way_of_a_campaign(self, service: Caller, acme: Workspace) -> None:
        created = service.post("/campaign", {"name": "Q3 Re-engagement", "channel_type": "whatsapp"})
        campaign = created.json()
        assert (created.status_code, sorted(campaign)) == (
            201,
            ["_id", "channel_type", "created_at", "name", "status", "updated_at"],
        )
        assert (campaign["name"], campaign["status"], campaign["channel_type"]) == (
            "Q3 Re-engagement",
            "draft",
            "whatsapp",
        )
        assert service.get(f"/campaign/{campaign['_id']}").json() == campaign
        assert service.get("/campaign").json() == {"data": [campaign], "total": 1}
        gone = service.delete(f"/campaign/{campaign['_id']}")
        assert (gone.status_code, gone.content) == (204, b"")
        assert service.get(f"/campaign/{campaign['_id']}").status_code == 404
        assert not Campaign.objects.in_workspace(acme).exists()

    def test_the_channel_of_one_that_was_made_elsewhere_is_that_of_its_first_message(
        self, service: Caller, acme: Workspace
    ) -> None:
        template, _ = make_published(acme)
        send = {"channel": "email", "template": template.public_id}
        make_campaign(acme, flow(("t", "trigger_manual", {}), ("s", "send", send), ("e", "end", {})))
        make_campaign(acme, flow(("t", "trigger_manual", {}), ("e", "end", {})))
        assert [each["channel_type"] for each in service.get("/campaign").json()["data"]] == [None, "email"]

    def test_lists_go_on_and_cost_the_same_whatever_their_length(self, service: Caller, acme: Workspace) -> None:
        counts = []
        service.get("/campaign")
        for number in (2, 5):
            for _ in range(number):
                make_campaign(acme, flow(("t", "trigger_manual", {}), ("e", "end", {})))
            with CaptureQueriesContext(connection) as queries:
                page = service.get("/campaign?limit=2").json()
            counts.append(len(queries))
            assert len(page["data"]) == 2
        assert counts[0] == counts[1]
        assert page["total"] == 7
        assert len(service.get("/campaign?limit=100&offset=5").json()["data"]) == 2

    @pytest.mark.parametrize(
        ("body", "fields"),
        [
            ({}, ["name", "channel_type"]),
            ({"name": "", "channel_type": "pigeon"}, ["name", "channel_type"]),
            ({"name": "x", "channel_type": "email", "nam": 1}, ["nam"]),
        ],
    )
    def test_what_is_wrong_is_named(self, service: Caller, body: dict[str, Any], fields: list[str]) -> None:
        answer = service.post("/campaign", body)
        told = answer.json()
        assert (answer.status_code, told["error"]) == (400, "validation_error")
        assert [each["field"] for each in told["details"]] == fields
        assert told["request_id"] == answer["X-Request-Id"]
        assert service.get("/campaign").json() == {"data": [], "total": 0}

    def test_a_running_campaign_is_not_deleted(self, service: Caller, acme: Workspace) -> None:
        running = make_campaign(acme, flow(("t", "trigger_manual", {}), ("e", "end", {})))
        Campaign.objects.in_workspace(acme).filter(pk=running.pk).update(
            lifecycle="RUNNING", live_version=FlowVersion.objects.in_workspace(acme).get(campaign=running)
        )
        answer = service.delete(f"/campaign/{running.public_id}")
        assert (answer.status_code, answer.json()["error"]) == (409, "conflict")


class TestTouchpoints:
    def test_the_seeds_own_example(self, service: Caller, acme: Workspace) -> None:
        body = {"name": "Q3 Re-engagement", "channel_type": "whatsapp"}
        campaign = service.post("/campaign", body).json()["_id"]
        made = add(service, campaign, name="Welcome Message", message={"text": "Hi! Welcome to our service."})
        assert (made["name"], made["type"], made["campaign_id"]) == ("Welcome Message", "message", campaign)
        assert made["message"]["body"] == "Hi! Welcome to our service."
        assert made["message"]["template"] == "welcome_message"
        change = {"name": "Updated Welcome Message", "message": {"text": "Hi! Great to have you here."}}
        updated = service.put(f"/touchpoints/{made['_id']}", change).json()
        assert (updated["_id"], updated["name"]) == (made["_id"], "Updated Welcome Message")
        assert updated["message"]["body"] == "Hi! Great to have you here."
        assert service.get(f"/touchpoints/{made['_id']}").json() == updated
        told = service.post("/touchpoints/_validate", {"touchpoint_id": made["_id"]}).json()
        assert told["valid"] is False
        assert any("publish" in error.lower() for error in told["errors"])
        assert service.delete(f"/touchpoints/{made['_id']}").status_code == 204
        assert service.get(f"/touchpoints/{made['_id']}").status_code == 404
        assert Template.objects.in_workspace(acme).count() == 1

    def test_each_new_one_stands_at_the_end(self, service: Caller, campaign: str) -> None:
        add(service, campaign, name="First", message="Hello {{firstName}}")
        add(service, campaign, type="wait", name="Two days", config=WAIT)
        add(service, campaign, type="webhook", name="Tell us", config={"url": "https://example.com/hook"})
        add(service, campaign, name="Second", message={"subject": "Still there?", "body": "<p>Reply.</p>"})
        assert sorted(ways(campaign)) == sorted(
            [
                ("trigger_manual", "next", "send"),
                ("send", "next", "wait"),
                ("wait", "next", "webhook"),
                ("webhook", "success", "send"),
                ("webhook", "failure", "send"),
                ("send", "next", "end"),
            ]
        )
        listed = service.get(f"/touchpoints?campaign_id={campaign}").json()
        assert listed["total"] == 4
        assert [(each["name"], each["type"]) for each in listed["data"]] == [
            ("First", "message"),
            ("Two days", "wait"),
            ("Tell us", "webhook"),
            ("Second", "message"),
        ]
        assert listed["data"][0]["message"] == {"subject": "First", "body": "Hello {{firstName}}"}
        assert listed["data"][3]["message"] == {"subject": "Still there?", "body": "<p>Reply.</p>"}
        assert listed["data"][1]["message"] is None
        moment = datetime.fromisoformat(listed["data"][0]["created_at"])
        assert abs(moment - datetime.now(UTC)) < timedelta(minutes=5)

    def test_taking_one_out_closes_the_gap(self, service: Caller, campaign: str) -> None:
        first = add(service, campaign, name="First", message="Hello")
        middle = add(service, campaign, type="webhook", name="Tell us", config={"url": "https://example.com/hook"})
        last = add(service, campaign, type="wait", name="Two days", config=WAIT)
        assert service.delete(f"/touchpoints/{middle['_id']}").status_code == 204
        assert ways(campaign) == [
            ("trigger_manual", "next", "send"),
            ("send", "next", "wait"),
            ("wait", "next", "end"),
        ]
        for each in (first, last):
            assert service.delete(f"/touchpoints/{each['_id']}").status_code == 204
        assert ways(campaign) == [("trigger_manual", "next", "end")]

    def test_a_whole_campaign_can_be_launched(
        self, service: Caller, api: Caller, acme: Workspace, campaign: str
    ) -> None:
        made = add(service, campaign, message="Hello")
        told = service.post("/touchpoints/_validate", {"touchpoint_id": made["_id"]}).json()
        assert told["valid"] is False
        make_sender(acme, is_default=True)
        make_contacts(acme, 3)
        told = service.post("/touchpoints/_validate", {"touchpoint_id": made["_id"]}).json()
        assert told == {"valid": True, "errors": []}
        assert api.post(f"/campaigns/{campaign}/send", {"action": "start"}).status_code == 200
        assert service.get(f"/campaign/{campaign}").json()["status"] == "active"
        add(service, campaign, name="Another", message="Still there?")
        versions = FlowVersion.objects.in_workspace(acme).filter(state="published")
        assert [version.number for version in versions.order_by("number")] == [1, 2]
        told = service.post("/touchpoints/_validate", {"touchpoint_id": made["_id"]}).json()
        assert told == {"valid": True, "errors": []}

    def test_a_text_of_another_campaign_too_is_left_as_it_is(
        self, service: Caller, acme: Workspace, campaign: str
    ) -> None:
        template, _ = make_published(acme)
        made = add(service, campaign, message={"template": template.public_id})
        assert made["config"] == {"channel": "email", "template": template.public_id}
        other = service.post("/campaign", {"name": "Other", "channel_type": "sms"}).json()["_id"]
        assert add(service, other, message={"template": template.public_id})["config"]["channel"] == "email"
        changed = service.put(f"/touchpoints/{made['_id']}", {"message": {"text": "Mine alone"}}).json()
        assert changed["config"]["template"] != template.public_id
        template.refresh_from_db()
        assert "Mine alone" not in str(template.content)
        again = service.put(f"/touchpoints/{made['_id']}", {"message": {"text": "Mine again"}}).json()
        assert again["config"]["template"] == changed["config"]["template"]

    @pytest.mark.parametrize(
        ("channel", "message", "content"),
        [
            ("sms", "Hi", {"text": "Hi"}),
            ("telegram", {"text": "Hi"}, {"text": "Hi"}),
            ("push", "Hi", {"title": "Welcome", "body": "Hi"}),
            ("push", {"title": "T", "body": "B"}, {"title": "T", "body": "B"}),
            ("whatsapp", "Hi", {"template": "welcome", "body": "Hi"}),
        ],
    )
    def test_short_messages_of_each_channel(
        self, service: Caller, acme: Workspace, channel: str, message: Any, content: dict[str, Any]
    ) -> None:
        campaign = service.post("/campaign", {"name": "C", "channel_type": channel}).json()["_id"]
        assert add(service, campaign, message=message)["message"] == content
        template = Template.objects.in_workspace(acme).get()
        assert (template.channel, template.content, template.name) == (channel, content, "C: Welcome")

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"type": "message"}, "message"),
            ({"type": "wait", "message": "x"}, "message"),
            ({"type": "message", "message": "x", "config": {}}, "config"),
            ({"type": "message", "message": 7}, "message"),
            ({"type": "message", "message": {"text": ""}}, "message.body"),
            ({"type": "message", "message": {"text": "x", "colour": "red"}}, "message.colour"),
            ({"type": "message", "message": {"template": "tpl_x"}}, "message.template"),
            ({"type": "message", "message": {"subject": "x", "mjml": "y", "html": "z"}}, "message"),
            ({"type": "wait", "config": {"duration": {"value": 0, "unit": "days"}}}, "config.duration.value"),
            ({"type": "end", "config": {}}, "type"),
            ({"type": "trigger_manual", "config": {}}, "type"),
            ({"type": "jump", "config": {}}, "type"),
            ({"type": "sned", "config": {}}, "type"),
            ({"type": "message", "message": "x", "name": ""}, "name"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_kept(
        self, service: Caller, acme: Workspace, campaign: str, fields: dict[str, Any], wrong: str
    ) -> None:
        before = campaign_document(Campaign.objects.in_workspace(acme).get())
        answer = service.post("/touchpoints", {"campaign_id": campaign, "name": "N", **fields})
        assert (answer.status_code, [each["field"] for each in answer.json()["details"]]) == (400, [wrong])
        assert campaign_document(Campaign.objects.in_workspace(acme).get()) == before
        assert not Template.objects.in_workspace(acme).exists()

    def test_branches_are_left_to_the_builder(self, service: Caller, acme: Workspace) -> None:
        rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
        document = {
            "nodes": [
                {"id": "t", "type": "trigger_manual"},
                {"id": "c", "type": "condition", "config": {"rule": rule}},
                {"id": "a", "type": "tag", "config": {"action": "add", "tag": "x"}},
                {"id": "e1", "type": "end"},
                {"id": "e2", "type": "end"},
            ],
            "edges": [
                {"source": "t", "target": "c"},
                {"source": "c", "target": "a", "port": "yes"},
                {"source": "a", "target": "e1"},
                {"source": "c", "target": "e2", "port": "no"},
            ],
        }
        made = make_campaign(acme, document)
        body = {"campaign_id": made.public_id, "type": "message", "name": "N", "message": "Hi"}
        refused = service.post("/touchpoints", body)
        assert (refused.status_code, "2 places" in refused.json()["message"]) == (409, True)
        parting = service.delete(f"/touchpoints/{made.public_id}.c")
        assert (parting.status_code, "Ways part" in parting.json()["message"]) == (409, True)
        assert campaign_document(made)["edges"] == [{"port": "next", **edge} for edge in document["edges"]]
        assert service.delete(f"/touchpoints/{made.public_id}.a").status_code == 204
        for outside in ("t", "e1", "nothing"):
            assert service.get(f"/touchpoints/{made.public_id}.{outside}").status_code == 404

    def test_open_flows_get_an_end(self, service: Caller, acme: Workspace) -> None:
        open_flow = {"nodes": [{"id": "t", "type": "trigger_manual"}], "edges": []}
        made = make_campaign(acme, open_flow)
        add(service, made.public_id, message="Hi")
        assert ways(made.public_id) == [("trigger_manual", "next", "send"), ("send", "next", "end")]

    def test_all_campaigns_at_once_cost_the_same_whatever_their_number(self, service: Caller, acme: Workspace) -> None:
        counts = []
        for number in (1, 4):
            for _ in range(number):
                campaign = service.post("/campaign", {"name": "C", "channel_type": "email"}).json()["_id"]
                add(service, campaign, message="Hi")
                add(service, campaign, type="wait", name="W", config=WAIT)
            with CaptureQueriesContext(connection) as queries:
                listed = service.get("/touchpoints").json()
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert (listed["total"], len(listed["data"])) == (10, 10)
        page = service.get("/touchpoints?limit=3&offset=8").json()
        assert (page["total"], [each["_id"] for each in page["data"]]) == (
            10,
            [each["_id"] for each in listed["data"][8:]],
        )
        assert service.get("/touchpoints?offset=20").json() == {"data": [], "total": 10}

    def test_scopes_and_other_workspaces(self, service: Caller, acme: Workspace, campaign: str) -> None:
        made = add(service, campaign, message="Hi")
        reader = Caller(make_api_key(acme, Scope.CAMPAIGNS_READ)[1], root=ROOT)
        assert reader.get(f"/touchpoints/{made['_id']}").status_code == 200
        assert reader.delete(f"/touchpoints/{made['_id']}").status_code == 403
        assert reader.put(f"/touchpoints/{made['_id']}", {"name": "x"}).json()["error"] == "forbidden"
        stranger = Caller(make_api_key(make_workspace())[1], root=ROOT)
        unknown = stranger.get("/touchpoints/cmp_nobody.s1").json()
        theirs = stranger.get(f"/touchpoints/{made['_id']}").json()
        assert {**theirs, "request_id": ""} == {**unknown, "request_id": ""}
        assert stranger.get("/touchpoints").json() == {"data": [], "total": 0}
        assert Caller(root=ROOT).get("/campaign").json()["error"] == "unauthenticated"
        assert service.call("PATCH", f"/touchpoints/{made['_id']}", {}).json()["error"] == "method_not_allowed"
        assert service.get("/nothing").json()["error"] == "not_found"

    def test_a_repeated_call_adds_one(self, service: Caller, campaign: str) -> None:
        body = {"campaign_id": campaign, "type": "message", "name": "N", "message": "Hi"}
        first = service.post("/touchpoints", body, Idempotency_Key="k1")
        again = service.post("/touchpoints", body, Idempotency_Key="k1")
        assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
        assert service.get("/touchpoints").json()["total"] == 1
