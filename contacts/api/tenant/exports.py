"""`/api/v1/tenant/exports`: ask for a file of contacts or reports, follow it, and download it."""

from typing import ClassVar

from django.http import FileResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant import file_examples as examples
from contacts.api.tenant.file_shapes import ExportInput, ExportOut, FileListQuery
from contacts.models import Export
from contacts.selectors import export_list
from contacts.services import export_cancel, export_create, export_downloaded
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page, TenantView
from workspaces.models import Role, Scope

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
# Files hold many people at once: asking for one, and taking it, is for editors.
TAKE = Need(Scope.CONTACTS_READ, Role.EDITOR)
_TAG = "Exports"


class ExportView(TenantView):
    """Exports, or one of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": TAKE}


class ExportsView(ExportView):
    """The exports of a workspace."""

    @operation(
        "exports_list",
        summary="List exports",
        description="Newest first.",
        need=READ,
        query=[FileListQuery],
        answer=page_envelope("ExportList", ExportOut),
        example=examples.EXPORTS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(FileListQuery)
        rows = export_list(workspace=self.enter_named(query.get("workspace")))
        page = Page.cut(rows, query)
        return self.success_page(ExportOut(page.rows, many=True).data, page.described())

    @operation(
        "exports_create",
        summary="Export contacts or a report",
        description="Queues a file; it is written in the background, and kept for seven days.",
        need=TAKE,
        body=ExportInput,
        bodies={"A segment": examples.EXPORT_CREATE},
        answer=envelope("ExportCreated", ExportOut),
        example=examples.EXPORT,
        status=201,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(ExportInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        export = export_create(workspace=workspace, actor=self.actor, **body)
        return self.success(ExportOut(export).data, status=201)


class ExportDetailView(ExportView):
    """One export."""

    @operation(
        "exports_get",
        summary="Get an export",
        description="How far it is, and where its file is once it is done.",
        need=READ,
        answer=envelope("ExportDetails", ExportOut),
        example=examples.EXPORT,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, export_id: str) -> Response:
        self.no_query()
        return self.success(ExportOut(self.find(Export, export_id)).data)


class ExportCancelView(ExportView):
    """Breaking an export off."""

    @operation(
        "exports_cancel",
        summary="Cancel an export",
        description="Ends one that is not done.",
        need=TAKE,
        answer=envelope("ExportCancelled", ExportOut),
        example=examples.EXPORT,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, export_id: str) -> Response:
        self.body(NoParameters)
        export = export_cancel(export=self.find(Export, export_id, "workspace"), actor=self.actor)
        return self.success(ExportOut(export).data)


class ExportFileView(TenantView):
    """The file of an export."""

    needs: ClassVar[dict[str, Need]] = {"GET": TAKE}

    @operation(
        "exports_file",
        summary="Download an export",
        description="The file itself: `text/csv` or an XLSX workbook. Each download is a line of the audit log. 409 "
        "while there is no file.",
        need=TAKE,
        answer=None,
        media="text/csv",
        example=examples.FILE,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        tag=_TAG,
    )
    def get(self, request: Request, export_id: str) -> HttpResponseBase:
        self.no_query()
        export = self.find(Export, export_id, "workspace")
        export_downloaded(export=export, actor=self.actor)
        name = f"{export.public_id}.{export.format}"
        return FileResponse(export.file.open("rb"), as_attachment=True, filename=name)
