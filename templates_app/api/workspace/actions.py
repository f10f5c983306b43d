"""`templates/{id}/publish`, `/submit`, `/reject`, `/return`, `/archive`, `/duplicate`: what is done to a template."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import APPROVE, WRITE, publish_need
from templates_app.api.workspace import examples
from templates_app.api.workspace.base import TAG, WRITE_ERRORS, TemplateView
from templates_app.api.workspace.shapes import NothingMore, TemplateCopyName, TemplateDetailOut, TemplateRejection
from templates_app.models import Template
from templates_app.services import (
    template_archive,
    template_duplicate,
    template_publish,
    template_reject,
    template_return_to_draft,
    template_submit,
)
from workspaces.api.access import Need
from workspaces.api.operations import if_match_header
from workspaces.api.problems import Kind
from workspaces.api.workspace.schema import operation


class TemplateActionView(TemplateView):
    """Something that is done to one template."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    def require(self, template: Template, need: Need) -> None:
        """Raises PermissionRefused where the caller lacks more than every such action asks for."""
        self.access.enter_owner_of(template.workspace_id, need)


class TemplatePublishView(TemplateActionView):
    """Publish a template."""

    @operation(
        "publishTemplate",
        summary="Publish a template",
        description="Makes the draft an immutable version, which new launches send. What is wrong or "
        "unfinished is named. Where the workspace asks for approval, this is it: it needs an "
        "admin who did not change the draft last, and a template that was submitted.",
        need=WRITE,
        body=NothingMore,
        query=[if_match_header(required=False)],
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=[*WRITE_ERRORS, Kind.STALE],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NothingMore)
        template = self.template(template_id)
        self.require(template, publish_need(template.workspace))
        expected = self.base_revision(required=False)
        with self.changing(template):
            template_publish(template=template, actor=self.actor, expected_revision=expected)
        return self.told(template)


class TemplateSubmitView(TemplateActionView):
    """Ask for approval."""

    @operation(
        "submitTemplate",
        summary="Ask for approval",
        description="Where the workspace asks for it. Another person then publishes, or rejects with a "
        "reason; any change takes the request back.",
        need=WRITE,
        body=NothingMore,
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NothingMore)
        template = self.template(template_id)

        template_submit(template=template, actor=self.actor)
        return self.told(template)


class TemplateReturnView(TemplateActionView):
    """Return a template to draft."""

    @operation(
        "returnTemplate",
        summary="Return a template to draft",
        description="Lets a rejected or archived template be edited and published again.",
        need=WRITE,
        body=NothingMore,
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NothingMore)
        template = self.template(template_id)

        template_return_to_draft(template=template, actor=self.actor)
        return self.told(template)


class TemplateArchiveView(TemplateActionView):
    """Put a template away."""

    @operation(
        "archiveTemplate",
        summary="Put a template away",
        description="Campaigns that were launched with it go on.",
        need=WRITE,
        body=NothingMore,
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NothingMore)
        template = self.template(template_id)

        template_archive(template=template, actor=self.actor)
        return self.told(template)


class TemplateRejectView(TemplateActionView):
    """Refuse a template."""

    needs: ClassVar[dict[str, Need]] = {"POST": APPROVE}

    @operation(
        "rejectTemplate",
        summary="Reject a template",
        description="With a reason. Messages already queued go out, new ones are skipped with it. Of a template that "
        "waits for approval only the changes are refused: what is published stays.",
        need=APPROVE,
        body=TemplateRejection,
        bodies={"With its reason": {"reason": "The price is last year’s."}},
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        reason = self.body(TemplateRejection)["reason"]
        template = self.template(template_id)
        template_reject(template=template, reason=reason, actor=self.actor)
        return self.told(template)


class TemplateDuplicateView(TemplateActionView):
    """Copy a template."""

    @operation(
        "duplicateTemplate",
        summary="Duplicate a template",
        description="A new draft with the same content.",
        need=WRITE,
        body=TemplateCopyName,
        bodies={"With a name": {"name": "Welcome, in winter"}},
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        name = self.body(TemplateCopyName).get("name")
        template = self.template(template_id)
        return self.told(template_duplicate(template=template, name=name, actor=self.actor), status=201)
