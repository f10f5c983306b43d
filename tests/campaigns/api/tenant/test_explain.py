"""`GET /campaigns/{id}/explain`: by id or e-mail, checked, and nobody of another workspace."""

from typing import Any

import pytest

from campaigns.api.tenant import examples
from campaigns.engine import triggers
from tests.factories.campaigns import chain, flow, launch, tick
from tests.factories.contacts import define_attributes, make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def rule(leaf: dict[str, Any]) -> dict[str, Any]:
    return {"condition": "AND", "rules": [leaf]}


DAY = {"duration": {"value": 1, "unit": "days"}}


def test_by_id_and_by_email(api: Any, acme: Workspace) -> None:
    contact = make_contact(acme, email="ada@example.com")
    campaign = launch(acme, chain(("w", "wait", DAY)))
    tick()
    for asked in (contact.public_id, "Ada@Example.com"):
        answer = api.get(f"/campaigns/{campaign.public_id}/explain?contact={asked}")
        assert answer.status_code == 200, answer.content
        data = answer.json()["data"]
        assert (data["verdict"], data["contact_id"]) == ("under_way", contact.public_id)
        assert data["text"].startswith("Waits at “Wait”.")
        assert [line["outcome"] for line in data["entries"][0]["journal"]] == ["passed", "waiting"]


def test_steps_and_decisions_say_what_they_looked_at(api: Any, acme: Workspace) -> None:
    define_attributes(acme, {"plan": "text"})
    contact = make_contact(acme, attributes={"plan": "free"})
    large = rule({"type": "trigger", "field": "total", "operator": ">=", "value": 100})
    pro = rule({"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"})
    document = flow(
        ("t", "trigger_event", {"event": "ordered", "filter": large}),
        ("c", "condition", {"rule": pro}),
        ("y", "end", {}),
        ("n", "end", {}),
        edges=["t>c", "c.yes>y", "c.no>n"],
    )
    campaign = launch(acme, document, settings={"reentry": "always"})
    ids = []
    for total in (100, 20):
        ordered = {"contact_id": contact.public_id, "name": "ordered", "properties": {"total": total}}
        event = api.post("/events", ordered)
        ids.append(event.json()["data"]["id"])
        triggers.run()
        tick()
    data = api.get(f"/campaigns/{campaign.public_id}/explain?contact={contact.public_id}").json()["data"]
    [entry] = data["entries"]
    [line] = [line for line in entry["journal"] if line["node"] == "c"]
    assert (line["reason"], line["looked_at"]) == (
        "rule_not_matched",
        [{"text": "plan is “pro” – found “free”", "actual": "free"}],
    )
    refused, entered = data["decisions"]
    assert (entered["outcome"], entered["event_id"]) == ("enrolled", ids[0])
    assert entered["execution_id"] == entry["execution_id"]
    assert (refused["outcome"], refused["event_id"], refused["execution_id"]) == ("filter", ids[1], "")
    assert refused["looked_at"] == [{"text": "trigger’s total is at least 100 – found 20", "actual": 20}]

    told = api.get(f"/events/{ids[1]}/decisions").json()["data"]
    assert told["text"] == "Let the contact into no campaign, was refused by 1 trigger."
    assert told["triggers"] == [
        {"campaign_id": campaign.public_id, "campaign_name": campaign.name, "decision": refused}
    ]
    for example, answer in ((examples.EVENT_DECISIONS["data"], told), (examples.EXPLANATION["data"], data)):
        assert list(answer) == list(example)
    assert list(refused) == list(examples.EVENT_DECISIONS["data"]["triggers"][0]["decision"])
    assert api.get("/events/evt_1/decisions").status_code == 404
    assert api.get(f"/events/{ids[0]}/decisions?x=1").status_code == 400


def test_who_is_unknown_is_not_found(api: Any, acme: Workspace) -> None:
    make_contact(acme)
    campaign = launch(acme, chain())
    stranger = make_contact(make_workspace(), email="eve@example.com")
    for asked in (stranger.public_id, "eve@example.com", "nobody@example.com", "ct_1"):
        assert api.get(f"/campaigns/{campaign.public_id}/explain?contact={asked}").status_code == 404, asked
    for query in ("", "?contact=%00@x", "?contact=a@b.c&more=1"):
        assert api.get(f"/campaigns/{campaign.public_id}/explain{query}").status_code == 400, query
