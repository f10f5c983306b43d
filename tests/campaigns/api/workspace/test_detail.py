"""`campaigns` and `campaigns/{id}`: create, read, change, delete, enroll, as seed 000 says."""

from unittest.mock import ANY

import pytest

from campaigns.models import Campaign
from tests.campaigns.api.workspace.conftest import WAIT
from tests.factories.campaigns import chain, flow, launch
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import read, refusal_of

CREATE = {
    "name": "Welcome Series",
    "description": "Onboarding",
    "type": "AUTOMATED",
    "workflow": chain(WAIT),
    "settings": {"frequencyCap": 3, "quietHours": {"start": "22:00", "end": "08:00"}},
    "startAt": "2026-02-01T00:00:00Z",
    "endAt": "2026-03-01T00:00:00Z",
}


def path(campaign: Campaign, rest: str = "") -> str:
    return f"/campaigns/{campaign.public_id}{rest}"


def stored(campaign: Campaign) -> Campaign:
    return Campaign.unscoped_objects.get(pk=campaign.pk)


class TestCreating:
    def test_what_is_answered(self, editor, acme):
        answer = editor.post("/campaigns", CREATE)
        assert answer.status_code == 201
        body = answer.json()
        settings = body.pop("settings")
        assert (settings["frequencyCap"], settings["quietHours"], settings["dailyLimit"]) == (
            3,
            {"start": "22:00", "end": "08:00"},
            None,
        )
        assert [node["id"] for node in body.pop("workflow")["nodes"]] == ["t", "w", "e"]
        assert body == {
            "id": ANY,
            "name": "Welcome Series",
            "status": "DRAFT",
            "pauseReason": None,
            "type": "AUTOMATED",
            "createdAt": ANY,
            "triggers": [{"id": "t", "type": "MANUAL", "name": "", "config": {}}],
            "_count": {"enrollments": 0, "messages": 0},
            "description": "Onboarding",
            "startAt": "2026-02-01T00:00:00Z",
            "endAt": "2026-03-01T00:00:00Z",
            "updatedAt": ANY,
            "actions": [],
            "abTests": [],
        }
        kept = Campaign.objects.in_workspace(acme).get().settings
        assert kept["frequency_cap"] == {"count": 3, "days": 7}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": None}, "name"),
            ({"name": " "}, "name"),
            ({"type": "ODD"}, "type"),
            ({"workflow": {"nodes": [{"id": "x", "type": "odd"}]}}, "workflow.nodes[0].type"),
            ({"settings": {"frequency_cap": 3}}, "settings"),
            ({"settings": {"frequencyCap": 0}}, "settings.frequencyCap.count"),
            ({"settings": {"dailyLimit": "many"}}, "settings.dailyLimit"),
            ({"settings": {"odd": 1}}, "settings.odd"),
            ({"endAt": "2026-01-01T00:00:00Z"}, "endAt"),
            ({"startAt": "soon"}, "startAt"),
            ({"status": "ACTIVE"}, "status"),
        ],
    )
    def test_refusals_write_nothing(self, api, acme, change, field):
        body = {name: value for name, value in (CREATE | change).items() if value is not None}
        answer = api.post("/campaigns", body)
        assert (answer.status_code, [each["field"] for each in refusal_of(answer)["details"]]) == (400, [field])
        assert not Campaign.objects.in_workspace(acme).exists()

    def test_viewers_may_not(self, viewer, acme):
        assert viewer.post("/campaigns", CREATE).status_code == 403


def test_reading_actions_and_tests(viewer, acme):
    variants = [{"port": "A", "name": "Short", "weight": 40}, {"port": "B", "weight": 60}]
    document = flow(
        ("e", "end", {}),
        ("g", "tag", {"action": "add", "tag": "vip"}),
        ("a", "ab_test", {"variants": variants}),
        ("f", "update_score", {"delta": 1}),
        ("t", "trigger_manual", {}),
        edges=["t>f", "f>a", "a.A>g", "a.B>e", "g>e"],
    )
    make_contacts(acme, 2)
    found = read(viewer, path(launch(acme, document)))
    assert found["actions"] == [
        {"id": "f", "type": "update_score", "name": "", "position": 1, "config": {"delta": 1}},
        {"id": "g", "type": "tag", "name": "", "position": 2, "config": {"action": "add", "tag": "vip"}},
    ]
    assert found["abTests"] == [
        {
            "id": "a",
            "name": "",
            "variants": [{"port": "A", "name": "Short", "weight": 40}, {"port": "B", "name": "", "weight": 60}],
        }
    ]
    assert (found["status"], found["_count"]) == ("ACTIVE", {"enrollments": 2, "messages": 0})


class TestChanging:
    def test_a_subset(self, api, campaign):
        answer = api.patch(path(campaign), {"name": "Better", "settings": {"dailyLimit": 5}, "workflow": chain()})
        body = answer.json()
        assert (answer.status_code, body["name"], body["settings"]["dailyLimit"]) == (200, "Better", 5)
        assert [node["id"] for node in body["workflow"]["nodes"]] == ["t", "e"]

    def test_the_status(self, api, acme, campaign):
        make_contacts(acme, 1)
        words = [
            api.patch(path(campaign), {"status": status}).json()["status"]
            for status in ("DRAFT", "ACTIVE", "ACTIVE", "PAUSED", "ACTIVE", "COMPLETED")
        ]
        assert words == ["DRAFT", "ACTIVE", "ACTIVE", "PAUSED", "ACTIVE", "ACTIVE"]
        assert api.patch(path(campaign), {"status": "DRAFT"}).status_code == 409

    def test_all_or_none(self, api, campaign):
        answer = api.patch(path(campaign), {"name": "Better", "status": "PAUSED"})
        assert (answer.status_code, refusal_of(answer)["message"]) == (
            409,
            "The campaign is DRAFT: it can't be made PAUSED.",
        )
        assert stored(campaign).name == "Welcome"

    def test_refusals(self, api, campaign):
        answer = api.patch(path(campaign), {"name": 7, "odd": 1})
        assert sorted(each["field"] for each in refusal_of(answer)["details"]) == ["name", "odd"]
        assert stored(campaign).name == "Welcome"


class TestDeleting:
    def test_for_good(self, editor, campaign):
        answer = editor.delete(path(campaign))
        assert (answer.status_code, answer.json()) == (200, {"id": campaign.public_id})
        assert editor.get(path(campaign)).status_code == 404

    def test_not_while_it_is_launched(self, api, acme):
        make_contacts(acme, 1)
        campaign = launch(acme, chain(WAIT))
        answer = api.delete(path(campaign))
        assert (answer.status_code, refusal_of(answer)["message"]) == (
            409,
            "The campaign is ACTIVE: it can't be deleted.",
        )
        assert stored(campaign).lifecycle == "RUNNING"


class TestEnrolling:
    @pytest.fixture
    def running(self, api, acme) -> Campaign:
        return launch(acme, flow(("t", "trigger_api", {}), ("w", *WAIT[1:]), ("e", "end", {})))

    def test_one_answer_for_each(self, api, acme, running):
        one, two = make_contacts(acme, 2)
        stranger = make_contact(make_workspace())
        assert api.post(path(running, "/enroll"), {"contactIds": [one.public_id]}).json()["enrolled"] == 1
        ids = [one.public_id, str(two.pk), stranger.public_id, "nonsense"]
        answer = api.post(path(running, "/enroll"), {"contactIds": ids})
        assert (answer.status_code, answer.json()) == (
            200,
            {
                "enrolled": 1,
                "alreadyEnrolled": 1,
                "errors": 2,
                "details": [
                    {"contactId": ids[0], "status": "already_enrolled"},
                    {"contactId": ids[1], "status": "enrolled"},
                    {"contactId": ids[2], "status": "error"},
                    {"contactId": ids[3], "status": "error"},
                ],
            },
        )

    def test_not_into_a_draft(self, api, acme, campaign):
        answer = api.post(path(campaign, "/enroll"), {"contactIds": [make_contact(acme).public_id]})
        assert (answer.status_code, refusal_of(answer)["status"]) == (409, "DRAFT")

    @pytest.mark.parametrize("ids", [[], ["x"] * 1_001, "ct_1", [7]])
    def test_refusals(self, api, running, ids):
        assert api.post(path(running, "/enroll"), {"contactIds": ids}).status_code == 400
