"""What a beginning of a template is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workspaces.channels import Channel, MessageType


@dataclass(frozen=True, slots=True)
class Starter:
    """A content to begin with. `key` stands in addresses and is unique."""

    key: str
    name: str
    description: str
    content: Mapping[str, Any]
    channel: str = Channel.EMAIL
    message_type: str = MessageType.MARKETING
