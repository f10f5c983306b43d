"""What the simple node types do with a batch: triggers, condition, tag, set_field, wait, end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaigns.nodes import registry
from campaigns.nodes.moves import Group, Kind, Moves
from campaigns.nodes.parts import Ref, RefKind, RuleUse, TextUse
from campaigns.nodes.waiting.duration import LIMITS, Duration
from tests.campaigns.nodes.data import NODES, RULE, SEGMENT
from tests.campaigns.nodes.world import NOW, FakeWorld, batch_at
from workspaces.ids import decode


def step(batch: Any) -> Moves:
    moves: Moves = batch.node.type.step(batch)
    moves.check(batch)
    return moves


def references(type_key: str, config: dict[str, Any]) -> list[Ref]:
    node_type = registry.get(type_key)
    return list(node_type.references(node_type.Config.model_validate(config)))


@pytest.mark.parametrize("key", ["trigger_manual", "trigger_api", "trigger_scheduled"])
def test_triggers_let_everybody_in(key: str) -> None:
    batch = batch_at(key, NODES[key].good[0].config, 3)
    assert step(batch).groups == [Group(Kind.PORT, range(3), "next")]


def test_a_schedule_refers_to_its_segment() -> None:
    wanted = [Ref(RefKind.SEGMENT, decode("seg", SEGMENT), "config.segment")]
    assert references("trigger_scheduled", {"rrule": "FREQ=DAILY", "segment": SEGMENT}) == wanted
    assert references("trigger_scheduled", {"rrule": "FREQ=DAILY"}) == []


def test_end_completes_everybody() -> None:
    assert step(batch_at("end", {}, 2)).groups == [Group(Kind.COMPLETE, range(2))]


@pytest.mark.parametrize(
    ("matches", "groups"),
    [
        ([], [("no", [0, 1, 2, 3], "rule_not_matched", [0, 1, 2, 0])]),
        ([0, 1, 2, 3], [("yes", [0, 1, 2, 3], "rule_matched", [0, 1, 2, 0])]),
        ([3, 1], [("yes", [1, 3], "rule_matched", [1, 0]), ("no", [0, 2], "rule_not_matched", [0, 2])]),
    ],
)
def test_a_condition_asks_once_and_splits_and_says_why(matches: list[int], groups: list[Any]) -> None:
    world = FakeWorld(matches=matches)
    found = step(batch_at("condition", {"rule": RULE}, 4, world=world)).groups
    assert [(group.port, list(group.rows), group.reason) for group in found] == [group[:3] for group in groups]
    assert [group.details for group in found] == [
        [f'{{"values": [{value}]}}' for value in values] for *_, values in groups
    ]
    assert world.calls == [("judge", RULE)]


def test_a_condition_shows_its_rule_to_validation() -> None:
    condition = registry.get("condition")
    config = condition.Config.model_validate({"rule": RULE})
    assert list(condition.rules(config)) == [RuleUse("config.rule", RULE)]


@pytest.mark.parametrize(("action", "call"), [("add", "tag_add"), ("remove", "tag_remove")])
def test_a_tag_is_one_operation_on_all(action: str, call: str) -> None:
    world = FakeWorld()
    batch = batch_at("tag", {"action": action, "tag": "vip"}, 3, world=world)
    assert step(batch).groups == [Group(Kind.PORT, range(3), "next")]
    assert world.calls == [(call, batch.contact_ids, "vip")]


@pytest.mark.parametrize("value", ["gold", 7, 1.5, True, None, "100 % {sure}"])
def test_a_fixed_value_is_written_without_rendering(value: object) -> None:
    world = FakeWorld(unrendered={0: "must not be rendered"})
    batch = batch_at("set_field", {"field": "plan", "value": value}, 2, world=world)
    assert step(batch).groups == [Group(Kind.PORT, range(2), "next")]
    assert world.calls == [("set_field", "plan", {0: value, 1: value})]
    assert list(batch.node.type.texts(batch.node.config)) == []


def test_a_liquid_value_is_rendered_for_each() -> None:
    world = FakeWorld()
    batch = batch_at("set_field", {"field": "plan", "value": "{{ contact.plan }}"}, 2, world=world)
    assert step(batch).groups == [Group(Kind.PORT, range(2), "next")]
    assert world.calls == [("set_field", "plan", {0: "text 0", 1: "text 1"})]
    assert list(batch.node.type.texts(batch.node.config)) == [TextUse("config.value", "{{ contact.plan }}")]


def test_only_rows_whose_value_can_not_be_made_or_stored_fail() -> None:
    world = FakeWorld(unrendered={1: "too long"}, refuses={3: "not a number"})
    batch = batch_at("set_field", {"field": "plan", "value": "{{ x }}"}, 5, world=world)
    assert step(batch).groups == [
        Group(Kind.PORT, [0, 2, 4], "next"),
        Group(Kind.FAIL, [1], reason="render_failed", details=[{"message": "too long"}]),
        Group(Kind.FAIL, [3], reason="value_refused", details=[{"message": "not a number"}]),
    ]
    assert world.calls == [("set_field", "plan", {0: "text 0", 2: "text 2", 3: "text 3", 4: "text 4"})]


def test_nothing_is_written_when_nothing_could_be_rendered() -> None:
    world = FakeWorld(unrendered={0: "no", 1: "no"})
    batch = batch_at("set_field", {"field": "plan", "value": "{{ x }}"}, 2, world=world)
    assert [group.kind for group in step(batch).groups] == [Kind.FAIL]
    assert world.calls == []


def test_a_wait_lets_the_rested_go_and_the_fresh_rest() -> None:
    config = {"duration": {"value": 3, "unit": "days"}}
    groups = step(batch_at("wait", config, 5, resumed=2)).groups
    assert groups == [
        Group(Kind.PORT, range(2), "next", reason="wait_over"),
        Group(Kind.WAIT, range(2, 5), until=NOW + timedelta(days=3), reason="wait_duration"),
    ]
    assert [group.kind for group in step(batch_at("wait", config, 5)).groups] == [Kind.WAIT]
    assert [group.kind for group in step(batch_at("wait", config, 5, resumed=5)).groups] == [Kind.PORT]


@pytest.mark.parametrize(
    ("value", "unit", "until"),
    [
        (90, "seconds", datetime(2026, 1, 31, 12, 1, 30, tzinfo=UTC)),
        (5, "minutes", datetime(2026, 1, 31, 12, 5, tzinfo=UTC)),
        (12, "hours", datetime(2026, 2, 1, 0, 0, tzinfo=UTC)),
        (1, "days", datetime(2026, 2, 1, 12, 0, tzinfo=UTC)),
        (2, "weeks", datetime(2026, 2, 14, 12, 0, tzinfo=UTC)),
        (1, "months", datetime(2026, 2, 28, 12, 0, tzinfo=UTC)),
        (12, "months", datetime(2027, 1, 31, 12, 0, tzinfo=UTC)),
        (25, "months", datetime(2028, 2, 29, 12, 0, tzinfo=UTC)),
    ],
)
def test_a_duration_ends(value: int, unit: Any, until: datetime) -> None:
    assert Duration(value=value, unit=unit).until(NOW) == until


@pytest.mark.parametrize("unit", LIMITS)
def test_the_longest_wait_is_five_years(unit: Any) -> None:
    longest = Duration(value=LIMITS[unit], unit=unit).until(NOW)
    assert timedelta(days=1815) <= longest - NOW <= timedelta(days=1827)
