"""Whose a message is that a signed link names: asked before its workspace is known, and nothing else is."""

from messaging.models import Message
from workspaces.wall.scope import everywhere, narrow


def message_enter(message_id: int) -> bool:
    """The rest of the request reaches this message's workspace only; whether there is such a message."""
    with everywhere():
        found = Message.objects.across_workspaces().filter(pk=message_id).values_list("workspace_id", flat=True).first()
    narrow(*(() if found is None else (found,)))
    return found is not None
