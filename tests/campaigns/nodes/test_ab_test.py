"""A/B test: even by weight, stable for a contact, and independent between nodes."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.nodes import registry
from campaigns.nodes.moves import Kind, Moves
from campaigns.nodes.parts import NodeView
from tests.campaigns.nodes.data import variants
from tests.campaigns.nodes.world import CAMPAIGN, batch_at
from workspaces.ids import uuid7

CONTACTS = [uuid7() for _ in range(100_000)]


def choose(config: dict[str, Any], contacts: list[UUID], **options: Any) -> dict[str, list[int]]:
    batch = batch_at("ab_test", config, len(contacts), contact_ids=contacts, **options)
    moves: Moves = batch.node.type.step(batch)
    moves.check(batch)
    return {group.port or group.reason: sorted(group.rows) for group in moves.groups}


@pytest.mark.parametrize("weights", [(50, 50), (34, 33, 33), (90, 10), (1, 99), (25, 25, 25, 25)])
def test_shares_are_within_one_percent_on_100_000_contacts(weights: tuple[int, ...]) -> None:
    chosen = choose({"variants": variants(*weights)}, CONTACTS)
    for port, weight in zip("ABCD", weights, strict=False):
        assert abs(len(chosen[port]) / 1_000 - weight) < 1


def test_ids_made_in_one_millisecond_are_spread_too() -> None:
    contacts = [UUID(int=(1_764_000_000_000 << 80) | (7 << 76) | (2 << 62) | number) for number in range(100_000)]
    chosen = choose({"variants": variants(50, 50)}, contacts)
    assert abs(len(chosen["A"]) / 1_000 - 50) < 1


def test_a_contact_keeps_its_variant_in_any_batch() -> None:
    config = {"variants": variants(34, 33, 33)}
    chosen = choose(config, CONTACTS[:1_000])
    back = choose(config, CONTACTS[999::-1])
    assert {port: sorted(999 - row for row in rows) for port, rows in back.items()} == {
        port: sorted(rows) for port, rows in chosen.items()
    }


def test_the_choice_is_the_same_on_every_machine_and_for_ever() -> None:
    contacts = [UUID(int=number) for number in range(12)]
    assert choose({"variants": variants(50, 50)}, contacts, key="ab1") == {"A": [0, 3], "B": [1, 2, *range(4, 12)]}


def test_the_journal_says_which_lot_was_drawn() -> None:
    batch = batch_at("ab_test", {"variants": variants(30, 70)}, 10_000, contact_ids=CONTACTS[:10_000])
    first, second = registry.get("ab_test").step(batch).groups
    assert (first.reason, second.reason) == ("variant_drawn", "variant_drawn")
    assert {detail["lot"] for detail in first.details} == set(range(30))
    assert {detail["lot"] for detail in second.details} == set(range(30, 100))
    assert [len(group.rows) for group in (first, second)] == [len(group.details) for group in (first, second)]


def test_two_nodes_and_two_campaigns_choose_independently() -> None:
    config = {"variants": variants(50, 50)}
    first = set(choose(config, CONTACTS, key="ab1")["A"])
    for options in ({"key": "ab2"}, {"key": "ab1", "campaign": replace(CAMPAIGN, campaign_id=UUID(int=9))}):
        both = first & set(choose(config, CONTACTS, **options)["A"])
        assert abs(len(both) / 1_000 - 25) < 1


def test_the_holdout_is_taken_evenly_from_all_variants() -> None:
    chosen = choose({"variants": variants(50, 50), "holdout": 20}, CONTACTS)
    assert abs(len(chosen["holdout"]) / 1_000 - 20) < 1
    assert abs(len(chosen["A"]) / 1_000 - 40) < 1
    without = choose({"variants": variants(50, 50)}, CONTACTS)
    assert set(chosen["A"]) < set(without["A"])


def test_who_is_held_out_is_completed() -> None:
    batch = batch_at("ab_test", {"variants": variants(50, 50), "holdout": 90}, 100)
    moves = registry.get("ab_test").step(batch)
    assert {group.kind for group in moves.groups} == {Kind.PORT, Kind.COMPLETE}


@given(
    weights=st.lists(st.integers(1, 97), min_size=1, max_size=3).filter(lambda weights: sum(weights) < 100),
    numbers=st.lists(st.integers(0, 2**128 - 1), max_size=50),
    holdout=st.integers(0, 90),
)
def test_every_contact_gets_exactly_one_way(weights: list[int], numbers: list[int], holdout: int) -> None:
    config = {"variants": variants(*weights, 100 - sum(weights)), "holdout": holdout}
    contacts = [UUID(int=number) for number in numbers]
    assert choose(config, contacts) == choose(config, contacts)


def issues(config: dict[str, Any]) -> list[tuple[str, str]]:
    ab_test = registry.get("ab_test")
    view = NodeView("ab", "workflow.nodes[1]", ab_test.Config.model_validate(config))
    return [(issue.path, issue.code) for issue in ab_test.validate(view, None)]  # type: ignore[arg-type]


def test_weights_must_add_up() -> None:
    assert issues({"variants": variants(50, 50)}) == []
    assert issues({"variants": variants(50, 49)}) == [("workflow.nodes[1].config.variants", "weights_sum")]


def test_ports_must_differ() -> None:
    same = [{"port": "A", "weight": 50}, {"port": "A", "weight": 50}]
    assert issues({"variants": same}) == [("workflow.nodes[1].config.variants[1].port", "port_repeated")]
