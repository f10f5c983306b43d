"""`/api/v1/tenant/contacts/operations`: one thing done to many contacts, checked before, followed and stopped."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant import operation_shapes as shapes
from contacts.bulk import find_action
from contacts.models import BulkOperation
from contacts.selectors import bulk_operations
from contacts.services import BulkWish, bulk_check, bulk_start, bulk_stop
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page, TenantView
from workspaces.models import Role, Scope

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Contacts"


class OperationView(TenantView):
    """Operations, or one of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}


class OperationsView(OperationView):
    """The operations of a workspace."""

    @operation(
        "operations_list",
        summary="List operations over contacts",
        description="Newest first.",
        need=READ,
        query=[shapes.OperationListQuery],
        answer=page_envelope("ContactOperationList", shapes.OperationOut),
        example=shapes.OPERATIONS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(shapes.OperationListQuery)
        rows = bulk_operations(workspace=self.enter_named(query.get("workspace"))).select_related("workspace")
        page = Page.cut(rows, query)
        return self.success_page(shapes.OperationOut(page.rows, many=True).data, page.described())

    @operation(
        "operations_create",
        summary="Do one thing to many contacts",
        description="Queues an operation over the contacts that are named, or whom a filter finds; it is carried out "
        "in the background, in the order in which operations were given. `erase` can't be undone and needs "
        '`confirm: "erase"`: ask `contacts/operations/check` first how many it would be.',
        need=WRITE,
        body=shapes.OperationInput,
        bodies={"Erase everybody with a tag": shapes.GIVEN},
        answer=envelope("ContactOperationCreated", shapes.OperationOut()),
        example=shapes.OPERATION,
        status=201,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(shapes.OperationInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        made = bulk_start(
            workspace=workspace,
            wish=_wish(body),
            actor=self.actor,
            expected=body["expected"],
            confirm=body.get("confirm", ""),
        )
        return self.success(shapes.OperationOut(made).data, status=201)


class OperationCheckView(TenantView):
    """What an operation would do."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "operations_check",
        summary="Check an operation over contacts",
        description="How many contacts would be changed, and how many not, by reason. Nothing is done.",
        need=WRITE,
        body=shapes.OperationWish,
        bodies={"Erase everybody with a tag": shapes.WISH},
        answer=envelope("ContactOperationTold", shapes.OperationTold()),
        example=shapes.TOLD,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(shapes.OperationWish)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        wish = _wish(body)
        told = bulk_check(workspace=workspace, wish=wish, actor=self.actor)
        action = find_action(wish.action)
        words = action.words(workspace, action.check(workspace, wish.params)) if action else ""
        return self.success(
            {
                "words": words,
                "changing": told.changing,
                "refused": dict(told.refused),
                "exact": told.exact,
                "confirm": action.confirm if action else "",
            }
        )


class OperationDetailView(OperationView):
    """One operation."""

    @operation(
        "operations_get",
        summary="Get an operation over contacts",
        description="How far it is, and what became of it.",
        need=READ,
        answer=envelope("ContactOperation", shapes.OperationOut()),
        example=shapes.OPERATION,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, operation_id: str) -> Response:
        self.no_query()
        return self.success(shapes.OperationOut(self.find(BulkOperation, operation_id, "workspace")).data)


class OperationStopView(OperationView):
    """Stopping an operation."""

    @operation(
        "operations_stop",
        summary="Stop an operation over contacts",
        description="Ends one that has not ended; what it has done stays done.",
        need=WRITE,
        answer=envelope("ContactOperationStopped", shapes.OperationOut()),
        example=shapes.OPERATION,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, operation_id: str) -> Response:
        self.body(NoParameters)
        found = self.find(BulkOperation, operation_id, "workspace")
        return self.success(shapes.OperationOut(bulk_stop(operation=found, actor=self.actor)).data)


def _wish(body: dict[str, Any]) -> BulkWish:
    return BulkWish(body["action"], body.get("params", {}), body.get("contacts"), body.get("filter", {}))
