"""Webhook: a call for each contact who arrives, and the port by which its outcome leads on."""

from typing import Any

import pytest

from campaigns.flow import References, parse, validate
from campaigns.nodes.base import Outcomes
from campaigns.nodes.moves import CallIntent, Group, Kind, Moves
from campaigns.nodes.webhook import WebhookMisused
from tests.campaigns.nodes.world import FakeWorld, batch_at
from tests.factories.campaigns import flow

URL = "https://example.com/hook"


def step(batch: Any) -> list[Group]:
    moves: Moves = batch.node.type.step(batch)
    moves.check(batch)
    return moves.groups


def test_everybody_rests_beside_a_call() -> None:
    world = FakeWorld()
    batch = batch_at("webhook", {"url": URL, "body": {"a": 1}}, 2, world=world)
    assert step(batch) == [Group(Kind.CALL, [0, 1], calls=CallIntent([URL, URL], ["body 0", "body 1"]))]
    assert world.calls == [("payloads", list(batch.contact_ids), {"a": 1})]


def test_an_address_is_made_for_each_and_a_get_carries_nothing() -> None:
    world = FakeWorld()
    batch = batch_at("webhook", {"url": f"{URL}/{{{{ email }}}}", "method": "GET"}, 2, world=world)
    assert step(batch) == [Group(Kind.CALL, [0, 1], calls=CallIntent(["text 0", "text 1"], ["", ""]))]
    assert world.calls == []


def test_a_call_that_can_not_be_made_is_a_failure_of_its_contact_alone() -> None:
    batch = batch_at("webhook", {"url": URL}, 3, world=FakeWorld(unrendered={1: "no such filter"}))
    assert step(batch) == [
        Group(Kind.CALL, [0, 2], calls=CallIntent([URL, URL], ["body 0", "body 2"])),
        Group(Kind.PORT, [1], "failure", reason="render_failed", details=[{"message": "no such filter"}]),
    ]


def test_outcomes_lead_on() -> None:
    outcomes = Outcomes(
        ["succeeded", "failed", "succeeded", "failed"],
        ["webhook_succeeded", "webhook_timeout", "webhook_succeeded", "webhook_refused"],
        [0] * 4,
        [{"status": 200}, {"tries": 5}, {"status": 204}, {"status": 404}],
    )
    batch = batch_at("webhook", {"url": URL}, 5, resumed=4, outcomes=outcomes)
    ok, timeout, refused = "webhook_succeeded", "webhook_timeout", "webhook_refused"
    assert step(batch) == [
        Group(Kind.PORT, [0, 2], "success", reason=ok, details=[{"status": 200}, {"status": 204}]),
        Group(Kind.PORT, [1], "failure", reason=timeout, details=[{"tries": 5}]),
        Group(Kind.PORT, [3], "failure", reason=refused, details=[{"status": 404}]),
        Group(Kind.CALL, [4], calls=CallIntent([URL], ["body 0"])),
    ]


@pytest.mark.parametrize("outcomes", [None, Outcomes(["accepted"], [""], [0], [None])])
def test_a_row_without_the_outcome_of_a_call_is_the_engines_mistake(outcomes: Outcomes | None) -> None:
    with pytest.raises(WebhookMisused):
        step(batch_at("webhook", {"url": URL}, 1, resumed=1, outcomes=outcomes))


def issues(config: dict[str, Any], **known: Any) -> list[tuple[str, str, str]]:
    """What validation says of a flow with this node."""
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "webhook", config),
        ("e", "end", {}),
        ("f", "end", {}),
        edges=["t>w", "w.success>e", "w.failure>f"],
    )
    references = References(check_rule=lambda path, rule: (), check_text=lambda path, source: (), **known)
    return [(issue.path, issue.code, issue.severity) for issue in validate(parse(document), references)]


def test_secrets_must_be_there() -> None:
    config = {"url": URL, "secret": "crm", "headers": {"X-Token": "a {{secrets.old}} {{- secrets.gone -}}"}}
    assert issues(config, secrets=frozenset({"old"})) == [
        ("workflow.nodes[1].config.secret", "secret_missing", "error"),
        ("workflow.nodes[1].config.headers.X-Token", "secret_missing", "error"),
    ]
    assert issues(config, secrets=frozenset({"old", "crm", "gone"})) == []


def test_credentials_in_plain_headers_are_pointed_out() -> None:
    headers = {
        "Authorization": "Bearer x",
        "X-Api-Key": "x",
        "X-Source": "x",
        "X-Token": "{{ secrets.crm }}",
    }
    assert issues({"url": URL, "headers": headers}, secrets=frozenset({"crm"})) == [
        ("workflow.nodes[1].config.headers.Authorization", "header_readable", "warning"),
        ("workflow.nodes[1].config.headers.X-Api-Key", "header_readable", "warning"),
    ]
