"""Waits for an event or a rule: what they subscribe to, and by which port the contacts go on."""

from datetime import timedelta
from typing import Any

from campaigns.nodes.moves import Group, Kind, Subscription
from campaigns.nodes.waiting.signals import RULE, SKIPPED, event_of, event_signal
from tests.campaigns.nodes.data import RULE as VIP
from tests.campaigns.nodes.world import NOW, FakeWorld, batch_at

IN_AN_HOUR = NOW + timedelta(hours=1)
HOUR = {"value": 1, "unit": "hours"}


def groups(config: dict[str, Any], world: FakeWorld, size: int, signals: list[str] | None = None) -> list[Group]:
    batch = batch_at("wait", config, size, world=world, resumed=len(signals or ()), signals=signals)
    moves = batch.node.type.step(batch)
    moves.check(batch)
    return list(moves.groups)


def ways(found: list[Group]) -> list[tuple[Any, ...]]:
    return [
        (group.port, list(group.rows), group.reason, list(group.details) if group.details else group.detail)
        for group in found
    ]


def test_arrivals_subscribe_to_the_event_until_the_time_is_up() -> None:
    world = FakeWorld()
    assert groups({"event": "ordered", "timeout": HOUR}, world, 2) == [
        Group(
            Kind.WAIT,
            range(2),
            until=IN_AN_HOUR,
            subscribe=Subscription("event", "ordered"),
            reason="wait_event",
        )
    ]
    assert world.calls == []
    assert groups({"event": "ordered"}, world, 1)[0].until == NOW + timedelta(days=30)


def test_who_did_it_goes_on_and_the_others_time_out() -> None:
    told = {"event": "ordered", "event_id": "evt_1"}
    world = FakeWorld(came={0: told, 3: told})
    config = {"event": "ordered", "timeout": HOUR}
    assert ways(groups(config, world, 4, [event_signal(7), SKIPPED, "", ""])) == [
        ("next", [1], "wait_over", None),
        ("next", [0, 3], "event_came", [told, told]),
        ("timeout", [2], "wait_timeout", {"event": "ordered"}),
    ]
    assert world.calls == [("awaited_events", [0, 2, 3])]


def test_for_whom_the_rule_holds_on_arrival_goes_on_at_once() -> None:
    found = groups({"rule": VIP, "timeout": HOUR}, FakeWorld(matches=[1]), 3)
    assert found == [
        Group(Kind.WAIT, [1], until=NOW, signal=RULE, reason="wait_rule"),
        Group(Kind.WAIT, [0, 2], until=IN_AN_HOUR, subscribe=Subscription("rule"), reason="wait_rule"),
    ]


def test_the_rule_is_asked_a_last_time_when_the_time_is_up() -> None:
    found = groups({"rule": VIP, "timeout": HOUR}, FakeWorld(matches=[1]), 4, [RULE, "", SKIPPED, ""])
    # Of the three who are asked (0, 1 and 3) the second matches.
    assert [(group.port, list(group.rows), group.reason) for group in found] == [
        ("next", [2], "wait_over"),
        ("next", [0, 1], "rule_held"),
        ("timeout", [3], "wait_timeout"),
    ]


def test_a_signal_tells_of_an_event_or_of_something_else() -> None:
    assert event_of(event_signal(9_223_372_036_854_775_807)) == 9_223_372_036_854_775_807
    assert len(event_signal(9_223_372_036_854_775_807)) <= 32
    assert [event_of(signal) for signal in ("", RULE, SKIPPED)] == [None, None, None]


def test_a_throttle_lets_through_for_whom_there_is_room() -> None:
    world = FakeWorld(matches=[1])
    batch = batch_at("throttle", {"count": 5, "per": "hour"}, 4, world=world, resumed=2, signals=[SKIPPED, ""])
    moves = batch.node.type.step(batch)
    moves.check(batch)
    assert [(group.kind, group.port, list(group.rows), group.reason) for group in moves.groups] == [
        (Kind.PORT, "next", [0], "wait_over"),
        (Kind.PORT, "next", [1], "had_turn"),
        (Kind.WAIT, "", [2, 3], "in_queue"),
    ]
    assert moves.groups[2].subscribe == Subscription("turn", since=[NOW, NOW])
    assert world.calls == [("throttle", [1, 2, 3], 5, timedelta(hours=1))]
