"""Suppressed addresses, as lists show them."""

from messaging.models import Suppression
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
