"""Switch: each branch is asked about those whom no branch before it took."""

from collections.abc import Collection, Mapping
from typing import Any

from campaigns.nodes import registry
from campaigns.nodes.base import Batch
from campaigns.nodes.judgement import Judgement
from campaigns.nodes.moves import Group, Kind, Moves
from campaigns.nodes.parts import NodeView, RuleUse
from tests.campaigns.flow.flows import edges, node
from tests.campaigns.nodes.data import RULE, branches
from tests.campaigns.nodes.world import FakeWorld, batch_at
from tests.factories.campaigns import execution_for, launch, tick
from tests.factories.contacts import make_contact
from workspaces.models import Workspace


class ByName(FakeWorld):
    """Matches the contacts that stand under the rule's name."""

    def __init__(self, members: Mapping[str, Collection[Any]]) -> None:
        super().__init__()
        self.members = members

    def judge(self, batch: Batch[Any], rule: Mapping[str, object]) -> Judgement:
        """What a rule named `a` sees of `contact 3` is `["a3"]`."""
        name = str(rule["name"])
        self.calls.append((name, len(batch)))
        rows = [row for row, contact in enumerate(batch.contact_ids) if contact in self.members[name]]
        return Judgement(rows, [f'["{name}{str(contact)[-1]}"]' for contact in batch.contact_ids])


def step(batch: Batch[Any]) -> list[Group]:
    moves: Moves = batch.node.type.step(batch)
    moves.check(batch)
    return moves.groups


def config(*ports: str) -> dict[str, Any]:
    return {"branches": [{"port": port, "rule": {"name": port}} for port in ports]}


def test_the_first_branch_that_matches_takes_the_contact() -> None:
    people: Any = [f"contact {number}" for number in range(6)]
    world = ByName({"a": {people[1], people[4]}, "b": {people[0], people[1]}, "c": set()})
    batch = batch_at("switch", config("a", "b", "c"), 6, world=world, contact_ids=people, resumed=2)
    first, second, rest = step(batch)
    assert (first.kind, first.rows, first.port, first.reason) == (Kind.PORT, [1, 4], "a", "rule_matched")
    assert first.details == ['{"values": ["a1"]}', '{"values": ["a4"]}']
    assert (second.rows, second.port, second.reason) == ([0], "b", "rule_matched")
    assert second.details == ['{"values": ["b0"]}']
    assert (rest.rows, rest.port, rest.reason) == ([2, 3, 5], "else", "no_branch")
    assert rest.details == [f'{{"values": {{"a": ["a{n}"], "b": ["b{n}"], "c": ["c{n}"]}}}}' for n in (2, 3, 5)]
    assert world.calls == [("a", 6), ("b", 4), ("c", 3)]


def test_no_further_branch_is_asked_about_nobody() -> None:
    people: Any = ["x", "y"]
    world = ByName({"a": {"x", "y"}, "b": set()})
    [group] = step(batch_at("switch", config("a", "b"), 2, world=world, contact_ids=people))
    assert (group.kind, group.rows, group.port) == (Kind.PORT, [0, 1], "a")
    assert world.calls == [("a", 2)]


def test_validation_sees_every_rule_and_refuses_a_port_used_twice() -> None:
    switch = registry.get("switch")
    parsed = switch.Config.model_validate({"branches": branches("a", "b", "a")})
    assert list(switch.rules(parsed)) == [RuleUse(f"config.branches[{place}].rule", RULE) for place in range(3)]
    view = NodeView("s", "nodes[1]", parsed)
    issues = [(issue.node_id, issue.path, issue.code) for issue in switch.validate(view, None)]  # type: ignore[arg-type]
    assert issues == [("s", "nodes[1].config.branches[2].port", "port_repeated")]


def test_contacts_go_their_ways(workspace: Workspace) -> None:
    def tagged(tag: str) -> dict[str, Any]:
        return {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": tag}]}

    gold = make_contact(workspace, tags=["gold", "silver"])
    silver = make_contact(workspace, tags=["silver"])
    other = make_contact(workspace)
    ranked = [{"port": "gold", "rule": tagged("gold")}, {"port": "silver", "rule": tagged("silver")}]
    document = {
        "nodes": [
            node("t", "trigger_manual"), node("s", "switch", branches=ranked),
            node("g", "end"), node("v", "end"), node("o", "end"),
        ],
        "edges": edges("t > s", "s.gold > g", "s.silver > v", "s.else > o"),
    }  # fmt: skip
    campaign = launch(workspace, document)
    tick()
    assert [execution_for(campaign, contact).node for contact in (gold, silver, other)] == ["g", "v", "o"]
