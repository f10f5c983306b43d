"""Reading the parameters of bulk actions: known names, texts, and refusals that name them."""

from collections.abc import Mapping
from typing import Any

from workspaces.errors import InvalidInput


def text_params(params: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The texts of these names, no more and no less. Raises InvalidInput."""
    unknown = sorted(set(params) - set(names))
    if unknown:
        raise InvalidInput.of(f"params.{unknown[0][:60]}", "unknown field", "unknown_field")
    found = {}
    for name in names:
        value = params.get(name)
        if not isinstance(value, str) or not value.strip():
            raise InvalidInput.of(f"params.{name}", "is needed", "required")
        found[name] = value.strip()
    return found
