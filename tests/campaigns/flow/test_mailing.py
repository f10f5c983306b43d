"""A mailing as a flow and back; other flows are read as far as they say the same."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from campaigns.flow import parse
from campaigns.flow.mailing import Mailing, is_mailing, mailing_flow, mailing_of
from tests.factories.campaigns import flow
from workspaces.ids import encode

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
MAILING = Mailing(
    events=("sale.created", "lead.created"),
    templates=(A, B),
    senders=(C,),
    at=datetime(2099, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize("mailing", [MAILING, replace(MAILING, at=None), replace(MAILING, events=(), templates=(A,))])
def test_there_and_back(mailing):
    made = parse(mailing_flow(mailing))
    assert (is_mailing(made), mailing_of(made)) == (True, mailing)


def test_what_else_the_send_node_says_is_kept():
    made = mailing_flow(MAILING)
    send = next(node for node in made["nodes"] if node["type"] == "send")
    send["config"] |= {"spread_hours": 5, "on_ineligible": "continue"}
    send["name"] = "The mail"
    again = mailing_flow(replace(MAILING, templates=(B,)), parse(made))
    kept = next(node for node in again["nodes"] if node["type"] == "send")
    assert (kept["name"], kept["config"]["spread_hours"], kept["config"]["on_ineligible"]) == (
        "The mail",
        5,
        "continue",
    )
    assert (kept["config"]["template"], "rotation" in kept["config"]) == (encode("tpl", B), False)


@pytest.mark.parametrize(
    "more",
    [
        ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
        ("s2", "send", {"channel": "email", "template": encode("tpl", B)}),
        ("s2", "send", {"channel": "sms", "template": encode("tpl", B)}),
    ],
)
def test_other_flows_are_no_mailings(more):
    send = ("s", "send", {"channel": "email", "template": encode("tpl", A), "sender": encode("snd", C)})
    other = parse(flow(("t", "trigger_event", {"event": "x"}), send, more, ("e", "end", {})))
    expected = (A, B) if more[2].get("channel") == "email" else (A,)
    assert is_mailing(other) is False
    assert mailing_of(other) == Mailing(events=("x",), templates=expected, senders=(C,))
