"""A pydantic model as Markdown: a table of its fields with types, limits and defaults, and one for each part of it.

Reads the model's JSON Schema, which is what the API and the builder's forms are made from, so the three agree.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

Schema = Mapping[str, Any]

_HEAD = ("| key | type | default | |", "|---|---|---|---|")
_EDITORS = {
    "rule": "[rule](../../rules.md)",
    "liquid": "text with Liquid",
    "timezone": "IANA time zone",
    "contact-field": "name of a field or attribute",
    "event": "name of an event",
    "member": "e-mail address of a member",
    "tag": "tag",
}
_SCALARS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
_FORMATS = {"date-time": "date-time", "date": "date", "duration": "duration", "uri": "URL"}


def model_tables(model: type[BaseModel], *, leave_out: frozenset[str] = frozenset()) -> str:
    """The table of a config model ("" where it has no fields), and one for each of its parts, with its docstring."""
    schema = model.model_json_schema(mode="validation")
    parts = [_table(schema, leave_out)]
    for name, nested in schema.get("$defs", {}).items():
        if "properties" in nested:
            parts.append(f"**{name}**: {_flowed(nested.get('description', ''))}\n\n{_table(nested, frozenset())}")
    return "\n\n".join(parts)


def _table(schema: Schema, leave_out: frozenset[str]) -> str:
    properties = {key: field for key, field in schema.get("properties", {}).items() if key not in leave_out}
    if not properties:
        return ""
    required = set(schema.get("required", ()))
    rows = (_row(key, field, key in required) for key, field in properties.items())
    return "\n".join((*_HEAD, *rows))


def _row(key: str, field: Schema, required: bool) -> str:
    default = "required" if required else _default(field.get("default"))
    cells = (f"`{key}`", _type_words(field), default, _flowed(field.get("description", "")))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(value: object) -> str:
    return "" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"


def _type_words(field: Schema) -> str:
    """A type with its limits in a few words; that null is allowed is said by the missing default."""
    choices = [each for each in (*field.get("anyOf", ()), *field.get("oneOf", ())) if each.get("type") != "null"]
    if choices:
        outer = {"x-editor": field["x-editor"]} if "x-editor" in field else {}
        return " or ".join(_type_words({**outer, **each}) for each in choices)
    if "$ref" in field:
        return f"**{field['$ref'].rpartition('/')[2]}**"
    if "enum" in field:
        return ", ".join(f"`{json.dumps(each).strip(chr(34))}`" for each in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if field.get("x-prefix"):
        return f"id (`{field['x-prefix']}_…`)"
    words = _kind_words(field)
    return ", ".join((words, *_limits(field)))


def _kind_words(field: Schema) -> str:
    if field.get("x-editor") in _EDITORS:
        return _EDITORS[field["x-editor"]]
    kind: Any = field.get("type", "any value")
    if kind == "array":
        return f"list of {_type_words(field.get('items', {}))}"
    if isinstance(kind, list):
        return " or ".join(_SCALARS.get(str(each), str(each)) for each in kind)
    return _FORMATS.get(str(field.get("format")), _SCALARS.get(kind, str(kind)))


def _limits(field: Schema) -> Iterator[str]:
    for low, high, unit in (
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " entries"),
    ):
        least, most = field.get(low), field.get(high)
        if least is not None and most is not None:
            yield f"{least:,} to {most:,}{unit}"
        elif least is not None and (least, unit) != (1, " characters"):
            yield f"at least {least:,}{unit}"
        elif most is not None:
            yield f"at most {most:,}{unit}"
    if "exclusiveMinimum" in field:
        yield f"more than {field['exclusiveMinimum']:,}"
    if "pattern" in field:
        yield f"`{field['pattern']}`"


def _flowed(text: str) -> str:
    return " ".join(text.split())
