"""Changing and setting off campaigns of the e-mail API, and what they and their events are told to have done."""

from typing import Any

import pytest

from campaigns.models import Campaign, CampaignHold, Execution, FlowVersion, Run
from contacts.models import Contact, Event
from messaging.models import MessageStream
from tests.campaigns.api.email.conftest import body, fields, refused
from tests.factories.campaigns import chain, make_campaign, send_config
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace


@pytest.fixture
def campaign(acme, mails) -> Campaign:
    """A running one for sales."""
    assert mails.post("/campaigns", body(acme)).status_code == 201
    found: Campaign = Campaign.objects.in_workspace(acme).get()
    return found


def change(mails: Any, campaign: Campaign, **wanted: Any) -> dict[str, Any]:
    """`send_data` as it is live after the change, which is that of the draft."""
    answer = mails.patch(f"/campaigns/{campaign.pk}", wanted)
    assert answer.status_code == 200, answer.content
    shown = answer.json()["campaign"]
    data: dict[str, Any] = shown["campaign_sends"][0]["send_data"]
    assert data == shown["draft_data"]["send_data"]
    return data


class TestChange:
    def test_of_an_object_what_is_left_out_stays(self, acme, mails, campaign):
        data = change(mails, campaign, event_triggered_send={"contact_daily_email_cap": 7})
        assert data["event_triggered_send"] == {
            "events": ["sale.created"],
            "contact_cooldown_interval": 3600,
            "contact_daily_email_cap": 7,
            "enabled": True,
        }
        data = change(mails, campaign, automation_send={"max_iterations": 2})
        assert (data["automation_send"]["active"], data["automation_send"]["max_iterations"]) == (True, 2)
        data = change(mails, campaign, automation_send={"active": False}, broadcast_send={"send_amount": 9})
        assert (data["automation_send"]["active"], data["automation_send"]["max_iterations"]) == (False, 2)
        assert data["automation_send"]["send_amount"] == data["broadcast_send"]["send_amount"] == 9
        data = change(mails, campaign, verification_data={"active": True})
        assert data["verification_data"] == {
            "acceptable_statuses": ["valid"],
            "active": True,
            "max_budget": 1.0,
            "age_threshold": 2,
        }
        assert change(mails, campaign, reply_to_name="Help", from_name="Ada")["from_name"] == "Ada"
        data = change(mails, campaign, from_name="")
        assert (data["from_name"], data["reply_to_name"]) == ("", "Help")
        stream = MessageStream.objects.in_workspace(acme).get()
        assert (stream.contact_daily_cap, stream.mail_from) == (7, {"reply_to_name": "Help"})
        assert stream.iterations["send_amount"] == 9

    def test_templates_and_events_make_a_new_version(self, acme, mails, campaign):
        kept = campaign.live_version.document["nodes"]
        template = make_published(acme)[0]
        data = change(mails, campaign, template_ids=[str(template.pk)], events=["lead.created", "sale.created"])
        assert data["template_ids"] == [str(template.pk)]
        assert data["event_triggered_send"]["events"] == ["lead.created", "sale.created"]
        campaign.refresh_from_db()
        assert campaign.live_version.number == 2
        nodes = {node["id"]: node for node in campaign.live_version.document["nodes"]}
        assert set(nodes) == {"lead_created", "sale_created", "send", "end"}
        assert nodes["sale_created"] == kept[0]
        sends = mails.get(f"/campaigns/{campaign.pk}").json()["campaign"]["campaign_sends"]
        first = FlowVersion.objects.in_workspace(acme).get(number=1)
        assert [send["id"] for send in sends] == [str(first.pk)]

    def test_without_events_it_needs_a_moment(self, mails, campaign):
        answer = mails.patch(f"/campaigns/{campaign.pk}", {"event_triggered_send": {"events": []}})
        assert fields(answer) == ["events"]
        moment = {"scheduled_send_time": "2099-01-01T00:00:00Z"}
        data = change(mails, campaign, event_triggered_send={"events": []}, broadcast_send=moment)
        assert data["campaign_type"] == "broadcast"
        assert change(mails, campaign, automation_send={"send_interval": 5})["campaign_type"] == "automation"

    def test_switching_off_and_on(self, acme, mails, campaign):
        for enabled, holds in ((False, ["USER"]), (False, ["USER"]), (True, []), (True, [])):
            data = change(mails, campaign, event_triggered_send={"enabled": enabled})
            assert data["event_triggered_send"]["enabled"] is enabled
            assert list(CampaignHold.objects.in_workspace(acme).values_list("kind", flat=True)) == holds
        shown = mails.get(f"/campaigns/{campaign.pk}").json()["campaign"]
        assert shown["campaign_sends"][0]["status"] == "running"

    def test_a_draft_is_launched_by_switching_it_on(self, acme, mails):
        made = mails.post("/campaigns", body(acme, event_triggered_send={"enabled": False})).json()["campaign"]
        answer = mails.patch(f"/campaigns/{made['id']}", {"event_triggered_send": {"enabled": True}})
        assert [send["status"] for send in answer.json()["campaign"]["campaign_sends"]] == ["running"]

    def test_what_the_builder_made_is_not_overwritten(self, acme, mails):
        make_sender(acme, is_default=True)
        first, second = make_published(acme)[0], make_published(acme)[0]
        made = make_campaign(acme, chain(("s1", "send", send_config(first)), ("s2", "send", send_config(second))))
        before = FlowVersion.objects.in_workspace(acme).get().document
        answer = mails.patch(f"/campaigns/{made.pk}", {"template_ids": [str(first.pk)], "name": "Other"})
        assert (answer.status_code, refused(answer)["code"]) == (409, "conflict")
        assert FlowVersion.objects.in_workspace(acme).get().document == before
        assert mails.patch(f"/campaigns/{made.pk}", {"name": "Other"}).json()["campaign"]["name"] == "Other"

    @pytest.mark.parametrize(
        ("wanted", "named"),
        [
            ({}, []),
            ({"events": []}, ["events"]),
            ({"draft_data": {}}, ["draft_data"]),
            ({"template_ids": ["00000000-0000-0000-0000-000000000000"]}, ["template_ids[0]"]),
            ({"name": " "}, ["name"]),
            (
                {"event_triggered_send": {"contact_cooldown_interval": -1}},
                ["event_triggered_send.contact_cooldown_interval"],
            ),
            ({"event_triggered_send": {"colour": 1}}, ["event_triggered_send.colour"]),
            (
                {"automation_send": {"scheduled_send_time": "2020-01-01T00:00:00Z"}},
                ["automation_send.scheduled_send_time"],
            ),
            (
                {"broadcast_send": {"scheduled_send_time": "2999-01-01T00:00:00Z"}},
                ["broadcast_send.scheduled_send_time"],
            ),
        ],
    )
    def test_what_is_not_acceptable_is_named_and_changes_nothing(self, acme, mails, campaign, wanted, named):
        before = (campaign.name, campaign.settings)
        assert fields(mails.patch(f"/campaigns/{campaign.pk}", wanted)) == named
        campaign.refresh_from_db()
        assert (campaign.name, campaign.settings, campaign.live_version.number) == (*before, 1)


class TestSubmit:
    def test_one_contact_comes_in_once_per_key(self, acme, mails, campaign):
        ada = make_contact(acme, email="ada@example.com")
        wanted = {"event_name": "sale.created", "email": "ADA@example.com", "idempotency_key": "order-1"}
        first, again = (mails.post(f"/campaigns/{campaign.pk}/submit", wanted) for _ in range(2))
        assert (first.status_code, again.status_code) == (202, 202)
        run = Run.objects.in_workspace(acme).get()
        assert first.json() == {
            "ok": True,
            "submission": {
                "id": str(run.pk),
                "campaign_id": str(campaign.pk),
                "event_name": "sale.created",
                "contact_id": str(ada.pk),
                "audience": 1,
                "entered": 1,
            },
        }
        assert again.json() == first.json()
        execution = Execution.objects.in_workspace(acme).get()
        assert (execution.contact_id, execution.context["event"]) == (ada.pk, "sale.created")
        assert Event.objects.in_workspace(acme).count() == 0
        mails.post(f"/campaigns/{campaign.pk}/submit", {**wanted, "idempotency_key": "order-2"})
        assert Execution.objects.in_workspace(acme).count() == 2

    def test_who_does_not_match_the_query_stays_out(self, acme, mails, campaign):
        make_contact(acme, email="ada@example.com")
        rule = {"type": "tag", "operator": "has", "value": "customer"}
        change(mails, campaign, segment_query={"condition": "AND", "rules": [rule]})
        answer = mails.post(
            f"/campaigns/{campaign.pk}/submit", {"event_name": "sale.created", "email": "ada@example.com"}
        )
        assert (answer.json()["submission"]["audience"], answer.json()["submission"]["entered"]) == (1, 0)

    def test_without_a_contact_everybody_enters(self, acme, mails, campaign):
        make_contacts(acme, 3)
        answer = mails.post(f"/campaigns/{campaign.pk}/submit", {"event_name": "sale.created"}).json()["submission"]
        assert (answer["contact_id"], answer["audience"], answer["entered"]) == (None, 3, 0)

    def test_refusals(self, acme, mails, campaign):
        path, event = f"/campaigns/{campaign.pk}/submit", {"event_name": "sale.created"}
        foreign = make_contact(make_workspace(), email="eve@example.com")
        assert fields(mails.post(path, {**event, "email": "eve@example.com"})) == ["email"]
        assert fields(mails.post(path, {**event, "contact_id": str(foreign.pk)})) == ["contact_id"]
        assert fields(mails.post(path, {**event, "email": "a@b.example", "phone": "+1"})) == ["phone"]
        assert fields(mails.post(path, {})) == ["event_name"]
        make_contact(acme, email="ada@example.com")
        large = {**event, "email": "ada@example.com", "properties": {"text": "x" * 40_000}}
        assert fields(mails.post(path, large)) == ["properties"]
        other = mails.post(path, {"event_name": "lead.created", "email": "ada@example.com"})
        assert (other.status_code, refused(other)["message"]) == (
            409,
            "The campaign listens to sale.created, not to lead.created.",
        )
        mails.patch(f"/campaigns/{campaign.pk}", {"event_triggered_send": {"enabled": False}})
        assert mails.post(path, {**event, "email": "ada@example.com"}).status_code == 409
        assert Execution.objects.in_workspace(acme).count() == 0

    def test_unknown_people_are_made_where_the_workspace_wants_that(self, acme, mails, campaign):
        acme.settings = {"unknown_contacts": "create"}
        acme.save()
        wanted = {"event_name": "sale.created", "email": "new@example.com"}
        assert mails.post(f"/campaigns/{campaign.pk}/submit", wanted).json()["submission"]["entered"] == 1
        assert Contact.objects.in_workspace(acme).get().email == "new@example.com"


class TestEvents:
    def test_an_event_tells_what_it_set_off(self, acme, mails, campaign):
        ada = make_contact(acme, email="ada@example.com")
        wanted = {
            "event_name": "sale.created",
            "email": "ada@example.com",
            "properties": {"total": 5},
            "idempotency_key": "o-1",
        }
        answer = mails.post("/events", wanted)
        assert answer.status_code == 201, answer.content
        told = answer.json()
        assert (told["event"]["contact_id"], told["event"]["event_name"]) == (str(ada.pk), "sale.created")
        assert (told["event"]["properties"], told["event"]["idempotency_key"]) == ({"total": 5}, "o-1")
        (trigger,) = told["decisions"]["triggers"]
        assert (trigger["campaign_id"], trigger["outcome"]) == (str(campaign.pk), "enrolled")
        assert trigger["execution_id"] is not None
        assert mails.get(f"/events/{told['event']['id']}/decisions").json() == told
        again = mails.post("/events", wanted)
        assert (again.status_code, again.json()) == (200, told)
        assert Execution.objects.in_workspace(acme).count() == 1

    def test_refusals(self, acme, mails):
        assert fields(mails.post("/events", {"event_name": "sale.created"})) == ["email"]
        assert fields(mails.post("/events", {"event_name": "sale.created", "email": "a@b.example"})) == ["email"]
        make_contact(acme, email="ada@example.com")
        assert fields(mails.post("/events", {"event_name": " x", "email": "ada@example.com"})) == ["event_name"]
        answer = mails.get("/events/00000000-0000-0000-0000-000000000000/decisions")
        assert (answer.status_code, refused(answer)["code"]) == (404, "not_found")
        assert Event.objects.in_workspace(acme).count() == 0
