"""The reference is what its generator writes, and every entry says which reasons it gives."""

import ast
import inspect
import sys
from pathlib import Path
from types import ModuleType

import pytest

from campaigns import reasons
from campaigns.nodes import registry
from messaging import reasons as messaging_reasons
from messaging.policies.registry import POLICIES
from scripts.reference import writing
from scripts.reference.pages import pages
from scripts.reference.schema_tables import model_tables
from tests.architecture.sources import tree

WRITE = "run python -m scripts.reference"
NODES = registry.all_types()


def test_the_committed_reference_is_current() -> None:
    expected, committed = pages(), writing.present()
    assert sorted(committed) == sorted(expected), WRITE
    assert [path for path, text in expected.items() if committed[path] != text] == [], WRITE


def test_pages_are_written_and_stale_ones_removed(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "FOLDER", tmp_path)
    assert writing.write({"a/b.md": "one", "c.md": "two"}) == ["a/b.md", "c.md"]
    assert writing.write({"a/b.md": "one", "d.md": "three"}) == ["c.md", "d.md"]
    assert writing.present() == {"a/b.md": "one", "d.md": "three"}
    assert writing.write({"a/b.md": "one", "d.md": "three"}) == []


def module_of(entry: object) -> ModuleType:
    return sys.modules[type(entry).__module__]


@pytest.mark.parametrize("node_type", NODES, ids=lambda each: each.key)
def test_a_node_type_declares_the_codes_that_its_module_names(node_type: object) -> None:
    declared = set(node_type.reasons)  # type: ignore[attr-defined]
    named = {value for value in vars(module_of(node_type)).values() if isinstance(value, str)} & set(reasons.WORDS)
    assert named - declared == set()
    assert declared - set(reasons.WORDS) == set(), "codes without words"


@pytest.mark.parametrize("policy", POLICIES, ids=lambda each: each.key)
def test_a_policy_declares_its_codes(policy: object) -> None:
    module = tree(Path(inspect.getfile(type(policy))))
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    texts = {
        argument.value
        for call in calls
        if call.func.id in {"Skip", "HoldUntil"}  # type: ignore[attr-defined]
        for argument in call.args
        if isinstance(argument, ast.Constant)
    }
    assert texts & set(messaging_reasons.WORDS) == set(policy.reasons)  # type: ignore[attr-defined]


@pytest.mark.parametrize("entry", [*NODES, *POLICIES], ids=lambda each: each.key)
def test_an_entry_has_a_docstring_of_its_own(entry: object) -> None:
    assert len(type(entry).__doc__ or "") > 30


def test_a_table_says_types_limits_and_defaults() -> None:
    table = model_tables(registry.get("ab_test").Config)
    assert "| `holdout` | whole number, 0 to 90 | `0` | The share of contacts" in table
    assert "| `variants` | list of **Variant**, 2 to 4 entries | required |" in table
    assert "**Variant**: One way through the test." in table
    assert "| `sender` | id (`snd_…`) |  |" in model_tables(registry.get("send").Config)
    assert model_tables(registry.get("end").Config) == ""
