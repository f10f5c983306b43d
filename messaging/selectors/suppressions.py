"""Suppressed addresses, as lists show them, and imports of such lists."""

from django.db.models import QuerySet

from contacts.models import Contact
from messaging.models import ErasedAddress, Suppression, SuppressionImport, SuppressionRefusedRow
from messaging.privacy.digests import address_digest
from workspaces.channels import Channel
from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode_row
from workspaces.models import Workspace


def suppressions_page(
    workspace: Workspace, *, limit: int, cursor: str = "", channel: str = "", reason: str = "", address: str = ""
) -> tuple[list[Suppression], str]:
    """Up to `limit` of them behind the cursor, the newest first, and the next page's cursor; "" on the last page.

    `address` finds one, in any case. Raises InvalidInput for a cursor that no page has given. Plans:
    suppression_newest; for an address suppression_unique, channel by channel.
    """
    rows = Suppression.objects.in_workspace(workspace).order_by("-pk")
    if address:
        rows = rows.filter(channel__in=[channel] if channel else Channel.values, address=address.strip().lower())
    elif channel:
        rows = rows.filter(channel=channel)
    if reason:
        rows = rows.filter(reason=reason)
    if cursor:
        try:
            rows = rows.filter(pk__lt=decode_row(Suppression.ID_PREFIX, cursor))
        except InvalidId as error:
            raise InvalidInput.of("cursor", "is not one that a page has given") from error
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1].public_id if len(found) > limit else ""


def suppressions_matching(
    workspace: Workspace, *, channel: str = "", reason: str = "", beginning: str = ""
) -> QuerySet[Suppression]:
    """The workspace's suppressions; `beginning` is how the address begins, in any case.

    Plans: suppression_newest, for a beginning suppression_by_beginning.
    """
    rows = Suppression.objects.in_workspace(workspace)
    if channel:
        rows = rows.filter(channel=channel)
    if reason:
        rows = rows.filter(reason=reason)
    if beginning:
        rows = rows.filter(address__startswith=beginning.strip().lower())
    return rows


def suppression_contacts(suppression: Suppression, *, limit: int) -> list[Contact]:
    """Contacts whose own address or number it is, the newest first."""
    own = {
        Channel.EMAIL: {"email__iexact": suppression.address},
        Channel.SMS: {"phone": suppression.address},
        Channel.WHATSAPP: {"phone": suppression.address},
    }.get(Channel(suppression.channel))
    rows = Contact.objects.in_workspace(suppression.workspace_id)
    return list(rows.filter(**own).order_by("-pk")[:limit]) if own else []


def address_erased(workspace: Workspace, address: str) -> bool:
    """Whether this was the address of somebody who was erased: only a keyed hash of it is left to tell."""
    digests = [address_digest(channel, address.strip()) for channel in (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)]
    return ErasedAddress.objects.in_workspace(workspace).filter(digest__in=digests).exists()


def suppression_imports(*, workspace: Workspace) -> QuerySet[SuppressionImport]:
    """Imports of lists, for pages to order."""
    return SuppressionImport.objects.in_workspace(workspace)


def suppression_refused_rows(*, item: SuppressionImport) -> QuerySet[SuppressionRefusedRow]:
    """The rows of the file that hold no address."""
    return SuppressionRefusedRow.objects.in_workspace(item.workspace_id).filter(suppression_import=item)
