"""Reading a node's config: pydantic's errors as paths and sentences of ours.

Used by the document's parser, by validation and by the sequence; nothing here knows a particular type.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from campaigns.nodes.base import NodeConfig, NodeType
from workspaces.json_checks import join_path

_MESSAGES = {"missing": "required", "extra_forbidden": "unknown field"}
# People read these in the builder, beside the field.
_IN_CONFIGS = {
    "none_required": "must be empty",
    "string_type": "must be a text",
    "string_pattern_mismatch": "must not hold such characters",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be on or off",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
}
_SUBJECT = re.compile(r"^[A-Z][a-z]+ should ")


@dataclass(frozen=True, slots=True)
class ConfigError:
    """One thing wrong with a config; `path` is relative to the config (`duration.value`, "" for all of it).

    `steps` are the same path in parts. `missing` tells what is not there yet (a draft may be saved so) from what is
    wrong.
    """

    path: str
    message: str
    code: str
    missing: bool
    steps: tuple[str | int, ...] = ()

    def under(self, base: str) -> str:
        """The full path, where the config stands at `base`."""
        return f"{base}.{self.path}" if self.path else base


def config_read(node_type: NodeType[Any], data: Mapping[str, object]) -> tuple[NodeConfig | None, list[ConfigError]]:
    """The parsed config, or None and everything that is wrong with it."""
    try:
        return node_type.Config.model_validate(data), []
    except ValidationError as error:
        return None, [_config_error(item) for item in error.errors(include_url=False, include_context=False)]


def message_of(error: Mapping[str, Any]) -> str:
    """One pydantic error as a sentence."""
    message = _MESSAGES.get(error["type"], str(error["msg"]))
    return _SUBJECT.sub("must ", message.removeprefix("Value error, ")).replace(" after validation", "")


def _config_error(error: Mapping[str, Any]) -> ConfigError:
    code = str(error["type"])
    message = _IN_CONFIGS.get(code) or message_of(error)
    return ConfigError(join_path("", error["loc"]), message, code, code.startswith("missing"), tuple(error["loc"]))
