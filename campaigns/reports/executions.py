"""Lists of executions: filtered, searched, paged by key so that the millionth page costs what the first does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from campaigns.models import Campaign, Execution, ExecutionState
from campaigns.reasons import reason_words
from campaigns.reports.days import ALWAYS, DayRange
from campaigns.reports.journal import node_names
from campaigns.reports.ways import Way, way_filter
from contacts.models import Contact
from workspaces.errors import InvalidInput

MAX_LIMIT = 100
# How many are looked at for one page where only their journals can tell whether they belong to it.
_LOOKED_AT = 200_000
_MAX_FOUND = 1_000


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One execution in a list. `words` tells the reason where there is one."""

    id: str
    contact_id: str
    email: str
    contact_name: str
    state: str
    node: str
    node_name: str
    due_at: datetime | None
    reason: str
    words: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExecutionPage:
    """A page of executions; hand `next_cursor` in to get the next one, "" on the last.

    `cut_short`: it may hold fewer than fit, or none, although there are more: so many were looked at already.
    """

    rows: tuple[ExecutionRow, ...]
    next_cursor: str
    cut_short: bool = False


def executions_page(
    campaign: Campaign,
    *,
    state: str | None = None,
    node: str | None = None,
    port: str | None = None,
    reason: str | None = None,
    message: str | None = None,
    days: DayRange = ALWAYS,
    search: str = "",
    contact_id: UUID | None = None,
    cursor: str = "",
    limit: int = 50,
) -> ExecutionPage:
    """Executions in the order of their contacts' ids. `search` is part of an e-mail address.

    With a `port`, those that went on from the node by it (by `ANY_PORT`: by whichever, or ended well there), wherever
    they are now; with a `message` (a key of MESSAGE_FACTS), those of whose messages that is true, the node's where one
    is named; both within the `days`. Without, those that are or ended there. Raises InvalidInput for an unknown state
    or message, a port without a node, bad days, a bad limit or a bad cursor. Indexes execution_once_per_entry,
    execution_by_node and execution_ended_early; journals and messages by execution.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput.of("limit", f"must be 1 to {MAX_LIMIT}")
    if port is not None and node is None:
        raise InvalidInput.of("port", "needs a node")
    way = Way(node, port, message, days)
    rows = _filtered(campaign, state, None if way else node, contact_id)
    if reason is not None:
        rows = rows.filter(reason=reason)
    if search:
        rows = rows.filter(contact_id__in=_found(campaign, search))
    if cursor:
        rows = rows.filter(_after(cursor))
    ordered = rows.order_by("contact_id", "entry")
    last = None
    if way:
        last = _last_looked_at(ordered)
        ordered = way_filter(ordered if last is None else ordered.filter(_until(last)), campaign, way)
    page = list(ordered.select_related("contact", "version")[: limit + 1])
    if len(page) > limit:
        return ExecutionPage(_rows(page[:limit]), _cursor(page[limit - 1]))
    return ExecutionPage(_rows(page), last or "", cut_short=last is not None)


def _last_looked_at(ordered: QuerySet[Execution]) -> str | None:
    """The cursor behind as many as one page looks at; None where there are no more than that. From the index alone."""
    found = ordered.values_list("contact_id", "entry")[_LOOKED_AT - 1 : _LOOKED_AT + 1]
    return ":".join(map(str, found[0])) if len(found) > 1 else None


def _cursor(execution: Execution) -> str:
    return f"{execution.contact_id}:{execution.entry}"


def _rows(executions: Sequence[Execution]) -> tuple[ExecutionRow, ...]:
    names: dict[UUID, dict[str, str]] = {}
    return tuple(_row(execution, names) for execution in executions)


def executions_named(campaign: Campaign, keys: Sequence[int]) -> tuple[ExecutionRow, ...]:
    """Those of these executions that are the campaign's, in the order given."""
    rows = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk, pk__in=keys)
    found = {execution.pk: execution for execution in rows.select_related("contact", "version")}
    return _rows([found[key] for key in keys if key in found])


def _filtered(campaign: Campaign, state: str | None, node: str | None, contact_id: UUID | None) -> QuerySet[Execution]:
    rows: QuerySet[Execution] = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    if state is not None:
        if state not in ExecutionState.values:
            raise InvalidInput.of("state", f"must be one of {', '.join(ExecutionState.values)}")
        rows = rows.filter(state=state)
    if node is not None:
        rows = rows.filter(node=node)
    if contact_id is not None:
        rows = rows.filter(contact_id=contact_id)
    return rows


def _found(campaign: Campaign, search: str) -> list[UUID]:
    contacts = Contact.objects.in_workspace(campaign.workspace_id).filter(email__icontains=search.replace("\0", ""))
    return list(contacts.values_list("pk", flat=True)[:_MAX_FOUND])


def _after(cursor: str) -> Q:
    """Behind it; the first part is what the index begins at."""
    contact, entry = _place(cursor)
    return Q(contact_id__gte=contact) & (Q(contact_id__gt=contact) | Q(entry__gt=entry))


def _until(cursor: str) -> Q:
    """Up to it; the first part is what the index ends at."""
    contact, entry = _place(cursor)
    return Q(contact_id__lte=contact) & (Q(contact_id__lt=contact) | Q(entry__lte=entry))


def _place(cursor: str) -> tuple[UUID, int]:
    contact, _, entry = cursor.partition(":")
    try:
        return UUID(contact), int(entry)
    except ValueError:
        raise InvalidInput.of("cursor", "is not one that a page has given") from None


def _row(execution: Execution, names: dict[UUID, dict[str, str]]) -> ExecutionRow:
    contact, version = execution.contact, execution.version
    if version.pk not in names:
        names[version.pk] = node_names(version.document)
    return ExecutionRow(
        id=execution.public_id,
        contact_id=contact.public_id,
        email=contact.email or "",
        contact_name=f"{contact.first_name} {contact.last_name}".strip(),
        state=execution.state,
        node=execution.node,
        node_name=names[version.pk].get(execution.node, execution.node),
        due_at=execution.due_at,
        reason=execution.reason,
        words=reason_words(execution.reason) if execution.reason else "",
        created_at=execution.created_at,
        finished_at=execution.finished_at,
    )


def execution_ids(workspace_id: UUID, keys: Iterable[int]) -> dict[int, str]:
    """The public ids of these executions; one query, none for none."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Execution.objects.in_workspace(workspace_id).filter(pk__in=wanted).only("created_at")
    return {row.pk: row.public_id for row in rows}
