"""The node types as one JSON document: what the builder, the API docs and the TypeScript types are made from.

It is committed as `schemas.json` beside this file and diffed by a test. To rewrite it:
`python -m campaigns.nodes.schemas`.
"""

import json
from pathlib import Path
from typing import Any

from campaigns.nodes import registry
from campaigns.nodes.base import NodeType

PATH = Path(__file__).with_name("schemas.json")


def node_schemas() -> list[dict[str, Any]]:
    """One entry per node type, in the order of the palette. `ports` is null where they depend on the config."""
    return [_entry(node_type) for node_type in registry.all_types()]


def schemas_text() -> str:
    """The content of `schemas.json`."""
    return json.dumps(node_schemas(), indent=2, ensure_ascii=False) + "\n"


def _entry(node_type: NodeType[Any]) -> dict[str, Any]:
    ports = node_type.fixed_ports
    return {
        "key": node_type.key,
        "label": node_type.label,
        "description": node_type.description,
        "category": node_type.category.value,
        "rests_first": node_type.rests_first,
        "ports": None if ports is None else [{"name": port.name, "label": port.label} for port in ports],
        "config": node_type.Config.model_json_schema(mode="validation"),
    }


if __name__ == "__main__":
    PATH.write_text(schemas_text(), encoding="utf-8")
