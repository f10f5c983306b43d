"""Flows for tests: a small builder, and references in which everything exists."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID

from campaigns.flow import KnownSender, KnownTemplate, References
from tests.campaigns.nodes.data import RULE, SEGMENT, SENDER, TEMPLATE, variants
from workspaces.ids import decode

TEMPLATE_ID, SENDER_ID, SEGMENT_ID = decode("tpl", TEMPLATE), decode("snd", SENDER), decode("seg", SEGMENT)
VERSION_ID = UUID(int=77)

SEND = {"channel": "email", "template": TEMPLATE, "sender": SENDER}
DAY = {"duration": {"value": 1, "unit": "days"}}


def node(key: str, type_key: str, **config: Any) -> dict[str, Any]:
    """A node of the document."""
    return {"id": key, "type": type_key, "config": config}


def edges(*ways: str) -> list[dict[str, str]]:
    """`"c.yes > s1"`: from port yes of c to s1; `"t > s1 > w"`: by the next ports."""
    found = []
    for way in ways:
        parts = [part.strip() for part in way.split(">")]
        for start, target in pairwise(parts):
            source, _, port = start.partition(".")
            found.append({"source": source, "target": target.partition(".")[0], "port": port or "next"})
    return found


def welcome() -> dict[str, Any]:
    """The demo's flow: manual trigger, send, wait, condition, A/B test with three variants, send, tag, end."""
    return {
        "nodes": [
            node("start", "trigger_manual"),
            node("hello", "send", **SEND),
            node("pause", "wait", **DAY),
            node("vip", "condition", rule=RULE),
            node("ab", "ab_test", variants=variants(34, 33, 33)),
            node("a", "send", **SEND),
            node("b", "send", **SEND),
            node("c", "send", **SEND),
            node("mark", "tag", action="add", tag="welcomed"),
            node("end", "end"),
        ],
        "edges": edges(
            "start > hello > pause > vip", "vip.yes > ab", "vip.no > mark", "ab.A > a > mark", "ab.B > b > mark",
            "ab.C > c > mark > end",
        ),
    }  # fmt: skip


def linear(*nodes: dict[str, Any]) -> dict[str, Any]:
    """A flow of these nodes between a manual trigger and an end."""
    keys = ["t", *(item["id"] for item in nodes), "e"]
    return {"nodes": [node("t", "trigger_manual"), *nodes, node("e", "end")], "edges": edges(" > ".join(keys))}


def known(**changes: Any) -> References:
    """References in which the template, sender and segment of the test data exist and fit."""
    facts: dict[str, Any] = {
        "check_rule": lambda path, rule: [],
        "check_text": lambda path, source: [],
        "templates": {TEMPLATE_ID: KnownTemplate("email", True, "PUBLISHED")},
        "senders": {SENDER_ID: KnownSender("email")},
        "segments": frozenset({SEGMENT_ID}),
        "members": frozenset({"ada@example.com"}),
        "static_segments": frozenset({SEGMENT_ID}),
    }
    return References(**{**facts, **changes})


def without(document: dict[str, Any], *, edge: Mapping[str, str]) -> dict[str, Any]:
    """The document without the edges that match."""
    kept = [item for item in document["edges"] if any(item[key] != value for key, value in edge.items())]
    return {**document, "edges": kept}
