"""Publishing with its preview, versions, comparing and rolling back."""

from unittest.mock import ANY

import pytest

from campaigns.models import Campaign, FlowVersion
from campaigns.services import campaign_publish, draft_save
from tests.campaigns.api.workspace.conftest import WAIT
from tests.factories.campaigns import SYSTEM, chain, flow, launch, tick
from tests.factories.contacts import make_contacts
from tests.workspaces.api.workspace.client import read, refusal_of

TAG = ("g", "tag", {"action": "add", "tag": "vip"})
LONGER = ("w", "wait", {"duration": {"value": 3, "unit": "days"}})


def path(campaign: Campaign, rest: str) -> str:
    return f"/campaigns/{campaign.public_id}/{rest}"


def states(campaign: Campaign) -> list[tuple[int, str]]:
    rows = FlowVersion.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign).order_by("number")
    return [(row.number, row.state) for row in rows]


@pytest.fixture
def running(acme) -> Campaign:
    """Three contacts wait in it."""
    make_contacts(acme, 3)
    campaign = launch(acme, chain(WAIT), name="Welcome")
    tick()
    return campaign


@pytest.fixture
def changed(running) -> Campaign:
    """With a draft that waits longer and gives a tag."""
    draft_save(campaign=running, document=chain(LONGER, TAG), actor=SYSTEM)
    return running


class TestPublishing:
    def test_the_draft_becomes_the_live_version(self, editor, changed):
        answer = editor.post(path(changed, "publish"), {"mode": "pin", "mapping": {}}, if_match='"2"')
        assert (answer.status_code, answer.json()) == (200, {"version": 2})
        assert states(changed) == [(1, "published"), (2, "published")]
        assert read(editor, path(changed, "draft"))["liveVersion"] == 2

    def test_moving_those_on_their_way(self, api, running):
        draft_save(campaign=running, document=chain(TAG), actor=SYSTEM)
        body = {"mode": "move", "mapping": {"w": "g"}}
        assert api.post(path(running, "publish"), body).json() == {"version": 2}
        assert read(api, path(running, "versions"))[0]["move"] == {
            "state": "moving",
            "stayed": 0,
            "moved": 0,
            "left": 0,
        }

    def test_somebody_else_saved_since(self, api, changed):
        answer = api.post(path(changed, "publish"), {}, if_match='"1"')
        assert (answer.status_code, answer.json()["error"], answer.json()["current"]["revision"]) == (
            412,
            "draft_changed",
            2,
        )
        assert states(changed) == [(1, "published"), (2, "draft")]

    def test_errors_name_their_place(self, api, running):
        draft_save(campaign=running, document=flow(("t", "trigger_manual", {})), actor=SYSTEM)
        answer = api.post(path(running, "publish"), {})
        assert (answer.status_code, refusal_of(answer)["details"][0]["field"]) == (400, "workflow.nodes[0]")
        assert states(running) == [(1, "published"), (2, "draft")]

    def test_nothing_to_publish(self, api, running):
        answer = api.post(path(running, "publish"), {})
        assert (answer.status_code, refusal_of(answer)["message"]) == (409, "There is no draft to publish.")

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"mode": "odd"}, "mode"),
            ({"mapping": {"w": "g"}}, "mapping"),
            ({"mode": "move", "mapping": {"w": 7}}, "mapping.w"),
            ({"mode": "move", "mapping": {"nobody": "g"}}, "mapping.nobody"),
            ({"workflow": {}}, "workflow"),
        ],
    )
    def test_refusals(self, api, changed, body, field):
        answer = api.post(path(changed, "publish"), body)
        assert (answer.status_code, [each["field"] for each in refusal_of(answer)["details"]]) == (400, [field])
        assert states(changed) == [(1, "published"), (2, "draft")]

    def test_viewers_may_not(self, viewer, changed):
        assert viewer.post(path(changed, "publish"), {}).status_code == 403
        assert viewer.post(path(changed, "publish/preview"), {}).status_code == 403


class TestPreview:
    def test_what_would_happen(self, api, running):
        draft_save(campaign=running, document=chain(TAG), actor=SYSTEM)
        body = {"mode": "move", "mapping": {"w": "g"}}
        assert api.post(path(running, "publish/preview"), body).json() == {
            "valid": True,
            "issues": [],
            "changes": {"added": ["g"], "removed": ["w"], "changed": [], "ways": 1},
            "onTheirWay": 3,
            "stay": 0,
            "move": 3,
            "leave": 0,
            "nodes": [
                {
                    "node": {"id": "w", "type": "wait", "name": "Wait"},
                    "here": 3,
                    "fate": "move",
                    "to": {"id": "g", "type": "tag", "name": ANY},
                    "wait": ANY,
                    "removed": True,
                }
            ],
            "targets": ANY,
            "audience": {"lookedAt": 3, "total": 3, "onTheirWay": True},
            "sends": [],
            "moving": False,
            "estimated": False,
        }
        assert states(running) == [(1, "published"), (2, "draft")]

    def test_of_what(self, api, changed):
        assert api.post(path(changed, "publish/preview"), {"version": 1}).json()["changes"]["added"] == []
        sent = api.post(path(changed, "publish/preview"), {"workflow": chain()}).json()
        assert (sent["changes"]["removed"], sent["onTheirWay"]) == (["w"], 3)
        both = api.post(path(changed, "publish/preview"), {"version": 1, "workflow": chain()})
        assert (both.status_code, refusal_of(both)["details"][0]["field"]) == (400, "version")
        assert api.post(path(changed, "publish/preview"), {"version": 9}).status_code == 404

    def test_what_is_wrong_is_told(self, api, running):
        draft_save(campaign=running, document=flow(("t", "trigger_manual", {})), actor=SYSTEM)
        answer = api.post(path(running, "publish/preview"), {}).json()
        assert (answer["valid"], [(each["nodeId"], each["severity"]) for each in answer["issues"]]) == (
            False,
            [("t", "error")],
        )


class TestVersions:
    def test_the_list(self, api, changed):
        draft, first = read(api, path(changed, "versions"))
        assert draft == {
            "id": ANY,
            "number": 2,
            "state": "draft",
            "live": False,
            "createdAt": ANY,
            "publishedAt": None,
            "publishedBy": "",
            "restored": None,
            "base": 1,
            "changes": {
                "added": ["g"],
                "removed": [],
                "changed": [{"id": "w", "fields": ["duration"]}],
                "ways": 1,
            },
            "move": None,
        }
        assert (first["number"], first["state"], first["live"], first["publishedBy"]) == (
            1,
            "published",
            True,
            "Campanile",
        )

    def test_one_with_its_flow(self, viewer, changed):
        version = read(viewer, path(changed, "versions/1"))
        assert [node["id"] for node in version["workflow"]["nodes"]] == ["t", "w", "e"]
        assert (version["number"], version["live"]) == (1, True)
        assert viewer.get(path(changed, "versions/9")).status_code == 404

    def test_comparing(self, api, changed):
        forth = {"added": ["g"], "removed": [], "changed": [{"id": "w", "fields": ["duration"]}], "ways": 1}
        assert read(api, path(changed, "versions/1/compare")) == forth
        assert read(api, path(changed, "versions/1/compare?with=draft")) == forth
        assert read(api, path(changed, "versions/1/compare?with=2")) == forth
        assert read(api, path(changed, "versions/2/compare?with=1")) == forth | {"added": [], "removed": ["g"]}
        assert read(api, path(changed, "versions/1/compare?with=1")) == {
            "added": [],
            "removed": [],
            "changed": [],
            "ways": 0,
        }
        assert api.get(path(changed, "versions/1/compare?with=9")).status_code == 404
        assert api.get(path(changed, "versions/1/compare?with_=1")).status_code == 400

    def test_names_and_types_count_as_changes(self, api, running):
        document = chain(("w", "tag", {"action": "add", "tag": "vip"}))
        document["nodes"][0]["name"] = "Start"
        draft_save(campaign=running, document=document, actor=SYSTEM)
        changes = read(api, path(running, "versions/1/compare"))["changed"]
        assert changes[0] == {"id": "t", "fields": ["name"]}
        assert changes[1]["id"] == "w"
        assert {"type", "duration", "tag", "action"} <= set(changes[1]["fields"])


class TestRollingBack:
    def test_an_earlier_version_is_live_again(self, editor, changed):
        campaign_publish(campaign=changed, actor=SYSTEM)
        answer = editor.post(path(changed, "versions/1/rollback"), {})
        assert (answer.status_code, answer.json()) == (200, {"version": 3})
        assert read(editor, path(changed, "versions/3"))["restored"] == 1

    def test_the_live_one_is_live_already(self, api, changed):
        answer = api.post(path(changed, "versions/1/rollback"), {})
        assert (answer.status_code, refusal_of(answer)["message"]) == (409, "Version 1 is live already.")
        assert states(changed) == [(1, "published"), (2, "draft")]
