"""`templates`: what a flow may send, for a picker with a preview; and making one."""

from typing import ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import READ, WRITE
from templates_app.api.workspace import examples
from templates_app.api.workspace.base import READ_ERRORS, TAG, WRITE_ERRORS, TemplateView
from templates_app.api.workspace.shapes import TemplateDetailOut, TemplateEntry, TemplateNew
from templates_app.models import Template, TemplateState
from templates_app.selectors import template_briefs, template_list
from templates_app.services import template_create
from workspaces.api.access import Need
from workspaces.api.workspace.inputs import MAX_LIMIT, SearchQuery
from workspaces.api.workspace.schema import operation
from workspaces.channels import Channel, MessageType
from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode


class TemplateQuery(SearchQuery):
    """Which templates."""

    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    message_type = serializers.ChoiceField(choices=MessageType.choices, required=False)
    state = serializers.ChoiceField(choices=TemplateState.choices, required=False)
    ids = serializers.CharField(
        max_length=4_000, required=False, help_text=f"Only these, in whatever state: at most {MAX_LIMIT}, with commas."
    )


class TemplatesView(TemplateView):
    """The templates, newest first."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "listTemplates",
        summary="List the templates",
        description="Newest first, without their content. Archived ones only where `state` or `ids` ask for them.",
        need=READ,
        query=[TemplateQuery],
        answer=TemplateEntry(many=True),
        example=[examples.ENTRY],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(TemplateQuery)
        rows = template_list(
            workspace=self.workspace,
            state=query.get("state"),
            channel=query.get("channel"),
            message_type=query.get("message_type"),
            search=query["search"],
            ids=_ids(query["ids"]) if "ids" in query else None,
        )
        listed = template_briefs(rows)[: query["limit"]]
        return Response(TemplateEntry(listed, many=True, context={"slug": self.workspace.slug}).data)

    @operation(
        "createTemplate",
        summary="Make a template",
        description="A draft. Without content it is empty; it may have gaps until it is published.",
        need=WRITE,
        body=TemplateNew,
        bodies={"An e-mail of blocks": examples.CREATE},
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
        etag=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(TemplateNew)
        return self.told(template_create(workspace=self.workspace, actor=self.actor, **body), status=201)


def _ids(text: str) -> list[UUID]:
    """The ids; those that can be nobody's are left out, like those of other workspaces. Raises InvalidInput."""
    found = []
    parts = text.split(",")
    if len(parts) > MAX_LIMIT:
        raise InvalidInput.of("ids", f"at most {MAX_LIMIT}")
    for part in parts:
        try:
            found.append(decode(Template.ID_PREFIX, part.strip()))
        except InvalidId:
            continue
    return found
