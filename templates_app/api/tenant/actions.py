"""`templates/{id}/publish`, `/submit`, `/reject`, `/return`, `/archive`, `/duplicate`: what is done to a template."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import APPROVE, WRITE, publish_need
from templates_app.api.tenant import examples
from templates_app.api.tenant.shapes import TemplateCopyInput, TemplateOut, TemplateRejectInput
from templates_app.api.tenant.templates import TAG, WRITE_ERRORS, TemplateView
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
from workspaces.api.serializers import StrictSerializer
from workspaces.api.tenant.schema import envelope, operation

ANSWER = {"success": True, "data": examples.DETAIL}


class NoInput(StrictSerializer):
    """Nothing is to be said."""


class TemplateActionView(TemplateView):
    """Something that is done to one template."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    def require(self, template: Template, need: Need) -> None:
        """Raises PermissionRefused where the caller lacks more than every such action asks for."""
        self.access.enter_owner_of(template.workspace_id, need)


class TemplatePublishView(TemplateActionView):
    """Publish a template."""

    @operation(
        "templates_publish",
        summary="Publish a template",
        description="Makes the draft an immutable version, which new launches send. What is wrong or "
        "unfinished is named. Where the workspace asks for approval, this is it: it needs an "
        "admin who did not change the draft last, and a template that was submitted.",
        need=WRITE,
        body=NoInput,
        query=[if_match_header(required=False)],
        answer=envelope("TemplatePublished", TemplateOut),
        example=ANSWER,
        errors=[*WRITE_ERRORS, Kind.STALE],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NoInput)
        template = self.template(template_id)
        self.require(template, publish_need(template.workspace))
        template_publish(template=template, actor=self.actor, expected_revision=self.base_revision(required=False))
        return self.told(template)


class TemplateSubmitView(TemplateActionView):
    """Ask for approval."""

    @operation(
        "templates_submit",
        summary="Ask for approval",
        description="Where the workspace asks for it. Another person then publishes, or rejects with a "
        "reason; any change takes the request back.",
        need=WRITE,
        body=NoInput,
        answer=envelope("TemplateSubmited", TemplateOut),
        example=ANSWER,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NoInput)
        template = self.template(template_id)

        template_submit(template=template, actor=self.actor)
        return self.told(template)


class TemplateReturnView(TemplateActionView):
    """Return a template to draft."""

    @operation(
        "templates_return",
        summary="Return a template to draft",
        description="Lets a rejected or archived template be edited and published again.",
        need=WRITE,
        body=NoInput,
        answer=envelope("TemplateReturned", TemplateOut),
        example=ANSWER,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NoInput)
        template = self.template(template_id)

        template_return_to_draft(template=template, actor=self.actor)
        return self.told(template)


class TemplateArchiveView(TemplateActionView):
    """Put a template away."""

    @operation(
        "templates_archive",
        summary="Put a template away",
        description="Campaigns that were launched with it go on.",
        need=WRITE,
        body=NoInput,
        answer=envelope("TemplateArchiveed", TemplateOut),
        example=ANSWER,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NoInput)
        template = self.template(template_id)

        template_archive(template=template, actor=self.actor)
        return self.told(template)


class TemplateRejectView(TemplateActionView):
    """Refuse a template."""

    needs: ClassVar[dict[str, Need]] = {"POST": APPROVE}

    @operation(
        "templates_reject",
        summary="Reject a template",
        description="With a reason. Messages already queued go out, new ones are skipped with it. Of a template that "
        "waits for approval only the changes are refused: what is published stays.",
        need=APPROVE,
        body=TemplateRejectInput,
        bodies={"With its reason": examples.REJECT},
        answer=envelope("TemplateRejected", TemplateOut),
        example=ANSWER,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        reason = self.body(TemplateRejectInput)["reason"]
        template = self.template(template_id)
        template_reject(template=template, reason=reason, actor=self.actor)
        return self.told(template)


class TemplateDuplicateView(TemplateActionView):
    """Copy a template."""

    @operation(
        "templates_duplicate",
        summary="Duplicate a template",
        description="A new draft with the same content.",
        need=WRITE,
        body=TemplateCopyInput,
        bodies={"With a name": {"name": "Welcome, in winter"}},
        answer=envelope("TemplateDuplicated", TemplateOut),
        example=ANSWER,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        name = self.body(TemplateCopyInput).get("name")
        template = self.template(template_id)
        return self.told(template_duplicate(template=template, name=name, actor=self.actor), status=201)
