"""Every registered node type: has test data, and keeps the promises that all types make."""

import itertools
import json
import re

import pytest
from pydantic import BaseModel

from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.nodes.config_errors import config_read
from campaigns.nodes.schemas import PATH, node_schemas, schemas_text
from tests.campaigns.nodes.data import NODES, Bad, Good

TYPES = registry.all_types()
GOOD = [pytest.param(key, good, id=f"{key}-{n}") for key, data in NODES.items() for n, good in enumerate(data.good)]
BAD = [pytest.param(key, bad, id=f"{key}-{n}") for key, data in NODES.items() for n, bad in enumerate(data.bad)]


def test_every_type_has_test_data_and_nothing_else_has() -> None:
    assert sorted(NODES) == sorted(node_type.key for node_type in TYPES)
    assert all(data.good and data.bad for data in NODES.values())


@pytest.mark.parametrize("node_type", TYPES, ids=lambda node_type: node_type.key)
def test_a_type_describes_itself(node_type: object) -> None:
    described = registry.get(node_type.key)  # type: ignore[attr-defined]
    assert described is node_type
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", described.key)
    assert described.label
    assert described.description.endswith(".")
    assert isinstance(described.category, Category)
    assert (described.category is Category.TRIGGER) == described.key.startswith("trigger_")


@pytest.mark.parametrize("node_type", TYPES, ids=lambda node_type: node_type.key)
def test_a_config_is_frozen_refuses_unknown_keys_and_describes_every_field(node_type: object) -> None:
    config_model: type[BaseModel] = node_type.Config  # type: ignore[attr-defined]
    assert config_model.model_config["frozen"] is True
    assert config_model.model_config["extra"] == "forbid"
    assert [name for name, info in config_model.model_fields.items() if not info.description] == []


@pytest.mark.parametrize(("key", "good"), GOOD)
def test_a_good_config_parses(key: str, good: Good) -> None:
    node_type = registry.get(key)
    config, errors = config_read(node_type, good.config)
    assert errors == []
    assert config is not None
    assert tuple(port.name for port in node_type.ports(config)) == good.ports
    assert node_type.summary(config) == good.summary
    assert config_read(node_type, config.model_dump(mode="json")) == (config, [])


@pytest.mark.parametrize(("key", "bad"), BAD)
def test_a_bad_config_is_refused_at_its_place(key: str, bad: Bad) -> None:
    config, errors = config_read(registry.get(key), bad.config)
    assert config is None
    assert tuple(sorted(error.path for error in errors)) == tuple(sorted(bad.paths))
    assert [error.missing for error in errors] == [bad.missing] * len(errors)


def test_wordings_are_ours() -> None:
    errors = config_read(registry.get("wait"), {"duration": {"value": 0, "unit": "years"}, "x": 1})[1]
    assert [(error.path, error.message) for error in errors] == [
        ("duration.value", "must be greater than or equal to 1"),
        ("duration.unit", "must be 'seconds', 'minutes', 'hours', 'days', 'weeks' or 'months'"),
        ("x", "unknown field"),
    ]


def test_an_unknown_type() -> None:
    assert registry.find("teleport") is None
    with pytest.raises(registry.UnknownNodeType, match="teleport"):
        registry.get("teleport")


def test_a_key_can_not_be_taken_twice() -> None:
    before = registry.all_types()
    with pytest.raises(ValueError, match="'end' is registered twice"):
        registry.register(type(registry.get("end")))
    assert registry.all_types() == before


def test_the_committed_schemas_are_current() -> None:
    assert PATH.read_text(encoding="utf-8") == schemas_text(), "run python -m campaigns.nodes.schemas"


def test_schemas_say_what_the_builder_needs() -> None:
    entries = {entry["key"]: entry for entry in json.loads(schemas_text())}
    assert list(entries) == [entry["key"] for entry in node_schemas()] == [node_type.key for node_type in TYPES]
    assert entries["condition"]["ports"] == [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]
    assert entries["end"]["ports"] == []
    assert entries["ab_test"]["ports"] is None
    assert entries["wait"]["rests_first"] is True
    assert entries["send"]["config"]["properties"]["template"]["x-editor"] == "template"
    assert all(entry["config"]["additionalProperties"] is False for entry in entries.values())


def test_types_are_one_file_each() -> None:
    modules = [type(node_type).__module__ for node_type in TYPES]
    assert modules == [f"campaigns.nodes.{node_type.key}" for node_type in TYPES]
    assert len(set(itertools.chain(modules))) == len(TYPES)
