"""The inbox as the team sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from messaging.models import InboxEntry, InboxThread, ThreadState
from messaging.selectors.thread_search import Within, threads_found
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Membership, User, Workspace
from workspaces.selectors import row_numbered

NOBODY = "nobody"
# The menu shows no larger number.
MOST_UNREAD = 100
_ENTRIES = 200
MOST_DAYS = 100_000


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """Which threads; "" is any. `assignee` is an e-mail address, or `nobody`."""

    state: str = ThreadState.OPEN.value
    assignee: str = ""
    channel: str = ""
    search: str = ""


def inbox_threads(workspace: Workspace | UUID, now: datetime) -> QuerySet[InboxThread]:
    """Threads that want to be looked at, the newest first: open ones, and those whose snooze is over."""
    awake = Q(state=ThreadState.OPEN) | Q(state=ThreadState.SNOOZED, snoozed_until__lte=now)
    found = InboxThread.objects.in_workspace(workspace).filter(awake)
    return found.select_related("contact", "assignee").order_by("-last_at", "-pk")


def threads_page(
    workspace: Workspace | UUID, wanted: ThreadFilter, *, limit: int, cursor: str = ""
) -> tuple[list[InboxThread], str]:
    """Up to `limit` threads behind the cursor, where something was said last first, and the next page's cursor.

    Raises InvalidInput for a cursor that no page has given, and for unknown names. Plans: thread_by_last, or
    thread_by_last_of_any without a state; searches by search_threads.sql.
    """
    within = _within(wanted, cursor)
    if wanted.search.strip():
        ids = threads_found(workspace, wanted.search, within, limit=limit + 1)
        rows = InboxThread.objects.in_workspace(workspace).filter(pk__in=ids)
    else:
        rows = _filtered(InboxThread.objects.in_workspace(workspace), within)
    ordered = rows.select_related("contact", "assignee", "sender").order_by("-last_at", "-pk")
    found = list(ordered[: limit + 1])
    more = len(found) > limit
    return found[:limit], _cursor(found[limit - 1]) if more else ""


def thread_get(*, workspace: Workspace | UUID, thread_id: str) -> InboxThread:
    """The thread of a public id. Raises NotFound, for another workspace's as well."""
    rows = InboxThread.objects.in_workspace(workspace).select_related("contact", "assignee", "sender", "workspace")
    return row_numbered(rows, thread_id, named="thread")


def thread_entries(thread: InboxThread, *, limit: int = _ENTRIES) -> Sequence[InboxEntry]:
    """The last `limit` things that were said, the oldest first, with the messages that send or are answered."""
    rows = InboxEntry.objects.in_workspace(thread.workspace_id).filter(thread=thread)
    found = rows.select_related("message", "author").order_by("-created_at", "-pk")[:limit]
    return list(reversed(found))


def threads_older(workspace: Workspace | UUID, days: int) -> int:
    """How many threads nothing was said in for so many days; snoozed ones aside. Plan: thread_by_last_of_any."""
    rows = InboxThread.objects.in_workspace(workspace).exclude(state=ThreadState.SNOOZED)
    return rows.filter(last_at__lt=database_now() - timedelta(days=min(days, MOST_DAYS))).count()


def unread_count(workspace: Workspace | UUID) -> int:
    """How many open threads somebody has yet to look at; 100 stands for more. Plan: thread_unread."""
    rows = InboxThread.objects.in_workspace(workspace).filter(state=ThreadState.OPEN, unread=True)
    return rows.order_by()[:MOST_UNREAD].count()


def inbox_members(workspace: Workspace) -> list[str]:
    """Whom threads can be given to: the members' addresses."""
    members = Membership.objects.in_workspace(workspace).order_by("user__email")
    return list(members.values_list("user__email", flat=True))


def _within(wanted: ThreadFilter, cursor: str) -> Within:
    for field, word, known in (
        ("state", wanted.state, ThreadState.values),
        ("channel", wanted.channel, Channel.values),
    ):
        if word and word not in known:
            raise InvalidInput.of(field, f"must be one of {', '.join(known)}")
    within = Within(wanted.state, wanted.channel, bool(wanted.assignee), _assignee(wanted.assignee))
    return replace(within, before=_read(cursor)) if cursor else within


def _assignee(address: str) -> int | None:
    """The key of who has the address: none of nobody, and 0, which nobody has, of a stranger."""
    if address in ("", NOBODY):
        return None
    found: int | None = User.objects.filter(email__iexact=address).values_list("pk", flat=True).first()
    return found or 0


def _filtered(rows: QuerySet[InboxThread], within: Within) -> QuerySet[InboxThread]:
    for field, word in (("state", within.state), ("channel", within.channel)):
        if word:
            rows = rows.filter(**{field: word})
    if within.by_assignee:
        rows = rows.filter(assignee=within.assignee)
    at, pk = within.before
    return rows.filter(last_at__lte=at).exclude(last_at=at, pk__gte=pk)


def _cursor(thread: InboxThread) -> str:
    # Without a plus, which means a space in a query string.
    moment = thread.last_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return f"{moment}_{thread.pk}"


def _read(cursor: str) -> tuple[datetime, int]:
    moment, _, pk = cursor.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or not pk.isdecimal() or len(pk) > 18:
            raise ValueError(cursor)
    except ValueError as error:
        raise InvalidInput.of("cursor", "is not one that a page has given") from error
    return at, int(pk)
