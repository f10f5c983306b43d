"""Versions over the tenant API: publishing with pin and move, the preview, one version, rolling back."""

from typing import Any

import pytest

from campaigns.api.tenant import examples
from campaigns.engine import triggers
from campaigns.engine.moving import stage as moving
from campaigns.models import FlowVersion, VersionMove
from tests.campaigns.api.client import Caller, error_of
from tests.factories.campaigns import chain, tick
from tests.factories.workspaces import make_api_key
from workspaces.models import Scope

WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
TAG = ("g", "tag", {"action": "add", "tag": "x"})


@pytest.fixture
def waiting(api: Caller, draft: str, people: Any) -> str:
    """The id of a campaign in which three contacts wait at `w`."""
    assert api.patch(f"/campaigns/{draft}", {"workflow": chain(WAIT)}).status_code == 200
    assert api.post(f"/campaigns/{draft}/send", {"action": "start"}).status_code == 200
    go()
    return draft


def go() -> None:
    triggers.run()
    tick()


def data(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content
    return response.json()["data"]


def test_publishing_a_workflow_pins_by_default(api: Caller, waiting: str) -> None:
    version = data(api.post(f"/campaigns/{waiting}/publish", {"workflow": chain(WAIT, TAG)}))
    assert (version["number"], version["live"], version["base"], version["move"]) == (2, True, 1, None)
    assert version["published_by"].startswith("Tests (cmpk_")
    assert [node["id"] for node in version["changes"]["added"]] == ["g"]
    assert not VersionMove.unscoped_objects.exists()


def test_publishing_with_a_move(api: Caller, waiting: str) -> None:
    body = {"workflow": chain(TAG), "mode": "move", "mapping": {"w": "g"}}
    version = data(api.post(f"/campaigns/{waiting}/publish", body))
    assert version["move"] == {"state": "moving", "stayed": 0, "moved": 0, "left": 0, "mapping": {"w": "g"}}
    assert set(version) == set(examples.PUBLISHED["data"])
    assert set(version["move"]) == set(examples.PUBLISHED["data"]["move"])
    while moving.run().done:
        pass
    assert data(api.get(f"/campaigns/{waiting}/versions/2"))["move"]["moved"] == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"mode": "shove"}, "mode"),
        ({"mapping": {"w": "g"}}, "mapping"),
        ({"mode": "move", "mapping": {"w": "nope"}}, "mapping.w"),
        ({"mode": "move", "mapping": {"w": 7}}, "mapping.w"),
        ({"mode": "move", "mapping": ["w"]}, "mapping"),
        ({"how": "move"}, "how"),
        ({"workflow": {"nodes": 1}}, "workflow.nodes"),
        ({"workflow": {"nodes": [], "edges": []}}, "workflow.nodes"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_published(
    api: Caller, waiting: str, body: dict[str, Any], field: str
) -> None:
    before = list(FlowVersion.unscoped_objects.values())
    refused = api.post(f"/campaigns/{waiting}/publish", {"workflow": chain(TAG), **body})
    assert refused.status_code == 400
    assert [detail["field"] for detail in error_of(refused)["details"]] == [field]
    assert list(FlowVersion.unscoped_objects.values()) == before


def test_without_a_draft_there_is_nothing_to_publish(api: Caller, waiting: str) -> None:
    refused = api.post(f"/campaigns/{waiting}/publish")
    assert refused.status_code == 409
    assert error_of(refused)["message"] == "There is no draft to publish."


def test_the_preview_of_a_workflow(api: Caller, waiting: str) -> None:
    before = list(FlowVersion.unscoped_objects.values())
    told = data(api.post(f"/campaigns/{waiting}/publish/preview", {"workflow": chain(TAG)}))
    assert (told["valid"], told["on_their_way"], told["leave"]) == (True, 3, 3)
    assert told["nodes"] == [
        {
            "node": {"id": "w", "type": "wait", "name": "Wait"},
            "here": 3,
            "fate": "leave",
            "to": None,
            "wait": "kept",
            "removed": True,
        }
    ]
    mapped = data(api.post(f"/campaigns/{waiting}/publish/preview", {"workflow": chain(TAG), "mapping": {"w": "g"}}))
    assert (mapped["move"], mapped["nodes"][0]["to"]["id"]) == (3, "g")
    assert set(told) == set(examples.PREVIEW["data"])
    assert list(FlowVersion.unscoped_objects.values()) == before


def test_the_preview_of_a_rollback_and_of_nonsense(api: Caller, waiting: str) -> None:
    data(api.post(f"/campaigns/{waiting}/publish", {"workflow": chain(TAG)}))
    told = data(api.post(f"/campaigns/{waiting}/publish/preview", {"version": "1"}))
    assert (told["stay"], [node["id"] for node in told["changes"]["added"]]) == (3, ["w"])
    assert api.post(f"/campaigns/{waiting}/publish/preview", {"version": "9"}).status_code == 404
    both = api.post(f"/campaigns/{waiting}/publish/preview", {"version": "1", "workflow": chain()})
    assert [detail["field"] for detail in error_of(both)["details"]] == ["version"]
    broken = data(api.post(f"/campaigns/{waiting}/publish/preview", {"workflow": {"nodes": [], "edges": []}}))
    assert (broken["valid"], [issue["code"] for issue in broken["issues"]]) == (False, ["no_trigger"])


def test_rolling_back(api: Caller, waiting: str) -> None:
    data(api.post(f"/campaigns/{waiting}/publish", {"workflow": chain(TAG)}))
    restored = data(api.post(f"/campaigns/{waiting}/versions/1/rollback", {"mode": "move"}))
    assert (restored["number"], restored["live"], restored["restored"], restored["base"]) == (3, True, 1, 2)
    assert restored["move"]["state"] == "moving"
    listed = api.get(f"/campaigns/{waiting}/versions?limit=2").json()
    assert [version["number"] for version in listed["data"]] == [3, 2]
    assert listed["pagination"] == {"total": 3, "limit": 2, "offset": 0, "has_more": True}
    refused = api.post(f"/campaigns/{waiting}/versions/3/rollback")
    assert refused.status_code == 409
    assert error_of(refused)["message"] == "Version 3 is live already."


def test_one_version_with_its_flow(api: Caller, running: str) -> None:
    version = data(api.get(f"/campaigns/{running}/versions/1"))
    assert data(api.get(f"/campaigns/{running}/versions/{version['id']}")) == version
    assert set(version) == set(examples.VERSION["data"])
    assert set(version["changes"]) == set(examples.PREVIEW["data"]["changes"])
    assert all(key.startswith("tpl_") and value.startswith("tpv_") for key, value in version["templates"].items())
    assert api.get(f"/campaigns/{running}/versions/2").status_code == 404


def test_a_finished_campaign_publishes_nothing(api: Caller, draft: str, people: Any) -> None:
    api.patch(f"/campaigns/{draft}", {"workflow": chain()})
    api.post(f"/campaigns/{draft}/send", {"action": "start"})
    go()
    refused = api.post(f"/campaigns/{draft}/publish", {"workflow": chain(TAG)})
    assert refused.status_code == 409
    assert FlowVersion.unscoped_objects.count() == 1


def test_publishing_needs_the_scope_to_write(acme: Any, waiting: str) -> None:
    reader = Caller(make_api_key(acme, Scope.CAMPAIGNS_READ)[1])
    assert reader.get(f"/campaigns/{waiting}/versions").status_code == 200
    for path in ("publish", "publish/preview", "versions/1/rollback"):
        assert reader.post(f"/campaigns/{waiting}/{path}").status_code == 403
