"""`/api/v1/tenant/templates` and `/{id}`: list, make, read, change."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import READ, WRITE
from templates_app.api.tenant import examples
from templates_app.api.tenant.shapes import (
    TemplateBrief,
    TemplateChangeInput,
    TemplateInput,
    TemplateListQuery,
    TemplateOut,
)
from templates_app.models import Template
from templates_app.selectors import TemplateDetail, template_briefs, template_get, template_list
from templates_app.services import template_create, template_update
from workspaces.api.access import Need
from workspaces.api.operations import if_match_header
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import Page, TenantView

TAG = "Templates"
WRITE_ERRORS = [Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT]


class TemplateView(TenantView):
    """Templates, or one of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE}

    def template(self, template_id: str) -> Template:
        """The template with its workspace and published version. Raises NotFound, PermissionRefused."""
        return self.find(Template, template_id, "workspace", "published_version")

    def told(self, template: Template, *, status: int = 200) -> Response:
        """One template as it is now."""
        fresh = template_get(workspace=template.workspace_id, template_id=template.pk)
        response = self.success(TemplateOut(TemplateDetail.of(fresh)).data, status=status)
        response["ETag"] = f'"{fresh.revision}"'
        return response


class TemplatesView(TemplateView):
    """The templates of a workspace."""

    @operation(
        "templates_list",
        summary="List templates",
        description="The newest first, without their content.",
        need=READ,
        query=[TemplateListQuery],
        answer=page_envelope("TemplateList", TemplateBrief),
        example=page_example(examples.BRIEF),
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(TemplateListQuery)
        workspace = self.enter_named(query.get("workspace"))
        rows = template_list(
            workspace=workspace,
            state=query.get("state"),
            channel=query.get("channel"),
            message_type=query.get("message_type"),
            search=query.get("search", ""),
        )
        limit, offset = query["limit"], query["offset"]
        briefs = template_briefs(rows).select_related("published_version")
        found = briefs.defer("published_version__content", "published_version__compiled")[offset : offset + limit]
        page = Page(list(found), rows.count(), limit, offset)
        return self.success_page(TemplateBrief(page.rows, many=True).data, page.described())

    @operation(
        "templates_create",
        summary="Make a template",
        description="A draft. Without content it is empty; it may have gaps, such as a button that leads nowhere, "
        "until it is published.",
        need=WRITE,
        body=TemplateInput,
        bodies={"An e-mail of blocks": examples.CREATE},
        answer=envelope("TemplateCreated", TemplateOut),
        example={"success": True, "data": examples.DETAIL},
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
        etag=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(TemplateInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        return self.told(template_create(workspace=workspace, actor=self.actor, **body), status=201)


class TemplateDetailView(TemplateView):
    """One template."""

    @operation(
        "templates_get",
        summary="Get a template",
        description="Its draft, what of it is published, and who sends it.",
        need=READ,
        answer=envelope("TemplateDetails", TemplateOut),
        example={"success": True, "data": examples.DETAIL},
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
        etag=True,
    )
    def get(self, request: Request, template_id: str) -> Response:
        self.no_query()
        return self.told(self.template(template_id))

    @operation(
        "templates_change",
        summary="Change a template",
        description="The draft; what is published stays as it is until published again. A change takes back a request "
        "for approval. With If-Match it is made only to the revision that you have read.",
        need=WRITE,
        body=TemplateChangeInput,
        bodies={"Another name": examples.CHANGE, "Another content": {"content": examples.CONTENT}},
        query=[if_match_header(required=False)],
        answer=envelope("TemplateChanged", TemplateOut),
        example={"success": True, "data": examples.DETAIL},
        errors=[*WRITE_ERRORS, Kind.STALE],
        tag=TAG,
        etag=True,
    )
    def patch(self, request: Request, template_id: str) -> Response:
        body = self.body(TemplateChangeInput)
        expected = self.base_revision(required=False)
        template = self.template(template_id)
        return self.told(template_update(template=template, actor=self.actor, expected_revision=expected, **body))
