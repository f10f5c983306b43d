"""`/api/v1/tenant/imports`: hand a file in, look at what it holds, try it, store it, and read what was refused."""

from typing import Any, ClassVar

from django.core.files.base import ContentFile
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant import file_examples as examples
from contacts.api.tenant.file_shapes import (
    FileListQuery,
    ImportInput,
    ImportOptions,
    ImportOut,
    RefusedQuery,
    RefusedRowOut,
    RefusedRowsOut,
)
from contacts.models import ContactImport
from contacts.selectors import import_list, import_refused_rows, segment_get
from contacts.services import import_cancel, import_create, import_start
from workspaces.api.access import Need
from workspaces.api.parsers import StrictJSONParser
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page, TenantView
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Role, Scope, Workspace

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Imports"
_REFUSALS = (Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT)


class ImportView(TenantView):
    """Imports, or one of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}


class ImportsView(ImportView):
    """The imports of a workspace."""

    parser_classes = (StrictJSONParser, MultiPartParser)

    @operation(
        "imports_list",
        summary="List imports",
        description="Newest first.",
        need=READ,
        query=[FileListQuery],
        answer=page_envelope("ImportList", ImportOut),
        example=examples.IMPORTS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(FileListQuery)
        rows = import_list(workspace=self.enter_named(query.get("workspace")))
        page = Page.cut(rows, query)
        return self.success_page(ImportOut(page.rows, many=True).data, page.described())

    @operation(
        "imports_create",
        summary="Import a file",
        description="As a form (`multipart/form-data`, any size) with `file` and the options as texts, objects and "
        "lists as JSON; or as JSON with the text of a small CSV file in `content`. The work is done in the background: "
        "with the goal `read` or `check` the import stops for you to look and goes on by `start`.",
        need=WRITE,
        body={"application/json": ImportInput, "multipart/form-data": ImportInput},
        bodies={"A small file": examples.IMPORT_CREATE},
        answer=envelope("ImportCreated", ImportOut),
        example=examples.IMPORT,
        status=201,
        errors=_REFUSALS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(ImportInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        content, file = body.pop("content", None), body.pop("file", None)
        name = body.pop("filename", "") or (file.name if file else "contacts.csv")
        item = import_create(
            workspace=workspace,
            file=file or ContentFile((content or "").encode(), name),
            filename=name,
            actor=self.actor,
            **_options(workspace, body),
        )
        return self.success(ImportOut(item).data, status=201)


class ImportDetailView(ImportView):
    """One import."""

    @operation(
        "imports_get",
        summary="Get an import",
        description="How far it is, and what is in the file once it was read.",
        need=READ,
        answer=envelope("ImportDetails", ImportOut),
        example=examples.IMPORT,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, import_id: str) -> Response:
        self.no_query()
        return self.success(ImportOut(self.find(ContactImport, import_id)).data)


class ImportStartView(ImportView):
    """Going on with an import that waits."""

    @operation(
        "imports_start",
        summary="Go on with an import",
        description="Takes an import that is `ready` or `checked` to a dry run or to the import, on these options, all "
        "anew; without a `mapping` on the one that it proposes.",
        need=WRITE,
        body=ImportOptions,
        bodies={"A dry run": examples.IMPORT_START},
        answer=envelope("ImportStarted", ImportOut),
        example=examples.IMPORT,
        errors=_REFUSALS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, import_id: str) -> Response:
        body = self.body(ImportOptions)
        item = self.find(ContactImport, import_id, "workspace")
        body.setdefault("mapping", item.mapping)
        started = import_start(item=item, actor=self.actor, **_options(item.workspace, body))
        return self.success(ImportOut(started).data)


class ImportCancelView(ImportView):
    """Breaking an import off."""

    @operation(
        "imports_cancel",
        summary="Cancel an import",
        description="What was stored until now stays; the file is deleted.",
        need=WRITE,
        answer=envelope("ImportCancelled", ImportOut),
        example=examples.IMPORT,
        errors=_REFUSALS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, import_id: str) -> Response:
        self.body(NoParameters)
        item = import_cancel(item=self.find(ContactImport, import_id, "workspace"), actor=self.actor)
        return self.success(ImportOut(item).data)


class ImportRefusedView(ImportView):
    """The rows that were not taken."""

    @operation(
        "imports_refused",
        summary="Read the refused rows",
        description="Every row that was not taken, as it was, with all that is wrong with it; of a dry run those that "
        "would not be taken. Kept for 30 days.",
        need=READ,
        query=[RefusedQuery],
        answer=envelope("ImportRefused", RefusedRowsOut),
        example=examples.REFUSED,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, import_id: str) -> Response:
        query = self.query(RefusedQuery)
        item = self.find(ContactImport, import_id)
        limit = query["limit"]
        rows = list(import_refused_rows(contact_import=item).filter(row__gt=query["after"])[: limit + 1])
        shown = rows[:limit]
        data = {
            "columns": item.survey.get("names", []),
            "rows": RefusedRowOut(shown, many=True).data,
            "next_after": shown[-1].row if len(rows) > limit else None,
        }
        return self.success(data)


def _options(workspace: Workspace, body: dict[str, Any]) -> dict[str, Any]:
    """The body with the segment that it names."""
    if not body.get("segment"):
        return {**body, "segment": None}
    try:
        return {**body, "segment": segment_get(workspace=workspace, segment_id=body["segment"])}
    except NotFound:
        raise InvalidInput.of("segment", "there is no such segment") from None
