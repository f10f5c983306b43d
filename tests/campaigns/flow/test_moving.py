"""What becomes of those at each node of an old version; and what changed from one version to another. No database."""

from typing import Any

import pytest

from campaigns.flow import Fate, Flow, Wait, flow_diff, mapping_problems, node_fates
from tests.factories.campaigns import chain, flow

TWO, FIVE = ({"duration": {"value": value, "unit": "days"}} for value in (2, 5))
WAIT = ("w", "wait", TWO)
TAG = ("g", "tag", {"action": "add", "tag": "x"})


def made(document: dict[str, Any]) -> Flow:
    return Flow.model_validate(document)


def fate(old: Any, new: Any, mapping: dict[str, str] | None = None) -> Fate:
    """Of those at the first node behind the trigger."""
    return node_fates(made(chain(old)), made(chain(new)), mapping or {})[old[0]]


@pytest.mark.parametrize(
    ("old", "new", "mapping", "expected"),
    [
        (WAIT, WAIT, {}, Fate("w", "w")),
        (WAIT, ("w", "wait", {**TWO, "until": None}), {}, Fate("w", "w")),
        (WAIT, ("w", "wait", FIVE), {}, Fate("w", "w", wait=Wait.RECOUNTED, length="5 days")),
        (WAIT, ("w", "wait", {"local_time": "09:00"}), {}, Fate("w", "w", wait=Wait.ANEW)),
        (WAIT, ("w", "wait", {}), {}, Fate("w", "w", wait=Wait.ANEW)),
        (("w", "wait", {"local_time": "09:00"}), WAIT, {}, Fate("w", "w", wait=Wait.ANEW)),
        (("w", "wait", {"event": "order", "timeout": TWO["duration"]}), WAIT, {}, Fate("w", "w", wait=Wait.ANEW)),
        (TAG, ("g", "tag", {"action": "add", "tag": "y"}), {}, Fate("g", "g")),
        (
            ("h", "throttle", {"count": 1, "per": "day"}),
            ("h", "throttle", {"count": 9, "per": "day"}),
            {},
            Fate("h", "h"),
        ),
        (WAIT, ("w", *TAG[1:]), {}, Fate("w", "w", enters=True)),
        (WAIT, ("w", *TAG[1:]), {"w": "e"}, Fate("w", "e", enters=True)),
        (WAIT, TAG, {}, Fate("w", None)),
        (WAIT, TAG, {"w": "g"}, Fate("w", "g", enters=True)),
        (WAIT, WAIT, {"w": "e"}, Fate("w", "w")),
        (("x", "of_another_release", {"a": 1}), ("x", "of_another_release", {"a": 2}), {}, Fate("x", "x")),
    ],
)
def test_fates(old: Any, new: Any, mapping: dict[str, str], expected: Fate) -> None:
    assert fate(old, new, mapping) == expected


def test_triggers_of_the_same_key_take_each_others_contacts() -> None:
    old, new = made(chain()), made(flow(("t", "trigger_api", {}), ("e", "end", {})))
    assert node_fates(old, new, {})["t"] == Fate("t", "t")


def test_a_node_that_has_become_a_trigger_is_gone() -> None:
    old, new = made(chain(WAIT)), made(flow(("w", "trigger_api", {}), ("e", "end", {})))
    assert node_fates(old, new, {}) == {"t": Fate("t", None), "w": Fate("w", None), "e": Fate("e", "e")}


@pytest.mark.parametrize(
    ("mapping", "problems"),
    [
        ({"w": "g"}, []),
        ({"w": "e"}, []),
        ({"t": "g"}, [("mapping.t", "node_stays")]),
        ({"q": "g"}, [("mapping.q", "unknown_node")]),
        ({"w": "q"}, [("mapping.w", "unknown_node")]),
        ({"w": "t"}, [("mapping.w", "node_is_trigger")]),
    ],
)
def test_mappings(mapping: dict[str, str], problems: list[tuple[str, str]]) -> None:
    found = mapping_problems([made(chain(WAIT))], made(chain(TAG)), mapping)
    assert [(problem.field, problem.code) for problem in found] == problems


def test_a_diff_names_what_came_went_and_changed() -> None:
    old = flow(("t", "trigger_manual", {}), WAIT, TAG, ("e", "end", {}))
    new = flow(("t", "trigger_manual", {}), TAG, ("w", "wait", FIVE), ("s", "end", {}))
    new["nodes"][1]["name"] = "Mark"
    diff = flow_diff(made(old), made(new))
    assert [(each.node, each.name) for each in diff.added] == [("s", "End")]
    assert [(each.node, each.type) for each in diff.removed] == [("e", "end")]
    assert [(each.node.node, each.node.name, each.what) for each in diff.changed] == [
        ("g", "Mark", ("name",)),
        ("w", "Wait", ("config",)),
    ]
    assert diff.ways == 3
    assert not diff.is_empty


def test_the_same_flow_differs_in_nothing() -> None:
    again = chain(("w", "wait", {**TWO, "until": None}))
    assert flow_diff(made(chain(WAIT)), made(again)).is_empty


def test_another_type_is_a_change_of_type_alone() -> None:
    diff = flow_diff(made(chain(WAIT)), made(chain(("w", *TAG[1:]))))
    assert [each.what for each in diff.changed] == [("type",)]
