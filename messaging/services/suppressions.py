"""Adding and removing suppressed addresses."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from messaging.channels.base import UnusableAddress
from messaging.channels.email import ascii_address
from messaging.channels.sms import phone_number
from messaging.models import Suppression, SuppressionReason
from workspaces.channels import Channel
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

MOST_ADDRESSES = 10_000
_LONGEST = 254
_LONGEST_NOTE = 300
_PHONES = (Channel.SMS, Channel.WHATSAPP)


class Added(StrEnum):
    """What became of one address that was to be suppressed."""

    ADDED = "added"
    PRESENT = "present"  # it was suppressed before, or stands twice among the given ones; its reason stays
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class AddedAddress:
    """One given address as it is stored, and what became of it; `problem` says why it is invalid."""

    address: str
    outcome: Added
    problem: str = ""


@transaction.atomic
def suppressions_add(
    *,
    workspace: Workspace,
    channel: str,
    addresses: Sequence[str],
    reason: str,
    actor: Actor,
    source: str = "",
) -> list[AddedAddress]:
    """Suppresses what can be; an answer for each address, in its order. Three statements for up to 10,000.

    Raises InvalidInput for an unknown channel or reason, and for too many addresses.
    """
    _check(channel, reason)
    if len(addresses) > MOST_ADDRESSES:
        raise InvalidInput.of("addresses", f"at most {MOST_ADDRESSES:,} at a time")
    read = [suppressible(channel, address) for address in addresses]
    new = _add(workspace, channel, {each.address for each in read if not each.problem}, reason, actor, source)
    answers = []
    for each in read:
        if not each.problem:
            outcome = Added.ADDED if each.address in new else Added.PRESENT
            new.discard(each.address)
            each = AddedAddress(each.address, outcome)
        answers.append(each)
    return answers


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
    _check(channel, reason)
    read = [suppressible(channel, address) for address in addresses]
    errors = [FieldError(f"addresses[{index}]", each.problem) for index, each in enumerate(read) if each.problem]
    if errors:
        raise InvalidInput(f"{errors[0].field}: {errors[0].message}", errors)
    return len(_add(workspace, channel, {each.address for each in read}, reason, actor, source))


@dataclass(frozen=True, slots=True)
class ReportedAddress:
    """An address that gets nothing any more, by the word of a provider or of the receiver."""

    channel: str
    address: str
    reason: str
    source: str


@transaction.atomic
def suppressions_report(*, workspace_id: UUID, addresses: Sequence[ReportedAddress]) -> int:
    """Suppresses what providers report; how many are new. What is no address, or was suppressed before, is passed over.

    One statement. The rows say who reported them, so the audit log does not.
    """
    read = [(each, suppressible(each.channel, each.address)) for each in addresses]
    rows = [
        Suppression(
            workspace_id=workspace_id,
            channel=each.channel,
            address=found.address,
            reason=each.reason,
            source=each.source[:120],
        )
        for each, found in sorted(read, key=lambda pair: (pair[0].channel, pair[1].address))
        if not found.problem
    ]
    before = Suppression.objects.in_workspace(workspace_id).filter(address__in=[row.address for row in rows])
    known = set(before.values_list("channel", "address"))
    new = [row for row in rows if (row.channel, row.address) not in known]
    Suppression.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def suppressions_lift(*, workspace_id: UUID, addresses: Collection[tuple[str, str]]) -> int:
    """Takes back refusals of (channel, address) whose owners want messages again; bounces and complaints stay."""
    if not addresses:
        return 0
    wanted = {(channel, address.lower()) for channel, address in addresses}
    rows = Suppression.objects.in_workspace(workspace_id).filter(
        reason=SuppressionReason.UNSUBSCRIBE, address__in={address for _, address in wanted}
    )
    chosen = [
        pk for pk, channel, address in rows.values_list("pk", "channel", "address") if (channel, address) in wanted
    ]
    return Suppression.objects.in_workspace(workspace_id).filter(pk__in=chosen).delete()[0]


@transaction.atomic
def suppression_remove(*, suppression: Suppression, actor: Actor, note: str = "") -> None:
    """The address may be written to again; removing twice changes nothing.

    A complaint is lifted only with a `note` that says how the person asked for it; the audit log keeps it. Raises
    InvalidInput without one. Addresses of erased people are no suppressions, and nothing lifts them.
    """
    note = note.replace("\0", "").strip()
    if suppression.reason == SuppressionReason.COMPLAINT and not note:
        raise InvalidInput.of("note", "say how this person, who complained, asked to be written to again", "required")
    if len(note) > _LONGEST_NOTE:
        raise InvalidInput.of("note", f"must be at most {_LONGEST_NOTE} characters")
    rows = Suppression.objects.in_workspace(suppression.workspace_id).filter(pk=suppression.pk)
    if rows.delete()[0]:
        told = {"channel": suppression.channel, "address": suppression.address, "reason": suppression.reason}
        audit_record(
            workspace=suppression.workspace,
            actor=actor,
            action="suppression.removed",
            target_type="suppression",
            target_id=str(suppression.pk),
            data=told | ({"note": note} if note else {}),
        )


def _check(channel: str, reason: str) -> None:
    if channel not in Channel.values or reason not in SuppressionReason.values:
        field = "channel" if channel not in Channel.values else "reason"
        raise InvalidInput.of(field, "is not known")


def suppressible(channel: str, given: str) -> AddedAddress:
    """The address as delivery compares it, or why it is none that anything could be sent to."""
    address = given.strip()
    try:
        if channel == Channel.EMAIL:
            address = ascii_address(address)
        elif channel in _PHONES:
            address = phone_number(address)
        elif not address or len(address) > _LONGEST or "\0" in address:
            raise UnusableAddress("is not an address")
    except UnusableAddress as error:
        return AddedAddress(given, Added.INVALID, str(error))
    return AddedAddress(address.lower(), Added.ADDED)


def _add(workspace: Workspace, channel: str, wanted: set[str], reason: str, actor: Actor, source: str) -> set[str]:
    """The addresses that are new."""
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
    return new
