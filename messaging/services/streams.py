"""Keeping the message streams true. Campaigns call these in the transaction that changes the campaign."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from pydantic import ValidationError

from messaging.mail_from import MailFrom
from messaging.models import Message, MessageState, MessageStream
from messaging.policies.caps import parse_cap
from messaging.policies.iterations import parse_iterations
from messaging.policies.quiet_hours import parse_quiet_hours
from messaging.policies.send_window import parse_window
from messaging.policies.verification import parse_verification
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge

# Settings whose reason, of the same name, keeps messages waiting for hours.
_HOLDING = (
    "quiet_hours",
    "daily_limit",
    "contact_cooldown",
    "contact_daily_cap",
    "frequency_cap",
    "send_window",
    "iterations",
    "verification",
)


@transaction.atomic
def stream_set(
    *,
    stream_id: UUID,
    workspace: Workspace | UUID,
    name: str,
    claimable: bool,
    open_tracking: bool = True,
    click_tracking: bool = True,
    frequency_cap: Mapping[str, object] | None = None,
    quiet_hours: Mapping[str, str] | str | None = None,
    daily_limit: int | None = None,
    topic_id: UUID | None = None,
    contact_cooldown: int | None = None,
    contact_daily_cap: int | None = None,
    priority: int = 5,
    tags: Sequence[str] = (),
    send_window: Mapping[str, object] | None = None,
    iterations: Mapping[str, object] | None = None,
    verification: Mapping[str, object] | None = None,
    link_tags: Mapping[str, object] | None = None,
    mail_from: Mapping[str, object] | None = None,
) -> MessageStream:
    """Makes the stream, or brings it up to date; `stream_id` is the campaign's.

    To pause, the caller takes `locks.exclusive_campaign_lock` first: then no claim commits after this has. A stream
    that becomes claimable is one that is no longer stopped. What waits because of quiet hours, a window, a limit, a
    cooldown or a cap that has been changed is looked at again at once. Raises InvalidInput for a frequency cap, quiet
    hours, a window or names that are none.
    """
    values: dict[str, object] = {
        "name": name,
        "claimable": claimable,
        "open_tracking": open_tracking,
        "click_tracking": click_tracking,
        "frequency_cap": _checked_cap(frequency_cap),
        "quiet_hours": _checked_hours(quiet_hours),
        "daily_limit": daily_limit,
        "topic_id": topic_id,
        "contact_cooldown": contact_cooldown,
        "contact_daily_cap": contact_daily_cap,
        "priority": priority,
        "tags": list(tags),
        "send_window": _checked_window(send_window),
        "iterations": _checked_iterations(iterations),
        "verification": _checked_verification(verification),
        "link_tags": dict(link_tags or {}),
        "mail_from": _checked_names(mail_from),
    }
    if claimable:
        values |= {"stopped_reason": "", "draining": False}
    workspace_id = workspace if isinstance(workspace, UUID) else workspace.pk
    before = MessageStream.objects.in_workspace(workspace_id).filter(pk=stream_id).values(*_HOLDING).first()
    stream, _ = MessageStream.objects.in_workspace(workspace_id).update_or_create(
        id=stream_id, defaults=values, create_defaults={**values, "workspace_id": workspace_id}
    )
    if before is not None:
        _look_again(stream, [name for name in _HOLDING if before[name] != values[name]])
    if claimable:
        nudge("messaging.tasks.run_delivery")
    return stream


def _look_again(stream: MessageStream, reasons: Sequence[str]) -> None:
    """Lets queued messages that wait for these reasons be decided on anew."""
    if reasons:
        waiting = Message.objects.in_workspace(stream.workspace_id).filter(
            stream=stream, state=MessageState.QUEUED, reason__in=reasons
        )
        waiting.update(not_before=Now())


def _checked_cap(value: Mapping[str, object] | None) -> dict[str, object] | None:
    try:
        cap = parse_cap(value)
    except ValidationError as error:
        raise _invalid("frequency_cap", "The frequency cap is not valid.", error) from error
    return None if cap is None else cap.model_dump(mode="json", exclude_none=True)


def _checked_hours(value: Mapping[str, str] | str | None) -> dict[str, str] | str | None:
    try:
        hours = parse_quiet_hours(dict(value) if isinstance(value, Mapping) else value)
    except ValidationError as error:
        raise _invalid("quiet_hours", "The quiet hours are not valid.", error) from error
    return hours.model_dump() if hours else "off" if value == "off" else None


def _checked_window(value: Mapping[str, object] | None) -> dict[str, object] | None:
    try:
        window = parse_window(value)
    except ValidationError as error:
        raise _invalid("send_window", "The send window is not valid.", error) from error
    return None if window is None else window.model_dump(mode="json")


def _checked_iterations(value: Mapping[str, object] | None) -> dict[str, object] | None:
    try:
        setting = parse_iterations(value)
    except ValidationError as error:
        raise _invalid("iterations", "The iterations are not valid.", error) from error
    return None if setting is None else setting.model_dump()


def _checked_verification(value: Mapping[str, object] | None) -> dict[str, object] | None:
    try:
        setting = parse_verification(value)
    except ValidationError as error:
        raise _invalid("verification", "The verification is not valid.", error) from error
    return None if setting is None else setting.model_dump(mode="json")


def _checked_names(value: Mapping[str, object] | None) -> dict[str, str]:
    try:
        return MailFrom.model_validate(value or {}).given()
    except ValidationError as error:
        raise _invalid("mail_from", "The names of the sender are not valid.", error) from error


def _invalid(field: str, message: str, error: ValidationError) -> InvalidInput:
    details = [
        FieldError(".".join((field, *(part for part in map(str, fault["loc"]) if part[0] != "("))), fault["msg"])
        for fault in error.errors(include_url=False)
    ]
    return InvalidInput(message, details)
