"""Random valid flows, made from the registry: whatever node type is registered takes part.

A type's configs are those of its test data, unless CONFIGS has something better for it. Ids in them are those of the
test data; `Scene.real` puts the scene's own in their place.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from campaigns.nodes import registry
from campaigns.nodes.base import Category, NodeType
from tests.campaigns.nodes.data import NODES, SEGMENT, SENDER, TEMPLATE, variants

OTHER_TEMPLATE = "tpl_01h455vb4pex5vsknk084sn02r"
DYNAMIC_SEGMENT = "seg_01h455vb4pex5vsknk084sn02r"
END = "end"
_MOST_NODES = 7

Config = dict[str, Any]
Document = dict[str, Any]


def rule(*leaves: Config, condition: str = "AND") -> Config:
    """A rule of these leaves."""
    return {"condition": condition, "rules": list(leaves)}


def tagged(tag: str) -> Config:
    """The leaf: has that tag."""
    return {"type": "tag", "operator": "has", "value": tag}


RULES = st.sampled_from(
    [
        rule(tagged("vip")),
        rule(tagged("out")),
        rule(tagged("vip"), {"type": "score", "operator": ">=", "value": 5}, condition="OR"),
        rule({"type": "attribute", "field": "plan", "operator": "equals", "value": "gold"}),
        rule({"type": "attribute", "field": "visits", "operator": ">", "value": 3}),
        rule({"type": "engagement", "field": "sent", "operator": "is"}),
        rule({"type": "consent", "field": "email.marketing", "operator": "is", "value": "granted"}),
        rule({"type": "channel", "field": "email", "operator": "is", "value": "reachable"}),
        rule({"type": "segment", "operator": "in", "value": SEGMENT}),
        rule({"type": "event", "field": "ordered", "operator": "did", "count": 2, "window": "30d"}),
    ]
)
EVENTS = st.sampled_from(["ordered", "left"])
_TOTAL = {"type": "trigger", "field": "total"}
TRIGGER_RULES = st.sampled_from(
    [rule({**_TOTAL, "operator": ">", "value": 50}), rule({**_TOTAL, "operator": "is_not_set"}), rule(tagged("vip"))]
)
_LENGTHS = st.fixed_dictionaries(
    {"value": st.integers(1, 3), "unit": st.sampled_from(["seconds", "minutes", "hours", "days", "months"])}
)
_SENDS = st.fixed_dictionaries(
    {"channel": st.just("email"), "template": st.just(TEMPLATE)},
    optional={
        "sender": st.just(SENDER),
        "on_ineligible": st.sampled_from(["end", "continue"]),
        "fallback": st.just({"channel": "email", "template": OTHER_TEMPLATE}),
    },
)


_SEGMENTS = st.fixed_dictionaries({"segment": st.sampled_from([SEGMENT, DYNAMIC_SEGMENT])})


def _from_data(key: str) -> st.SearchStrategy[Config]:
    return st.sampled_from([good.config for good in NODES[key].good])


def _branches(rules: Sequence[Config]) -> Config:
    return {"branches": [{"port": f"b{number}", "rule": each} for number, each in enumerate(rules)]}


# The test data of these types would not do: it names what can't be sent or has passed, or says too little.
CONFIGS: Mapping[str, st.SearchStrategy[Config]] = {
    "send": _SENDS,
    "wait": st.fixed_dictionaries({"duration": _LENGTHS})
    | st.fixed_dictionaries({"event": EVENTS}, optional={"filter": TRIGGER_RULES, "timeout": _LENGTHS})
    | st.fixed_dictionaries({"rule": RULES}, optional={"timeout": _LENGTHS})
    | _from_data("wait"),
    "condition": st.fixed_dictionaries({"rule": RULES | TRIGGER_RULES}),
    "switch": st.lists(RULES, min_size=2, max_size=3).map(_branches),
    "ab_test": st.fixed_dictionaries(
        {"variants": st.sampled_from([variants(50, 50), variants(20, 30, 50)]), "holdout": st.sampled_from([0, 30])}
    ),
    "set_field": _from_data("set_field")
    | st.sampled_from(
        [
            {"field": "visits", "value": "{{ contact.first_name }}"},  # refused where that is no number
            {"field": "email", "value": "{{ contact.attributes.plan }}@example.net"},
            {"field": "plan", "value": "{% if contact.score > 5 %}gold{% endif %}"},
        ]
    ),
    "throttle": st.fixed_dictionaries({"count": st.integers(1, 2), "per": st.sampled_from(["minute", "hour"])}),
    "notify_inbox": st.just({"subject": "Call {{ contact.first_name }}", "body": "Now."}),
    "trigger_event": st.fixed_dictionaries({"event": EVENTS}, optional={"filter": TRIGGER_RULES | RULES}),
    "trigger_segment_entry": _SEGMENTS,
    "trigger_segment_exit": _SEGMENTS,
    "trigger_scheduled": st.sampled_from(
        [
            {"rrule": "FREQ=DAILY;BYHOUR=9", "timezone": "Europe/Vienna"},
            {"rrule": "FREQ=MONTHLY;BYMONTHDAY=29"},
            {"at": "2099-01-01T09:00"},
        ]
    ),
}


def configs(key: str) -> st.SearchStrategy[Config]:
    """Valid configs of that node type."""
    return CONFIGS[key] if key in CONFIGS else _from_data(key)


def _types(*, triggers: bool) -> list[NodeType[Any]]:
    return [each for each in registry.all_types() if (each.category is Category.TRIGGER) == triggers]


ENTRIES = ("trigger_manual", "trigger_api")
TRIGGERS = [each.key for each in _types(triggers=True)]
_LISTENING = ("trigger_event", "trigger_event", "trigger_segment_entry")
INNER = [each.key for each in _types(triggers=False) if each.key != END]


@st.composite
def documents(draw: st.DrawFn, inner: Sequence[str] = ()) -> Document:
    """A flow of up to seven nodes between a trigger and the end, with ways back from where they are allowed.

    `inner` names node types that are to be part of it.
    """
    kinds = [draw(st.sampled_from(ENTRIES)), *draw(st.lists(st.sampled_from([*TRIGGERS, *_LISTENING]), max_size=2))]
    first = len(kinds)
    kinds += inner or draw(st.lists(st.sampled_from(INNER), min_size=1, max_size=_MOST_NODES))
    nodes = [{"id": f"n{place}", "type": kind, "config": draw(configs(kind))} for place, kind in enumerate(kinds)]
    nodes.append({"id": "e", "type": END, "config": {}})
    edges = [
        {"source": node["id"], "target": nodes[target]["id"], "port": port}
        for place, node in enumerate(nodes)
        for port, target in _ways(draw, node, place, first, len(nodes), straight=bool(inner))
    ]
    return _reachable({"nodes": nodes, "edges": edges})


def _ways(
    draw: st.DrawFn, node: Config, place: int, first: int, size: int, *, straight: bool
) -> Iterator[tuple[str, int]]:
    """Where each port of the node leads: mostly onward, and back only from a node where everybody rests."""
    node_type = registry.get(node["type"])
    onward = max(first, place + 1)
    for port in node_type.ports(node_type.Config.model_validate(node["config"])):
        if straight:
            yield port.name, onward
        elif node_type.rests_first and draw(st.integers(0, 3)) == 3:
            yield port.name, draw(st.integers(first, place))
        else:
            yield port.name, draw(st.integers(onward, min(onward + 2, size - 1)))


def _reachable(document: Document) -> Document:
    """Without the nodes to which no way leads from a trigger."""
    found = {node["id"] for node in document["nodes"] if node["type"] in TRIGGERS}
    edges = document["edges"]
    while grown := {edge["target"] for edge in edges if edge["source"] in found} - found:
        found |= grown
    return {
        "nodes": [node for node in document["nodes"] if node["id"] in found],
        "edges": [edge for edge in edges if edge["source"] in found],
    }


def has_loop(document: Document) -> bool:
    """Whether somebody may go round in the flow for ever."""
    places = {node["id"]: place for place, node in enumerate(document["nodes"])}
    return any(places[edge["target"]] <= places[edge["source"]] for edge in document["edges"])
