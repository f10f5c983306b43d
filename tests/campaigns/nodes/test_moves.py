"""Moves: built by whole groups, and checked so that no arrival is lost, doubled or misdirected."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.nodes.base import Outcomes
from campaigns.nodes.moves import Group, Kind, Moves, MovesMismatch
from tests.campaigns.nodes.data import RULE
from tests.campaigns.nodes.world import NOW, batch_at


def condition(size: int) -> Any:
    return batch_at("condition", {"rule": RULE}, size)


def test_a_whole_batch_goes_by_one_port() -> None:
    moves = Moves.all_to("yes", condition(3), reason="why")
    assert moves.groups == [Group(Kind.PORT, range(3), "yes", reason="why")]
    moves.check(condition(3))


def test_a_split_leaves_empty_ports_out() -> None:
    moves = Moves.split({"yes": [2, 0, 1], "no": []})
    assert moves.groups == [Group(Kind.PORT, [2, 0, 1], "yes")]
    moves.check(condition(3))


def test_groups_of_every_kind_are_counted_together() -> None:
    moves = Moves().to("yes", [0]).wait(NOW, [1]).complete([2]).skip("a", [3]).fail("b", [4], details=[{"x": 1}])
    moves.check(condition(5))
    assert [group.kind for group in moves.groups] == [Kind.PORT, Kind.WAIT, Kind.COMPLETE, Kind.SKIP, Kind.FAIL]


@pytest.mark.parametrize(
    ("moves", "message"),
    [
        (Moves(), "3 arrivals, 0 moves of 0 different rows"),
        (Moves.split({"yes": [0, 1]}), "3 arrivals, 2 moves of 2 different rows"),
        (Moves.split({"yes": [0, 1], "no": [1]}), "3 arrivals, 3 moves of 2 different rows"),
        (Moves.split({"yes": [0, 1, 2], "no": [1]}), "3 arrivals, 4 moves of 3 different rows"),
        (Moves.split({"yes": [0, 1, 3]}), "3 arrivals, 3 moves of 3 different rows"),
        (Moves.split({"yes": [0, 1, -1]}), "3 arrivals, 3 moves of 3 different rows"),
        (Moves.all_to("yes", range(4)), "3 arrivals, 4 moves of 4 different rows"),
        (Moves.all_to("maybe", range(3)), "the node has no port 'maybe'"),
        (Moves().fail("x", [0, 1, 2], details=[None]), "1 values for 3 rows of fail"),
        (Moves().wait([NOW], [0, 1, 2]), "1 values for 3 rows of wait"),
    ],
)
def test_what_does_not_add_up_is_refused(moves: Moves, message: str) -> None:
    with pytest.raises(MovesMismatch) as caught:
        moves.check(condition(3))
    assert str(caught.value) == message


def test_an_empty_batch_needs_no_moves() -> None:
    Moves().check(condition(0))


def test_a_fresh_arrival_must_rest_at_a_wait() -> None:
    batch = batch_at("wait", {"duration": {"value": 1, "unit": "days"}}, 4, resumed=2)
    Moves().to("next", [0, 1]).wait(NOW + timedelta(days=1), [2, 3]).check(batch)
    with pytest.raises(MovesMismatch, match="a fresh arrival went on"):
        Moves().to("next", [0, 2]).wait(NOW, [1, 3]).check(batch)


def test_a_part_of_a_batch_keeps_its_columns_together() -> None:
    outcomes = Outcomes(["accepted", "rejected", "skipped"], ["a", "b", "c"], [0, 0, 1])
    batch = batch_at("end", {}, 6, resumed=3, outcomes=outcomes)
    part = batch.part(2, 5)
    assert list(part.execution_ids) == [102, 103, 104]
    assert part.contact_ids == batch.contact_ids[2:5]
    assert (part.resumed, part.fresh) == (range(1), range(1, 3))
    assert part.outcomes == Outcomes(["skipped"], ["c"], [1])
    rest = batch.part(4, 6)
    assert (len(rest), rest.resumed_count, rest.outcomes) == (2, 0, Outcomes([], [], []))
    assert batch.part(0, 2).outcomes == Outcomes(["accepted", "rejected"], ["a", "b"], [0, 0])
