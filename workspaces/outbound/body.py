"""What is sent: the same bytes for every attempt and every endpoint."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from workspaces.ids import encode
from workspaces.outbound.kinds import Raw, kind_named, stamp


def body_of(kind: str, workspace_id: UUID, happened_at: datetime, data: Raw) -> bytes:
    """The body of an event. Raises LookupError for a kind that no app lists any more."""
    return json.dumps(document_of(kind, workspace_id, happened_at, data), separators=(",", ":")).encode()


def document_of(kind: str, workspace_id: UUID, happened_at: datetime, data: Raw) -> dict[str, Any]:
    """As `body_of`, before it is spelled."""
    known = kind_named(kind)
    if known is None:
        raise LookupError(f"nobody knows the event {kind!r}")
    return {
        "type": kind,
        "timestamp": stamp(happened_at),
        "workspace_id": encode("ws", workspace_id),
        "data": known.payload(data),
    }
