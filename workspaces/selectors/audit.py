"""Reading the audit log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode_row
from workspaces.models import AuditEntry, Workspace

# How many lines one page walks over in search of an action or an actor; it may then hold fewer than were asked.
REACH = 20_000


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines; what is empty narrows nothing. `action` may end in a dot: everything of that kind of thing."""

    action: str = ""
    actor: str = ""
    target: str = ""
    after: datetime | None = None
    before: datetime | None = None


def audit_page(
    workspace: Workspace | UUID, which: AuditFilter, *, limit: int, cursor: str = ""
) -> tuple[list[AuditEntry], str]:
    """Up to `limit` lines behind the cursor, the newest first, and the next page's cursor; "" on the last page.

    Raises InvalidInput for a cursor that no page has given. Indexes audit_by_time, audit_by_target.
    """
    rows = AuditEntry.objects.in_workspace(workspace).order_by("-created_at", "-id")
    if cursor:
        rows = rows.filter(_behind(_entry_at(workspace, cursor)))
    if which.after is not None:
        rows = rows.filter(created_at__gte=which.after)
    if which.before is not None:
        rows = rows.filter(created_at__lt=which.before)
    if which.target:
        rows = rows.filter(target_id=which.target)
    end = rows[REACH : REACH + 1].first() if which.action or which.actor else None
    rows = rows if end is None else rows.exclude(_behind(end))
    found = list(_narrowed(rows, which)[: limit + 1])
    last = found[limit - 1] if len(found) > limit else end
    return found[:limit], last.public_id if last is not None else ""


def _narrowed(rows: QuerySet[AuditEntry], which: AuditFilter) -> QuerySet[AuditEntry]:
    if which.action.endswith("."):
        rows = rows.filter(action__startswith=which.action)
    elif which.action:
        rows = rows.filter(action=which.action)
    return rows.filter(Q(actor_id=which.actor) | Q(actor_label=which.actor)) if which.actor else rows


def _behind(entry: AuditEntry) -> Q:
    return Q(created_at__lte=entry.created_at) & (Q(created_at__lt=entry.created_at) | Q(id__lt=entry.pk))


def _entry_at(workspace: Workspace | UUID, cursor: str) -> AuditEntry:
    try:
        return AuditEntry.objects.in_workspace(workspace).get(pk=decode_row(AuditEntry.ID_PREFIX, cursor))
    except (InvalidId, AuditEntry.DoesNotExist):
        raise InvalidInput.of("cursor", "is not one that a page has given") from None


def audit_lately(workspace: Workspace | UUID, *, limit: int) -> list[AuditEntry]:
    """The newest lines of the workspace; index audit_by_time."""
    return list(AuditEntry.objects.in_workspace(workspace).order_by("-created_at", "-pk")[:limit])


def audit_about(
    workspace: Workspace | UUID, *, target_id: str, actions: Collection[str] | None = None
) -> QuerySet[AuditEntry]:
    """What was done to one thing, by its public id; only these actions where some are named. Index audit_by_target."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.in_workspace(workspace).filter(target_id=target_id)
    return rows if actions is None else rows.filter(action__in=actions)
