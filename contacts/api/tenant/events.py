"""`/api/v1/tenant/events`, `/bulk` and `/{id}`: record, list, read."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant import examples
from contacts.api.tenant.items import draft_of, drafts_of, shown_field
from contacts.api.tenant.shapes import (
    EventBulkInput,
    EventBulkOut,
    EventInput,
    EventListQuery,
    EventOrder,
    EventOut,
    EventRecorded,
)
from contacts.models import Event
from contacts.selectors import Arrivals, contact_find, events_arrived, events_page
from contacts.services import EventDraft, EventTaken, Taken, UnknownContacts, events_submit, unknown_contacts_policy
from workspaces.api.access import Need
from workspaces.api.parsers import BulkJSONParser
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import TenantView
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Role, Scope, Workspace

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Events"


class EventView(TenantView):
    """Events, or one of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}


class EventsView(EventView):
    """The events of a workspace."""

    @operation(
        "events_list",
        summary="List events",
        description="Newest first by the moment at which they occurred. Read on with `next_cursor`: a page that looks "
        "for a name in a large workspace may be short, or empty, and still have a next one.\n\n"
        "To follow events, ask with `order=arrived`: without a cursor the page is empty, and its `next_cursor` stands "
        "at the present. Each further page holds what came to be known since, however far back it is dated, each event "
        "once and none left out; its `next_cursor` is never null. Ask on at once while `has_more`, else after a while. "
        "An event is told when every transaction that was open as it was recorded has ended: mostly at once.",
        need=READ,
        query=[EventListQuery],
        answer=page_envelope("EventList", EventOut, cursor=True),
        example=examples.LIST,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(EventListQuery)
        workspace = self.enter_named(query.pop("workspace", None))
        contact = contact_find(workspace=workspace, text=query.pop("contact")) if "contact" in query else None
        if query.pop("order") == EventOrder.ARRIVED:
            return self._arrived(events_arrived(workspace, contact=contact, **query), query)
        page = events_page(workspace, contact=contact, **query)
        return self.success_run(EventOut(page.rows, many=True).data, query, page.next_cursor)

    def _arrived(self, page: Arrivals, query: Mapping[str, Any]) -> Response:
        """A page that can always be read on from."""
        rows = EventOut(page.rows, many=True).data
        described = {"total": None, "limit": query["limit"], "offset": None, "has_more": page.more}
        return self.success_page(rows, described | {"next_cursor": page.next_cursor})

    @operation(
        "events_create",
        summary="Record an event",
        description="Something that a contact did. Campaigns that are set off by its name let the contact in, waits "
        "for it end, goals are recorded, and segments that ask for it look again: within seconds, after the answer. "
        "An event whose `key` is known is answered with 200 and the first one, whatever else it says; nothing is "
        "written then. Moments in the future and before 1970 are refused. Contacts whom nobody knows are refused, "
        "or made, as the workspace has it.",
        need=WRITE,
        body=EventInput,
        bodies={"By e-mail address": examples.CREATE, "By your own id": examples.CREATE_BY_EXTERNAL_ID},
        answer=envelope("EventCreated", EventRecorded),
        example=examples.CREATED,
        status=201,
        also=[200],
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(EventInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        (taken,) = _submit(workspace, [draft_of(body)])
        if taken.public_id is None:
            problem = taken.problems[0]
            raise InvalidInput(f"{problem.field}: {problem.message}", taken.problems)
        event = Event.objects.in_workspace(workspace).filter(pk=taken.event_id).first()
        if event is None:
            raise InvalidInput.of("key", "was applied to an event that is kept no longer", "expired")
        data = EventRecorded(event, context={"outcome": taken.outcome.value}).data
        return self.success(data, status=201 if taken.outcome is Taken.RECORDED else 200)


class EventBulkView(EventView):
    """Many events at once."""

    parser_classes = (BulkJSONParser,)

    @operation(
        "events_bulk",
        summary="Record many events",
        description="Up to 1,000 events in one transaction: what is acceptable is recorded, and every event has a row "
        "in the answer that says what became of it. Of events with the same `key` the first counts. An event "
        "that can't be stored (bytes that are not UTF-8, a NUL, too deep, too large) is refused by itself. The body "
        "has at most 8 MiB.",
        need=WRITE,
        body=EventBulkInput,
        bodies={"Three events": examples.BULK},
        answer=envelope("EventsTaken", EventBulkOut),
        example=examples.BULK_TAKEN,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(EventBulkInput)
        workspace = self.enter_named(body.get("workspace_slug"))
        drafts, refused = drafts_of(body["events"])
        taken = _submit(workspace, list(drafts.values()))
        rows = {place: _described(place, Taken.REFUSED, None, problems) for place, problems in refused.items()}
        rows |= {place: _row(place, each) for place, each in zip(drafts, taken, strict=True)}
        counts = [row["outcome"] for row in rows.values()]
        answer = {
            "recorded": counts.count(Taken.RECORDED.value),
            "duplicates": counts.count(Taken.DUPLICATE.value),
            "refused": counts.count(Taken.REFUSED.value),
            "events": [rows[place] for place in sorted(rows)],
        }
        return self.success(answer)


class EventDetailView(EventView):
    """One event."""

    @operation(
        "events_get",
        summary="Get an event",
        description="The event as it was recorded.",
        need=READ,
        answer=envelope("EventDetails", EventOut),
        example=examples.DETAIL,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, event_id: str) -> Response:
        self.no_query()
        return self.success(EventOut(self.find(Event, event_id)).data)


def _submit(workspace: Workspace, drafts: Sequence[EventDraft]) -> list[EventTaken]:
    create = unknown_contacts_policy(workspace) is UnknownContacts.CREATE
    return events_submit(workspace_id=workspace.pk, drafts=drafts, create_contacts=create)


def _row(place: int, taken: EventTaken) -> dict[str, Any]:
    return _described(place, taken.outcome, taken.public_id, taken.problems)


def _described(place: int, outcome: Taken, public_id: str | None, problems: Sequence[FieldError]) -> dict[str, Any]:
    errors = [_error(each) for each in problems] if problems else []
    return {"index": place, "outcome": outcome.value, "id": public_id, "errors": errors}


def _error(problem: FieldError) -> dict[str, str]:
    return {"field": shown_field(problem), "message": problem.message}
