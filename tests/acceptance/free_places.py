"""What may be named where the API's description says no more than `object`: in configs of nodes, rules and filters.

Values name things as `{segment}` and the like. Those of nodes and conditions are made from their schemas, so that a
new one that names something is entered by itself, or fails for want of an example.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from campaigns.nodes import registry
from tests.acceptance.attempts import NAMED
from tests.campaigns.nodes.data import NODES

Way = tuple[str, ...]
# What a form offers, and what the world calls it. Words, dates and the like name nothing.
_NAMED = {
    **{name: f"{{{name}}}" for name in ("template", "segment", "sender", "campaign", "topic", "member")},
    "secret": "{secret_name}",
}
_LEAVES: list[dict[str, Any]] = [
    {"type": "segment", "operator": "in", "value": "{segment}"},
    {"type": "consent", "field": "email.marketing", "topic": "{topic}", "operator": "is", "value": "granted"},
    {"type": "engagement", "field": "opened", "operator": "is", "value": {"campaign": "{campaign}"}},
    {"type": "engagement", "field": "opened", "operator": "is", "value": {"template": "{template}"}},
]
RULE: dict[str, Any] = {"condition": "AND", "rules": _LEAVES}
_TOPIC = {"channel": "email", "message_type": "marketing", "state": "granted", "topic": "{topic}"}
_SETTINGS = {"entryRule": RULE, "exitRules": [RULE], "goal": {"rule": RULE}, "topic": "{topic}"}


_BUILT = {"condition": "AND", "type": "builder"}
OMIT = object()


@dataclass(frozen=True)
class Free:
    """A free place by the end of the way to it: what to put there or `above`, and what its siblings have to be."""

    end: str
    value: Any
    siblings: Mapping[str, Any] = field(default_factory=dict)
    above: int = 0
    # What the operation's address has to match.
    path: str = ""
    # How refusals spell the place, where not as it was sent.
    said: str | None = None


def free_at(path: str, way: Way) -> list[Free]:
    """What to put at this way into a body, which ends in a free object: of all that fit, those with the longest end.

    Fails for a place that is neither here nor among NAMELESS.
    """
    named = "." + ".".join(way)
    fitting = [each for each in _places() if named.endswith(f".{each.end}") and re.search(each.path, path)]
    longest = max((len(each.end) + 99 * bool(each.path) for each in fitting), default=0)
    chosen = [each for each in fitting if len(each.end) + 99 * bool(each.path) == longest]
    known = chosen or any(named.endswith(f".{end}") for end in NAMELESS)
    assert known, f"{path}: say in free_places.py what could be named in {named[1:]}"
    return chosen


@cache
def _places() -> list[Free]:
    return [
        Free("workflow.nodes.[].config", document(), above=3),
        Free("entry_rule", RULE),
        Free("exit_rules.[]", RULE),
        Free("goal.rule", RULE),
        Free("goal.filter", RULE, {"event": "ordered"}),
        Free("sequence.[].rule", RULE, {"type": "wait"}, said="workflow.nodes[1].config.rule"),
        Free("sequence.[].filter", RULE, {"type": "wait", "event": "x"}, said="workflow.nodes[1].config.filter"),
        Free("segment_query.rules.[]", {**_BUILT, "rules": ["{segment}", *_LEAVES]}, above=2),
        Free("rule", RULE, {"kind": "rule", "event": ""}, path="/scoreRules"),
        Free("rule", RULE),
        Free("rules", {"operator": "AND", "conditions": _LEAVES}),
        Free("filter", {"segment": "{segment}"}),
        Free("filter", {"rule": RULE}),
        Free("params", {"segment": "{segment}"}, {"action": "segment_add"}),
        Free("params", _TOPIC, {"action": "consent"}),
        Free("consents.[]", {"contact_id": "{contact}", "channel": "email", "state": "granted"}, said=""),
        Free("settings", _SETTINGS, path="/campaigns"),
        Free("config", {"rule": RULE}, {"type": "condition", "message": OMIT}, path="touchpoints$"),
    ]


# Ends of ways to free objects that name nothing of the workspace: people's own words and values, keys of nodes.
NAMELESS = {
    "attributes": "values of attributes",
    "properties": "of an event, as they happened",
    "data": "of a trigger, as it happened",
    "trigger": "the same, for a preview",
    "content": "words and blocks of a template",
    "blocks.[]": "the same",
    "theme": "colours and fonts",
    "message": "words of a message",
    "config": "of a sender's provider",
    "credentials": "of a sender's provider",
    "limits": "numbers",
    "keys": "of a browser that takes push messages",
    "mapping": "keys of nodes, or headings of columns",
    "kinds": "of attributes",
    "consent": "channel and message type",
    "choices": "keys of nodes and their ports",
    "settings": "numbers and times",
    "filter.[]": "properties of an event",
}


def named_in(schema: Mapping[str, Any]) -> dict[Way, Any]:
    """The ways to everything in values of this JSON Schema that names something of the workspace or holds a rule, and
    what to put there."""
    return dict(_entries(schema, schema.get("$defs", {}), ()))


@cache
def nodes() -> list[tuple[str, dict[str, Any]]]:
    """Every node type that names something and configs that are right and name things.

    Fails where no good config of a type has something at a place where its schema says that something is named.
    """
    found = []
    for node_type in registry.all_types():
        entries = named_in(node_type.Config.model_json_schema(mode="validation"))
        untried = set(entries)
        for good in NODES[node_type.key].good:
            config = json.loads(json.dumps(good.config).replace("secrets.crm", "secrets.{secret_name}"))
            ways = [way for way, value in entries.items() if _put(config, way, value)]
            if untried & set(ways):
                untried -= set(ways)
                found.append((node_type.key, config))
        assert untried == set(), f"{node_type.key}: no good config in tests/campaigns/nodes/data.py has these"
    return found


def places_in(value: Any, place: str) -> Iterator[str]:
    """Where a value of here names something, as refusals spell places: `workflow.nodes[0].config.segment`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places_in(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places_in(inner, f"{place}[{number}]")
    elif isinstance(value, str) and NAMED.search(value):
        yield place


def document() -> dict[str, Any]:
    """A workflow with all of these nodes."""
    made = [{"id": f"n{number}", "type": key, "config": config} for number, (key, config) in enumerate(nodes())]
    return {"nodes": made, "edges": []}


def _put(value: Any, way: Way, new: Any) -> bool:
    """Puts it where there is something already, at the first of a list. Whether there was."""
    *before, last = way
    for part in before:
        value = _inner(value, part)
    key: Any = 0 if last == "[]" else last
    if _inner(value, last) is None:
        return False
    value[key] = new
    return True


def _inner(value: Any, part: str) -> Any:
    if part == "[]":
        return value[0] if isinstance(value, list) and value else None
    return value.get(part) if isinstance(value, dict) else None


def _entries(schema: Mapping[str, Any], parts: Mapping[str, Any], way: Way) -> Iterator[tuple[Way, Any]]:
    if schema.get("x-editor") in _NAMED:
        yield way, _NAMED[schema["x-editor"]]
    if schema.get("x-editor") == "rule":
        yield way, RULE
    if "$ref" in schema:
        yield from _entries(parts[schema["$ref"].rpartition("/")[2]], parts, way)
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _entries(each, parts, way)
    if "items" in schema:
        yield from _entries(schema["items"], parts, (*way, "[]"))
    for name, inner in schema.get("properties", {}).items():
        yield from _entries(inner, parts, (*way, name))
