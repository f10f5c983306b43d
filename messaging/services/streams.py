"""Keeping the message streams true. Campaigns call these in the transaction that changes the campaign."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from pydantic import ValidationError

from messaging.models import MessageStream
from messaging.policies.frequency_cap import parse_cap
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge


@transaction.atomic
def stream_set(
    *,
    stream_id: UUID,
    workspace: Workspace | UUID,
    name: str,
    claimable: bool,
    open_tracking: bool = True,
    click_tracking: bool = True,
    frequency_cap: Mapping[str, int] | None = None,
) -> MessageStream:
    """Makes the stream, or brings it up to date; `stream_id` is the campaign's.

    To pause, the caller takes `locks.exclusive_campaign_lock` first: then no claim commits after this has. A stream
    that becomes claimable is one that is no longer stopped. Raises InvalidInput for a frequency cap that is none.
    """
    values: dict[str, object] = {
        "name": name,
        "claimable": claimable,
        "open_tracking": open_tracking,
        "click_tracking": click_tracking,
        "frequency_cap": _checked_cap(frequency_cap),
    }
    if claimable:
        values |= {"stopped_reason": "", "draining": False}
    workspace_id = workspace if isinstance(workspace, UUID) else workspace.pk
    stream, _ = MessageStream.objects.in_workspace(workspace_id).update_or_create(
        id=stream_id, defaults=values, create_defaults={**values, "workspace_id": workspace_id}
    )
    if claimable:
        nudge("messaging.tasks.run_delivery")
    return stream


def _checked_cap(value: Mapping[str, int] | None) -> dict[str, int] | None:
    try:
        cap = parse_cap(value)
    except ValidationError as error:
        details = [
            FieldError(".".join(("frequency_cap", *map(str, fault["loc"]))), fault["msg"])
            for fault in error.errors(include_url=False)
        ]
        raise InvalidInput("The frequency cap is not valid.", details) from error
    return None if cap is None else cap.model_dump()
