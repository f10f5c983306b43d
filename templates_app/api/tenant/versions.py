"""`templates/{id}/versions` and `/{number}`: what was published, and making it the draft again."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import READ, WRITE
from templates_app.api.tenant import examples
from templates_app.api.tenant.actions import ANSWER
from templates_app.api.tenant.shapes import TemplateOut, TemplateVersionDetail, TemplateVersionOut
from templates_app.api.tenant.templates import TAG, WRITE_ERRORS, TemplateView
from templates_app.selectors import template_version, template_versions
from templates_app.services import template_restore
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import Page, PageQuery

_ERRORS = [Kind.INVALID, Kind.NOT_FOUND]


class TemplateVersionsView(TemplateView):
    """The versions of one template."""

    @operation(
        "templates_versions",
        summary="List a template's versions",
        description="The newest first. They never change.",
        need=READ,
        query=[PageQuery],
        answer=page_envelope("TemplateVersionList", TemplateVersionOut),
        example=page_example(examples.VERSION),
        errors=_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request, template_id: str) -> Response:
        query = self.query(PageQuery)
        rows = template_versions(template=self.template(template_id))
        page = Page.cut(rows.defer("content", "compiled"), query)
        return self.success_page(TemplateVersionOut(page.rows, many=True).data, page.described())


class TemplateVersionView(TemplateView):
    """One version."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "templates_version",
        summary="Get a version of a template",
        description="With its content.",
        need=READ,
        answer=envelope("TemplateVersionDetails", TemplateVersionDetail),
        example={"success": True, "data": examples.VERSION_DETAIL},
        errors=_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request, template_id: str, number: str) -> Response:
        self.no_query()
        version = template_version(template=self.template(template_id), number=number)
        return self.success(TemplateVersionDetail(version).data)


class TemplateRestoreView(TemplateView):
    """A version as the draft again."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "templates_restore",
        summary="Make a version the draft again",
        description="It is sent once it was published.",
        need=WRITE,
        answer=envelope("TemplateRestored", TemplateOut),
        example=ANSWER,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str, number: str) -> Response:
        self.body(NoParameters)
        template = self.template(template_id)
        version = template_version(template=template, number=number)
        return self.told(template_restore(template=template, version=version, actor=self.actor))
