"""What pydantic found wrong, as the end of a sentence that begins with the field. Places and codes are the caller's."""

import re
from collections.abc import Mapping
from typing import Any

_WORDS = {
    "missing": "required",
    "extra_forbidden": "unknown field",
    "none_required": "must be left out",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
}
_SUBJECT = re.compile(r"^[A-Z][a-z]+ should ")


def fault_words(fault: Mapping[str, Any]) -> str:
    """One of pydantic's errors in words: `must be a whole number`, `must be AND or OR`."""
    kind, bounds = fault["type"], fault.get("ctx", {})
    if kind == "int_type" and "int" in fault["loc"]:
        return "must be a number"  # of a whole number or another one
    if kind == "literal_error":
        return f"must be {bounds['expected'].replace(chr(39), '')}"
    if kind == "string_too_long":
        return f"is longer than {bounds['max_length']:,} characters"
    number = bounds.get("min_length", bounds.get("max_length"))
    if kind in ("too_short", "too_long") and number is not None:
        return f"must hold {'at least' if kind == 'too_short' else 'at most'} {number:,}"
    return _WORDS.get(kind) or _SUBJECT.sub("must ", str(fault["msg"]).removeprefix("Value error, "))
