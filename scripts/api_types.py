"""Writes the TypeScript types of the Workspace API from docs/openapi.yaml: `python -m scripts.api_types`.

The file is committed and diffed by a test. Tools for this ask the TypeScript compiler for its API, which TypeScript 7
has none of any more; what this description needs of JSON Schema is little.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "docs" / "openapi.yaml"
TARGET = ROOT / "frontend" / "src" / "api" / "schema.ts"
_PREFIX = "/api/workspaces/"
_REF = "#/components/schemas/"
_SHARED = "#/components/responses/"
_HEAD = """\
// Written by `python -m scripts.api_types` from docs/openapi.yaml: what the Workspace API takes and answers.

import type { FlowDocument } from "../flow/model/document";
"""
# Schemas that the browser knows by a type of its own, by their titles.
_OWN = {"Flow": "FlowDocument"}
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
Schema = Mapping[str, Any]


def types_text(description: Schema) -> str:
    """The whole file."""
    components, shared = description["components"]["schemas"], description["components"].get("responses", {})
    wanted: set[str] = set()
    for path, item in description["paths"].items():
        if path.startswith(_PREFIX):
            _collect(item, components, wanted)
            for name in _references(item, _SHARED):
                _collect(shared[name], components, wanted)
    return _HEAD + "".join("\n" + _declared(name, components[name]) for name in sorted(wanted))


def _collect(part: Any, components: Schema, wanted: set[str]) -> None:
    """The names of the components that a part of the description refers to, and those that they refer to."""
    for name in _references(part, _REF):
        if name not in wanted:
            wanted.add(name)
            _collect(components[name], components, wanted)


def _references(part: Any, prefix: str) -> Iterator[str]:
    """The names of what is referred to under this prefix."""
    if isinstance(part, Mapping):
        reference = part.get("$ref")
        if isinstance(reference, str) and reference.startswith(prefix):
            yield reference.removeprefix(prefix)
        for inner in part.values():
            yield from _references(inner, prefix)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner, prefix)


def _declared(name: str, schema: Schema) -> str:
    if schema.get("type") == "object" and "properties" in schema:
        return f"{_comment(schema)}export interface {name} {_members(schema, '')}\n"
    return f"{_comment(schema)}export type {name} = {_type(schema, '')};\n"


def _members(schema: Schema, indent: str) -> str:
    inner = indent + "  "
    required = set(schema.get("required", ()))
    lines = [
        f"{_comment(value, inner)}{inner}readonly {_key(key)}{'' if key in required else '?'}: {_type(value, inner)};"
        for key, value in schema["properties"].items()
    ]
    return "{\n" + "\n".join(lines) + f"\n{indent}}}"


def _type(schema: Any, indent: str) -> str:
    """A schema as a type; what says nothing about itself is unknown."""
    if not isinstance(schema, Mapping):
        return "unknown"
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REF)
    if schema.get("title") in _OWN:
        return _OWN[schema["title"]]
    for word in ("oneOf", "anyOf"):
        if word in schema:
            return " | ".join(dict.fromkeys(_type(each, indent) for each in schema[word]))
    if "allOf" in schema:
        return " & ".join(_type(each, indent) for each in schema["allOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    kinds = schema.get("type", ())
    return (
        " | ".join(_kind(kind, schema, indent) for kind in ([kinds] if isinstance(kinds, str) else kinds)) or "unknown"
    )


def _kind(kind: str, schema: Schema, indent: str) -> str:
    if kind == "array":
        item = _type(schema.get("items"), indent)
        return f"readonly ({item})[]" if " " in item and not item.startswith("{") else f"readonly {item}[]"
    if kind == "object":
        if "properties" in schema:
            return _members(schema, indent)
        return f"Readonly<Record<string, {_type(schema.get('additionalProperties'), indent)}>>"
    return _PLAIN[kind]


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)


def _comment(schema: Schema, indent: str = "") -> str:
    """The description's first paragraph; the values of a choice, which a line each repeats, are left out."""
    words = " ".join(str(schema.get("description", "")).split("\n\n")[0].split())
    return f"{indent}/** {words.replace('*/', '* /')} */\n" if words and not words.startswith("* `") else ""


@cache
def committed() -> dict[str, Any]:
    """The committed description; nobody may change it."""
    # libyaml reads its 50,000 lines in one second instead of eight.
    found: dict[str, Any] = yaml.load(SOURCE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


if __name__ == "__main__":
    TARGET.write_text(types_text(committed()), encoding="utf-8")
