"""Adding and removing suppressed addresses."""

from collections.abc import Iterable

from django.db import transaction

from messaging.channels.base import UnusableAddress
from messaging.channels.email import ascii_address
from messaging.models import Suppression, SuppressionReason
from workspaces.channels import Channel
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record


@transaction.atomic
def suppression_add_many(
    *,
    workspace: Workspace,
    channel: str,
    addresses: Iterable[str],
    reason: str,
    actor: Actor,
    source: str = "",
) -> int:
    """How many addresses are newly suppressed; those that were already keep their reason.

    Raises InvalidInput for an unknown channel or reason, or an address that none can be sent to, naming its place.
    """
    if channel not in Channel.values or reason not in SuppressionReason.values:
        field = "channel" if channel not in Channel.values else "reason"
        raise InvalidInput.of(field, "is not known")
    wanted = _normalised(channel, list(addresses))
    present = Suppression.objects.in_workspace(workspace).filter(channel=channel, address__in=wanted)
    new = wanted - set(present.values_list("address", flat=True))
    Suppression.objects.bulk_create(
        [
            Suppression(workspace=workspace, channel=channel, address=address, reason=reason, source=source[:120])
            for address in sorted(new)
        ],
        batch_size=5_000,
        ignore_conflicts=True,
    )
    audit_record(
        workspace=workspace,
        actor=actor,
        action="suppression.added",
        target_type="channel",
        target_id=channel,
        data={"count": len(new), "reason": reason, "source": source},
    )
    return len(new)


@transaction.atomic
def suppression_remove(*, suppression: Suppression, actor: Actor) -> None:
    """The address may be written to again; removing twice changes nothing."""
    rows = Suppression.objects.in_workspace(suppression.workspace_id).filter(pk=suppression.pk)
    if rows.delete()[0]:
        audit_record(
            workspace=suppression.workspace,
            actor=actor,
            action="suppression.removed",
            target_type="suppression",
            target_id=str(suppression.pk),
            data={"channel": suppression.channel, "address": suppression.address, "reason": suppression.reason},
        )


def _normalised(channel: str, addresses: list[str]) -> set[str]:
    if channel != Channel.EMAIL:
        return {address.strip() for address in addresses}
    found: set[str] = set()
    errors: list[FieldError] = []
    for index, address in enumerate(addresses):
        try:
            found.add(ascii_address(address).lower())
        except UnusableAddress as error:
            errors.append(FieldError(f"addresses[{index}]", str(error)))
    if errors:
        raise InvalidInput(f"{errors[0].field}: {errors[0].message}", errors)
    return found
