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

_MESSAGES = {"missing": "required", "extra_forbidden": "unknown field", "none_required": "must be null"}
_SUBJECT = re.compile(r"^[A-Z][a-z]+ should ")


@dataclass(frozen=True, slots=True)
class ConfigError:
    """One thing wrong with a config; `path` is relative to the config (`duration.value`, "" for all of it).

    `missing` tells what is not there yet (a draft may be saved so) from what is wrong.
    """

    path: str
    message: str
    code: str
    missing: bool

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
    return ConfigError(join_path("", error["loc"]), message_of(error), code, code.startswith("missing"))
