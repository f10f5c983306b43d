"""Validating a flow of 500 nodes, as the pages and publishing do: parsed, judged, its references looked up."""

import time
from collections.abc import Sequence
from typing import Any

from bench.fixtures import ACTOR
from bench.harness import REPEATS, Row, limit_row
from bench.wide_flow import Parts, make_parts, wide_flow
from campaigns.flow import errors_of
from campaigns.services import campaign_create, flow_issues

NODES = 500
LIMIT_MS = 200.0


def measure() -> Sequence[Row]:
    """Milliseconds in the service, with its queries."""
    parts = make_parts("validation")
    document = _long_flow(parts)
    assert len(document["nodes"]) == NODES
    campaign = campaign_create(workspace=parts.workspace, name="Long", actor=ACTOR, document=document)
    assert errors_of(flow_issues(campaign=campaign, document=document)) == []
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        flow_issues(campaign=campaign, document=document)
        taken.append((time.perf_counter() - started) * 1000)
    return [limit_row(f"validating a flow of {NODES} nodes", "ms", taken, LIMIT_MS)]


def _long_flow(parts: Parts) -> dict[str, Any]:
    """The nodes of the wide flow between its trigger and its end, again and again."""
    wide = wide_flow(parts)
    first, *middle, last = wide["nodes"]
    around = {first["id"], last["id"]}
    inner = [edge for edge in wide["edges"] if edge["source"] not in around and edge["target"] not in around]
    nodes, edges, ends = [first], [], [{"source": first["id"], "port": "next"}]
    while len(nodes) < NODES - 1:
        lap = len(nodes)
        part = middle[: NODES - 1 - lap]
        kept = {node["id"] for node in part}
        nodes += [node | {"id": f"{node['id']}_{lap}"} for node in part]
        edges += [end | {"target": f"{part[0]['id']}_{lap}"} for end in ends]
        edges += [
            edge | {"source": f"{edge['source']}_{lap}", "target": f"{edge['target']}_{lap}"}
            for edge in inner
            if edge["target"] in kept
        ]
        ends = [
            {"source": f"{edge['source']}_{lap}", "port": edge["port"]}
            for edge in wide["edges"]
            if edge["source"] == part[-1]["id"]
        ]
    edges += [end | {"target": last["id"]} for end in ends]
    return {"nodes": [*nodes, last], "edges": edges}
