"""Send: fresh arrivals are parked with a message, settled ones go on or end by the outcome."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from campaigns.nodes import registry
from campaigns.nodes.base import Outcomes
from campaigns.nodes.moves import Group, Kind, Moves, OutboxIntent
from campaigns.nodes.parts import NodeView, Ref, RefKind
from campaigns.nodes.send import SETTLED, SendMisused
from messaging.models import MessageState
from tests.campaigns.nodes.data import SENDER, TEMPLATE
from tests.campaigns.nodes.world import batch_at
from workspaces.ids import decode

TEMPLATE_ID, SENDER_ID, VERSION_ID = decode("tpl", TEMPLATE), decode("snd", SENDER), UUID(int=77)
FALLBACK_TEMPLATE = "tpl_01h455vb4pex5vsknk084sn02r"
FALLBACK_ID, FALLBACK_VERSION = decode("tpl", FALLBACK_TEMPLATE), UUID(int=78)
VERSIONS = {TEMPLATE_ID: VERSION_ID, FALLBACK_ID: FALLBACK_VERSION}


def batch(
    size: int,
    resumed: int = 0,
    outcomes: Outcomes | None = None,
    sender_id: UUID | None = SENDER_ID,
    **config: Any,
) -> Any:
    config = {"channel": "email", "template": TEMPLATE, **config}
    made = batch_at("send", config, size, resumed=resumed, outcomes=outcomes, versions=VERSIONS)
    return replace(made, node=replace(made.node, sender=sender_id))


def step(arrivals: Any) -> Moves:
    moves: Moves = arrivals.node.type.step(arrivals)
    moves.check(arrivals)
    return moves


def test_fresh_arrivals_are_parked_with_the_pinned_version() -> None:
    intent = OutboxIntent("email", TEMPLATE_ID, VERSION_ID, SENDER_ID, "end")
    assert step(batch(3)).groups == [Group(Kind.PARK, range(3), intent=intent)]


def test_messages_that_are_spread_say_over_how_many_hours() -> None:
    intent = OutboxIntent("email", TEMPLATE_ID, VERSION_ID, SENDER_ID, "end", spread=timedelta(hours=6))
    expected = Group(Kind.PARK, range(3), intent=intent, reason="spread", detail={"hours": 6})
    assert step(batch(3, spread_hours=6)).groups == [expected]


def test_the_sender_is_the_one_that_was_compiled_in() -> None:
    [group] = step(batch(1, sender_id=SENDER_ID)).groups
    assert group.intent is not None
    assert group.intent.sender_id == SENDER_ID


def test_no_sender_leaves_the_choice_to_messaging() -> None:
    [group] = step(batch(1, sender_id=None)).groups
    assert group.intent is not None
    assert group.intent.sender_id is None


def test_accepted_messages_let_the_whole_batch_go_on() -> None:
    arrivals = batch(3, 3, Outcomes(["accepted"] * 3, [""] * 3, [0] * 3))
    assert step(arrivals).groups == [Group(Kind.PORT, range(3), "next", reason="accepted")]


def test_settled_and_fresh_rows_in_one_batch() -> None:
    arrivals = batch(5, 2, Outcomes(["accepted"] * 2, [""] * 2, [0] * 2))
    assert [(group.kind, group.rows) for group in step(arrivals).groups] == [
        (Kind.PORT, range(2)),
        (Kind.PARK, range(2, 5)),
    ]


OUTCOMES = Outcomes(
    ["accepted", "skipped", "rejected", "unknown", "skipped", "skipped"],
    ["", "no_consent", "bad_address", "timeout", "suppressed", "no_consent"],
    [0] * 6,
)


def test_outcomes_end_the_way_of_who_did_not_get_it() -> None:
    assert step(batch(6, 6, OUTCOMES)).groups == [
        Group(Kind.PORT, [0], "next", reason="accepted"),
        Group(Kind.SKIP, [1, 5], reason="no_consent"),
        Group(Kind.FAIL, [2], reason="bad_address"),
        Group(Kind.PORT, [3], "next", reason="unknown", detail={"reason": "timeout"}),
        Group(Kind.SKIP, [4], reason="suppressed"),
    ]


def test_on_ineligible_continue_lets_all_go_on_and_says_why() -> None:
    assert step(batch(6, 6, OUTCOMES, on_ineligible="continue")).groups == [
        Group(Kind.PORT, [0], "next", reason="accepted"),
        Group(Kind.PORT, [1, 5], "next", reason="skipped", detail={"reason": "no_consent"}),
        Group(Kind.PORT, [2], "next", reason="rejected", detail={"reason": "bad_address"}),
        Group(Kind.PORT, [3], "next", reason="unknown", detail={"reason": "timeout"}),
        Group(Kind.PORT, [4], "next", reason="skipped", detail={"reason": "suppressed"}),
    ]


@pytest.mark.parametrize("outcomes", [None, Outcomes(["queued"], [""], [0]), Outcomes([""], [""], [0])])
def test_a_row_without_a_settled_message_is_the_engines_mistake(outcomes: Outcomes | None) -> None:
    with pytest.raises(SendMisused):
        step(batch(1, 1, outcomes, on_ineligible="continue"))


def test_who_did_not_get_it_gets_the_fallback_and_who_did_not_get_that_ends() -> None:
    outcomes = Outcomes(OUTCOMES.states, OUTCOMES.reasons, [0, 0, 0, 0, 0, 1])
    arrivals = batch(6, 6, outcomes, fallback={"channel": "sms", "template": FALLBACK_TEMPLATE})
    intent = OutboxIntent("sms", FALLBACK_ID, FALLBACK_VERSION, None, "end", leg=1)

    def parked(row: int, state: str, reason: str) -> Group:
        return Group(Kind.PARK, [row], intent=intent, reason="fallback", detail={"after": state, "reason": reason})

    assert step(arrivals).groups == [
        Group(Kind.PORT, [0], "next", reason="accepted"),
        parked(1, "skipped", "no_consent"),
        parked(2, "rejected", "bad_address"),
        Group(Kind.PORT, [3], "next", reason="unknown", detail={"reason": "timeout"}),
        parked(4, "skipped", "suppressed"),
        Group(Kind.SKIP, [5], reason="no_consent"),
    ]


def test_a_fallback_over_the_same_channel_has_the_same_sender() -> None:
    outcomes = Outcomes(["skipped"], ["no_consent"], [0])
    arrivals = batch(1, 1, outcomes, fallback={"channel": "email", "template": FALLBACK_TEMPLATE})
    [group] = step(arrivals).groups
    assert group.intent == OutboxIntent("email", FALLBACK_ID, FALLBACK_VERSION, SENDER_ID, "end", leg=1)


def test_a_fallback_with_the_same_template_is_refused() -> None:
    send = registry.get("send")
    config = {"channel": "email", "template": TEMPLATE, "fallback": {"channel": "email", "template": TEMPLATE}}
    view = NodeView("s", "nodes[1]", send.Config.model_validate(config))
    issues = [(issue.path, issue.code) for issue in send.validate(view, None)]  # type: ignore[arg-type]
    assert issues == [("nodes[1].config.fallback.template", "fallback_same")]


def test_settled_states_are_those_of_messages() -> None:
    assert set(MessageState.values) - SETTLED == {"queued", "sending"}
    assert set(MessageState.values) >= SETTLED


def test_references() -> None:
    send = registry.get("send")
    template = Ref(RefKind.TEMPLATE, TEMPLATE_ID, "config.template", "email")
    config = {"channel": "email", "template": TEMPLATE}
    assert list(send.references(send.Config.model_validate(config))) == [template]
    assert list(send.references(send.Config.model_validate({**config, "sender": SENDER}))) == [
        template,
        Ref(RefKind.SENDER, SENDER_ID, "config.sender"),
    ]
    second = {"channel": "sms", "template": FALLBACK_TEMPLATE}
    assert list(send.references(send.Config.model_validate({**config, "fallback": second}))) == [
        template,
        Ref(RefKind.TEMPLATE, FALLBACK_ID, "config.fallback.template", "sms"),
    ]
