"""The canvas draws every node type that the server knows, each from a file of its own."""

from pathlib import Path

from campaigns.nodes import registry

NODES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "flow" / "nodes"
HELPERS = {"index", "rule", "type", "nodes.test"}


def test_one_file_for_each_registered_type() -> None:
    assert {path.name.removesuffix(".ts") for path in NODES.glob("*.ts")} - HELPERS == {
        node_type.key for node_type in registry.all_types()
    }
