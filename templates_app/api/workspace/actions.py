"""`templates/{id}/publish`, `/submit`, `/reject`, `/return`, `/archive`, `/duplicate`: what is done to a template."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import APPROVE, WRITE, publish_need
from templates_app.api.steps import ARCHIVE, PUBLISH_WORDS, REJECT_WORDS, RETURN, SUBMIT, Step
from templates_app.api.workspace import examples
from templates_app.api.workspace.base import TAG, WRITE_ERRORS, TemplateView
from templates_app.api.workspace.shapes import TemplateCopyName, TemplateDetailOut, TemplateRejection
from templates_app.services import (
    template_duplicate,
    template_publish,
    template_reject,
)
from workspaces.api.access import Need
from workspaces.api.operations import if_match_header
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.workspace.schema import operation


class TemplateActionView(TemplateView):
    """Something that is done to one template."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}


class TemplatePublishView(TemplateActionView):
    """Publish a template."""

    @operation(
        "publishTemplate",
        summary="Publish a template",
        description=PUBLISH_WORDS,
        need=WRITE,
        query=[if_match_header(required=False)],
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=[*WRITE_ERRORS, Kind.STALE],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        self.body(NoParameters)
        template = self.template(template_id)
        self.access.enter_owner_of(template.workspace_id, publish_need(template.workspace))
        expected = self.base_revision(required=False)
        with self.changing(template):
            template_publish(template=template, actor=self.actor, expected_revision=expected)
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


def _step(step: Step, operation_id: str) -> Any:
    """Describes the view of a step."""
    described = operation(
        operation_id,
        summary=step.summary,
        description=step.meaning,
        need=WRITE,
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    return extend_schema_view(post=described)


@_step(SUBMIT, "submitTemplate")
class TemplateSubmitView(TemplateStepView):
    """Ask for approval."""

    step = SUBMIT


@_step(RETURN, "returnTemplate")
class TemplateReturnView(TemplateStepView):
    """Return a template to draft."""

    step = RETURN


@_step(ARCHIVE, "archiveTemplate")
class TemplateArchiveView(TemplateStepView):
    """Put a template away."""

    step = ARCHIVE


class TemplateRejectView(TemplateActionView):
    """Refuse a template."""

    needs: ClassVar[dict[str, Need]] = {"POST": APPROVE}

    @operation(
        "rejectTemplate",
        summary="Reject a template",
        description=REJECT_WORDS,
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
