"""How a campaign's numbers are arranged: reading order and titles."""

from campaigns.selectors import NodeFunnel, PortCount
from frontend.campaign_numbers import node_title, reading_order


def _node(key: str, *targets: str, type: str = "tag", name: str = "Tag") -> NodeFunnel:
    ports = tuple(PortCount(name=target, label=target.upper(), target=target, count=len(target)) for target in targets)
    return NodeFunnel(
        node=key,
        type=type,
        type_label="Tag",
        name=name,
        summary=f"Add tag {key}",
        entered=0,
        passed=0,
        waiting=0,
        processing=0,
        completed=0,
        failed=0,
        skipped=0,
        conversions=0,
        ports=ports,
        ends=(),
        messages=None,
    )


def _order(*funnel: NodeFunnel) -> str:
    return " ".join(node.node for node in reading_order(funnel))


def test_branches_are_told_one_after_the_other_and_joins_after_them() -> None:
    assert _order(
        _node("t", "c"), _node("c", "a", "b"), _node("a", "a2"), _node("b", "e"), _node("a2", "e"), _node("e")
    ) == ("t c a a2 b e")


def test_several_triggers_loops_and_loose_nodes() -> None:
    assert _order(_node("t", "s"), _node("u", "s"), _node("s", "w"), _node("w", "s", "e"), _node("e")) == "t u s w e"
    assert sorted(_order(_node("x", "y"), _node("y", "x"), _node("z")).split()) == ["x", "y", "z"]
    assert _order() == ""


def test_a_node_without_a_name_says_what_it_does() -> None:
    assert node_title(_node("vip")) == "Add tag vip"
    assert node_title(_node("vip", name="Mark as VIP")) == "Mark as VIP"
