"""Addresses whose owners want no more marketing mails, as some other system learnt of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from contacts.models import ConsentState
from contacts.selectors import ContactRef, contacts_resolve
from contacts.services import ConsentChange, consent_set_many
from messaging.models import SuppressionReason
from messaging.services.suppressions import suppressible, suppressions_add
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor


class Unsubscribed(StrEnum):
    """What became of one address."""

    UNSUBSCRIBED = "unsubscribed"  # its contact has said no to marketing by e-mail, now or before
    SUPPRESSED = "suppressed"  # nobody has it; it gets nothing, also once somebody has
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class UnsubscribedAddress:
    """One given address; `problem` says why it is invalid."""

    email: str
    outcome: Unsubscribed
    contact_id: UUID | None = None
    problem: str = ""


@transaction.atomic
def addresses_unsubscribe(
    *, workspace: Workspace, addresses: Sequence[str], actor: Actor, source: str = ""
) -> list[UnsubscribedAddress]:
    """A no to marketing by e-mail of whoever has the address; an answer for each, in its order.

    What a contact said of other channels and of transactional mails stays. An address that nobody has is suppressed.
    A handful of statements, whatever their number.
    """
    read = [suppressible(Channel.EMAIL, address) for address in addresses]
    valid = [place for place, each in enumerate(read) if not each.problem]
    refs = [ContactRef("email", read[place].address) for place in valid]
    contacts = dict(zip(valid, contacts_resolve(workspace_id=workspace.pk, refs=refs) if refs else [], strict=True))
    _refuse(workspace, [pk for pk in contacts.values() if pk is not None], source)
    strangers = [read[place].address for place, pk in contacts.items() if pk is None]
    if strangers:
        reason = SuppressionReason.UNSUBSCRIBE.value
        suppressions_add(
            workspace=workspace, channel=Channel.EMAIL, addresses=strangers, reason=reason, actor=actor, source=source
        )
    answers = []
    for place, each in enumerate(read):
        if each.problem:
            answers.append(UnsubscribedAddress(addresses[place], Unsubscribed.INVALID, problem=each.problem))
        elif (contact_id := contacts[place]) is not None:
            answers.append(UnsubscribedAddress(each.address, Unsubscribed.UNSUBSCRIBED, contact_id))
        else:
            answers.append(UnsubscribedAddress(each.address, Unsubscribed.SUPPRESSED))
    return answers


def _refuse(workspace: Workspace, contact_ids: Sequence[UUID], source: str) -> None:
    if contact_ids:
        words = (Channel.EMAIL.value, MessageType.MARKETING.value, ConsentState.DENIED.value)
        consent_set_many(
            workspace_id=workspace.pk,
            changes=[ConsentChange(contact_id, *words) for contact_id in contact_ids],
            source=source or "api",
            now=database_now(),
        )
