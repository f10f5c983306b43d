"""`templates/{id}/publish`, `/submit`, `/reject`, `/return`, `/archive`, `/duplicate`: what is done to a template."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import APPROVE, WRITE, publish_need
from templates_app.api.steps import ARCHIVE, PUBLISH_WORDS, REJECT_WORDS, RETURN, SUBMIT, Step
from templates_app.api.tenant import examples
from templates_app.api.tenant.shapes import TemplateCopyInput, TemplateOut, TemplateRejectInput
from templates_app.api.tenant.templates import TAG, WRITE_ERRORS, TemplateView
from templates_app.services import (
    template_duplicate,
    template_publish,
    template_reject,
)
from workspaces.api.access import Need
from workspaces.api.operations import if_match_header
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.tenant.schema import envelope, operation

ANSWER = {"success": True, "data": examples.DETAIL}


class TemplateActionView(TemplateView):
    """Something that is done to one template."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}


class TemplatePublishView(TemplateActionView):
    """Publish a template."""

    @operation(
        "templates_publish",
        summary="Publish a template",
        description=PUBLISH_WORDS,
        need=WRITE,
        query=[if_match_header(required=False)],
        answer=envelope("TemplatePublished", TemplateOut),
        example=ANSWER,
        errors=[*WRITE_ERRORS, Kind.STALE],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NoParameters)
        template = self.template(template_id)
        self.access.enter_owner_of(template.workspace_id, publish_need(template.workspace))
        template_publish(template=template, actor=self.actor, expected_revision=self.base_revision(required=False))
        return self.told(template)


class TemplateStepView(TemplateActionView):
    """A step that takes nothing but the template."""

    step: ClassVar[Step]

    def post(self, request: Request, template_id: str) -> Response:
        """Takes the step."""
        self.body(NoParameters)
        template = self.template(template_id)
        self.step.take(template=template, actor=self.actor)
        return self.told(template)


def _step(step: Step, operation_id: str, component: str) -> Any:
    """Describes the view of a step."""
    described = operation(
        operation_id,
        summary=step.summary,
        description=step.meaning,
        need=WRITE,
        answer=envelope(component, TemplateOut),
        example=ANSWER,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    return extend_schema_view(post=described)


@_step(SUBMIT, "templates_submit", "TemplateSubmitted")
class TemplateSubmitView(TemplateStepView):
    """Ask for approval."""

    step = SUBMIT


@_step(RETURN, "templates_return", "TemplateReturned")
class TemplateReturnView(TemplateStepView):
    """Return a template to draft."""

    step = RETURN


@_step(ARCHIVE, "templates_archive", "TemplateArchived")
class TemplateArchiveView(TemplateStepView):
    """Put a template away."""

    step = ARCHIVE


class TemplateRejectView(TemplateActionView):
    """Refuse a template."""

    needs: ClassVar[dict[str, Need]] = {"POST": APPROVE}

    @operation(
        "templates_reject",
        summary="Reject a template",
        description=REJECT_WORDS,
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
