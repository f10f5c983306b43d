"""The e-mail API's campaigns: one call makes a flow that runs, and all that is told of it is true."""

from uuid import UUID

import pytest

from campaigns.models import Campaign, FlowVersion, Trigger
from messaging.models import MessageStream
from tests.campaigns.api.client import Caller
from tests.campaigns.api.email.conftest import ROOT, body, fields, refused
from tests.factories.campaigns import chain, make_campaign, send_config
from tests.factories.contacts import make_segment
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published, make_template
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.ids import encode
from workspaces.models import Role


class TestCreate:
    def test_the_whole_object_is_there_and_true(self, acme, mails):
        wanted = body(acme, events=["sale.created", "lead.created"])
        answer = mails.post("/campaigns", wanted)
        assert answer.status_code == 201, answer.content
        campaign = Campaign.objects.in_workspace(acme).get()
        version = FlowVersion.objects.in_workspace(acme).get()
        data = {
            "campaign_type": "event_triggered",
            "template_ids": wanted["template_ids"],
            "mail_account_ids": wanted["mail_account_ids"],
            "from_name": "",
            "reply_to_name": "",
            "reply_to_email": "",
            "broadcast_send": {"send_amount": None, "scheduled_send_time": None},
            "automation_send": {
                "send_amount": None,
                "scheduled_send_time": None,
                "active": False,
                "iteration_send_amount": 200,
                "min_delivery_rate": 92,
                "send_interval": 10,
                "is_incremental_send": True,
                "max_iterations": 0,
                "max_iteration_send_amount": 1000,
            },
            "event_triggered_send": {
                "events": ["sale.created", "lead.created"],
                "contact_cooldown_interval": 3600,
                "contact_daily_email_cap": 3,
                "enabled": True,
            },
            "segment_query": {"condition": "AND", "type": "builder", "rules": []},
            "open_tracking": True,
            "click_tracking": True,
            "verification_data": {
                "acceptable_statuses": ["valid"],
                "active": False,
                "max_budget": 1.0,
                "age_threshold": 2,
            },
            "contact_cache_level": "campaign",
            "user_platform_role": "member",
        }
        shown = answer.json()["campaign"]
        times = {name: shown.pop(name) for name in ("created_at", "updated_at")}
        (send,) = shown.pop("campaign_sends")
        assert times["created_at"] is not None
        assert shown == {
            "id": str(campaign.pk),
            "team_id": str(acme.pk),
            "name": "Thank you",
            "delivery_type": "email",
            "campaign_type": "event_triggered",
            "meta": [],
            "draft_data": {"last_sent_at": None, "send_data": data},
        }
        assert (send.pop("created_at"), send.pop("updated_at")) != (None, None)
        assert send == {
            "id": str(version.pk),
            "campaign_id": str(campaign.pk),
            "campaign_type": "event_triggered",
            "status": "running",
            "next_send_at": None,
            "next_send_countdown": {"total": 0, "remaining": 0},
            "send_data": data,
            "send_progress": {
                "total_sent": 0,
                "total_bounced": 0,
                "delivery_rate": 100.0,
                "current_iteration": 0,
                "reason": "",
            },
        }

    def test_it_is_a_flow_that_runs(self, acme, mails):
        wanted = body(acme)
        mails.post("/campaigns", wanted)
        campaign = Campaign.objects.in_workspace(acme).select_related("live_version").get()
        assert (campaign.lifecycle, campaign.channel) == ("RUNNING", "email")
        first, second = (encode("tpl", each) for each in map(UUID, wanted["template_ids"]))
        one, two = (encode("snd", each) for each in map(UUID, wanted["mail_account_ids"]))
        send = next(node for node in campaign.live_version.document["nodes"] if node["type"] == "send")
        assert send["config"] == {
            "channel": "email",
            "template": first,
            "sender": one,
            "rotation": {"templates": [{"template": second}], "senders": [{"sender": two}]},
        }
        triggers = Trigger.objects.in_workspace(acme).filter(active=True)
        assert [trigger.config["event"] for trigger in triggers] == ["sale.created"]
        assert MessageStream.objects.in_workspace(acme).get().contact_cooldown == 3600

    def test_all_of_send_data_may_be_sent_along(self, acme, mails):
        segment = make_segment(acme)
        more = {
            "from_name": "Ada",
            "reply_to_name": "Help",
            "reply_to_email": "help@example.com",
            "broadcast_send": {"scheduled_send_time": "2099-01-31T09:00:00Z"},
            "automation_send": {"iteration_send_amount": 50, "send_amount": 500},
            "event_triggered_send": {"contact_cooldown_interval": 0, "contact_daily_email_cap": 1},
            "segment_query": {"condition": "OR", "type": "builder", "rules": [str(segment.pk), _TAG]},
            "open_tracking": False,
            "click_tracking": False,
            "verification_data": {"active": True, "max_budget": None, "acceptable_statuses": ["valid", "unknown"]},
            "meta": ["Autumn"],
        }
        answer = mails.post("/campaigns", body(acme, **more))
        assert answer.status_code == 201, answer.content
        shown = answer.json()["campaign"]
        data = shown["campaign_sends"][0]["send_data"]
        assert shown["draft_data"]["send_data"] == data
        assert shown["meta"] == ["autumn"]
        assert {name: data[name] for name in ("from_name", "reply_to_name", "reply_to_email")} == {
            name: more[name] for name in ("from_name", "reply_to_name", "reply_to_email")
        }
        assert data["broadcast_send"] == {"send_amount": 500, "scheduled_send_time": "2099-01-31T09:00:00Z"}
        assert data["automation_send"] == {
            "active": True,
            "send_amount": 500,
            "scheduled_send_time": "2099-01-31T09:00:00Z",
            "iteration_send_amount": 50,
            "min_delivery_rate": 92,
            "send_interval": 10,
            "is_incremental_send": True,
            "max_iterations": 0,
            "max_iteration_send_amount": 1000,
        }
        assert data["event_triggered_send"] == {
            "events": ["sale.created"],
            "contact_cooldown_interval": None,
            "contact_daily_email_cap": 1,
            "enabled": True,
        }
        assert data["segment_query"] == more["segment_query"]
        assert (data["open_tracking"], data["click_tracking"]) == (False, False)
        assert data["verification_data"] == {
            "acceptable_statuses": ["valid", "unknown"],
            "active": True,
            "max_budget": None,
            "age_threshold": 2,
        }
        stream = MessageStream.objects.in_workspace(acme).get()
        assert stream.mail_from == {
            "from_name": "Ada",
            "reply_to_name": "Help",
            "reply_to_email": "help@example.com",
        }
        assert (stream.open_tracking, stream.click_tracking, stream.contact_daily_cap) == (False, False, 1)
        send = shown["campaign_sends"][0]
        assert send["next_send_at"] == "2099-01-31T09:00:00Z"
        assert send["next_send_countdown"]["total"] >= send["next_send_countdown"]["remaining"] > 2_000_000_000

    def test_switched_off_it_is_a_draft(self, mails, acme):
        answer = mails.post("/campaigns", body(acme, event_triggered_send={"enabled": False}))
        shown = answer.json()["campaign"]
        assert shown["campaign_sends"] == []
        assert shown["draft_data"]["send_data"]["event_triggered_send"]["enabled"] is False
        assert Campaign.objects.in_workspace(acme).get().lifecycle == "DRAFT"

    @pytest.mark.parametrize("name", ["name", "template_ids", "mail_account_ids", "events"])
    def test_what_is_needed(self, mails, acme, name):
        wanted = body(acme)
        del wanted[name]
        assert fields(mails.post("/campaigns", wanted)) == [name]
        assert Campaign.unscoped_objects.count() == 0

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"template_ids": []}, ["template_ids"]),
            ({"mail_account_ids": []}, ["mail_account_ids"]),
            ({"events": []}, ["events"]),
            ({"events": ["contact_saved"]}, ["events[0]"]),
            ({"template_ids": ["x"]}, ["template_ids[0]"]),
            ({"template_ids": "x"}, ["template_ids"]),
            ({"template_ids": [None]}, ["template_ids[0]"]),
            ({"template_ids": ["00000000-0000-0000-0000-000000000000"]}, ["template_ids[0]"]),
            ({"mail_account_ids": ["00000000-0000-0000-0000-000000000000"]}, ["mail_account_ids[0]"]),
            ({"colour": "red"}, ["colour"]),
            ({"campaign_type": "broadcast"}, ["campaign_type"]),
            ({"reply_to_email": "nobody"}, ["reply_to_email"]),
            ({"from_name": "a\nb"}, ["from_name"]),
            ({"automation_send": {"send_interval": 0}}, ["automation_send.send_interval"]),
            ({"verification_data": {"acceptable_statuses": ["invalid"]}}, ["verification_data.acceptable_statuses[0]"]),
            ({"segment_query": {"condition": "AND", "rules": [{"type": "tag"}]}}, ["segment_query.rules[0].operator"]),
            ({"segment_query": {"condition": "AND", "rules": ["nothing"]}}, ["segment_query.rules[0].value"]),
            (
                {"broadcast_send": {"scheduled_send_time": "2020-01-01T00:00:00Z"}},
                ["broadcast_send.scheduled_send_time"],
            ),
            (
                {"broadcast_send": {"send_amount": 1}, "automation_send": {"send_amount": 2}},
                ["automation_send.send_amount"],
            ),
            ({"event_triggered_send": {"events": ["lead.created"]}}, ["event_triggered_send.events"]),
        ],
    )
    def test_what_is_not_acceptable_is_named(self, mails, acme, change, named):
        assert fields(mails.post("/campaigns", body(acme) | change))[: len(named)] == named
        assert Campaign.unscoped_objects.count() == 0

    def test_only_what_can_be_sent(self, mails, acme):
        draft, short = make_template(acme), make_published(acme, channel="sms", content={"text": "Hi"})[0]
        other = make_published(make_workspace())[0]
        bot = make_sender(
            acme,
            channel="telegram",
            provider="telegram_bot",
            from_address="@example_bot",
            config={},
            credentials={"token": "0123456789"},
        )
        good = make_published(acme)[0]
        ids = [str(each.pk) for each in (good, draft, short, other, good)]
        answer = mails.post("/campaigns", body(acme, template_ids=ids, mail_account_ids=[str(bot.pk)]))
        assert fields(answer) == [*(f"template_ids[{place}]" for place in (1, 2, 3, 4)), "mail_account_ids[0]"]
        assert [each["message"] for each in refused(answer)["details"]] == [
            "is draft; only a published template can be sent",
            "is no e-mail template",
            "there is no such template",
            "stands there twice",
            "is no mail account",
        ]
        assert Campaign.unscoped_objects.count() == 0

    def test_a_viewer_and_a_reader_may_not(self, acme, mails, client):
        reader = Caller(make_api_key(acme, "campaigns:read")[1], root=ROOT)
        assert (reader.post("/campaigns", body(acme)).status_code, reader.get("/campaigns").status_code) == (403, 200)
        client.force_login(make_member(acme, Role.VIEWER))
        assert Caller(client=client, root=ROOT).post("/campaigns", body(acme)).status_code == 403
        assert Campaign.unscoped_objects.count() == 0

    def test_the_role_is_the_callers(self, acme, mails, client):
        campaign_id = mails.post("/campaigns", body(acme)).json()["campaign"]["id"]
        client.force_login(make_member(acme, Role.VIEWER))
        shown = Caller(client=client, root=ROOT).get(f"/campaigns/{campaign_id}").json()["campaign"]
        assert shown["draft_data"]["send_data"]["user_platform_role"] == "viewer"

    def test_the_same_key_makes_one(self, acme, mails):
        wanted = body(acme)
        first, again = (mails.post("/campaigns", wanted, idempotency_key="k-1") for _ in range(2))
        assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
        assert Campaign.unscoped_objects.count() == 1


_TAG = {"type": "tag", "operator": "has", "value": "customer"}


class TestRead:
    def test_a_list_costs_the_same_however_long(self, acme, mails, django_assert_max_num_queries):
        one = mails.post("/campaigns", body(acme)).json()["campaign"]
        assert mails.get("/campaigns").json()["campaigns"] == [mails.get(f"/campaigns/{one['id']}").json()["campaign"]]
        for _ in range(4):
            mails.post("/campaigns", body(acme))
        with django_assert_max_num_queries(17):
            listed = mails.get("/campaigns?limit=3").json()
        assert len(listed["campaigns"]) == 3
        assert listed["pagination"] == {"total": 5, "limit": 3, "offset": 0, "has_more": True}

    def test_a_flow_of_the_builder_is_told_as_far_as_it_goes(self, acme, mails):
        first, second = make_published(acme)[0], make_published(acme)[0]
        make_sender(acme, is_default=True)
        ready = chain(("s1", "send", send_config(first)), ("s2", "send", send_config(second)))
        made = make_campaign(acme, ready)
        make_campaign(acme, chain(("w", "wait", {"duration": {"value": 1, "unit": "days"}})))
        (shown,) = mails.get("/campaigns").json()["campaigns"]
        assert shown["id"] == str(made.pk)
        data = shown["draft_data"]["send_data"]
        assert (data["campaign_type"], data["template_ids"]) == ("broadcast", [str(first.pk), str(second.pk)])
        assert data["verification_data"]["active"] is False

    def test_another_teams_is_not_there(self, mails):
        other = make_workspace()
        make_sender(other, is_default=True)
        theirs = make_campaign(other, chain(("s1", "send", send_config(make_published(other)[0]))))
        answer = mails.get(f"/campaigns/{theirs.pk}")
        assert (answer.status_code, refused(answer)["code"]) == (404, "not_found")
        assert mails.get(f"/campaigns?team_id={other.pk}").status_code == 404
        assert mails.get("/campaigns").json()["campaigns"] == []

    def test_unknown_parameters_are_refused(self, mails):
        assert fields(mails.get("/campaigns?colour=red")) == ["colour"]
        assert fields(mails.get("/campaigns?limit=0")) == ["limit"]


class TestManners:
    def test_refusals_have_the_familys_shape(self, acme, mails):
        nobody = Caller(root=ROOT).get("/campaigns")
        assert (nobody.status_code, refused(nobody)["code"]) == (401, "unauthenticated")
        assert nobody["WWW-Authenticate"] == 'Bearer realm="campanile"'
        answers = {
            "method_not_allowed": mails.put("/campaigns", {}),
            "not_acceptable": mails.get("/campaigns", accept="text/html"),
            "unsupported_media_type": mails.client.post(f"{ROOT}/campaigns", {"name": "x"}, headers=mails.headers),
            "too_large": mails.call("POST", "/campaigns", b'{"name": "' + b"x" * 2 * 1024 * 1024 + b'"}'),
            "not_found": mails.get("/nothing"),
            "validation_error": mails.call("POST", "/campaigns", b'{"name": '),
        }
        for code, answer in answers.items():
            assert refused(answer)["code"] == code
        assert [answer.status_code for answer in answers.values()] == [405, 406, 415, 413, 404, 422]

    def test_answers_say_whose_request_it_was_and_what_is_left(self, mails):
        answer = mails.get("/campaigns", x_request_id="trace-7")
        assert (answer["X-Request-Id"], answer["Cache-Control"]) == ("trace-7", "no-store")
        assert int(answer["X-RateLimit-Remaining"]) == int(answer["X-RateLimit-Limit"]) - 1

    def test_cooldown_and_cap_count_the_teams_mails_where_only_the_team_has_them(self, acme, mails):
        acme.settings = {"contact_daily_cap": 5}
        acme.save()
        own = mails.post("/campaigns", body(acme)).json()["campaign"]
        assert own["draft_data"]["send_data"]["contact_cache_level"] == "campaign"
        none = {"event_triggered_send": {"contact_cooldown_interval": None, "contact_daily_email_cap": None}}
        shown = mails.patch(f"/campaigns/{own['id']}", none).json()["campaign"]
        assert shown["draft_data"]["send_data"]["contact_cache_level"] == "team"
